"""What holds on a page of every kind, on every screen and in both colour schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.fitness import thin_out
from tests.browser.kinds import kinds_of_pages
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from tests.browser.looking import Guard

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
DISABLED_RULES = [
    # Material makes an unnamed `nav` for the copy button of each block of code, and names a branch of the
    # navigation as the list in it.
    "landmark-unique",
]
# What shows that a page's own scripts are done, on the pages that they make.
MADE = {"explore": "#explore[data-indexed]", "contribute": "#contribute-app:not([hidden])"}
PARTS = 4  # so that several processes can share the kinds of pages
# The widest thing on a page that reaches out of it, if any does.
OVERHANG = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const reach = (element) => element.getBoundingClientRect().right;
  const widest = [...document.querySelectorAll("body *")].filter((element) => reach(element) > width + 1)
    .sort((a, b) => reach(b) - reach(a))[0];
  return `${document.documentElement.scrollWidth} > ${width}: ${widest?.outerHTML.slice(0, 200)}`;
}"""


@pytest.fixture(scope="session")
def kinds(built_site: Path, kb: KnowledgeBase) -> dict[str, str]:
    return kinds_of_pages(built_site, kb)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_no_page_is_wider_than_its_screen(page: Page, kinds: dict[str, str], guard: Guard) -> None:
    guard.expected.add("404.html")
    overhangs = {}
    for kind, address in kinds.items():
        page.goto(address)
        if overhang := page.evaluate(OVERHANG):
            overhangs[kind] = overhang
    assert overhangs == {}


# Colours are the same on every screen, and all else is the same in every colour.
@pytest.mark.parametrize(
    ("look", "rules"), [(DESKTOP, "all"), (DESKTOP_DARK, "colours"), (PHONE, "others")], ids=str
)
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(page: Page, rules: str, part: int, kinds: dict[str, str], guard: Guard) -> None:
    guard.expected.add("404.html")
    found = {}
    for kind, address in list(kinds.items())[part::PARTS]:
        page.goto(address)
        page.locator(MADE.get(kind, "body")).wait_for()
        thin_out(page)
        if violations := Axe().run(page, options=_axe_options(rules)).response["violations"]:
            found[f"{kind} ({address})"] = [_summary(violation) for violation in violations]
    assert found == {}


def _axe_options(rules: str) -> dict[str, object]:
    quick = {"resultTypes": ["violations"], "preload": False}
    if rules == "colours":
        return quick | {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
    disabled = DISABLED_RULES + (COLOUR_RULES if rules == "others" else [])
    return quick | {"runOnly": STANDARDS, "rules": {rule: {"enabled": False} for rule in disabled}}


def _summary(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"{violation['id']} x{len(nodes)}: {nodes[0]['html'][:160]} {nodes[0]['failureSummary'][:240]}"
