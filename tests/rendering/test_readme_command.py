from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURE = Path(__file__).parent / "fixture"
TEMPLATE = "site_src/templates/README.md.j2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "a survey"))


def survey(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", "--root", str(root), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ | environment
    )


def test_readme_is_written_and_then_up_to_date(root: Path) -> None:
    golden = (root / "README.md").read_bytes()
    (root / "README.md").unlink()
    assert survey(root, "readme", "--check").returncode == 1
    assert survey(root, "readme").stdout == "wrote README.md\n"
    assert (root / "README.md").read_bytes() == golden
    assert survey(root, "readme").stdout == "README.md is up to date\n"
    assert survey(root, "readme", "--check").returncode == 0
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


def test_the_readme_is_the_same_in_every_locale_and_run(root: Path) -> None:
    golden = (root / "README.md").read_bytes()
    (root / "README.md").unlink()
    assert survey(root, "readme", LC_ALL="C", TZ="Asia/Tokyo", PYTHONHASHSEED="7").returncode == 0
    assert (root / "README.md").read_bytes() == golden


def test_check_of_a_stale_readme_says_what_changed_and_the_cure(root: Path) -> None:
    entry = root / "entries" / "park2023rollers.yaml"
    entry.write_text(
        entry.read_text(encoding="utf-8").replace("note: rolls.", "note: rolls on"), encoding="utf-8"
    )
    before = (root / "README.md").read_bytes()
    checked = survey(root, "readme", "--check")
    assert checked.returncode == 1
    assert checked.stdout.splitlines()[:4] == [
        "README.md is not up to date; run: survey readme",
        "lines: +1 -1",
        "sections: ~Rollers",
        "works: ~park2023rollers",
    ]
    assert "BreadConf 2023 (paper): rolls on." in checked.stdout
    assert (root / "README.md").read_bytes() == before


def test_a_mistake_in_an_entry_is_reported_and_nothing_written(root: Path) -> None:
    (root / "entries" / "park2023rollers.yaml").write_text("title: x\n", encoding="utf-8")
    before = (root / "README.md").read_bytes()
    done = survey(root, "readme")
    assert done.returncode == 1
    assert "entries/park2023rollers.yaml:1:1" in done.stdout
    assert (root / "README.md").read_bytes() == before


def test_a_mistake_in_the_template_is_said_in_one_line(root: Path) -> None:
    (root / TEMPLATE).write_text("{{ nothing }}", encoding="utf-8")
    done = survey(root, "readme")
    assert (done.returncode, done.stderr) == (1, f"{TEMPLATE}: 'nothing' is undefined\n")
    (root / TEMPLATE).unlink()
    done = survey(root, "readme")
    assert (done.returncode, done.stderr) == (2, f"survey: {TEMPLATE}: cannot be read\n")
