"""The machine-readable metadata of a work's page agrees with the knowledge base."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase, Work
    from tests.site.html_facts import Document

SITE = "https://living-survey.example/"


@pytest.fixture(scope="module")
def works(pages: dict[str, Document], kb: KnowledgeBase) -> list[tuple[Work, Document]]:
    return [(work, pages[f"works/{work.id}"]) for work in kb]


def test_citation_tags_are_the_facts_of_the_work(
    works: list[tuple[Work, Document]], kb: KnowledgeBase
) -> None:
    for work, page in works:
        assert page.meta("citation_title") == [work.title]
        assert page.meta("citation_author") == list(work.authors)
        assert page.meta("citation_year") == [str(work.year)]
        assert page.meta("citation_publication_date") == [work.first_public.replace("-", "/")]
        assert page.meta("citation_doi") == ([work.doi] if work.doi else [])
        assert page.meta("citation_arxiv_id") == ([work.arxiv_id.base] if work.arxiv_id else [])
        assert page.meta("citation_keywords") == [node.title for node in kb.nodes_of(work)]


def test_json_ld_is_the_work_in_the_vocabulary_of_schema_org(
    works: list[tuple[Work, Document]], kb: KnowledgeBase
) -> None:
    for work, page in works:
        (text,) = page.text("script", type="application/ld+json")
        record = json.loads(text)
        assert record["@context"] == "https://schema.org"
        assert record["@type"] == schema_type(work, kb)
        assert record["name"] == work.title
        assert [author["name"] for author in record["author"]] == list(work.authors)
        assert record["datePublished"] == work.first_public
        assert record["url"] == f"{SITE}works/{work.id}/"
        identifiers = {found["propertyID"]: found["value"] for found in record.get("identifier", [])}
        assert identifiers.get("DOI") == work.doi
        assert identifiers.get("arXiv") == (work.arxiv_id.base if work.arxiv_id else None)
        assert all(link.startswith(("https://", "http://")) for link in record["sameAs"])


def schema_type(work: Work, kb: KnowledgeBase) -> str:
    """The type that one of the work's values declares."""
    values = [facet.value(one) for facet in kb.facets.values() for one in kb.values_of(work, facet.id)]
    return next((value.schema_org for value in values if value.schema_org), "ScholarlyArticle")


def test_open_graph_canonical_address_and_title_are_those_of_the_page(
    works: list[tuple[Work, Document]], kb: KnowledgeBase
) -> None:
    for work, page in works:
        address = f"{SITE}works/{work.id}/"
        assert page.meta("og:type") == ["article"]
        assert page.meta("og:title") == [work.title]
        assert page.meta("og:url") == [address]
        assert [link["href"] for link in page.all("link", rel="canonical")] == [address]
        assert page.text("title")[0].startswith(work.title)
        (description,) = page.meta("description")
        assert page.meta("og:description") == [description]
        area = kb.primary_node(work).colored
        assert page.meta("og:image") == [f"{SITE}assets/social/{f'area-{area.id}' if area else 'site'}.png"]
        assert description.startswith(work.authors[0])


def test_every_page_has_a_title_a_description_and_a_picture(
    built_site: Path, pages: dict[str, Document]
) -> None:
    for address, page in pages.items():
        (picture,) = page.meta("og:image")
        assert picture.startswith(SITE), address
        assert (built_site / picture.removeprefix(SITE)).is_file(), address
        assert len(page.meta("og:image:alt")) == len(page.meta("twitter:card")) == 1, address
        title, *_ = page.text("title")  # pictures have titles too
        assert title.strip(), address
        assert all(page.meta("description")), address
        assert len(page.text("h1")) == 1, address
