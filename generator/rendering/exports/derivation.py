"""The records of the data files, made from the knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rendering.citation import person, publication
from generator.rendering.exports.records import (
    VERSION,
    AuthorRecord,
    AuthorsFile,
    FacetRecord,
    FacetsFile,
    NodeRecord,
    QuestionRecord,
    RelationRecord,
    TagRecord,
    TaxonomyFile,
    TopicFile,
    WorkRecord,
    WorkSummary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.knowledge import Facet, KnowledgeBase, Node, Relation, Work


def work_record(kb: KnowledgeBase, work: Work) -> WorkRecord:
    """All that is known of a work."""
    tags = tag_records(kb, work)
    return WorkRecord(
        id=work.id,
        title=work.title,
        authors=work.authors,
        year=work.year,
        published=work.published,
        venue=work.venue,
        publication=publication(work),
        kind=work.kind,
        arxiv=work.arxiv,
        arxiv_category=work.arxiv_category,
        doi=work.doi,
        url=work.url,
        pdf=work.pdf_url,
        page=f"works/{work.id}/",
        links=work.links,
        modalities=work.modalities,
        tags=tags,
        nodes=tuple(dict.fromkeys(step for tag in tags for step in tag.path)),
        stages=tuple(stage.id for stage in kb.stages_of(work)),
        capabilities=tuple(capability.id for capability in kb.capabilities_of(work)),
        roles=tuple(role.id for role in kb.roles_of(work)),
        own_stages=work.stages,
        statements=work.relations,
        survey=work.survey,
        upstream=work.upstream,
        datasets=work.datasets,
        remarks=work.remarks,
        added=work.added,
    )


def tag_records(kb: KnowledgeBase, work: Work) -> tuple[TagRecord, ...]:
    """The places of a work in the taxonomy."""
    return tuple(
        TagRecord(
            node=node.id,
            topic=node.topic.id if node.topic else None,
            path=_path(node),
            by=tag.by,
            note=tag.note,
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
            authors=work.authors,
            year=work.year,
            venue=work.venue,
            url=work.url,
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
    """All facets with their works, and the survey's statements about them."""
    return FacetsFile(
        version=VERSION,
        questions=tuple(
            QuestionRecord(
                id=question.id,
                title=question.title,
                question=question.question,
                section=question.section,
                answers_with=question.answers_with,
            )
            for question in kb.questions.values()
        ),
        stages=_facets(kb.stages, lambda stage: kb.works(stage=stage)),
        capabilities=_facets(kb.capabilities, lambda capability: kb.works(capability=capability)),
        role_groups=_facets(kb.role_groups, lambda _: ()),
        roles=_facets(kb.roles, lambda role: kb.works(role=role)),
        paradigms=_facets(kb.paradigms, lambda _: ()),
        modalities=_facets(kb.modalities, lambda modality: kb.works(modality=modality)),
        relations=tuple(_relation_record(kb, relation) for relation in kb.relations),
    )


def _facets(facets: Mapping[str, Facet], works: Callable[[str], Iterable[Work]]) -> tuple[FacetRecord, ...]:
    return tuple(
        FacetRecord(
            id=facet.id,
            title=facet.title,
            short=facet.label,
            about=facet.about,
            kind=getattr(facet, "kind", None),
            group=getattr(facet, "group", None),
            nodes=getattr(facet, "nodes", ()),
            works=_ids(works(facet.id)),
        )
        for facet in facets.values()
    )


def _relation_record(kb: KnowledgeBase, relation: Relation) -> RelationRecord:
    return RelationRecord(
        kind=relation.kind,
        target=relation.target,
        nodes=kb.relation_nodes(relation),
        role=relation.role,
        section=relation.section,
        note=relation.note,
    )


def _path(node: Node) -> tuple[str, ...]:
    return (*(above.id for above in node.ancestors), node.id)


def _ids(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(work.id for work in works)
