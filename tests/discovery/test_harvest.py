"""Reading sources bit by bit: nothing twice, nothing lost, whatever interrupts it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.sources.cache import Cache
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.harvest import KEPT, OVERLAP, Harvest
from living_survey.sources.discovery.source import CursorExpiredError, Page, Window
from living_survey.sources.fetching import alone
from living_survey.sources.http import UnavailableError

FIRST, TODAY = date(2026, 11, 1), date(2026, 11, 30)


@dataclass
class Shelf:
    """A source of a paper a day, a page for each, that can fail."""

    name: str = "shelf"
    service: str = "shelf"
    host: str = "shelf.example"
    whole: bool = False
    asked: list[tuple[Window, str | None]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    fails_after: int | None = None

    def page(self, window: Window, cursor: str | None) -> Page:
        self.asked.append((window, cursor))
        if self.failures:
            raise self.failures.pop(0)
        if self.fails_after is not None and len(self.asked) > self.fails_after:
            raise UnavailableError("shelf.example: no answer in time")
        day = window.since + timedelta(days=int(cursor or 0))
        paper = Candidate(
            title=f"Paper of {day}", arxiv=f"2611.{day.day:05}", published=day, sources=(self.name,)
        )
        return Page((paper,), None if day >= window.until else str(int(cursor or 0) + 1))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def days(harvest: Harvest) -> list[int]:
    return sorted(one.published.day for one in harvest.candidates(FIRST - KEPT) if one.published)


def test_a_window_is_read_to_its_end(cache: Cache) -> None:
    harvest = Harvest(cache, date(2026, 11, 3))
    result = harvest.run(Shelf(), FIRST)
    assert days(harvest) == [1, 2, 3]
    assert (result.papers, result.requests, result.failure) == (3, 3, "")
    assert harvest.last_day("shelf") == date(2026, 11, 3)


def test_the_same_day_is_not_read_again(cache: Cache) -> None:
    Harvest(cache, TODAY).run(Shelf(), FIRST)
    again = Shelf()
    assert Harvest(cache, TODAY).run(again, FIRST).requests == 0
    assert again.asked == []


def test_the_next_run_reads_on_from_two_days_before_the_end(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 10)).run(Shelf(), FIRST)
    later = Shelf()
    harvest = Harvest(cache, date(2026, 11, 12))
    harvest.run(later, FIRST)
    assert later.asked[0] == (Window(date(2026, 11, 10) - OVERLAP, date(2026, 11, 12)), None)
    assert days(harvest) == list(range(1, 13))


def test_an_earlier_day_is_read_when_it_is_asked_for(cache: Cache) -> None:
    Harvest(cache, TODAY).run(Shelf(), date(2026, 11, 20))
    harvest = Harvest(cache, TODAY)
    harvest.run(Shelf(), FIRST)
    assert days(harvest) == list(range(1, 31))


def test_an_interrupted_reading_goes_on_where_it_was(cache: Cache) -> None:
    broken = Shelf(fails_after=4)
    result = Harvest(cache, date(2026, 11, 9)).run(broken, FIRST)
    assert "no answer in time; the next run continues from here" in str(result)
    assert Harvest(cache, date(2026, 11, 9)).last_day("shelf") is None
    mended = Shelf()
    harvest = Harvest(cache, date(2026, 11, 9))
    harvest.run(mended, FIRST)
    assert [cursor for _, cursor in mended.asked] == ["4", "5", "6", "7", "8"]
    assert days(harvest) == list(range(1, 10))


def test_an_old_interruption_is_finished_before_new_days_are_read(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 5)).run(Shelf(fails_after=3), FIRST)
    mended = Shelf()
    harvest = Harvest(cache, date(2026, 11, 8))
    harvest.run(mended, FIRST)
    assert [window.until.day for window, _ in mended.asked] == [5, 5, 8, 8, 8, 8, 8, 8]
    assert days(harvest) == list(range(1, 9))


def test_a_token_that_expired_overnight_starts_the_window_anew(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 5)).run(Shelf(fails_after=3), FIRST)
    mended = Shelf(failures=[CursorExpiredError()])
    harvest = Harvest(cache, date(2026, 11, 5))
    assert harvest.run(mended, FIRST).failure == ""
    assert [cursor for _, cursor in mended.asked] == ["3", None, "1", "2", "3", "4"]
    assert days(harvest) == [1, 2, 3, 4, 5]


def test_a_service_that_never_accepts_its_tokens_is_given_up(cache: Cache) -> None:
    class Forgetful(Shelf):
        def page(self, window: Window, cursor: str | None) -> Page:
            if cursor is not None:
                raise CursorExpiredError
            return super().page(window, cursor)

    assert "does not accept its own token" in Harvest(cache, TODAY).run(Forgetful(), FIRST).failure


def test_another_service_of_the_same_source_does_not_get_foreign_cursors(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 5)).run(Shelf(fails_after=3), FIRST)
    other = Shelf(service="other shelf")
    Harvest(cache, date(2026, 11, 5)).run(other, FIRST)
    assert other.asked[0][1] is None


def test_a_source_whose_order_changes_is_read_as_a_whole(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 3)).run(Shelf(whole=True), FIRST)
    again = Shelf(whole=True)
    Harvest(cache, date(2026, 11, 5)).run(again, FIRST)
    assert again.asked[0] == (Window(FIRST, date(2026, 11, 5)), None)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 4)), max_size=6))
def test_nothing_is_lost_however_often_it_is_interrupted(runs: list[tuple[int, int]]) -> None:
    """Runs on later and later days, each cut after some pages, then one to the end."""
    with TemporaryDirectory() as folder:
        today = FIRST
        for step, pages in runs:
            today = min(today + timedelta(days=step), TODAY)
            Harvest(Cache(Path(folder)), today).run(Shelf(fails_after=pages), FIRST)
        harvest = Harvest(Cache(Path(folder)), TODAY)
        assert harvest.run(Shelf(), FIRST).failure == ""
        assert days(harvest) == list(range(1, 31))


def test_another_run_at_the_same_service_is_not_disturbed(cache: Cache) -> None:
    with alone(cache, "shelf"):
        assert "another run" in Harvest(cache, TODAY).run(Shelf(), FIRST).failure


def test_what_several_sources_say_is_merged(cache: Cache) -> None:
    harvest = Harvest(cache, TODAY)
    harvest.keep("one", [Candidate(title="Rye: Bread", arxiv="2611.00001", sources=("one",))])
    other = Candidate(
        title="Rye bread",
        doi="10.1000/x",
        citations=3,
        abstract="We bake.",
        published=TODAY,
        sources=("two",),
    )
    harvest.keep("two", [other])
    (found,) = harvest.candidates(TODAY)
    assert (found.arxiv, found.doi, found.citations) == ("2611.00001", "10.1000/x", 3)
    assert (found.abstract, set(found.sources)) == ("We bake.", {"one", "two"})


def test_a_damaged_cache_costs_only_what_is_damaged(cache: Cache) -> None:
    harvest = Harvest(cache, date(2026, 11, 3))
    harvest.run(Shelf(), FIRST)
    page, *_ = sorted((cache.folder / "discovery" / "shelf").glob("*.jsonl"))
    page.write_text("{broken\n" + json.dumps({"title": "Kept"}) + "\n")
    (cache.folder / "discovery" / "shelf.json").write_text("{")
    assert {one.title for one in harvest.candidates(FIRST)} == {
        "Kept",
        "Paper of 2026-11-02",
        "Paper of 2026-11-03",
    }
    assert harvest.last_day("shelf") is None


def test_old_pages_are_deleted(cache: Cache) -> None:
    Harvest(cache, date(2026, 11, 3)).run(Shelf(), FIRST)
    much_later = Harvest(cache, date(2026, 11, 3) + KEPT + timedelta(days=1))
    much_later.prune()
    assert much_later.candidates(FIRST) == []
