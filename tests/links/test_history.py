"""A link is dead after it failed on several days; the results of earlier days are in a file."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.links.history import History, HistoryError, Trouble, load_history, save_history
from living_survey.links.verdicts import Status, Verdict
from tests.links.conftest import FIRST_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.links.conftest import Base
    from tests.links.server import Web

URL = "https://gone.org/x"
ALIVE = Verdict(Status.ALIVE)
GONE = Verdict(Status.FAILING, "404")
BUSY = Verdict(Status.FAILING, "503")
UNSURE = Verdict(Status.UNVERIFIABLE, "403")
MOVED = Verdict(Status.MOVED, "moved permanently", "https://here.org/x")


def after(*days: tuple[int, Verdict]) -> Trouble | None:
    history = History()
    for day, verdict in days:
        history = history.after({URL: verdict}, FIRST_DAY + timedelta(days=day))
    return history.troubles.get(URL)


def test_failures_count_once_a_day() -> None:
    trouble = after((0, GONE), (0, GONE), (0, BUSY), (7, GONE), (7, GONE))
    assert trouble is not None
    assert (trouble.checks, trouble.since, trouble.last) == (2, FIRST_DAY, date(2026, 11, 8))
    assert trouble.reason == "404"


def test_a_good_answer_ends_it() -> None:
    assert after((0, GONE), (1, GONE), (2, ALIVE)) is None
    again = after((0, GONE), (1, GONE), (2, ALIVE), (3, GONE))
    assert again is not None
    assert (again.checks, again.since) == (1, date(2026, 11, 4))


def test_an_unverifiable_day_changes_nothing() -> None:
    assert after((0, GONE), (1, UNSURE), (2, GONE)) == after((0, GONE), (2, GONE))


def test_a_move_ends_failures() -> None:
    trouble = after((0, GONE), (1, MOVED))
    assert trouble is not None
    assert (trouble.status, trouble.moved_to, trouble.checks) == (Status.MOVED, "https://here.org/x", 1)


def test_a_clock_that_goes_back_adds_nothing() -> None:
    trouble = after((5, GONE), (1, GONE))
    assert trouble is not None
    assert (trouble.checks, trouble.last) == (1, date(2026, 11, 6))


def test_links_that_left_the_base_leave_the_history() -> None:
    history = History().after({URL: GONE, "https://other.org": GONE}, FIRST_DAY)
    assert set(history.after({URL: GONE}, FIRST_DAY).troubles) == {URL}


def test_a_link_is_dead_on_the_third_day(base: Base, web: Web) -> None:
    base.entry(code=web.url("status/404"))
    states = []
    for day in (0, 0, 0, 3, 9):
        outcome = base.check(today=FIRST_DAY + timedelta(days=day))
        states.append((base.reasons(outcome)["/status/404"][0], outcome.failed))
    assert states == [("failing", False)] * 4 + [("dead", True)]
    url = web.url("status/404")
    message = str(outcome.findings[0].problem())
    assert message == (
        f"entries/doe2024data.yaml:3:9: code link is dead (404 since 2026-11-01, 3 checks): {url} "
        f"(archived copy: https://web.archive.org/web/20261031/{url}) [dead-link]"
    )
    assert base.check(failures=4).findings[0].link.state == "failing"


def test_a_check_of_some_files_is_strict_and_not_recorded(base: Base, web: Web) -> None:
    base.entry("doe2024data", code=web.url("status/404"))
    changed = base.entry("roe2024model", code=web.url("status/410"))
    outcome = base.check(only=(changed,))
    assert base.reasons(outcome) == {"/status/410": ("dead", "410")}
    assert outcome.failed
    assert web.paths() == ["/status/410"]
    assert not (base.root / "links.json").exists()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
troubles = st.builds(
    Trouble,
    status=st.sampled_from([Status.MOVED, Status.FAILING, Status.UNVERIFIABLE, Status.REFUSED]),
    reason=texts,
    since=st.dates(),
    last=st.dates(),
    checks=st.integers(1, 10**6),
    moved_to=st.none() | texts,
)
histories = st.builds(
    History,
    checked=st.none() | st.dates(),
    links=st.integers(0, 10**6),
    troubles=st.dictionaries(texts, troubles, max_size=4),
)


@given(histories)
def test_a_history_reads_back_as_it_was_written(history: History) -> None:
    text = history.as_text()
    assert text.isascii()
    assert History.model_validate_json(text) == history
    assert History.model_validate_json(text).as_text() == text


@given(histories, st.binary(max_size=30), st.integers(0, 400))
def test_a_damaged_history_is_reported_or_read_but_never_lost(
    tmp_path_factory: pytest.TempPathFactory, history: History, junk: bytes, at: int
) -> None:
    raw = history.as_text().encode()
    path = tmp_path_factory.getbasetemp() / "damaged" / "links.json"
    path.parent.mkdir(exist_ok=True)
    damaged = raw[:at] + junk + raw[at + len(junk) :]
    path.write_bytes(damaged)
    with suppress(HistoryError):
        load_history(path)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 2}',
        '{"troubles": {"u": {}}}',
        '{"extra": 1}',
        "\xff",
        "<<<<<<< HEAD\n{}\n",
    ],
)
def test_a_damaged_history_stops_a_check_and_is_kept(base: Base, web: Web, content: str) -> None:
    base.entry(code=web.url("fine"))
    path = base.root / "links.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(
        HistoryError, match=r"links\.json cannot be used: .*restore it from an earlier commit"
    ):
        base.check()
    assert path.read_bytes() == content.encode("latin-1")
    assert not web.asked


def test_an_unchanged_history_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "links.json"
    history = History().after({URL: GONE}, FIRST_DAY)
    assert save_history(path, history)
    before = path.stat().st_mtime_ns
    assert not save_history(path, history)
    assert path.stat().st_mtime_ns == before
    assert list(json.loads(path.read_text())) == ["checked", "links", "troubles", "version"]
