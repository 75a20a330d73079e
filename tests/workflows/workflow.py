"""Workflows as data, and their steps run on this machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github/workflows"
NAMES = sorted(path.name for path in FOLDER.iterdir())
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True)
class Step:
    """A step with the environment that the workflow gives it."""

    workflow: str
    job: str
    data: Mapping[str, Any]
    environment: Mapping[str, str]

    @property
    def run(self) -> str:
        return str(self.data.get("run", ""))

    @property
    def name(self) -> str:
        return str(self.data.get("name") or self.data.get("uses"))

    @property
    def survey(self) -> list[str] | None:
        """The arguments of its `survey` command, without redirections; None if it runs another command."""
        words = shlex.split(self.run, comments=True)
        if not words or words[0] != ".venv/bin/survey":
            return None
        return words[1 : words.index(">") if ">" in words else None]


def workflow(name: str) -> dict[Any, Any]:
    # With the parser in C: these files are read whenever tests are collected.
    found = yaml.load((FOLDER / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert isinstance(found, dict)
    return found


def triggers(name: str) -> Any:  # noqa: ANN401 - YAML
    """The triggers of a workflow; YAML 1.1 reads the key `on` as a boolean."""
    return workflow(name)[True]


def steps(name: str, job: str | None = None) -> Iterator[Step]:
    data = workflow(name)
    for job_id, content in data["jobs"].items():
        for step in content["steps"]:
            if job in {None, job_id}:
                environment = data.get("env", {}) | content.get("env", {}) | step.get("env", {})
                yield Step(name, job_id, step, environment)


def commands(name: str, job: str) -> list[Step]:
    """The steps of a job that run `survey`."""
    return [step for step in steps(name, job) if step.survey]


def scripts(name: str, job: str) -> list[Step]:
    """The steps of a job that run a script of the repository."""
    return [step for step in steps(name, job) if step.run.startswith("sh ")]


def run(step: Step, folder: Path, environment: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Run a step as a runner does, its expressions replaced by values; its output."""
    given = {
        name: EXPRESSION.sub(lambda match: values[match[1]], str(text))
        for name, text in step.environment.items()
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.run],
        cwd=folder,
        env=kept | dict(environment) | given,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}{done.stderr}[exit {done.returncode}]"
