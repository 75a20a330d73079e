"""Markdown that shows on GitHub exactly what it was given.

Two kinds of syntax need escaping. What CommonMark and its extensions parse is escaped with a backslash. What
GitHub looks for afterwards, in the rendered text, cannot be escaped that way: formulas, `:emoji:`, `@names`,
`#123`, `GH-123`, commit hashes, bare addresses. A `<span>` around one character breaks these patterns, as
GitHub's manual recommends for dollar signs.

Sources: https://github.github.com/gfm/,
https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
and .../autolinked-references-and-urls
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEEPEST_HEADING = 6

_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SYNTAX = re.compile(
    r"""
      (?P<escaped> [\\`*_\[\]<|~] | &(?=\#?\w+;) | ^[-+=>] | ^\#(?!\d) | \#(?=\#*$) | !$ )
    | (?P<inert>   [$@] | \#(?=\d) | (?<![0-9a-z_]gh)(?<=gh)-(?=\d) | :(?=//|[\w+-]+:) | (?<=www)\. )
    | (?P<commit>  (?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z]) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER_IN_FRONT = re.compile(r"^(\d+)([.)])(?= |$)")
_LINKABLE = re.compile(r"(?:https?://|mailto:)[^\s/?#]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BACKTICKS = re.compile("`+")

_SLUG_CATEGORIES = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Me", "Nd", "Pc"])
# Letters in circles and squares are symbols that Unicode counts as alphabetic too.
_SLUG_SYMBOLS = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")


class Markdown(str):
    """Text that is Markdown already and must not be escaped again."""

    __slots__ = ()


def text(value: str) -> Markdown:
    """Plain text as inline Markdown: in a paragraph, heading, item, link or table cell it shows as it is.

    White space and control characters become single spaces, so that the text stays in its line.
    """
    line = _SPACE.sub(" ", value).strip(" ")
    return Markdown(_NUMBER_IN_FRONT.sub(r"\1\\\2", _SYNTAX.sub(_literal, line)))


def _literal(match: re.Match[str]) -> str:
    if match["commit"]:
        return re.sub("(.{6})(.)", r"\1<span>\2</span>", match[0])  # hashes have at least 7 digits
    return f"\\{match[0]}" if match["escaped"] else f"<span>{match[0]}</span>"


def destination(address: str) -> str | None:
    """An address escaped for the parentheses of a link; None unless it is http, https or mailto."""
    if not _LINKABLE.match(address):
        return None
    return _ENTITY.sub("&amp;", quote(address, safe="!#%&'*+,-./:;=?@[]_~"))


def is_linkable(address: str | None) -> bool:
    """Whether an address can be linked: http, https or mailto."""
    return bool(address and destination(address))


def link(label: str, address: str | None) -> Markdown:
    """A link, or the label alone if the address cannot be linked."""
    to = destination(address) if address else None
    return Markdown(f"[{inline(label)}]({to})") if to else inline(label)


def inline(value: object) -> Markdown:
    """Markdown as it is, anything else as text; None is empty."""
    if isinstance(value, Markdown):
        return value
    return Markdown() if value is None else text(str(value))


def heading(level: int, title: str) -> Markdown:
    """A heading line, at most of level 6."""
    return Markdown(f"{'#' * min(level, DEEPEST_HEADING)} {inline(title)}")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table without padding, so that a changed cell changes one line of a diff."""
    return Markdown("\n".join([_row(header), _row([Markdown("---")] * len(header)), *map(_row, rows)]))


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(inline, cells))} |"


def code(value: str) -> Markdown:
    """Plain text as code inside a line."""
    line = _SPACE.sub(" ", value).strip(" ")
    ticks = "`" * (_longest_run(line) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return Markdown(f"{ticks}{padding}{line}{padding}{ticks}" if line else "")


def fenced(block: str, language: str) -> Markdown:
    """A block of code, between fences longer than any run of backticks in it."""
    fence = "`" * max(3, _longest_run(block) + 1)
    return Markdown(f"{fence}{language}\n{block.rstrip()}\n{fence}")


def _longest_run(value: str) -> int:
    """The number of backticks in the longest run of them."""
    return max(map(len, _BACKTICKS.findall(value)), default=0)


def slug(title: str) -> str:
    """GitHub's anchor for the text of a heading: lower case, hyphens for spaces, no punctuation.

    Source: html-pipeline's TableOfContentsFilter, which keeps Ruby's word characters, spaces and hyphens;
    compared with the npm package github-slugger.
    """
    kept = (character for character in title.lower() if character in " -" or _is_word(character))
    return "".join(kept).replace(" ", "-")


def _is_word(character: str) -> bool:
    return unicodedata.category(character) in _SLUG_CATEGORIES or bool(_SLUG_SYMBOLS.match(character))


class Anchors:
    """Generates the anchors of a document's headings in order; repeated ones get `-1`, `-2`."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def next(self, title: str) -> str:
        """The anchor of the next heading."""
        first = anchor = slug(_SPACE.sub(" ", title).strip(" "))
        while anchor in self._taken:
            self._taken[first] += 1
            anchor = f"{first}-{self._taken[first]}"
        self._taken[anchor] = 0
        return anchor


def environment() -> Environment:
    """A Jinja environment for Markdown: output is escaped unless it is `Markdown` already."""
    return Environment(
        autoescape=False,  # noqa: S701 - that would be for HTML; `finalize` escapes for Markdown
        finalize=inline,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
