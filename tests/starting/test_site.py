"""The site of a new survey: complete, without a word of this repository's, drafts marked as such."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from lxml import html

from living_survey import load
from living_survey.starting import Program, start
from tests.site.building import build
from tests.starting.conftest import SHAPES
from tests.starting.words import own_words, places

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey out of lines that name neither authors nor, mostly, years, with its site in `site/`."""
    folder = tmp_path_factory.mktemp("starting") / "sourdough"
    start(
        folder,
        "Sourdough Papers",
        [SHAPES / "plain.md"],
        program=Program("living-survey"),
        today=date(2026, 11, 30),
    )
    result = build(folder / "site", root=folder)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    return folder


def page(root: Path, path: str) -> html.HtmlElement:
    return html.fromstring((root / "site" / path / "index.html").read_bytes())


def test_every_work_has_a_page_and_a_place_in_every_list(root: Path) -> None:
    kb = load(root)
    assert len(list((root / "site/works").iterdir())) == 60
    links = {
        link.rstrip("/").rpartition("/")[2]
        for file in (root / "site/years").rglob("index.html")
        for link in html.fromstring(file.read_bytes()).xpath("//main//a[@class='work__title']/@href")
    }
    assert len(links) == 60
    lines = (root / "site/data/works.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["draft"] for record in records] == [True] * len(kb)
    assert {record["year"] for record in records} > {None, 2018}


def test_no_word_of_this_repositorys_survey_is_in_it(root: Path) -> None:
    found = sorted(places(root, own_words()))
    assert found == []


def test_facts_that_are_not_known_are_marked_and_nothing_stands_in_for_them(root: Path) -> None:
    kb = load(root)
    undated = next(work for work in kb if work.year is None)
    text = page(root, f"works/{undated.id}").text_content()
    assert "Facts incomplete" in text
    assert "no date" in text
    assert "None" not in text
    head = page(root, f"works/{undated.id}").xpath("//head")[0]
    assert not head.xpath("meta[@name='citation_author' or @name='citation_year']")
    topic = page(root, f"topics/{kb.primary_node(undated).id}")
    assert len(topic.xpath("//main//*[contains(@class, 'badge--draft')]")) == 6


def test_exports_leave_out_what_is_not_known(root: Path) -> None:
    kb = load(root)
    undated = next(work for work in kb if work.year is None)
    whole = (root / "site/data/works.bib").read_text(encoding="utf-8")
    (bib,) = (entry for entry in whole.split("\n\n") if f"{{{undated.id}," in entry)
    assert "author" not in bib
    assert "year" not in bib


def test_the_navigation_has_the_pages_of_the_survey(root: Path) -> None:
    links = {link.get("href") for link in page(root, "about").xpath("//nav//a")}
    assert {"../explore/", "../topics/", "./", "../contribute/", "../health/"} <= links
    assert not {"../cycle/", "../roadmap/", "../since/", "../survey/", "../paths/"} & links
