"""The table of authors is filtered by name and topic, and is complete without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard


def several(kb: KnowledgeBase) -> dict[str, int]:
    """The authors with three or more works, and how many they have."""
    return {author: len(works) for author, works in kb.authors.items() if len(works) >= 3}


def test_authors_are_filtered_by_name_and_topic(page: Page, kb: KnowledgeBase) -> None:
    page.goto("authors/")
    words = page.get_by_role("searchbox", name="Filter")
    words.fill("gadre")
    named = sum("gadre" in author.lower() for author in several(kb))
    expect(page.locator(".table-tools__status")).to_have_text(f"{named} of {len(several(kb)):,} rows")
    words.fill("")
    page.locator("[data-filter-column=topics]").select_option("Mixture")
    expect(page).to_have_url(re.compile(r"authors/\?topics=Mixture$"))
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.locator("section:has(h2:target) .profile")).to_be_visible()


def test_all_are_there_without_scripts(open_page: OpenPage, kb: KnowledgeBase, guard: Guard) -> None:
    guard.expected.add("request failed (csp)")  # no script is preloaded
    page = open_page(java_script_enabled=False)
    page.goto("authors/")
    assert page.locator("#authors-table tbody tr").count() == len(several(kb))
