"""All files that a site publishes for programs: data files, feeds, llms.txt, OpenSearch description.

Each file is made when it is asked for, and none is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

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
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pydantic import BaseModel

    from living_survey.knowledge import Group, KnowledgeBase
    from living_survey.rendering.exports import ExportFormat
    from living_survey.rendering.pieces import Content, Pieces
    from living_survey.rendering.site_context import SiteContext

JSON = "application/json"
BIBTEX, ATOM = FORMATS["bibtex"].media_type, "application/atom+xml"
Size: TypeAlias = "tuple[int, str]"
OF_RECORDS = {"jsonl", "parquet", "sqlite"}
"""The formats of works that are made from the lines of `works.jsonl`."""
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
    size_of: dict[str, Size] = {}
    for part in knowledge_parts(kb, site, pieces):
        for path, content in part():
            size_of[path] = size(content)
            yield path, content
    yield index_file(kb, site, size_of.__getitem__)


def knowledge_parts(
    kb: KnowledgeBase, site: SiteContext, pieces: Pieces
) -> list[Callable[[], Iterator[tuple[str, bytes]]]]:
    """The files with the content of the knowledge base in parts, which several processes can make.

    The last file, `index_file`, describes the others.
    """
    whole_files = tuple(_whole_files(kb))
    of_records = [file for file in whole_files if file.of_records]
    separate = [[file] for file in whole_files if not file.of_records]
    return [
        *(partial(_made, kb, site, pieces, files) for files in (of_records, *separate)),
        partial(_small_files, kb, site),
    ]


def _made(
    kb: KnowledgeBase, site: SiteContext, pieces: Pieces, files: Iterable[_WholeFile]
) -> Iterator[tuple[str, bytes]]:
    """Some files, each with those that have parts of it, which are not made again."""
    for file in files:
        content = file.make(pieces)
        yield file.place, content
        if file.path == "works.jsonl":
            yield from _work_files(kb, content)
        elif file.path == "works.bib":
            yield from _bibliographies(kb, content)
        elif file.path == "works.md.txt":
            yield "llms-full.txt", b"".join(llms_full_txt(kb, site, content))


def _small_files(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, bytes]]:
    for node in kb.taxonomy:
        yield f"data/topics/{node.id}.json", json_line(topic_file(kb, node))
    for name, model in schemas(kb).items():
        yield f"data/schema/{name}.json", _schema_file(name, model, site)
    if kb.file.license:
        yield "data/LICENSE.txt", _license(kb, site)
    yield "llms.txt", llms_txt(kb, site)


@dataclass(frozen=True)
class _WholeFile:
    """A file with all works, all nodes or the like."""

    path: str
    media_type: str
    description: str
    schema_path: str | None
    make: Callable[[Pieces], bytes]
    of_records: bool = False
    """Whether it is made from the records of works, which take long to make."""

    @property
    def place(self) -> str:
        """Its path from the root of the site."""
        return f"data/{self.path}"


def _whole_files(kb: KnowledgeBase) -> Iterator[_WholeFile]:
    works = tuple(kb)
    facets = ", ".join(facet.plural.lower() for facet in kb.facets.values()) or "none"
    described = (
        ("authors", "All authors with their works", authors_file),
        ("taxonomy", "All nodes of the taxonomy", taxonomy_file),
        ("facets", f"Facets ({facets}), statements about approaches, tables", facets_file),
    )

    def rendered(format_: ExportFormat) -> Callable[[Pieces], bytes]:
        return lambda pieces: format_.render(kb, works, pieces)

    def one_line(file_of: Callable[[KnowledgeBase], BaseModel]) -> Callable[[Pieces], bytes]:
        return lambda _: json_line(file_of(kb))

    for name, description, file_of in described:
        yield _WholeFile(f"{name}.json", JSON, description, f"schema/{name}.json", one_line(file_of))
    for name, format_ in FORMATS.items():
        yield _WholeFile(
            f"works.{format_.suffix}",
            format_.media_type,
            f"All works as {format_.description}",
            "schema/work.json" if name == "jsonl" else None,
            rendered(format_),
            of_records=name in OF_RECORDS,
        )
    for format_ in map(STATEMENT_FORMATS.__getitem__, STATEMENT_FILES):
        path, description = f"statements.{format_.suffix}", f"All statements as {format_.description}"
        yield _WholeFile(path, format_.media_type, description, "schema/statement.json", rendered(format_))


def size(content: bytes) -> Size:
    """The number of bytes, and their SHA-256."""
    return len(content), sha256(content).hexdigest()


def index_file(kb: KnowledgeBase, site: SiteContext, size_of: Callable[[str], Size]) -> tuple[str, bytes]:
    """The description of the files; `size_of` gives the size of one by its path from the root of the site."""
    listed = []
    for file in _whole_files(kb):
        number, digest = size_of(file.place)
        listed.append(
            FileRecord(
                path=file.path,
                media_type=file.media_type,
                schema_path=file.schema_path,
                description=file.description,
                bytes=number,
                sha256=digest,
            )
        )
    return "data/index.json", json_line(_index(kb, site, listed))


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
