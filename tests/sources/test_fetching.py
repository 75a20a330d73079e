"""What `survey fetch` does when arXiv behaves, and when it does not."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from living_survey.sources.cache import Cache, load_enrichments
from living_survey.sources.clock import SystemClock
from living_survey.sources.fetching import ArxivFetch, BusyError, alone, arxiv_client
from living_survey.sources.http import Client, Pace, SourceError, UnavailableError
from living_survey.sources.settings import settings
from tests.cli.killing import run_killed_after
from tests.sources.helpers import fetch, fetcher, work
from tests.sources.server import Reply, Request, Services, error_feed, feed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.conftest import FakeClock, Fixtures

IDS = tuple(f"2401.{number:05d}" for number in range(1, 251))
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&c;</title></feed>"""


def test_batches_of_a_hundred_on_one_connection_three_seconds_apart(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS)
    result = fetch(settings, cache, clock, *IDS)
    assert [len(request.ids) for request in services.requests] == [100, 100, 50]
    assert result.updated == list(IDS)
    assert clock.slept == pytest.approx([3.0, 3.0])
    assert services.most_connections == 1


def test_requests_say_who_asks_and_carry_no_credentials(
    all_of: Fixtures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services, settings, cache, clock = all_of
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    services.knows(*IDS[:2])
    services.next = [Reply.atom(feed([]), status=503)]
    services.next[0].headers["Set-Cookie"] = "track=me"  # type: ignore[union-attr]
    fetch(settings, cache, clock, IDS[0])
    for request in services.requests:
        assert request.headers["user-agent"].startswith("living-survey/")
        assert "mailto:tests@example.org" in request.headers["user-agent"]
        assert not {"authorization", "cookie"} & request.headers.keys()


def test_fresh_records_are_not_asked_for_again(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:5])
    fetch(settings, cache, clock, *IDS[:3])
    clock.pass_days(10)
    again = fetch(settings, cache, clock, *IDS[:5])
    assert services.requests[-1].ids == list(IDS[3:5])
    assert (again.fresh, again.updated) == (3, list(IDS[3:5]))
    fetch(settings, cache, clock, *IDS[:5], max_age=timedelta(days=5))
    assert services.requests[-1].ids == list(IDS[:3])
    fetch(settings, cache, clock, *IDS[:5], refresh=True)
    assert services.requests[-1].ids == list(IDS[:5])


def test_the_gap_is_kept_between_runs_too(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:2])
    fetch(settings, cache, clock, IDS[0])
    clock.sleep(1)
    fetch(settings, cache, clock, IDS[1])
    assert clock.slept == pytest.approx([1.0, 2.0])


def test_an_unchanged_answer_renews_the_age_of_its_records(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:2])
    services.etag = '"v1"'
    fetch(settings, cache, clock, *IDS[:2])
    clock.pass_days(60)
    result = fetch(settings, cache, clock, *IDS[:2])
    assert services.requests[-1].headers["if-none-match"] == '"v1"'
    assert result.updated == list(IDS[:2])
    renewed = cache.arxiv.get(IDS[0])
    assert renewed is not None
    assert renewed.record is not None
    assert (clock.now() - renewed.fetched) < timedelta(minutes=1)


def test_only_one_run_at_a_time_asks(all_of: Fixtures) -> None:
    _, settings, cache, clock = all_of
    with alone(cache, "arxiv"), pytest.raises(BusyError, match="another run"):
        fetch(settings, cache, clock, IDS[0])


# --- answers that are faults of the moment ----------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Reply(b"Rate exceeded.", headers={"Content-Type": "text/plain"}),
        Reply(b"", 503),
        Reply(b"", 429, {"Retry-After": "7"}),
        Reply(
            b"<!DOCTYPE html>\n<html><body>Down for maintenance</body></html>",
            headers={"Content-Type": "text/html"},
        ),
        Reply(b"<html><body>odd</body></html>", headers={"Content-Type": "application/atom+xml"}),
        Reply(b""),
        Reply.atom(feed([])),
        Reply.atom(error_feed("internal error, try again")),
        Reply.atom(feed([])[:400]),
        Reply(feed([]).encode(), announced=100_000),
        Reply(b'<?xml version="1.0"?><rss></rss>'),
    ],
    ids=[
        "rate",
        "503",
        "429",
        "html",
        "html-as-atom",
        "nothing",
        "empty-feed",
        "error",
        "truncated",
        "short",
        "rss",
    ],
)
def test_a_passing_fault_is_waited_out(all_of: Fixtures, fault: Reply) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:3])
    services.next = [fault]
    result = fetch(settings, cache, clock, *IDS[:3])
    assert result.updated == list(IDS[:3])
    assert result.requests == 2
    assert max(clock.slept) >= 3


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("Mon, 23 Nov 2026 12:01:40 GMT", 100.0), ("0", 0.0)]
)
def test_retry_after_is_obeyed(all_of: Fixtures, header: str, seconds: float) -> None:
    services, settings, cache, clock = all_of
    services.knows(IDS[0])
    services.next = [Reply(b"", 429, {"Retry-After": header})]
    fetch(settings, cache, clock, IDS[0])
    assert clock.slept[0] == pytest.approx(seconds)


def test_a_service_that_wants_to_be_left_alone_is_left_alone(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.always = lambda _: Reply(b"", 503, {"Retry-After": "86400"})
    result = fetch(settings, cache, clock, *IDS)
    assert result.requests == 1
    assert set(result.failed) == set(IDS)
    assert sum(clock.slept) == 0


def test_a_service_that_is_down_leaves_old_records_in_use(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:3])
    fetch(settings, cache, clock, *IDS[:2])
    clock.pass_days(90)
    services.always = lambda _: Reply(b"", 503)
    result = fetch(settings, cache, clock, *IDS[:3])
    assert result.stale == list(IDS[:2])
    assert list(result.failed) == [IDS[2]]
    assert "2 kept although old, 1 failed" in str(result)
    [warning] = fetch(settings, cache, clock, *IDS[:2]).warnings
    assert "older records stay in use" in warning


def test_a_run_that_is_out_of_time_leaves_the_rest_for_the_next_one(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS)
    fetch(settings, cache, clock, *IDS[:100])
    clock.pass_days(31)
    limited = fetch(settings, cache, clock, *IDS, until=clock.now() + timedelta(seconds=2))
    assert limited.updated == [*IDS[100:], *IDS[:50]]  # what is new comes first
    assert limited.postponed == list(IDS[50:100])
    assert limited.complete
    assert "50 left for the next run" in str(limited)
    assert fetch(settings, cache, clock, *IDS).updated == list(IDS[50:100])


def test_nobody_waits_for_a_busy_service_beyond_the_end(services: Services, clock: FakeClock) -> None:
    services.always = lambda _: Reply(b"", 429, {"Retry-After": "60"})
    client = Client(
        "test",
        pace=Pace(0, clock),
        clock=clock,
        trusted=[services.base],
        until=clock.now() + timedelta(seconds=90),
    )
    with pytest.raises(UnavailableError, match="status 429"):
        client.ask(f"{services.base}/here", lambda answer: answer)
    assert clock.slept == [60.0]


def test_an_address_where_nobody_listens_is_said_to_be_so(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.close()
    result = fetch(settings, cache, clock, IDS[0])
    assert "the connection failed" in result.failed[IDS[0]]


@pytest.mark.parametrize(
    "reply", [Reply(b"x" * 5000, hang=30), Reply(b"x" * 5000, drip=0.02)], ids=["hang", "drip"]
)
def test_a_slow_server_is_cut_off_at_the_deadline(services: Services, clock: FakeClock, reply: Reply) -> None:
    services.always = lambda _: reply
    client = Client(
        "test", pace=Pace(0, clock), clock=clock, trusted=[services.base], attempts=1, deadline=0.4
    )
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"no complete answer within 0\.4 s|no answer in time"):
        client.ask(f"{services.base}/api/query", lambda answer: answer)
    assert time.monotonic() - started < 3


def test_a_host_that_cannot_be_found_is_not_asked_again(clock: FakeClock) -> None:
    waits: list[str] = []
    client = Client("test", pace=Pace(0, clock), clock=clock, notice=waits.append)
    with pytest.raises(UnavailableError, match=r"nowhere\.invalid cannot be found"):
        client.ask("http://nowhere.invalid/", lambda answer: answer)
    assert waits == []


def test_an_endless_answer_is_cut_off_at_its_limit(services: Services, clock: FakeClock) -> None:
    services.always = lambda _: Reply(b"x" * 300_000)
    client = Client("test", pace=Pace(0, clock), clock=clock, trusted=[services.base], max_bytes=100_000)
    with pytest.raises(SourceError, match="more than 100,000 bytes"):
        client.ask(f"{services.base}/api/query", lambda answer: answer)


def test_redirects_are_followed_but_not_for_ever_and_not_out_of_the_web(
    services: Services, clock: FakeClock
) -> None:
    client = Client("test", pace=Pace(0, clock), clock=clock, trusted=[services.base])
    services.next = [Reply(status=302, headers={"Location": "/elsewhere"}), Reply(b"there")]
    assert client.ask(f"{services.base}/here", lambda answer: answer.body) == b"there"
    services.next = [Reply(status=302, headers={"Location": "file:///etc/passwd"})]
    with pytest.raises(SourceError, match="not an address of the web"):
        client.ask(f"{services.base}/here", lambda answer: answer.body)
    services.always = lambda _: Reply(status=302, headers={"Location": "/again"})
    with pytest.raises(SourceError, match="redirects"):
        client.ask(f"{services.base}/here", lambda answer: answer.body)


# --- answers that stay as they are ----------------------------------------


def test_an_entity_bomb_is_refused_unread(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.always = lambda _: Reply(BOMB)
    result = fetch(settings, cache, clock, IDS[0])
    assert "defines XML entities" in result.failed[IDS[0]]
    assert result.requests == 1


def test_an_identifier_that_arxiv_refuses_does_not_spoil_its_batch(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:4])
    result = fetch(settings, cache, clock, IDS[0], "not-an-id", *IDS[1:4])
    assert result.updated == list(IDS[:4])
    assert list(result.failed) == ["not-an-id"]
    assert result.requests == 2


def test_an_entry_that_breaks_every_answer_is_isolated(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:8])
    broken = Reply.atom("<feed>")
    services.always = lambda request: broken if IDS[5] in request.ids else None
    result = fetch(settings, cache, clock, *IDS[:8])
    assert set(result.updated) == set(IDS[:8]) - {IDS[5]}
    assert list(result.failed) == [IDS[5]]


def test_a_service_that_only_gives_nonsense_is_not_asked_for_each_work(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.always = lambda _: Reply(b"<html>moved</html>", headers={"Content-Type": "text/html"})
    result = fetch(settings, cache, clock, *IDS)
    assert set(result.failed) == set(IDS)
    assert result.requests < 40


def test_works_that_an_answer_left_out_are_asked_for_again_and_then_known_to_be_absent(
    all_of: Fixtures,
) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:4])
    services.next = [Reply.atom(feed([services.preprints[key] for key in IDS[:2]]))]
    result = fetch(settings, cache, clock, *IDS[:5])
    assert set(result.updated) == set(IDS[:4])
    assert result.absent == [IDS[4]]
    assert [request.ids for request in services.requests] == [list(IDS[:5]), list(IDS[2:5])]
    fetch(settings, cache, clock, *IDS[:5])
    assert len(services.requests) == 2
    clock.pass_days(2)
    services.knows(IDS[4])
    assert fetch(settings, cache, clock, *IDS[:5]).updated == [IDS[4]]


def test_a_gap_in_an_answer_does_not_wipe_what_was_known(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(IDS[0])
    fetch(settings, cache, clock, IDS[0])
    services.preprints.clear()
    result = fetch(settings, cache, clock, IDS[0], refresh=True)
    assert result.absent == [IDS[0]]
    kept = cache.arxiv.get(IDS[0])
    assert kept is not None
    assert kept.record is not None


def test_entries_in_another_order_with_version_suffixes_find_their_works(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:3], "hep-th/9901001")

    def reversed_with_https(request: Request) -> Reply:
        found = [services.preprints[key] for key in reversed(request.ids)]
        return Reply.atom(feed(found).replace("http://arxiv.org/abs/", "https://arxiv.org/abs/"))

    services.always = reversed_with_https
    result = fetch(settings, cache, clock, *IDS[:3], "hep-th/9901001")
    assert not result.absent
    for key in (*IDS[:3], "hep-th/9901001"):
        cached = cache.arxiv.get(key)
        assert cached is not None
        assert cached.record is not None
        assert cached.record.title == f"A Study of {key}"


# --- being killed ----------------------------------------


def test_a_run_killed_at_any_moment_resumes_and_corrupts_nothing(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    ids = IDS[:100]
    services.knows(*ids)

    def run() -> None:
        real = SystemClock()
        client = Client("test", pace=Pace(0, real), clock=real, trusted=[settings.arxiv])
        ArxivFetch(Cache(cache.folder), client, settings.arxiv, real, batch=5).run_for(ids)

    for milliseconds in (5, 20, 40, 60, 80):
        run_killed_after(milliseconds / 1000, run)
        store = cache.arxiv
        held = [key for key in ids if store.get(key)]
        assert store.warnings == []
    before = len(services.requests)
    clock.time = datetime.now(UTC)
    result = fetch(settings, cache, clock, *ids, batch=5, max_age=timedelta(days=3650))
    assert result.fresh == len(held)
    assert len(services.requests) - before == -(-(len(ids) - len(held)) // 5)
    assert all(cache.arxiv.get(key) for key in ids)


# --- what the site gets ----------------------------------------


def test_enrichments_are_read_without_network_and_bad_records_are_passed_over(
    all_of: Fixtures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS[:3], comment="12 pages")
    fetch(settings, cache, clock, *IDS[:3])
    services.close()
    (cache.arxiv.folder / f"{IDS[1]}.json").write_text("{ not json")
    (cache.arxiv.folder / f"{IDS[2]}.json").write_bytes(b"\xff\xfe")
    monkeypatch.delenv("SURVEY_CACHE_DIR", raising=False)
    works = [work(f"a{n}", key) for n, key in enumerate(IDS[:3])]
    found = load_enrichments(tmp_path, works)
    assert list(found) == ["a0"]
    assert found["a0"].abstract == "We make up data and study it."
    assert found["a0"].versions == ((1, date(2024, 1, 2)), (2, date(2024, 5, 6)))
    assert found["a0"].categories == ("cs.CV", "cs.LG")
    assert found["a0"].comment == "12 pages"
    assert len(found.warnings) == 2


def test_a_missing_cache_or_broken_knowledge_base_gives_nothing_and_raises_nothing(tmp_path: Path) -> None:
    assert load_enrichments(tmp_path, [work("a")]) == {}
    broken = load_enrichments(tmp_path)
    assert broken == {}
    assert broken.warnings


def test_clearing_the_cache_leaves_foreign_files_alone(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(IDS[0])
    fetch(settings, cache, clock, IDS[0])
    foreign = cache.folder / "notes.txt"
    foreign.write_text("mine")
    assert cache.clear() == 1
    assert foreign.exists()
    assert cache.arxiv.get(IDS[0]) is None


def test_progress_is_told_as_batches_are_done(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(*IDS)
    seen: list[tuple[int, int]] = []
    fetcher(settings, cache, clock, progress=lambda done, total: seen.append((done, total))).run_for(IDS)
    assert seen == [(0, 250), (100, 250), (200, 250), (250, 250)]


def test_versions_seen_earlier_keep_their_dates(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.knows(IDS[0])
    fetch(settings, cache, clock, IDS[0])
    services.knows(IDS[0], version=4, updated="2025-02-03T00:00:00Z")
    fetch(settings, cache, clock, IDS[0], refresh=True)
    cached = cache.arxiv.get(IDS[0])
    assert cached is not None
    assert cached.record is not None
    assert cached.record.versions == ((1, date(2024, 1, 2)), (2, date(2024, 5, 6)), (4, date(2025, 2, 3)))


def test_the_contact_comes_from_the_site_configuration(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: X\nextra:\n  contact: mailto:a@example.org\nhook: !!python/name:os.system\n"
    )
    assert "mailto:a@example.org" in settings(tmp_path, {}).user_agent
    assert (
        settings(tmp_path, {"SURVEY_CONTACT": "https://example.org\r\nX: y"}).contact
        == "https://example.orgX: y"
    )
    assert arxiv_client(settings(tmp_path, {})).requests == 0
