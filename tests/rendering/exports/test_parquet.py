from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

from living_survey.rendering.exports._json import json_line
from living_survey.rendering.exports.derivation import work_record
from living_survey.rendering.exports.lines import statement_lines, work_lines
from living_survey.rendering.exports.parquet import BLOCK, arrow_schema, parquet
from living_survey.rendering.exports.records import StatementRecord, work_model

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase


@pytest.fixture(scope="module")
def content(kb: KnowledgeBase) -> bytes:
    return parquet(work_model(kb), work_lines(kb, kb))


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
    lines = b"".join(statement_lines(kb, tuple(kb))).splitlines()
    records = [StatementRecord.model_validate_json(line) for line in lines]
    found = pq.read_table(io.BytesIO(parquet(StatementRecord, [b"\n".join(lines)]))).to_pylist()
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


def test_a_record_may_be_longer_than_a_block(kb: KnowledgeBase) -> None:
    (line,) = work_lines(kb, [kb["doe2020knead"].model_copy(update={"summary": "x" * (BLOCK + 1)})])
    (row,) = pq.read_table(io.BytesIO(parquet(work_model(kb), [line]))).to_pylist()
    assert len(row["summary"]) == BLOCK + 1


def test_what_is_missing_is_null_in_structs_and_lists() -> None:
    class Part(BaseModel):
        numbers: tuple[int, ...]
        day: date | None

    class Whole(BaseModel):
        name: str
        part: Part | None
        parts: tuple[Part, ...] | None

    part = Part(numbers=(3,), day=None)
    rows = [
        Whole(name="empty", part=None, parts=()),
        Whole(name="null", part=Part(numbers=(), day=None), parts=None),
        Whole(name="full", part=Part(numbers=(1, 2), day=date(2024, 2, 29)), parts=(part,)),
    ]
    table = pq.read_table(io.BytesIO(parquet(Whole, [json_line(row) for row in rows])))
    assert [Whole.model_validate(row) for row in table.to_pylist()] == rows
    assert not table.schema.field("part").type.field("numbers").nullable
