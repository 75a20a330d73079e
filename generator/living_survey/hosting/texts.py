"""What is posted at the host: in texts and titles, nothing that others wrote is left for it to interpret."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from living_survey.rendering.markdown import Markdown, code, environment, fenced, link
from living_survey.rendering.templating import template_loader

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_TITLE = 200
_REFERENCES = re.compile(
    r"""
      (?P<mark>    \#(?=\d) | (?<!\w)@(?=\w) | :(?=//) )  # #1, owner/name#1, @name, https://
    | (?P<hyphen>  (?<=gh)-(?=\d) )                      # GH-1
    | (?P<bracket> [\[\]] )                              # [skip ci]
    | (?P<commit>  (?<=\b[0-9a-f]{6})[0-9a-f]{33}(?=[0-9a-f]\b) )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PARENTHESES = {"[": "(", "]": ")"}


def rendered(name: str, **values: object) -> Markdown:
    """A text from its template in `host/`; values are escaped unless they are `Markdown` already.

    A paragraph of a template is one line, since the host shows line ends as breaks.
    """
    return Markdown(_templates().get_template(f"host/{name}.md.j2").render(values).strip("\n"))


@cache
def _templates() -> Environment:
    templates = environment().overlay(loader=template_loader())
    templates.globals |= {"code": code, "fenced": fenced, "link": link}
    return templates


def plain(title: str) -> str:
    """A title as plain text, with references, addresses and words that control workflows broken up.

    Merging a pull request makes its title a part of a commit message, whose words the host obeys.
    """
    return _REFERENCES.sub(_broken, " ".join(title.split()))[:MAX_TITLE].rstrip()


def _broken(match: re.Match[str]) -> str:
    if match["commit"]:
        return "…"
    if match["bracket"]:
        return _PARENTHESES[match[0]]
    return " " if match["hyphen"] else f"{match[0]} "
