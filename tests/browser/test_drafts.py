"""Works of which authors or year are not known, in the Explorer and the form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey import load
from living_survey.starting import start
from tests.browser.looking import serve
from tests.site.building import build
from tests.starting.conftest import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey out of lines that name no authors, and years for half of the works only."""
    folder = tmp_path_factory.mktemp("drafts") / "sourdough"
    start(folder, "Sourdough", [SHAPES / "plain.md"], program="living-survey", today=date(2026, 11, 30))
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
    assert len(undated) == 30
    page = open_page(base_url=url)
    page.goto(f"explore/?q=%22{undated[0].title}%22&group=year")
    expect(page.locator(".results__group")).to_contain_text("No date")
    page.goto("explore/?year=2010-2030")
    expect(page.locator("#explore-status")).to_contain_text(f"{len(drafts) - len(undated)} of {len(drafts)}")


def test_a_draft_can_be_completed_in_the_form(open_page: OpenPage, url: str, drafts: KnowledgeBase) -> None:
    undated = next(work for work in drafts if work.year is None)
    page = open_page(base_url=url)
    page.goto(f"contribute/?edit={undated.id}")
    expect(page.get_by_label("Title", exact=True)).to_have_value(undated.title)
    expect(page.get_by_label("Year", exact=True)).to_have_value("")
