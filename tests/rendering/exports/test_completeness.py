"""Every field of an entry is in every export."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from tests.rendering.exports.complete import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from living_survey import KnowledgeBase, Work

# What a spreadsheet has no column for.
NOT_IN_CSV = {"upstream", "tags.by", "loaves"}


@pytest.fixture(scope="module")
def work(kb: KnowledgeBase) -> Work:
    return kb["findable2025title"]


def unset(model: BaseModel, path: str = "") -> Iterator[str]:
    """The fields of a record and of all records in it that no record has set."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        parts = [part for part in (value if isinstance(value, tuple) else [value]) if part]
        if not parts:
            yield f"{path}{name}"
        elif all(isinstance(part, BaseModel) for part in parts):
            found = [set(unset(part, f"{path}{name}.")) for part in parts]
            yield from sorted(set.intersection(*found))


def test_the_example_sets_every_field(work: Work) -> None:
    """A field that is new in the model needs a value in `complete.py`, and then a place in the exports."""
    assert list(unset(work)) == []
    assert set(COMPLETE) | {"id"} == set(type(work).model_fields)


def leaves(value: Any, path: str = "", outside: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any record
    """The values in a record and their paths; texts of JSON are read."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{outside}{key}", f"{outside}{key}.")
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from leaves(part, path, outside)
    elif isinstance(value, str) and value.startswith(("[", "{")):
        yield from leaves(json.loads(value), path, outside)
    elif isinstance(value, date):
        yield path, value.isoformat()
    elif value is not None:
        yield path, str(int(value)) if isinstance(value, bool) else str(value)


def from_json(kb: KnowledgeBase, work: Work) -> set[str]:
    record = json.loads(FORMATS["jsonl"].render(kb, [work]))
    return {value for _, value in leaves(record)}


def from_sqlite(kb: KnowledgeBase, work: Work) -> set[str]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(FORMATS["sqlite"].render(kb, [work]))
    # The other tables hold the taxonomy.
    tables = ["works", "authors", "tags", "loaves", "statements"]
    found: set[str] = set()
    for table in tables:
        where = " WHERE work IS NOT NULL" if table == "statements" else ""
        for row in connection.execute(f"SELECT * FROM {table}{where}"):
            found |= {value for _, value in leaves(row)}
    connection.close()
    return found


def from_parquet(kb: KnowledgeBase, work: Work) -> set[str]:
    (record,) = pq.read_table(io.BytesIO(FORMATS["parquet"].render(kb, [work]))).to_pylist()
    return {value for _, value in leaves(record)}


def from_csv(kb: KnowledgeBase, work: Work) -> set[str]:
    """The parts of all cells of the works and of the statements about them."""
    found: set[str] = set()
    for formats in (FORMATS, STATEMENT_FORMATS):
        text = formats["csv"].render(kb, [work]).decode()
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row.get("work", work.id) == work.id:
                lines = [line for cell in row.values() for line in (cell, *cell.split("\n"))]
                parts = [part for line in lines for part in (line, line.partition(": ")[2])]
                found |= {piece for part in parts for piece in (part, *part.split("; "))}
                found |= {"1"} & {str(int(cell == "true")) for cell in row.values()}
    return found


@pytest.mark.parametrize("read", [from_json, from_sqlite, from_parquet, from_csv])
def test_every_value_of_an_entry_is_exported(
    kb: KnowledgeBase, work: Work, read: Callable[[KnowledgeBase, Work], set[str]]
) -> None:
    found = read(kb, work)
    stated = {(path, value) for path, value in leaves(work.model_dump(mode="json"))}
    missing = sorted(
        path
        for path, value in stated
        if value not in found and not (read is from_csv and path.startswith(tuple(NOT_IN_CSV)))
    )
    assert len(stated) > 60
    assert missing == []
