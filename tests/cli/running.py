"""Runs the `survey` command as people and workflows run it."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.cli.forking import Forking, Started, as_text

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests/loading/base"
# The packages of this folder, wherever the installed ones are.
SOURCES = os.pathsep.join([str(ROOT / "generator"), str(ROOT)])
ABSENT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""


def survey(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; one for which Python itself is told something starts afresh."""
    if any(name.startswith("PYTHON") for name in environment):
        return python("-m", "living_survey", *arguments, cwd=cwd, **environment)
    return as_text(survey_bytes(*arguments, cwd=cwd, **environment))


def survey_bytes(
    *arguments: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return survey_as([*map(str, arguments)], cwd, _environment(environment))


def survey_as(
    arguments: list[str], cwd: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with this environment and nothing of our own."""
    return _forking().run(arguments, cwd, environment)


def start_as(
    arguments: list[str], cwd: Path, environment: dict[str, str], printed: Path | None = None
) -> Started:
    """Let a command run with this environment; `printed` is the folder of the files `stdout` and `stderr`."""
    return _forking().start(arguments, cwd, environment, printed)


@cache
def _forking() -> Forking:
    return Forking("survey", _environment({}))


def _environment(more: dict[str, str]) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": SOURCES} | more


def python(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=_environment(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def without(folder: Path, *modules: str) -> dict[str, str]:
    """The environment in which some modules cannot be imported, as if they were not installed."""
    (folder / "sitecustomize.py").write_text(ABSENT.format(names=set(modules)), encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), SOURCES])}
