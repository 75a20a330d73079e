"""What is missing, computed from what works and the survey state, never from the vocabulary alone.

No clock is read: "recent" counts back from the newest month of first publication in the knowledge base.
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
FEW = 2
"""A pair of values is rare if at most so many works state both ..."""
EXPECTED = 5
"""... and at least so many would if the two were independent."""
TIED = 0.9
"""A relation with this share of its pairs at one value of the other facet goes with that value by nature."""


@dataclass(frozen=True)
class Unmet:
    """What the survey states of a node and no work states there."""

    node: Node
    facet: Facet
    relation: RelationKind
    value: FacetValue
    sections: tuple[str, ...]
    works: int
    """The works at the node, and how many of them state nothing of the facet."""
    unstated: int

    @property
    def address(self) -> Address:
        """What to ask for the works at the node that state nothing of the facet, else for all there."""
        return {"node": self.node.id} | ({self.facet.id: NOT_STATED} if self.unstated else {})


@dataclass(frozen=True)
class Unused:
    """A value that the survey states of approaches and no work states at all."""

    facet: Facet
    relation: RelationKind
    value: FacetValue
    nodes: tuple[Node, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Quiet:
    """A node without recent work; `newest` is None if it has none at all."""

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
    """The works that state both."""

    @property
    def address(self) -> Address:
        """What to ask for the works that state both."""
        return {
            self.facet.id: self.value.id,
            self.other.id: self.other_value.id,
            "relation": self.relation.id,
        }


@dataclass(frozen=True)
class OneOnly(_Pair):
    """A value that works state together with a single value of another facet."""


@dataclass(frozen=True)
class Rare(_Pair):
    """Two values that many works state, and hardly any together."""

    with_value: int
    with_other: int
    of: int
    """The works that state, at one place, the relation and some value of the other facet."""
    expected: float


@dataclass(frozen=True)
class _Together:
    """How many works state pairs of values of two facets in one statement."""

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
        return bool(at) and max(at.values()) >= TIED * at.total()


@dataclass(frozen=True)
class Gaps:
    """The gaps of a knowledge base, kind by kind, the largest first."""

    kb: KnowledgeBase

    # --- stated of approaches, not by works ----------------------------------------------------------------

    @cached_property
    def unmet(self) -> list[Unmet]:
        """What the survey states of a node and no work states there, in the order of the tree."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for group in self.kb.approach_groups:
            for node in group.nodes:
                for relation, values in group.values.items():
                    for value in values:
                        sections = found.setdefault((node, relation, value), [])
                        sections += [group.section] if group.section else []
        unmet = [
            self._unmet(self.kb.taxonomy[node], relation, value, tuple(dict.fromkeys(sections)))
            for (node, relation, value), sections in found.items()
            if self._is_open(node, relation, value)
        ]
        return sorted(unmet, key=lambda gap: gap.node.position)

    def _is_open(self, node: str, relation: str, value: str) -> bool:
        """Whether works could state it, some do somewhere, and none does there."""
        facet = self.kb.facet_of[relation]
        if "tree" in facet.stated or not self.kb.stating(facet.id, value, relation):
            return False
        return not self.kb.works({facet.id: value}, node=node, relation=relation)

    def _unmet(self, node: Node, relation: str, value: str, sections: tuple[str, ...]) -> Unmet:
        facet = self.kb.facet_of[relation]
        works = self.kb.works(node=node.id)
        unstated = sum(not self.kb.named(work, facet.id) for work in works)
        kind = self.kb.relations[relation]
        return Unmet(node, facet, kind, facet.value(value), sections, len(works), unstated)

    @cached_property
    def unused(self) -> list[Unused]:
        """The values that the survey states of approaches and no work states of itself, in no place."""
        found: list[Unused] = []
        for facet in self.kb.facets.values():
            for relation in facet.relations if "tree" not in facet.stated else ():
                for value in facet.values:
                    said = self.kb.said_of(relation=relation.id, value=value.id)
                    if said and not self.kb.stating(facet.id, value.id, relation.id):
                        nodes = dict.fromkeys(node for group in said for node in group.nodes)
                        sections = dict.fromkeys(group.section for group in said if group.section)
                        places = tuple(self.kb.taxonomy[node] for node in nodes)
                        found.append(Unused(facet, relation, value, places, tuple(sections)))
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
    def quiet(self) -> list[Quiet]:
        """The approaches, and topics without any, that have no recent work; those with most works first.

        A work of which only the year is known counts as of the last month of that year.
        """
        found = []
        for node in self._expected_to_have_works:
            works = self.kb.newest(self.kb.works(node=node.id))
            if not any(self._is_recent(work) for work in works):
                found.append(Quiet(node, works[0] if works else None, len(works)))
        return sorted(found, key=lambda one: (-one.works, one.node.position))

    def _is_recent(self, work: Work) -> bool:
        return self.first_recent is None or (work.month or f"{work.first_public}-12") >= self.first_recent

    @property
    def _expected_to_have_works(self) -> Iterator[Node]:
        """The lowest nodes of directions that answer a question, and of those that paradigms develop."""
        roots = {root.id for root in self.kb.taxonomy.roots if root.entry.question}
        named = (node for paradigm in self.kb.paradigms.values() for node in paradigm.nodes)
        roots |= {self.kb.taxonomy[node].root.id for node in named}
        for root in self.kb.taxonomy.roots:
            if root.id in roots or not roots:
                yield from (node for node in root.walk() if not node.children)

    # --- values together -----------------------------------------------------------------------------------

    @cached_property
    def one_only(self) -> list[OneOnly]:
        """The values that works state together with one value of another facet only; most works first."""
        found = []
        for pair in self._together:
            with_others: defaultdict[str, list[str]] = defaultdict(list)
            for value, other in pair.pairs if not pair.is_tied else ():
                with_others[value].append(other)
            for value, others in with_others.items():
                if len(others) == 1:
                    found.append(OneOnly(*pair.named(value, others[0]), pair.values[value]))
        return sorted(found, key=lambda one: (-one.works, one.relation.id, one.value.id))

    @cached_property
    def rare(self) -> list[Rare]:
        """The pairs of values that are rarest in proportion to how often works state each of them."""
        found = []
        for pair in self._together:
            for value, with_value in pair.values.items() if not pair.is_tied else ():
                for other, with_other in pair.others.items():
                    works, expected = pair.pairs[value, other], with_value * with_other / pair.works
                    if works <= FEW and expected >= EXPECTED:
                        named = pair.named(value, other)
                        found.append(Rare(*named, works, with_value, with_other, pair.works, expected))
        return sorted(found, key=lambda one: (one.works - one.expected, one.value.id, one.other_value.id))

    @cached_property
    def tied(self) -> list[tuple[RelationKind, Facet, FacetValue]]:
        """The relations that are left out of `one_only` and `rare`, each with the value it goes with."""
        return [
            (pair.relation, pair.other, pair.other.value(pair.others.most_common(1)[0][0]))
            for pair in self._together
            if pair.is_tied
        ]

    @cached_property
    def _together(self) -> list[_Together]:
        """All pairs of facets of statements, that of more values first, by relation."""
        facets = [one for one in self.kb.facets.values() if one.of_statements and "tree" not in one.stated]
        return [
            together
            for pair in combinations(facets, 2)
            for facet, other in [sorted(pair, key=lambda one: -len(one.values))]
            for relation in facet.relations
            for other_relation in other.relations
            if (together := self._count(facet, relation, other, other_relation)).works
        ]

    def _count(
        self, facet: Facet, relation: RelationKind, other: Facet, other_relation: RelationKind
    ) -> _Together:
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
        return _Together(facet, relation, other, other_relation, works, values, others, pairs)


def _months_before(month: str, number: int) -> str:
    """The month some months before another: 11 before `2026-08` is `2025-09`."""
    year, place = (int(part) for part in month.split("-"))
    years, months = divmod(year * 12 + place - 1 - number, 12)
    return f"{years:04}-{months + 1:02}"
