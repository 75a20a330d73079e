"""What pages show of fetched metadata, and that they show nothing odd without."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from jinja2 import FileSystemLoader

from generator import KnowledgeBase, load
from generator.knowledge.enrichment import CitationCount, Enrichment
from generator.rendering.coins import coins
from generator.rendering.pages import render_pages
from generator.rendering.pages.environment import page_environment
from generator.rendering.site_context import SiteContext

ROOT = Path(__file__).parents[3]
SITE = SiteContext("A Survey", "About it.", "https://survey.example/", "https://git.example/survey")
WORK, OTHER = "gadre2023datacomp", "abbas2023semdedup"


@cache
def knowledge() -> KnowledgeBase:
    return load(ROOT)


def rendered(path: str, known: dict[str, Enrichment]) -> str:
    templates = page_environment(FileSystemLoader(ROOT / "site_src/templates"))
    pages = {page.path: page for page in render_pages(knowledge(), SITE, templates, known)}
    return pages[path].render()


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
        "Builds on",
    ],
)
def test_a_work_page_shows_what_was_fetched(shown: str) -> None:
    assert shown in rendered(f"works/{WORK}.md", {WORK: FETCHED})
    assert shown not in rendered(f"works/{WORK}.md", {})


def test_a_withdrawn_paper_says_so() -> None:
    assert "Withdrawn" in rendered(f"works/{WORK}.md", {WORK: Enrichment(withdrawn=True)})
    assert "Withdrawn" not in rendered(f"works/{WORK}.md", {WORK: Enrichment()})


def test_a_topic_page_offers_the_order_by_citations_only_where_citations_are_known() -> None:
    path = "topics/data-acquisition.md"
    assert "data-sort-works" not in rendered(path, {})
    with_counts = rendered(path, {WORK: FETCHED})
    assert "data-sort-works" in with_counts
    assert 'data-citations="412"' in with_counts


def test_a_list_of_works_carries_what_zotero_reads() -> None:
    work = knowledge()[WORK]
    fields = parse_qs(coins(work))
    assert fields["rft.atitle"] == [work.title]
    assert fields["rft.au"] == list(work.authors[:30])
    assert fields["rft_id"] == ["https://arxiv.org/abs/2304.14108"]
    page = rendered("topics/data-acquisition.md", {})
    assert page.count('class="Z3988"') == sum(
        len(knowledge().tagged(node)) for node in knowledge().taxonomy["data-acquisition"].walk()
    )


def test_the_sitemap_date_of_a_work_is_the_day_it_was_added() -> None:
    templates = page_environment(FileSystemLoader(ROOT / "site_src/templates"))
    for page in render_pages(knowledge(), SITE, templates, {}):
        if page.path.startswith("works/"):
            added = knowledge()[page.path.removeprefix("works/").removesuffix(".md")].added
            assert page.changed == (added.isoformat() if added else "")
