"""The `survey` command as a whole: its list of commands, where it works, how it fails."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, get_args

import pytest

from living_survey.cli import COMMANDS
from living_survey.cli._formats import Format
from tests.cli.running import BASE, SOURCES, survey, without

if TYPE_CHECKING:
    from pathlib import Path

# Commands with the arguments that they cannot do without; `new` makes a survey and needs none.
IN_A_SURVEY = [
    ["check"],
    ["fmt"],
    ["schema"],
    ["migrate"],
    ["readme"],
    ["export", "csv"],
    ["add", "2304.14108"],
    ["import", "works.bib"],
    ["fetch"],
    ["refresh"],
    ["serve"],
    ["mcp"],
    ["release", "1.0.0"],
    ["cache"],
    ["links"],
    ["discover"],
    ["accept", "2304.14108"],
    ["reject", "2304.14108", "--why", "off-topic"],
    ["list"],
    ["status"],
    ["set", "venue", "ICML", "doe2023words"],
    ["tag", "dough", "doe2023words"],
    ["untag", "dough", "doe2023words"],
    ["retag", "dough", "ovens"],
    ["rename", "doe2023words", "doe2023dough"],
    ["merge", "doe2023words", "roe2022survey"],
    ["rename-node", "dough", "doughs"],
    ["split-node", "dough", "doughs", "doe2023words", "--title", "Doughs"],
    ["bot", "forms"],
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "kb")
    return tmp_path / "kb"


# --- completion and formats ----------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("untag", "dou"), ["dough"]),
        (("list", "doe2023"), ["doe2023words"]),
        (("--root", str(BASE), "export", "bibtex", "--id", "roe"), ["roe2022survey"]),
        (("rename-",), ["rename-node"]),
        (("check", "--format", ""), ["text", "json", "github"]),
        (("untag", "nothing-like-it"), []),
    ],
)
def test_bash_completes_commands_options_and_ids(
    root: Path, words: tuple[str, ...], expected: list[str]
) -> None:
    line = shlex.join(["survey", *words])
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words)), "_SURVEY_COMPLETE": "complete_bash"}
    run = survey(cwd=root, **asked)
    assert (run.stdout.split(), run.returncode) == (expected, 0)
    assert run.stderr == ""


def test_outside_of_a_survey_no_id_is_completed(tmp_path: Path) -> None:
    asked = {"COMP_WORDS": "survey list doe", "COMP_CWORD": "2", "_SURVEY_COMPLETE": "complete_bash"}
    run = survey(cwd=tmp_path, **asked)
    assert (run.stdout.split(), run.returncode) == ([], 0)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_the_script_of_a_shell_asks_by_the_same_variable(shell: str) -> None:
    run = survey("--show-completion", shell)
    assert run.returncode == 0
    assert "_SURVEY_COMPLETE" in run.stdout
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=run.stdout, text=True, check=True)


def test_all_commands_have_the_same_formats() -> None:
    found = {}
    for name, command in COMMANDS.items():
        options = {name: option for option in command.load(name).params for name in option.opts}
        assert ("--format" in options) == ("--json" in options)
        if "--format" in options:
            formats = get_args(options["--format"].type_descriptor.annotation)  # type: ignore[attr-defined]
            found[name] = [one for one in get_args(Format) if one in formats]
            assert found[name] == [*formats]
    assert set(found) == {"check", "discover", "fetch", "import", "links", "list", "refresh", "status"}
    assert all(formats[:2] == ["text", "json"] for formats in found.values())


# --- the list of commands ----------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_help_says(name: str) -> None:
    first, *_ = (COMMANDS[name].load(name).help or "").splitlines()
    assert first == COMMANDS[name].help
    assert len(f"  refresh  {first}") < 80


def test_help_lists_all_commands_and_waits_for_none_of_their_packages(tmp_path: Path) -> None:
    run = survey(
        "--help", cwd=tmp_path, **without(tmp_path, "jinja2", "lxml", "pydantic", "rapidfuzz", "rich", "yaml")
    )
    assert run.returncode == 0
    assert [line.split()[0] for line in run.stdout.partition("Commands:")[2].split("\n") if line] == [
        *COMMANDS
    ]


def test_a_bare_command_shows_help_and_fails() -> None:
    run = survey()
    assert run.returncode == 2
    assert "Commands:" in run.stdout + run.stderr


def test_the_nearest_commands_are_suggested() -> None:
    run = survey("exprot")
    assert run.returncode == 2
    assert "Did you mean 'export'" in run.stderr


@pytest.mark.parametrize("arguments", [["check", "--format", "xml"], ["chekc"], ["check", "--nope"]])
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str]) -> None:
    run = survey(*arguments)
    assert run.returncode == 2
    assert run.stderr.startswith("Usage: survey")


def test_the_version_is_that_of_the_package() -> None:
    run = survey("--version")
    assert run.returncode == 0
    assert run.stdout.startswith("survey 0.")


# --- where it works ----------------------------------------


@pytest.mark.parametrize("arguments", IN_A_SURVEY, ids=lambda arguments: arguments[0])
def test_outside_a_survey_a_command_says_what_to_do(arguments: list[str], tmp_path: Path) -> None:
    run = survey(*arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr == (
        "survey: not in a survey: no taxonomy.yaml here or in a folder above "
        "(change to the folder of a survey, name it with --root, or make one: survey new DIR)\n"
    )
    assert not list(tmp_path.iterdir())


def test_every_command_that_needs_a_survey_is_tried_outside_one() -> None:
    assert {arguments[0] for arguments in IN_A_SURVEY} | {"new"} == set(COMMANDS)


def test_a_root_without_a_taxonomy_is_a_usage_error(tmp_path: Path) -> None:
    run = survey("--root", tmp_path, "check")
    assert run.returncode == 2
    assert run.stderr.startswith(f"survey: {tmp_path}: not a survey, since it has no taxonomy.yaml")


def test_a_root_that_is_not_a_folder_is_a_usage_error(tmp_path: Path) -> None:
    run = survey("--root", tmp_path / "none", "check")
    assert run.returncode == 2
    assert run.stderr.endswith("none: no such folder\n")


def test_a_survey_is_found_from_the_folders_inside_it(root: Path) -> None:
    assert survey("check", cwd=root / "entries").returncode == 0


# --- how it fails ----------------------------------------


def test_an_unexpected_error_is_one_line_unless_asked_for_more(root: Path) -> None:
    broken = root / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "import living_survey.loading.inspection as inspection\n"
        "def inspect(root): raise KeyError('\\x1b')\n"
        "inspection.inspect = inspect\n"
    )
    path = os.pathsep.join([str(broken), SOURCES])
    run = survey("--root", root, "check", PYTHONPATH=path)
    assert run.returncode == 70
    assert run.stderr == "survey: unexpected KeyError: '\\x1b'; this is a bug, SURVEY_DEBUG=1 shows where\n"
    assert "Traceback" in survey("--root", root, "check", PYTHONPATH=path, SURVEY_DEBUG="1").stderr
