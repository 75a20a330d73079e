"""Pages have stable addresses, and texts of entries are always shown as text."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from living_survey import KnowledgeBase, load
from living_survey.rendering.pages import Page, headings
from living_survey.rendering.pages.authors import letter
from living_survey.rendering.pages.environment import long_date, safe_url, script_json
from living_survey.rendering.pages.page import page_address, root_of
from tests.bakery import BAKERY
from tests.rendering.pages.rendering import TEMPLATES, pages_of
from tests.site.html_facts import parse_html


@cache
def knowledge() -> KnowledgeBase:
    return load(BAKERY)


@cache
def pages() -> dict[str, Page]:
    return pages_of(knowledge())


@pytest.mark.parametrize(
    ("path", "address", "root"),
    [
        ("index.md", "", "./"),
        ("years.md", "years/", "../"),
        ("topics/index.md", "topics/", "../"),
        ("topics/flour/index.md", "topics/flour/", "../../"),
        ("works/doe2021knead.md", "works/doe2021knead/", "../../"),
        ("works/doe2021index.md", "works/doe2021index/", "../../"),
    ],
)
def test_a_page_has_an_address_and_a_relative_path_to_the_root(path: str, address: str, root: str) -> None:
    assert page_address(path) == address
    assert root_of(path) == root


def test_a_survey_of_another_subject_has_a_page_for_each_work_and_node() -> None:
    assert {f"works/{work.id}.md" for work in knowledge()} <= pages().keys()
    assert {f"topics/{node.id}/" for node in knowledge().taxonomy} <= {
        page.address for page in pages().values()
    }


@pytest.mark.parametrize("path", sorted(pages()))
def test_every_page_of_another_survey_renders_with_one_main_heading(path: str) -> None:
    document = parse_html(pages()[path].render())
    assert len(document.text("h1")) == 1
    ids = [found["id"] for _, found in document.elements if "id" in found]
    assert len(ids) == len(set(ids))


def test_headings_are_texts_without_their_counts_and_permalinks() -> None:
    content = (
        '<h2 id="a&amp;b">Bread &lt;b&gt; <em>first</em> <span class="count">3</span>'
        '<a class="headerlink" href="#a">¶</a></h2><h3 id="c" class="x">Third</h3><h4 id="d">No</h4>'
    )
    assert [(found.level, found.id, found.title) for found in headings(content)] == [
        (2, "a&b", "Bread <b> first"),
        (3, "c", "Third"),
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2023, 4, 7), "7 April 2023"), ("2023-04", "April 2023"), ("2023", "2023")],
)
def test_dates_are_written_out_as_far_as_they_are_known(day: date | str, words: str) -> None:
    assert long_date(day) == words


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//x.org",
    ],
)
def test_urls_that_could_run_scripts_are_not_linked(address: str) -> None:
    assert safe_url(address) == "#"


def test_ordinary_urls_are_linked_unchanged() -> None:
    for address in ("https://example.org/a?b=c&d#e", "http://example.org", "mailto:a@example.org"):
        assert safe_url(address) == address


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_json_in_a_script_element_is_the_same_value_and_cannot_end_it(value: object) -> None:
    text = str(script_json(value))
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


@given(st.text(min_size=1).filter(str.strip))
def test_every_author_has_a_page_of_the_index(name: str) -> None:
    found = letter(name)
    assert found == "other" or "a" <= found <= "z"


@given(st.text())
def test_templates_escape_texts(text: str) -> None:
    printed = TEMPLATES.from_string('<p title="{{ text }}"></p><h1>{{ text }}</h1>').render(text=text)
    document = parse_html(printed)
    assert [tag for tag, _ in document.elements] == ["p", "h1"]


def test_an_undefined_name_in_a_template_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        TEMPLATES.from_string("{{ wrok }}").render(work=1)
