"""The two questions: picks read the joined answer, and overviews open rows and cells in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from living_survey.rendering.joined import Answer
from living_survey.rendering.matrices import question_matrices
from living_survey.rendering.pages.site_map import ROWS
from tests.browser.fitness import overhang, violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase
    from living_survey.rendering.matrices import Cell, Matrix
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

QUESTIONS = ["rq1", "rq2"]


def fullest_cell(kb: KnowledgeBase, question: str) -> tuple[Matrix, Cell]:
    """The matrix and the cell of a topic that most works are in, of those that the survey states too."""
    cells = [
        (matrix, cell)
        for matrix in question_matrices(kb, question)
        for cell in matrix.cells.values()
        if cell.state == "both" and cell.row.depth == 1
    ]
    return max(cells, key=lambda found: len(found[1].works))


def opener(page: Page, matrix: Matrix, cell: Cell) -> Locator:
    """The link of a cell."""
    (node,) = cell.row.nodes
    row = page.locator(f'#{matrix.id} tr[data-nodes="{node.id}"]')
    return row.locator(f'.matrix__open[href*="={cell.column.value.id}&relation="]')


def status(page: Page) -> Locator:
    return page.locator(".joined__status")


def works_in(answer: Answer, **picks: str) -> int:
    """The number of works in the rows that have some values, counted from the rows that Python joins."""
    rows = [
        row
        for row in answer.rows
        if all(
            any(pair and (pair.facet.id, pair.value.id) == (facet, value) for pair in row.pairs)
            for facet, value in picks.items()
        )
    ]
    return len({work.id for row in rows for work in row.works})


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_scripts_there_are_rows_and_cells_lead_to_their_works(
    open_page: OpenPage, kb: KnowledgeBase, question: str, guard: Guard
) -> None:
    guard.expected.add("request failed (csp)")  # no script is preloaded
    page = open_page(DESKTOP, java_script_enabled=False)
    page.goto(f"{question}/")
    matrix, cell = fullest_cell(kb, question)
    href = opener(page, matrix, cell).get_attribute("href") or ""
    assert dict(parse_qsl(urlsplit(href).query)) == cell.address
    expect(page.locator(".joined form")).to_be_hidden()
    answer = Answer(kb, kb.questions[question])
    strongest = answer.strongest[0]
    first = page.locator(".joined__table tbody tr").first
    expect(first).to_contain_text(strongest.node.short)
    expect(first.locator('[data-label="Works"]')).to_have_text(str(len(strongest.works)))
    part = answer.parts[0]
    page.locator(f'a[href$="{question}/{part.id}/"]').click()
    rows = [row for _, several in answer.rows_in(part) for row in several]
    expect(page.locator(".joined__table tbody tr")).to_have_count(min(ROWS, len(rows)))
    expect(page.locator(".letters").first.get_by_role("link")).to_have_count(-(-len(rows) // ROWS))


def test_two_picks_are_read_as_the_third_and_stand_in_the_address(page: Page, kb: KnowledgeBase) -> None:
    answer = Answer(kb, kb.questions["rq1"])
    stage, capability = answer.axes
    row = max(answer.strongest, key=lambda row: len(row.works))
    picked = {pair.facet.id: pair.value for pair in row.pairs if pair}
    page.goto("rq1/")
    for axis in (stage, capability):
        page.get_by_label(axis.facet.title, exact=True).select_option(picked[axis.facet.id].id)
    number = works_in(answer, **{facet: value.id for facet, value in picked.items()})
    expect(status(page)).to_have_text(re.compile(rf"^{number} works in \d+ rows$"))
    first = page.locator(".joined__table tbody tr").first
    expect(first).to_contain_text(row.node.short)
    assert dict(parse_qsl(urlsplit(page.url).query)) == {name: one.id for name, one in picked.items()}
    first.get_by_role("button").click()
    opened = page.locator(".joined__under .joined__work").first
    expect(opened).to_contain_text(picked[stage.facet.id].label)
    expect(opened).to_contain_text("Result:")
    page.reload()
    expect(status(page)).to_contain_text(f"{number} works")
    page.go_back()
    expect(page.get_by_label(capability.facet.title, exact=True)).to_have_value("")


def test_a_choice_narrows_the_answer_and_what_excludes_itself_is_explained(page: Page) -> None:
    page.goto("rq2/")
    page.get_by_label("Works on data for").select_option(index=1)
    choice = page.locator(".joined__choice:visible").first
    number = choice.locator("b").inner_text()
    choice.click()
    expect(status(page)).to_contain_text(f"{number} work")
    page.goto("rq1/?stage=eval&capability=emergent-abilities&modality=brain")
    expect(status(page)).to_have_text("No work here states all of this together.")
    wider = page.locator(".joined__wider button").first
    number = wider.locator("b").inner_text()
    wider.click()
    expect(status(page)).to_have_text(
        re.compile(rf"^{number} works? in|^No work here" if number == "0" else rf"^{number} work")
    )


def test_gaps_are_shown_with_their_reason(page: Page, kb: KnowledgeBase) -> None:
    matrix = next(one for one in question_matrices(kb, "rq1") if one.gaps)
    gap = matrix.gaps[0]
    page.goto(f"rq1/?node={gap.row.id}&{matrix.facet.id}={gap.column.value.id}")
    shown = page.locator(".joined__gaps li").first
    expect(shown).to_contain_text(f"{gap.row.title} {matrix.relation.verb} {gap.column.value.label}")
    expect(shown).to_contain_text(f"§{gap.sections[0]}")
    expect(shown).to_contain_text(f"none of the {gap.tagged} works there states it")
    listed = page.locator("ul.matrix__gaps").filter(has_text="None of the").first.locator("li").first
    expect(listed).to_contain_text(gap.row.title)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_cell_opens_under_its_row_by_key(page: Page, kb: KnowledgeBase, question: str) -> None:
    page.goto(f"{question}/")
    matrix, cell = fullest_cell(kb, question)
    link = opener(page, matrix, cell)
    link.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".joined__under")
    number = len(cell.works)
    expect(opened).to_contain_text(
        f"{cell.row.title} {matrix.relation.verb} {cell.column.value.label}: {number}"
    )
    expect(opened.get_by_role("link", name=re.compile("^(§|Tab)")).first).to_be_visible()
    opened.get_by_role("button").first.click()
    expect(opened.locator(".joined__work").first).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(opened).to_have_count(0)


def test_a_topic_opens_the_rows_of_its_approaches_as_python_counts_them(
    page: Page, kb: KnowledgeBase
) -> None:
    page.goto("rq1/")
    for matrix in question_matrices(kb, "rq1"):
        topic, rows = next(iter(matrix.folded.items()))
        table = page.locator(f"#{matrix.id}")
        table.locator(f'tr[data-nodes="{topic}"] .matrix__toggle').click()
        for row in rows:
            expected = [
                ""
                if cell.state == "empty"
                else str(len(cell.works) or ("gap" if cell.state == "gap" else "§"))
                for cell in matrix.row_cells(row)
            ]
            if any(expected):
                cells = table.locator(f'tr[data-nodes="{row.id}"] > td')
                expect(cells).to_have_count(len(expected))
                assert (
                    cells.evaluate_all(
                        "cells => cells.map((cell) => cell.querySelector('b')?.textContent ?? '')"
                    )
                    == expected
                )


@pytest.mark.parametrize("question", QUESTIONS)
def test_overviews_fit_a_usual_screen(open_page: OpenPage, question: str) -> None:
    page = open_page(DESKTOP, viewport={"width": 1366, "height": 768})
    page.goto(f"{question}/")
    widths = page.locator(".matrix__table").evaluate_all("tables => tables.map((one) => one.scrollWidth)")
    assert max(widths) <= 1366
    assert overhang(page) == 0


def test_the_table_names_its_columns_and_rows(page: Page, kb: KnowledgeBase) -> None:
    matrix = question_matrices(kb, "rq1")[0]
    page.goto("rq1/")
    table = page.get_by_role("table", name=re.compile("^" + re.escape(matrix.spec.caption)))
    for column in matrix.shown_columns:
        expect(table.get_by_role("columnheader", name=column.value.label, exact=True)).to_have_count(1)
    assert table.locator("tbody th:not([scope])").count() == 0


@pytest.mark.parametrize(("look", "question"), [(PHONE, "rq1"), (DESKTOP_DARK, "rq2")], ids=str)
def test_axe_finds_nothing_in_an_open_answer(page: Page, kb: KnowledgeBase, question: str) -> None:
    matrix, cell = fullest_cell(kb, question)
    page.goto(f"{question}/?{matrix.facet.id}={cell.column.value.id}")
    page.locator(".joined__open").first.click()
    expect(page.locator(".joined__work").first).to_be_visible()
    (node,) = cell.row.nodes
    page.locator(f'#{matrix.id} tr[data-nodes="{node.id}"] .matrix__toggle').click()
    opener(page, matrix, cell).click()
    expect(page.locator(".matrix__detail")).to_be_visible()
    assert overhang(page) == 0
    assert violations(page, within=".joined") == []
    assert violations(page, within=f"#{matrix.id} .joined__under") == []


@pytest.mark.parametrize("address", ["capabilities/understanding/", "roles/creator/"])
def test_pages_of_facets_lead_to_the_cycle(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".md-content").get_by_role("link", name="Co-development cycle", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Co-development cycle")
