"""Queries for works and statements: their conditions, and what meets them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, get_args

from living_survey.knowledge.lookup import unknown
from living_survey.knowledge.statements import NOT_STATED, Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge.facets import Facet, RelationKind
    from living_survey.knowledge.statements import Group, Statement
    from living_survey.knowledge.taxonomy import Taxonomy
    from living_survey.knowledge.work import Work

Asked = str | Collection[str]
"""A value of a facet to look for, or several of which one is enough."""

KEYWORDS = (
    "approaches", "author", "basis", "node", "relation", "section", "subject", "venue", "work", "year",
)  # fmt: skip
"""Keywords of `KnowledgeBase.works` and `KnowledgeBase.statements` besides facets."""
RESERVED = frozenset(
    {*KEYWORDS, "columns", "group", "has", "list", "literal", "match", "period", "q", "sort", "view"}
)
"""Words that queries and addresses of the Explorer use; no facet may have one of them as its id."""


class StatementIndex(Protocol):
    """The part of a knowledge base that queries use."""

    def values_of(self, work: Work, facet_id: str, *, approaches: bool = False) -> tuple[str, ...]:
        """The ids of the values of a facet that are stated about a work."""

    def groups_of(self, work: Work) -> tuple[Group, ...]:
        """What is stated about a work, group by group."""

    def groups_with_approaches(self, work: Work, basis: Basis | None = None) -> Iterable[Group]:
        """The same with what the survey states about the approaches added."""


@dataclass(frozen=True)
class QueryBuilder:
    """Makes queries from the nodes, facets and relations of a survey."""

    taxonomy: Taxonomy
    facets: Mapping[str, Facet]
    relations: Mapping[str, RelationKind]
    facet_of: Mapping[str, Facet]

    def query(
        self, node: str | None, relation: str | None, basis: Basis | None, facets: Mapping[str, Asked]
    ) -> Query:
        """A query; raises `KeyError` for a node, facet, value, relation or basis that does not exist."""
        nodes = None
        if node is not None:
            nodes = frozenset(below.id for below in self.taxonomy[node].walk())
        if relation is not None and relation not in self.relations:
            raise unknown("relation", relation, self.relations)
        if basis is not None and basis not in get_args(Basis):
            raise unknown("basis", basis, get_args(Basis))
        stated, whole, unstated = [], [], []
        for facet_id, asked in facets.items():
            facet = self._facet_asked(facet_id)
            values = frozenset([asked] if isinstance(asked, str) else asked)
            for value in sorted(values - {NOT_STATED}):
                facet.value(value)
            if NOT_STATED in values:
                unstated.append((facet, values - {NOT_STATED}))
            elif facet.of_statements:
                stated.append((facet, values))
            else:
                whole.append((facet, values))
        return Query(nodes, relation, basis, tuple(stated), tuple(whole), tuple(unstated))

    def _facet_asked(self, keyword: str) -> Facet:
        """The facet that a keyword of a query names; the error for any other word says what to write."""
        if keyword in self.facets:
            return self.facets[keyword]
        if keyword in self.facet_of:
            facet_id = self.facet_of[keyword].id
            message = f"{keyword!r} is a relation of {facet_id!r}: write {facet_id}=..., relation={keyword!r}"
            raise KeyError(message)
        if keyword in KEYWORDS:
            raise KeyError(f"{keyword!r} is not a facet, and cannot be asked for here")
        raise unknown("facet or keyword", keyword, (*self.facets, *KEYWORDS))


@dataclass(frozen=True, slots=True)
class Query:
    """The conditions of a query."""

    nodes: frozenset[str] | None
    relation: str | None
    basis: Basis | None
    stated: tuple[tuple[Facet, frozenset[str]], ...]
    """Facets with values of which one group of statements must have one."""
    whole: tuple[tuple[Facet, frozenset[str]], ...]
    """Facets with values of which the whole work must have one."""
    unstated: tuple[tuple[Facet, frozenset[str]], ...]
    """Facets of which the work must state nothing, or one of the values."""

    def named(self, *, approaches: bool) -> tuple[tuple[Facet, frozenset[str]], ...]:
        """The facets of which a work must state one of the values itself."""
        return self.whole if approaches else (*self.stated, *self.whole)

    def is_decided_by_lists(self, *, approaches: bool) -> bool:
        """Whether every work that is at one of the nodes and that `named` covers meets the query."""
        if self.relation or self.basis or self.unstated:
            return False
        return not self.stated or (len(self.stated) == 1 and self.nodes is None and not approaches)

    def is_met_by(self, work: Work, index: StatementIndex, *, approaches: bool) -> bool:
        """Whether a work at one of the nodes meets all other conditions."""
        if not self.allows(work, index, approaches=approaches):
            return False
        if not (self.stated or self.relation or self.basis):
            return True  # the place in the tree alone decides
        groups = index.groups_with_approaches(work, self.basis) if approaches else index.groups_of(work)
        return any(self.matches(group) for group in groups)

    def allows(self, work: Work, index: StatementIndex, *, approaches: bool = False) -> bool:
        """Whether a work meets the conditions on facets of the whole work and on unstated facets."""
        if not all(values.intersection(index.values_of(work, facet.id)) for facet, values in self.whole):
            return False
        return all(
            not (own := index.values_of(work, facet.id, approaches=approaches)) or not values.isdisjoint(own)
            for facet, values in self.unstated
        )

    def matches(self, group: Group) -> bool:
        """Whether a group meets all conditions on statements; one without any value meets none."""
        if not group.values:
            return False
        if self.nodes is not None and self.nodes.isdisjoint(group.nodes):
            return False
        if self.basis is not None and group.basis != self.basis:
            return False
        if self.relation is not None and self.relation not in group.values:
            return False
        return all(
            any(
                not values.isdisjoint(group.values.get(relation.id, ()))
                for relation in facet.relations
                if self._is_meant(relation.id, facet)
            )
            for facet, values in self.stated
        )

    def selects(self, row: Statement) -> bool:
        """Whether a row of a matching group is about the facets and the relation of the query."""
        if self.nodes is not None and row.node not in self.nodes:
            return False
        asked = {facet.id: values for facet, values in (*self.stated, *self.whole)}
        if self.relation is not None and row.relation != self.relation:
            return False
        if row.facet in asked:
            return row.value in asked[row.facet]
        return self.relation is not None or not asked

    def _is_meant(self, relation: str, facet: Facet) -> bool:
        """Whether a value counts with a relation: with that of the query only, if that is of the facet."""
        if self.relation is None or all(one.id != self.relation for one in facet.relations):
            return True
        return relation == self.relation
