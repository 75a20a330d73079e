"""Generated files: proposals do not have them, and the main branch is brought up to date after each merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hosting.conftest import add_body

if TYPE_CHECKING:
    from tests.hosting.conftest import World

GENERATED = ("README.md", "lists", ".github/ISSUE_TEMPLATE")


@pytest.fixture
def generated(world: World) -> World:
    """The bakery with its generated files."""
    generate(world)
    push(world, "Generate")
    return world


def generate(world: World) -> None:
    world.survey("readme")
    world.survey("bot", "forms")


def push(world: World, message: str) -> None:
    world.git("add", ".", cwd=world.root)
    world.git("commit", "--quiet", "-m", message, cwd=world.root)
    world.git("push", "--quiet", "origin", "main", cwd=world.root)


def update(world: World) -> str:
    """What the workflow of the main branch does after a push; what was done."""
    world.git("fetch", "--quiet", "origin", cwd=world.root)
    world.git("checkout", "--quiet", "--force", "-B", "main", "origin/main", cwd=world.root)
    generate(world)
    body = world.folder / "body.md"
    body.write_text("The output of the generators.\n", encoding="utf-8")
    options = ("--branch", "bot/generated", "--title", "Update generated files", "--body", str(body))
    return world.survey("bot", "propose", *GENERATED, *options, "--direct").stdout


def two_proposals(world: World) -> tuple[str, str]:
    world.services.knows("2501.00001", title="Stone Mills", published="2025-01-01T00:00:00Z")
    world.services.knows("2502.00002", title="Hand Mills", published="2025-02-01T00:00:00Z")
    world.answer(world.issue(add_body()))
    world.answer(world.issue(add_body(Work="2502.00002")))
    return "add/example2025stone", "add/example2025hand"


def changed(world: World, branch: str) -> list[str]:
    return world.git("diff", "--name-only", f"main...{branch}").split()


def test_two_proposals_of_one_work_each_are_merged_without_conflict(generated: World) -> None:
    stone, hand = two_proposals(generated)
    assert changed(generated, stone) == ["entries/example2025stone.yaml"]
    assert changed(generated, hand) == ["entries/example2025hand.yaml"]
    before = generated.sha(hand)
    generated.merge(stone)
    assert update(generated) == "pushed to main\n"
    assert generated.sha(hand) == before
    generated.merge(hand)
    assert update(generated) == "pushed to main\n"
    for title in ("Stone Mills", "Hand Mills"):
        assert title in generated.file("main", "README.md")
        assert title in generated.file("main", "lists/wheat.md")
    assert update(generated) == "nothing has changed\n"


def test_a_commit_of_generated_files_is_the_bots_and_has_nothing_else(generated: World) -> None:
    stone, _ = two_proposals(generated)
    generated.merge(stone)
    (generated.root / "notes.txt").write_text("mine")
    update(generated)
    shown = generated.git("show", "--format=%an%n%B", "--name-only", "main").split("\n")
    assert shown[:2] == ["github-actions[bot]", "Update generated files"]
    assert set(filter(None, shown[2:])) == {"README.md", "lists/wheat.md"}


def test_lists_that_are_not_generated_any_more_are_removed(generated: World) -> None:
    old = generated.root / "lists/old.md"
    old.write_text((generated.root / "lists/wheat.md").read_text(encoding="utf-8"), encoding="utf-8")
    push(generated, "An old list")
    assert update(generated) == "pushed to main\n"
    assert generated.git("show", "--format=", "--name-status", "main").split() == ["D", "lists/old.md"]


def test_a_protected_branch_gets_a_pull_request_instead(generated: World) -> None:
    old = generated.root / "lists/old.md"
    old.write_text((generated.root / "lists/wheat.md").read_text(encoding="utf-8"), encoding="utf-8")
    push(generated, "An old list")
    stone, _ = two_proposals(generated)
    generated.merge(stone)
    generated.protect("main")
    assert update(generated) == "proposed in #5\n"
    assert update(generated) == "proposed in #5\n"
    assert changed(generated, "bot/generated") == ["README.md", "lists/old.md", "lists/wheat.md"]
    assert generated.host.dispatched[-1] == ("pull-request.yml", "bot/generated")
    assert generated.git("rev-list", "--count", "main..bot/generated").strip() == "1"


def test_the_pull_request_is_closed_when_the_branch_can_be_pushed_again(generated: World) -> None:
    stone, _ = two_proposals(generated)
    generated.merge(stone)
    generated.protect("main")
    update(generated)
    generated.protect("elsewhere")
    assert update(generated) == "pushed to main; #5 is closed\n"
    assert generated.host.pulls[5]["state"] == "closed"


def test_a_run_that_is_not_at_the_newest_commit_pushes_nothing(generated: World) -> None:
    stone, hand = two_proposals(generated)
    generated.merge(stone)
    first = generated.sha("main")
    generated.merge(hand)
    newest = generated.sha("main")
    generated.git("checkout", "--quiet", first, cwd=generated.root)
    generate(generated)
    body = generated.folder / "body.md"
    body.write_text("Text.\n")
    options = ("--branch", "bot/generated", "--title", "Update", "--body", str(body), "--direct")
    done = generated.survey("bot", "propose", "README.md", *options).stdout
    assert done == "not at the newest commit of main; nothing done\n"
    assert generated.sha("main") == newest
