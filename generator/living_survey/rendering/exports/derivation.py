"""The records of the data files, derived from the knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from living_survey.knowledge.people import Name
from living_survey.rendering.citation import publication
from living_survey.rendering.exports.records import (
    VERSION,
    ApproachStatementRecord,
    AuthorRecord,
    AuthorsFile,
    ColumnRecord,
    FacetGroupRecord,
    FacetRecord,
    FacetsFile,
    FacetValueRecord,
    NodeRecord,
    ParadigmRecord,
    QuestionRecord,
    RelatedValues,
    RelationRecord,
    RowRecord,
    StatedRecord,
    StatementGroupRecord,
    StatementRecord,
    TableRecord,
    TagRecord,
    TaxonomyFile,
    TopicFile,
    WorkRecord,
    facet_column,
    has_one_value,
    table_column,
    work_model,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge import Facet, FacetValue, Group, KnowledgeBase, Node, Table, Work
    from living_survey.knowledge._model import Model
    from living_survey.knowledge.statements import Statement

RecordT = TypeVar("RecordT", bound="Model")


def work_record(kb: KnowledgeBase, work: Work) -> WorkRecord:
    """A work with everything known about it."""
    tags = tag_records(kb, work)
    tables = [table for table in kb.tables.values() if table.in_entries]
    rows = {table_column(kb, table): tuple(row.model_dump() for row in work.rows(table)) for table in tables}
    return _record(
        work_model(kb),
        work,
        publication=publication(work),
        pdf=work.pdf_url,
        page=f"works/{work.id}/",
        tags=tags,
        nodes=tuple(dict.fromkeys(step for tag in tags for step in tag.path)),
        statements=tuple(_group_record(group) for group in kb.groups_of(work) if group.values),
        **facet_values(kb, work),
        **rows,
    )


def facet_values(kb: KnowledgeBase, work: Work) -> dict[str, str | tuple[str, ...] | None]:
    """The values that are stated about a work itself, by column; a tuple unless a work has at most one."""
    found: dict[str, str | tuple[str, ...] | None] = {}
    for facet in kb.facets.values():
        values = kb.values_of(work, facet.id)
        found[facet_column(facet)] = next(iter(values), None) if has_one_value(kb, facet) else values
    return found


def _record(model: type[RecordT], source: object, **derived: object) -> RecordT:
    """A record with the given fields; the others are attributes of the same names of an object."""
    copied = {name: getattr(source, name) for name in model.model_fields.keys() - derived.keys()}
    return model.model_validate(copied | derived)


def _group_record(group: Group) -> StatementGroupRecord:
    stated = tuple(
        RelatedValues(relation=relation, values=values) for relation, values in group.values.items()
    )
    return _record(StatementGroupRecord, group, group=group.number, stated=stated)


def statements_of(kb: KnowledgeBase, work: Work) -> Iterator[Statement]:
    """The statements about a work itself, one row per value."""
    for group in kb.groups_of(work):
        yield from group.rows(kb.facet_of)


def approach_statements(kb: KnowledgeBase) -> Iterator[Statement]:
    """The statements of the survey about approaches, one row per value and node."""
    for group in kb.approach_groups:
        yield from group.rows(kb.facet_of)


def statements_about_approaches(kb: KnowledgeBase, works: Sequence[Work]) -> Iterator[Statement]:
    """What the survey states about the approaches that works are tagged with.

    For all works, this includes approaches that no work is tagged with.
    """
    if len(works) == len(kb):
        return approach_statements(kb)
    nodes = {step for work in works for node in kb.nodes_of(work) for step in _path(node)}
    return (row for row in approach_statements(kb) if row.node in nodes)


def statement_records(statements: Iterable[Statement]) -> Iterator[StatementRecord]:
    """Statements as records."""
    return (StatementRecord(**row._asdict()) for row in statements)


def tag_records(kb: KnowledgeBase, work: Work) -> tuple[TagRecord, ...]:
    """The tags of a work."""
    return tuple(
        _record(TagRecord, tag, topic=node.topic.id if node.topic else None, path=_path(node))
        for tag, node in zip(work.tags, kb.nodes_of(work), strict=True)
    )


def node_record(kb: KnowledgeBase, node: Node) -> NodeRecord:
    """A node with its neighbours and counts."""
    return _record(
        NodeRecord,
        node,
        parent=node.parent.id if node.parent else None,
        path=_path(node),
        children=tuple(child.id for child in node.children),
        belongs=node.entry.belongs,
        not_here=node.entry.not_here,
        count=kb.count(node),
        tagged=len(kb.tagged(node)),
    )


def topic_file(kb: KnowledgeBase, node: Node) -> TopicFile:
    """A node with the ids of the works at or below it."""
    return TopicFile(version=VERSION, node=node_record(kb, node), works=_ids(kb.works(node=node.id)))


def authors_file(kb: KnowledgeBase) -> AuthorsFile:
    """All authors."""
    return AuthorsFile(
        version=VERSION, authors=tuple(_author_record(name, works) for name, works in kb.authors.items())
    )


def _author_record(name: str, works: Iterable[Work]) -> AuthorRecord:
    parts = Name.parse(name)
    return AuthorRecord(
        name=name,
        family=None if parts.literal else parts.surname,
        given=parts.given or None,
        works=_ids(works),
    )


def taxonomy_file(kb: KnowledgeBase) -> TaxonomyFile:
    """All nodes."""
    return TaxonomyFile(version=VERSION, nodes=tuple(node_record(kb, node) for node in kb.taxonomy))


def facets_file(kb: KnowledgeBase) -> FacetsFile:
    """All facets with the statements about their values, and the survey's tables."""
    return FacetsFile(
        version=VERSION,
        questions=_records(QuestionRecord, kb.questions.values()),
        facets=tuple(_facet_record(kb, facet) for facet in kb.facets.values()),
        approach_statements=tuple(
            _record(ApproachStatementRecord, group, group=group.number, values=dict(group.values))
            for group in kb.approach_groups
        ),
        tables=tuple(_table_record(kb, table) for table in kb.tables.values()),
        paradigms=_records(ParadigmRecord, kb.paradigms.values()),
    )


def _records(record: type[RecordT], objects: Iterable[object]) -> tuple[RecordT, ...]:
    """Objects as records with some of their attributes."""
    return tuple(record.model_validate(one, from_attributes=True) for one in objects)


def _facet_record(kb: KnowledgeBase, facet: Facet) -> FacetRecord:
    return _record(
        FacetRecord,
        facet,
        groups=_records(FacetGroupRecord, facet.groups),
        relations=_records(RelationRecord, facet.relations),
        values=tuple(_value_record(kb, facet, value) for value in facet.values),
        not_stated=_ids(kb.unstated(facet.id)),
    )


def _value_record(kb: KnowledgeBase, facet: Facet, value: FacetValue) -> FacetValueRecord:
    group = facet.group_of(value)
    return _record(
        FacetValueRecord,
        value,
        short=value.label,
        group=group.id if group else None,
        stated=tuple(
            StatedRecord(
                relation=relation.id,
                works=_ids(work for work, _ in kb.works_stating(facet.id, value.id, relation.id)),
                approach_statements=tuple(
                    group.number for group in kb.survey_statements(relation=relation.id, value=value.id)
                ),
            )
            for relation in facet.relations
        ),
    )


def _table_record(kb: KnowledgeBase, table: Table) -> TableRecord:
    return _record(
        TableRecord,
        table,
        columns=_records(ColumnRecord, table.columns),
        rows=tuple(
            RowRecord(
                work=work.id if work else None,
                cells={column.id: row.cell(column) for column in table.columns},
            )
            for row, work in kb.rows(table.id)
        ),
    )


def _path(node: Node) -> tuple[str, ...]:
    return (*(above.id for above in node.ancestors), node.id)


def _ids(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(work.id for work in works)
