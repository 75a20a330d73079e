"""Files made of a hostile survey are what they say they are; its pages are crawled in `tests/browser`."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from living_survey import KnowledgeBase, load
from living_survey.rendering.exports import FORMATS
from living_survey.rendering.exports.table import csv_table
from tests.browser.hostile import TITLES, write_hostile_knowledge
from tests.cli.running import survey

if TYPE_CHECKING:
    from pathlib import Path

FOUND_BY_HOST = re.compile(
    r"(?<![\w>])@\w|(?<![\w&(/>\"])#\d|(?<!\w)gh-\d|\b[0-9a-f]{40}\b|(?<!\\)<(?:script|img src=x)",
    re.IGNORECASE | re.ASCII,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "survey"
    write_hostile_knowledge(folder)
    return folder


@pytest.fixture(scope="module")
def hostile(root: Path) -> KnowledgeBase:
    return load(root)


def test_the_readme_and_the_lists_have_nothing_for_the_host_to_interpret(root: Path) -> None:
    result = survey("--root", root, "readme")
    assert result.returncode == 0, result.stderr
    for path in (root / "README.md", *sorted((root / "lists").iterdir())):
        text = re.sub(r"(?s)```.*?```|`[^`]*`|<svg.*?</svg>|\]\([^)]*\)", "", path.read_text())
        assert FOUND_BY_HOST.findall(text) == [], path.name


def test_no_cell_is_a_formula(hostile: KnowledgeBase) -> None:
    rows = csv.reader(io.StringIO(csv_table(hostile, hostile).decode(), newline=""))
    assert not [
        cell for row in rows for cell in row if re.match(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell)
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_is_made(hostile: KnowledgeBase, name: str) -> None:
    assert FORMATS[name].render(hostile, tuple(hostile))


def test_titles_survive_in_data(hostile: KnowledgeBase) -> None:
    lines = FORMATS["jsonl"].render(hostile, tuple(hostile)).splitlines()
    assert {json.loads(line)["title"] for line in lines} == set(TITLES.values())
