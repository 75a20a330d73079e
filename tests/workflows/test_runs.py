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

from living_survey import load
from living_survey.sources.cache import Cache, enrichments_in
from tests.cli.standing_in import write_program
from tests.hosting.conftest import World, add_body
from tests.hosting.conftest import beginning as beginning  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import services as services  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import standin as standin  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import world as world  # noqa: PLC0414 - a fixture
from tests.hosting.standin import REPOSITORY, TOKEN
from tests.hosting.test_candidates import BRANCH, BREAD, CAKE, CATS, MIA, Survey
from tests.hosting.test_candidates import listings as listings  # noqa: PLC0414 - a fixture
from tests.hosting.test_candidates import survey as survey  # noqa: PLC0414 - a fixture
from tests.workflows.workflow import ROOT, Step, commands, run, scripts, steps, workflow

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
        self.programs = world.root / ".venv/bin"
        self.programs.mkdir(parents=True)
        write_program(self.programs / "survey")
        (world.root / ".vscode").mkdir()
        for name in ("texts", "scripts"):
            shutil.copytree(ROOT / ".github" / name, world.root / ".github" / name)

    def install(self) -> None:
        """Use the program that people install instead of the one that stands in for it."""
        shutil.rmtree(self.programs.parent)
        self.programs.parent.symlink_to(sys.prefix)

    def run(self, step: Step, event: Path | None = None, outcome: str = "success") -> str:
        values = {
            "github.token": TOKEN,
            "github.server_url": "https://git.example",
            "github.repository": REPOSITORY,
            "github.base_ref || github.event.repository.default_branch": "main",
            "needs.links.outputs.outcome": outcome,
            "secrets.OPENALEX_API_KEY": "",
        }
        environment: Mapping[str, str] = {
            **{name: value for name, value in self.world.environment.items() if name != "GITHUB_TOKEN"},
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            **({"GITHUB_EVENT_PATH": str(event)} if event else {}),
        }
        return run(step, self.world.root, environment, values)

    def hand_over(self, name: str) -> None:
        """Move the file of an artifact to where the next job downloads it."""
        folder = self.temporary / name
        folder.mkdir(exist_ok=True)
        shutil.move(self.world.root / f"{name}.json", folder / f"{name}.json")


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
    _, generate = scripts("pull-request.yml", "check")
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


@pytest.mark.parametrize(
    ("also", "code"),
    [("", "false"), ("entries/notes.txt", "true"), ("entries/deep/a.yaml", "true"), ("mkdocs.yml", "true")],
)
def test_only_a_change_of_entries_alone_skips_the_tests_of_the_code(
    world: World, runner: Runner, also: str, code: str
) -> None:
    change(world, NEW)
    if also:
        (world.root / also).parent.mkdir(exist_ok=True)
        (world.root / also).write_text("# changed\n")
        world.git("add", also, cwd=world.root)
        world.git("commit", "--quiet", "-m", "More", cwd=world.root)
    parts, _ = scripts("pull-request.yml", "check")
    assert runner.run(parts).endswith("[exit 0]")
    assert (runner.temporary / "output").read_text() == f"code={code}\n"
    for job in ("lint", "unit", "browser"):
        assert "needs.check.outputs.code == 'true'" in workflow("pull-request.yml")["jobs"][job]["if"]


def test_an_error_is_shown_beside_its_line(world: World, runner: Runner) -> None:
    runner.install()
    change(world, NEW.replace("stone", "stones"))
    check, *_ = commands("pull-request.yml", "check")
    said = runner.run(check)
    assert f"::error file={ENTRY},line=6,col=11,title=unknown-node::" in said
    assert said.endswith("[exit 1]")
    [preview] = commands("pull-request.yml", "preview")
    assert runner.run(preview).endswith("[exit 0]")


def test_an_issue_is_answered(world: World, runner: Runner) -> None:
    world.services.knows("2501.00001", title="A Study of Mills", published="2025-01-01T00:00:00Z")
    [look_up] = commands("issue.yml", "look-up")
    [answer] = commands("issue.yml", "answer")
    number = world.issue(add_body())
    assert runner.run(look_up, world.event(number)).endswith("1 references looked up\n[exit 0]")
    runner.hand_over("looked-up")
    assert runner.run(answer, world.event(number)).endswith("is proposed in #2\n[exit 0]")
    bad = world.issue(add_body(Work="$(touch pwned)`touch pwned`"))
    for step in (look_up, answer):
        assert runner.run(step, world.event(bad)).endswith("[exit 0]")
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


def test_what_was_fetched_is_on_the_published_site(world: World, runner: Runner) -> None:
    (world.root / ENTRY).write_text(NEW.replace("year: 2024\n", 'year: 2024\narxiv: "2401.00009"\n'))
    world.services.knows("2401.00009", abstract="Doors open.")
    world.services.openalex = [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.48550/arxiv.2401.00009",
            "cited_by_count": 7,
        }
    ]
    metadata, citations = commands("publish.yml", "build")
    for step in (metadata, citations):
        assert step.data["continue-on-error"] is True
        assert runner.run(step).endswith("[exit 0]")
    assert "OPENALEX_API_KEY" in citations.environment
    found = enrichments_in(Cache(world.folder / "cache"), load(world.root))["new2024oven"]
    assert found.abstract == "Doors open."
    assert found.citations is not None
    assert found.citations.count == 7
    names = [
        step.data.get("uses", "").partition("@")[0] or step.run for step in steps("publish.yml", "build")
    ]
    order = ["actions/cache/restore", metadata.run, citations.run, "actions/cache/save", "make site"]
    assert [name for name in names if name in order] == order


def test_publications_and_weekly_runs_share_the_cache_of_services() -> None:
    caches = [
        step.data["with"]
        for name, job in (("publish.yml", "build"), ("weekly.yml", "metadata"))
        for step in steps(name, job)
        if "actions/cache" in step.data.get("uses", "")
    ]
    assert len(caches) == 3
    assert {cache["path"] for cache in caches} == {".cache/survey"}
    assert {cache["key"].partition("$")[0] for cache in caches} == {"metadata-"}
    assert {cache["restore-keys"] for cache in caches if "restore-keys" in cache} == {"metadata-"}


@pytest.mark.parametrize("outcome", ["success", "failure"])
def test_the_weekly_link_check_updates_its_issue_and_proposes_its_history(
    world: World, runner: Runner, outcome: str
) -> None:
    [check] = commands("weekly.yml", "links")
    assert (check.survey or [""])[0] == "links"  # asks the web, and is tested with the links
    checked = runner.temporary / "checked"
    (checked / "entries").mkdir(parents=True)
    (checked / "report.md").write_text("one link is dead\n")
    (checked / "links.json").write_text("{}\n")
    # Other files from the job that reads answers of strangers are not used.
    (checked / "entries/unknown.yaml").write_text("title: Unknown\n")
    (checked / "entries/conftest.py").write_text("taken over\n")
    (checked / "Makefile").write_text("taken over\n")
    (checked / "entries/doe2021knead.yaml").symlink_to("/etc/passwd")
    [copy] = scripts("weekly.yml", "propose-links")
    report, propose = commands("weekly.yml", "propose-links")
    for step in (copy, report, propose):
        assert runner.run(step, outcome=outcome).endswith("[exit 0]")
    assert (1 in world.host.issues) == (outcome == "failure")
    assert world.git("diff", "--name-only", "main", "bot/links").split() == ["links.json"]


def test_the_weekly_refresh_proposes_what_services_say(world: World, runner: Runner) -> None:
    [refresh] = commands("weekly.yml", "metadata")
    [copy] = scripts("weekly.yml", "propose-metadata")
    [propose] = commands("weekly.yml", "propose-metadata")
    (world.root / ENTRY).write_text(NEW.replace("year: 2024\n", 'year: 2024\narxiv: "2401.00009"\n'))
    world.git("add", "entries", cwd=world.root)
    world.git("commit", "--quiet", "-m", "Mine", cwd=world.root)
    world.git("push", "--quiet", "origin", "HEAD:main", cwd=world.root)
    world.services.knows("2401.00009", title="Oven Doors")
    assert runner.run(refresh).endswith("[exit 0]")
    checked = runner.temporary / "checked"
    checked.mkdir()
    shutil.move(world.root / "report.md", checked)
    shutil.copytree(world.root / "entries", checked / "entries")
    world.git("checkout", "--quiet", ".", cwd=world.root)
    assert runner.run(copy).endswith("[exit 0]")
    assert "proposed in #1" in runner.run(propose)
    assert world.git("diff", "--name-only", "main", "bot/metadata").split() == [ENTRY]
    assert "+title: Oven Doors" in world.git("diff", "main", "bot/metadata", "--", ENTRY)
    assert "Oven Doors" in world.host.pulls[1]["body"]


def test_a_candidate_of_the_week_becomes_a_draft_when_its_box_is_ticked(survey: Survey) -> None:
    runner = Runner(survey)
    survey.services.knows("2106.00001", "2003.01234")
    fetch, find = commands("weekly.yml", "find-candidates")
    [candidates] = commands("weekly.yml", "candidates")
    assert fetch.data["continue-on-error"] is True
    for step in (fetch, find):
        assert runner.run(step).endswith("[exit 0]")
    runner.hand_over("candidates")
    assert "discovery.yaml: pushed to main; issue #1 opened" in runner.run(candidates)
    survey.tick(BREAD, "accepted")
    survey.tick(CATS, "off-topic")
    [look_up] = commands("issue.yml", "look-up")
    [decide] = commands("issue.yml", "decide")
    event = survey.event(survey.number, "edited", MIA)
    assert runner.run(look_up, event).endswith("[exit 0]")
    runner.hand_over("looked-up")
    assert runner.run(decide, event).endswith("#1: 2 answered, 0 not\n[exit 0]")
    assert (survey.decision(BREAD), survey.decision(CATS)) == (None, "off-topic")
    [pull] = survey.host.pulls.values()
    assert (pull["title"], pull["head"]["ref"]) == ("Add: Kneading sourdough with a starter", BRANCH)
    survey.merge(BRANCH)
    assert survey.decision(BREAD) == "accepted"
    assert runner.run(find).endswith("[exit 0]")
    runner.hand_over("candidates")
    assert "issue #1 updated" in runner.run(candidates)
    assert [f"`{paper}`" in survey.text for paper in (BREAD, CATS, CAKE)] == [False, False, True]


def test_the_monthly_update_is_proposed(world: World, runner: Runner) -> None:
    [propose] = commands("monthly.yml", "propose")
    copy, copy_hashes = scripts("monthly.yml", "propose")
    assert "nothing has changed" in runner.run(propose)
    updated = runner.temporary / "updated"
    updated.mkdir()
    (updated / "constraints.txt").write_text("one==1\n")
    shutil.copy(ROOT / "requirements.txt", updated)
    # Other files from the job that runs new packages are not used.
    (updated / "README.md").write_text("taken over\n")
    for step in (copy, copy_hashes):
        assert runner.run(step).endswith("[exit 0]")
    assert "taken over" not in (world.root / "README.md").read_text()
    assert "proposed in #1" in runner.run(propose)
    assert world.file("bot/packages", "constraints.txt") == "one==1\n"
    assert "--hash=sha256:" in world.file("bot/packages", "requirements.txt")


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


@pytest.mark.parametrize(
    "line",
    [
        "abc==1",
        "-r evil.txt",
        "--index-url x",
        "abc @ https://example.org/abc.whl",
        "    --hash=md5:0",
        "abc==1 ; x \\y",
    ],
)
def test_only_pins_with_hashes_are_copied(tmp_path: Path, line: str) -> None:
    whole = f"# Pins.\nfine==1.0 ; python_version < '3.12' \\\n    --hash=sha256:{'0' * 64}\n"
    script = ROOT / ".github/scripts/copy-requirements.sh"
    for text, code in ((whole, 0), (f"{whole}{line}\n", 1)):
        (tmp_path / "updated").write_text(text)
        done = subprocess.run(["sh", script, "updated"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == code
    assert (tmp_path / "requirements.txt").read_text() == whole


def test_packages_are_updated_in_the_form_of_constraints(tmp_path: Path) -> None:
    update, _hashes = scripts("monthly.yml", "resolve")
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
