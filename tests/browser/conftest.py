"""A served site, a Chromium, and pages in which nothing may go wrong unnoticed.

    @pytest.mark.parametrize("look", LOOKS, ids=str)          # without it: desktop, light
    def test_something(page: Page) -> None:
        page.goto("works/gadre2023datacomp/")                 # relative to the served site

A console error or warning, a script error, a failed request or one to another host fails the test.
SURVEY_SITE_DIR names a folder with a built site, relative to the repository, that is then not built again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import DESKTOP, Guard, Look, serve

HERE = Path(__file__).parent
PATIENCE = 10_000  # milliseconds that a page has for what is awaited, on a machine with much else to do
OpenPage = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address of the served site, with a slash at its end."""
    with serve(built_site) as address:
        yield address


@pytest.fixture
def guard() -> Iterator[Guard]:
    """What went wrong so far; a test fails at its end if anything did that it did not expect."""
    guard = Guard()
    yield guard
    assert guard.unexpected() == []


@pytest.fixture
def open_page(browser: Browser, site_url: str, guard: Guard) -> Iterator[OpenPage]:
    """Open a page with a look in a context of its own: `open_page(PHONE_DARK, permissions=[...])`.

    `base_url` is the served site unless another is given, as are all options of Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []

    def open_(look: Look = DESKTOP, **options: object) -> Page:
        settings = {
            "base_url": site_url,
            "viewport": {"width": look.width, "height": look.height},
            "color_scheme": look.scheme,
            "has_touch": look.screen == "phone",
            "is_mobile": look.screen == "phone",
            "reduced_motion": "reduce",
            "locale": "en-GB",
        }
        context = browser.new_context(**{**settings, **options})  # type: ignore[arg-type] # many options, many types
        context.set_default_timeout(PATIENCE)
        guard.watch(context)
        contexts.append(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def look() -> Look:
    return DESKTOP


@pytest.fixture
def page(open_page: OpenPage, look: Look) -> Page:
    return open_page(look)
