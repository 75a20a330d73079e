"""What works without the optional dependencies, and what the other commands say then."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey.cli import COMMANDS, EXTRA_OF_MODULE, app
from tests.cli.forking import Forking, as_text
from tests.cli.running import ROOT, python, survey, without

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DISTRIBUTIONS = packages_distributions()
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
NEEDED_FOR_HELP = {"accept", "bot", "discover", "mcp", "reject", "serve"}
"""Commands whose options are known only with their packages."""
# What comes with a package of an extra, and is easily imported instead of it.
BEHIND = {"certifi", "click", "pymdownx", "urllib3", "watchdog"}


def modules_of(extra: str) -> set[str]:
    """The top-level modules that the packages of an extra bring."""
    names = {distribution_name(requirement) for requirement in EXTRAS[extra]}
    return {
        module
        for module, distributions in DISTRIBUTIONS.items()
        if names & {distribution_name(each) for each in distributions}
    } - {"living_survey"}


def distribution_name(requirement: str) -> str:
    return re.split(r"[\[<>=; ]", requirement)[0].lower().replace("_", "-")


ABSENT = BEHIND.union(*(modules_of(extra) for extra in ("site", "services", "links", "bot", "mcp")))


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey with its generated files, and its works in the formats that are imported."""
    root = tmp_path_factory.mktemp("extras") / "bakery"
    shutil.copytree(ROOT / "tests/bakery", root)
    assert survey("--root", root, "readme").returncode == 0
    for name, ending in (("bibtex", "bib"), ("markdown", "md"), ("csv", "csv")):
        assert survey("--root", root, "export", name, "-o", root / f"works.{ending}").returncode == 0
    return root


class Bare:
    """A Python that has the package alone, without any extra."""

    def __init__(self, folder: Path) -> None:
        self.environment = os.environ | without(folder, *ABSENT)
        self.forking = Forking("survey", self.environment)

    def survey(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return as_text(self.forking.run([*arguments], cwd, self.environment))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    return Bare(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--strict"],
        ["fmt", "--check"],
        ["schema"],
        ["migrate", "--dry-run"],
        ["readme", "--check"],
        *(
            ["export", name]
            for name in ("bibtex", "csl-json", "ris", "csv", "jsonl", "markdown", "statements")
        ),
        ["export", "parquet", "-o", "works.parquet"],
        ["export", "sqlite", "-o", "works.sqlite"],
        ["import", "works.bib", "--offline"],
        ["import", "works.md", "--report"],
        ["import", "works.csv", "--report"],
        ["new", "copy", "--title", "Bread", "--from", "works.bib"],
    ],
    ids=" ".join,
)
def test_a_base_command_needs_no_extra(arguments: list[str], bakery: Path, bare: Bare) -> None:
    run = bare.survey(*arguments, cwd=bakery)
    assert run.stderr == ""
    assert run.returncode == 0


def test_the_python_api_needs_no_extra(bakery: Path, bare: Bare) -> None:
    code = "import living_survey as s; print(len(s.load('.')), all(getattr(s, name) for name in s.__all__))"
    run = python("-c", code, cwd=bakery, **bare.environment)
    assert (run.stderr, run.stdout) == ("", "6 True\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "2304.14108"],
        ["fetch"],
        ["refresh", "--offline"],
        ["cache"],
        ["import", "works.bib"],
        ["bot", "labels"],
    ],
    ids=" ".join,
)
def test_a_command_without_its_extra_says_how_to_get_it(
    arguments: list[str], bakery: Path, bare: Bare
) -> None:
    run = bare.survey(*arguments, cwd=bakery)
    assert run.returncode == 2
    assert run.stdout == ""
    extra = COMMANDS[arguments[0]].extra or "services"
    cure = rf"needs the package \w+: pip install 'living-survey\[{extra}\]'"
    assert re.fullmatch(rf"survey {arguments[0]} {cure}\n", run.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_needs_no_extra(command: str, bakery: Path, bare: Bare) -> None:
    run = bare.survey(command, "--help", cwd=bakery)
    assert (run.returncode, run.stderr) == (0, "")
    assert COMMANDS[command].help in run.stdout
    assert ("pip install" in run.stdout) == (command in NEEDED_FOR_HELP)


def test_links_without_lychee_say_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(app, ["links", "--site", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr == "survey: lychee is not installed; run: pip install 'living-survey[links]'\n"


def test_modules_and_commands_name_extras_that_exist_and_bring_them() -> None:
    for module, extra in EXTRA_OF_MODULE.items():
        assert module in modules_of(extra), module
    assert {command.extra for command in COMMANDS.values()} <= {"", *EXTRAS}


def test_all_is_every_extra_that_a_user_may_want() -> None:
    [everything] = EXTRAS["all"]
    named = everything.removeprefix("living-survey[").removesuffix("]").split(",")
    assert set(named) == set(EXTRAS) - {"all", "release", "test"}
