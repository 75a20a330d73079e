from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from living_survey.cli import app
from tests.bakery import BAKERY
from tests.hosting.standin import REPOSITORY, StandIn
from tests.sources.server import Services

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from typer.testing import Result

ASKER = {"login": "ann-baker", "id": 7654321, "type": "User"}


@pytest.fixture
def services() -> Iterator[Services]:
    running = Services()
    yield running
    running.close()


@pytest.fixture
def standin() -> Iterator[StandIn]:
    running = StandIn()
    yield running
    running.close()


def git(*arguments: str, cwd: Path) -> str:
    """The output of a git command that a person runs."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A Person"), ("EMAIL", "person@example.org"))
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **identity},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bare repository and a clone of it, to be copied."""
    folder = tmp_path_factory.mktemp("beginning")
    work, remote, clone = folder / "work", folder / "remote.git", folder / "clone"
    shutil.copytree(BAKERY, work, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    # Few files, which are copied and deleted for each test: no examples of hooks, and one pack of objects.
    git("init", "--quiet", "--initial-branch=main", "--template=", cwd=work)
    git("add", ".", cwd=work)
    git("commit", "--quiet", "-m", "Start", cwd=work)
    git("repack", "--quiet", "-a", "-d", cwd=work)
    git("clone", "--quiet", "--bare", "--template=", str(work), str(remote), cwd=folder)
    git("clone", "--quiet", "--template=", str(remote), str(clone), cwd=folder)
    for hooks in (remote / "hooks", clone / ".git/hooks"):
        hooks.mkdir()
    shutil.rmtree(work)
    return folder


class World:
    """A bare repository as the remote, a clone of it, and stand-ins for the host and the services."""

    def __init__(self, folder: Path, standin: StandIn, services: Services) -> None:
        self.folder = folder
        self.host = standin
        self.services = services
        self.remote = folder / "remote.git"
        self.root = folder / "clone"
        self.events = 0
        standin.heads_from(lambda branch: self.sha(branch) or "0" * 40)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **self.services.environment,
            **self.host.environment,
            "SURVEY_CACHE_DIR": str(self.folder / "cache"),
            "SOURCE_DATE_EPOCH": "1790000000",
        }

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return git(*arguments, cwd=cwd or self.remote)

    def protect(self, branch: str) -> None:
        """Refuse pushes to a branch, as its protection does."""
        hook = self.remote / "hooks/update"
        hook.write_text(f'#!/bin/sh\n[ "$1" != refs/heads/{branch} ] || {{ echo protected >&2; exit 1; }}\n')
        hook.chmod(0o755)

    def sha(self, branch: str) -> str:
        return self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}").strip()

    @property
    def branches(self) -> list[str]:
        return self.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split()

    def file(self, branch: str, path: str) -> str:
        return self.git("show", f"{branch}:{path}")

    def merge(self, branch: str) -> None:
        """Merge a pull request as a maintainer does; fails if there is a conflict."""
        self.git("fetch", "--quiet", "origin", cwd=self.root)
        self.git("checkout", "--quiet", "--force", "-B", "main", "origin/main", cwd=self.root)
        self.git("merge", "--quiet", "--no-edit", f"origin/{branch}", cwd=self.root)
        self.git("push", "--quiet", "origin", "main", cwd=self.root)
        for pull in self.host.pulls.values():
            if pull["head"]["ref"] == branch:
                pull["state"] = "closed"

    def survey(self, *arguments: str, code: int = 0, **environment: str) -> Result:
        result = self.try_survey(*arguments, **environment)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    def try_survey(self, *arguments: str, **environment: str) -> Result:
        """Run a command that may fail."""
        command = ["--root", str(self.root), *arguments]
        return CliRunner().invoke(app, command, env=self.environment | environment)

    # --- issues ----------------------------------------

    def issue(
        self, body: str, label: str = "add-work", user: Mapping[str, Any] = ASKER, title: str = "Add: "
    ) -> int:
        number = self.host.number()
        self.host.issues[number] = {
            "number": number,
            "title": title,
            "body": body,
            "state": "open",
            "user": dict(user),
            "labels": [{"name": label}],
        }
        return number

    def event(self, number: int, action: str = "opened", sender: Mapping[str, Any] | None = None) -> Path:
        self.events += 1
        path = self.folder / f"event-{self.events}.json"
        repository = {"full_name": REPOSITORY, "default_branch": "main"}
        data = {"action": action, "issue": self.host.issues[number], "repository": repository}
        path.write_text(json.dumps(data | ({"sender": dict(sender)} if sender else {})))
        return path

    def answer(self, number: int, action: str = "opened", code: int = 0) -> str:
        """Run what the workflow runs; its output."""
        event = str(self.event(number, action))
        found = self.folder / "looked-up.json"
        found.unlink(missing_ok=True)
        self.try_survey("bot", "look-up", "--event", event, "--output", str(found))
        result = self.survey("bot", "issue", "--event", event, "--found", str(found), code=code)
        return result.stdout + result.stderr

    def edit(self, number: int, body: str, code: int = 0) -> str:
        self.host.issues[number]["body"] = body
        return self.answer(number, "edited", code)

    def said(self, number: int) -> str:
        """The one comment on an issue."""
        [comment] = self.host.comments_on(number)
        return str(comment)


@pytest.fixture
def world(tmp_path: Path, standin: StandIn, services: Services, beginning: Path) -> World:
    folder = tmp_path / "world"
    shutil.copytree(beginning, folder, symlinks=True)
    config = folder / "clone/.git/config"
    config.write_text(config.read_text().replace(str(beginning), str(folder)))
    return World(folder, standin, services)


ADD = (
    ("Work", "2501.00001"),
    ("Main place", "Spelt > Milling > Stone *Mills* (stone)"),
    ("What it does there", "grinds slowly"),
    ("Other places", ""),
    ("What it does in the other places", ""),
    ("Statements", ""),
    ("Code", ""),
    ("Project page", ""),
    ("Data", ""),
    ("Genre", ""),
    ("Languages", ""),
    ("Short names", ""),
    ("Summary", ""),
    ("Authors", ""),
    ("Year", ""),
    ("Venue", ""),
)


def rendered(questions: tuple[tuple[str, str], ...], **answers: str) -> str:
    """The text of an issue from answers, as the host writes it; keywords are labels with `_` for spaces."""
    given = {name.replace("_", " "): answer for name, answer in answers.items()}
    assert given.keys() <= {label for label, _ in questions}
    return "\n\n".join(
        f"### {label}\n\n{given.get(label, default) or '_No response_'}" for label, default in questions
    )


def add_body(**answers: str) -> str:
    return rendered(ADD, **answers)


def correct_body(**answers: str) -> str:
    questions = (
        ("Work", ""),
        ("What is wrong", ""),
        ("Correct value", ""),
        ("Source", "its page"),
    )
    return rendered(questions, **answers)


def dead_body(**answers: str) -> str:
    return rendered((("Work", ""), ("Dead address", ""), ("New address", "")), **answers)
