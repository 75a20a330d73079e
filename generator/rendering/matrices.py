"""The survey's questions as tables: approaches or roles by stages or capabilities.

A cell tells apart what the survey states of the row (or of something below it), what follows from a statement
about something above it, and what is only stated for single works.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.knowledge import KnowledgeBase, Node, Work
    from generator.knowledge.facets import Capability, Relation, RelationKind, Role, RoleGroup, Stage
    from generator.knowledge.work import Statement

State = Literal["stated", "gap", "follows", "single", "empty"]

# The works for which a stage is stated without a section: by their entry or a row of the dataset table.
ENTRY = "entry"
DATASET = "dataset"


@dataclass(frozen=True)
class SingleWork:
    """A work of which itself is stated what its approaches do not say, with where that stands."""

    work: Work
    sources: tuple[str, ...]
    """Sections of the survey, `entry` or `dataset`."""


@dataclass(frozen=True)
class Row:
    """A line of a matrix: an area, topic or approach, or a role."""

    id: str
    title: str
    level: Literal["area", "topic", "approach", "role"]
    depth: int
    nodes: tuple[Node, ...]
    """What it covers; one node unless a role stands under several."""
    role: Role | None = None

    @cached_property
    def covered(self) -> frozenset[str]:
        """The ids of its nodes and all below them."""
        return frozenset(below.id for node in self.nodes for below in node.walk())

    @cached_property
    def above(self) -> frozenset[str]:
        """The ids of everything above its nodes."""
        return frozenset(node.id for start in self.nodes for node in start.ancestors)

    @cached_property
    def exact(self) -> frozenset[str]:
        """The ids whose statements the row shows: of an area itself, of others also what is below."""
        return frozenset(node.id for node in self.nodes) if self.level == "area" else self.covered


@dataclass(frozen=True)
class Column:
    """A stage or capability."""

    facet: Stage | Capability
    folder: str
    statements: tuple[Relation, ...]
    works: tuple[Work, ...]
    asks: Mapping[str, str]

    @property
    def served(self) -> bool:
        """Whether the survey states anything about it."""
        return bool(self.statements)


@dataclass(frozen=True)
class Cell:
    """The crossing of a row and a column."""

    id: str
    row: Row
    column: Column
    statements: tuple[Relation, ...] = ()
    """What is stated of the row or of something below it."""
    inherited: tuple[Relation, ...] = ()
    """What is stated of something above it."""
    works: tuple[Work, ...] = ()
    """Those that the statements cover; where there is none, those that inherited ones do."""
    singles: tuple[SingleWork, ...] = ()
    asks: Mapping[str, str] = field(default_factory=dict)
    """What to ask the Explorer for exactly these works."""
    single_asks: Mapping[str, str] = field(default_factory=dict)
    """The same for the single works."""
    panel: str = ""
    """The id of the cell whose list it opens: its own, or that of a row below with the very same content."""

    def note_on(self, work: Work) -> str | None:
        """Why a work stands where the row is."""
        notes = (tag.note for tag in work.tags if tag.node in self.row.covered and tag.note)
        return next(notes, None)

    @property
    def state(self) -> State:
        """What kind of cell it is; a statement that no work stands under is a gap."""
        if self.statements:
            return "stated" if self.works else "gap"
        if self.inherited and self.works:
            return "follows"
        return "single" if self.singles else "empty"

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that state it."""
        stated = self.statements or self.inherited
        return tuple(dict.fromkeys(relation.section for relation in stated))


@dataclass(frozen=True)
class RowGroup:
    """Rows that belong together, with the row they stand under."""

    head: Row | None
    title: str
    rows: tuple[Row, ...]
    """The head, if there is one, and what is below it."""
    role_group: RoleGroup | None = None


@dataclass(frozen=True)
class Matrix:
    """Rows by columns, for one kind of statement."""

    id: str
    kind: RelationKind
    groups: tuple[RowGroup, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return (row for group in self.groups for row in group.rows)

    def __getitem__(self, place: tuple[str, str]) -> Cell:
        """The cell at the ids of a row and a facet."""
        return self.cells[place]

    def row_cells(self, row: Row) -> list[Cell]:
        """The cells of a row, column by column."""
        return [self.cells[row.id, column.facet.id] for column in self.columns]

    @property
    def column_groups(self) -> list[tuple[str | None, list[Column]]]:
        """The columns by the kind of what they stand for; the unserved ones last, without a kind."""
        keyed = ((column.facet.kind if column.served else None, column) for column in self.columns)
        return [
            (kind, [column for _, column in group]) for kind, group in groupby(keyed, lambda item: item[0])
        ]

    @property
    def served(self) -> list[Column]:
        """The columns that the survey states something about."""
        return [column for column in self.columns if column.served]

    @property
    def unserved(self) -> list[Column]:
        """The columns that it states nothing about: open questions."""
        return [column for column in self.columns if not column.served]

    @property
    def gaps(self) -> list[Cell]:
        """Statements that no work stands under; each at the lowest row that shows it."""
        return [
            cell
            for cell in self.cells.values()
            if cell.state == "gap"
            and not cell.row.covered.isdisjoint(_named(cell.statements, cell.row.nodes))
        ]

    @property
    def silent_rows(self) -> list[Row]:
        """Topics and roles of which nothing is stated, not even for what is above or below them."""
        return [
            row
            for row in self.rows
            if row.level in ("topic", "role")
            and not any(cell.statements or cell.inherited for cell in self.row_cells(row))
        ]


def _named(relations: Iterable[Relation], nodes: Sequence[Node]) -> set[str]:
    """Which of the nodes the statements name; statements about a role in general count for all."""
    ids = {node.id for node in nodes}
    return {node for relation in relations for node in (relation.nodes or ids) if node in ids}


def question_matrices(kb: KnowledgeBase, question: str) -> list[Matrix]:
    """The matrices that answer a question: one a kind of statement that its facets allow."""
    facets = kb.questions[question].answers_with
    if "roles" in facets:
        kinds: tuple[RelationKind, ...] = ("draws_on",)
    else:
        kinds = (*(("acts_at",) if "stages" in facets else ()), "enhances", "evaluates")
    return [matrix(kb, question, kind) for kind in kinds if kb.relations_of(kind=kind)]


def matrix(kb: KnowledgeBase, question: str, kind: RelationKind) -> Matrix:
    """The matrix of one kind of statement, with the rows of the directions that answer a question."""
    return _MatrixBuilder(kb, question, kind).build()


class _MatrixBuilder:
    def __init__(self, kb: KnowledgeBase, question: str, kind: RelationKind) -> None:
        self.kb = kb
        self.question = question
        self.kind = kind
        self.relations = kb.relations_of(kind=kind)
        self.named = {node for relation in self.relations for node in kb.relation_nodes(relation)}
        self.facet = "stage" if kind == "acts_at" else "capability"

    def build(self) -> Matrix:
        columns = self._columns()
        groups = tuple(self._role_groups() if self.kind == "draws_on" else self._area_groups())
        rows = [row for group in groups for row in group.rows]
        cells: dict[tuple[str, str], Cell] = {}
        for column in columns:
            lists: dict[tuple[object, ...], str] = {}
            for row in reversed(rows):
                cell = self._cell(row, column)
                content = (cell.state, cell.statements, cell.works, tuple(s.work.id for s in cell.singles))
                shared = lists.setdefault(content, cell.id) if cell.state == "stated" else cell.id
                cells[row.id, column.facet.id] = replace(cell, panel=shared)
        return Matrix(f"{self.question}-{self.kind.replace('_', '-')}", self.kind, groups, columns, cells)

    # --- columns -------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        facets: Iterable[Stage | Capability] = (
            self.kb.stages.values() if self.kind == "acts_at" else self.kb.capabilities.values()
        )
        columns = []
        for facet in facets:
            statements = tuple(relation for relation in self.relations if relation.target == facet.id)
            works = _union(self.kb.works_under(relation) for relation in statements)
            nodes = _in_order(
                self.kb, {n for relation in statements for n in self.kb.relation_nodes(relation)}
            )
            folder = "stages" if self.kind == "acts_at" else "capabilities"
            columns.append(Column(facet, folder, statements, works, self._asks(nodes, facet.id)))
        return tuple(sorted(columns, key=lambda column: not column.served))

    def _asks(self, nodes: Sequence[str], target: str) -> dict[str, str]:
        return {"node": ",".join(nodes), self.facet: target}

    # --- rows ----------------------------------------------------------------------------------------------

    def _area_groups(self) -> Iterator[RowGroup]:
        for root in self.kb.taxonomy.roots:
            answers = root.entry.question == self.question
            for area in root.walk():
                if area.level not in ("area", "direction"):
                    continue
                topics = [child for child in area.children if child.level in ("topic", "approach")]
                rows = [row for topic in topics for row in self._topic_rows(topic, always=answers)]
                if area.level == "area" and (rows or area.id in self.named):
                    head = Row(area.id, area.short, "area", 0, (area,))
                    yield RowGroup(head, area.short, (head, *rows))
                elif rows:
                    yield RowGroup(None, area.short, tuple(rows))

    def _topic_rows(self, topic: Node, *, always: bool, depth: int = 1) -> Iterator[Row]:
        """A topic with its approaches; where nothing is to be expected of it, only what is named.

        That is in a direction that answers another question, and where the topic has to do with capabilities
        in another way: what evaluates them is not expected to enhance them.
        """
        nodes = {node.id for node in topic.walk()}
        if self.named.isdisjoint(nodes) and not (always and self._elsewhere.isdisjoint(nodes)):
            return
        level: Literal["topic", "approach"] = "topic" if depth == 1 else "approach"
        yield Row(topic.id, topic.short, level, depth, (topic,))
        for child in topic.children:
            yield from self._topic_rows(child, always=always, depth=depth + 1)

    @cached_property
    def _elsewhere(self) -> set[str]:
        """The nodes that other kinds of statements about capabilities name; all for evaluation."""
        if self.kind == "evaluates":
            return {node.id for node in self.kb.taxonomy}
        if self.kind == "acts_at":
            return set()
        others = (r for r in self.kb.relations if r.kind not in ("acts_at", self.kind))
        return {node for relation in others for node in self.kb.relation_nodes(relation)}

    def _role_groups(self) -> Iterator[RowGroup]:
        for group in self.kb.role_groups.values():
            rows: list[Row] = []
            for role in self.kb.roles.values():
                if role.group != group.id:
                    continue
                nodes = tuple(self.kb.taxonomy[node] for node in role.nodes)
                rows.append(Row(f"role-{role.id}", role.title, "role", 1, nodes, role))
                for node in nodes:
                    rows += [row for child in node.children for row in self._approach_rows(child)]
            if rows:
                yield RowGroup(None, group.title, tuple(rows), group)

    def _approach_rows(self, node: Node, depth: int = 2) -> Iterator[Row]:
        yield Row(node.id, node.short, "approach", depth, (node,))
        for child in node.children:
            yield from self._approach_rows(child, depth + 1)

    # --- cells ---------------------------------------------------------------------------------------------

    def _cell(self, row: Row, column: Column) -> Cell:
        cell_id = f"{self.kind.replace('_', '-')}--{row.id}--{column.facet.id}"
        nodes_of = self.kb.relation_nodes
        stated = tuple(r for r in column.statements if not row.exact.isdisjoint(nodes_of(r)))
        above = tuple(r for r in column.statements if not row.above.isdisjoint(nodes_of(r)))
        nodes: Sequence[str] = ()
        if stated:
            nodes = _in_order(self.kb, {n for r in stated for n in nodes_of(r)} & row.exact)
        elif above:
            nodes = [node.id for node in row.nodes]
        works = _union(self.kb.works(node=node) for node in nodes)
        counted = {work.id for work in works}
        singles = () if row.level == "area" else tuple(self._singles(row, column, counted))
        return Cell(
            cell_id,
            row,
            column,
            stated,
            above,
            works,
            singles,
            self._asks(nodes, column.facet.id),
            {"work": ",".join(single.work.id for single in singles)},
            cell_id,
        )

    @cached_property
    def _with_own_statements(self) -> dict[str, tuple[Work, ...]]:
        """The works of which themselves something is stated, by stage or capability."""
        found: dict[str, list[Work]] = {}
        for work in self.kb:
            own = {getattr(statement, self.facet) for statement in work.relations}
            if self.facet == "stage":
                own |= {*work.stages, *(stage for rows in work.datasets for stage in rows.stages)}
            for target in own - {None}:
                found.setdefault(target, []).append(work)
        return {target: tuple(works) for target, works in found.items()}

    def _singles(self, row: Row, column: Column, counted: set[str]) -> Iterator[SingleWork]:
        for work in self._with_own_statements.get(column.facet.id, ()):
            if work.id in counted or row.covered.isdisjoint(tag.node for tag in work.tags):
                continue
            sources = [
                statement.section
                for statement in work.relations
                if getattr(statement, self.facet) == column.facet.id and self._is_about(statement, work, row)
            ]
            if self.facet == "stage":
                sources += [ENTRY] if column.facet.id in work.stages else []
                sources += [DATASET] if any(column.facet.id in rows.stages for rows in work.datasets) else []
            if sources:
                yield SingleWork(work, tuple(dict.fromkeys(sources)))

    def _is_about(self, statement: Statement, work: Work, row: Row) -> bool:
        """Whether a statement on a work is made where the survey treats the row, and is of this kind.

        A statement on a single work names its section only; the section's node among the work's tags says
        which row it belongs to, and the statements about that node which kind it is of.
        """
        return any(
            tag.node in row.covered
            and _is_in(statement.section, self.kb.taxonomy[tag.node])
            and (self.facet == "stage" or self._kind_at(self.kb.taxonomy[tag.node]) == self.kind)
            for tag in work.tags
        )

    def _kind_at(self, node: Node) -> RelationKind:
        """The kind of the statements about a node's capabilities; else what its role suggests."""
        here = {node.id, *(above.id for above in node.ancestors if above.level != "direction")}
        topic = {below.id for below in (node.topic or node).walk()}
        for near in (here, topic):
            for relation in self.kb.relations:
                if relation.kind != "acts_at" and not near.isdisjoint(self.kb.relation_nodes(relation)):
                    return relation.kind
        in_role = any(
            node.id in role.nodes or not here.isdisjoint(role.nodes) for role in self.kb.roles.values()
        )
        return "draws_on" if in_role else "enhances"


def _is_in(section: str, node: Node) -> bool:
    places = {node.section, *(above.entry.section for above in node.ancestors if above.level == "topic")}
    return section in places or section == node.entry.discussion


def _union(groups: Iterable[Iterable[Work]]) -> tuple[Work, ...]:
    """Works of several groups, each once, in the order of their ids."""
    found = {work.id: work for group in groups for work in group}
    return tuple(found[work_id] for work_id in sorted(found))


def _in_order(kb: KnowledgeBase, nodes: Iterable[str]) -> list[str]:
    """Node ids in the survey's order, without those that stand below another one."""
    chosen = set(nodes)
    return [
        node.id
        for node in sorted((kb.taxonomy[node_id] for node_id in chosen), key=lambda node: node.position)
        if chosen.isdisjoint(above.id for above in node.ancestors)
    ]
