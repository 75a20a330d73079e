from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from generator.rendering.exports.sqlite import sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator import KnowledgeBase


@pytest.fixture(scope="module")
def content(kb: KnowledgeBase) -> bytes:
    return sqlite(kb, tuple(kb))


@pytest.fixture
def database(content: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    yield connection
    connection.close()


def test_the_file_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.execute("INSERT INTO works_fts (works_fts) VALUES ('integrity-check')")


def test_works_have_their_facts(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = "SELECT id, title, year, published, doi, url, modalities, added FROM works ORDER BY id"
    assert [(*row[:6], json.loads(row[6]), row[7]) for row in database.execute(query)] == [
        (
            known.id,
            known.title,
            known.year,
            known.published.isoformat() if known.published else None,
            known.doi,
            known.url,
            list(known.modalities),
            known.added.isoformat() if known.added else None,
        )
        for known in kb
    ]


def test_authors_come_in_print_order(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = """
        SELECT work_id, name FROM work_authors JOIN authors ON authors.id = author_id
        ORDER BY work_id, position
    """
    assert database.execute(query).fetchall() == [(known.id, name) for known in kb for name in known.authors]


def test_nodes_count_the_works_below_them(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = """
        SELECT nodes.id, count(work_id) FROM nodes LEFT JOIN work_nodes ON node_id = nodes.id
        GROUP BY nodes.id ORDER BY position
    """
    assert database.execute(query).fetchall() == [(node.id, kb.count(node)) for node in kb.taxonomy]


def test_facets_count_the_works_they_hold_for(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = "SELECT facet_id, count(*) FROM work_facets WHERE facet = 'stage' GROUP BY facet_id"
    expected = {stage: len(kb.works(stage=stage)) for stage in kb.stages}
    assert dict(database.execute(query).fetchall()) == {stage: n for stage, n in expected.items() if n}


def test_relations_and_datasets_are_all_there(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    assert database.execute("SELECT count(*) FROM relations").fetchone() == (len(kb.relations),)
    rows = database.execute("SELECT table_row, dataset FROM datasets ORDER BY table_row, work_id").fetchall()
    assert rows == [(row.row, row.dataset) for row, _ in kb.datasets]


def test_words_are_found_in_titles_authors_and_notes(database: sqlite3.Connection) -> None:
    query = "SELECT id FROM works_fts JOIN works ON works.rowid = works_fts.rowid WHERE works_fts MATCH ?"
    assert ("gadre2023datacomp",) in database.execute(query, ["datacomp gadre"]).fetchall()
    assert ("gadre2023datacomp",) in database.execute(query, ["notes: crawl"]).fetchall()


def test_the_search_index_survives_a_vacuum(database: sqlite3.Connection) -> None:
    database.execute("VACUUM")
    query = "SELECT id FROM works_fts JOIN works ON works.rowid = works_fts.rowid WHERE works_fts MATCH ?"
    assert ("gadre2023datacomp",) in database.execute(query, ["datacomp gadre"]).fetchall()


def test_a_part_of_the_works_brings_the_whole_taxonomy(kb: KnowledgeBase) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(sqlite(kb, [kb["gadre2023datacomp"]]))
    assert connection.execute("SELECT id FROM works").fetchall() == [("gadre2023datacomp",)]
    assert connection.execute("SELECT count(*) FROM nodes").fetchone() == (len(kb.taxonomy),)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
