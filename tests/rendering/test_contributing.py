from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from living_survey.loading.canonical import format_entry
from living_survey.loading.inspection import inspect

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^ *```yaml\n *# entries/(?P<name>\S+)\n(?P<entry>.*?)^ *```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def example() -> tuple[str, str]:
    found = EXAMPLE.search(CONTRIBUTING)
    assert found
    return found["name"], textwrap.dedent(found["entry"])


def test_the_example_is_an_entry_without_problems(example: tuple[str, str], tmp_path: Path) -> None:
    name, entry = example
    shutil.copy(ROOT / "taxonomy.yaml", tmp_path)
    shutil.copytree(ROOT / "entries", tmp_path / "entries")
    (tmp_path / "entries" / name).write_text(entry, encoding="utf-8")
    problems = [str(problem) for problem in inspect(tmp_path).problems if name in str(problem)]
    assert problems == []


def test_the_example_is_in_canonical_form(example: tuple[str, str]) -> None:
    assert format_entry(example[1]) == example[1]


def test_links_of_the_guide_resolve() -> None:
    paths = re.findall(r"`((?:site_src|entries|generator)/[\w./-]*|taxonomy\.yaml)`", CONTRIBUTING)
    assert {path for path in paths if not (ROOT / path).exists()} == set()
    assert re.search(r"^venv:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.search(r"`gadre2023datacomp`", CONTRIBUTING)
    assert (ROOT / "entries" / "gadre2023datacomp.yaml").exists()
