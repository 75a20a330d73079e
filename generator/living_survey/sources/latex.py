"""TeX in titles and names, as arXiv and BibTeX have it, turned into text."""

from __future__ import annotations

import logging
import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

MAX_LENGTH = 20_000
_TEX = re.compile(r"\\[A-Za-z@]|\\[^\sA-Za-z]|[{}]|\$[^$]+\$|~|``|''")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_MACRO = re.compile(r"\\[A-Za-z@]+\*?|\\|[{}$]")
_PRICE = re.compile(r"\$(?=\d[\d.,]*(?:[ -]|$))(?![^$]*[\\^_{])")


# What it warns of is a fault of the text, which is then read without macros.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


@cache
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(
        latex_context=get_default_latex_context_db(),
        math_mode="text",
        strict_latex_spaces=False,
        keep_comments=True,
    )


def to_text(tex: str) -> str:
    r"""TeX as text on one line: `{GAN}s by Erd\H{o}s` -> `GANs by Erdős`.

    Other text is kept, with runs of white space turned into single spaces; so are a lone `%` or `$5`. TeX
    that cannot be read loses its macros.
    """
    line = " ".join(tex.split())
    if not _TEX.search(line):
        return line
    prepared = _PRICE.sub(r"\\$", _BARE_PERCENT.sub(r"\\%", line))
    if len(prepared) > MAX_LENGTH:
        return _without_macros(line)
    try:
        text = str(_converter().latex_to_text(prepared, tolerant_parsing=True))
    except Exception:  # noqa: BLE001 - macros without their arguments make pylatexenc raise any kind
        return _without_macros(line)
    return " ".join(text.split()) or line


def _without_macros(line: str) -> str:
    return " ".join(_MACRO.sub(" ", line).split()) or line
