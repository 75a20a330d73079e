"""The paradigms that a survey tells apart, side by side: what they share, what differs, then and now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import FacetValue, KnowledgeBase, Node, Paradigm, RelationKind, Work

ENOUGH = 2
"""At least this many works of a paradigm must state a value for it to be named."""
NAMED = 6
"""At most this many values of a relation are named."""
NEWEST = 5


@dataclass(frozen=True)
class Side:
    """A paradigm with the works at its nodes."""

    paradigm: Paradigm
    nodes: tuple[Node, ...]
    works: tuple[Work, ...]
    """The newest first."""
    since: tuple[Work, ...]
    """Those since the survey."""
    approaches: tuple[tuple[Node, int, int], ...]
    """The nodes below with works, with the numbers of works up to the survey and since."""
    stated: Counter[tuple[str, str]]
    """The number of works that state a value at the nodes, by relation and value."""

    @property
    def before(self) -> int:
        """The number of works up to the survey."""
        return len(self.works) - len(self.since)


@dataclass(frozen=True)
class Compared:
    """The values of a relation that works of several paradigms state, and those of a single one."""

    relation: RelationKind
    shared: tuple[tuple[FacetValue, tuple[int, ...]], ...]
    """Values with the number of works of each side."""
    own: tuple[tuple[tuple[FacetValue, int], ...], ...]
    """For each side the values that only its works state."""


@dataclass(frozen=True)
class ParadigmView:
    """The paradigms of a knowledge base."""

    kb: KnowledgeBase

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Each paradigm, in the order of `taxonomy.yaml`."""
        return tuple(self._side(paradigm) for paradigm in self.kb.paradigms.values())

    def _side(self, paradigm: Paradigm) -> Side:
        kb = self.kb
        nodes = tuple(kb.taxonomy[node] for node in paradigm.nodes)
        below = {one.id: one for node in nodes for one in node.walk()}
        works = kb.newest({work.id: work for node in nodes for work in kb.works(node=node.id)}.values())
        since = tuple(filter(kb.is_since_survey, works))
        approaches = []
        for node in below.values():
            here = kb.tagged(node)
            new = sum(kb.is_since_survey(work) for work in here)
            if here:
                approaches.append((node, len(here) - new, new))
        stated: Counter[tuple[str, str]] = Counter()
        for work in works:
            groups = [group for group in kb.groups_of(work) if group.node in below]
            stated.update(
                {
                    (relation, value)
                    for group in groups
                    for relation, values in group.values.items()
                    for value in values
                }
            )
        return Side(paradigm, nodes, tuple(works), since, tuple(approaches), stated)

    @cached_property
    def compared(self) -> list[Compared]:
        """What the works of the paradigms state, by relation."""
        found = []
        for facet in self.kb.facets.values():
            for relation in facet.relations if facet.of_statements and "tree" not in facet.stated else ():
                counts = [
                    (value, tuple(side.stated[relation.id, value.id] for side in self.sides))
                    for value in facet.values
                ]
                shared = [one for one in counts if sum(number >= ENOUGH for number in one[1]) > 1]
                shared.sort(key=lambda one: -sum(one[1]))
                own = tuple(tuple(self._own(counts, place)) for place in range(len(self.sides)))
                if shared or any(own):
                    found.append(Compared(relation, tuple(shared[:NAMED]), own))
        return found

    @staticmethod
    def _own(counts: list[tuple[FacetValue, tuple[int, ...]]], place: int) -> list[tuple[FacetValue, int]]:
        """The values that the works of one side state and no others do."""
        found = [
            (value, numbers[place])
            for value, numbers in counts
            if numbers[place] >= ENOUGH and sum(numbers) == numbers[place]
        ]
        return sorted(found, key=lambda one: -one[1])[:NAMED]

    @cached_property
    def shared_works(self) -> list[Work]:
        """The works at nodes of several paradigms, the newest first."""
        counts = Counter(work.id for side in self.sides for work in side.works)
        return self.kb.newest(self.kb[work] for work, number in counts.items() if number > 1)
