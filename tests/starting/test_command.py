"""`survey new` on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from tests.cli.running import SOURCES, survey
from tests.starting.conftest import SHAPES

if TYPE_CHECKING:
    from pathlib import Path


def test_it_says_what_was_read_and_what_to_do_next(tmp_path: Path) -> None:
    result = survey("new", "bread", "--title", "Bread", "--from", SHAPES / "bullets.md", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].endswith('bullets.md:7: below the heading "News": StarterKit')
    assert lines[-5].endswith("bullets.md: 60 works")
    assert lines[-4:-1] == [
        "1 line not read as works, see above",
        "bread: 60 works in 10 topics",
        "15 drafts without all authors or a year; make fetch completes some",
    ]
    assert lines[-1] == "next: cd bread && make site"


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


@pytest.mark.parametrize("is_wheel", [True, False])
def test_the_program_may_be_a_wheel_or_a_requirement(is_wheel: bool, tmp_path: Path) -> None:  # noqa: FBT001
    wheel = tmp_path / "living_survey-9-py3-none-any.whl"
    wheel.touch()
    program = str(wheel) if is_wheel else "living-survey[site]>=9"
    survey("new", "bread", "--title", "Bread", "--program", program, cwd=tmp_path)
    expected = f"living-survey[bot,site] @ {wheel.as_uri()}" if is_wheel else program
    assert (tmp_path / "bread/requirements.txt").read_text(encoding="utf-8").splitlines()[-1] == expected


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
