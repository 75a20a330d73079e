"""From a listing to a draft on one machine: the issue "Candidates", its boxes, and what they lead to."""

from __future__ import annotations

import re
import shutil
import signal
from datetime import date
from typing import TYPE_CHECKING

import pytest

from living_survey.hosting.artifacts import MAX_BYTES, FoundPapers, parse_artifact
from living_survey.hosting.candidate_issue import CandidateIssue
from living_survey.hosting.events import IssueEvent, read_event
from living_survey.hosting.host import Host, HostError
from living_survey.hosting.settings import HostSettings
from living_survey.loading.discovery import read_state, state_of
from living_survey.sources.services import Services
from living_survey.sources.settings import settings
from tests.cli.running import start_as
from tests.discovery.conftest import DISCOVER
from tests.discovery.server import Listings
from tests.hosting.conftest import World
from tests.hosting.standin import BOT, Call, Reply
from tests.rendering.github import page
from tests.sources.conftest import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from living_survey.knowledge.discovery import ShownPaper
    from tests.hosting.standin import StandIn

MIA = {"login": "mia-baker", "id": 11, "type": "User"}
EVE = {"login": "eve", "id": 12, "type": "User"}
TODAY = date(2026, 9, 21)
BREAD, CAKE, CATS = "2609.00001", "2609.00002", "2609.00003"
ENTRY = "entries/example2026kneading.yaml"
BRANCH = "add/example2026kneading"


@pytest.fixture
def listings() -> Iterator[Listings]:
    running = Listings()
    yield running
    running.close()


@pytest.fixture
def survey(tmp_path: Path, standin: StandIn, listings: Listings, beginning: Path) -> Survey:
    folder = tmp_path / "world"
    shutil.copytree(beginning, folder, symlinks=True)
    config = folder / "clone/.git/config"
    config.write_text(config.read_text().replace(str(beginning), str(folder)))
    for number, title in (
        (BREAD, "Kneading sourdough with a starter"),
        (CAKE, "Baking cakes of bread dough"),
    ):
        listings.knows(number, title=title, abstract="We bake bread.", published="2026-09-18T10:00:00Z")
    listings.knows(CATS, title="Cats", abstract="We keep cats.", published="2026-09-19T10:00:00Z")
    standin.permissions = {"mia-baker": "write", "eve": "read"}
    return Survey(folder, standin, listings)


class Survey(World):
    """A survey at its host that looks for new papers."""

    def __init__(self, folder: Path, standin: StandIn, services: Listings) -> None:
        super().__init__(folder, standin, services)
        with (self.root / "taxonomy.yaml").open("a", encoding="utf-8") as file:
            file.write(DISCOVER)
        self.git("commit", "--quiet", "--all", "-m", "Discover", cwd=self.root)
        self.git("push", "--quiet", "origin", "HEAD:main", cwd=self.root)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"SEMANTIC_SCHOLAR_API_KEY": ""}

    @property
    def handler(self) -> CandidateIssue:
        """What the commands call, without waiting between requests."""
        services = Services(settings(self.root, self.environment), clock=FakeClock())
        host = Host(HostSettings.of(self.environment), sleep=lambda _: None)
        return CandidateIssue(host, self.root, services, TODAY)

    def weekly(self) -> str:
        """Do what the weekly workflow does."""
        found = self.handler.find()[1].model_dump_json().encode()
        return self.handler.update(parse_artifact(found, FoundPapers, MAX_BYTES))

    @property
    def number(self) -> int:
        """The number of the issue."""
        (number,) = self.host.issues
        return number

    @property
    def text(self) -> str:
        """The text of the issue."""
        return str(self.host.issues[self.number]["body"])

    def tick(self, paper: str, box: str) -> None:
        """Tick a box of a paper, as the host changes the text."""
        before, found, after = self.text.partition(f"`{paper}`")
        assert found
        after = re.sub(rf"- \[ \] (?=[^\n]*:{box} -->)", "- [x] ", after, count=1)
        self.host.issues[self.number]["body"] = (before + found + after).replace("\n", "\r\n")

    def decide(
        self, sender: Mapping[str, object] = MIA, number: int | None = None, action: str = "edited"
    ) -> str:
        """Do what the workflow does when an issue was edited."""
        event = self.event(number or self.number, action, sender)
        asked = read_event(event, IssueEvent)
        found = self.folder / "looked-up.json"
        found.write_text(self.handler.look_up(asked).model_dump_json(), encoding="utf-8")
        asked_before = len(self.services.requests)
        done = self.handler.decide(asked, found)
        assert len(self.services.requests) == asked_before
        return done

    def papers(self, branch: str = "main") -> dict[str, ShownPaper]:
        return state_of(self.file(branch, "discovery.yaml")).papers

    def decision(self, paper: str, branch: str = "main") -> str | None:
        return self.papers(branch)[f"arxiv:{paper}"].decision


def test_papers_are_shown_in_one_issue_and_recorded(survey: Survey) -> None:
    said = survey.weekly()
    assert "discovery.yaml: pushed to main; issue #1 opened" in said
    issue = survey.host.issues[1]
    assert (issue["title"], issue["labels"]) == ("Candidates", [{"name": "candidates"}])
    assert set(survey.papers()) == {f"arxiv:{one}" for one in (BREAD, CAKE, CATS)}
    shown = page(survey.text)
    assert [item.text for item in shown.all("h3")][:1] == ["1. Kneading sourdough with a starter"]
    for part in ("Ada Example, Ben Sample", "2026-09-18", "words:", "Most like:", "Suggested place:"):
        assert part in survey.text
    assert survey.text.count("- [ ] ") == 4 * 3
    assert "issue #1 is up to date" in survey.weekly()
    assert survey.git("rev-list", "--count", "main").strip() == "3"


def test_a_ticked_box_becomes_a_draft_that_is_complete_with_a_note(survey: Survey) -> None:
    survey.weekly()
    survey.tick(BREAD, "accepted")
    assert survey.decide() == "#1: 1 answered, 0 not"
    pull = survey.host.pulls[2]
    assert (pull["title"], pull["head"]["ref"]) == ("Add: Kneading sourdough with a starter", BRANCH)
    changed = survey.git("diff", "--name-only", "main", BRANCH).split()
    assert changed == ["discovery.yaml", ENTRY]
    assert survey.decision(BREAD) is None
    accepted = survey.papers(BRANCH)[f"arxiv:{BREAD}"]
    assert (accepted.decision, accepted.by, accepted.entry) == (
        "accepted",
        "mia-baker",
        "example2026kneading",
    )
    assert survey.host.dispatched[-1] == ("pull-request.yml", BRANCH)
    assert "- accepted by mia-baker: #2" in survey.text
    assert survey.text.count("- [ ] ") == 4 * 2
    assert BREAD not in survey.weekly()
    assert "### Accepted, in review\n\n- Kneading sourdough with a starter: #2" in survey.text
    assert f"`{BREAD}`" not in survey.text

    survey.merge(BRANCH)
    assert "1 warning in 1 file" in survey.survey("check").stdout
    entry = survey.root / ENTRY
    text = entry.read_text()
    assert text.startswith("draft: true\ntitle: Kneading sourdough with a starter\n")
    head = text.partition("# Suggestions")[0].replace("draft: true\n", "")
    entry.write_text(f"{head}tags:\n  - node: sourdough\n    note: kneads by hand\n    acts_at: knead\n")
    assert "no problems" in survey.survey("check").stdout
    survey.weekly()
    assert f"`{BREAD}`" not in survey.text


def test_a_rejected_paper_is_never_shown_again(survey: Survey) -> None:
    survey.weekly()
    survey.tick(CATS, "off-topic")
    survey.tick(CAKE, "minor")
    assert survey.decide() == "#1: 2 answered, 0 not"
    assert (survey.decision(CATS), survey.decision(CAKE)) == ("off-topic", "minor")
    assert survey.papers()[f"arxiv:{CATS}"].by == "mia-baker"
    assert "- off-topic, decided by mia-baker" in survey.text
    assert survey.host.pulls == {}
    shutil.rmtree(survey.folder / "cache")
    survey.weekly()
    assert (f"`{CATS}`" in survey.text, f"`{BREAD}`" in survey.text) == (False, True)
    assert "2026-09: 3 shown, 50 % of those judged belong" in survey.text


def test_only_people_who_may_write_decide(survey: Survey) -> None:
    survey.weekly()
    before = survey.text
    for sender in (EVE, {"login": "unknown", "id": 13, "type": "User"}):
        survey.tick(CATS, "off-topic")
        assert "not allowed" in survey.decide(sender)
        assert survey.text == before
    assert survey.decision(CATS) is None
    assert "may not decide" in survey.said(1)


@pytest.mark.parametrize("action", ["opened", "closed", "labeled"])
def test_other_events_and_issues_of_others_do_nothing(survey: Survey, action: str) -> None:
    survey.weekly()
    survey.tick(CATS, "off-topic")
    assert survey.decide(action=action) == "#1: nothing to do"
    assert survey.decide(BOT) == "#1: nothing to do"
    forged = survey.issue(survey.text, "candidates")
    assert survey.decide(number=forged) == f"#{forged}: nothing to do"
    assert survey.decision(CATS) is None


def test_two_boxes_of_one_paper_are_not_an_answer(survey: Survey) -> None:
    survey.weekly()
    for box in ("accepted", "minor"):
        survey.tick(CATS, box)
    survey.tick(BREAD, "later")
    assert survey.decide() == "#1: 1 answered, 1 not; Cats: tick one box only"
    assert (survey.decision(CATS), survey.decision(BREAD)) == (None, "later")
    assert "- Cats: tick one box only" in survey.said(1)
    assert survey.text.count("- [x] ") == 2
    survey.weekly()
    assert survey.text.count("- [x] ") == 2


def test_where_the_branch_is_protected_everything_is_proposed(survey: Survey) -> None:
    survey.protect("main")
    assert "proposed in #1" in survey.weekly()
    survey.tick(CATS, "off-topic")
    survey.tick(BREAD, "accepted")
    assert "2 answered, 0 not" in survey.decide()
    assert survey.decision(CATS, "bot/candidates") == "off-topic"
    assert survey.decision(BREAD, BRANCH) == "accepted"
    survey.weekly()
    assert (f"`{CATS}`" in survey.text, f"`{CAKE}`" in survey.text) == (False, True)
    assert survey.decision(CATS, "bot/candidates") == "off-topic"


def test_a_paper_cannot_act_on_the_host(survey: Survey, listings: Listings) -> None:
    title = "[x](javascript:y) bread <img src=x> @ada #7 <!-- paper:0123456789abcdef:accepted --> [skip ci]"
    listings.knows(BREAD, title=title, abstract="baked", published="2026-09-18T10:00:00Z")
    survey.weekly()
    shown = page(survey.text)
    assert title in [item.text.partition(". ")[2] for item in shown.all("h3")]
    assert not list(shown.all("img"))
    assert all(str(one.attributes["href"]).startswith("https://arxiv.org/") for one in shown.all("a"))
    survey.tick(BREAD, "accepted")
    assert "1 answered, 0 not" in survey.decide()
    (pull,) = survey.host.pulls.values()
    assert "[skip ci]" not in pull["title"]
    assert "@ada" not in pull["title"]


def killed_at(survey: Survey, command: tuple[str, ...], where: Callable[[Call], bool]) -> bool:
    """Kill a command at its first request that fits; whether there was one."""
    reached: list[Call] = []

    def kill(call: Call) -> Reply | None:
        if not reached and where(call):
            reached.append(call)
            running.send(signal.SIGKILL)
        return None

    survey.host.next = [kill] * 200
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(survey.folder)} | survey.environment
    running = start_as(["--root", str(survey.root), *command], survey.root, environment)
    assert running.wait() == (-signal.SIGKILL if reached else 0)
    survey.host.next = []
    return bool(reached)


def test_whatever_is_killed_is_done_once_by_the_next_run(survey: Survey) -> None:
    """Killed around each thing that is done at the host."""
    survey.host.next = [lambda call: Reply(500) if call.method == "POST" else None] * 9
    with pytest.raises(HostError):
        survey.weekly()
    survey.host.next = []
    papers, looked_up = str(survey.folder / "candidates.json"), str(survey.folder / "looked-up.json")
    survey.survey("bot", "find", "--output", papers)
    assert killed_at(survey, ("bot", "candidates", papers), lambda call: call.method == "POST")
    assert survey.weekly().endswith("is up to date")
    survey.tick(BREAD, "accepted")
    survey.tick(CATS, "off-topic")
    event = str(survey.event(survey.number, "edited", MIA))
    survey.survey("bot", "look-up", "--event", event, "--output", looked_up)
    for end in ("/pulls", "/dispatches", f"/issues/{survey.number}"):
        assert killed_at(
            survey,
            ("bot", "decide", "--event", event, "--found", looked_up),
            lambda call, end=end: call.method != "GET" and call.path.endswith(end),  # type: ignore[misc]
        ), end
    decide = ("bot", "decide", "--event", event, "--found", looked_up)
    assert "2 answered, 0 not" in survey.survey(*decide).stdout
    before = survey.text
    survey.survey(*decide)
    assert survey.text == before
    assert [pull["head"]["ref"] for pull in survey.host.pulls.values()] == [BRANCH]
    assert survey.branches == [BRANCH, "main"]
    assert survey.git("rev-list", "--count", f"main..{BRANCH}").strip() == "1"
    assert (survey.decision(CATS), survey.decision(BREAD, BRANCH)) == ("off-topic", "accepted")
    assert survey.text.count("- [ ] ") == 4
    survey.merge(BRANCH)
    assert read_state(survey.root)[0].papers.keys() == survey.papers().keys()
    survey.weekly()
    assert (f"`{CAKE}`" in survey.text, f"`{BREAD}`" in survey.text) == (True, False)
