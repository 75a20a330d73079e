"""The controls of the theme do their work with the site's own palette, icons and scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey.rendering.bibtex import bibtex
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Look

BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("look", [DESKTOP, DESKTOP_DARK, PHONE_DARK], ids=str)
def test_the_palette_follows_the_reader_and_a_choice_stays(page: Page, look: Look) -> None:
    page.goto("")
    mine, other = ("slate", "default") if look.scheme == "dark" else ("default", "slate")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", mine)
    before = page.evaluate(BACKGROUND)
    page.get_by_title(re.compile("Switch to (dark|light) colours")).locator("visible=true").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", other)
    assert page.evaluate(BACKGROUND) != before
    page.goto("years/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", other)


@pytest.mark.parametrize("look", [PHONE, PHONE_DARK], ids=str)
def test_the_drawer_leads_to_a_page_on_a_phone(page: Page) -> None:
    page.goto("works/gadre2023datacomp/")
    drawer = page.locator(".md-sidebar--primary")
    button = page.locator("label.md-header__button[for=__drawer]")
    expect(drawer).not_to_be_in_viewport()
    button.click()
    expect(drawer).to_be_in_viewport()
    drawer.get_by_role("link", name="Survey", exact=True).click()
    expect(page).to_have_url(re.compile(r"/survey/$"))
    expect(drawer).not_to_be_in_viewport()
    button.click()
    drawer.get_by_role("link", name="Public datasets", exact=True).click()
    expect(page).to_have_url(re.compile(r"/datasets/$"))


def test_the_tabs_stay_in_their_place_from_page_to_page(page: Page) -> None:
    places = set()
    for address in ("", "explore/", "contribute/", "trends/", "works/gadre2023datacomp/"):
        page.goto(address)
        places.add(page.locator(".md-tabs__list").evaluate("(tabs) => tabs.getBoundingClientRect().left"))
    assert len(places) == 1


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_copy_button_covers_no_code(page: Page) -> None:
    page.goto("python-api/")
    expect(page.locator(".md-code__nav").first).to_be_visible()
    covered = page.locator(".highlight pre").evaluate_all(
        """blocks => blocks.filter((block) => {
          const button = block.querySelector(".md-code__nav");
          const code = block.querySelector("code");
          return button && code.getBoundingClientRect().right > button.getBoundingClientRect().left;
        }).length"""
    )
    assert covered == 0


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_copying_gives_the_bibtex_and_nothing_else(
    open_page: OpenPage, look: Look, kb: KnowledgeBase
) -> None:
    page = open_page(look, permissions=["clipboard-read", "clipboard-write"])
    for work in (kb["gadre2023datacomp"], max(kb, key=lambda work: len(work.authors))):
        page.goto(f"works/{work.id}/")
        page.locator("#cite ~ .highlight").hover()
        page.locator("#cite ~ .highlight").get_by_role("button").click()
        expect(page.locator(".md-dialog")).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == bibtex(work).rstrip("\n")
