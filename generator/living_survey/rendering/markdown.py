"""Markdown that shows on GitHub exactly what it was given.

Two kinds of syntax are in the way. What CommonMark and its extensions read is escaped with a backslash. What
GitHub looks for afterwards, in the finished text, no backslash hides: formulas, `:emoji:`, `@names`, `#123`,
bare addresses. There a `<span>` around one character breaks the pattern, as GitHub's own manual does for
dollar signs.

Sources: https://github.github.com/gfm/ and
https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
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
    | (?P<inert>   [$@] | \#(?=\d) | :(?=//|[\w+-]+:) | (?<=www)\. )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER_IN_FRONT = re.compile(r"^(\d+)([.)])(?= |$)")
_LINKABLE = re.compile(r"(?:https?://|mailto:)[^\s/?#]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)

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
    return f"\\{match[0]}" if match["escaped"] else f"<span>{match[0]}</span>"


def destination(address: str) -> str | None:
    """An address as it stands in the parentheses of a link; None unless it is http, https or mailto."""
    if not _LINKABLE.match(address):
        return None
    return _ENTITY.sub("&amp;", quote(address, safe="!#%&'*+,-./:;=?@[]_~"))


def is_linkable(address: str | None) -> bool:
    """Whether `link` makes a link of an address."""
    return bool(address and destination(address))


def link(label: str, address: str | None) -> Markdown:
    """A link, or the label alone where the address is none that may be linked."""
    to = destination(address) if address else None
    return Markdown(f"[{inline(label)}]({to})") if to else inline(label)


def inline(value: object) -> Markdown:
    """Markdown as it is, anything else as text; None is empty."""
    if isinstance(value, Markdown):
        return value
    return Markdown() if value is None else text(str(value))


def heading(level: int, title: str) -> Markdown:
    """A heading line, no deeper than Markdown goes."""
    return Markdown(f"{'#' * min(level, DEEPEST_HEADING)} {inline(title)}")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table without padding: a long cell would change every line."""
    return Markdown("\n".join([_row(header), _row([Markdown("---")] * len(header)), *map(_row, rows)]))


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(inline, cells))} |"


def fenced(code: str, language: str) -> Markdown:
    """A block of code, behind a fence longer than any in it."""
    longest = max((len(fence) for fence in _FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return Markdown(f"{fence}{language}\n{code.rstrip()}\n{fence}")


def slug(title: str) -> str:
    """What GitHub makes of a heading's text for its anchor: lower case, hyphens for spaces, no punctuation.

    Source: html-pipeline's TableOfContentsFilter, which keeps Ruby's word characters, spaces and hyphens;
    compared with the npm package github-slugger.
    """
    kept = (character for character in title.lower() if character in " -" or _is_word(character))
    return "".join(kept).replace(" ", "-")


def _is_word(character: str) -> bool:
    return unicodedata.category(character) in _SLUG_CATEGORIES or bool(_SLUG_SYMBOLS.match(character))


class Anchors:
    """Hands out the anchors of a document's headings in their order; repeated ones get `-1`, `-2`."""

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
    """Jinja templates of Markdown: what they print is escaped unless it is `Markdown` already."""
    return Environment(
        autoescape=False,  # noqa: S701 - that would be for HTML; `finalize` escapes for Markdown
        finalize=inline,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
