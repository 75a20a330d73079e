"""The answer to a question as one table: approaches, by the values of all facets of the question's matrices.

What a work states together is joined, values of different groups never. What the survey states about an
approach is kept apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge import (
        Facet,
        FacetValue,
        Group,
        KnowledgeBase,
        Node,
        RelationKind,
        ResearchQuestion,
        Work,
    )
    from living_survey.rendering.matrices import Address

SERVED = "serves"
"""In addresses: the topic whose data a work is for."""


@dataclass(frozen=True)
class Pair:
    """A value of a facet with the relation to it."""

    facet: Facet
    relation: RelationKind
    value: FacetValue


@dataclass(frozen=True)
class Axis:
    """A facet of the answer, with the relations to it that the question's matrices show."""

    facet: Facet
    relations: tuple[RelationKind, ...]

    def stated_in(self, group: Group) -> list[Pair]:
        """The values that a group states."""
        return [
            Pair(self.facet, relation, self.facet.value(value))
            for relation in self.relations
            for value in group.values.get(relation.id, ())
        ]


@dataclass(frozen=True)
class Stated:
    """What a work states together at a node, with the topics whose data it is for."""

    work: Work
    group: Group
    has_result: bool
    served: tuple[Node, ...]


@dataclass(frozen=True)
class JoinedRow:
    """What works state together at a node: of each facet one value, or None where none is stated."""

    node: Node
    pairs: tuple[Pair | None, ...]
    served: Node | None
    works: tuple[Work, ...]
    with_result: int
    """The number of works that state a result with it."""
    said: tuple[tuple[Pair, tuple[str, ...]], ...]
    """The values that the survey states about the approach, or one above it, with its sections."""


@dataclass(frozen=True)
class Answer:
    """The joined answer to a question."""

    kb: KnowledgeBase
    question: ResearchQuestion

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The facets of the matrices, in their order."""
        found: defaultdict[str, list[RelationKind]] = defaultdict(list)
        for spec in self.question.matrices:
            found[self.kb.facet_of[spec.relation].id].append(self.kb.relations[spec.relation])
        return tuple(Axis(self.kb.facets[facet], tuple(relations)) for facet, relations in found.items())

    @cached_property
    def whole_facets(self) -> tuple[Facet, ...]:
        """The facets of whole works that the question is answered with."""
        facets = (self.kb.facets[facet] for facet in self.question.answers_with)
        return tuple(facet for facet in facets if not facet.of_statements)

    @cached_property
    def places(self) -> tuple[Node, ...]:
        """The nodes that the rows can be at, in the order of the tree: with rows of a facet, its nodes."""
        tree = self.kb.taxonomy
        if any(spec.rows == "tree" for spec in self.question.matrices):
            return tuple(tree)
        facets = [self.kb.facets[spec.rows] for spec in self.question.matrices]
        nodes = {node for facet in facets for value in facet.values for node in value.nodes}
        below = {one.id for node in nodes for one in tree[node].walk()}
        return tuple(node for node in tree if node.id in below)

    @cached_property
    def served_title(self) -> str | None:
        """What joins a work with the topics whose data it is for, if the survey's cycle declares it."""
        cycle = self.kb.cycle
        rows = [spec.rows for spec in self.question.matrices]
        return cycle.closing_verb if cycle and cycle.roles in rows else None

    def _served(self, work: Work) -> tuple[Node, ...]:
        """The topics that answer another question and that a work has a tag in."""
        if self.served_title is None:
            return ()
        nodes = (self.kb.taxonomy[tag.node] for tag in work.tags)
        topics = {
            topic.id: topic
            for node in nodes
            if (topic := node.topic) and topic.root.entry.question not in (None, self.question.id)
        }
        return tuple(sorted(topics.values(), key=lambda topic: topic.position))

    @cached_property
    def served_topics(self) -> tuple[Node, ...]:
        """All topics whose data any of the works is for."""
        found = {node.id for several in self.stated.values() for one in several for node in one.served}
        return tuple(node for node in self.kb.taxonomy if node.id in found)

    @cached_property
    def stated(self) -> dict[str, list[Stated]]:
        """By node in the order of the tree: what works state on any axis there, the newest work first."""
        places = {node.id for node in self.places}
        found: dict[str, list[Stated]] = {node.id: [] for node in self.places}
        for work in self.kb.newest():
            served = self._served(work)
            for group in self.kb.groups_of(work):
                if group.node in places and any(axis.stated_in(group) for axis in self.axes):
                    result = group.effect or self.kb.tag_of(work, group).effect
                    found[group.node].append(Stated(work, group, bool(result), served))
        return {node: several for node, several in found.items() if several}

    # --- rows ----------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[JoinedRow, ...]:
        """All rows, node by node, those with most works first."""
        return tuple(
            row
            for node, stated in self.stated.items()
            for row in self._rows_at(self.kb.taxonomy[node], stated)
        )

    def _rows_at(self, node: Node, stated: Iterable[Stated]) -> list[JoinedRow]:
        joined: defaultdict[tuple[object, ...], list[tuple[Stated, tuple[Pair | None, ...], Node | None]]]
        joined = defaultdict(list)
        for one in stated:
            sides: list[Sequence[Pair | None]] = [axis.stated_in(one.group) or [None] for axis in self.axes]
            for pairs, served in product(product(*sides), one.served or (None,)):
                key = (served and served.id, *(pair and (pair.relation.id, pair.value.id) for pair in pairs))
                joined[key].append((one, pairs, served))
        rows = []
        for several in joined.values():
            _, pairs, served = several[0]
            works = {one.work.id: one.work for one, _, _ in several}
            with_result = len({one.work.id for one, _, _ in several if one.has_result})
            said = tuple(self._said(node, pairs))
            rows.append(JoinedRow(node, pairs, served, tuple(works.values()), with_result, said))
        return sorted(rows, key=lambda row: -len(row.works))

    def _said(self, node: Node, pairs: Iterable[Pair | None]) -> Iterator[tuple[Pair, tuple[str, ...]]]:
        at = [node.id, *(above.id for above in node.ancestors)]
        for pair in filter(None, pairs):
            keys = [(place, pair.relation.id, pair.value.id) for place in at]
            found = [self.sections[key] for key in keys if key in self.sections]
            if found:
                yield pair, tuple(dict.fromkeys(section for several in found for section in several))

    @cached_property
    def sections(self) -> dict[tuple[str, str, str], tuple[str, ...]]:
        """The sections where the survey states a value about a node, by node, relation and value."""
        found: defaultdict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        shown = {relation.id for axis in self.axes for relation in axis.relations}
        for group in self.kb.approach_groups:
            for relation, values in group.values.items():
                for node, value in product(group.nodes, values if relation in shown else ()):
                    found[node, relation, value] |= {group.section: None} if group.section else {}
        return {key: tuple(sections) for key, sections in found.items()}

    def address(self, row: JoinedRow) -> Address | None:
        """The filters that select exactly the works of a row in the Explorer; None if no filters do.

        The Explorer adds the works below a node, knows no topics served, and takes one relation only.
        """
        pairs = [pair for pair in row.pairs if pair]
        relations = [pair.relation.id for pair in pairs if len(pair.facet.relations) > 1]
        if row.node.children or self.served_title or len(pairs) < len(row.pairs) or len(relations) > 1:
            return None
        found = {"node": row.node.id, **{pair.facet.id: pair.value.id for pair in pairs}}
        return found | ({"relation": relations[0]} if relations else {})

    @property
    def strongest(self) -> list[JoinedRow]:
        """The complete rows, those with most works first."""
        complete = (row for row in self.rows if all(row.pairs) and (row.served or not self.served_title))
        return sorted(complete, key=lambda row: -len(row.works))

    @property
    def parts(self) -> list[Node]:
        """The areas that have rows, in the order of the tree; each has a page that needs no script."""
        return list(
            {part.id: part for node in self.stated for part in [_part(self.kb.taxonomy[node])]}.values()
        )

    def rows_in(self, part: Node) -> list[tuple[Node, list[JoinedRow]]]:
        """The rows in an area, by topic."""
        rows = (row for row in self.rows if _part(row.node) is part)
        by_topic = groupby(rows, key=lambda row: (row.node.topic or row.node).id)
        return [(self.kb.taxonomy[topic], list(several)) for topic, several in by_topic]

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes with rows or with what the survey states, and all above them."""
        named = {*self.stated, *(node for node, _, _ in self.sections)}
        kept = {one.id for node in self.places if node.id in named for one in (node, *node.ancestors)}
        return tuple(node for node in self.kb.taxonomy if node.id in kept)

    @property
    def choices(self) -> list[tuple[Node, list[Node]]]:
        """The nodes that readers choose from, by area."""
        chosen = [node for node in self.nodes if node in self.places and node.level != "direction"]
        grouped = groupby(chosen, key=lambda node: _part(node).id)
        return [(self.kb.taxonomy[part], list(nodes)) for part, nodes in grouped]


def _part(node: Node) -> Node:
    """The outermost area that a node is in; its direction if there is none."""
    line = (*node.ancestors, node)
    return next((one for one in line if one.level == "area"), line[0])
