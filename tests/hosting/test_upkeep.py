"""What the repository does by itself: reports, proposals, and proposals that follow the newest commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hosting.conftest import add_body

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


def test_a_standing_issue_is_opened_updated_and_closed(world: World, report: Path) -> None:
    assert keep(world, report, "success") == "all is well, and no issue is open\n"
    assert keep(world, report, "failure") == "#1 is opened\n"
    assert "two links are dead" in world.host.issues[1]["body"]
    assert keep(world, report, "failure") == "#1 is up to date\n"
    report.write_text("one link is dead\n")
    assert keep(world, report, "failure") == "#1 is brought up to date\n"
    assert keep(world, report, "success") == "#1 is closed: all is well again\n"
    assert world.host.issues[1]["state"] == "closed"
    assert keep(world, report, "failure") == "#2 is opened\n"


def test_a_check_that_broke_down_is_not_reported_as_dead_links(world: World, report: Path) -> None:
    report.write_text("")
    keep(world, report, "failure", code=2)
    assert world.host.calls == []


def test_an_issue_of_somebody_else_with_our_marker_is_left_alone(world: World, report: Path) -> None:
    number = world.issue("<!-- survey:report:links -->\nmine", "links")
    keep(world, report, "failure")
    assert world.host.issues[number]["body"].endswith("mine")


def propose(world: World, body: Path, code: int = 0) -> str:
    options = ("--branch", "bot/metadata", "--title", "What is new", "--body", str(body))
    return world.survey("bot", "propose", "entries", "README.md", *options, code=code).stdout


def test_what_changed_in_the_checkout_is_proposed_and_kept_up(world: World, report: Path) -> None:
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


def test_a_proposal_that_nothing_is_left_of_is_taken_back(world: World, report: Path) -> None:
    roe, li = (world.root / f"entries/{name}.yaml" for name in ("roe2019bread", "doe2021knead"))
    roe_before, li_before = roe.read_text(), li.read_text()
    roe.write_text(roe_before + "remarks: first\n")
    li.write_text(li_before + "remarks: first\n")
    propose(world, report)
    li.write_text(li_before)
    propose(world, report)
    assert world.git("diff", "--name-only", "main", "bot/metadata").split() == ["entries/roe2019bread.yaml"]
    roe.write_text(roe_before)
    assert propose(world, report) == "nothing has changed\n"
    assert world.host.pulls[1]["state"] == "closed"


def two_proposals(world: World) -> None:
    world.services.knows("2501.00001", title="Stone Mills", published="2025-01-01T00:00:00Z")
    world.services.knows("2502.00002", title="Hand Mills", published="2025-02-01T00:00:00Z")
    world.answer(world.issue(add_body()))
    world.answer(world.issue(add_body(Work="2502.00002")))


def test_accepting_one_proposal_puts_the_others_on_top_of_it(world: World) -> None:
    two_proposals(world)
    message = world.git("log", "-1", "--format=%B", "add/example2025hand")
    world.merge("add/example2025stone")
    assert world.survey("bot", "renew").stdout == "#4: is put on the newest commit\n"
    assert world.git("merge-base", "main", "add/example2025hand").strip() == world.sha("main")
    readme = world.file("add/example2025hand", "README.md")
    assert "Stone Mills" in readme
    assert "Hand Mills" in readme
    assert world.git("log", "-1", "--format=%B", "add/example2025hand") == message
    assert world.survey("bot", "renew").stdout == "#4: is on the newest commit\n"
    world.merge("add/example2025hand")
    world.survey("readme", "--check")


def test_a_proposal_that_somebody_worked_on_is_left_as_it_is(world: World) -> None:
    two_proposals(world)
    world.git("fetch", "--quiet", "origin", cwd=world.root)
    world.git("checkout", "--quiet", "add/example2025hand", cwd=world.root)
    world.git("commit", "--quiet", "--allow-empty", "-m", "By hand", cwd=world.root)
    world.git("push", "--quiet", "origin", "add/example2025hand", cwd=world.root)
    before = world.sha("add/example2025hand")
    world.merge("add/example2025stone")
    assert "by hand" in world.survey("bot", "renew").stdout
    assert world.sha("add/example2025hand") == before


def test_labels_are_made_once(world: World) -> None:
    assert world.survey("bot", "labels").stdout.startswith("made add-work, ")
    assert world.survey("bot", "labels").stdout == "all labels are there\n"
    assert "needs-maintainer" in world.host.labels


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL"])
def test_what_the_environment_lacks_is_named(world: World, name: str) -> None:
    result = world.survey("bot", "labels", code=2, **{name: ""})
    assert name in result.stderr
    assert world.host.calls == []
