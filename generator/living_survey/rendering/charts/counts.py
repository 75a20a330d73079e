"""What charts count by: periods, areas, topics, and values stated at topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.knowledge import KnowledgeBase, Node, Work

RARE = 0.005
"""Years before the first one with this share of all works are shown as one period."""


@dataclass(frozen=True)
class Period:
    """A year, or all early years together."""

    first: int
    last: int

    def __contains__(self, year: object) -> bool:
        return isinstance(year, int) and self.first <= year <= self.last

    @property
    def label(self) -> str:
        """`2024`, or `≤2020`."""
        return str(self.last) if self.first == self.last else f"≤{self.last}"

    @property
    def filters(self) -> dict[str, str]:
        """The filter of the Explorer: `year=2024`, `year=2010-2020`."""
        return {"year": str(self.last) if self.first == self.last else f"{self.first}-{self.last}"}

    def count(self, numbers: Counter[int | None]) -> int:
        """How many works are from these years, of which `by_year` gives the number of each."""
        return sum(numbers[year] for year in range(self.first, self.last + 1))


def by_year(works: Iterable[Work]) -> Counter[int | None]:
    """The number of works of each year."""
    return Counter(work.year for work in works)


def periods(kb: KnowledgeBase) -> tuple[Period, ...]:
    """The early years with few works as one period, then each year, in order."""
    years = sorted(kb.years)
    if not years:
        return ()
    start = next((year for year in years if len(kb.years[year]) >= RARE * len(kb)), years[0])
    early = [year for year in years if year < start]
    whole = (Period(early[0], start - 1),) if early else ()
    return (*whole, *(Period(year, year) for year in range(start, years[-1] + 1)))


def bands(kb: KnowledgeBase) -> tuple[Node, ...]:
    """The coloured areas with works of each direction, or the direction itself if it has none."""
    chosen: list[Node] = []
    for root in kb.taxonomy.roots:
        coloured = [child for child in root.children if child.color]
        chosen += coloured or [root]
    return tuple(node for node in chosen if kb.count(node))


def topics(kb: KnowledgeBase) -> tuple[Node, ...]:
    """The topics that have works, in the survey's order."""
    return tuple(node for node in kb.taxonomy.topics() if kb.count(node))


def topic_of(node: Node) -> Node:
    """The topic of a node; the node itself if it is above topics."""
    return node.topic or node


def stated_at(kb: KnowledgeBase) -> dict[tuple[str, str, str], tuple[Work, ...]]:
    """The works that state a value themselves, by topic of the tag, relation and value."""
    found: defaultdict[tuple[str, str, str], dict[str, Work]] = defaultdict(dict)
    for work in kb:
        for group in kb.groups_of(work):
            if group.node is None:
                continue
            place = topic_of(kb.taxonomy[group.node]).id
            for relation, values in group.values.items():
                for value in values:
                    found[place, relation, value][work.id] = work
    return {key: tuple(works.values()) for key, works in found.items()}
