from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from living_survey.rendering.exports.lines import statement_lines
from living_survey.rendering.exports.sqlite import sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey import KnowledgeBase

SEARCH = "SELECT id FROM works_fts JOIN works ON works.rowid = works_fts.rowid WHERE works_fts MATCH ?"


@pytest.fixture(scope="module")
def content(kb: KnowledgeBase) -> bytes:
    return sqlite(kb, tuple(kb))


@pytest.fixture
def database(content: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    yield connection
    connection.close()


def test_the_file_is_valid(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.execute("INSERT INTO works_fts (works_fts) VALUES ('integrity-check')")


def test_works_have_their_facts(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = "SELECT id, title, year, published, doi, url, summary, added, names FROM works ORDER BY id"
    assert [(*row[:8], json.loads(row[8])) for row in database.execute(query)] == [
        (
            known.id,
            known.title,
            known.year,
            known.published.isoformat() if known.published else None,
            known.doi,
            known.url,
            known.summary,
            known.added.isoformat() if known.added else None,
            list(known.names),
        )
        for known in kb
    ]


def test_works_have_a_column_for_each_facet(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    for facet in kb.facets:
        column = "facet-code" if facet == "code" else facet
        found = dict(database.execute(f'SELECT id, "{column}" FROM works'))
        for known in kb:
            named = kb.values_of(known, facet)
            single = facet in {"kind", "code"}
            assert found[known.id] == (
                next(iter(named), None) if single else json.dumps(list(named), ensure_ascii=False)
            )


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


def test_one_join_finds_the_statements_at_a_node_or_below(
    kb: KnowledgeBase, database: sqlite3.Connection
) -> None:
    query = """
        SELECT work, node, relation, value FROM statements JOIN node_ancestors ON node_id = node
        WHERE ancestor_id = ? AND work IS NOT NULL ORDER BY 1, 2, 3, 4
    """
    for node in kb.taxonomy:
        rows = kb.statements(node=node.id)
        expected = sorted((row.work, row.node, row.relation, row.value) for row in rows)
        assert database.execute(query, [node.id]).fetchall() == expected


def test_the_table_of_statements_is_the_one_of_the_other_formats(
    kb: KnowledgeBase, database: sqlite3.Connection
) -> None:
    cursor = database.execute("SELECT * FROM statements ORDER BY rowid")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    assert rows == [json.loads(line) for line in b"".join(statement_lines(kb, tuple(kb))).splitlines()]


def test_facets_count_the_works_that_state_them(kb: KnowledgeBase, database: sqlite3.Connection) -> None:
    query = "SELECT facet, value, count(*) FROM work_facets GROUP BY facet, value"
    expected = {
        (facet.id, value.id): len(kb.works({facet.id: value.id}))
        for facet in kb.facets.values()
        for value in facet.values
    }
    found = {(facet, value): count for facet, value, count in database.execute(query)}
    assert found == {key: count for key, count in expected.items() if count}


def test_values_come_in_their_order_with_their_groups(database: sqlite3.Connection) -> None:
    query = """
        SELECT facet_values.id, facet_groups.title FROM facet_values
        LEFT JOIN facet_groups ON facet_groups.facet = facet_values.facet AND facet_groups.id = facet_group
        WHERE facet_values.facet = 'capability' ORDER BY facet_values.position
    """
    expected = [("crumb", "Abilities"), ("crust", "Abilities"), ("keeping", "Properties")]
    assert database.execute(query).fetchall() == expected


def test_tables_of_the_survey_have_their_rows(database: sqlite3.Connection) -> None:
    assert database.execute("SELECT * FROM loaves").fetchall() == [
        (
            "findable2025title",
            "A loaf to find",
            654321,
            '["Baker to find", "Other baker to find"]',
            1,
            "750 g to find",
            '["mixing", "cooling"]',
            '["doe2020knead"]',
            "a name to find",
        )
    ]
    rivals = database.execute('SELECT rival, works FROM "table-relations"').fetchall()
    assert rivals == [("Rice", '["doe2020knead"]'), ("Pasta", "[]")]


@pytest.mark.parametrize("words", ["title findable", "names: FoundByName", "summary: summary", "notes: note"])
def test_words_are_found_in_every_text_of_a_work(database: sqlite3.Connection, words: str) -> None:
    assert database.execute(SEARCH, [words]).fetchall() == [("findable2025title",)]


def test_the_search_index_survives_a_vacuum(database: sqlite3.Connection) -> None:
    database.execute("VACUUM")
    assert database.execute(SEARCH, ["title findable"]).fetchall() == [("findable2025title",)]


def test_some_works_are_exported_with_the_whole_taxonomy(kb: KnowledgeBase) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(sqlite(kb, [kb["doe2020knead"]]))
    assert connection.execute("SELECT id FROM works").fetchall() == [("doe2020knead",)]
    assert connection.execute("SELECT count(*) FROM nodes").fetchone() == (len(kb.taxonomy),)
    assert connection.execute("SELECT count(*) FROM statements WHERE work IS NULL").fetchone() != (0,)
    assert connection.execute("SELECT count(*) FROM loaves").fetchone() == (0,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
