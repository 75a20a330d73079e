"""The site of a survey of another field fits phones and desktops, passes axe, and its scripts run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey import load
from tests.beekeeping import BEEKEEPING
from tests.browser.fitness import overhang, thin_out, violations
from tests.browser.kinds import kinds_of_pages
from tests.browser.looking import DESKTOP, PHONE, Guard, Look, serve
from tests.browser.test_every_page import MADE
from tests.site.building import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import OpenPage


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bees")
    result = build(folder, root=BEEKEEPING)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def bees_url(site: Path) -> Iterator[str]:
    with serve(site) as address:
        yield address


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_a_page_of_every_kind_fits_its_screen_and_passes_axe(
    site: Path, bees_url: str, open_page: OpenPage, look: Look, guard: Guard
) -> None:
    guard.expected.add("404.html")
    page = open_page(look, base_url=bees_url)
    kinds = kinds_of_pages(site, load(BEEKEEPING))
    assert {
        "home",
        "direction",
        "area",
        "topic",
        "approach",
        "places/*",
        "outcomes/*",
        "paths/*",
    } <= kinds.keys()
    found = {}
    for kind, address in kinds.items():
        page.goto(address)
        page.locator(MADE.get(kind, "body")).wait_for()
        problems = [f"{wide} pixels too wide"] if (wide := overhang(page)) else []
        # On a desktop the templates are checked with the pages of this project's survey.
        if look is PHONE:
            thin_out(page, 2)
            problems += violations(page)
        if problems:
            found[f"{kind} ({address})"] = problems
    assert found == {}


def test_the_explorer_filters_by_its_facets(bees_url: str, open_page: OpenPage) -> None:
    page = open_page(base_url=bees_url)
    page.goto("explore/?place=roof&outcome=survival")
    expect(page.locator("#explore[data-indexed]")).to_be_visible()
    expect(page.get_by_role("link", name="Hives of foam keep warm")).to_be_visible()
    expect(page.get_by_role("link", name="Long hives for small gardens")).to_have_count(0)


def test_the_search_finds_its_topics(bees_url: str, open_page: OpenPage) -> None:
    page = open_page(base_url=bees_url)
    page.goto("")
    page.get_by_role("button", name="Search", exact=True).click()
    page.keyboard.type("oxalic")
    first = page.get_by_role("dialog").get_by_role("link").first
    expect(first).to_have_attribute("href", "/topics/oxalic-acid/")


def test_the_form_writes_an_entry_with_its_facets(bees_url: str, open_page: OpenPage) -> None:
    page = open_page(base_url=bees_url)
    page.goto("contribute/?edit=frank2023foam")
    expect(page.locator("#contribute-file")).to_contain_text("places: [roof, garden]")
    expect(page.locator("#contribute-file")).to_contain_text("improves: survival")
