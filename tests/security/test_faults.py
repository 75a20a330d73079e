"""A command that is killed, or whose disk is full, leaves every file as it was or as it was to be."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey import load
from living_survey.cli import app
from living_survey.curating.changes import complete_interrupted
from living_survey.links.lychee import FOLDER, RequestPolicy, ask
from living_survey.loading.writing import ABANDONED_SECONDS, SUFFIX, replace_file
from tests.beekeeping import BEEKEEPING
from tests.cli.killing import run_killed_after
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

COMMANDS = {
    "set": ["set", "summary", "Keeps bees.", "costa2020drone"],
    "rename": ["rename", "costa2020drone", "costa2020hive"],
    "fmt": ["fmt"],
    "readme": ["readme"],
    "export": ["export", "sqlite", "--output", "works.sqlite"],
}
KILLS = 10
CHECKING = """
import sys
from living_survey.links.lychee import RequestPolicy, ask
ask(["http://bread.org/"], sys.argv[1], RequestPolicy(timeout=60))
"""


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    root = tmp_path / "survey"
    shutil.copytree(BEEKEEPING, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    entry = root / "entries/costa2020drone.yaml"
    entry.write_text(entry.read_text().replace("title: ", "title:   "))  # something to format
    return root


def run(root: Path, arguments: list[str]) -> int:
    os.chdir(root)
    return CliRunner().invoke(app, ["--root", str(root), *arguments]).exit_code


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_command_leaves_whole_files_and_can_be_repeated(
    survey: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before, done = contents(survey), tmp_path / "done"
    shutil.copytree(survey, done)
    began = time.monotonic()
    assert run(done, COMMANDS[command]) == 0
    took, after = time.monotonic() - began, contents(done)
    chance = random.Random(command)
    for _ in range(KILLS):
        shutil.rmtree(survey)
        for name, content in before.items():
            (survey / name).parent.mkdir(parents=True, exist_ok=True)
            (survey / name).write_bytes(content)
        run_killed_after(chance.uniform(0, took), partial(run, survey, COMMANDS[command]))
        complete_interrupted(survey)
        left = {name: content for name, content in contents(survey).items() if SUFFIX not in name}
        assert all(content in {before.get(name), after.get(name)} for name, content in left.items())
        load(survey)
        if command == "rename":
            assert left in (before, after)  # never one half of it
    if left == before or command != "rename":  # which is refused once it is done
        assert run(survey, COMMANDS[command]) == 0
        assert {name: content for name, content in contents(survey).items() if SUFFIX not in name} == after


def test_what_killed_commands_leave_is_deleted_later_and_never_committed(tmp_path: Path) -> None:
    old, new, other = (tmp_path / f".{name}" for name in (f"a{SUFFIX}", f"b{SUFFIX}", "notes.tmp"))
    for path in (old, new, other):
        path.write_text("half")
    long_ago = time.time() - ABANDONED_SECONDS - 60
    for path in (old, other):
        os.utime(path, (long_ago, long_ago))
    replace_file(tmp_path / "a.yaml", "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"a.yaml", new.name, other.name}
    for ignored in (ROOT / ".gitignore", ROOT / "generator/living_survey/starting/repository/dot-gitignore"):
        assert f".*{SUFFIX}" in ignored.read_text().splitlines()


def test_folders_of_killed_link_checks_are_deleted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / f"{FOLDER}old", tmp_path / f"{FOLDER}new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "links.html").write_text("")
    os.utime(old, (0, 0))
    assert ask([], "http://127.0.0.1:9", RequestPolicy()) == {}
    assert [path.name for path in tmp_path.iterdir()] == [new.name]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_link_check_leaves_no_lychee() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:  # accepts, and never answers
        check = subprocess.Popen(
            [sys.executable, "-c", CHECKING, f"http://127.0.0.1:{proxy.getsockname()[1]}"],
            env=os.environ | {"PYTHONPATH": str(ROOT / "generator")},
        )
        proxy.settimeout(20)
        connection, _ = proxy.accept()
        [child] = Path(f"/proc/{check.pid}/task/{check.pid}/children").read_text().split()
        assert "lychee" in Path(f"/proc/{child}/comm").read_text()
        check.kill()
        check.wait()
        connection.settimeout(20)
        while connection.recv(4096):
            pass  # until the connection ends, as lychee does
        connection.close()


@pytest.mark.parametrize("arguments", [["readme"], ["set", "summary", "x" * 5000, "costa2020drone"]])
def test_a_full_disk_is_one_clear_line_and_changes_nothing(survey: Path, arguments: list[str]) -> None:
    """A limit of the size of files stands for the disk: both make the same call fail."""
    before = contents(survey)
    done = survey_process(survey, arguments, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
    assert done.returncode == 1
    assert re.fullmatch(r"survey: (.*: )?File too large\n", done.stderr)
    assert {name: content for name, content in contents(survey).items() if name in before} == before
    assert not [name for name in contents(survey) if SUFFIX in name]


def test_a_full_disk_behind_standard_output_is_one_clear_line(survey: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = survey_process(survey, ["export", "jsonl"], stdout=full)
    assert (done.returncode, done.stderr) == (1, "survey: No space left on device\n")


def test_a_survey_is_checked_without_a_home_and_an_environment(survey: Path) -> None:
    done = survey_process(survey, ["check"], environment={})
    assert done.returncode == 0, done.stderr


WITHOUT_UNIX = """
import os, sys, platformdirs  # which has a part of its own for each system
sys.modules.update(dict.fromkeys(["fcntl", "pwd", "grp", "resource", "termios", "uvloop"]))
for name in ("fchmod", "fork", "O_DIRECTORY", "getuid", "geteuid", "chown", "mkfifo"):
    delattr(os, name)
from living_survey.cli import app
from living_survey.web import publishing
from living_survey.web.publishing import NewSite
from pathlib import Path
for line in ("check", "fmt", "set summary Bees costa2020drone", "readme", "fetch"):
    try:
        app(line.split())
    except SystemExit as ended:
        assert ended.code == 0, line
site = NewSite(Path("site"))
site.folder.mkdir()
site.publish()
"""


def test_commands_run_without_what_only_unix_has(survey: Path) -> None:
    for file in (survey / "entries").iterdir():
        file.write_text(re.sub(r"(?m)^arxiv: .*\n", "", file.read_text()))  # so that nobody is asked
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX], cwd=survey, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "summary: Bees" in (survey / "entries/costa2020drone.yaml").read_text()
    assert (survey / "site").is_dir()


def survey_process(
    root: Path,
    arguments: list[str],
    before: Callable[[], None] | None = None,
    *,
    stdout: IO[str] | int = subprocess.PIPE,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "living_survey", "--root", str(root), *arguments],
        cwd=root,
        env=environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
        check=False,
    )
