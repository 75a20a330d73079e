from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from living_survey.rendering.exports.api import STATEMENT_FILES, schemas
from living_survey.rendering.exports.records import VERSION, StatementRecord, work_model
from tests.site.building import own_knowledge

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "site_src" / "pages" / "data.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """That of this repository, as the page is."""
    return own_knowledge()


def test_the_page_explains_every_field_of_a_work_in_order(kb: KnowledgeBase) -> None:
    table = PAGE.split("### Fields of a work")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    explained = re.findall(r"`(\w+)`", " ".join(rows))
    assert explained == list(work_model(kb).model_fields)


def test_the_page_explains_every_column_of_a_statement_in_order() -> None:
    table = PAGE.split("### Statements")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(StatementRecord.model_fields)


def test_the_page_links_every_whole_file_and_schema(kb: KnowledgeBase) -> None:
    linked = set(re.findall(r"\]\(data/([^)]+)\)", PAGE))
    expected = {f"works.{chosen.suffix}" for chosen in FORMATS.values()}
    expected |= {f"statements.{STATEMENT_FORMATS[name].suffix}" for name in STATEMENT_FILES}
    expected |= {f"schema/{name}.json" for name in schemas(kb)}
    assert linked == expected | {"index.json"}


def test_the_page_names_the_version() -> None:
    assert f"now {VERSION}." in PAGE


@pytest.mark.parametrize(
    "name",
    [
        "modalities", "stages", "capabilities", "roles", "own_stages", "role_groups", "relations",
        "counts.datasets", "relation_nodes", "work_facets.facet_id", "datasets.table_row",
    ],
)  # fmt: skip
def test_every_removed_field_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE.split("### From 1.0 to 2.0")[1]


def test_every_query_of_the_page_finds_something(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "works.parquet").write_bytes(FORMATS["parquet"].render(kb, tuple(kb)))
    (tmp_path / "statements.parquet").write_bytes(STATEMENT_FORMATS["parquet"].render(kb, tuple(kb)))
    database = sqlite3.connect(":memory:")
    database.deserialize(FORMATS["sqlite"].render(kb, tuple(kb)))
    blocks = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    queries = [query for block in blocks for query in block.split(";") if query.strip()]
    assert len(queries) > 8
    for query in queries:
        local = query.replace("https://example.org/survey/data", str(tmp_path))
        rows = (database if local == query else duckdb).execute(local).fetchall()
        assert rows, query
    database.close()
