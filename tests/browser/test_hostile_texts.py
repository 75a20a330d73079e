"""Texts of entries and of the taxonomy show as they are written, whatever they try to be."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey import load
from tests.browser.hostile import NAME, TITLES, write_hostile_knowledge
from tests.browser.kinds import page_addresses
from tests.browser.looking import PHONE, serve
from tests.browser.test_every_page import OVERHANG
from tests.site.building import clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard


@pytest.fixture(scope="module")
def hostile_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile") / "survey"
    write_hostile_knowledge(root)
    # Not strict: pages written for this survey link works that the hostile one lacks.
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=root,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture(scope="module")
def hostile_kb(hostile_root: Path) -> KnowledgeBase:
    return load(hostile_root)


@pytest.fixture(scope="module")
def hostile_url(hostile_root: Path) -> Iterator[str]:
    with serve(hostile_root / "site") as address:
        yield address


def test_no_page_runs_what_a_text_says_or_is_torn_apart_by_it(
    open_page: OpenPage, hostile_root: Path, hostile_url: str, guard: Guard
) -> None:
    page = open_page(PHONE, base_url=hostile_url)
    found = {}
    addresses = list(page_addresses(hostile_root / "site"))
    for address in addresses:
        page.goto(address)
        made = page.evaluate(
            """() => [
              window.hacked, document.title === "owned",
              document.querySelectorAll("img[src=x], svg[onload], [onclick], [onerror], [onload]").length,
              [...document.links]
                .filter((link) => /^(javascript|vbscript|data:(?!text\\/csv)):?/i.test(link.href))
                .map((link) => link.outerHTML),
              document.querySelectorAll("footer.md-footer").length,
            ]"""
        )
        if made != [None, False, 0, [], 1]:
            found[address] = made
        if overhang := page.evaluate(OVERHANG):
            found[address] = overhang
    assert found == {}, "\n".join(f"{address}: {what}" for address, what in found.items())
    assert len(addresses) > len(TITLES) + 15
    assert guard.problems == []


def test_titles_names_and_notes_show_literally(
    open_page: OpenPage, hostile_url: str, hostile_kb: KnowledgeBase
) -> None:
    page = open_page(base_url=hostile_url)
    for work in hostile_kb:
        page.goto(f"works/{work.id}/")
        assert text_of(page, "h1") == work.title
        assert text_of(page, ".places td") == work.tags[0].note
        assert text_of(page, ".paper__authors a") == work.authors[0]
        assert page.title().startswith(work.title.split("\n")[0][:200])
    page.goto("topics/hostile-topic/")
    shown = page.locator(".work__title").evaluate_all("links => links.map(link => link.textContent.trim())")
    assert sorted(shown) == sorted(TITLES.values())


def test_machines_read_the_same_texts(
    open_page: OpenPage, hostile_url: str, hostile_kb: KnowledgeBase
) -> None:
    page = open_page(base_url=hostile_url)
    for work in hostile_kb:
        page.goto(f"works/{work.id}/")
        scripts = page.locator("script[type='application/ld+json']").all_text_contents()
        assert [json.loads(script)["name"] for script in scripts] == [work.title]
        assert [author["name"] for author in json.loads(scripts[0])["author"]] == list(work.authors)
        for name in ("meta[name=citation_title]", "meta[property='og:title']"):
            assert page.locator(name).get_attribute("content") == work.title
        authors = page.locator("meta[name=citation_author]").evaluate_all(
            "all => all.map(one => one.content)"
        )
        assert authors == list(work.authors)
        assert str(page.locator("meta[name=description]").get_attribute("content")).startswith(NAME)


@pytest.mark.parametrize("work_id", ["ames2020script", "bass2020image", "dunn2020template", "hale2020emoji"])
def test_search_results_show_literally(open_page: OpenPage, hostile_url: str, work_id: str) -> None:
    page = open_page(base_url=hostile_url)
    words = {
        "ames2020script": "script",
        "bass2020image": "img",
        "dunn2020template": "raw",
        "hale2020emoji": "中文",
    }
    page.goto("years/")
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search the site").fill(words[work_id])
    title = page.locator(f".search-hit__link[href*='{work_id}'] .search-hit__title").first
    expect(title).to_have_text(TITLES[work_id])
    assert page.evaluate("window.hacked") is None


def text_of(page: Page, selector: str) -> str:
    """The text of the first such element, white space at its ends aside."""
    return str(page.locator(selector).first.text_content()).strip()
