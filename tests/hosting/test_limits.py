"""Nobody can keep maintainers and the checks busy without end: open proposals are limited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.hosting.limits import MAX_OPEN, MAX_OPEN_OF_ACCOUNT
from tests.hosting.conftest import ASKER, add_body
from tests.hosting.standin import BOT

if TYPE_CHECKING:
    from tests.hosting.conftest import World

OTHER = {"login": "bob", "id": 9, "type": "User"}


def propose(world: World, count: int, user: dict[str, object]) -> None:
    """Let some issues of an account have open proposals."""
    world.services.knows("2501.00001", title="A Study of Stone Mills", published="2025-01-01T00:00:00Z")
    for _ in range(count):
        number = world.issue("", user=user)
        world.host.pull(f"fix/{number}", "Correct", f"<!-- survey:issue:{number} -->\nCloses #{number}", BOT)


def test_an_account_has_a_limit_of_open_proposals(world: World) -> None:
    propose(world, MAX_OPEN_OF_ACCOUNT, ASKER)
    number = world.issue(add_body())
    assert "of your proposals are open already" in world.answer(number)
    assert "of your proposals are open already; please wait" in world.said(number)
    assert world.branches == ["main"]
    assert world.services.requests == []


def test_closing_the_issues_does_not_lift_the_limit_but_closing_the_proposals_does(world: World) -> None:
    propose(world, MAX_OPEN_OF_ACCOUNT, ASKER)
    for issue in world.host.issues.values():
        issue["state"] = "closed"
    number = world.issue(add_body())
    assert "open already" in world.answer(number)
    next(iter(world.host.pulls.values()))["state"] = "closed"
    assert "is proposed in" in world.answer(number, "edited")


def test_proposals_of_others_count_for_the_limit_of_all_only(world: World) -> None:
    propose(world, MAX_OPEN_OF_ACCOUNT, OTHER)
    assert "is proposed in" in world.answer(world.issue(add_body()))
    propose(world, MAX_OPEN - MAX_OPEN_OF_ACCOUNT, OTHER)
    assert f"{MAX_OPEN} proposals are open" in world.answer(world.issue(add_body()))


def test_an_open_proposal_is_still_updated_and_maintainers_have_no_limit(world: World) -> None:
    propose(world, MAX_OPEN_OF_ACCOUNT - 1, ASKER)
    number = world.issue(add_body())
    assert "is proposed in" in world.answer(number)
    world.edit(number, add_body(What_it_does_there="grinds very slowly"))
    assert "is proposed in" in world.said(number)
    world.services.knows("2502.00002", title="Rollers Reconsidered", published="2025-02-02T00:00:00Z")
    other = world.issue(add_body(Work="2502.00002"))
    world.host.issues[other]["author_association"] = "MEMBER"
    assert "is proposed in" in world.answer(other)
