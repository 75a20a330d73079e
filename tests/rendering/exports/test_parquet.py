from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from generator.rendering.exports.derivation import work_record
from generator.rendering.exports.parquet import arrow_schema, parquet
from generator.rendering.exports.records import WorkRecord

if TYPE_CHECKING:
    from pathlib import Path

    from generator import KnowledgeBase


@pytest.fixture(scope="module")
def content(kb: KnowledgeBase) -> bytes:
    return parquet(work_record(kb, known) for known in kb)


@pytest.fixture
def file(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "works.parquet"
    path.write_bytes(content)
    return str(path)


def test_pyarrow_reads_every_fact(kb: KnowledgeBase, content: bytes) -> None:
    found = pq.read_table(io.BytesIO(content)).to_pylist()
    assert [WorkRecord.model_validate(row) for row in found] == [work_record(kb, known) for known in kb]


def test_columns_are_typed() -> None:
    schema = arrow_schema(WorkRecord)
    assert schema.field("published").type == pa.date32()
    assert schema.field("year").type == pa.int32()
    assert not schema.field("title").nullable
    assert schema.field("doi").nullable
    tags = schema.field("tags").type
    assert pa.types.is_list(tags)
    assert pa.types.is_struct(tags.value_type)
    assert schema.field("id").metadata[b"description"].startswith(b"Name of its entry")


def ask(query: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(query).fetchall()


def test_duckdb_asks_nested_questions(kb: KnowledgeBase, file: str) -> None:
    by_node = ask(f"SELECT node, count(*) FROM (SELECT unnest(nodes) AS node FROM '{file}') GROUP BY node")
    assert dict(by_node) == {node.id: kb.count(node) for node in kb.taxonomy if kb.count(node)}
    notes = ask(
        f"SELECT id, tag.note FROM (SELECT id, unnest(tags) AS tag FROM '{file}') WHERE tag.note IS NOT NULL"
    )
    assert sorted(notes) == sorted((known.id, tag.note) for known in kb for tag in known.tags if tag.note)
    (latest,) = ask(f"SELECT max(published) FROM '{file}'")[0]
    assert latest == max(known.published for known in kb if known.published)
    assert isinstance(latest, date)


def test_no_works_make_an_empty_table() -> None:
    assert pq.read_table(io.BytesIO(parquet([]))).num_rows == 0
