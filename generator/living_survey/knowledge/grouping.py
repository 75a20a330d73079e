"""Groups of values that an entry states together, with those that follow from its places in the tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import Group
from living_survey.knowledge.work import Tag, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from living_survey.knowledge.facets import Facet
    from living_survey.knowledge.statements import Basis, FacetedModel, StatementItem
    from living_survey.knowledge.tables import Table
    from living_survey.knowledge.taxonomy import Taxonomy

Values = dict[str, tuple[str, ...]]
"""Ids of values by id of the relation."""


@dataclass(frozen=True)
class Grouping:
    """Makes the groups of works, by the facets and tables of a survey."""

    taxonomy: Taxonomy
    facets: Mapping[str, Facet]
    tables: Mapping[str, Table]

    def groups_of(self, work: Work) -> Iterator[Group]:
        """The groups of the whole work, of each table row and of each tag."""
        if whole := self._named_by(work, of_statements=False):
            yield Group(work.id, (), 0, whole)
        at_work = [*self._stated_at(work, (), work.statements, {}), *self._stated_by_tables(work)]
        for number, group in enumerate(at_work, 1):
            yield replace(group, number=number)
        for tag in work.tags:
            for number, group in enumerate(self._stated_by(tag), 1):
                yield replace(group, work=work.id, number=number)

    def _stated_by(self, tag: Tag) -> Iterator[Group]:
        """The groups of a tag; one for the place itself where no other shows it, or who placed it there."""
        derived = self._derived.get(tag.node, {})
        groups = tuple(self._stated_at(tag, (tag.node,), tag.statements, derived))
        yield from groups
        basis: Basis = "survey" if "survey" in tag.by else tag.by[0]
        effect = tag.effect if all(group.effect != tag.effect for group in groups) else None
        if not groups or effect or (derived and all(group.basis != basis for group in groups)):
            section = self.taxonomy[tag.node].section if basis == "survey" else None
            yield Group(None, (tag.node,), 0, derived, basis, section, effect, derived=derived)

    def _stated_at(
        self, where: Work | Tag, nodes: tuple[str, ...], items: Iterable[StatementItem], derived: Values
    ) -> Iterator[Group]:
        """The groups that a tag, or the whole work, states on its own lines and in items of `statements`."""
        work = where.id if isinstance(where, Work) else None
        effect = where.effect if isinstance(where, Tag) else None
        for together in self._together(self._named_by(where)):
            yield Group(work, nodes, 0, derived | together, effect=effect, derived=derived)
        for item in items:
            basis: Basis = "survey" if item.section else "curation"
            values = derived | self._named_by(item)
            yield Group(work, nodes, 0, values, basis, item.section, item.effect, item.note, derived)

    def _stated_by_tables(self, work: Work) -> Iterator[Group]:
        for table in self.tables.values():
            number = table.number_column
            for row in work.rows(table) if table.in_entries else ():
                # A row without a number is not the survey's.
                printed = table.section and (number is None or row.cell(number) is not None)
                basis: Basis = "survey" if printed else "curation"
                own: Values = {}
                for column in table.columns:
                    if column.relation and (values := getattr(row, column.id)):
                        own[column.relation] = (*own.get(column.relation, ()), *values)
                for together in self._together(own):
                    yield Group(work.id, (), 0, together, basis, table.section if printed else None)

    def _named_by(self, where: FacetedModel, *, of_statements: bool = True) -> Values:
        """The values that a tag, an item or a whole work names, of facets of statements or of the others."""
        return {
            relation.id: named
            for facet in self.facets.values()
            if facet.of_statements is of_statements
            for relation in facet.relations
            if (named := where.values_of(relation))
        }

    def _together(self, own: Values) -> Iterator[Values]:
        """The values that the lines of a tag, or the cells of a row, state together.

        Whether several values of one facet and several of another belong together is unknown: each relation
        then makes a group of its own.
        """
        counts: defaultdict[str, int] = defaultdict(int)
        for relation, values in own.items():
            counts[self._facet_of[relation]] += len(values)
        if sum(count > 1 for count in counts.values()) > 1:
            yield from ({relation: values} for relation, values in own.items())
        elif own:
            yield own

    @cached_property
    def _facet_of(self) -> dict[str, str]:
        """The facet of each relation, both by id."""
        return {relation.id: facet.id for facet in self.facets.values() for relation in facet.relations}

    @cached_property
    def _derived(self) -> dict[str, Values]:
        """The values that follow from a tag, by its node."""
        found: dict[str, Values] = {}
        for facet in self.facets.values():
            if "tree" not in facet.stated:
                continue
            relation = facet.relations[0].id
            for value in facet.values:
                for top in value.nodes:
                    for node in self.taxonomy[top].walk():
                        here = found.setdefault(node.id, {})
                        here[relation] = tuple(dict.fromkeys((*here.get(relation, ()), value.id)))
        return found
