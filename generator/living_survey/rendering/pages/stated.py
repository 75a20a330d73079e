"""Statements as pages show them: those of works and, separately, those of the survey about approaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from living_survey.knowledge.text import slug
from living_survey.rendering.pages.paging import Item, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import Facet, FacetValue, Group, KnowledgeBase, Node, RelationKind, Tag, Work
    from living_survey.rendering.matrices import Address


ValueT = TypeVar("ValueT")
MOST_OPTIONS = 16
"""The most values of a facet that a page offers as a menu; facets with more are for the Explorer."""


@dataclass(frozen=True)
class Line(Generic[ValueT]):
    """A relation with its values, or with what is known of each: enhances understanding and reasoning."""

    facet: Facet
    relation: RelationKind
    values: tuple[ValueT, ...]


@dataclass(frozen=True)
class SurveyValue:
    """A value that the survey states about approaches, and where it does."""

    value: FacetValue
    sections: tuple[str, ...]
    notes: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Count:
    """How many works state a value, and the filters that show them in the Explorer."""

    value: FacetValue
    works: int
    address: Address


@dataclass(frozen=True)
class StatedRow:
    """A row of the table that classifies a work: what is stated together at one place."""

    group: Group
    cells: tuple[tuple[Line[FacetValue], ...], ...]
    """One cell for each facet of the table."""


@dataclass(frozen=True)
class TagStatements:
    """A tag of a work with what is stated there."""

    tag: Tag
    node: Node
    rows: tuple[StatedRow, ...]
    """What the work itself states there."""
    implied: tuple[Line[FacetValue], ...]
    """What follows from the node."""
    survey: tuple[Line[SurveyValue], ...]
    """What the survey states about the node or one above it."""


@dataclass(frozen=True)
class Option:
    """A value to filter by, and how many works have it."""

    value: str
    label: str
    works: int


@dataclass(frozen=True)
class Filter:
    """A filter of the Explorer with the options that some works leave."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Effect:
    """A result that a work reports, and the nodes of the tags that have it."""

    text: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Classification:
    """The tags of a work as a table: places in order, and the facets that have a column."""

    facets: tuple[Facet, ...]
    places: tuple[TagStatements, ...]

    @property
    def has_notes(self) -> bool:
        """Whether anything says in words what the work does at a place."""
        return any(place.tag.note or any(row.group.note for row in place.rows) for place in self.places)


@dataclass(frozen=True)
class StatedView:
    """The statements of a knowledge base, as templates need them."""

    kb: KnowledgeBase
    _on_nodes: dict[str, list[Line[SurveyValue]]] = field(default_factory=dict, init=False, compare=False)
    """What the survey states about nodes that pages have shown so far."""

    # --- of a work -----------------------------------------------------------------------------------------

    def lines(self, group: Group) -> list[Line[FacetValue]]:
        """What a group states beyond what follows from its node, by relation."""
        own = {relation: values for relation, values in group.values.items() if relation not in group.derived}
        return self._lines(own)

    def _lines(self, values: Mapping[str, tuple[str, ...]]) -> list[Line[FacetValue]]:
        return [
            Line(facet, relation, tuple(facet.value(value) for value in values[relation.id]))
            for facet in self.kb.facets.values()
            if "work" in facet.shown
            for relation in facet.relations
            if values.get(relation.id)
        ]

    def classification(self, work: Work) -> Classification:
        """The tags of a work in order, each with what is stated there."""
        groups: defaultdict[str | None, list[Group]] = defaultdict(list)
        for group in self.kb.groups_of(work):
            groups[group.node].append(group)
        stated = {
            tag.node: [(one, self.lines(one)) for one in groups[tag.node] if one.says_something]
            for tag in work.tags
        }
        used = {line.facet.id for several in stated.values() for _, lines in several for line in lines}
        facets = tuple(facet for facet in self.kb.facets.values() if facet.id in used)
        places = []
        for tag in work.tags:
            node = self.kb.taxonomy[tag.node]
            rows = []
            for group, lines in stated[tag.node]:
                cells = (tuple(line for line in lines if line.facet is facet) for facet in facets)
                rows.append(StatedRow(group, tuple(cells)))
            implied = next((one.derived for one in groups[tag.node]), {})
            survey = tuple(self.survey_on(node))
            places.append(TagStatements(tag, node, tuple(rows), tuple(self._lines(implied)), survey))
        return Classification(facets, tuple(places))

    def effects(self, work: Work) -> list[Effect]:
        """The results that tags of a work report, in order, each once."""
        nodes: defaultdict[str, list[Node]] = defaultdict(list)
        for group in self.kb.groups_of(work):
            if group.effect and group.node and self.kb.taxonomy[group.node] not in nodes[group.effect]:
                nodes[group.effect].append(self.kb.taxonomy[group.node])
        return [Effect(text, tuple(places)) for text, places in nodes.items()]

    def stated_at(self, work: Work, node: Node) -> list[Line[FacetValue]]:
        """Everything that a work itself states at a node, one line per relation."""
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for group in self.kb.groups_of(work):
            if group.node == node.id:
                for relation, values in group.values.items():
                    if relation not in group.derived:
                        found[relation] = tuple(dict.fromkeys((*found[relation], *values)))
        return self._lines(found)

    def of_the_whole(self, work: Work) -> list[Group]:
        """What is stated about a work as a whole, other than the facets of the whole work."""
        return [group for group in self.kb.groups_of(work) if group.node is None and group.number]

    def attributes(self, work: Work) -> list[Line[FacetValue]]:
        """The facets of the whole work."""
        whole = next(
            (group.values for group in self.kb.groups_of(work) if group.node is None and not group.number), {}
        )
        return self._lines(whole)

    def unstated(self, work: Work) -> list[Facet]:
        """The facets that the entry could state and does not."""
        return [
            facet
            for facet in self.kb.facets.values()
            if "work" in facet.shown
            and not {"entry", "tag"}.isdisjoint(facet.stated)
            and not self.kb.values_of(work, facet.id)
        ]

    # --- of approaches -------------------------------------------------------------------------------------

    def survey_on(self, node: Node) -> list[Line[SurveyValue]]:
        """What the survey states about a node or one above it."""
        if node.id not in self._on_nodes:
            path = {node.id, *(above.id for above in node.ancestors)}
            groups = self.kb.survey_statements(node=node.id)
            here = (group for group in groups if not path.isdisjoint(group.nodes))
            self._on_nodes[node.id] = self._survey_lines(here)
        return self._on_nodes[node.id]

    def survey_on_branch(self, node: Node) -> list[Line[SurveyValue]]:
        """What the survey states about a node or any node above or below it."""
        return self._survey_lines(self.kb.survey_statements(node=node.id))

    def _survey_lines(self, groups: Iterable[Group]) -> list[Line[SurveyValue]]:
        found: defaultdict[str, defaultdict[str, list[Group]]] = defaultdict(lambda: defaultdict(list))
        for group in groups:
            for relation, values in group.values.items():
                for value in values:
                    found[relation][value].append(group)
        return [
            Line(
                facet,
                relation,
                tuple(self._survey_value(one, here[one.id]) for one in facet.values if one.id in here),
            )
            for facet in self.kb.facets.values()
            if "work" in facet.shown and "tree" not in facet.stated  # the tree shows that already
            for relation in facet.relations
            if (here := found.get(relation.id))
        ]

    def _survey_value(self, value: FacetValue, groups: Sequence[Group]) -> SurveyValue:
        nodes = dict.fromkeys(node for group in groups for node in group.nodes)
        return SurveyValue(
            value,
            tuple(dict.fromkeys(group.section for group in groups if group.section)),
            tuple(dict.fromkeys(group.note for group in groups if group.note)),
            tuple(self.kb.taxonomy[node] for node in nodes),
        )

    # --- of a node -----------------------------------------------------------------------------------------

    def counts_at(self, node: Node) -> list[Line[Count]]:
        """What the works at a node or below it state there themselves."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        below = {one.id for one in node.walk()}
        for work in self.kb.works(node=node.id):
            for group in self.kb.groups_of(work):
                if group.node in below:
                    for relation in group.values.keys() - group.derived.keys():
                        for value in group.values[relation]:
                            found[relation, value].add(work.id)
        return self._counts({place: len(works) for place, works in found.items()}, {"node": node.id})

    def unstated_at(self, node: Node) -> list[tuple[Facet, int]]:
        """The facets that tags can state, each with the number of works at a node without a value."""
        works = self.kb.works(node=node.id)
        return [
            (facet, unstated)
            for facet in self.kb.facets.values()
            if "tag" in facet.stated
            and (unstated := sum(not self.kb.values_of(work, facet.id) for work in works))
        ]

    def narrowing(self, node: Node) -> list[Filter]:
        """The filters of the Explorer that tell works at a node apart: years, and facets with few values."""
        works = self.kb.works(node=node.id)
        filters = []
        for facet in self.kb.facets.values():
            # The tree has the values of some facets already, and others have too many for a menu.
            if "filter" in facet.shown and "tree" not in facet.stated and len(facet.values) <= MOST_OPTIONS:
                numbers = self.kb.numbers(facet.id, node)
                options = [
                    Option(one.id, one.label, numbers[one.id]) for one in facet.values if numbers[one.id]
                ]
                filters.append(Filter(facet.id, facet.title, tuple(options)))
        years = Counter(work.year for work in works if work.year)
        options = [Option(str(year), str(year), years[year]) for year in sorted(years, reverse=True)]
        filters.append(Filter("year", "Year", tuple(options)))
        return [one for one in filters if len(one.options) > 1]

    # --- of a value of a facet -----------------------------------------------------------------------------

    def address(self, facet: Facet, value: FacetValue, relation: RelationKind | None = None) -> Address:
        """The filters for the works that state a value, with a relation if there are several."""
        several = relation is not None and len(facet.relations) > 1
        return {facet.id: value.id} | ({"relation": relation.id} if several and relation else {})

    def number(self, facet: Facet, value: FacetValue, relation: RelationKind | None = None) -> int:
        """How many works state a value."""
        return len(self.kb.works_stating(facet.id, value.id, relation.id if relation else None))

    def stated_with(self, facet: Facet, value: FacetValue) -> list[Line[Count]]:
        """The values of other facets that works state together with a value, in the same group."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for work, _ in self.kb.works_stating(facet.id, value.id):
            for group in self.kb.groups_of(work):
                if value.id not in group.of_facet(facet):
                    continue
                for relation, values in group.values.items():
                    if self.kb.facet_of[relation] is not facet:
                        for other in values:
                            found[relation, other].add(work.id)
        return self._counts({place: len(works) for place, works in found.items()}, {facet.id: value.id})

    def supporting_works(self, group: Group) -> int:
        """How many works themselves state what a statement of the survey says, at one of its nodes."""
        return len(
            {
                work.id
                for relation, values in group.values.items()
                for value in values
                for node in group.nodes
                for work in self.kb.works(
                    {self.kb.facet_of[relation].id: value}, node=node, relation=relation
                )
                if "tree" not in self.kb.facet_of[relation].stated
            }
        )

    def other_lines(self, group: Group, facet: Facet) -> list[Line[FacetValue]]:
        """What a statement states about facets other than one."""
        return [line for line in self._lines(group.values) if line.facet is not facet]

    def combination(self, group: Group, relation: RelationKind, value: FacetValue) -> list[Line[FacetValue]]:
        """Everything that a group states, if that is more than a single value; else nothing."""
        own = {name: values for name, values in group.values.items() if name not in group.derived}
        alone = own == {relation.id: (value.id,)}
        return [] if alone else self._lines(own)

    def values_by_group(self, facet: Facet) -> list[tuple[str, list[FacetValue]]]:
        """The values of a facet by the title of their group, or of the facet if they have none."""
        found: dict[str, list[FacetValue]] = {}
        for value in facet.values:
            group = facet.group_of(value)
            found.setdefault(group.title if group else facet.plural, []).append(value)
        return list(found.items())

    def sections(self, facet: Facet, value: FacetValue) -> Iterator[Section]:
        """The works that state a value, by relation and topic of the tag, each with its tag there.

        Those that state it for the work as a whole are in a section of their own.
        """
        for relation in facet.relations:
            key = slug(relation.id)
            placed, whole = self._stating_works(facet, value, relation)
            address = self.address(facet, value, relation)
            for node, found in self._by_topic(placed):
                section = f"{key}-{node.id}"
                here = address | {"node": node.id}
                yield Section(section, node.title, found, 3, node, relation, address=here)
            if whole:
                title = "Stated for the work as a whole"
                yield Section(f"{key}-as-a-whole", title, whole, 3, relation=relation)

    def _stating_works(
        self, facet: Facet, value: FacetValue, relation: RelationKind
    ) -> tuple[list[tuple[Node, Item]], list[Item]]:
        """Those that state it at a tag, with its node, and those that state it for the work as a whole."""
        placed: list[tuple[Node, Item]] = []
        whole: list[Item] = []
        for work, stating in self._stating.get((relation.id, value.id), ()):
            found: dict[str | None, list[Group]] = {}
            for group in stating:
                found.setdefault(group.node, []).append(group)
            for node_id, groups in found.items():
                tag = self.kb.tag_of(work, groups[0])
                if node_id is None and facet.of_statements:
                    whole.append(Item(work, None, tag, tuple(groups)))
                else:
                    item = Item(work, tag.note, tag, tuple(groups))
                    placed.append((self.kb.taxonomy[tag.node], item))
        return placed, whole

    @cached_property
    def _stating(self) -> dict[tuple[str, str], list[tuple[Work, list[Group]]]]:
        """By relation and value, the works that state it, the newest first, with the groups that do."""
        found: defaultdict[tuple[str, str], list[tuple[Work, list[Group]]]] = defaultdict(list)
        for work in self.kb.newest():
            own: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
            for group in self.kb.groups_of(work):
                for relation, values in group.values.items():
                    for value in values:
                        own[relation, value].append(group)
            for key, groups in own.items():
                found[key].append((work, groups))
        return found

    def _by_topic(self, placed: Sequence[tuple[Node, Item]]) -> list[tuple[Node, list[Item]]]:
        """By the topic of the tag, in the survey's order; by the tag's node if all are in the same topic."""
        has_one_topic = len({(node.topic or node).id for node, _ in placed}) == 1
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for node, item in placed:
            found[(node if has_one_topic else node.topic or node).id].append(item)
        in_order = sorted((self.kb.taxonomy[node_id] for node_id in found), key=lambda node: node.position)
        return [(node, found[node.id]) for node in in_order]

    def _counts(self, found: Mapping[tuple[str, str], int], address: Address) -> list[Line[Count]]:
        return [
            Line(facet, relation, values)
            for facet in self.kb.facets.values()
            if facet.of_statements
            for relation in facet.relations
            if (
                values := tuple(
                    Count(
                        value,
                        found[relation.id, value.id],
                        address | {facet.id: value.id, "relation": relation.id},
                    )
                    for value in facet.values
                    if (relation.id, value.id) in found
                )
            )
        ]
