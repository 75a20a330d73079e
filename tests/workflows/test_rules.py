"""Rules for every workflow: least rights, pinned actions, and no untrusted text in a command."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml

from living_survey.cli import COMMANDS
from tests.workflows.workflow import EXPRESSION, FOLDER, NAMES, ROOT, Step, steps, triggers, workflow

ALL_STEPS = [step for name in NAMES for step in steps(name)]
# What each job may write.
RIGHTS = {
    ("issue.yml", "answer"): {"actions", "contents", "issues", "pull-requests"},
    ("issue.yml", "decide"): {"actions", "contents", "issues", "pull-requests"},
    ("monthly.yml", "propose"): {"actions", "contents", "pull-requests"},
    ("preview-comment.yml", "comment"): {"pull-requests"},
    ("publish.yml", "deploy"): {"id-token", "pages"},
    ("publish.yml", "generated"): {"actions", "contents", "issues", "pull-requests"},
    ("release.yml", "publish"): {"contents"},
    ("weekly.yml", "candidates"): {"actions", "contents", "issues", "pull-requests"},
    ("weekly.yml", "propose-links"): {"actions", "contents", "issues", "pull-requests"},
    ("weekly.yml", "propose-metadata"): {"actions", "contents", "pull-requests"},
}
ASKING = {"add", "discover", "fetch", "import", "links", "refresh", "bot find", "bot look-up"}
"""Commands that read answers of services."""


def jobs(name: str) -> dict[str, Any]:
    return dict(workflow(name)["jobs"])


@pytest.mark.parametrize("name", NAMES)
def test_rights_are_granted_per_job(name: str) -> None:
    assert workflow(name)["permissions"] == {}
    for job, data in jobs(name).items():
        written = {what for what, right in data["permissions"].items() if right == "write"}
        assert written == RIGHTS.get((name, job), set()), job


@pytest.mark.parametrize("name", NAMES)
def test_jobs_have_a_timeout_and_runs_a_concurrency_group(name: str) -> None:
    assert workflow(name)["concurrency"]
    for data in jobs(name).values():
        assert 1 <= data["timeout-minutes"] <= 60
        assert re.fullmatch(r"ubuntu-\d\d\.04", data["runs-on"])


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_pinned_by_commit_and_the_same_everywhere(name: str) -> None:
    pinned = re.compile(r"uses: (actions/[\w/-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+")
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert len(pinned.findall(text)) == text.count("uses:")
    everywhere = {found for other in NAMES for found in pinned.findall((FOLDER / other).read_text())}
    assert len(everywhere) == len({action for action, _ in everywhere})


@pytest.mark.parametrize("name", NAMES)
def test_checkouts_do_not_keep_the_token(name: str) -> None:
    for step in steps(name):
        if step.data.get("uses", "").startswith("actions/checkout@"):
            assert step.data["with"]["persist-credentials"] is False


@pytest.mark.parametrize("step", ALL_STEPS, ids=lambda step: f"{step.workflow}:{step.name}")
def test_no_command_contains_text_of_others(step: Step) -> None:
    assert not EXPRESSION.search(step.run)


@pytest.mark.parametrize("name", NAMES)
def test_jobs_that_read_answers_of_services_cannot_write(name: str) -> None:
    asking = {step.job for step in steps(name) if step.survey and asks(step.survey)}
    assert bool(asking) == (name in {"issue.yml", "publish.yml", "pull-request.yml", "weekly.yml"})
    for job in asking:
        assert "write" not in jobs(name)[job]["permissions"].values(), job


def asks(arguments: list[str]) -> bool:
    """Whether a command reads answers of services."""
    return not ASKING.isdisjoint({arguments[0], " ".join(arguments[:2])})


def test_untrusted_code_gets_no_secret_and_no_right_to_write() -> None:
    text = (FOLDER / "pull-request.yml").read_text(encoding="utf-8")
    assert set(triggers("pull-request.yml")) == {"pull_request", "workflow_dispatch"}
    assert "secrets." not in text
    assert "token" not in {key.lower() for step in steps("pull-request.yml") for key in step.environment}
    assert "github.token" not in text
    assert all("pull_request_target" not in (FOLDER / name).read_text() for name in NAMES)


def test_the_job_that_may_comment_runs_code_of_the_default_branch_only() -> None:
    [checkout] = [s for s in steps("preview-comment.yml") if "checkout" in s.data.get("uses", "")]
    assert checkout.data["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    used = [
        step.data["uses"].partition("@")[0] for step in steps("preview-comment.yml") if "uses" in step.data
    ]
    assert used == ["actions/checkout", "actions/setup-python"]


def test_the_preview_follows_the_checks_that_it_names() -> None:
    assert triggers("preview-comment.yml")["workflow_run"]["workflows"] == [
        workflow("pull-request.yml")["name"]
    ]


@pytest.mark.parametrize("step", [step for step in ALL_STEPS if step.run], ids=lambda step: step.run[:60])
def test_steps_only_call_commands_and_scripts(step: Step) -> None:
    """Each step is a target of make, a script of ours, or one `survey` command whose options exist."""
    first, *rest = shlex.split(step.run, comments=True)
    if first == "make":
        assert re.search(rf"^{rest[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    elif first == "sh":
        assert (ROOT / rest[0]).is_file()
    else:
        assert step.survey is not None
        understood(step.survey)


def test_pre_commit_hooks_call_commands_that_exist() -> None:
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    [local] = configuration["repos"]
    for hook in local["hooks"]:
        first, *arguments = hook["entry"].split()
        assert first == ".venv/bin/survey"
        understood(arguments)


def understood(arguments: list[str]) -> None:
    """Parse a command line without running it."""
    name, *arguments = arguments
    command: Any = COMMANDS[name].load(name)
    while hasattr(command, "commands"):
        name, *arguments = arguments
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("-")} <= options, arguments
