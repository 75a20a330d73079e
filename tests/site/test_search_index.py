"""The search index has the names of a built site, and is reproducible."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from living_survey.web import search

PAGE = (
    '<!doctype html><html lang="en"><head><title>{title}</title><meta name="description" content="{about}">'
    '</head><body><div data-pagefind-body data-pagefind-meta="kind:{kind}"><h1>{title}</h1>{content}</div>'
    "</body></html>"
)


def write(  # noqa: PLR0913 - the parts of a page
    site: Path, address: str, kind: str, title: str, *, about: str = "", content: str = ""
) -> None:
    file = site / address / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.format(kind=kind, title=title, about=about, content=content), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, "", "Page", "Bread &amp; more", about="All of it &lt;here&gt;")
    write(tmp_path, "topics/dough", "Topic", 'Dough<a class="headerlink" href="#">&para;</a>')
    write(tmp_path, "works/doe2023words", "Work", "Words about dough", content="<p>Kneading as prose.</p>")
    write(tmp_path, "works/roe2022survey", "Work", "A survey of crusts", content="<p>Ovens by heat.</p>")
    write(
        tmp_path,
        "rq1",
        "Page",
        "Q1",
        content='<table><tr id="x"><th scope="row">Not a name</th></tr></table>',
    )
    write(tmp_path, "authors/d", "Authors", "Authors: D", content='<h2 id="ada-doe">Ada Doe</h2>')
    row = '<tr id="row-1"><th scope="row" data-label="x"><a href="#">Loaves</a></th></tr>'
    rows = f'<table class="data-table" data-rows-are="Recipe">{row}</table>'
    write(tmp_path, "datasets", "Page", "Public datasets", content=rows)
    (tmp_path / "404.html").write_text("<h1>404</h1>", "utf-8")
    return tmp_path


def index(site: Path) -> None:
    with tempfile.TemporaryDirectory() as copies, search.indexing(site, Path(copies)):
        write(site, "later", "Page", "Written meanwhile")
    shutil.rmtree(site / "later")


def files(site: Path) -> dict[str, bytes]:
    return {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }


def test_the_names_are_those_of_all_but_works_and_authors(site: Path) -> None:
    index(site)
    assert json.loads((site / "search" / "names.json").read_text("utf-8")) == [
        ["datasets/", "Page", "Public datasets", ""],
        ["datasets/#row-1", "Recipe", "Loaves", ""],
        ["", "Page", "Bread & more", "All of it <here>"],
        ["rq1/", "Page", "Q1", ""],
        ["topics/dough/", "Topic", "Dough", ""],
    ]


def test_the_same_site_gives_the_same_index(site: Path) -> None:
    index(site)
    once = files(site)
    index(site)
    assert files(site) == once


def test_a_page_that_is_written_meanwhile_is_not_searched(site: Path) -> None:
    def pages() -> Any:  # noqa: ANN401 - any part of the file
        return json.loads((site / "pagefind/pagefind-entry.json").read_text("utf-8"))["languages"]["en"]

    index(site)
    without = pages()["page_count"]
    write(site, "before", "Page", "Written before")
    index(site)
    assert pages()["page_count"] == without + 1


def test_a_title_in_a_list_is_not_searched(site: Path) -> None:
    def listed(title: str) -> bytes:
        lists = (
            f'<ul class="works works--dense"><li title="{title}">{title}</li></ul>'
            f'<ol class="works works--refs"><li>{title}</li></ol>'
            f'<ul class="plain" data-pagefind-ignore><li>{title}</li></ul>'
            f'<span class="cite" data-pagefind-ignore><span class="cite__note">{title}</span></span>'
        )
        write(site, "topics/flour", "Topic", "Flour", content=f"{lists}<p>Milled.</p>")
        return search.searched(site)

    def found() -> dict[str, bytes]:
        index(site)
        return {path: content for path, content in files(site / "pagefind").items() if "fragment" in path}

    digest, fragments = listed("A title"), found()
    assert listed("Another one") == digest
    assert found() == fragments
    write(site, "topics/flour", "Topic", "Flour", content="<p>Milled again.</p>")
    assert search.searched(site) != digest
    assert found() != fragments


def test_the_name_of_a_row_is_in_the_index_though_its_table_is_not_searched(site: Path) -> None:
    def named(name: str) -> tuple[bytes, str]:
        row = f'<tr id="row-1"><th scope="row">{name}</th></tr>'
        table = f'<div data-pagefind-ignore><table data-rows-are="Recipe">{row}</table></div>'
        write(site, "datasets", "Page", "Public datasets", content=table)
        index(site)
        return search.searched(site), (site / "search" / "names.json").read_text("utf-8")

    (digest, names), (other_digest, other_names) = named("Loaves"), named("Rolls")
    assert names != other_names
    assert digest != other_digest


def test_where_files_have_one_name_each_their_copies_are_searched(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(site)
    once = files(site)

    def link(source: Path, target: Path) -> None:
        raise OSError(95, f"no links from {source} to {target}")

    monkeypatch.setattr(os, "link", link)
    index(site)
    assert files(site) == once


def test_a_long_message_of_pagefind_is_cut(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An invalid selector makes Pagefind print a message for each page.
    monkeypatch.setattr(search, "NOT_SEARCHED", "h2 + p")
    with pytest.raises(PluginError, match="Pagefind could not index the site:\n") as caught:
        index(site)
    assert len(str(caught.value)) < search.MAX_MESSAGE_LENGTH + 100
