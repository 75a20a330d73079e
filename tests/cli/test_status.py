"""The state of a survey at a glance."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_survey.cli import app
from living_survey.cli.status import age

BEES = Path(__file__).parents[1] / "beekeeping"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BEES, tmp_path / "bees")
    return tmp_path / "bees"


def run(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(
        app, ["--root", str(root), "status", *arguments], env={"SOURCE_DATE_EPOCH": "1767225600"}
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_the_state_is_counted(root: Path) -> None:
    (root / "discovery.yaml").write_text('papers:\n  "arxiv:2501.00001": {title: "x", shown: 2026-01-01}\n')
    state = json.loads(run(root, "--json"))
    assert (state["works"], state["drafts"], state["waiting"]) == (7, 0, 1)
    assert state["added"] == {"2025-07": 1, "2025-06": 2, "2025-03": 2, "2025-02": 2}
    assert state["published"] == {"2024-03": 1, "2022-06": 1, "2020-09": 1, "2018-05": 1}
    assert (state["missing"]["statements"], state["missing"]["published"], state["missing"]["place"]) == (
        2,
        3,
        1,
    )
    assert state["newest"]["forage"] == {"date": "2024-03-05", "age": 667}
    assert state["links"]["checked"] is None


def test_the_table_says_how_to_list_what_is_missing(root: Path) -> None:
    table = run(root)
    assert "3  Day of publication  (survey list --missing published)" in table
    assert "topics without a new work for longest\n  2018-05-02  roof-sites" in table


def test_the_history_comes_from_git(root: Path) -> None:
    assert "history" not in run(root, "--history")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.org"]
    for number, month in enumerate(("2025-01", "2025-02")):
        for command in (["init", "-q"], ["add", f"entries/{'abcdefg'[number]}*"], ["commit", "-qm", "x"]):
            day = f"{month}-03T00:00:00Z"
            dates = {
                "GIT_AUTHOR_DATE": day,
                "GIT_COMMITTER_DATE": day,
                "PATH": "/usr/bin:/bin:/usr/local/bin",
            }
            subprocess.run([*git, *command], cwd=root, check=True, env=dates)
    assert "2025-02: 2  2025-01: 1" in run(root, "--history")


@pytest.mark.parametrize(("known", "days"), [("2025-12-31", 1), ("2025-12", 31), ("2025", 365), ("", None)])
def test_an_age_is_counted_from_what_is_known(known: str, days: int | None) -> None:
    assert age(known, date(2026, 1, 1)) == days
