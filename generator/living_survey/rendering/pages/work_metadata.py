"""Machine-readable metadata of a work's page: schema.org JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.rendering.site_context import SiteContext

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"

ARTICLE = "ScholarlyArticle"


def json_ld(work: Work, kb: KnowledgeBase, site: SiteContext) -> dict[str, Json]:
    """A work in the vocabulary of https://schema.org (ScholarlyArticle, Dataset, ...); only what is known."""
    same_as: list[Json] = [url for url in (work.url, *(url for _, url in work.links.items())) if url]
    if work.doi:
        same_as.append(f"https://doi.org/{work.doi}")
    kind = _type(work, kb)
    record: dict[str, Json] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": site.work(work.id),
        "url": site.work(work.id),
        "name": work.title,
        "keywords": [node.title for node in kb.nodes_of(work)],
        "sameAs": list(dict.fromkeys(same_as)),
    }
    if work.authors:
        record["author"] = [{"@type": "Person", "name": author} for author in work.authors]
    if work.first_public:
        record["datePublished"] = work.first_public
    if kind == ARTICLE:
        record["headline"] = work.title
    if kind == "Dataset":
        notes = "; ".join(tag.note for tag in work.tags if tag.note)
        record["description"] = f"{work.title}: {notes}" if notes else work.title
    if work.venue:
        record["isPartOf"] = {"@type": "CreativeWork", "name": work.venue}
    identifiers: list[Json] = []
    if work.arxiv_id:
        identifiers.append({"@type": "PropertyValue", "propertyID": "arXiv", "value": work.arxiv_id.base})
    if work.doi:
        identifiers.append({"@type": "PropertyValue", "propertyID": "DOI", "value": work.doi})
    if identifiers:
        record["identifier"] = identifiers
    return record


def _type(work: Work, kb: KnowledgeBase) -> str:
    """The type that a value of one of its facets declares, else `ScholarlyArticle`."""
    values = (facet.value(one) for facet in kb.facets.values() for one in kb.values_of(work, facet.id))
    return next((value.schema_org for value in values if value.schema_org), ARTICLE)
