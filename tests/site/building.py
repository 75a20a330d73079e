"""Building the site with `mkdocs build` into a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from living_survey import load
from tests.cli.forking import Forking, Started, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey import KnowledgeBase

ROOT = Path(__file__).parents[2]
# Any time will do, as long as it is the same in every build.
EPOCH = "1735689600"


def build(
    into: Path, *, root: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Build the site of the project in `root` with --strict, and return the output."""
    arguments = ["build", "--strict", "--site-dir", str(into)]
    variables = build_environment() | dict(environment or {})
    # A copy of a running process cannot be told anything that Python reads when it starts.
    if root != ROOT and not any(name.startswith("PYTHON") for name in environment or {}):
        return as_text(_forking().run(arguments, root, variables))
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=root,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def started_build(into: Path, root: Path) -> Started:
    """A build of the project in `root` that runs."""
    return _forking().start(["build", "--quiet", "--site-dir", str(into)], root, build_environment())


def build_environment() -> dict[str, str]:
    return clean_environment() | {"SOURCE_DATE_EPOCH": EPOCH}


@cache
def _forking() -> Forking:
    return Forking("mkdocs", clean_environment())


def built(into: Path) -> Path:
    """A folder with the current site: SURVEY_SITE_DIR if set, else `into`, built now."""
    if named := os.environ.get("SURVEY_SITE_DIR"):
        folder = ROOT / named
        assert (folder / "index.html").is_file(), f"SURVEY_SITE_DIR: no site in {folder}"
        return folder
    result = build(into)
    assert result.returncode == 0, result.stderr
    return into


@cache
def own_knowledge() -> KnowledgeBase:
    """The knowledge base of this repository; nobody can change it."""
    return load(ROOT)


def clean_environment() -> dict[str, str]:
    """The environment without variables that a fork sets."""
    names = {"SURVEY_SITE_URL", "SURVEY_REPO_URL", "SOURCE_DATE_EPOCH"}
    kept = {key: value for key, value in os.environ.items() if key not in names}
    return kept | {"NO_MKDOCS_2_WARNING": "1"}  # the theme announces its own end of life


def copy_pages(root: Path) -> None:
    """Copy the hand-written pages of this site to another survey; they link pages that only this one has."""
    shutil.copytree(ROOT / "site_src/pages", root / "site_src/pages")


def differences(first: Path, second: Path) -> list[str]:
    """The files that are not in both folders with the same bytes."""
    one, two = (
        {str(file.relative_to(root)): file for file in root.rglob("*") if file.is_file()}
        for root in (first, second)
    )
    return sorted(
        name for name in one.keys() | two.keys()
        if name not in one or name not in two or one[name].read_bytes() != two[name].read_bytes()
    )  # fmt: skip
