"""From a listing to an entry on one machine: discover, accept, reject, and whatever interrupts them."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from living_survey import load
from living_survey.cli import app
from living_survey.loading.discovery import read_state
from tests.cli.running import start_as
from tests.discovery.server import asked, openalex_work
from tests.sources.server import Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from tests.cli.forking import Started
    from tests.discovery.server import Listings
    from tests.sources.server import Request

NOON = "1795521600"  # 2026-11-24
DAY = 24 * 3600
WEEK = ("--source", "arxiv", "--since", "2026-11-18")
BREAD, CAKE, CATS = "2611.00001", "2611.00002", "2611.00003"


class Survey:
    """The commands, with the services of this test around them."""

    def __init__(self, root: Path, listings: Listings) -> None:
        self.root = root
        self.environment = {
            **listings.environment,
            "SURVEY_CACHE_DIR": "",
            "SOURCE_DATE_EPOCH": NOON,
            "SEMANTIC_SCHOLAR_API_KEY": "",
        }

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--root", str(self.root), *arguments], env=self.environment)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    def start(self, *arguments: str) -> Started:
        environment = os.environ | self.environment
        return start_as(["--root", str(self.root), *arguments], self.root, environment)

    def shown(self, *arguments: str) -> list[str]:
        """The ids that `survey discover` shows."""
        return [one["id"] for one in self.listing(*arguments)["papers"]]

    def listing(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("discover", "--json", *(arguments or WEEK)).stdout)
        return found

    def decision(self, key: str) -> tuple[str | None, str | None]:
        paper = read_state(self.root)[0].papers[f"arxiv:{key}"]
        return paper.decision, paper.entry


@pytest.fixture
def survey(root: Path, listings: Listings) -> Survey:
    listings.knows(
        BREAD,
        title="Kneading sourdough with a starter",
        abstract="We knead dough of rye, wait, and bake bread with a better crumb.",
        published="2026-11-20T10:00:00Z",
    )
    listings.knows(
        CAKE,
        title="Baking cakes of bread dough",
        abstract="Cakes of dough.",
        published="2026-11-21T10:00:00Z",
    )
    listings.knows(CATS, title="Cats", abstract="We keep cats.", published="2026-11-22T10:00:00Z")
    return Survey(root, listings)


def entry_of(survey: Survey) -> Path:
    (path,) = set((survey.root / "entries").glob("example2026*.yaml"))
    return path


def completed(text: str, note: str) -> str:
    """An entry as a person completes it: the suggested tag with a note, without what is not taken."""
    head, _, comments = text.partition("# Suggestions")
    tag = re.sub(
        r"^# ?", "", comments[comments.index("# tags:") : comments.index("# or node")], flags=re.MULTILINE
    )
    return head.replace("draft: true\n", "") + tag.replace("note:", f"note: {note}")


def test_from_a_listing_to_an_entry(survey: Survey) -> None:
    table = survey("discover", *WEEK)
    assert "Kneading sourdough with a starter" in table.stdout
    assert re.search(r"words: \S", table.stdout)
    assert "like li2022starter" in table.stdout
    assert "suggested: sourdough" in table.stdout
    assert "may contact 127.0.0.1" in table.stderr

    assert "wrote entries/example2026kneading.yaml" in survey("accept", BREAD, "--by", "Ada").stdout
    assert survey.decision(BREAD) == ("accepted", "example2026kneading")
    text = entry_of(survey).read_text()
    assert text.startswith("draft: true\ntitle: Kneading sourdough with a starter\n")
    assert 'arxiv: "2611.00001"' in text
    assert not re.search(r"^tags:", text, re.MULTILINE)
    assert "draft without a tag" in survey("check").stdout
    assert len(load(survey.root)) == 6
    assert "0 would change" in survey("fmt", "--check").stdout

    entry_of(survey).write_text(completed(text, note=""))
    assert "[accepted-without-note]" in survey("check", code=1).stdout
    entry_of(survey).write_text(completed(text, note="kneads by hand"))
    assert "7 works: no problems" in survey("check").stdout
    work = load(survey.root)["example2026kneading"]
    assert (work.tags[0].node, work.tags[0].note) == ("sourdough", "kneads by hand")
    assert survey.shown() == [CAKE, CATS]


def test_a_rejected_paper_is_never_shown_again(survey: Survey, listings: Listings) -> None:
    assert set(survey.shown()) == {BREAD, CAKE, CATS}
    survey("reject", CATS, "--by", "Ada", "--note", "no \u202ebread")
    survey("reject", f"https://arxiv.org/abs/{CAKE}v2", "--why", "minor", "--by", "Ada")
    assert survey.shown() == [BREAD]
    listings.knows(CATS, title="Cats, revised", abstract="Cats.", published="2026-11-22T10:00:00Z")
    survey("cache", "--clear")
    assert survey.shown() == [BREAD]
    assert "no problems" in survey("check").stdout
    assert read_state(survey.root)[0].papers[f"arxiv:{CATS}"].why == "no bread"


def test_running_again_shows_the_same_list_and_asks_nobody(survey: Survey, listings: Listings) -> None:
    first = survey.listing()
    requests = len(listings.requests)
    again = survey.listing()
    assert [one["id"] for one in again["papers"]] == [one["id"] for one in first["papers"]]
    assert len(listings.requests) == requests
    assert survey.shown("--offline") == [one["id"] for one in first["papers"]]


def test_how_far_a_source_is_read_and_what_was_looked_at_is_recorded(survey: Survey) -> None:
    survey.shown()
    recorded = "sources:\n  arxiv: 2026-11-24\n"
    recorded += "runs:\n  2026-11-24: {since: 2026-11-18, looked_at: 3, passed: 2}\n"
    assert recorded in (survey.root / "discovery.yaml").read_text()
    survey("reject", CATS, "--by", "Ada")
    survey("discover", "--offline")
    assert recorded in (survey.root / "discovery.yaml").read_text()


def test_the_next_week_asks_only_for_new_papers(survey: Survey, listings: Listings) -> None:
    survey.shown()
    survey("reject", BREAD, CAKE, CATS, "--by", "Ada")
    listings.requests.clear()
    listings.knows("2611.00009", title="Baking bread", published="2026-11-26T10:00:00Z")
    survey.environment["SOURCE_DATE_EPOCH"] = str(int(NOON) + 4 * DAY)
    assert survey.shown("--source", "arxiv") == ["2611.00009"]
    assert [one.query["search_query"][-28:] for one in listings.listed] == [
        "[202611220000 TO 202611282359]"[-28:]
    ]


def test_a_first_run_reads_the_last_four_weeks(survey: Survey, listings: Listings) -> None:
    assert set(survey.shown("--source", "arxiv")) == {BREAD, CAKE, CATS}
    assert "submittedDate:[202610270000" in listings.listed[0].query["search_query"]
    assert len(listings.listed) == 5


def test_after_a_long_gap_the_service_for_it_is_asked(survey: Survey, listings: Listings) -> None:
    assert set(survey.shown("--source", "arxiv", "--since", "2026-01-01")) == {BREAD, CAKE, CATS}
    assert {request.path for request in listings.requests} == {"/oai"}


def test_papers_before_a_day_are_not_shown(survey: Survey) -> None:
    assert survey.shown("--source", "arxiv", "--since", "2026-11-22") == [CATS]


def test_a_service_that_refuses_costs_only_its_papers(survey: Survey, listings: Listings) -> None:
    survey.shown()
    listings.always = lambda _: Reply(b"", 403)
    survey.environment["SOURCE_DATE_EPOCH"] = str(int(NOON) + DAY)
    result = survey("discover", *WEEK, code=1)
    assert "Kneading sourdough" in result.stdout
    assert "the next run continues from here" in result.stderr


def test_all_sources_are_asked_for_what_they_are_good_at(survey: Survey, listings: Listings) -> None:
    listings.openalex = [
        {
            "id": "https://openalex.org/W77",
            "doi": "https://doi.org/10.48550/arxiv.2003.01234",
            "cited_by_count": 5,
            "referenced_works": [],
        }
    ]
    listings.works = [
        openalex_work(number, title, publication_date="2026-11-20")
        for number, title in ((5, "Rye bread that is baked"), (9, "Much cited pies"))
    ]
    listings.recommended = [{"title": "Kneading rye dough", "externalIds": {"ArXiv": "2611.00007"}}]
    found = json.loads(survey("discover", "--since", "2026-11-18", "--format", "json").stdout)
    assert set(found["sources"]) == {"arxiv", "openalex-citing", "openalex-titles", "semantic-scholar"}
    assert set(found["sources"].values()) == {"read"}
    shown = {one["id"]: one for one in found["papers"]}
    assert set(shown) == {BREAD, CAKE, CATS, "doi:10.1000/w5", "doi:10.1000/w9", "2611.00007"}
    assert (shown["doi:10.1000/w9"]["citations"], shown["doi:10.1000/w9"]["reason"]) == (
        9,
        "cites the survey or its core works",
    )
    cites = [
        request.query["filter"]
        for request in listings.requests
        if "cites:" in request.query.get("filter", "")
    ]
    assert cites == ["cites:W77,from_publication_date:2026-11-18,to_publication_date:2026-11-24"]
    (recommended,) = [request for request in listings.requests if request.body]
    assert asked(recommended)["positivePaperIds"] == ["ArXiv:2106.00001", "ArXiv:2003.01234"]


def test_a_file_of_papers_is_ranked_without_any_service(
    survey: Survey, listings: Listings, tmp_path: Path
) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text(
        '{"title": "Kneading dough of bread", "authors": ["Eva Klein"], "abstract": "We bake."}\n'
    )
    found = json.loads(survey("discover", "--from", str(file), "--format", "json").stdout)
    assert [one["id"] for one in found["papers"]] == ["title:kneading dough of bread"]
    assert listings.requests == []
    assert (
        "wrote entries/kneading-dough-of-bread.yaml"
        in survey("accept", "title:kneading dough of bread").stdout
    )
    assert "6 works" not in survey("check").stdout


def test_a_file_can_name_papers_that_a_source_has_too(survey: Survey, tmp_path: Path) -> None:
    survey.shown()
    survey("reject", CAKE, CATS, "--by", "Ada")
    file = tmp_path / "papers.jsonl"
    file.write_text('{"title": "Kneading Sourdough with a Starter", "doi": "10.1000/x"}\n')
    (one,) = survey.listing("--from", str(file))["papers"]
    assert (one["id"], one["authors"]) == (BREAD, ["Ada Example", "Ben Sample"])


def test_a_cache_that_lags_behind_does_not_set_a_source_back(survey: Survey) -> None:
    survey.shown()
    path = survey.root / "discovery.yaml"
    path.write_text(path.read_text().replace("arxiv: 2026-11-24", "arxiv: 2026-12-01"))
    survey.shown("--offline")
    assert "arxiv: 2026-12-01" in path.read_text()


def test_a_paper_that_was_not_shown_can_be_accepted(survey: Survey, listings: Listings) -> None:
    listings.knows("2401.00009", title="Baking an old loaf", published="2024-01-02T10:00:00Z")
    survey("accept", "arXiv:2401.00009", "--by", "Ada")
    assert survey.decision("2401.00009") == ("accepted", "example2024baking")


def test_a_work_that_has_an_entry_is_accepted_as_that(survey: Survey) -> None:
    result = survey("accept", "2106.00001", "--by", "Ada")
    assert "is already in entries/doe2021knead.yaml" in result.stdout
    assert survey.decision("2106.00001") == ("accepted", "doe2021knead")


def test_accepting_twice_changes_nothing(survey: Survey) -> None:
    survey.shown()
    survey("accept", BREAD, "--by", "Ada")
    before = (survey.root / "discovery.yaml").read_text()
    assert "accepted by Ada" in survey("accept", BREAD, "--by", "Ben").stdout
    assert (survey.root / "discovery.yaml").read_text() == before


def test_an_accepted_paper_is_rejected_only_without_its_entry(survey: Survey) -> None:
    survey.shown()
    survey("accept", BREAD, "--by", "Ada")
    assert "delete entries/example2026kneading.yaml first" in survey("reject", BREAD, code=1).stderr
    entry_of(survey).unlink()
    assert "[accepted-without-entry]" in survey("check").stdout
    survey("reject", BREAD, "--by", "Ada")
    assert "6 works: no problems" in survey("check").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["accept", "nonsense"], 1, '"nonsense" is not an identifier of a paper'),
        (["reject", "2401.99999"], 1, "2401.99999: not shown, and no source has had it lately"),
        (["discover", "--source", "newspaper"], 2, 'unknown source "newspaper"; arxiv, openalex-citing'),
        (
            ["discover", "--from", "absent.jsonl"],
            2,
            "absent.jsonl: cannot be read: No such file or directory",
        ),
    ],
)
def test_what_cannot_be_done_is_explained(
    survey: Survey, arguments: list[str], code: int, message: str
) -> None:
    assert message in survey(*arguments, code=code).stderr


def test_a_list_in_markdown_leaves_nothing_to_interpret(survey: Survey, listings: Listings) -> None:
    listings.knows(
        BREAD,
        title="[x](javascript:y) | <b>bread</b> @ada",
        abstract="baked",
        published="2026-11-20T10:00:00Z",
    )
    report = survey("discover", *WEEK, "--format", "markdown").stdout
    assert "\\<b>bread\\</b> <span>@</span>ada" in report
    assert "\\[x\\](javascript" in report
    assert f"](https://arxiv.org/abs/{BREAD})" in report


# --- kill -9 -----------------------------------------------------------------------------------------------


def test_a_reading_that_is_killed_goes_on_where_it_was(survey: Survey, listings: Listings) -> None:
    listings.page_size = 1
    reached = []

    def hang_at_the_third(request: Request) -> Reply | None:
        reached.append(request)
        return Reply(hang=60) if len(reached) == 3 else None

    listings.always = hang_at_the_third
    process = survey.start("discover", *WEEK)
    _until(lambda: len(reached) == 3)
    process.send(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (survey.root / "discovery.yaml").exists()
    listings.always = None
    before = len(listings.listed)
    assert set(survey.shown()) == {BREAD, CAKE, CATS}
    queries = [(one.query["search_query"], one.query["start"]) for one in listings.listed]
    assert queries[before] == queries[before - 1]
    assert len(set(queries[: before - 1]) & set(queries[before:])) == 0


def test_accepting_and_rejecting_survive_being_killed_at_any_moment(survey: Survey) -> None:
    survey.shown()
    moments = random.Random(7)
    for _ in range(6):
        for arguments in (["accept", BREAD, "--by", "Ada"], ["reject", CATS, "--by", "Ada"]):
            process = survey.start(*arguments)
            time.sleep(moments.uniform(0, 0.3))
            process.send(signal.SIGKILL)
            process.wait()
            assert survey("check").exit_code == 0
            assert sum(1 for _ in (survey.root / "entries").glob("example2026*.yaml")) <= 1
    survey("accept", BREAD, "--by", "Ada")
    survey("reject", CATS, "--by", "Ada")
    assert survey.decision(BREAD) == ("accepted", entry_of(survey).stem)
    assert survey.shown() == [CAKE]


def test_an_entry_that_was_written_before_the_kill_is_found_again(survey: Survey) -> None:
    survey.shown()
    before = (survey.root / "discovery.yaml").read_text()
    survey("accept", BREAD, "--by", "Ada")
    (survey.root / "discovery.yaml").write_text(before)
    assert BREAD not in survey.shown()
    assert "is already in entries/example2026kneading.yaml" in survey("accept", BREAD, "--by", "Ada").stdout
    assert survey.decision(BREAD) == ("accepted", "example2026kneading")


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("did not happen in time")
