"""Which papers are shown, and which are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.knowledge.discovery import DiscoveryState, Gate, ShownPaper
from living_survey.knowledge.duplicates import KnownWorks
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.choosing import CITES, FITS, LACKS_TERMS, Chosen, Pool, choose

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase

TODAY = date(2026, 11, 30)


def paper(number: int, title: str = "", **fields: object) -> Candidate:
    known = {"title": title or f"Baking bread in {number} ways", "arxiv": f"2611.{number:05}"}
    return Candidate.model_validate(known | fields)


def shown(one: Candidate, **fields: object) -> dict[str, ShownPaper]:
    known = {"title": one.title, "shown": date(2026, 11, 20)} | fields
    if "decision" in fields:
        known |= {"by": "Ada", "on": TODAY}
    return {one.key: ShownPaper.model_validate(known)}


@pytest.fixture
def kb(root: Path) -> KnowledgeBase:
    return load(root)


def pool(kb: KnowledgeBase, candidates: list[Candidate], *papers: dict[str, ShownPaper]) -> Pool:
    state = DiscoveryState(papers={key: one for some in papers for key, one in some.items()})
    gate = Gate(kb.file.discover.groups)
    return Pool(kb, KnownWorks(kb), state, candidates, gate, TODAY)


def chosen(found: Pool, limit: int = 15) -> list[Chosen]:
    return choose(found, found.ranked({}), {one.key for one in found.candidates}, limit)


def keys(found: Pool, limit: int = 15) -> set[str]:
    return {one.key for one in chosen(found, limit)}


def test_new_papers_are_shown_up_to_the_limit(kb: KnowledgeBase) -> None:
    found = pool(kb, [paper(n) for n in range(1, 30)])
    assert len(chosen(found, 15)) == 15
    assert len(chosen(found, 40)) == 29
    assert chosen(found, 0) == []


def test_papers_that_wait_come_first_and_take_up_room(kb: KnowledgeBase) -> None:
    candidates = [paper(n) for n in range(1, 30)]
    waiting = [shown(one) for one in candidates[20:23]]
    found = chosen(pool(kb, candidates, *waiting), 5)
    assert {one.key for one in found[:3]} == {one.key for one in candidates[20:23]}
    assert len(found) == 5
    assert len(chosen(pool(kb, candidates, *waiting), 2)) == 2


@pytest.mark.parametrize("decision", ["off-topic", "minor", "duplicate", "later"])
def test_a_decided_paper_is_never_shown_again(kb: KnowledgeBase, decision: str) -> None:
    candidates = [paper(1), paper(2)]
    assert keys(pool(kb, candidates, shown(candidates[0], decision=decision))) == {"arxiv:2611.00002"}


def test_what_was_set_aside_is_shown_when_it_is_asked_for(kb: KnowledgeBase) -> None:
    found = pool(kb, [paper(2)], shown(paper(1), decision="later"), shown(paper(3), decision="minor"))
    assert [one.key for one in chosen(replace(found, with_later=True))] == [paper(1).key, paper(2).key]


def test_an_accepted_paper_is_not_shown_before_its_entry_is_complete(kb: KnowledgeBase) -> None:
    accepted = shown(paper(1), decision="accepted", entry="baker2026ways")
    assert keys(pool(kb, [paper(1)], accepted)) == set()


def test_a_decision_holds_for_the_paper_under_another_identifier(kb: KnowledgeBase) -> None:
    decided = shown(paper(1), decision="off-topic")
    published = Candidate(title="Baking Bread in 1 Ways", doi="10.1000/bread")
    assert keys(pool(kb, [published], decided)) == set()


def test_works_of_the_survey_are_not_shown(kb: KnowledgeBase) -> None:
    same_identifier = paper(1, "Something with bread that is baked", arxiv="2106.00001")
    same_title = paper(2, "- a starter \\o/", authors=["Wei Li"])
    assert keys(pool(kb, [same_identifier, same_title, paper(3)])) == {"arxiv:2611.00003"}


def test_another_work_with_the_title_of_one_is_shown(kb: KnowledgeBase) -> None:
    other = paper(1, "A Starter", authors=["Somebody Else", "And Another"])
    assert keys(pool(kb, [other])) == {"arxiv:2611.00001"}


def test_a_paper_that_waits_is_shown_although_no_source_has_it_any_more(kb: KnowledgeBase) -> None:
    (one,) = chosen(pool(kb, [], shown(paper(1))))
    assert (one.key, one.ranked.candidate.arxiv) == ("arxiv:2611.00001", "2611.00001")


def test_two_of_a_list_lack_the_terms_and_two_are_cited(kb: KnowledgeBase) -> None:
    fitting = [paper(n) for n in range(1, 30)]
    outside = [paper(n, f"Cakes {n}") for n in range(30, 40)]
    cited = [paper(n, f"Pies {n}", sources=["openalex-citing"], citations=n) for n in range(40, 45)]
    found = chosen(pool(kb, [*fitting, *outside, *cited]))
    assert [one.reason for one in found].count(FITS) == 11
    assert {one.key for one in found if one.reason == CITES} == {"arxiv:2611.00044", "arxiv:2611.00043"}
    assert [one.reason for one in found].count(LACKS_TERMS) == 2


def test_a_short_list_has_no_room_for_others(kb: KnowledgeBase) -> None:
    candidates = [*(paper(n) for n in range(1, 30)), paper(30, "Cakes")]
    assert {one.reason for one in chosen(pool(kb, candidates), 4)} == {FITS}


def test_others_fill_a_list_that_few_papers_fit(kb: KnowledgeBase) -> None:
    found = chosen(pool(kb, [paper(1), *(paper(n, f"Cakes {n}") for n in range(2, 9))]), 6)
    assert len(found) == 6


def test_what_is_minor_counts_as_belonging(kb: KnowledgeBase) -> None:
    minor = paper(1, "Baking bread with zyzzyva")
    similar, other = paper(2, "Kneading bread with zyzzyva"), paper(3, "Kneading bread with quark")
    found = pool(kb, [minor, similar, other], shown(minor, decision="minor"))
    assert [one.key for one in chosen(found)] == [similar.key, other.key]
