"""The steps of the workflows, run with a real remote and stand-ins for the host and the services."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.hosting.conftest import World, add_body
from tests.hosting.conftest import beginning as beginning  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import services as services  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import standin as standin  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import world as world  # noqa: PLC0414 - a fixture
from tests.hosting.standin import REPOSITORY, TOKEN
from tests.workflows.workflow import ROOT, Step, commands, run, scripts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENTRY = "entries/new2024oven.yaml"
NEW = """title: Ovens and their doors
authors: [Eve New]
year: 2024
genre: article
tags:
  - node: stone
    note: opens the door
added: 2024-02-02
"""


class Runner:
    """A machine with a checkout, as in a job."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.temporary = world.folder / "temporary"
        self.temporary.mkdir()
        (world.root / ".venv").symlink_to(sys.prefix)
        (world.root / ".vscode").mkdir()
        for name in ("texts", "scripts"):
            shutil.copytree(ROOT / ".github" / name, world.root / ".github" / name)

    def run(self, step: Step, event: Path | None = None, outcome: str = "success") -> str:
        values = {
            "github.token": TOKEN,
            "github.server_url": "https://git.example",
            "github.repository": REPOSITORY,
            "github.base_ref || github.event.repository.default_branch": "main",
            "steps.links.outcome": outcome,
        }
        environment: Mapping[str, str] = {
            **{name: value for name, value in self.world.environment.items() if name != "GITHUB_TOKEN"},
            "RUNNER_TEMP": str(self.temporary),
            **({"GITHUB_EVENT_PATH": str(event)} if event else {}),
        }
        return run(step, self.world.root, environment, values)


@pytest.fixture
def runner(world: World) -> Runner:
    return Runner(world)


def change(world: World, text: str) -> None:
    """Check out a branch with a change of an entry."""
    world.git("checkout", "--quiet", "-b", "mine", cwd=world.root)
    (world.root / ENTRY).write_text(text)
    world.git("add", "entries", cwd=world.root)
    world.git("commit", "--quiet", "-m", "Mine", cwd=world.root)


def test_a_pull_request_gets_annotations_and_a_preview_that_the_comment_shows(
    world: World, runner: Runner
) -> None:
    change(world, NEW)
    [check] = commands("pull-request.yml", "check")
    assert runner.run(check).endswith("[exit 0]")
    [generate] = scripts("pull-request.yml", "check")
    assert runner.run(generate).endswith("[exit 0]")
    world.survey("readme", "--check")
    [preview] = commands("pull-request.yml", "preview")
    assert "1 works shown" in runner.run(preview)

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.write(runner.temporary / "preview.json", "preview.json")
    world.host.leaves("preview", archive.getvalue())
    pull = world.host.pull("mine", "Mine", "", {"login": "eve", "id": 9}, "eve/survey")
    head = {"full_name": "eve/survey", "owner": {"login": "eve", "id": 9}}
    event = {
        "action": "completed",
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        "workflow_run": {
            "id": 7,
            "head_sha": pull["head"]["sha"],
            "head_branch": "mine",
            "head_repository": head,
            "conclusion": "failure",
        },
    }
    file = world.folder / "run.json"
    file.write_text(json.dumps(event))
    [comment] = commands("preview-comment.yml", "comment")
    assert runner.run(comment, file).endswith("[exit 0]")
    [shown] = world.host.comments_on(pull["number"])
    assert "Ovens and their doors" in shown
    assert "The checks failed" in shown


def test_an_error_is_shown_beside_its_line(world: World, runner: Runner) -> None:
    change(world, NEW.replace("stone", "stones"))
    check, *_ = commands("pull-request.yml", "check")
    said = runner.run(check)
    assert f"::error file={ENTRY},line=6,col=11,title=unknown-node::" in said
    assert said.endswith("[exit 1]")
    [preview] = commands("pull-request.yml", "preview")
    assert runner.run(preview).endswith("[exit 0]")


def test_an_issue_is_answered(world: World, runner: Runner) -> None:
    world.services.knows("2501.00001", title="A Study of Mills", published="2025-01-01T00:00:00Z")
    [answer] = commands("issue.yml", "answer")
    number = world.issue(add_body())
    assert runner.run(answer, world.event(number)).endswith("is proposed in #2\n[exit 0]")
    bad = world.issue(add_body(Work="$(touch pwned)`touch pwned`"))
    assert runner.run(answer, world.event(bad)).endswith("[exit 0]")
    assert not list(world.folder.rglob("pwned"))
    assert world.branches == ["add/example2025study", "main"]


def test_publishing_creates_labels_and_pushes_generated_files(world: World, runner: Runner) -> None:
    labels, propose = commands("publish.yml", "generated")
    [generate] = scripts("publish.yml", "generated")
    assert runner.run(labels).startswith("created ")
    change(world, NEW)
    world.git("push", "--quiet", "origin", "HEAD:main", cwd=world.root)
    generated = runner.run(generate)
    assert "wrote README.md" in generated
    assert "wrote .github/ISSUE_TEMPLATE/add-work.yml" in generated
    assert runner.run(propose) == "pushed to main\n[exit 0]"
    assert "Ovens and their doors" in world.file("main", "README.md")
    assert '"$schema"' in world.file("main", ".vscode/entry.schema.json")
    assert ".github/scripts" not in world.git("show", "--format=", "--name-only", "main")
    world.git("fetch", "--quiet", "origin", cwd=world.root)
    world.git("checkout", "--quiet", "--force", "origin/main", cwd=world.root)
    runner.run(generate)
    assert runner.run(propose) == "nothing has changed\n[exit 0]"


@pytest.mark.parametrize("outcome", ["success", "failure"])
def test_the_weekly_link_check_updates_its_issue_and_proposes_its_history(
    world: World, runner: Runner, outcome: str
) -> None:
    check, report, propose = commands("weekly.yml", "links")
    assert (check.survey or [""])[0] == "links"  # asks the web, and is tested with the links
    (runner.temporary / "links.md").write_text("one link is dead\n")
    (world.root / "links.json").write_text("{}\n")
    for step in (report, propose):
        assert runner.run(step, outcome=outcome).endswith("[exit 0]")
    assert (1 in world.host.issues) == (outcome == "failure")
    assert world.git("diff", "--name-only", "main", "bot/links").split() == ["links.json"]


def test_the_weekly_refresh_proposes_what_services_say(world: World, runner: Runner) -> None:
    refresh, propose = commands("weekly.yml", "metadata")
    (world.root / ENTRY).write_text(NEW.replace("year: 2024\n", 'year: 2024\narxiv: "2401.00009"\n'))
    world.git("add", "entries", cwd=world.root)
    world.git("commit", "--quiet", "-m", "Mine", cwd=world.root)
    world.git("push", "--quiet", "origin", "HEAD:main", cwd=world.root)
    world.services.knows("2401.00009", title="Oven Doors")
    assert runner.run(refresh).endswith("[exit 0]")
    assert "proposed in #1" in runner.run(propose)
    assert world.git("diff", "--name-only", "main", "bot/metadata").split() == [ENTRY]
    assert "+title: Oven Doors" in world.git("diff", "main", "bot/metadata", "--", ENTRY)
    assert "Oven Doors" in world.host.pulls[1]["body"]


def test_the_monthly_update_is_proposed(world: World, runner: Runner) -> None:
    [propose] = commands("monthly.yml", "propose")
    [copy] = scripts("monthly.yml", "propose")
    assert "nothing has changed" in runner.run(propose)
    updated = runner.temporary / "updated"
    updated.mkdir()
    (updated / "constraints.txt").write_text("one==1\n")
    # Other files from the job that runs new packages are not used.
    (updated / "README.md").write_text("taken over\n")
    runner.run(copy)
    assert "taken over" not in (world.root / "README.md").read_text()
    assert "proposed in #1" in runner.run(propose)
    assert world.file("bot/packages", "constraints.txt") == "one==1\n"


@pytest.mark.parametrize(
    "line", ["-r evil.txt", "abc @ https://example.org/abc.whl", "abc==1 --hash=x", "abc"]
)
def test_only_pins_are_copied_from_the_job_that_runs_new_packages(tmp_path: Path, line: str) -> None:
    (tmp_path / "updated").write_text(f"# Pins.\nfine==1.0\n{line}\n")
    (tmp_path / "constraints.txt").write_text("one==1\n")
    script = ROOT / ".github/scripts/copy-constraints.sh"
    done = subprocess.run(
        ["sh", script, "updated"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"3:{line}" in done.stderr
    assert (tmp_path / "constraints.txt").read_text() == "one==1\n"


def test_packages_are_updated_in_the_form_of_constraints(tmp_path: Path) -> None:
    [update] = scripts("monthly.yml", "resolve")
    script = tmp_path / update.run.split()[1]
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / update.run.split()[1], script)
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    frozen = "Zope.Interface==1\\nabc==2\\npip==3\\nliving-survey @ file:///x\\nruamel.yaml==0.19\\nabc-de==1"
    python = tmp_path / "python"
    inner = f'#!/bin/sh\\ncase "$*" in *freeze*) printf "{frozen}\\\\n" ;; esac'
    python.write_text(
        f'#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'{inner}\\n\' >"$3/bin/python"\nchmod +x "$3/bin/python"\n'
    )
    python.chmod(0o755)
    subprocess.run(["sh", str(script)], env={"PYTHON": str(python), "PATH": "/usr/bin:/bin"}, check=True)
    comments = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line.startswith("#")]
    assert (tmp_path / "constraints.txt").read_text().splitlines() == [
        *comments,
        "abc-de==1",
        "abc==2",
        "ruamel-yaml==0.19",
        "zope-interface==1",
    ]
