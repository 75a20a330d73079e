"""The knowledge base as a SQLite file: tables with foreign keys and full-text search, ready for Datasette."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from living_survey.knowledge.people import Name
from living_survey.rendering.exports.derivation import (
    approach_statements,
    node_record,
    statements_of,
)
from living_survey.rendering.exports.lines import work_lines
from living_survey.rendering.exports.records import (
    VERSION,
    StatementRecord,
    facet_column,
    has_one_value,
    table_column,
)
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge import Column, KnowledgeBase, Table, Work
    from living_survey.rendering.pieces import Pieces

    Row = tuple[str | int | None, ...]

# Lists are JSON arrays, which Datasette offers as facets. works has authors and notes as one text each, for
# display and search; work_authors and tags have them separately. {facets} is a column for each facet.
_STATEMENT = attrgetter(*StatementRecord.model_fields)
_JSON = json.JSONEncoder(ensure_ascii=False)
NODE_TEXTS = ("title", "short", "section", "color", "about", "belongs", "not_here")
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
CREATE TABLE node_ancestors (
    node_id TEXT NOT NULL REFERENCES nodes (id),
    ancestor_id TEXT NOT NULL REFERENCES nodes (id),
    PRIMARY KEY (ancestor_id, node_id)
) WITHOUT ROWID;
CREATE TABLE facets (
    id TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL,
    plural TEXT NOT NULL,
    about TEXT
);
CREATE TABLE facet_groups (
    facet TEXT NOT NULL REFERENCES facets (id),
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    short TEXT NOT NULL,
    section TEXT,
    about TEXT,
    PRIMARY KEY (facet, id)
);
CREATE TABLE facet_values (
    facet TEXT NOT NULL REFERENCES facets (id),
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    short TEXT NOT NULL,
    facet_group TEXT,
    about TEXT,
    PRIMARY KEY (facet, id)
);
CREATE TABLE relations (
    id TEXT PRIMARY KEY NOT NULL,
    facet TEXT NOT NULL REFERENCES facets (id),
    verb TEXT NOT NULL,
    plural TEXT NOT NULL
);
CREATE TABLE works (
    id TEXT PRIMARY KEY NOT NULL,
    draft INTEGER NOT NULL,
    title TEXT NOT NULL,
    names TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER,
    published TEXT,
    venue TEXT,
    publication TEXT NOT NULL,
    arxiv TEXT,
    arxiv_category TEXT,
    doi TEXT,
    url TEXT,
    pdf TEXT,
    code TEXT,
    project TEXT,
    dataset TEXT,
    page TEXT NOT NULL,
    summary TEXT,
    primary_node_id TEXT NOT NULL REFERENCES nodes (id),
    notes TEXT NOT NULL,
    survey_refs TEXT NOT NULL,
    survey_sections TEXT NOT NULL,
    upstream TEXT,
    remarks TEXT,
    added TEXT,
    pinned TEXT NOT NULL,
    formerly TEXT NOT NULL{facets}
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
CREATE TABLE tags (
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    node_id TEXT NOT NULL REFERENCES nodes (id),
    placed_by TEXT NOT NULL,
    note TEXT,
    effect TEXT,
    PRIMARY KEY (work_id, position)
) WITHOUT ROWID;
CREATE VIEW work_nodes AS
    SELECT DISTINCT work_id, ancestor_id AS node_id FROM tags JOIN node_ancestors USING (node_id);
CREATE TABLE statements (
    work TEXT REFERENCES works (id),
    node TEXT REFERENCES nodes (id),
    relation TEXT NOT NULL REFERENCES relations (id),
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    basis TEXT NOT NULL,
    section TEXT,
    effect TEXT,
    "group" INTEGER NOT NULL,
    note TEXT,
    FOREIGN KEY (facet, value) REFERENCES facet_values (facet, id)
);
CREATE INDEX statements_by_work ON statements (work);
CREATE VIEW work_facets AS
    SELECT DISTINCT work AS work_id, facet, value FROM statements WHERE work IS NOT NULL;
CREATE VIRTUAL TABLE works_fts USING fts5 (
    title, names, authors, summary, notes, content="works", tokenize="porter unicode61 remove_diacritics 2"
);
"""


def sqlite(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    """The works with the whole taxonomy and all facets as the bytes of a SQLite file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript("PRAGMA page_size = 4096; PRAGMA foreign_keys = ON; BEGIN;" + _schema(kb))
        for table, rows in _tables(kb, works, pieces):
            _insert(connection, table, rows)
        connection.execute("INSERT INTO works_fts (works_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO works_fts (works_fts) VALUES ('optimize')")
        connection.execute("COMMIT")
        return connection.serialize()


def _schema(kb: KnowledgeBase) -> str:
    """The fixed tables, and one for each table of the survey."""
    facets = "".join(
        f",\n    {_quoted(facet_column(facet))} TEXT"
        + (" NOT NULL" if facet.required or not has_one_value(kb, facet) else "")
        for facet in kb.facets.values()
    )
    return SCHEMA.replace("{facets}", facets) + "".join(
        _survey_table(kb, table) for table in kb.tables.values()
    )


def _survey_table(kb: KnowledgeBase, table: Table) -> str:
    """A table of the survey, with a column for the work of each row under a name that is not taken."""
    ids = [column.id for column in table.columns]
    work = "_work_id" if "work_id" in ids else "work_id"
    columns = [f"{work} TEXT REFERENCES works (id)"]
    columns += [f"{_quoted(column.id)} {_sql_type(column)}" for column in table.columns]
    return f"CREATE TABLE {_quoted(table_column(kb, table))} (" + ", ".join(columns) + ");\n"


def _sql_type(column: Column) -> str:
    return "INTEGER" if column.type in {"number", "truth"} else "TEXT"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    rows = iter(rows)
    if first := next(rows, None):
        marks = ", ".join("?" * len(first))
        insert = f"INSERT INTO {_quoted(table)} VALUES ({marks})"  # noqa: S608 - quoted
        connection.executemany(insert, chain([first], rows))


def _tables(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every table with its rows, in an order that satisfies the foreign keys."""
    yield (
        "meta",
        [
            ("version", VERSION),
            *([("license", kb.file.license)] if kb.file.license else []),
            *([("survey", kb.survey.work)] if kb.survey else []),
        ],
    )
    yield "nodes", _nodes(kb)
    yield (
        "node_ancestors",
        [(node.id, above.id) for node in kb.taxonomy for above in (*node.ancestors, node)],
    )
    yield from _facets(kb)
    yield "works", (_work(kb, json.loads(line)) for line in work_lines(kb, works, pieces))
    yield from _authors(works)
    yield (
        "tags",
        (
            (work.id, position, tag.node, _array(tag.by), tag.note, tag.effect)
            for work in works
            for position, tag in enumerate(work.tags, 1)
        ),
    )
    about_works = (row for work in works for row in statements_of(kb, work))
    yield "statements", map(_STATEMENT, chain(about_works, approach_statements(kb)))
    ids = {work.id for work in works}
    for table in kb.tables.values():
        yield (
            table_column(kb, table),
            [
                (work.id if work else None, *(_cell(row.cell(column)) for column in table.columns))
                for row, work in kb.rows(table.id)
                if work is None or work.id in ids
            ],
        )


def _nodes(kb: KnowledgeBase) -> Iterator[Row]:
    for position, node in enumerate(kb.taxonomy, 1):
        record = node_record(kb, node)
        yield (
            record.id,
            position,
            record.level,
            record.parent,
            *(getattr(record, name) for name in NODE_TEXTS),
        )


def _facets(kb: KnowledgeBase) -> Iterator[tuple[str, Iterable[Row]]]:
    facets = tuple(kb.facets.values())
    yield (
        "facets",
        [(facet.id, at, facet.title, facet.plural, facet.about) for at, facet in enumerate(facets, 1)],
    )
    yield (
        "facet_groups",
        [
            (facet.id, group.id, at, group.title, group.label, group.section, group.about)
            for facet in facets
            for at, group in enumerate(facet.groups, 1)
        ],
    )
    yield (
        "facet_values",
        [
            (facet.id, value.id, at, value.title, value.label, group.id if group else None, value.about)
            for facet in facets
            for at, value in enumerate(facet.values, 1)
            for group in [facet.group_of(value)]
        ],
    )
    yield (
        "relations",
        [(one.id, facet.id, one.verb, one.plural) for facet in facets for one in facet.relations],
    )


def _work(kb: KnowledgeBase, record: dict[str, Any]) -> Row:
    """A row from the record of a work in JSON."""

    def cells(*names: str) -> Iterator[str | int | None]:
        return (_cell(record[name]) for name in names)

    links, tags, survey, upstream = record["links"], record["tags"], record["survey"], record["upstream"]
    return (
        *cells("id", "draft", "title", "names"),
        "; ".join(record["authors"]),
        *cells("year", "published", "venue", "publication", "arxiv", "arxiv_category", "doi", "url", "pdf"),
        links["code"],
        links["project"],
        links["dataset"],
        *cells("page", "summary"),
        tags[0]["node"],
        "\n".join(tag["note"] for tag in tags if tag["note"]),
        _array(survey["refs"] if survey else ()),
        _array(survey["sections"] if survey else ()),
        json.dumps(upstream, ensure_ascii=False, separators=(",", ":")) if upstream else None,
        *cells("remarks", "added", "pinned", "formerly"),
        *cells(*map(facet_column, kb.facets.values())),
    )


def _authors(works: Sequence[Work]) -> Iterator[tuple[str, Iterable[Row]]]:
    numbers: dict[str, int] = {}
    positions: list[Row] = []
    for work in works:
        for position, name in enumerate(work.authors, 1):
            number = numbers.setdefault(name, len(numbers) + 1)
            positions.append((work.id, position, number))
    parts = {name: Name.parse(name) for name in numbers}
    yield (
        "authors",
        [
            (
                number,
                name,
                None if parts[name].literal else parts[name].surname,
                parts[name].given or None,
            )
            for name, number in numbers.items()
        ],
    )
    yield "work_authors", positions


def _cell(value: str | int | Sequence[str] | None) -> str | int | None:
    return value if value is None or isinstance(value, str | int) else _array(value)


def _array(values: Sequence[str | int]) -> str:
    return _JSON.encode(values) if values else "[]"  # as most are
