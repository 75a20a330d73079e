"""Runs the `survey` command as people and workflows run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
    return python("-m", "living_survey", *arguments, cwd=cwd, **environment)


def python(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": SOURCES} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def without(folder: Path, *modules: str) -> dict[str, str]:
    """The environment in which some modules cannot be imported, as if they were not installed."""
    (folder / "sitecustomize.py").write_text(ABSENT.format(names=set(modules)), encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), SOURCES])}
