"""Pages show fetched metadata, and leave out what was not fetched."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from living_survey.knowledge.enrichment import CitationCount, Enrichment
from living_survey.rendering.coins import coins
from tests.rendering.pages.rendering import pages_of
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

WORK, OTHER = "doe2020knead", "poe2021both"


@cache
def knowledge() -> KnowledgeBase:
    return small_kb(doe2020knead={"arxiv": "2001.00001", "added": "2026-01-02"})


def rendered(path: str, known: dict[str, Enrichment]) -> str:
    return pages_of(knowledge(), known)[path].render()


FETCHED = Enrichment(
    abstract="Words about <data> & models.",
    categories=("cs.CV", "cs.LG"),
    versions=((1, date(2023, 4, 27)), (5, date(2023, 10, 20))),
    comment="Project page <b>here</b>",
    citations=CitationCount(count=412, source="OpenAlex", on=date(2026, 11, 23)),
    cites=(OTHER,),
)


@pytest.mark.parametrize(
    "shown",
    [
        "Words about &lt;data&gt; &amp; models.",
        "cs.CV, cs.LG",
        "v5 (20 October 2023)",
        "Project page &lt;b&gt;here&lt;/b&gt;",
        "412 (OpenAlex, 23 November 2026)",
        "<p>Cites</p>",
    ],
)
def test_a_work_page_shows_what_was_fetched(shown: str) -> None:
    assert shown in rendered(f"works/{WORK}.md", {WORK: FETCHED})
    assert shown not in rendered(f"works/{WORK}.md", {})


def test_a_withdrawn_paper_says_so() -> None:
    assert "Withdrawn" in rendered(f"works/{WORK}.md", {WORK: Enrichment(withdrawn=True)})
    assert "Withdrawn" not in rendered(f"works/{WORK}.md", {WORK: Enrichment()})


def test_a_topic_page_offers_the_order_by_citations_only_where_citations_are_known() -> None:
    path = "topics/dough.md"
    assert "data-sort-works" not in rendered(path, {})
    with_counts = rendered(path, {WORK: FETCHED})
    assert "data-sort-works" in with_counts
    assert 'data-citations="412"' in with_counts


def test_a_list_of_works_has_metadata_for_zotero() -> None:
    work = knowledge()[WORK]
    fields = parse_qs(coins(work))
    assert fields["rft.atitle"] == [work.title]
    assert fields["rft.au"] == list(work.authors[:30])
    assert fields["rft_id"] == ["https://arxiv.org/abs/2001.00001"]
    page = rendered("topics/dough.md", {})
    assert page.count('class="Z3988"') == sum(
        len(knowledge().tagged(node)) for node in knowledge().taxonomy["dough"].walk()
    )


def test_the_sitemap_date_of_a_work_is_the_day_it_was_added() -> None:
    kb = small_kb(doe2020knead={"added": "2026-01-02"}, poe2021both={"added": "2026-03-04"})
    pages = pages_of(kb)
    assert pages["works/doe2020knead.md"].changed == "2026-01-02"
    assert pages["works/poe2021both.md"].changed == pages["index.md"].changed == "2026-03-04"
