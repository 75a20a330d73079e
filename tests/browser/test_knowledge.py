"""Readers find what is known: syntheses with their citations, reading paths, what is new, and gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey.rendering.gaps import Gaps
from living_survey.rendering.pages.since import SinceView
from living_survey.rendering.synthesis import short_name
from tests.browser.fitness import add_style, overhang, violations
from tests.browser.looking import DESKTOP, PHONE, PHONE_DARK

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase

NODE = "data-filter"
ALIKE = "tr[hidden], .chart, .news:nth-of-type(n+4)"


# --- a synthesis -------------------------------------------------------------------------------------------


@pytest.fixture
def synthesis(page: Page) -> Locator:
    page.goto(f"topics/{NODE}/")
    return page.get_by_role("region", name="What is known")


def is_inside(page: Page, note: Locator) -> bool:
    """Whether all of an element is within the window."""
    box = note.bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


@pytest.mark.parametrize("look", [DESKTOP, PHONE_DARK], ids=str)
def test_a_citation_tells_its_work_when_reached_by_keyboard(
    page: Page, synthesis: Locator, kb: KnowledgeBase
) -> None:
    cited = [kb[work] for work in kb.syntheses[NODE].cited]
    first = synthesis.locator(".cite a").first
    expect(first).to_have_text(short_name(cited[0]))
    expect(synthesis.get_by_role("tooltip")).to_have_count(0)

    synthesis.get_by_role("link", name="Permanent link to What is known").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    note = synthesis.get_by_role("tooltip")
    expect(note).to_have_count(1)
    expect(note).to_contain_text(cited[0].title)
    expect(note).to_contain_text(cited[0].summary or "")
    expect(first).to_have_accessible_description(re.compile(re.escape(cited[0].title)))
    assert is_inside(page, note)
    assert overhang(page) == 0

    page.keyboard.press("Escape")
    expect(synthesis.get_by_role("tooltip")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(synthesis.get_by_role("tooltip")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/works/{cited[0].id}/$"))


def test_a_citation_tells_its_work_when_pointed_at_and_the_note_can_be_pointed_at(
    page: Page, synthesis: Locator
) -> None:
    for at in (0, 5, -1):
        link = synthesis.locator(".cite a").nth(at)
        link.scroll_into_view_if_needed()
        link.hover()
        note = synthesis.get_by_role("tooltip")
        expect(note).to_have_count(1)
        assert is_inside(page, note)
        note.hover()
        expect(note).to_have_count(1)
        page.keyboard.press("Escape")
        expect(synthesis.get_by_role("tooltip")).to_have_count(0)
        page.mouse.move(0, 0)


def test_a_synthesis_tells_when_it_was_reviewed_and_how_to_change_it(
    synthesis: Locator, kb: KnowledgeBase
) -> None:
    reviewed = kb.syntheses[NODE].reviewed
    expect(synthesis).to_contain_text(f"Last reviewed on {reviewed.day} {reviewed:%B} {reviewed.year}")
    link = synthesis.get_by_role("link", name="Edit this text")
    expect(link).to_have_attribute("href", re.compile(rf"/edit/main/site_src/syntheses/{NODE}\.md$"))


def test_every_synthesis_is_on_the_page_of_its_node(page: Page, kb: KnowledgeBase) -> None:
    some = sorted(kb.syntheses)[::20]
    assert len(some) > 3
    for node in some:
        page.goto(f"topics/{node}/")
        expect(page.locator(".synthesis .cite a")).not_to_have_count(0)


# --- reading paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_a_reader_follows_a_path_from_the_home_page(page: Page, kb: KnowledgeBase) -> None:
    path, after = list(kb.paths.values())[:2]
    page.goto("")
    page.locator(".doors").get_by_role("link", name=re.compile(f"^{re.escape(path.title)}")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.title)
    steps = page.locator(".path__step")
    expect(steps).to_have_count(len(path.steps))
    for number, step in enumerate(path.steps):
        expect(steps.nth(number)).to_contain_text(step.why)
        expect(steps.nth(number).locator(".work__title")).to_have_text(kb[step.work].title)
        expect(steps.nth(number).locator(".chip")).not_to_have_count(0)
    assert overhang(page) == 0
    page.get_by_role("link", name=re.compile("^Next path")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(after.title)
    page.go_back()
    steps.nth(1).locator(".work__title").click()
    place = page.get_by_role("link", name=path.title, exact=True)
    expect(page.locator("li", has=place)).to_contain_text(f"Step 2 of {path.title}")
    place.click()
    expect(page).to_have_url(re.compile(rf"/paths/{path.id}/#step-2$"))


def test_the_index_of_paths_is_in_the_navigation(page: Page, kb: KnowledgeBase) -> None:
    page.goto("")
    page.locator(".md-tabs").get_by_role("link", name="Reading paths").click()
    for path in kb.paths.values():
        expect(page.get_by_role("heading", name=re.compile(f"^{re.escape(path.title)}"))).to_be_visible()


# --- what is new -------------------------------------------------------------------------------------------


def test_every_month_has_a_page_with_its_works_under_each_of_their_topics(
    page: Page, kb: KnowledgeBase
) -> None:
    month = next(month for month in SinceView(kb).months if month.dated)
    page.goto("since/")
    page.locator(".months").get_by_role("link", name=month.title).click()
    work = max(month.dated, key=lambda work: len({node.topic or node for node in kb.nodes_of(work)}))
    topics = {(node.topic or node).id for node in kb.nodes_of(work)}
    expect(page.get_by_role("link", name=work.title, exact=True)).to_have_count(len(topics))
    for topic in topics:
        expect(page.locator(f"#{topic}")).to_be_visible()


def test_a_cell_of_the_picture_leads_to_the_works_of_a_topic_and_month(page: Page) -> None:
    page.goto("since/")
    cell = page.locator("figure a.chart__link").first
    address = str(cell.get_attribute("href"))
    cell.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address.removeprefix("../")) + "$"))
    expect(page.locator(f"[id='{address.split('#')[1]}']")).to_be_in_viewport()


# --- gaps --------------------------------------------------------------------------------------------------


def test_a_gap_leads_to_the_works_that_may_fill_it(page: Page, kb: KnowledgeBase) -> None:
    number, gap = next((number, gap) for number, gap in enumerate(Gaps(kb).uncovered) if gap.unstated)
    page.goto("gaps/")
    item = page.locator(".gaps").first.locator("> li").nth(number)
    expect(item).to_contain_text(gap.node.title)
    item.get_by_role("link", name=re.compile(f"^for {gap.unstated} no ")).click()
    expect(page.get_by_text(re.compile(rf"^{gap.unstated:,} of {len(kb):,} works")).first).to_be_visible()


def test_the_health_page_leads_to_works_without_a_link(page: Page, kb: KnowledgeBase) -> None:
    number = sum(not work.links.items() for work in kb)
    page.goto("health/")
    page.locator("#fields + dl").get_by_role("link", name=f"{number} works").click()
    expect(page.get_by_text(re.compile(rf"^{number:,} of {len(kb):,} works")).first).to_be_visible()


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_rows_as_printed_fit_and_are_accessible(page: Page) -> None:
    page.goto("datasets/?printed=1")
    # What is not drawn yet has no place; a few of the many alike are enough.
    add_style(page, "tr { content-visibility: visible !important }")
    page.evaluate(
        "for (const one of document.querySelectorAll(ALIKE)) one.remove()".replace("ALIKE", repr(ALIKE))
    )
    assert overhang(page) == 0
    assert violations(page) == []
