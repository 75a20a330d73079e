"""The matrices that answer the survey's questions: nodes of the taxonomy, or values of a facet, by a facet.

A cell has the works that state the relation at the row themselves and, separately, what the survey states
about the approach there. `question.matrices` of `taxonomy.yaml` declares the matrices.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from living_survey.knowledge.statements import NOT_STATED
from living_survey.knowledge.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge import Facet, KnowledgeBase, Node, Work
    from living_survey.knowledge.facets import FacetValue, RelationKind
    from living_survey.knowledge.statements import Group
    from living_survey.knowledge.survey import MatrixSpec, ResearchQuestion

State = Literal["both", "works", "gap", "said", "empty"]
"""Stated by works and the survey, by works only, by the survey only (`gap` if works state the value
elsewhere, `said` if no work does), or not at all."""

Address = dict[str, str]
"""Filters that select works in the knowledge base and in the Explorer: `node`, `relation`, facets."""


@dataclass(frozen=True)
class Row:
    """A row of a matrix: an area, topic or approach, or a value of a facet that follows from the tree."""

    id: str
    title: str
    level: Literal["area", "topic", "approach", "value"]
    depth: int
    nodes: tuple[Node, ...]
    """One node, except for a value of a facet that follows from several."""
    address: Address
    page: str

    @cached_property
    def node_ids(self) -> frozenset[str]:
        """The ids of its own nodes."""
        return frozenset(node.id for node in self.nodes)

    @cached_property
    def subtree_ids(self) -> frozenset[str]:
        """The ids of its nodes and all below them."""
        return frozenset(below.id for node in self.nodes for below in node.walk())

    @cached_property
    def ancestor_ids(self) -> frozenset[str]:
        """The ids of all nodes above its nodes."""
        return frozenset(node.id for start in self.nodes for node in start.ancestors)


@dataclass(frozen=True)
class Column:
    """A value of the facet that the matrix shows."""

    value: FacetValue
    said: tuple[Group, ...]
    """What the survey states about it with the relation."""
    works: tuple[Work, ...]
    whole: int
    """How many of the works state it for the work as a whole only, so that no row has them."""
    address: Address

    @property
    def has_statements(self) -> bool:
        """Whether the survey or a work states anything about it."""
        return bool(self.said or self.works)


@dataclass(frozen=True)
class Cell:
    """What is stated for a row and a column."""

    row: Row
    column: Column
    said: tuple[Group, ...] = ()
    """What the survey states about the row or a node below it."""
    inherited: tuple[Group, ...] = ()
    """What it states about a node above the row."""
    works: tuple[Work, ...] = ()
    """The works that state it themselves."""
    tagged: int = 0
    """For a gap: how many works are at the row, and how many of them state no value of the facet."""
    unstated: int = 0

    @property
    def state(self) -> State:
        """Which kind of cell it is; statements without works are gaps only at the node that they name."""
        if self.works:
            return "both" if self.said or self.inherited else "works"
        named = any(not self.row.node_ids.isdisjoint(group.nodes) for group in self.said)
        if not named:
            return "empty"
        return "gap" if self.column.works else "said"

    @property
    def address(self) -> Address:
        """The filters that select the works of the cell."""
        return self.row.address | self.column.address

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of the survey that state it."""
        stated = self.said or self.inherited
        return tuple(dict.fromkeys(group.section for group in stated if group.section))


@dataclass(frozen=True)
class RowGroup:
    """Rows that belong together; `has_header` says whether the first one is their header."""

    title: str
    rows: tuple[Row, ...]
    has_header: bool = False


@dataclass(frozen=True)
class Matrix:
    """Rows by columns, for one relation."""

    id: str
    spec: MatrixSpec
    relation: RelationKind
    facet: Facet
    groups: tuple[RowGroup, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return (row for group in self.groups for row in group.rows)

    def __getitem__(self, place: tuple[str, str]) -> Cell:
        """The cell at the ids of a row and a value."""
        return self.cells[place]

    @property
    def shown_columns(self) -> list[Column]:
        """The columns with statements."""
        return [column for column in self.columns if column.has_statements]

    def row_cells(self, row: Row) -> list[Cell]:
        """The cells of a row in the shown columns."""
        return [self.cells[row.id, column.value.id] for column in self.shown_columns]

    @property
    def column_groups(self) -> list[tuple[str, list[Column]]]:
        """The shown columns by the group of their value."""

        def title(column: Column) -> str:
            group = self.facet.group_of(column.value)
            return group.title if group else self.facet.plural

        return [(name, list(columns)) for name, columns in groupby(self.shown_columns, title)]

    @cached_property
    def folded(self) -> Mapping[str, tuple[Row, ...]]:
        """By id of a topic, or of a value: the rows of its approaches, which the overview leaves out."""
        found: dict[str, tuple[Row, ...]] = {}
        top = ""
        for row in self.rows:
            if row.depth <= 1:
                top = row.id
            else:
                found[top] = (*found.get(top, ()), row)
        return found

    @property
    def empty_columns(self) -> list[Column]:
        """The columns without statements: open questions."""
        return [column for column in self.columns if not column.has_statements]

    @property
    def gaps(self) -> list[Cell]:
        """What the survey states and no work does."""
        return [cell for cell in self.cells.values() if cell.state == "gap"]

    @cached_property
    def unstated_ids(self) -> frozenset[str]:
        """The ids of topics and values about which nothing is stated, nor about nodes above or below them."""
        return frozenset(
            row.id
            for row in self.rows
            if row.level in ("topic", "value")
            and not any(cell.works or cell.said or cell.inherited for cell in self.row_cells(row))
        )

    @property
    def unstated_rows(self) -> list[Row]:
        """The rows of `unstated_ids`."""
        return [row for row in self.rows if row.id in self.unstated_ids]

    def unstated_address(self, row: Row) -> Address:
        """The filters for the works of a row that state no value of the facet."""
        return row.address | {self.facet.id: NOT_STATED}


def question_matrices(kb: KnowledgeBase, question: str) -> list[Matrix]:
    """The matrices that answer a question, as it declares them."""
    asked = kb.questions[question]
    return [_MatrixBuilder(kb, asked, spec).build() for spec in asked.matrices]


class _MatrixBuilder:
    def __init__(self, kb: KnowledgeBase, question: ResearchQuestion, spec: MatrixSpec) -> None:
        self.kb = kb
        self.question = question
        self.spec = spec
        self.relation = kb.relations[spec.relation]
        self.facet = kb.facet_of[spec.relation]
        self.said = kb.survey_statements(relation=self.relation.id)
        self.own = [
            (work, group)
            for work in kb
            for group in kb.groups_of(work)
            if group.node is not None and self.relation.id in group.values
        ]
        self.counts: dict[str, tuple[int, int]] = {}
        self.named = {node for group in self.said for node in group.nodes}
        self.named |= {group.node for _, group in self.own if group.node}

    def build(self) -> Matrix:
        columns = self._columns()
        groups = tuple(self._area_groups() if self.spec.rows == "tree" else self._value_groups())
        rows = [row for group in groups for row in group.rows]
        works = self._works_of_cells(rows)
        cells = {
            (row.id, column.value.id): self._cell(row, column, works.get((row.id, column.value.id), set()))
            for row in rows
            for column in columns
        }
        matrix_id = f"{self.question.id}-{slug(self.relation.id)}"
        return Matrix(matrix_id, self.spec, self.relation, self.facet, groups, columns, cells)

    # --- columns -------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        placed: defaultdict[str, set[str]] = defaultdict(set)
        for work, group in self.own:
            for named in group.values[self.relation.id]:
                placed[named].add(work.id)
        columns = []
        for value in self.facet.values:
            address = {self.facet.id: value.id, "relation": self.relation.id}
            said = tuple(group for group in self.said if value.id in group.values[self.relation.id])
            works = tuple(
                work for work, _ in self.kb.works_stating(self.facet.id, value.id, self.relation.id)
            )
            columns.append(Column(value, said, works, len(works) - len(placed[value.id]), address))
        return tuple(sorted(columns, key=lambda column: not column.has_statements))

    # --- rows ----------------------------------------------------------------------------------------------

    def _area_groups(self) -> Iterator[RowGroup]:
        for root in self.kb.taxonomy.roots:
            answers = root.entry.question == self.question.id
            for area in root.walk():
                if area.level not in ("area", "direction"):
                    continue
                topics = [child for child in area.children if child.level in ("topic", "approach")]
                rows = tuple(row for topic in topics for row in self._topic_rows(topic, always=answers))
                if area.level == "area" and (rows or area.id in self.named):
                    yield RowGroup(area.short, (_node_row(area, "area", 0), *rows), has_header=True)
                elif rows:
                    yield RowGroup(area.short, rows)

    def _topic_rows(self, topic: Node, *, always: bool, depth: int = 1) -> Iterator[Row]:
        """A topic with its approaches; left out if nothing is stated about it and nothing is expected.

        Nothing is expected of a topic that answers another question, or that has another relation to the
        facet: what tests a capability is not expected to enhance it.
        """
        nodes = {node.id for node in topic.walk()}
        if self.named.isdisjoint(nodes) and not (always and self._elsewhere.isdisjoint(nodes)):
            return
        yield _node_row(topic, "topic" if depth == 1 else "approach", depth)
        for child in topic.children:
            yield from self._topic_rows(child, always=always, depth=depth + 1)

    @cached_property
    def _elsewhere(self) -> set[str]:
        """The nodes with another relation to the facet; all if an earlier matrix shows one."""
        shown = [spec.relation for spec in self.question.matrices]
        others = [one.id for one in self.facet.relations if one.id != self.relation.id]
        if any(relation in others for relation in shown[: shown.index(self.relation.id)]):
            return {node.id for node in self.kb.taxonomy}
        return {
            node
            for one in others
            for group in self.kb.survey_statements(relation=one)
            for node in group.nodes
        }

    def _value_groups(self) -> Iterator[RowGroup]:
        facet = self.kb.facets[self.spec.rows]

        def title(value: FacetValue) -> str:
            group = facet.group_of(value)
            return group.title if group else facet.plural

        for name, values in groupby(facet.values, title):
            rows: list[Row] = []
            for value in values:
                nodes = tuple(self.kb.taxonomy[node] for node in value.nodes)
                page = f"{facet.folder}/{value.id}/"
                rows.append(
                    Row(f"{facet.id}-{value.id}", value.title, "value", 1, nodes, {facet.id: value.id}, page)
                )
                rows += [row for node in nodes for child in node.children for row in _approach_rows(child)]
            yield RowGroup(name, tuple(rows))

    # --- cells ---------------------------------------------------------------------------------------------

    def _works_of_cells(self, rows: list[Row]) -> dict[tuple[str, str], set[str]]:
        """By row and value: the ids of the works that state it there."""
        rows_of: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            for node in row.subtree_ids:
                rows_of[node].append(row.id)
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for work, group in self.own:
            for row_id in rows_of.get(group.node or "", ()):
                for value in group.values[self.relation.id]:
                    found[row_id, value].add(work.id)
        return found

    def _cell(self, row: Row, column: Column, works: set[str]) -> Cell:
        said = tuple(group for group in column.said if not row.subtree_ids.isdisjoint(group.nodes))
        above = tuple(group for group in column.said if not row.ancestor_ids.isdisjoint(group.nodes))
        cell = Cell(row, column, said, above, tuple(self.kb[work] for work in sorted(works)))
        if cell.state == "gap":
            tagged, unstated = self._counts_at(row)
            return replace(cell, tagged=tagged, unstated=unstated)
        return cell

    def _counts_at(self, row: Row) -> tuple[int, int]:
        """How many works are in a row, and how many of these state nothing about the facet of the columns."""
        if row.id not in self.counts:
            here = self.kb.works(**row.address)  # type: ignore[arg-type] # node, or a facet
            unstated = sum(not self.kb.values_of(work, self.facet.id) for work in here)
            self.counts[row.id] = len(here), unstated
        return self.counts[row.id]


def _node_row(node: Node, level: Literal["area", "topic", "approach"], depth: int) -> Row:
    return Row(node.id, node.short, level, depth, (node,), {"node": node.id}, f"topics/{node.id}/")


def _approach_rows(node: Node, depth: int = 2) -> Iterator[Row]:
    yield _node_row(node, "approach", depth)
    for child in node.children:
        yield from _approach_rows(child, depth + 1)
