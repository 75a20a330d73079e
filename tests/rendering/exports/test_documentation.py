from __future__ import annotations

import re
from pathlib import Path

from generator.rendering.exports import FORMATS
from generator.rendering.exports.api import SCHEMAS
from generator.rendering.exports.records import VERSION, WorkRecord

PAGE = (Path(__file__).parents[3] / "site_src" / "pages" / "data.md").read_text(encoding="utf-8")


def test_the_page_explains_every_field_of_a_work_in_order() -> None:
    table = PAGE.split("### Fields of a work")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    explained = re.findall(r"`(\w+)`", " ".join(rows))
    assert explained == list(WorkRecord.model_fields)


def test_the_page_links_every_whole_file_and_schema() -> None:
    linked = set(re.findall(r"\]\(data/([^)]+)\)", PAGE))
    expected = {f"works.{chosen.suffix}" for chosen in FORMATS.values()}
    expected |= {f"schema/{name}.json" for name in SCHEMAS}
    assert linked == expected | {"index.json"}


def test_the_page_names_the_version() -> None:
    assert f"now {VERSION}." in PAGE
