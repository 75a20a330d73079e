"""People find their way: from the home page to a topic, to a work and back, on any screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import LOOKS

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_home_to_topic_to_work_and_back(page: Page, kb: KnowledgeBase) -> None:
    topic = kb.taxonomy["data-acquisition"]
    work = kb.newest(kb.tagged(kb.taxonomy["acq-finetuning"]))[0]
    page.goto("")
    home = page.title()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.locator(".md-content").get_by_role("link", name=re.compile(re.escape(topic.short))).first.click()
    expect(page).to_have_url(re.compile(rf"/topics/{topic.id}/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(topic.title)

    page.locator(".md-content").get_by_role("link", name=work.title, exact=True).first.click()
    expect(page).to_have_url(re.compile(rf"/works/{work.id}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(work.title)

    page.get_by_role("navigation", name="Place in the taxonomy").get_by_role("link", name="Topics").click()
    expect(page).to_have_url(re.compile(r"/topics/$"))
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page).to_have_title(home)
