"""All files that a site publishes for programs: data files, feeds, llms.txt, OpenSearch description."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import create_model
from pydantic.json_schema import GenerateJsonSchema

from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS, bibliography
from living_survey.rendering.exports._json import json_line
from living_survey.rendering.exports.derivation import (
    authors_file,
    facets_file,
    statement_records,
    taxonomy_file,
    topic_file,
    work_record,
)
from living_survey.rendering.exports.feeds import topic_feed, whole_feed
from living_survey.rendering.exports.llms import llms_txt
from living_survey.rendering.exports.opensearch import opensearch
from living_survey.rendering.exports.records import (
    VERSION,
    AuthorsFile,
    Counts,
    FacetsFile,
    FilePattern,
    FileRecord,
    IndexFile,
    StatementRecord,
    SurveyInfo,
    TaxonomyFile,
    TopicFile,
    WorksFile,
    work_model,
)
from living_survey.rendering.exports.ris import ris_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from living_survey.knowledge import KnowledgeBase
    from living_survey.rendering.site_context import SiteContext

JSON = "application/json"
BIBTEX, RIS, ATOM = FORMATS["bibtex"].media_type, FORMATS["ris"].media_type, "application/atom+xml"
PATTERNS = tuple(
    FilePattern(path=path, media_type=media_type, schema_path=schema_path, description=description)
    for path, media_type, schema_path, description in (
        ("works/{id}.json", JSON, "schema/work.json", "A work, all facts"),
        ("works/{id}.bib", BIBTEX, None, "A work as BibTeX"),
        ("works/{id}.ris", RIS, None, "A work as RIS"),
        ("topics/{node}.json", JSON, "schema/topic.json", "A node of the taxonomy with its works"),
        ("topics/{node}.bib", BIBTEX, None, "The works of a node as BibTeX"),
        ("../feeds/{node}.xml", ATOM, None, "Atom feed of a topic, area or direction"),
    )
)


def schemas(kb: KnowledgeBase) -> dict[str, type[BaseModel]]:
    """The models of the JSON files of a knowledge base, by name."""
    return {
        "index": IndexFile,
        "works": _works_model(kb),
        "work": work_model(kb),
        "statement": StatementRecord,
        "topic": TopicFile,
        "authors": AuthorsFile,
        "taxonomy": TaxonomyFile,
        "facets": FacetsFile,
    }


def _works_model(kb: KnowledgeBase) -> type[WorksFile]:
    works: Any = tuple[work_model(kb), ...]  # type: ignore[misc]
    return create_model("WorksFile", __base__=WorksFile, works=(works, ...))


def data_files(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Every file with its path from the root of the site."""
    whole = list(_whole_files(kb))
    yield "data/index.json", json_line(_index(kb, site, whole))
    for record, content in whole:
        yield f"data/{record.path}", content
    references = {work.id: bibtex(work) for work in kb}
    yield from _work_files(kb, references)
    yield from _topic_files(kb, references)
    for name, model in schemas(kb).items():
        yield f"data/schema/{name}.json", _schema_file(name, model, site)
    yield "llms.txt", llms_txt(kb, site)
    if site.site_url:
        # These need absolute URLs.
        yield from _feeds(kb, site)
        yield "opensearch.xml", opensearch(site)


def _whole_files(kb: KnowledgeBase) -> Iterator[tuple[FileRecord, bytes]]:
    """The files with all works or all nodes."""
    works = tuple(kb)
    records = tuple(work_record(kb, work) for work in works)
    facets = ", ".join(facet.plural.lower() for facet in kb.facets.values()) or "none"
    described = (
        ("works", "All works, all facts", _works_model(kb)(version=VERSION, works=records)),
        ("authors", "All authors with their works", authors_file(kb)),
        ("taxonomy", "All nodes of the taxonomy", taxonomy_file(kb)),
        ("facets", f"Facets ({facets}), statements about approaches, tables", facets_file(kb)),
    )
    for name, description, file in described:
        content = json_line(file)
        yield _file_record(f"{name}.json", JSON, description, content, f"schema/{name}.json"), content
    for format_ in FORMATS.values():
        content = format_.render(kb, works)
        path = f"works.{format_.suffix}"
        yield _file_record(path, format_.media_type, f"All works as {format_.description}", content), content
    for format_ in STATEMENT_FORMATS.values():
        content = format_.render(kb, works)
        path, description = f"statements.{format_.suffix}", f"All statements as {format_.description}"
        yield _file_record(path, format_.media_type, description, content, "schema/statement.json"), content


def _file_record(
    path: str, media_type: str, description: str, content: bytes, schema_path: str | None = None
) -> FileRecord:
    return FileRecord(
        path=path,
        media_type=media_type,
        schema_path=schema_path,
        description=description,
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )


def _index(kb: KnowledgeBase, site: SiteContext, whole: Sequence[tuple[FileRecord, bytes]]) -> IndexFile:
    statements = tuple(statement_records(kb, kb))
    return IndexFile(
        version=VERSION,
        name=site.name,
        description=site.description,
        site_url=site.address(),
        repository=site.repo_url,
        updated=max((work.added for work in kb if work.added), default=None),
        survey=SurveyInfo(work=kb.survey.work, arxiv=kb.survey.arxiv, version=kb.survey.version)
        if kb.survey
        else None,
        counts=Counts(
            works=len(kb),
            authors=len(kb.authors),
            nodes=len(kb.taxonomy),
            statements=sum(row.work is not None for row in statements),
            approach_statements=sum(row.work is None for row in statements),
        ),
        files=tuple(record for record, _ in whole),
        patterns=PATTERNS,
    )


def _work_files(kb: KnowledgeBase, references: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for work in kb:
        yield f"data/works/{work.id}.json", json_line(work_record(kb, work))
        yield f"data/works/{work.id}.bib", references[work.id].encode()
        yield f"data/works/{work.id}.ris", ris_record(work).encode()


def _topic_files(kb: KnowledgeBase, references: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files of each node, approaches included."""
    for node in kb.taxonomy:
        yield f"data/topics/{node.id}.json", json_line(topic_file(kb, node))
        yield (
            f"data/topics/{node.id}.bib",
            bibliography(references[work.id] for work in kb.works(node=node.id)),
        )


def _feeds(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, bytes]]:
    yield "feed.xml", whole_feed(kb, site)
    for node in kb.taxonomy:
        if node.level != "approach":
            yield f"feeds/{node.id}.xml", topic_feed(kb, site, node)


class _WrittenSchema(GenerateJsonSchema):
    """Schemas of written files, which have every field, even those that are optional in an entry."""

    def field_is_required(self, *_: object, **__: object) -> bool:
        return True


def json_schema(model: type[BaseModel]) -> dict[str, object]:
    """The JSON Schema of a file."""
    return model.model_json_schema(mode="serialization", schema_generator=_WrittenSchema)


def _schema_file(name: str, model: type[BaseModel], site: SiteContext) -> bytes:
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": site.data(f"schema/{name}.json")}
    return json.dumps(head | json_schema(model), ensure_ascii=False, indent=2).encode() + b"\n"
