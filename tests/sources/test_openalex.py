"""Citations from OpenAlex, and the edges between the works of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.sources.cache import load_enrichments
from living_survey.sources.fetching import Fetched, client_for
from living_survey.sources.openalex import CitationFetch
from tests.sources.helpers import work
from tests.sources.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.knowledge import Work
    from tests.sources.conftest import Fixtures

WORKS = [
    work("a", "2401.00001", doi="10.1109/A.1"),
    work("b", "2401.00002"),
    work("c", doi="10.1000/c"),
    work("d"),
]


def openalex(number: int, doi: str, count: int, *references: int) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/{doi}",
        "cited_by_count": count,
        "referenced_works": [f"https://openalex.org/W{reference}" for reference in references],
    }


def ask(all_of: Fixtures, works: list[Work], *, refresh: bool = False) -> Fetched:
    _, settings, cache, clock = all_of
    client = client_for(settings, "openalex", 1.0, clock)
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
    assert (result.requests, len(result.updated), result.absent) == (1, 4, [])
    found = load_enrichments(tmp_path, WORKS)
    assert "d" not in found
    citations = found["a"].citations
    assert citations is not None
    assert (citations.count, citations.source, citations.on) == (40, "OpenAlex", clock.now().date())
    assert found["a"].cites == ("b", "c")
    assert found["a"].cited_by == ("c",)
    assert found["b"].cited_by == ("a",)


def test_many_works_are_asked_for_in_batches_once(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    works = [work(f"w{number}", f"2401.{number:05d}") for number in range(1, 121)]
    services.openalex = [openalex(n, f"10.48550/arxiv.2401.{n:05d}", n) for n in range(1, 111)]
    result = ask(all_of, works)
    assert (result.requests, len(result.updated), len(result.absent)) == (3, 110, 10)
    assert ask(all_of, works).requests == 0


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


def test_a_doi_that_would_break_the_filter_is_not_sent(all_of: Fixtures) -> None:
    services, _, _, _ = all_of
    result = ask(all_of, [work("x", doi="10.1000/a|b,c")])
    assert not services.requests
    assert list(result.failed) == ["10.1000/a|b,c"]
