"""Words of a list with their links and emphasis, from the elements of its page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from living_survey.sources.listed.addresses import BARE_URL
from living_survey.sources.listed.venues import is_venue
from living_survey.sources.listed.wording import clean, is_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.sources.listed.markup import Element

_VENUE_BADGE = re.compile(r"(?:conference|venue|publish(?:ed)?|pub|journal|year|date)[-:]\s*", re.IGNORECASE)
_YEAR_BADGE = re.compile(r"(\D{2,60})[- ]((?:19|20)\d\d)")

_MARKED = frozenset({"i", "em", "ins", "u", "code", "cite", "kbd"})
_UNREAD = frozenset({"script", "style", "pre", "svg", "button", "input", "select", "template", "noscript"})
_LINES = frozenset({"p", "div", "li", "tr"})
_TAG_CLASSES = frozenset({"tag", "badge", "chip", "label"})
_STATUS_BADGE = re.compile(
    r"(?:prs?|license|maintained|stars?|forks?|issues|last commit|version|build|docs|chat|awesome"
    r"|contributions?|visitors|made with|python|status|papers?|code|github|arxiv|website|project|page|hits)\b"
    r"|.*\d{4}\.\d{4,5}",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"#|\.{0,2}/(?!/)|[\w%./ -]*\.(?:md|html)\b")


@dataclass(frozen=True)
class Segment:
    """Words of one style."""

    text: str
    url: str = ""
    bold: bool = False
    marked: bool = False
    """Whether they are emphasized in another way: italic, underlined, as code."""
    is_badge: bool = False
    is_break: bool = False
    """Whether it ends a line of the page, though perhaps not of the file."""

    @property
    def style(self) -> tuple[str, bool, bool]:
        """What adjacent segments must have in common to be one."""
        return (self.url, self.bold, self.marked)

    @property
    def is_local(self) -> bool:
        """Whether it links to another place of the same repository, as a table of contents does."""
        return bool(_LOCAL.match(self.url))

    @property
    def is_label(self) -> bool:
        """Whether it is a badge, or a link whose words only name what it leads to."""
        return self.is_badge or (bool(self.url) and is_label(self.text))

    @property
    def words(self) -> str:
        """Its words, if they are more than a label, without addresses."""
        return "" if self.is_label else BARE_URL.sub(" ", self.text)


def collect(nodes: Iterable[Element | str]) -> tuple[list[Segment], list[str]]:
    """The segments and the static badges of some nodes."""
    segments: list[Segment] = []
    badges: list[str] = []
    for node in nodes:
        _collect(node, Segment(""), segments, badges)
    return segments, badges


def _collect(node: Element | str, style: Segment, segments: list[Segment], badges: list[str]) -> None:
    if isinstance(node, str):
        segments.append(Segment(node.replace("\u00a0", " "), style.url, style.bold, style.marked))
    elif node.name == "img":
        _collect_picture(node, style, segments, badges)
    elif node.name == "span" and _TAG_CLASSES & set(node.attributes.get("class", "").lower().split()):
        badges.append(clean("".join(_texts(node))))
    elif node.name not in _UNREAD:
        if node.name == "br" or node.name in _LINES:
            segments.append(Segment("\n", is_break=True))
        inner = _style_within(node, style)
        for child in node.children:
            _collect(child, inner, segments, badges)


def _style_within(node: Element, style: Segment) -> Segment:
    url = node.attributes.get("href", "").strip() if node.name == "a" else ""
    bold, marked = node.name in {"b", "strong"}, node.name in _MARKED
    return Segment("", url or style.url, style.bold or bold, style.marked or marked)


def _collect_picture(node: Element, style: Segment, segments: list[Segment], badges: list[str]) -> None:
    """A linked picture is a label; a static badge is a tag, unless it is such a label."""
    badge = badge_text(node.attributes.get("src", ""))
    is_linked = style.url.startswith(("http://", "https://", "//"))
    if badge and (not is_linked or venue_of_badge(badge)):
        badges.append(badge)
    if style.url:
        segments.append(Segment(badge or node.attributes.get("alt", ""), style.url, is_badge=True))


def _texts(node: Element) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def merged(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Segments with those of one style put together, and white space with what is before it."""
    found: list[Segment] = []
    for one in segments:
        last = found[-1] if found else None
        is_space = not one.url and not one.text.strip(" " if last and last.url else " \n")
        is_apart = one.is_break or not last or last.is_badge or last.is_break
        if last and not is_apart and (last.style == one.style or is_space):
            found[-1] = replace(last, text=last.text + one.text)
        elif one.text or one.url:
            found.append(one)
    return tuple(found)


def runs(segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Adjacent segments that are emphasized together: with the same link, or bold, or marked."""
    start = 0
    while start < len(segments):
        first = segments[start]
        end = start + 1
        while end < len(segments) and _is_same_run(first, segments[end]):
            end += 1
        if first.url or first.bold or first.marked:
            yield start, end
        start = end


def _is_same_run(first: Segment, other: Segment) -> bool:
    if first.is_badge or other.is_badge or first.url != other.url:
        return False
    return bool(first.url) or (first.bold == other.bold and (first.bold or first.marked == other.marked))


# --- badges ------------------------------------------------------------------------------------------------


def venue_of_badge(badge: str) -> str:
    """The venue or year on a badge; empty if it is about something else."""
    label = _VENUE_BADGE.match(badge)
    value = badge[label.end() :] if label else badge
    if match := _YEAR_BADGE.fullmatch(value):
        return f"{match[1]} {match[2]}"
    return value if label or is_venue(value) else ""


def is_tag(badge: str) -> bool:
    """Whether a badge says what a work is about, rather than its venue, a link or the state of a project."""
    return not (venue_of_badge(badge) or is_label(badge) or _STATUS_BADGE.match(badge))


def badge_text(url: str) -> str | None:
    """The text of a static badge: `Data4Model--Eval-f1db9d` -> `Data4Model-Eval`; None for other images.

    A dash separates label, message and colour, two are a dash; an underscore is a space, two are one.
    Source: https://shields.io/badges/static-badge
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.hostname != "img.shields.io":
        return None
    if parts.path.startswith("/static/v1"):
        query = parse_qs(parts.query)
        return "-".join(query[name][0] for name in ("label", "message") if query.get(name)) or None
    if not parts.path.startswith("/badge/"):
        return None
    content = unquote(parts.path.removeprefix("/badge/")).removesuffix(".svg")
    pieces = [piece.replace("\0", "-") for piece in content.replace("--", "\0").split("-")]
    text = "-".join(pieces[:-1]) if len(pieces) > 1 else pieces[0]
    return text.replace("__", "\0").replace("_", " ").replace("\0", "_").strip() or None
