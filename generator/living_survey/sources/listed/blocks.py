"""Blocks of a list: what is in an element, one after the other, and which of it may be a work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.sources.listed.people import people_in
from living_survey.sources.listed.titles import QUOTED
from living_survey.sources.listed.units import Unit
from living_survey.sources.listed.wording import (
    COLONS,
    FEW_WORDS,
    SHORTEST_TITLE,
    clean,
    is_label,
    title_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.sources.listed.markup import Element

LONGEST_PARAGRAPH_LEAD = 40

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LAYOUT = frozenset({*HEADINGS, "ul", "ol", "dl", "table"})
_BLOCKS = LAYOUT | {"details", "p", "summary", "div", "blockquote", "section", "article", "hr"}
SKIPPED = frozenset({"pre", "script", "style", "nav", "footer", "form", "head", "title", "svg", "noscript"})
_PROSE = (
    r"(?:welcome|for (?:example|more)|i|this|these|we|our|here|please|an? curated|if|check|inspired|share on"
    r"|see|note|another|explore"
    r"|you (?:can|may|will|are|have)"
    r"|(?:subscribe|follow|join|visit|click|star) (?:to|us|our|me|this|here|now|on))\b"
)
_PROSE_TITLE = re.compile(_PROSE, re.IGNORECASE)
_PROSE_LEAD = re.compile(rf"\(?from\b|{_PROSE}", re.IGNORECASE)


# --- headings that are works --------------------------------------------------------------------------------


def is_work_in_heading(unit: Unit, *, is_usual: bool) -> bool:
    """Whether a heading is a work: it leads to a paper, or is one of many with a title and links."""
    title = unit.title
    if title is None:
        return False
    if is_usual:
        return title_size(title.text) >= SHORTEST_TITLE
    words = clean("".join(one.words for one in unit.segments))
    return unit.has_paper and 2 * len(title.text) >= len(words)


def work_heading_levels(root: Element) -> frozenset[int]:
    """The levels of headings of which most have a title with links."""
    found: dict[int, list[bool]] = {}
    for element in root.find_all(*HEADINGS):
        unit = Unit.of(element.children)
        is_long = bool(unit.title and len(unit.title.text.split()) > FEW_WORDS)
        has_links = any(is_label(one.words) for one in unit.addresses)
        found.setdefault(HEADINGS[element.name], []).append(is_long and has_links)
    return frozenset(level for level, works in found.items() if 2 * sum(works) > len(works) > FEW_WORDS)


# --- pieces of the tree ------------------------------------------------------------------------------------


def runs_of(parent: Element) -> Iterator[tuple[int, Unit | Element]]:
    """The blocks of an element with their lines, and the words between them; a paragraph is words."""
    words: list[Element | str] = []
    line = parent.line
    for child in parent.children:
        if isinstance(child, str) or not _is_block(child):
            words.append(child)
            continue
        yield from _words_of(line, words)
        words, line = [], child.line
        if child.name == "p" and not child.has_any(_BLOCKS):
            yield from _words_of(line, child.children)
        else:
            yield line, child
    yield from _words_of(line, words)


def _words_of(line: int, nodes: Sequence[Element | str]) -> Iterator[tuple[int, Unit]]:
    unit = Unit.of(nodes)
    if unit.text or unit.all_badges or any(segment.url for segment in unit.segments):
        yield line, unit


def _is_block(element: Element) -> bool:
    return element.name in _BLOCKS or element.name in SKIPPED or element.has_any(_BLOCKS)


def split_works(unit: Unit) -> list[tuple[int, Unit]]:
    """The works of a paragraph in which lines start with titles, each with its distance from the first."""
    lines = [(distance, line) for distance, line in unit.lines() if line.text or line.addresses]
    starts = [number for number, (_, line) in enumerate(lines) if line.starts_with_title and line.addresses]
    if len(starts) <= 1:
        starts = [number for number, (_, line) in enumerate(lines) if line.has_paper]
        if len(starts) <= 1 or len(starts) < len(lines) - starts[0]:
            return [(0, unit)]
    parts: list[tuple[int, Unit]] = []
    for number, (distance, line) in enumerate(lines):
        if number in starts or not parts:
            parts.append((distance, line))
        else:
            parts[-1] = (parts[-1][0], parts[-1][1].joined(line))
    return parts


def is_prose(unit: Unit) -> bool:
    """Whether it is running text rather than a citation."""
    title = unit.title
    return bool(title and not title.is_set_off and not unit.has_paper and _PROSE_TITLE.match(title.text))


def may_start_work(unit: Unit) -> bool:
    """Whether a paragraph may be a work or a heading: it begins with its title, not with running text."""
    title = unit.title
    before = clean(title.before) if title else ""
    is_running_on = unit.text.endswith(COLONS)
    if title and (_PROSE_LEAD.match(before) or (is_running_on and _PROSE_TITLE.match(title.text))):
        return False
    if unit.is_emphasized or is_running_on:
        return True
    if title and unit.is_citation and (work := unit.work(0)):
        return bool(work.venue or work.year)
    if title is None or not unit.addresses:
        return False
    if len(before) > LONGEST_PARAGRAPH_LEAD and title.score < QUOTED and not people_in(title.before):
        return False
    return title.is_set_off or (unit.has_paper and not _PROSE_TITLE.match(title.text))
