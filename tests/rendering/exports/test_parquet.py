from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from living_survey.rendering.exports.derivation import statement_records, work_record
from living_survey.rendering.exports.parquet import arrow_schema, parquet
from living_survey.rendering.exports.records import StatementRecord, work_model

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase


@pytest.fixture(scope="module")
def content(kb: KnowledgeBase) -> bytes:
    return parquet(work_model(kb), (work_record(kb, known) for known in kb))


@pytest.fixture
def file(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "works.parquet"
    path.write_bytes(content)
    return str(path)


def test_pyarrow_reads_every_fact(kb: KnowledgeBase, content: bytes) -> None:
    found = pq.read_table(io.BytesIO(content)).to_pylist()
    records = [work_record(kb, known) for known in kb]
    assert [work_model(kb).model_validate(row) for row in found] == records


def test_pyarrow_reads_every_statement(kb: KnowledgeBase) -> None:
    records = list(statement_records(kb, kb))
    found = pq.read_table(io.BytesIO(parquet(StatementRecord, records))).to_pylist()
    assert [StatementRecord.model_validate(row) for row in found] == records


def test_columns_are_typed(kb: KnowledgeBase) -> None:
    schema = arrow_schema(work_model(kb))
    assert schema.field("published").type == pa.date32()
    assert schema.field("year").type == pa.int64()
    assert not schema.field("title").nullable
    assert schema.field("doi").nullable
    assert schema.field("kind").type == pa.string()
    assert pa.types.is_list(schema.field("stage").type)
    assert schema.field("loaves").type.value_type.field("row").type == pa.int64()
    tags = schema.field("tags").type
    assert pa.types.is_list(tags)
    assert pa.types.is_struct(tags.value_type)
    assert schema.field("id").metadata[b"description"].startswith(b"Name of its entry")


def ask(query: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(query).fetchall()


def test_duckdb_queries_nested_values(kb: KnowledgeBase, file: str) -> None:
    by_node = ask(f"SELECT node, count(*) FROM (SELECT unnest(nodes) AS node FROM '{file}') GROUP BY node")
    assert dict(by_node) == {node.id: kb.count(node) for node in kb.taxonomy if kb.count(node)}
    notes = ask(
        f"SELECT id, tag.note FROM (SELECT id, unnest(tags) AS tag FROM '{file}') WHERE tag.note IS NOT NULL"
    )
    assert sorted(notes) == sorted((known.id, tag.note) for known in kb for tag in known.tags if tag.note)
    (latest,) = ask(f"SELECT max(published) FROM '{file}'")[0]
    assert latest == max(known.published for known in kb if known.published)
    assert isinstance(latest, date)


def test_duckdb_queries_facets_by_their_ids(kb: KnowledgeBase, file: str) -> None:
    found = ask(f"SELECT id FROM '{file}' WHERE list_contains(stage, 'cooling') ORDER BY id")
    assert [row[0] for row in found] == [known.id for known in kb.works(stage="cooling")]
    rows = ask(f"SELECT loaf.loaf, loaf.steps FROM (SELECT unnest(loaves) AS loaf FROM '{file}')")
    assert rows == [("A loaf to find", ["mixing", "cooling"])]


def test_no_works_make_an_empty_table(kb: KnowledgeBase) -> None:
    assert pq.read_table(io.BytesIO(parquet(work_model(kb), []))).num_rows == 0
