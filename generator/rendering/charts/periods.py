"""What pictures of the field count by: years, and the branches of the taxonomy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.knowledge import KnowledgeBase, Node

# Years before the first one with this share of all works are shown as one.
RARE = 0.005


@dataclass(frozen=True)
class Period:
    """A year, or the early years taken together."""

    first: int
    last: int

    def __contains__(self, year: object) -> bool:
        return isinstance(year, int) and self.first <= year <= self.last

    @property
    def label(self) -> str:
        """`2024`, or `to 2020`."""
        return str(self.last) if self.first == self.last else f"to {self.last}"

    @property
    def asks(self) -> str:
        """As the Explorer's `year`: `2024`, `2010-2020`."""
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"


def periods(kb: KnowledgeBase) -> tuple[Period, ...]:
    """Each year from the first one with a fair share of the works on, those before it as one, in order."""
    years = sorted(kb.years)
    if not years:
        return ()
    start = next((year for year in years if len(kb.years[year]) >= RARE * len(kb)), years[0])
    early = [year for year in years if year < start]
    whole = (Period(early[0], start - 1),) if early else ()
    return (*whole, *(Period(year, year) for year in range(start, years[-1] + 1)))


def bands(kb: KnowledgeBase) -> tuple[Node, ...]:
    """The coloured areas of each direction, or the direction where it has none; those with works."""
    chosen: list[Node] = []
    for root in kb.taxonomy.roots:
        coloured = [child for child in root.children if child.color]
        chosen += coloured or [root]
    return tuple(node for node in chosen if kb.count(node))


def topics(kb: KnowledgeBase) -> tuple[Node, ...]:
    """The topics that have works, in the survey's order."""
    return tuple(node for node in kb.taxonomy.topics() if kb.count(node))
