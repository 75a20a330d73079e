"""Long lists over several pages: the first has some works of each section, further pages the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge import Group, Node, RelationKind, Tag, Work
    from living_survey.rendering.matrices import Address

Head = TypeVar("Head")
Line = TypeVar("Line")

HEADING = 1
"""A heading takes about as much room as a work or less."""
PAGE_SIZE = 60
"""The number of works on a further page, which stays below 15,000 pixels on a phone of 390."""


@dataclass(frozen=True, slots=True)
class Item:
    """A work in a section, with a note on it there and, if the page shows it, what it states at a tag."""

    work: Work
    note: str | None = None
    tag: Tag | None = None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Works under a heading; `address` has the filters that show all of them in the Explorer, if any do."""

    id: str
    title: str
    items: Sequence[Item]
    level: int = 2
    node: Node | None = None
    relation: RelationKind | None = None
    count: int | None = None
    """The number beside the heading, if it is not that of these works."""
    address: Address = field(default_factory=dict)
    total: int = 0
    """The number of works of the whole section, if these are only some of them."""
    rest: int = 0
    """The page with the first of those that do not fit here; 0 if there are none."""


def paged(sections: Iterable[Section], room: int, page_size: int = PAGE_SIZE) -> list[list[Section]]:
    """The sections page by page; the first page has all of them, with `room` works together."""
    sections = list(sections)
    shares = _shares([len(section.items) for section in sections], room)
    first: list[Section] = []
    further: list[list[Section]] = []
    free = 0
    for section, share in zip(sections, shares, strict=True):
        total = len(section.items)
        rest = section.items[share:]
        page = len(further) + (1 if free else 2)
        first.append(replace(section, items=section.items[:share], total=total, rest=page if rest else 0))
        while rest:
            if not free:
                further.append([])
                free = page_size
            further[-1].append(replace(section, items=rest[:free], total=total))
            rest, free = rest[free:], max(0, free - len(rest) - HEADING)
    return [first, *further]


def in_pages(groups: Iterable[tuple[Head, Sequence[Line]]], size: int) -> list[list[tuple[Head, list[Line]]]]:
    """Groups of lines on pages of so many lines; a group that does not fit goes on on the next page."""
    lines = [(head, line) for head, several in groups for line in several]
    return [
        [
            (head, [line for _, line in several])
            for head, several in groupby(lines[start : start + size], key=itemgetter(0))
        ]
        for start in range(0, len(lines), size)
    ]


def _shares(sizes: Sequence[int], room: int) -> list[int]:
    """The number of works of each section, equal if each can have one, else one for the largest."""
    if sum(size > 0 for size in sizes) > room:
        largest = sorted(range(len(sizes)), key=lambda place: -sizes[place])[:room]
        return [int(place in largest) for place in range(len(sizes))]
    share, most = 1, max(sizes, default=1)
    while share < most and sum(min(size, share + 1) for size in sizes) <= room:
        share += 1
    return [share] * len(sizes)
