"""Scheduled work: reports as issues, changes as pull requests, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hosting.conftest import World


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.md"
    file.write_text("two links are dead\n")
    return file


def keep(world: World, report: Path, outcome: str, code: int = 0) -> str:
    options = ("--label", "links", "--title", "Links", "--file", str(report), "--outcome", outcome)
    return world.survey("bot", "report", *options, code=code).stdout


def test_the_issue_of_a_report_is_opened_updated_and_closed(world: World, report: Path) -> None:
    assert keep(world, report, "success") == "nothing to report, and no issue is open\n"
    assert keep(world, report, "failure") == "#1 opened\n"
    assert "two links are dead" in world.host.issues[1]["body"]
    assert keep(world, report, "failure") == "#1 is up to date\n"
    report.write_text("one link is dead\n")
    assert keep(world, report, "failure") == "#1 updated\n"
    assert keep(world, report, "success") == "#1 closed: nothing to do any more\n"
    assert world.host.issues[1]["state"] == "closed"
    assert keep(world, report, "failure") == "#2 opened\n"


def test_a_failed_check_without_a_report_is_not_reported(world: World, report: Path) -> None:
    report.write_text("")
    keep(world, report, "failure", code=2)
    assert world.host.calls == []


def test_an_issue_by_others_with_our_marker_is_not_changed(world: World, report: Path) -> None:
    number = world.issue("<!-- survey:report:links -->\nmine", "links")
    keep(world, report, "failure")
    assert world.host.issues[number]["body"].endswith("mine")


def propose(world: World, body: Path, code: int = 0) -> str:
    options = ("--branch", "bot/metadata", "--title", "What is new", "--body", str(body))
    return world.survey("bot", "propose", "entries", "README.md", *options, code=code).stdout


def test_changes_of_the_checkout_are_proposed_and_updated(world: World, report: Path) -> None:
    assert propose(world, report) == "nothing has changed\n"
    roe = world.root / "entries/roe2019bread.yaml"
    roe.write_text(roe.read_text() + "remarks: first\n")
    (world.root / "unrelated.txt").write_text("mine")
    assert propose(world, report) == "proposed in #1\n"
    assert world.git("diff", "--name-only", "main", "bot/metadata").split() == ["entries/roe2019bread.yaml"]
    assert "two links are dead" in world.host.pulls[1]["body"]
    first = world.sha("bot/metadata")
    propose(world, report)
    assert world.sha("bot/metadata") == first
    roe.write_text(roe.read_text().replace("first", "second"))
    propose(world, report)
    assert "second" in world.file("bot/metadata", "entries/roe2019bread.yaml")
    assert world.git("rev-list", "--count", "main..bot/metadata").strip() == "1"
    assert world.host.dispatched == [("pull-request.yml", "bot/metadata")] * 2


def test_a_proposal_without_changes_is_closed(world: World, report: Path) -> None:
    roe, li = (world.root / f"entries/{name}.yaml" for name in ("roe2019bread", "doe2021knead"))
    roe_before, li_before = roe.read_text(), li.read_text()
    roe.write_text(roe_before + "remarks: first\n")
    li.write_text(li_before + "remarks: first\n")
    propose(world, report)
    li.write_text(li_before)
    propose(world, report)
    assert world.git("diff", "--name-only", "main", "bot/metadata").split() == ["entries/roe2019bread.yaml"]
    roe.write_text(roe_before)
    assert propose(world, report) == "nothing has changed; #1 is closed\n"
    assert world.host.pulls[1]["state"] == "closed"


def test_a_proposal_that_a_maintainer_has_commented_on_is_not_changed(world: World, report: Path) -> None:
    roe = world.root / "entries/roe2019bread.yaml"
    roe.write_text(roe.read_text() + "remarks: first\n")
    propose(world, report)
    world.host.comment(1, "Why?", {"login": "mia-baker", "id": 11, "type": "User"}, "OWNER")
    before = world.sha("bot/metadata")
    roe.write_text(roe.read_text().replace("first", "second"))
    options = ("--branch", "bot/metadata", "--title", "What is new", "--body", str(report))
    result = world.survey("bot", "propose", "entries", *options, code=1)
    assert "pull request #1 has comments by a maintainer" in result.stderr
    assert world.sha("bot/metadata") == before


def test_labels_are_created_once(world: World) -> None:
    assert world.survey("bot", "labels").stdout.startswith("created add-work, ")
    assert world.survey("bot", "labels").stdout == "all labels exist\n"
    assert "needs-maintainer" in world.host.labels


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL"])
def test_a_missing_environment_variable_is_named(world: World, name: str) -> None:
    result = world.survey("bot", "labels", code=2, **{name: ""})
    assert name in result.stderr
    assert world.host.calls == []
