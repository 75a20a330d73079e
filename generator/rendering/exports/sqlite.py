"""The knowledge base as a SQLite file: tables with foreign keys and full-text search, ready for Datasette."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from generator.rendering.citation import person
from generator.rendering.exports.derivation import facets_file, node_record, work_record
from generator.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.knowledge import KnowledgeBase, Work
    from generator.rendering.exports.records import WorkRecord

    Row = tuple[str | int | None, ...]

# Lists stand in JSON arrays, which Datasette offers as facets. works keeps authors and notes in one text each
# for display and search; work_authors and tags hold them in parts.
SCHEMA = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE nodes (
    id TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL UNIQUE,
    level TEXT NOT NULL,
    parent_id TEXT REFERENCES nodes (id),
    title TEXT NOT NULL,
    short TEXT NOT NULL,
    section TEXT,
    color TEXT,
    about TEXT,
    belongs TEXT,
    not_here TEXT
);
CREATE TABLE works (
    id TEXT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER NOT NULL,
    published TEXT,
    venue TEXT,
    publication TEXT NOT NULL,
    kind TEXT NOT NULL,
    arxiv TEXT,
    arxiv_category TEXT,
    doi TEXT,
    url TEXT,
    pdf TEXT,
    code TEXT,
    project TEXT,
    dataset TEXT,
    page TEXT NOT NULL,
    primary_node_id TEXT NOT NULL REFERENCES nodes (id),
    notes TEXT NOT NULL,
    modalities TEXT NOT NULL,
    survey_refs TEXT NOT NULL,
    survey_sections TEXT NOT NULL,
    remarks TEXT,
    added TEXT
);
CREATE TABLE authors (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    family TEXT,
    given TEXT
);
CREATE TABLE work_authors (
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors (id),
    PRIMARY KEY (work_id, position)
) WITHOUT ROWID;
CREATE INDEX work_authors_by_author ON work_authors (author_id);
CREATE TABLE tags (
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    placed_by TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (work_id, position)
) WITHOUT ROWID;
CREATE INDEX tags_by_node ON tags (node_id);
CREATE TABLE work_nodes (
    work_id TEXT NOT NULL REFERENCES works (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (node_id, work_id)
) WITHOUT ROWID;
CREATE TABLE facets (
    facet TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    short TEXT NOT NULL,
    kind TEXT,
    about TEXT,
    PRIMARY KEY (facet, id)
);
CREATE TABLE work_facets (
    work_id TEXT NOT NULL REFERENCES works (id),
    facet TEXT NOT NULL,
    facet_id TEXT NOT NULL,
    PRIMARY KEY (facet, facet_id, work_id),
    FOREIGN KEY (facet, facet_id) REFERENCES facets (facet, id)
) WITHOUT ROWID;
CREATE TABLE relations (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    facet TEXT NOT NULL,
    facet_id TEXT NOT NULL,
    role TEXT,
    section TEXT NOT NULL,
    note TEXT,
    FOREIGN KEY (facet, facet_id) REFERENCES facets (facet, id)
);
CREATE TABLE relation_nodes (
    relation_id INTEGER NOT NULL REFERENCES relations (id),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (relation_id, node_id)
) WITHOUT ROWID;
CREATE TABLE statements (
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    facet TEXT NOT NULL,
    facet_id TEXT NOT NULL,
    section TEXT NOT NULL,
    wording TEXT,
    PRIMARY KEY (work_id, position, facet),
    FOREIGN KEY (facet, facet_id) REFERENCES facets (facet, id)
) WITHOUT ROWID;
CREATE TABLE datasets (
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    dataset TEXT NOT NULL,
    table_row INTEGER NOT NULL,
    modality TEXT NOT NULL,
    sources TEXT NOT NULL,
    uses_models_as_source INTEGER NOT NULL,
    stages TEXT NOT NULL,
    quantity TEXT NOT NULL,
    objective TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (work_id, position)
);
CREATE VIRTUAL TABLE works_fts USING fts5 (
    title, authors, notes, content="works", tokenize="porter unicode61 remove_diacritics 2"
);
"""


def sqlite(kb: KnowledgeBase, works: Sequence[Work]) -> bytes:
    """The works with the whole taxonomy and all facets as the bytes of a SQLite file."""
    records = [work_record(kb, work) for work in works]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript("PRAGMA page_size = 4096; PRAGMA foreign_keys = ON; BEGIN;" + SCHEMA)
        for table, rows in _tables(kb, records):
            _insert(connection, table, rows)
        connection.execute("INSERT INTO works_fts (works_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO works_fts (works_fts) VALUES ('optimize')")
        connection.execute("COMMIT")
        return connection.serialize()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        # The name is one of those in _tables.
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _tables(kb: KnowledgeBase, records: Sequence[WorkRecord]) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every table with its rows, in an order that meets the foreign keys."""
    yield "meta", [("version", VERSION), ("survey", kb.survey.work)]
    yield "nodes", _nodes(kb)
    yield "facets", _facets(kb)
    yield "works", map(_work, records)
    yield from _authors(records)
    yield (
        "tags",
        [
            (record.id, position, tag.node, _array(tag.by), tag.note)
            for record in records
            for position, tag in enumerate(record.tags, 1)
        ],
    )
    yield "work_nodes", [(record.id, node) for record in records for node in record.nodes]
    yield (
        "work_facets",
        [
            (record.id, facet, facet_id)
            for record in records
            for facet, ids in (
                ("stage", record.stages),
                ("capability", record.capabilities),
                ("role", record.roles),
                ("modality", record.modalities),
            )
            for facet_id in dict.fromkeys(ids)
        ],
    )
    yield from _relations(kb)
    yield "statements", _statements(records)
    yield "datasets", _datasets(records)


def _nodes(kb: KnowledgeBase) -> Iterator[Row]:
    for position, node in enumerate(kb.taxonomy, 1):
        record = node_record(kb, node)
        yield (
            record.id,
            position,
            record.level,
            record.parent,
            record.title,
            record.short,
            record.section,
            record.color,
            record.about,
            record.belongs,
            record.not_here,
        )


def _facets(kb: KnowledgeBase) -> Iterator[Row]:
    facets = facets_file(kb)
    for name, members in (
        ("stage", facets.stages),
        ("capability", facets.capabilities),
        ("role", facets.roles),
        ("modality", facets.modalities),
    ):
        for position, facet in enumerate(members, 1):
            yield name, facet.id, position, facet.title, facet.short, facet.kind, facet.about


def _work(record: WorkRecord) -> Row:
    return (
        record.id,
        record.title,
        "; ".join(record.authors),
        record.year,
        record.published.isoformat() if record.published else None,
        record.venue,
        record.publication,
        record.kind,
        record.arxiv,
        record.arxiv_category,
        record.doi,
        record.url,
        record.pdf,
        record.links.code,
        record.links.project,
        record.links.dataset,
        record.page,
        record.tags[0].node,
        "\n".join(tag.note for tag in record.tags if tag.note),
        _array(record.modalities),
        _array(record.survey.refs if record.survey else ()),
        _array(record.survey.sections if record.survey else ()),
        record.remarks,
        record.added.isoformat() if record.added else None,
    )


def _authors(records: Sequence[WorkRecord]) -> Iterator[tuple[str, Iterable[Row]]]:
    numbers: dict[str, int] = {}
    positions: list[Row] = []
    for record in records:
        for position, name in enumerate(record.authors, 1):
            number = numbers.setdefault(name, len(numbers) + 1)
            positions.append((record.id, position, number))
    parts = {name: person(name) for name in numbers}
    yield (
        "authors",
        [
            (
                number,
                name,
                f"{parts[name].particle} {parts[name].family}".strip() or None,
                parts[name].given or None,
            )
            for name, number in numbers.items()
        ],
    )
    yield "work_authors", positions


def _relations(kb: KnowledgeBase) -> Iterator[tuple[str, Iterable[Row]]]:
    numbered = list(enumerate(facets_file(kb).relations, 1))
    yield (
        "relations",
        [
            (
                number,
                relation.kind,
                "stage" if relation.kind == "acts_at" else "capability",
                relation.target,
                relation.role,
                relation.section,
                relation.note,
            )
            for number, relation in numbered
        ],
    )
    yield (
        "relation_nodes",
        [(number, node) for number, relation in numbered for node in dict.fromkeys(relation.nodes)],
    )


def _statements(records: Sequence[WorkRecord]) -> Iterator[Row]:
    for record in records:
        for position, statement in enumerate(record.statements, 1):
            for facet, facet_id in (("stage", statement.stage), ("capability", statement.capability)):
                if facet_id:
                    yield record.id, position, facet, facet_id, statement.section, statement.wording


def _datasets(records: Sequence[WorkRecord]) -> Iterator[Row]:
    for record in records:
        for position, row in enumerate(record.datasets, 1):
            yield (
                record.id,
                position,
                row.dataset,
                row.row,
                row.modality,
                _array(row.sources),
                int(row.uses_models_as_source),
                _array(row.stages),
                row.quantity,
                row.objective,
                row.note,
            )


def _array(values: Iterable[str | int]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
