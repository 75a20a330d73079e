"""Long lists over several pages: the first has some works of each section, further pages the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge import Group, Node, RelationKind, Tag, Work
    from living_survey.rendering.matrices import Address

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
    """The sections page by page; the first page has all of them, with `room` works or one each."""
    sections = list(sections)
    share = _share([len(section.items) for section in sections], room)
    first: list[Section] = []
    further: list[list[Section]] = []
    free = 0
    for section in sections:
        total = len(section.items)
        rest = section.items[share:]
        page = len(further) + (1 if free else 2)
        first.append(replace(section, items=section.items[:share], total=total, rest=page if rest else 0))
        while rest:
            if not free:
                further.append([])
                free = page_size
            further[-1].append(replace(section, items=rest[:free], total=total))
            rest, free = rest[free:], max(0, free - len(rest))
    return [first, *further]


def _share(sizes: Sequence[int], room: int) -> int:
    """The largest number to which sections can be cut to have room together; at least one."""
    share, most = 1, max(sizes, default=1)
    while share < most and sum(min(size, share + 1) for size in sizes) <= room:
        share += 1
    return share
