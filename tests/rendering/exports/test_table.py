from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import example, given, settings

from living_survey.rendering.exports.table import SEPARATOR, csv_table, guarded, unguarded, work_columns
from tests.rendering.exports.nasty import TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def test_rows_have_the_facts_of_the_works(kb: KnowledgeBase) -> None:
    found = rows(csv_table(kb, kb))
    assert [row["id"] for row in found] == [known.id for known in kb]
    for known, row in zip(kb, found, strict=True):
        assert unguarded(row["title"]) == known.title
        assert unguarded(row["authors"]).split(SEPARATOR) == list(known.authors)
        assert row["year"] == str(known.year)
        assert row["doi"] == (known.doi or "")
        assert row["tags"].split(SEPARATOR) == [tag.node for tag in known.tags]
        assert unguarded(row["remarks"]) == (known.remarks or "")
        for facet in kb.facets:
            column = "facet-code" if facet == "code" else facet
            assert row[column].split(SEPARATOR) == (list(kb.values_of(known, facet)) or [""])
        assert row["added"] == (known.added.isoformat() if known.added else "")


def test_duckdb_finds_the_columns_by_itself(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_bytes(csv_table(kb, kb))
    found = duckdb.read_csv(str(file), all_varchar=True)
    assert found.columns == list(work_columns(kb))
    assert [row[0] for row in found.select("title").fetchall()] == [guarded(known.title) for known in kb]


def test_lines_end_as_rfc_4180_requires(kb: KnowledgeBase) -> None:
    content = csv_table(kb, [kb["doe2020knead"]])
    assert content.startswith(",".join(work_columns(kb)).encode() + b"\r\n")
    assert content.endswith(b"\r\n")


FULL_WIDTH = ["\uff1d1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "'\uff1d1"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''+", *FULL_WIDTH]
)
def test_formulas_become_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "'quoted'", "2024-01-02", " =1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@given(TEXTS)
@settings(deadline=None)
@example("'=x")
@example("'x")
def test_the_guard_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
