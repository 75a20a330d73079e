"""Works of which authors or year are not known, in the Explorer and the form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey import load
from living_survey.starting import Program, start
from tests.browser.looking import serve
from tests.site.building import build
from tests.starting.conftest import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage

NAMED = "doe2020rye"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey from lines without authors, half of them without years, and a draft with a citation key."""
    folder = tmp_path_factory.mktemp("drafts") / "sourdough"
    start(
        folder, "Sourdough", [SHAPES / "plain.md"], program=Program("living-survey"), today=date(2026, 11, 30)
    )
    node = next(node.id for node in load(folder).taxonomy if node.level == "topic")
    text = f"draft: true\ntitle: Rye at Night\nauthors: [Jane Doe]\nkind: paper\ntags: [{node}]\n"
    (folder / f"entries/{NAMED}.yaml").write_text(text, encoding="utf-8")
    result = build(folder / "site", root=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def drafts(root: Path) -> KnowledgeBase:
    return load(root)


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    with serve(root / "site") as address:
        yield address


def test_works_without_a_year_are_in_a_group_of_their_own_and_in_no_range(
    open_page: OpenPage, url: str, drafts: KnowledgeBase
) -> None:
    undated = [work for work in drafts if work.year is None]
    assert len(undated) == 31
    page = open_page(base_url=url)
    page.goto(f"explore/?q=%22{undated[0].title}%22&group=year")
    expect(page.locator(".results__group")).to_contain_text("No date")
    page.goto("explore/?year=2010-2030")
    expect(page.locator("#explore-status")).to_contain_text(f"{len(drafts) - len(undated)} of {len(drafts)}")


def test_drafts_are_marked_in_the_explorer(open_page: OpenPage, url: str) -> None:
    page = open_page(base_url=url)
    for view in ("", "&view=table"):
        page.goto(f"explore/?q=%22Rye+at+Night%22{view}")
        expect(page.locator(f"[data-work={NAMED}] .badge--draft")).to_have_text("facts incomplete")


def test_a_completed_draft_loses_its_mark_in_the_form(open_page: OpenPage, url: str) -> None:
    page = open_page(base_url=url)
    page.goto(f"contribute/?edit={NAMED}")
    expect(page.get_by_label("Year", exact=True)).to_have_value("")
    page.get_by_label("Summary").fill("Bakes rye bread at night.")
    expect(page.locator("#contribute-file")).to_contain_text("draft: true")
    page.get_by_label("Year", exact=True).fill("2020")
    expect(page.locator("#contribute-file")).not_to_contain_text("draft")
    expect(page.locator("#contribute-state")).to_contain_text("no longer marked as a draft")


def test_a_draft_named_after_its_title_keeps_its_mark_until_it_is_renamed(
    open_page: OpenPage, url: str, drafts: KnowledgeBase
) -> None:
    undated = next(work for work in drafts if work.year is None and work.id != NAMED)
    page = open_page(base_url=url)
    page.goto(f"contribute/?edit={undated.id}")
    expect(page.get_by_label("Title", exact=True)).to_have_value(undated.title)
    expect(page.get_by_label("Year", exact=True)).to_have_value("")
    page.get_by_label("Authors").fill("Jane Doe")
    page.get_by_label("Year", exact=True).fill("2020")
    expect(page.locator("#contribute-file")).to_contain_text("draft: true")
    expect(page.locator("#contribute-state")).to_contain_text("stays a draft until a maintainer renames it")
