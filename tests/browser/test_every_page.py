"""What holds on a page of every kind, on every screen and in both colour schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.fitness import (
    ALL,
    COLOURS,
    LONGEST_ON_A_PHONE,
    NO_COLOURS,
    height,
    run_axe,
    thin_out,
)
from tests.browser.kinds import kinds_of_pages
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard, Look

# What shows that a page's own scripts are done, on the pages that they make.
MADE = {"explore": "#explore[data-indexed]", "contribute": "#contribute-app:not([hidden])"}
# The Explorer shows more works as one scrolls; a reference is searched as one page.
ENDLESS = {"explore", "commands", "python-api"}
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


SETTLED = """async () => {
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture(scope="session")
def kinds(built_site: Path, kb: KnowledgeBase) -> dict[str, str]:
    return kinds_of_pages(built_site, kb)


@pytest.mark.parametrize("part", range(PARTS))
def test_it_fits_its_screen_and_axe_finds_nothing(
    open_page: OpenPage, part: int, kinds: dict[str, str], guard: Guard
) -> None:
    guard.expected.add("404.html")
    page = open_page(DESKTOP)
    found: dict[str, list[str]] = {}
    for kind, address in list(kinds.items())[part::PARTS]:
        _look(page, DESKTOP)
        page.goto(address)
        page.locator(MADE.get(kind, "body")).wait_for()
        problems = _overhang(page)
        _look(page, PHONE)
        problems += _overhang(page)
        if kind not in ENDLESS and height(page) > LONGEST_ON_A_PHONE:
            problems.append(f"{height(page)} pixels long on a phone")
        thin_out(page)
        problems += _violations(page, NO_COLOURS)
        # Colours are the same on every screen, and all else is the same in every colour.
        _look(page, DESKTOP)
        thin_out(page, 2)  # what is alike has the same colours
        problems += _violations(page, ALL)
        _look(page, DESKTOP_DARK)
        problems += _violations(page, COLOURS)
        if problems:
            found[f"{kind} ({address})"] = problems
    assert found == {}


def _look(page: Page, look: Look) -> None:
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)
    page.evaluate(SETTLED)  # the theme sets the heights of its sidebars some frames later


def _overhang(page: Page) -> list[str]:
    overhang = page.evaluate(OVERHANG)
    return [overhang] if overhang else []


def _violations(page: Page, options: dict[str, Any]) -> list[str]:
    return [_summary(one) for one in run_axe(page, options)]


def _summary(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"{violation['id']} x{len(nodes)}: {nodes[0]['html'][:160]} {nodes[0]['failureSummary'][:240]}"
