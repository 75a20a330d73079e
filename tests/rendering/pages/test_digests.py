"""What a page is made from: a change of what it shows changes its digest, and no other change does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_survey import KnowledgeBase, load
from living_survey.knowledge.enrichment import Enrichment
from living_survey.rendering.pages.authors import AuthorIndex
from living_survey.rendering.pages.digests import Digests
from living_survey.rendering.pages.paging import Item, Section
from living_survey.rendering.pages.venues import VenueIndex
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey import Work

KNEAD, BREAD, CRUMB, ROLLERS = "doe2021knead", "roe2019bread", "miller2020crumb", "park2023rollers"


@pytest.fixture(scope="module")
def bakery() -> KnowledgeBase:
    return load(ROOT / "tests/bakery")


def digests(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment] | None = None) -> Digests:
    return Digests(kb, enrichments or {}, AuthorIndex(kb), VenueIndex(kb))


def changed(kb: KnowledgeBase, work_id: str, **fields: object) -> KnowledgeBase:
    works = [work.model_copy(update=fields) if work.id == work_id else work for work in kb]
    return kb.changed(works)


def of_work(kb: KnowledgeBase, around: str = ROLLERS, related: str = CRUMB) -> bytes:
    near: list[tuple[Work, float]] = [(kb[related], 1.0)]
    return digests(kb).work_page(kb[KNEAD], (None, kb[around]), near)


@pytest.mark.parametrize("work_id", [KNEAD, ROLLERS, CRUMB])
def test_the_page_of_a_work_shows_those_around_it_and_related_ones(
    bakery: KnowledgeBase, work_id: str
) -> None:
    assert of_work(changed(bakery, work_id, title="Another")) != of_work(bakery)


def test_the_page_of_a_work_does_not_show_others(bakery: KnowledgeBase) -> None:
    other = changed(bakery, BREAD, title="Another")
    assert of_work(other) == of_work(bakery)
    # The page shows the title of the next work, and no more of it.
    assert of_work(changed(bakery, ROLLERS, summary="Another")) == of_work(bakery)


def test_the_page_of_a_work_shows_what_services_say(bakery: KnowledgeBase) -> None:
    known = {KNEAD: Enrichment(cites=(BREAD,))}
    pages = {
        digests(kb, enrichments).work_page(kb[KNEAD], (), ())
        for kb in (bakery, changed(bakery, BREAD, title="Another"))
        for enrichments in (None, known)
    }
    assert len(pages) == 3


def test_the_page_of_a_work_links_its_venue_and_authors(bakery: KnowledgeBase) -> None:
    before = digests(bakery).work_page(bakery[KNEAD], (), ())
    several = bakery
    for work_id in (BREAD, CRUMB):  # now the venue has a page
        several = changed(several, work_id, venue=bakery[KNEAD].venue)
    assert digests(several).work_page(several[KNEAD], (), ()) != before
    # Somebody whose name gives the same anchor comes before one of the authors.
    namesake = changed(bakery, BREAD, authors=("Ann-Doe", "ann doe", "Änn Doe"))
    assert digests(namesake).authors.address("Ann Doe") != digests(bakery).authors.address("Ann Doe")
    assert digests(namesake).work_page(namesake[KNEAD], (), ()) != before


def test_pages_that_name_no_work_show_statements_only(bakery: KnowledgeBase) -> None:
    before = digests(bakery).nameless_page()
    texts: list[dict[str, object]] = [{"title": "Another"}, {"summary": "Another"}, {"authors": ("Jo Roe",)}]
    for fields in texts:
        assert digests(changed(bakery, BREAD, **fields)).nameless_page() == before
    facts: list[dict[str, object]] = [{"year": 1999}, {"venue": "Elsewhere"}, {"tags": bakery[CRUMB].tags}]
    for fields in facts:
        assert digests(changed(bakery, KNEAD, **fields)).nameless_page() != before
    assert digests(bakery.changed(work for work in bakery if work.id != BREAD)).nameless_page() != before


def test_pages_of_charts_count_authors_and_name_some_works(bakery: KnowledgeBase) -> None:
    def of(kb: KnowledgeBase, number: int = 1) -> bytes:
        return digests(kb).charts_page([kb[KNEAD]], number)

    assert of(bakery, number=2) != of(bakery)
    assert of(changed(bakery, KNEAD, title="Another")) != of(bakery)
    assert of(changed(bakery, BREAD, title="Another")) == of(bakery)
    assert of(changed(bakery, BREAD, authors=("Jo Roe",))) != of(bakery)
    assert of(changed(bakery, BREAD, year=1999)) != of(bakery)


def test_the_page_of_a_node_shows_the_works_below_it(bakery: KnowledgeBase) -> None:
    node = bakery.taxonomy["milling"]
    before = digests(bakery).topic_page(node)
    assert digests(changed(bakery, KNEAD, summary="Another")).topic_page(node) != before
    assert digests(changed(bakery, CRUMB, summary="Another")).topic_page(node) == before


def test_the_page_of_a_value_shows_the_works_that_state_it(bakery: KnowledgeBase) -> None:
    value = bakery.facets["step"].value("knead")
    before = digests(bakery).value_page("step", value)
    assert digests(changed(bakery, KNEAD, title="Another")).value_page("step", value) != before
    assert digests(changed(bakery, CRUMB, title="Another")).value_page("step", value) == before
    assert digests(changed(bakery, CRUMB, tags=bakery[KNEAD].tags)).value_page("step", value) != before


def test_a_list_shows_its_works_with_notes(bakery: KnowledgeBase) -> None:
    def of(kb: KnowledgeBase, note: str = "a note", number: int = 2) -> bytes:
        items = [Item(kb[KNEAD], note), Item(kb[CRUMB])]
        return digests(kb).list_page([Section("works", "Works", items)], "Milling", number)

    assert of(changed(bakery, CRUMB, title="Another")) != of(bakery)
    assert of(bakery, note="another") != of(bakery)
    assert of(bakery, number=3) != of(bakery)
    assert of(changed(bakery, ROLLERS, title="Another")) == of(bakery)


def test_a_letter_shows_all_works_of_its_authors(bakery: KnowledgeBase) -> None:
    before = digests(bakery).letter_page("d", 1)
    assert digests(changed(bakery, KNEAD, title="Another")).letter_page("d", 1) != before
    assert digests(changed(bakery, CRUMB, summary="Another")).letter_page("d", 1) == before
    assert digests(changed(bakery, CRUMB, authors=("Zoe Zed",))).letter_page("d", 1) != before
