"""Pictures of the field can be switched, read as tables, downloaded, walked by keys and zoomed into."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.fitness import overhang, thin_out, violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase
    from living_survey.knowledge import Work
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

SIZES_OF_TEXTS = """[...document.querySelectorAll('.chart__svg text')].flatMap((text) => {
  const { width } = text.ownerSVGElement.getBoundingClientRect();
  const scale = width / text.ownerSVGElement.viewBox.baseVal.width;
  return width ? [Number.parseFloat(getComputedStyle(text).fontSize) * scale] : [];
})"""
"""The sizes on the screen of the texts of all charts that are shown, in pixels."""
SCROLLING = """[...document.querySelectorAll('.chart__scroll')]
  .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.ariaLabel)"""
"""The names of the charts that are wider than their place."""


def chart(page: Page, name: str) -> Locator:
    return page.locator(f'[data-chart="{name}"]')


def unstated(page: Page, kb: KnowledgeBase) -> tuple[str, Locator, int]:
    """The facet that the most works state nothing of, its picture, and their number."""
    facets = [facet for facet in kb.facets.values() if "filter" in facet.shown]
    facet = max(facets, key=lambda one: len(kb.unstated(one.id)))
    name = facet.relations[0].id.replace("_", "-")
    return facet.id, chart(page, f"{name}-by-year"), len(kb.unstated(facet.id))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_works_over_time_can_be_added_up(open_page: OpenPage, scripts: bool, guard: Guard) -> None:  # noqa: FBT001 - a parameter
    if not scripts:
        guard.expected.add("request failed (csp)")  # no script is preloaded
    page = open_page(DESKTOP, java_script_enabled=scripts)
    page.goto("trends/")
    figure = chart(page, "over-time")
    views = figure.locator(".chart__view")
    expect(views.nth(0)).to_be_visible()
    expect(views.nth(1)).to_be_hidden()
    figure.get_by_text("Cumulative", exact=True).click()
    expect(views.nth(0)).to_be_hidden()
    expect(views.nth(1)).to_be_visible()


def test_a_mark_leads_to_its_works_in_the_explorer(page: Page, kb: KnowledgeBase) -> None:
    page.goto("trends/")
    marks = chart(page, "over-time").locator(".chart__view").first.locator("a.chart__link")
    hrefs = marks.evaluate_all("marks => marks.map((mark) => mark.getAttribute('href'))")
    found = [works_of(kb, href) for href in hrefs]
    # The largest mark: small ones can lie below the edge of another one.
    at = max(range(len(found)), key=lambda at: len(found[at]))
    works = found[at]
    marks.nth(at).click()
    expect(page.get_by_text(re.compile(rf"^{len(works):,} of {len(kb):,} works")).first).to_be_visible()


def works_of(kb: KnowledgeBase, href: str) -> tuple[Work, ...]:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    return kb.works(node=asked["node"], year=int(asked["year"])) if asked.get("year", "").isdigit() else ()


def test_every_picture_has_its_numbers_one_click_away(page: Page) -> None:
    page.goto("trends/")
    for figure in page.locator("figure.chart").all():
        table = figure.get_by_role("table")
        expect(table).to_be_hidden()
        figure.locator("summary").click()
        expect(table).to_be_visible()
        assert table.locator("tbody tr").count() > 0


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_pictures_can_be_downloaded(page: Page, kind: str, tmp_path: Path) -> None:
    page.goto("trends/kind/")
    with page.expect_download() as waiting:
        chart(page, "is-a-by-year").get_by_text(kind.upper(), exact=True).click()
    assert waiting.value.suggested_filename == f"is-a-by-year.{kind}"
    waiting.value.save_as(tmp_path / "file")
    content = (tmp_path / "file").read_bytes()
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 5000
    elif kind == "csv":
        assert content.startswith(b"Kind,All,")
    else:
        assert b"var(--" not in content
        assert b"fill:rgb(" in content or b"fill:color(" in content or b"fill:oklab(" in content
        assert b'href="../' not in content


def test_arrow_keys_walk_from_mark_to_mark(page: Page) -> None:
    page.goto("trends/kind/")
    svg = chart(page, "is-a-by-year").locator("svg").first
    assert svg.locator('a[tabindex="0"]').count() == 1
    svg.locator("a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    place = svg.evaluate("svg => [...svg.querySelectorAll('a')].indexOf(document.activeElement)")
    assert place >= 2


def test_facets_are_shown_as_numbers_and_as_shares(page: Page, kb: KnowledgeBase) -> None:
    unstated = {
        facet.id: len(kb.unstated(facet.id)) for facet in kb.facets.values() if "filter" in facet.shown
    }
    facet_id = max(unstated, key=lambda one: unstated[one])
    page.goto(f"trends/{facet_id}/")
    relation = kb.facets[facet_id].relations[0]
    figure = chart(page, f"{relation.id.replace('_', '-')}-by-year")
    numbers, shares = figure.locator(".chart__view").all()
    expect(numbers.get_by_text(str(unstated[facet_id]), exact=True)).to_be_visible()
    figure.get_by_text("Percent", exact=True).click()
    expect(numbers).to_be_hidden()
    percent = round(100 * unstated[facet_id] / len(kb))
    expect(shares.get_by_role("link", name=f"Not stated: {unstated[facet_id]} works")).to_contain_text(
        str(percent)
    )


def test_what_is_not_stated_leads_to_its_works(page: Page, kb: KnowledgeBase) -> None:
    facet, figure, number = unstated(page, kb)
    page.goto(f"trends/{facet}/")
    figure.locator(".chart__view").first.get_by_role("link", name=f"Not stated: {number} works").click()
    expect(page.get_by_text(re.compile(rf"^{number:,} of {len(kb):,} works")).first).to_be_visible()


def test_the_cycle_is_there_as_a_picture_and_as_a_table(page: Page, kb: KnowledgeBase) -> None:
    page.goto("cycle/")
    figure = chart(page, "cycle")
    expect(figure.get_by_role("table")).to_be_visible()
    texts = " ".join(figure.locator("svg text").all_text_contents())
    assert kb.cycle
    assert all(role.label in texts for role in kb.facets[kb.cycle.roles].values)
    assert figure.locator(".chart__flow--outline").count() > 0, "what only the survey states"


def test_a_number_of_the_cycle_leads_to_the_works_that_state_it(page: Page, kb: KnowledgeBase) -> None:
    page.goto("cycle/")
    assert kb.cycle
    links = chart(page, "cycle").locator("td.n a")
    targets = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for part in (f"relation={kb.cycle.forward}", f"relation={kb.cycle.back}", "match=all"):
        page.goto("cycle/")
        link = links.nth(next(place for place, href in enumerate(targets) if part in href))
        number = link.inner_text()
        link.click()
        expect(page.get_by_text(re.compile(rf"^{number} of {len(kb):,} works")).first).to_be_visible()


@pytest.mark.parametrize("look", [PHONE, DESKTOP_DARK], ids=str)
@pytest.mark.parametrize(
    "address", ["trends/", "trends/capability/", "cycle/", "capabilities/understanding/"]
)
def test_axe_finds_nothing_with_all_tables_open(page: Page, address: str) -> None:
    page.goto(address)
    thin_out(page)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    assert violations(page) == []


@pytest.mark.parametrize("look", [PHONE], ids=str)
@pytest.mark.parametrize(
    "address",
    ["", "trends/", "trends/modality/", "cycle/", "since/", "roles/mapper/", "works/gadre2023datacomp/"],
)
def test_a_phone_shows_pictures_whole_and_in_readable_letters(page: Page, address: str) -> None:
    page.goto(address)
    assert overhang(page) == 0
    assert page.evaluate(SCROLLING) == []
    sizes: list[float] = page.evaluate(SIZES_OF_TEXTS)
    assert min(sizes, default=11) > 10.9
