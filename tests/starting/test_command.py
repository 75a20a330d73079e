"""`survey new` on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.starting import Program
from tests.cli.running import SOURCES, survey
from tests.starting.conftest import SHAPES

if TYPE_CHECKING:
    from pathlib import Path


def test_it_says_what_was_read_and_what_to_do_next(tmp_path: Path) -> None:
    result = survey("new", "bread", "--title", "Bread", "--from", SHAPES / "bullets.md", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    drafts = "15 drafts without all authors or a year"
    assert lines[0].endswith('bullets.md:7: below the heading "News": StarterKit')
    assert lines[-11].endswith("bullets.md: 60 works")
    assert lines[-10:-7] == [
        "1 line not read as works, listed above",
        "bread: 60 works in 10 topics",
        f"{drafts}; make fetch completes the 15 with an arXiv identifier or a DOI",
    ]
    assert lines[-7].startswith("the program is installed from ")
    assert lines[-6].startswith("  pip wheel ")
    assert lines[-5].startswith("  and name the wheel in requirements.txt: ")
    assert lines[-4:] == [
        "next:",
        "  cd bread && make site",
        '  git init -b main && git add . && git commit -m "Start the survey"',
        '  to publish it, follow "Publish the survey" in CONTRIBUTING.md',
    ]


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [((), "DIR"), (("bread",), "--title TEXT"), (("bread", "--title", " "), "--title TEXT")],
)
def test_without_a_terminal_it_asks_nothing(arguments: tuple[str, ...], missing: str, tmp_path: Path) -> None:
    result = survey("new", *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == f"survey: {missing} is missing (survey new DIR --title TEXT --from FILE)\n"
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_the_way_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bread").mkdir()
    (tmp_path / "bread/notes.txt").touch()
    result = survey("new", "bread", "--title", "Bread", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr == "survey: bread: exists and is not an empty folder; name another one\n"


def requirement(folder: Path, program: str) -> str:
    survey("new", "bread", "--title", "Bread", "--program", program, cwd=folder)
    return (folder / "bread/requirements.txt").read_text(encoding="utf-8").splitlines()[-1]


def test_a_wheel_of_the_program_becomes_part_of_the_survey(tmp_path: Path) -> None:
    wheel = tmp_path / "living_survey-9-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    assert requirement(tmp_path, wheel.name) == f"./program/{wheel.name}[bot,links,site]"
    assert (tmp_path / "bread/program" / wheel.name).read_bytes() == b"a wheel"


def test_the_program_may_be_any_requirement(tmp_path: Path) -> None:
    assert requirement(tmp_path, "living-survey[site]>=9") == "living-survey[site]>=9"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, "living-survey[bot,links,site]==9"),
        (
            {"url": "https://a.example/w.whl", "archive_info": {}},
            "living-survey[bot,links,site] @ https://a.example/w.whl",
        ),
        (
            {"url": "https://a.example/repo", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "living-survey[bot,links,site] @ git+https://a.example/repo@abc",
        ),
        ({"url": "file:///absent/w.whl", "archive_info": {}}, "living-survey[bot,links,site]==9"),
    ],
)
def test_by_default_the_program_comes_from_where_it_was_installed_from(
    origin: dict[str, object] | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "living_survey-9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: living-survey\nVersion: 9\n", encoding="utf-8"
    )
    if origin:
        (info / "direct_url.json").write_text(json.dumps(origin), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    program = Program.running()
    assert program.requirement == expected
    assert ("--program" in program.remark) == ("absent" in str(origin))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "living_survey", "new"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": SOURCES},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.write(ours, f"bread\nBread\n{SHAPES / 'works.csv'}\n".encode())
        _, errors = process.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert process.returncode == 0, errors
    assert len(load(tmp_path / "bread")) == 60
