"""The table of public datasets sorts and filters, with a mouse and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE_DARK

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from generator import KnowledgeBase
    from generator.knowledge import Row


def rows(kb: KnowledgeBase) -> list[Row]:
    return [row for row, _ in kb.rows("datasets")]


def value(row: Row, column: str) -> str:
    return str(getattr(row, column))


@pytest.fixture
def table(page: Page) -> Locator:
    page.goto("datasets/")
    return page.locator("#datasets-table")


def number(quantity: str) -> float:
    """The first number in a quantity: 12.8 million for `12.8M-12.8B`."""
    match = re.match(r"([\d.]+)([KMB]?)", quantity, re.IGNORECASE)
    assert match
    return float(match[1]) * {"": 1, "K": 1e3, "M": 1e6, "B": 1e9}[match[2].upper()]


def names(table: Locator) -> list[str]:
    return [name.strip() for name in table.locator("tbody tr:not([hidden]) th").all_inner_texts()]


def test_a_heading_sorts_up_and_then_down(table: Locator, kb: KnowledgeBase) -> None:
    printed = [value(row, "dataset") for row in rows(kb)]
    assert names(table) == printed
    heading = table.get_by_role("columnheader", name="Dataset")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    rising = names(table)
    assert rising == sorted(printed, key=str.lower)
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert [name.lower() for name in names(table)] == [name.lower() for name in reversed(rising)]


def test_quantities_sort_as_numbers(table: Locator, kb: KnowledgeBase) -> None:
    table.get_by_role("columnheader", name="Quantity").get_by_role("button").click()
    shown = table.locator("td[data-label=Quantity]").all_inner_texts()
    assert shown == sorted((value(row, "quantity") for row in rows(kb)), key=number)
    assert [number(shown[0]), number(shown[-1])] == [420, 234e6]


def test_sorting_needs_no_mouse_and_one_column_is_sorted_at_a_time(page: Page, table: Locator) -> None:
    modality = table.get_by_role("columnheader", name="Modality")
    stages = table.get_by_role("columnheader", name="Stages")
    modality.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(modality).to_have_attribute("aria-sort", "ascending")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(stages).to_have_attribute("aria-sort", "ascending")
    expect(modality).not_to_have_attribute("aria-sort", "ascending")


@pytest.mark.parametrize("look", [DESKTOP, PHONE_DARK], ids=str)
def test_filters_narrow_the_rows_and_say_so(page: Page, table: Locator, kb: KnowledgeBase) -> None:
    total = len(rows(kb))
    status = page.get_by_role("status").filter(has_text="rows")
    expect(status).to_have_text(f"{total} of {total} rows")

    page.get_by_label("Models as source").select_option("yes")
    modelled = [value(row, "dataset") for row in rows(kb) if value(row, "uses_models_as_source") == "True"]
    expect(status).to_have_text(f"{len(modelled)} of {total} rows")
    assert names(table) == modelled

    page.get_by_label("Models as source").select_option("")
    page.get_by_label("Filter").press_sequentially("datacomp")
    found = [name for row in rows(kb) if "datacomp" in (name := value(row, "dataset")).lower()]
    expect(status).to_have_text(f"{len(found)} of {total} rows")
    assert names(table) == found
    expect(table.locator("tbody tr:visible")).to_have_count(len(found))

    page.get_by_label("Filter").fill("nothing is called so")
    expect(status).to_have_text(f"0 of {total} rows")
