"""The two questions as matrices: cells open in place, by mouse, by key and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from living_survey.rendering.matrices import question_matrices
from tests.browser.fitness import overhang, violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from living_survey.rendering.matrices import Cell
    from tests.browser.conftest import OpenPage

QUESTIONS = ["rq1", "rq2"]
# A panel lists this many works, and links to the others.
SHOWN = 12


def fullest_cell(kb: KnowledgeBase, question: str) -> Cell:
    """The cell of an approach that most works are in, of those that the survey states too."""
    cells = [
        cell
        for matrix in question_matrices(kb, question)
        for cell in matrix.cells.values()
        if cell.panel == cell.id and cell.state == "both" and cell.row.level == "approach"
    ]
    return max(cells, key=lambda cell: len(cell.works))


def in_table(page: Page, cell: Cell) -> str:
    """The selector of the button of a cell."""
    row = cell.id.rpartition("--")[0]
    selector = f'tr[data-cells="{row}"] > td > .matrix__open[href*="={cell.column.value.id}&relation="]'
    assert page.locator(selector).count() == 1
    return selector


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_scripts_a_cell_leads_to_its_works(
    open_page: OpenPage, kb: KnowledgeBase, question: str
) -> None:
    page = open_page(DESKTOP, java_script_enabled=False)
    page.goto(f"{question}/")
    cell = fullest_cell(kb, question)
    href = page.locator(in_table(page, cell)).first.get_attribute("href") or ""
    assert urlsplit(href).path.endswith("explore/")
    assert dict(parse_qsl(urlsplit(href).query)) == cell.address


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cell_opens_its_works_in_place(page: Page, kb: KnowledgeBase, question: str) -> None:
    page.goto(f"{question}/")
    cell = fullest_cell(kb, question)
    page.locator(in_table(page, cell)).first.click()
    panel = page.locator(f"#{cell.id}")
    expect(panel).to_be_visible()
    works = panel.locator(".matrix__works > li")
    expect(works).to_have_count(min(len(cell.works), SHOWN))
    for one, shown in zip(cell.works, works.all(), strict=False):
        expect(shown).to_contain_text(one.work.title)
        for group in one.groups:
            expect(shown).to_contain_text(kb.tag_of(one.work, group).note or "")
            expect(shown).to_contain_text("the survey" if group.basis == "survey" else "reading")
    expect(panel).to_contain_text(f"§{cell.sections[0]}")
    href = panel.locator(".matrix__explore").first.get_attribute("href") or ""
    assert dict(parse_qsl(urlsplit(href).query)) == cell.address
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_the_explorer_shows_the_works_of_the_cell(page: Page, kb: KnowledgeBase) -> None:
    cell = fullest_cell(kb, "rq1")
    page.goto("rq1/")
    page.locator(in_table(page, cell)).first.click()
    page.locator(f"#{cell.id} .matrix__explore").first.click()
    expect(page.get_by_text(re.compile(rf"^{len(cell.works):,} of {len(kb):,} works")).first).to_be_visible()


def test_a_cell_joins_what_its_works_state_together(page: Page, kb: KnowledgeBase) -> None:
    cells = [cell for one in question_matrices(kb, "rq1") for cell in one.cells.values() if cell.breakdowns]
    cell = max((cell for cell in cells if cell.panel == cell.id), key=lambda cell: len(cell.works))
    page.goto("rq1/")
    page.locator(in_table(page, cell)).first.click()
    value, number, _ = cell.breakdowns[0].counts[0]
    page.locator(f"#{cell.id}").get_by_role("link", name=f"{value.label} {number}", exact=True).click()
    expect(page.get_by_text(re.compile(rf"^{number:,} of {len(kb):,} works")).first).to_be_visible()


def test_a_gap_counts_the_works_that_state_nothing(page: Page, kb: KnowledgeBase) -> None:
    cell = next(cell for one in question_matrices(kb, "rq1") for cell in one.gaps if cell.unstated)
    page.goto("rq1/")
    page.locator(f'ul.matrix__gaps [data-panel="{cell.id}"]').click()
    page.locator(f"#{cell.id} .matrix__explore").click()
    expect(page.get_by_text(re.compile(rf"^{cell.unstated:,} of {len(kb):,} works")).first).to_be_visible()


def test_keys_open_and_close_a_cell(page: Page, kb: KnowledgeBase) -> None:
    cell = fullest_cell(kb, "rq2")
    page.goto("rq2/")
    button = page.locator(in_table(page, cell)).first
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator(f"#{cell.id}")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    assert panel.evaluate("panel => panel.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_names_stay_in_sight_while_a_matrix_scrolls(page: Page) -> None:
    page.goto("rq1/")
    region = page.get_by_role("region", name=re.compile("capabilities they enhance"))
    region.focus()
    region.evaluate("region => region.scrollTo(400, 300)")
    frame = region.bounding_box()
    heading = region.locator("thead th.matrix__column").nth(15).bounding_box()
    row = region.locator("tbody tr:nth-child(6) > th").first.bounding_box()
    assert frame
    assert heading
    assert row
    assert abs(row["x"] - frame["x"]) < 4
    assert frame["y"] - 2 < heading["y"] < frame["y"] + 60


def test_the_table_names_its_columns_and_rows(page: Page, kb: KnowledgeBase) -> None:
    matrix = question_matrices(kb, "rq1")[0]
    page.goto("rq1/")
    table = page.get_by_role("table", name=re.compile("^" + re.escape(matrix.spec.caption)))
    for column in matrix.columns:
        expect(table.get_by_role("columnheader", name=column.value.label, exact=True)).to_have_count(1)
    assert table.locator("tbody th:not([scope])").count() == 0


def test_what_nothing_is_stated_of_is_hatched_and_listed(page: Page, kb: KnowledgeBase) -> None:
    (draws,) = question_matrices(kb, "rq2")
    page.goto("rq2/")
    listed = page.locator(".matrix__gapchip").all_text_contents()
    assert [column.value.label for column in draws.empty_columns] == listed[: len(draws.empty_columns)]
    cell = page.locator("tfoot .matrix__cell--open").first
    expect(cell).to_contain_text("gap")
    assert "gradient" in cell.evaluate("cell => getComputedStyle(cell).backgroundImage")


@pytest.mark.parametrize("look", [PHONE], ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_on_a_phone_a_matrix_is_a_list(page: Page, kb: KnowledgeBase, question: str) -> None:
    page.goto(f"{question}/")
    assert overhang(page) == 0
    cell = fullest_cell(kb, question)
    button = page.locator(in_table(page, cell)).first
    entry = button.locator("xpath=..")
    expect(entry.locator(".matrix__label")).to_be_visible()
    expect(entry.locator(".matrix__label")).to_have_text(cell.column.value.label)
    box = entry.bounding_box()
    assert box
    assert box["height"] >= 24
    entry.click()
    panel = page.locator(f"#{cell.id}")
    expect(panel).to_be_visible()
    frame = panel.bounding_box()
    assert frame
    assert frame["width"] <= 390
    assert page.locator("td:not(.matrix__cell):visible").count() == 0


@pytest.mark.parametrize("look", [PHONE, DESKTOP_DARK], ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_axe_finds_nothing_in_an_open_cell(page: Page, kb: KnowledgeBase, question: str) -> None:
    cell = fullest_cell(kb, question)
    page.goto(f"{question}/")
    page.locator(in_table(page, cell)).first.click()
    expect(page.locator(f"#{cell.id}")).to_be_visible()
    assert violations(page, within=f"#{cell.id}") == []


@pytest.mark.parametrize("address", ["capabilities/understanding/", "roles/creator/"])
def test_pages_of_facets_lead_to_the_cycle(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".md-content").get_by_role("link", name="Co-development cycle", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Co-development cycle")
