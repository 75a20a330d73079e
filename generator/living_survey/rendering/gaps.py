"""Gaps in the literature, computed from what works and the survey state, never from the vocabulary alone.

"Recent" counts back from the newest month of first publication in the knowledge base, not from a clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import Facet, FacetValue, KnowledgeBase, Node, RelationKind, Work
    from living_survey.rendering.matrices import Address

MONTHS = 12
MAX_RARE = 2
"""A pair of values is rare if at most this many works state both ..."""
MIN_EXPECTED = 5
"""... and at least this many would if the two were independent."""
TIED_SHARE = 0.9
"""A relation with this share of its pairs at one value of another facet is tied to that value."""


@dataclass(frozen=True)
class Uncovered:
    """A value that the survey states about a node and no work states there."""

    node: Node
    facet: Facet
    relation: RelationKind
    value: FacetValue
    sections: tuple[str, ...]
    works: int
    """The number of works at the node, and of those that state no value of the facet."""
    unstated: int

    @property
    def address(self) -> Address:
        """The filters for the works at the node that state no value of the facet, else for all of them."""
        return {"node": self.node.id} | ({self.facet.id: NOT_STATED} if self.unstated else {})


@dataclass(frozen=True)
class UnusedValue:
    """A value that the survey states about approaches and no work states anywhere."""

    facet: Facet
    relation: RelationKind
    value: FacetValue
    nodes: tuple[Node, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Inactive:
    """A node without recent works; `newest` is None if it has no works."""

    node: Node
    newest: Work | None
    works: int


@dataclass(frozen=True)
class _Pair:
    """A value that works state with a relation, and a value of another facet."""

    facet: Facet
    relation: RelationKind
    value: FacetValue
    other: Facet
    other_value: FacetValue
    works: int
    """The number of works that state both."""

    @property
    def address(self) -> Address:
        """The filters for the works that state both."""
        return {
            self.facet.id: self.value.id,
            self.other.id: self.other_value.id,
            "relation": self.relation.id,
        }


@dataclass(frozen=True)
class ExclusivePair(_Pair):
    """A value that works state together with a single value of another facet."""


@dataclass(frozen=True)
class RarePair(_Pair):
    """Two values that many works state, but hardly any together."""

    with_value: int
    with_other: int
    of: int
    """The number of works that state, at one place, the relation and any value of the other facet."""
    expected: float


@dataclass(frozen=True)
class _CoOccurrence:
    """How many works state pairs of values of two facets in the same group."""

    facet: Facet
    relation: RelationKind
    other: Facet
    other_relation: RelationKind
    works: int
    values: Counter[str]
    others: Counter[str]
    pairs: Counter[tuple[str, str]]

    def named(self, value: str, other: str) -> tuple[Facet, RelationKind, FacetValue, Facet, FacetValue]:
        """The first fields of a pair of values."""
        return self.facet, self.relation, self.facet.value(value), self.other, self.other.value(other)

    @property
    def is_tied(self) -> bool:
        """Whether nearly all pairs have the same value of the other facet."""
        at: Counter[str] = Counter()
        for (_, other), number in self.pairs.items():
            at[other] += number
        return bool(at) and max(at.values()) >= TIED_SHARE * at.total()


@dataclass(frozen=True)
class Gaps:
    """The gaps of a knowledge base by kind, the largest first."""

    kb: KnowledgeBase

    # --- stated about approaches, but not by works ---------------------------------------------------------

    @cached_property
    def uncovered(self) -> list[Uncovered]:
        """What the survey states about nodes and no work states there, in the order of the tree."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for group in self.kb.approach_groups:
            for node in group.nodes:
                for relation, values in group.values.items():
                    for value in values:
                        sections = found.setdefault((node, relation, value), [])
                        sections += [group.section] if group.section else []
        gaps = [
            self._uncovered(self.kb.taxonomy[node], relation, value, tuple(dict.fromkeys(sections)))
            for (node, relation, value), sections in found.items()
            if self._is_open(node, relation, value)
        ]
        return sorted(gaps, key=lambda gap: gap.node.position)

    def _is_open(self, node: str, relation: str, value: str) -> bool:
        """Whether works can state the value, some state it elsewhere, and none states it there."""
        facet = self.kb.facet_of[relation]
        if "tree" in facet.stated or not self.kb.works_stating(facet.id, value, relation):
            return False
        return not self.kb.works({facet.id: value}, node=node, relation=relation)

    def _uncovered(self, node: Node, relation: str, value: str, sections: tuple[str, ...]) -> Uncovered:
        facet = self.kb.facet_of[relation]
        works = self.kb.works(node=node.id)
        unstated = sum(not self.kb.values_of(work, facet.id) for work in works)
        kind = self.kb.relations[relation]
        return Uncovered(node, facet, kind, facet.value(value), sections, len(works), unstated)

    @cached_property
    def unused(self) -> list[UnusedValue]:
        """The values that the survey states about approaches and no work states anywhere."""
        found: list[UnusedValue] = []
        for facet in self.kb.facets.values():
            for relation in facet.relations if "tree" not in facet.stated else ():
                for value in facet.values:
                    said = self.kb.survey_statements(relation=relation.id, value=value.id)
                    if said and not self.kb.works_stating(facet.id, value.id, relation.id):
                        nodes = dict.fromkeys(node for group in said for node in group.nodes)
                        sections = dict.fromkeys(group.section for group in said if group.section)
                        places = tuple(self.kb.taxonomy[node] for node in nodes)
                        found.append(UnusedValue(facet, relation, value, places, tuple(sections)))
        return found

    # --- over time -----------------------------------------------------------------------------------------

    @cached_property
    def last_month(self) -> str | None:
        """The newest month of first publication in the knowledge base."""
        return max((work.month for work in self.kb if work.month), default=None)

    @cached_property
    def first_recent(self) -> str | None:
        """The first of the months that count as recent."""
        return _months_before(self.last_month, MONTHS - 1) if self.last_month else None

    @cached_property
    def inactive(self) -> list[Inactive]:
        """The approaches, and topics without any, that have no recent works; those with most works first.

        A work of which only the year is known counts as published in the last month of that year.
        """
        found = []
        for node in self._expected_to_have_works:
            works = self.kb.newest(self.kb.works(node=node.id))
            if not any(self._is_recent(work) for work in works):
                found.append(Inactive(node, works[0] if works else None, len(works)))
        return sorted(found, key=lambda one: (-one.works, one.node.position))

    def _is_recent(self, work: Work) -> bool:
        return self.first_recent is None or (work.month or f"{work.first_public}-12") >= self.first_recent

    @property
    def _expected_to_have_works(self) -> Iterator[Node]:
        """The leaf nodes of directions that answer a question or that a paradigm names."""
        roots = {root.id for root in self.kb.taxonomy.roots if root.entry.question}
        named = (node for paradigm in self.kb.paradigms.values() for node in paradigm.nodes)
        roots |= {self.kb.taxonomy[node].root.id for node in named}
        for root in self.kb.taxonomy.roots:
            if root.id in roots or not roots:
                yield from (node for node in root.walk() if not node.children)

    # --- values together -----------------------------------------------------------------------------------

    @cached_property
    def exclusive_pairs(self) -> list[ExclusivePair]:
        """The values that works state with only one value of another facet; those with most works first."""
        found = []
        for pair in self._co_occurrences:
            with_others: defaultdict[str, list[str]] = defaultdict(list)
            for value, other in pair.pairs if not pair.is_tied else ():
                with_others[value].append(other)
            for value, others in with_others.items():
                if len(others) == 1:
                    found.append(ExclusivePair(*pair.named(value, others[0]), pair.values[value]))
        return sorted(found, key=lambda one: (-one.works, one.relation.id, one.value.id))

    @cached_property
    def rare_pairs(self) -> list[RarePair]:
        """The pairs of values that are rarest compared with how often works state each of them."""
        found = []
        for pair in self._co_occurrences:
            for value, with_value in pair.values.items() if not pair.is_tied else ():
                for other, with_other in pair.others.items():
                    works, expected = pair.pairs[value, other], with_value * with_other / pair.works
                    if works <= MAX_RARE and expected >= MIN_EXPECTED:
                        named = pair.named(value, other)
                        found.append(RarePair(*named, works, with_value, with_other, pair.works, expected))
        return sorted(found, key=lambda one: (one.works - one.expected, one.value.id, one.other_value.id))

    @cached_property
    def tied(self) -> list[tuple[RelationKind, Facet, FacetValue]]:
        """The relations left out of `exclusive_pairs` and `rare_pairs`, each with the value it is tied to."""
        return [
            (pair.relation, pair.other, pair.other.value(pair.others.most_common(1)[0][0]))
            for pair in self._co_occurrences
            if pair.is_tied
        ]

    @cached_property
    def _co_occurrences(self) -> list[_CoOccurrence]:
        """The co-occurrences for all pairs of facets of statements, by relation."""
        facets = [one for one in self.kb.facets.values() if one.of_statements and "tree" not in one.stated]
        return [
            counted
            for pair in combinations(facets, 2)
            for facet, other in [sorted(pair, key=lambda one: -len(one.values))]
            for relation in facet.relations
            for other_relation in other.relations
            if (counted := self._count(facet, relation, other, other_relation)).works
        ]

    def _count(
        self, facet: Facet, relation: RelationKind, other: Facet, other_relation: RelationKind
    ) -> _CoOccurrence:
        works = 0
        values: Counter[str] = Counter()
        others: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for work in self.kb:
            stated = {
                (value, with_it)
                for group in self.kb.groups_of(work)
                for value in group.values.get(relation.id, ())
                for with_it in group.values.get(other_relation.id, ())
            }
            works += bool(stated)
            pairs.update(stated)
            values.update({value for value, _ in stated})
            others.update({with_it for _, with_it in stated})
        return _CoOccurrence(facet, relation, other, other_relation, works, values, others, pairs)


def _months_before(month: str, number: int) -> str:
    """The month a number of months before another: 11 before `2026-08` is `2025-09`."""
    year, place = (int(part) for part in month.split("-"))
    years, months = divmod(year * 12 + place - 1 - number, 12)
    return f"{years:04}-{months + 1:02}"
