"""Long lists are cut into pages without losing a work, and pages stay small however many works there are."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.rendering.pages.paging import Item, Section, paged
from tests.rendering.pages.rendering import pages_of
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase
    from living_survey.rendering.pages import Page

LIMIT = 60_000
"""The most bytes of a page after compression."""


def sections(sizes: list[int]) -> list[Section]:
    work = next(iter(small_kb()))
    return [
        Section(f"s{place}", "Title", [Item(work, f"{place}.{number}") for number in range(size)])
        for place, size in enumerate(sizes)
    ]


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 40), st.integers(1, 30))
def test_every_work_of_a_section_is_on_one_page(sizes: list[int], room: int, page_size: int) -> None:
    pages = paged(sections(sizes), room, page_size)
    notes = [item.note for page in pages for section in page for item in section.items]
    assert len(set(notes)) == len(notes) == sum(sizes)
    assert [section.id for section in pages[0]] == [f"s{place}" for place in range(len(sizes))]
    assert sum(len(section.items) for section in pages[0]) <= room
    for page in pages[1:]:
        assert 0 < sum(len(section.items) for section in page) <= page_size


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 40), st.integers(1, 30))
def test_a_section_names_the_page_with_its_next_works(sizes: list[int], room: int, page_size: int) -> None:
    pages = paged(sections(sizes), room, page_size)
    for section in pages[0]:
        assert section.total == sizes[int(section.id[1:])]
        if len(section.items) == section.total:
            assert section.rest == 0
        else:
            there = next(one for one in pages[section.rest - 1] if one.id == section.id)
            assert there.items[0].note == f"{section.id[1:]}.{len(section.items)}"


def test_a_short_list_is_one_page() -> None:
    assert len(paged(sections([3, 0, 4]), 7)) == 1


@pytest.fixture(scope="module")
def pages(kb: KnowledgeBase) -> dict[str, Page]:
    return pages_of(kb)


def test_no_page_is_larger_than_60_kilobytes(built_site: Path) -> None:
    large = [path for path in built_site.rglob("*.html") if path.stat().st_size > LIMIT]
    assert large
    assert [path for path in large if len(gzip.compress(path.read_bytes(), 6)) > LIMIT] == []


def test_all_works_of_a_long_list_are_on_its_pages(kb: KnowledgeBase, pages: dict[str, Page]) -> None:
    listed = {
        work
        for path, page in pages.items()
        if re.fullmatch(r"years(/\d+)?\.md", path)
        for work in re.findall(r'href="[./]*works/([\w-]+)/"', page.render())
    }
    assert "years/2.md" in pages
    assert listed == {work.id for work in kb}


@pytest.mark.parametrize("path", ["years.md", "topics/data-acquisition.md", "stages/finetune.md"])
def test_the_links_to_the_rest_of_a_section_lead_to_it(path: str, pages: dict[str, Page]) -> None:
    by_address = {page.address: page for page in pages.values()}
    links = re.findall(r'<a href="(\d+/)#([\w-]+)">', pages[path].render())
    assert links
    for link, anchor in links:
        page = by_address[urljoin(pages[path].address, link)]
        assert page.kind == "List"
        assert f'id="{anchor}"' in page.render()


def test_an_author_keeps_an_anchor_on_the_first_page_of_a_letter(
    kb: KnowledgeBase, pages: dict[str, Page]
) -> None:
    first, last = pages["authors/l.md"].render(), pages["authors/l/2.md"].render()
    moved = re.findall(r'<h2 id="([\w-]+)"', last)
    assert len(moved) > 10
    for anchor in moved:
        assert f'<li id="{anchor}"><a href="../../authors/l/2/#{anchor}">' in first
    assert len(kb.authors) > len(moved)
