"""`survey check`, run as people and workflows run it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.loading.problems import Problem, Severity, visible
from living_survey.loading.report import as_github, as_json, as_text
from tests.cli.running import BASE, ROOT, survey

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = "entries/doe2023words.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "kb")
    return tmp_path / "kb"


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_survey_has_no_problem(root: Path) -> None:
    run = survey("--root", root, "check", "--strict")
    assert (run.returncode, run.stdout, run.stderr) == (0, "2 works: no problems\n", "")


def test_errors_are_listed_by_place_and_counted(root: Path) -> None:
    edit(root, ENTRY, "- ovens", "- ovenz")
    edit(root, ENTRY, "[Ada Doe, Grace Example]", "[Ada Doe, Example et al.]")
    run = survey("--root", root, "check")
    assert run.returncode == 1
    assert run.stdout == (
        f'{ENTRY}:2:20: warning: "Example et al." is not a name '
        "(list all authors) [author-name]\n"
        f'{ENTRY}:19:5: unknown taxonomy node "ovenz" (did you mean "ovens"?) [unknown-node]\n'
        "2 works: 1 error, 1 warning in 1 file\n"
    )


def test_warnings_fail_only_when_asked(root: Path) -> None:
    edit(root, ENTRY, '"2304.14108"', '"2304.14108v2"')
    assert survey("--root", root, "check").returncode == 0
    assert survey("--root", root, "check", "--strict").returncode == 1


def test_json_is_a_list_of_objects(root: Path) -> None:
    edit(root, ENTRY, "- ovens", "- ovenz")
    run = survey("--root", root, "check", "--json")
    assert run.returncode == 1
    assert json.loads(run.stdout) == [
        {
            "path": ENTRY,
            "line": 19,
            "column": 5,
            "code": "unknown-node",
            "severity": "error",
            "message": 'unknown taxonomy node "ovenz"',
            "hint": 'did you mean "ovens"?',
        }
    ]


def test_json_without_problems_is_an_empty_list(root: Path) -> None:
    assert survey("--root", root, "check", "-f", "json").stdout == "[]\n"


def test_github_annotates_lines(root: Path) -> None:
    edit(root, ENTRY, "- ovens", "- ovenz")
    edit(root, ENTRY, '"2304.14108"', '"2304.14108v2"')
    run = survey("--root", root, "check", "--format", "github")
    assert run.stdout == (
        f"::warning file={ENTRY},line=6,col=8,title=arxiv-version::"
        'must not include a version: "2304.14108v2" (write "2304.14108")\n'
        f'::error file={ENTRY},line=19,col=5,title=unknown-node::unknown taxonomy node "ovenz" '
        '(did you mean "ovens"?)\n'
    )


def test_only_the_named_files_are_reported_but_all_are_compared(root: Path) -> None:
    (root / "entries/miller2023bread.yaml").write_text(
        'title: X\nauthors: [Max Miller]\nyear: 2023\narxiv: "2304.14108"\nkind: paper\ntags: [ovenz]\n'
    )
    run = survey("check", ENTRY, cwd=root)
    assert run.returncode == 1
    assert run.stdout == (
        f"{ENTRY}:6:8: duplicate arXiv identifier: also in entries/miller2023bread.yaml:4 "
        "(if it is the same work, keep one file) [same-arxiv]\n"
        "1 of 3 works: 1 error in 1 file\n"
    )


@pytest.mark.parametrize(
    ("place", "path"),
    [("entries", "doe2023words.yaml"), (".", "entries"), ("entries", ".."), (".", "./entries/")],
)
def test_paths_are_relative_to_the_current_folder(place: str, path: str, root: Path) -> None:
    edit(root, ENTRY, "- ovens", "- ovenz")
    run = survey("check", path, cwd=root / place)
    assert "[unknown-node]" in run.stdout


def test_a_path_may_be_absolute(root: Path) -> None:
    assert survey("--root", root, "check", root / ENTRY).returncode == 0


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("entries/none.yaml", "survey: entries/none.yaml: no such file or folder\n"),
        ("README", "survey: README: not taxonomy.yaml, not discovery.yaml and not in entries/\n"),
        ("a\x1b[31m", "survey: a\\x1b[31m: no such file or folder\n"),
    ],
)
def test_a_wrong_path_is_a_usage_error(path: str, message: str, root: Path) -> None:
    (root / "README").write_text("x")
    run = survey("check", path, cwd=root)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", message)


def test_a_path_outside_is_a_usage_error(root: Path) -> None:
    run = survey("check", "/dev/null", cwd=root)
    assert run.returncode == 2
    assert run.stderr.startswith("survey: /dev/null: not in the folder of the knowledge base")


def test_output_fits_a_terminal_that_knows_ascii_only(root: Path) -> None:
    edit(root, ENTRY, "- ovens", "- öfen")
    run = survey("--root", root, "check", PYTHONIOENCODING="ascii")
    assert run.returncode == 1
    assert r"\xf6fen" in run.stdout


def test_a_closed_pipe_is_not_a_bug(root: Path) -> None:
    lines = "".join(f"  - no-node-{number}\n" for number in range(190))
    edit(root, ENTRY, "  - ovens\n", lines)
    run = subprocess.run(
        f'"{sys.executable}" -m living_survey --root "{root}" check | head -n 1',
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert "bug" not in run.stderr


# --- forms of a report -------------------------------------------------------------------------------------

problems = st.builds(
    Problem,
    st.text(),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.text("abc-", min_size=1),
    st.text(st.characters()),
    st.text(),
    st.sampled_from(Severity),
)


@given(problems)
def test_a_problem_is_one_printable_line_in_every_form(problem: Problem) -> None:
    for line in (as_text([problem]), as_github([problem])):
        assert line.endswith("\n")
        assert line[:-1].isprintable()
    assert as_json([problem]).isascii()
    assert json.loads(as_json([problem]))[0]["message"] == problem.message


@given(problems)
def test_github_reads_back_what_was_written(problem: Problem) -> None:
    command, _, message = as_github([problem])[2:-1].partition("::")
    _, _, properties = command.partition(" ")
    values = dict(part.split("=", 1) for part in properties.split(","))
    assert list(values) == ["file", "line", "col", "title"]
    assert decoded(values["file"]) == visible(problem.path)
    assert decoded(message).startswith(visible(problem.message))


def decoded(text: str) -> str:
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text
