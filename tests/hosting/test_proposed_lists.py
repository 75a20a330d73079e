"""Proposals bring README.md and lists/ along, as they follow from the entries."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.hosting.conftest import add_body
from tests.site.building import ROOT

if TYPE_CHECKING:
    from tests.hosting.conftest import World

TEMPLATES = "site_src/templates"


@pytest.fixture
def listed(world: World) -> World:
    """The bakery with lists."""
    for name in ("list.md.j2", "table.md.j2"):
        shutil.copy(ROOT / TEMPLATES / name, world.root / TEMPLATES)
    world.survey("readme")
    push(world, "Lists")
    return world


def push(world: World, message: str) -> None:
    world.git("add", ".", cwd=world.root)
    world.git("commit", "--quiet", "-m", message, cwd=world.root)
    world.git("push", "--quiet", "origin", "main", cwd=world.root)


def test_an_added_work_is_in_its_list_and_only_there(listed: World) -> None:
    listed.services.knows("2501.00001", title="Stone Mills", published="2025-01-01T00:00:00Z")
    listed.answer(listed.issue(add_body()))
    branch = "add/example2025stone"
    assert listed.git("diff", "--name-only", "main", branch).split() == [
        "README.md", "entries/example2025stone.yaml", "lists/wheat.md",
    ]  # fmt: skip
    assert "Stone Mills" in listed.file(branch, "lists/wheat.md")


def test_a_proposal_on_the_newest_commit_has_the_lists_of_then(listed: World) -> None:
    listed.services.knows("2501.00001", title="Stone Mills", published="2025-01-01T00:00:00Z")
    listed.services.knows("2502.00002", title="Hand Mills", published="2025-02-01T00:00:00Z")
    listed.answer(listed.issue(add_body()))
    listed.answer(listed.issue(add_body(Work="2502.00002")))
    listed.merge("add/example2025stone")
    assert listed.survey("bot", "renew").stdout == "#4: is put on the newest commit\n"
    wheat = listed.file("add/example2025hand", "lists/wheat.md")
    assert "Stone Mills" in wheat
    assert "Hand Mills" in wheat
    listed.merge("add/example2025hand")
    listed.survey("readme", "--check")


def test_lists_that_are_gone_are_proposed_to_go(listed: World) -> None:
    old = listed.root / "lists/old.md"
    old.write_text((listed.root / "lists/wheat.md").read_text(encoding="utf-8"), encoding="utf-8")
    push(listed, "An old list")
    assert listed.survey("readme").stdout == "removed lists/old.md\n"
    body = listed.folder / "body.md"
    body.write_text("What follows.\n", encoding="utf-8")
    options = ("--branch", "bot/readme", "--title", "README", "--body", str(body))
    listed.survey("bot", "propose", "README.md", "lists", *options)
    assert listed.git("diff", "--name-status", "main", "bot/readme").split() == ["D", "lists/old.md"]
