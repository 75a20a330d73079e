"""The table of public datasets sorts and filters, with a mouse and without, and keeps both in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from living_survey.knowledge.tables import amount
from tests.browser.looking import DESKTOP, PHONE_DARK

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase
    from living_survey.knowledge import Row

ROWS = "() => [...document.querySelectorAll('#datasets-table tbody tr:not([hidden])')]"
EVERY_ROW_HAS = f"text => ({ROWS})().every((row) => row.innerText.toLowerCase().includes(text))"


def rows(kb: KnowledgeBase) -> list[Row]:
    return [row for row, _ in kb.rows("datasets")]


def value(row: Row, column: str) -> str:
    return str(getattr(row, column))


@pytest.fixture
def table(page: Page) -> Locator:
    page.goto("datasets/")
    return page.locator("#datasets-table")


def names(table: Locator) -> list[str]:
    return texts(table, "th")


def texts(table: Locator, cell: str) -> list[str]:
    return [str(text).strip() for text in table.evaluate(
        "(table, cell) => [...table.tBodies[0].rows].filter((row) => !row.hidden)"
        ".map((row) => row.querySelector(cell).textContent)",
        cell,
    )]  # fmt: skip


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def status(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="rows")


# --- order -------------------------------------------------------------------------------------------------


def test_a_heading_sorts_up_and_then_down(page: Page, table: Locator, kb: KnowledgeBase) -> None:
    heading = table.get_by_role("columnheader", name="Dataset")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    rising = names(table)
    assert [name.lower() for name in rising] == sorted(value(row, "dataset").lower() for row in rows(kb))
    assert query(page) == {"sort": ["dataset"]}
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert [name.lower() for name in names(table)] == [name.lower() for name in reversed(rising)]
    assert query(page) == {"sort": ["-dataset"]}


def test_sizes_sort_as_numbers_with_units_and_rows_without_one_come_last(
    page: Page, table: Locator, kb: KnowledgeBase
) -> None:
    sizes = [amount(value(row, "quantity")) for row in rows(kb) if row.quantity]  # type: ignore[attr-defined]
    heading = table.get_by_role("columnheader", name="Size")
    for expected in (sorted(size for size in sizes if size), sorted((s for s in sizes if s), reverse=True)):
        heading.get_by_role("button").click()
        shown = table.locator("tbody td[data-label=Size]").evaluate_all(
            "all => all.map((one) => one.dataset.sort)"
        )
        numbers = [float(key) for key in shown if key is not None]
        assert numbers == pytest.approx(expected)
        assert all(key is None for key in shown[len(numbers) :])
    largest = table.locator("tbody tr").first
    expect(largest.locator("td[data-label=Size]")).to_contain_text(re.compile("[BT]"))
    assert query(page) == {"sort": ["-quantity"]}


def test_the_menu_sorts_where_there_are_no_headings(page: Page, table: Locator) -> None:
    listed = names(table)
    page.get_by_label("Order").select_option("Size, largest first")
    assert names(table) != listed
    expect(table.get_by_role("columnheader", name="Size")).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Order").select_option("")
    assert names(table) == listed
    assert query(page) == {}


def test_rows_of_the_survey_come_first_then_those_of_the_newest_works(
    page: Page, table: Locator, kb: KnowledgeBase
) -> None:
    printed = [row for row in rows(kb) if getattr(row, "row", None) is not None]
    assert names(table)[: len(printed)] == [value(row, "dataset") for row in printed]
    of = {work.id: place for place, work in enumerate(kb.newest())}
    works = table.evaluate(
        "(table) => [...table.tBodies[0].rows].filter((row) => !row.id)"
        ".map((row) => row.querySelector('th a').getAttribute('href').split('/').at(-2))"
    )
    assert [of[work] for work in works] == sorted(of[work] for work in works)
    del page


def test_sorting_needs_no_mouse_and_one_column_is_sorted_at_a_time(page: Page, table: Locator) -> None:
    modality = table.get_by_role("columnheader", name="Modality")
    sources = table.get_by_role("columnheader", name="Sources")
    modality.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(modality).to_have_attribute("aria-sort", "ascending")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(sources).to_have_attribute("aria-sort", "ascending")
    expect(modality).not_to_have_attribute("aria-sort", "ascending")


# --- filters -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [DESKTOP, PHONE_DARK], ids=str)
def test_filters_narrow_the_rows_and_say_so(page: Page, table: Locator, kb: KnowledgeBase) -> None:
    total = len(rows(kb))
    expect(status(page)).to_have_text(f"{total} of {total} rows")

    page.get_by_label("Models as source").select_option("yes")
    modelled = [value(row, "dataset") for row in rows(kb) if value(row, "uses_models_as_source") == "True"]
    expect(status(page)).to_have_text(f"{len(modelled)} of {total} rows")
    assert sorted(names(table)) == sorted(modelled)

    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Filter", exact=True).press_sequentially("datacomp")
    page.wait_for_function(EVERY_ROW_HAS, arg="datacomp")
    assert "DataComp" in names(table)
    expect(page.get_by_role("button", name="Clear filters")).to_be_visible()

    page.get_by_label("Filter", exact=True).fill("nothing is called so")
    expect(status(page)).to_have_text(f"0 of {total} rows")
    page.get_by_role("button", name="Clear filters").click()
    expect(status(page)).to_have_text(f"{total} of {total} rows")
    expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()


def test_filters_are_in_the_address_and_come_back_from_it(
    page: Page, table: Locator, kb: KnowledgeBase
) -> None:
    page.get_by_label("Modality").select_option("Video")
    page.get_by_label("Stages").select_option("Fine-tuning")
    page.get_by_label("only rows of the survey").check()
    page.get_by_label("Filter", exact=True).fill("gpt")
    page.get_by_label("Order").select_option("Size, largest first")
    assert query(page) == {
        "q": ["gpt"],
        "modality": ["Video"],
        "stages": ["Fine-tuning"],
        "printed": ["1"],
        "sort": ["-quantity"],
    }
    found = names(table)
    page.goto(page.url)
    again = page.locator("#datasets-table")
    expect(page.get_by_label("Modality")).to_have_value("Video")
    expect(page.get_by_label("only rows of the survey")).to_be_checked()
    expect(page.get_by_label("Order")).to_have_value("-quantity")
    assert names(again) == found
    expected = [
        row
        for row, _ in kb.rows("datasets")
        if "Video" in re.split("[/-]", value(row, "modality"))
        and "finetune" in getattr(row, "stages", ())
        and getattr(row, "row", None) is not None
    ]
    assert set(found) <= {value(row, "dataset") for row in expected}
    assert found


def test_choices_tell_how_many_rows_they_would_leave(page: Page, table: Locator) -> None:
    def number(menu: str, option: str) -> int:
        label = page.get_by_label(menu).locator(f"option[value='{option}']").text_content() or ""
        return int(re.findall(r"\((\d+)\)$", label)[0])

    before = number("Modality", "Audio")
    assert number("Modality", "Image") > before > 0
    page.get_by_label("Models as source").select_option("no")
    after = number("Modality", "Audio")
    assert 0 < after < before
    page.get_by_label("Modality").select_option("Audio")
    assert len(names(table)) == after


def test_an_unknown_choice_in_the_address_filters_nothing(page: Page, kb: KnowledgeBase) -> None:
    page.goto("datasets/?modality=Smell&sort=nothing&printed=no")
    total = len(rows(kb))
    expect(status(page)).to_have_text(f"{total} of {total} rows")


# --- rows --------------------------------------------------------------------------------------------------


def test_a_corrected_value_is_beside_the_printed_one(page: Page) -> None:
    page.goto("datasets/?q=MMC4&printed=1")
    row = page.locator("#row-41")
    modality = row.locator("td[data-label=Modality]")
    expect(modality).to_contain_text("images interleaved with text, not video")
    expect(modality.locator(".printed")).to_have_text("printed in the survey: Video-Text")
    page.get_by_label("Modality").select_option("Video")
    expect(row).to_be_visible()


def test_a_row_leads_to_its_work_and_to_its_data(page: Page) -> None:
    page.goto("datasets/?q=LLaVA-Video-178K")
    row = page.locator("tbody tr:visible", has=page.get_by_role("link", name="LLaVA-Video-178K", exact=True))
    expect(row.locator("td[data-label=Work]")).to_have_text("Zhang et al. 2025")
    row.get_by_role("link", name="LLaVA-Video-178K").click()
    expect(page).to_have_url(re.compile(r"/works/zhang2024llavavideo/$"))
    page.get_by_role("link", name="LLaVA-Video-178K", exact=True).click()
    expect(page.get_by_role("row").filter(visible=True)).to_have_count(2)
