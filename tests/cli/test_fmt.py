"""`survey fmt` and `survey schema`."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import BASE, survey

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = "entries/roe2022survey.yaml"
BEFORE = "tags: [dough-resting]\n"
AFTER = "tags:\n  - dough-resting\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "kb")
    return tmp_path / "kb"


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_entries_are_rewritten_once(root: Path) -> None:
    first, second = survey("--root", root, "fmt"), survey("--root", root, "fmt")
    assert first.stdout == f"formatted {SURVEY}\n2 files: 1 changed, 0 could not be formatted\n"
    assert second.stdout == "2 files: 0 changed, 0 could not be formatted\n"
    assert (first.returncode, second.returncode) == (0, 0)
    assert AFTER in (root / SURVEY).read_text()
    assert sorted(path.name for path in (root / "entries").iterdir()) == [
        "doe2023words.yaml",
        "roe2022survey.yaml",
    ]


def test_check_changes_nothing_and_fails(root: Path) -> None:
    before = contents(root)
    run = survey("--root", root, "fmt", "--check")
    assert run.returncode == 1
    assert run.stdout == f"would format {SURVEY}\n2 files: 1 would change, 0 could not be formatted\n"
    assert contents(root) == before


def test_diff_shows_the_change(root: Path) -> None:
    run = survey("--root", root, "fmt", "--check", "--diff")
    assert "\n-tags: [dough-resting]\n+tags:\n+  - dough-resting\n" in run.stdout


def test_only_the_named_files_are_rewritten(root: Path) -> None:
    run = survey("--root", root, "fmt", root / "entries/doe2023words.yaml")
    assert run.stdout == "1 file: 0 changed, 0 could not be formatted\n"
    assert BEFORE in (root / SURVEY).read_text()


def test_the_mode_of_a_file_stays(root: Path) -> None:
    (root / SURVEY).chmod(0o640)
    survey("--root", root, "fmt")
    assert stat.S_IMODE((root / SURVEY).stat().st_mode) == 0o640


def test_line_ends_and_byte_order_marks_become_plain(root: Path) -> None:
    text = (root / SURVEY).read_bytes()
    (root / SURVEY).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    survey("--root", root, "fmt")
    assert (root / SURVEY).read_bytes() == text.replace(BEFORE.encode(), AFTER.encode())


def test_a_link_stays_a_link_and_one_that_leads_out_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("tags: [a]\n")
    (root / "entries/far2020x.yaml").symlink_to(outside)
    (root / "entries/near2020x.yaml").symlink_to("roe2022survey.yaml")
    run = survey("--root", root, "fmt")
    assert run.returncode == 1
    assert "entries/far2020x.yaml:1:1: symbolic link to a place outside" in run.stderr
    assert outside.read_text() == "tags: [a]\n"
    assert (root / "entries/near2020x.yaml").is_symlink()
    assert AFTER in (root / SURVEY).read_text()


def test_a_file_that_cannot_be_formatted_stays_and_is_named(root: Path) -> None:
    text = "title: x\ntitle: y\n"
    (root / SURVEY).write_text(text)
    run = survey("--root", root, "fmt")
    assert run.returncode == 1
    assert run.stderr == (
        f'{SURVEY}:2:1: duplicate key "title": also on line 1 (delete one of the two) [cannot-format]\n'
    )
    assert run.stdout == "2 files: 0 changed, 1 could not be formatted\n"
    assert (root / SURVEY).read_text() == text


def test_a_survey_without_entries_is_an_error(root: Path) -> None:
    shutil.rmtree(root / "entries")
    run = survey("fmt", cwd=root)
    assert run.returncode == 1
    assert run.stderr.endswith("entries: No such file or directory\n")


def test_the_schema_is_printed_written_and_compared(root: Path) -> None:
    target = root / "entry.schema.json"
    assert survey("--root", root, "schema", "--check", "-o", target).returncode == 1
    assert survey("--root", root, "schema", "-o", target).returncode == 0
    assert survey("--root", root, "schema", "--check", "-o", target).returncode == 0
    assert target.read_text(encoding="utf-8") == survey("--root", root, "schema").stdout


def test_a_schema_needs_a_taxonomy_without_errors(root: Path) -> None:
    (root / "taxonomy.yaml").write_text("a: b: c\n")
    run = survey("schema", cwd=root)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("taxonomy.yaml:1:5: ")
