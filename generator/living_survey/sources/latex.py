"""TeX in titles and names, as arXiv and BibTeX have it, turned into text."""

from __future__ import annotations

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerParseError

_TEX = re.compile(r"\\[A-Za-z@]|\\[^\sA-Za-z]|[{}]|\$[^$]+\$|~|``|''")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_PRICE = re.compile(r"\$(?=\d[\d.,]*(?:[ -]|$))(?![^$]*[\\^_{])")


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

    Other text is kept, with runs of white space turned into single spaces; so are a lone `%` or `$5`, and TeX
    that cannot be read.
    """
    line = " ".join(tex.split())
    if not _TEX.search(line):
        return line
    prepared = _PRICE.sub(r"\\$", _BARE_PERCENT.sub(r"\\%", line))
    try:
        text = str(_converter().latex_to_text(prepared, tolerant_parsing=True))
    except (LatexWalkerParseError, ValueError, IndexError, RecursionError):
        return line
    return " ".join(text.split()) or line
