"""The records of the data files, made from the knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from living_survey.rendering.citation import person, publication
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
    RelationRecord,
    RowRecord,
    StatedRecord,
    StatementRecord,
    TableRecord,
    TagRecord,
    TaxonomyFile,
    TopicFile,
    WorkRecord,
    WorkSummary,
    facet_column,
    has_one_value,
    table_column,
    work_model,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.knowledge import Facet, FacetValue, KnowledgeBase, Node, Table, Work
    from living_survey.knowledge._model import Model

RecordT = TypeVar("RecordT", bound="Model")


def work_record(kb: KnowledgeBase, work: Work) -> WorkRecord:
    """All that is known of a work."""
    tags = tag_records(kb, work)
    declared: dict[str, object] = {}
    for facet in kb.facets.values():
        values = kb.named(work, facet.id)
        declared[facet_column(facet)] = next(iter(values), None) if has_one_value(kb, facet) else values
    for table in kb.tables.values():
        if table.in_entries:
            declared[table_column(kb, table)] = tuple(row.model_dump() for row in work.rows(table))
    return work_model(kb)(
        id=work.id,
        title=work.title,
        names=work.names,
        authors=work.authors,
        year=work.year,
        published=work.published,
        venue=work.venue,
        publication=publication(work),
        arxiv=work.arxiv,
        arxiv_category=work.arxiv_category,
        doi=work.doi,
        url=work.url,
        pdf=work.pdf_url,
        page=f"works/{work.id}/",
        links=work.links,
        summary=work.summary,
        tags=tags,
        nodes=tuple(dict.fromkeys(step for tag in tags for step in tag.path)),
        statements=tuple(statements_of(kb, work)),
        survey=work.survey,
        upstream=work.upstream,
        remarks=work.remarks,
        added=work.added,
        **declared,
    )


def statements_of(kb: KnowledgeBase, work: Work) -> Iterator[StatementRecord]:
    """What is stated of a work itself, a row a value."""
    for group in kb.groups_of(work):
        for row in group.rows(kb.facet_of):
            yield StatementRecord(**row._asdict())


def approach_statements(kb: KnowledgeBase, nodes: set[str] | None = None) -> Iterator[StatementRecord]:
    """What the survey states of approaches, a row a value and node; with `nodes`, of those only."""
    for group in kb.approach_groups:
        for row in group.rows(kb.facet_of):
            if nodes is None or row.node in nodes:
                yield StatementRecord(**row._asdict())


def statement_records(kb: KnowledgeBase, works: Iterable[Work]) -> Iterator[StatementRecord]:
    """The table of statements: those about works, then those about the approaches that they are tagged with.

    With all works it also has what the survey states of approaches that no work is tagged with.
    """
    works = tuple(works)
    for work in works:
        yield from statements_of(kb, work)
    nodes = {step for work in works for node in kb.nodes_of(work) for step in _path(node)}
    yield from approach_statements(kb, None if len(works) == len(kb) else nodes)


def tag_records(kb: KnowledgeBase, work: Work) -> tuple[TagRecord, ...]:
    """The places of a work in the taxonomy."""
    return tuple(
        TagRecord(
            node=node.id,
            topic=node.topic.id if node.topic else None,
            path=_path(node),
            by=tag.by,
            note=tag.note,
            effect=tag.effect,
        )
        for tag, node in zip(work.tags, kb.nodes_of(work), strict=True)
    )


def node_record(kb: KnowledgeBase, node: Node) -> NodeRecord:
    """A node with its neighbours and counts."""
    return NodeRecord(
        id=node.id,
        level=node.level,
        parent=node.parent.id if node.parent else None,
        path=_path(node),
        children=tuple(child.id for child in node.children),
        title=node.title,
        short=node.short,
        section=node.section,
        color=node.color,
        about=node.about,
        belongs=node.entry.belongs,
        not_here=node.entry.not_here,
        count=kb.count(node),
        tagged=len(kb.tagged(node)),
    )


def topic_file(kb: KnowledgeBase, node: Node) -> TopicFile:
    """A node with the works at or below it."""
    works = (
        WorkSummary(
            id=work.id,
            title=work.title,
            names=work.names,
            authors=work.authors,
            year=work.year,
            venue=work.venue,
            url=work.url,
            summary=work.summary,
            tags=tuple(tag for tag in tag_records(kb, work) if node.id in tag.path),
        )
        for work in kb.works(node=node.id)
    )
    return TopicFile(version=VERSION, node=node_record(kb, node), works=tuple(works))


def authors_file(kb: KnowledgeBase) -> AuthorsFile:
    """All authors."""
    return AuthorsFile(
        version=VERSION, authors=tuple(_author_record(name, works) for name, works in kb.authors.items())
    )


def _author_record(name: str, works: Iterable[Work]) -> AuthorRecord:
    parts = person(name)
    return AuthorRecord(
        name=name,
        family=f"{parts.particle} {parts.family}".strip() or None,
        given=parts.given or None,
        works=_ids(works),
    )


def taxonomy_file(kb: KnowledgeBase) -> TaxonomyFile:
    """All nodes."""
    return TaxonomyFile(version=VERSION, nodes=tuple(node_record(kb, node) for node in kb.taxonomy))


def facets_file(kb: KnowledgeBase) -> FacetsFile:
    """All facets with what is stated of their values, and the survey's tables."""
    return FacetsFile(
        version=VERSION,
        questions=_parts(QuestionRecord, kb.questions.values()),
        facets=tuple(_facet_record(kb, facet) for facet in kb.facets.values()),
        approach_statements=tuple(
            ApproachStatementRecord(
                group=group.number,
                nodes=group.nodes,
                values=dict(group.values),
                section=group.section,
                note=group.note,
            )
            for group in kb.approach_groups
        ),
        tables=tuple(_table_record(kb, table) for table in kb.tables.values()),
        paradigms=_parts(ParadigmRecord, kb.paradigms.values()),
    )


def _parts(record: type[RecordT], things: Iterable[object]) -> tuple[RecordT, ...]:
    """Things as records that have some of their attributes."""
    return tuple(record.model_validate(thing, from_attributes=True) for thing in things)


def _facet_record(kb: KnowledgeBase, facet: Facet) -> FacetRecord:
    return FacetRecord(
        id=facet.id,
        title=facet.title,
        plural=facet.plural,
        about=facet.about,
        stated=facet.stated,
        many=facet.many,
        groups=_parts(FacetGroupRecord, facet.groups),
        relations=_parts(RelationRecord, facet.relations),
        values=tuple(_value_record(kb, facet, value) for value in facet.values),
        not_stated=_ids(kb.unstated(facet.id)),
    )


def _value_record(kb: KnowledgeBase, facet: Facet, value: FacetValue) -> FacetValueRecord:
    group = facet.group_of(value)
    return FacetValueRecord(
        id=value.id,
        title=value.title,
        short=value.label,
        about=value.about,
        group=group.id if group else None,
        nodes=value.nodes,
        named_in=value.named_in,
        stated=tuple(
            StatedRecord(
                relation=relation.id,
                works=_ids(work for work, _ in kb.stating(facet.id, value.id, relation.id)),
                approach_statements=tuple(
                    group.number for group in kb.said_of(relation=relation.id, value=value.id)
                ),
            )
            for relation in facet.relations
        ),
    )


def _table_record(kb: KnowledgeBase, table: Table) -> TableRecord:
    return TableRecord(
        id=table.id,
        title=table.title,
        about=table.about,
        section=table.section,
        columns=_parts(ColumnRecord, table.columns),
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
