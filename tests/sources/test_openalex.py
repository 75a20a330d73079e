"""Citations from OpenAlex, and the edges between the works of a survey."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from living_survey.sources.cache import load_enrichments
from living_survey.sources.http import Answer, RefusedError, SpentError
from living_survey.sources.openalex import FEW, Budget, CitationFetch, openalex_client, refuse_if_spent
from living_survey.sources.services import Services as Asked
from living_survey.sources.settings import settings as settings_of
from tests.sources.helpers import work
from tests.sources.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.knowledge import Work
    from living_survey.sources.fetching import Fetched
    from tests.sources.conftest import Fixtures

WORKS = [
    work("a", "2401.00001", doi="10.1109/A.1"),
    work("b", "2401.00002"),
    work("c", doi="10.1000/c"),
    work("d"),
]
MANY = [work(f"w{number}", f"2401.{number:05d}") for number in range(1, 122)]
HOURS = {"Retry-After": "54000"}


def openalex(number: int, doi: str, count: int, *references: int) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/{doi}",
        "cited_by_count": count,
        "referenced_works": [f"https://openalex.org/W{reference}" for reference in references],
    }


def ask(all_of: Fixtures, works: list[Work], *, refresh: bool = False) -> Fetched:
    _, settings, cache, clock = all_of
    client = openalex_client(settings, clock)
    return CitationFetch(cache, client, settings.openalex, clock, refresh=refresh).run(works)


def test_counts_and_edges_reach_the_site(all_of: Fixtures, tmp_path: Path) -> None:
    services, _, _, clock = all_of
    services.openalex = [
        openalex(1, "10.1109/a.1", 40, 2, 99),
        openalex(11, "10.48550/ARXIV.2401.00001", 7, 3, 1),
        openalex(2, "10.48550/arxiv.2401.00002", 3),
        openalex(3, "10.1000/c", 0, 11),
    ]
    result = ask(all_of, WORKS)
    assert (len(result.updated), result.absent) == (4, [])
    found = load_enrichments(tmp_path, WORKS)
    assert "d" not in found
    citations = found["a"].citations
    assert citations is not None
    assert (citations.count, citations.source, citations.on) == (40, "OpenAlex", clock.now().date())
    assert found["a"].cites == ("b", "c")
    assert found["a"].cited_by == ("c",)
    assert found["b"].cited_by == ("a",)


def test_a_few_works_are_looked_up_one_by_one_which_is_free(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    services.credits = 1000
    services.openalex = [openalex(1, "10.1000/c", 5)]
    result = ask(all_of, WORKS)
    assert [request.path for request in services.requests] == [
        f"/works/doi:{doi}"
        for doi in ("10.1109/a.1", "10.48550/arxiv.2401.00001", "10.48550/arxiv.2401.00002", "10.1000/c")
    ]
    assert (result.updated, len(result.absent)) == (["10.1000/c"], 3)
    assert str(result).endswith("4 requests; 1,000 of 1,000 credits left today")


def test_many_works_are_asked_for_in_lists_once(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    services.credits = 1000
    services.openalex = [openalex(n, f"10.48550/arxiv.2401.{n:05d}", n) for n in range(1, 112)]
    result = ask(all_of, MANY)
    assert (result.requests, len(result.updated), len(result.absent)) == (4, 111, 10)
    assert services.credits == 997
    assert ask(all_of, MANY).requests == 0


def test_works_are_looked_up_one_by_one_when_the_budget_has_no_more_lists(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    services.credits = 10
    services.openalex = [openalex(n, f"10.48550/arxiv.2401.{n:05d}", n) for n in range(1, 122)]
    result = ask(all_of, MANY)
    assert len(result.updated) == 121
    assert services.credits == 9
    assert result.requests == 1 + 1 + 70


def test_a_spent_budget_ends_the_run_in_one_line_and_is_not_waited_for(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.always = lambda _: Reply.json({"error": "Rate limit exceeded"}, status=429)
    client = openalex_client(settings, clock)
    services.next = [
        Reply(b"", 429, {"Retry-After": "2"}),  # a busy moment
        Reply.json(openalex(1, "10.48550/arxiv.2401.00001", 5)),
        Reply(b"", 429, HOURS),
    ]
    result = CitationFetch(cache, client, settings.openalex, clock).run(MANY)
    assert (result.requests, len(result.updated), len(result.failed)) == (3, 1, 120)
    [said] = set(result.failed.values())
    assert said == (
        "OpenAlex: the budget of today is spent; it is renewed in 15.0 hours; "
        "a free key in OPENALEX_API_KEY gives a larger one"
    )
    assert sum(clock.slept) < 5
    with pytest.raises(SpentError):
        client.ask(settings.openalex, lambda answer: answer)
    assert len(services.requests) == 3


@pytest.mark.parametrize("headers", [HOURS, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "54000"}])
def test_a_spent_budget_ends_all_that_asks_openalex(all_of: Fixtures, headers: dict[str, str]) -> None:
    services, settings, _, clock = all_of
    services.always = lambda _: Reply(b"", 429, headers)
    asked = Asked(settings, clock)
    for _ in range(2):
        assert "renewed in 15.0 hours" in next(iter(asked.ask_openalex(WORKS).failed.values()))
    with pytest.raises(SpentError):
        asked.openalex.ask(settings.openalex, lambda answer: answer)
    assert len(services.requests) == 1


@given(
    st.dictionaries(st.sampled_from(["limit", "remaining", "reset", "credits-required"]), st.text()),
    st.text(),
)
@example({}, "0\x1f")
def test_no_header_breaks_the_reading_of_a_budget(budget: dict[str, str], wait: str) -> None:
    headers = {f"x-ratelimit-{name}": value for name, value in budget.items()} | {"retry-after": wait}
    answer = Answer(429, "https://openalex.test/works", b"", headers)
    with suppress(SpentError):
        refuse_if_spent(answer, datetime(2026, 11, 30, tzinfo=UTC), has_key=False)
    assert "credits" in str(Budget.of(headers)) or Budget.of(headers).has_lists


def test_the_key_is_shown_to_openalex_and_nowhere_else(all_of: Fixtures, tmp_path: Path) -> None:
    services, _, cache, clock = all_of
    settings = settings_of(tmp_path, {**services.environment, "OPENALEX_API_KEY": "5ecret"})
    services.credits = 1000
    services.openalex = [openalex(1, "10.48550/arxiv.2401.00001", 5)]
    said: list[str] = []
    client = openalex_client(settings, clock, said.append)
    result = CitationFetch(cache, client, settings.openalex, clock).run(MANY[: FEW + 2])
    assert {request.headers.get("authorization") for request in services.requests} == {"Bearer 5ecret"}
    services.always = lambda _: Reply(b"", 401)
    with pytest.raises(RefusedError, match="does not accept the key in OPENALEX_API_KEY") as refused:
        client.ask(settings.openalex, lambda answer: answer)
    kept = b"".join(path.read_bytes() for path in cache.folder.rglob("*") if path.is_file())
    assert kept
    for text in (repr(settings), str(result), repr(refused.value), *said, kept.decode()):
        assert "5ecret" not in text
    assert all("5ecret" not in f"{request.path}{request.query}" for request in services.requests)


def test_a_run_that_is_out_of_time_leaves_the_rest_for_the_next_one(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    client = openalex_client(settings, clock)
    until = clock.now() + timedelta(seconds=0.8)
    result = CitationFetch(cache, client, settings.openalex, clock, until=until).run(MANY)
    assert (result.requests, len(result.absent), len(result.postponed)) == (3, 101, 20)
    assert ask(all_of, MANY).wanted - 101 == 20
    assert services.requests[-1].query["filter"].count("|") == 18


def test_a_service_that_is_down_or_refuses_leaves_old_counts_in_use(all_of: Fixtures, tmp_path: Path) -> None:
    services, _, _, _ = all_of
    services.openalex = [openalex(1, "10.1000/c", 5)]
    ask(all_of, [WORKS[2]])
    services.always = lambda _: Reply.json({"error": "Rate limit exceeded", "message": "pay"}, status=403)
    result = ask(all_of, WORKS, refresh=True)
    assert result.stale == ["10.1000/c"]
    assert "10.1109/a.1" in result.failed
    citations = load_enrichments(tmp_path, WORKS)["c"].citations
    assert citations is not None
    assert citations.count == 5


def test_nonsense_in_an_answer_is_passed_over(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    services.openalex = [openalex(1, "10.1000/c", -5), {"id": None, "doi": "https://doi.org/10.1000/c"}]
    assert ask(all_of, [WORKS[2]]).absent == ["10.1000/c"]


def test_a_doi_that_would_break_a_list_is_looked_up_alone(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    services.openalex = [openalex(1, "10.1000/a|b,c?d", 5)]
    odd = work("x", doi="10.1000/a|b,c?d")
    assert ask(all_of, [*MANY, odd]).updated == ["10.1000/a|b,c?d"]
    services.next = [Reply.json({"error": "Invalid"}, status=400)]
    result = ask(all_of, [*MANY, odd], refresh=True)
    assert (result.stale, len(result.absent)) == (["10.1000/a|b,c?d"], 121)
