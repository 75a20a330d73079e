"""All files that a site publishes for programs: data files, feeds, llms.txt, OpenSearch description.

Each file is made when it is asked for, and none is kept.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS, bibliography, bibliography_entries
from living_survey.rendering.exports._json import json_line
from living_survey.rendering.exports.derivation import (
    authors_file,
    facets_file,
    taxonomy_file,
    topic_file,
)
from living_survey.rendering.exports.feeds import topic_feed, value_feed, whole_feed
from living_survey.rendering.exports.llms import llms_full_txt, llms_txt
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
    work_model,
)
from living_survey.rendering.pieces import content_bytes, made_anew

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

    from living_survey.knowledge import Group, KnowledgeBase
    from living_survey.rendering.pieces import Content, Pieces
    from living_survey.rendering.site_context import SiteContext

JSON = "application/json"
BIBTEX, ATOM = FORMATS["bibtex"].media_type, "application/atom+xml"
STATEMENT_FILES = ("csv", "parquet")
"""Formats of the published table of statements; `works.jsonl` has them by work."""
PATTERNS = tuple(
    FilePattern(path=path, media_type=media_type, schema_path=schema_path, description=description)
    for path, media_type, schema_path, description in (
        ("works/{id}.json", JSON, "schema/work.json", "A work, all facts"),
        ("topics/{node}.json", JSON, "schema/topic.json", "A node of the taxonomy with the ids of its works"),
        ("topics/{node}.bib", BIBTEX, None, "The works of a topic or an approach as BibTeX"),
        ("../feeds/{node}.xml", ATOM, None, "Atom feed of a topic, area or direction"),
        ("../feeds/{facet}/{value}.xml", ATOM, None, "Atom feed of the works with a value of a facet"),
    )
)


def schemas(kb: KnowledgeBase) -> dict[str, type[BaseModel]]:
    """The models of the JSON files of a knowledge base, by name."""
    return {
        "index": IndexFile,
        "work": work_model(kb),
        "statement": StatementRecord,
        "topic": TopicFile,
        "authors": AuthorsFile,
        "taxonomy": TaxonomyFile,
        "facets": FacetsFile,
    }


def data_files(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Every file with its path from the root of the site."""
    yield from knowledge_files(kb, site)
    yield from ((path, content_bytes(content)) for path, content in feed_files(kb, site))


def knowledge_files(
    kb: KnowledgeBase, site: SiteContext, pieces: Pieces = made_anew
) -> Iterator[tuple[str, bytes]]:
    """The files with the content of the knowledge base."""
    listed: list[FileRecord] = []
    for record, content in _whole_files(kb, pieces):
        listed.append(record)
        yield f"data/{record.path}", content
        # The parts of these files are published as well, and are not made again.
        if record.path == "works.jsonl":
            yield from _work_files(kb, content)
        elif record.path == "works.bib":
            yield from _bibliographies(kb, content)
        elif record.path == "works.md.txt":
            yield "llms-full.txt", b"".join(llms_full_txt(kb, site, content))
    yield "data/index.json", json_line(_index(kb, site, listed))
    for node in kb.taxonomy:
        yield f"data/topics/{node.id}.json", json_line(topic_file(kb, node))
    for name, model in schemas(kb).items():
        yield f"data/schema/{name}.json", _schema_file(name, model, site)
    if kb.file.license:
        yield "data/LICENSE.txt", _license(kb, site)
    yield "llms.txt", llms_txt(kb, site)


def _whole_files(kb: KnowledgeBase, pieces: Pieces) -> Iterator[tuple[FileRecord, bytes]]:
    """The files with all works or all nodes."""
    works = tuple(kb)
    facets = ", ".join(facet.plural.lower() for facet in kb.facets.values()) or "none"
    described = (
        ("authors", "All authors with their works", authors_file),
        ("taxonomy", "All nodes of the taxonomy", taxonomy_file),
        ("facets", f"Facets ({facets}), statements about approaches, tables", facets_file),
    )
    for name, description, file_of in described:
        content = json_line(file_of(kb))
        yield _file_record(f"{name}.json", JSON, description, content, f"schema/{name}.json"), content
    for format_ in FORMATS.values():
        content = format_.render(kb, works, pieces)
        path, description = f"works.{format_.suffix}", f"All works as {format_.description}"
        schema_path = "schema/work.json" if format_.name == "jsonl" else None
        yield _file_record(path, format_.media_type, description, content, schema_path), content
    for format_ in map(STATEMENT_FORMATS.__getitem__, STATEMENT_FILES):
        content = format_.render(kb, works, pieces)
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


def _index(kb: KnowledgeBase, site: SiteContext, listed: Sequence[FileRecord]) -> IndexFile:
    return IndexFile(
        version=VERSION,
        name=site.name,
        description=site.description,
        site_url=site.address(),
        repository=site.repo_url,
        license=kb.file.license,
        updated=max((work.added for work in kb if work.added), default=None),
        survey=SurveyInfo(work=kb.survey.work, arxiv=kb.survey.arxiv, version=kb.survey.version)
        if kb.survey
        else None,
        counts=Counts(
            works=len(kb),
            authors=len(kb.authors),
            nodes=len(kb.taxonomy),
            statements=sum(_rows(group) for work in kb for group in kb.groups_of(work)),
            approach_statements=sum(_rows(group) * len(group.nodes) for group in kb.approach_groups),
        ),
        files=tuple(listed),
        patterns=PATTERNS,
    )


def _rows(group: Group) -> int:
    """How many statements a group makes about a work, or about each of its nodes."""
    return sum(map(len, group.values.values()))


def _work_files(kb: KnowledgeBase, lines: bytes) -> Iterator[tuple[str, bytes]]:
    """The lines of works.jsonl, each as a file."""
    for work, line in zip(kb, lines.splitlines(keepends=True), strict=True):
        yield f"data/works/{work.id}.json", line


def _bibliographies(kb: KnowledgeBase, whole: bytes) -> Iterator[tuple[str, bytes]]:
    """The entries of works.bib by topic and by approach."""
    entries = dict(zip((work.id for work in kb), bibliography_entries(whole), strict=True))
    for node in kb.taxonomy:
        if node.level not in {"topic", "approach"}:
            continue
        works = kb.works(node=node.id)
        yield f"data/topics/{node.id}.bib", bibliography(entries[work.id] for work in works)


def feed_files(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, Content]]:
    """Feeds and the description of the search, if the address of the site, which they need, is known."""
    if not site.site_url:
        return
    yield "opensearch.xml", opensearch(site)
    yield "feed.xml", whole_feed(kb, site)
    for node in kb.taxonomy:
        if node.level != "approach":
            yield f"feeds/{node.id}.xml", topic_feed(kb, site, node)
    for facet in kb.facets.values():
        for value in facet.values if "filter" in facet.shown else ():
            yield f"feeds/{facet.id}/{value.id}.xml", value_feed(kb, site, facet, value)
    for former, node in kb.former_nodes.items():
        yield f"feeds/{former}.xml", topic_feed(kb, site, node)


def _license(kb: KnowledgeBase, site: SiteContext) -> bytes:
    """The notice about the files beside it; formats such as CSV cannot hold one."""
    return (
        f"The files in this folder are licensed under {kb.file.license}.\n"
        f"Text of the licence: {kb.file.license_url}\n"
        f"Attribution: {' '.join(filter(None, [site.name, site.site_url]))}\n"
        "Titles, names of authors and identifiers are facts. Abstracts belong to their authors.\n"
    ).encode()


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
