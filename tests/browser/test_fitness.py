"""That a fault is found wherever it stands, although texts that look alike are not all measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.fitness import COLOURS, run_axe, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOOD = "<p>Some text that is black.</p>"
FAULTS = [
    '<p style="color: #bbb">Pale</p>',
    '<p style="opacity: .3">Faded</p>',
    '<div style="background: #333"><p>Dark on dark</p></div>',
    '<div style="background: #333"><section><div><p>Dark on dark, further up</p></div></section></div>',
    '<div style="filter: opacity(1); color: #ccc"><p>Pale, from what it stands in</p></div>',
]


def show(page: Page, body: str) -> None:
    page.set_content(
        f'<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{body}</main>'
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_text_without_contrast_is_found_among_others_and_after_others(page: Page, fault: str) -> None:
    for body in (GOOD * 5, GOOD * 5 + fault, GOOD + fault * 3 + GOOD, fault):
        show(page, body)
        found = [one["id"] for one in run_axe(page, COLOURS)]
        assert found == (["color-contrast"] if fault in body else []), body


def test_what_only_another_part_of_the_page_has_is_not_taken_as_measured(page: Page) -> None:
    fault = FAULTS[0]
    show(page, f"{fault * 4}<section>{fault}</section>")
    assert [one.split(":")[0] for one in violations(page, "section")] == ["color-contrast"]
    show(page, f"{fault * 4}<section>{GOOD}</section>")
    assert violations(page, "section") == []
