"""A synthesis shows its text with links to works, and any other markup as text."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.syntheses import Synthesis
from living_survey.rendering.pages import headings
from living_survey.rendering.synthesis import short_name, synthesis_html
from tests.rendering.survey_of_bread import small_kb
from tests.site.html_facts import parse_html

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTILE = '"><script>alert(1)</script> **x** [@doe2020knead]'
BREAD = small_kb(
    doe2020knead={"names": ["Kneader", "K2"], "summary": "It kneads."},
    poe2021both={"title": "Knead, and bake: a study"},
    low2023hand={"title": "A hand that tastes more than other hands do"},
    low2024scale={"title": HOSTILE, "names": [HOSTILE], "summary": HOSTILE},
)
ALLOWED = {
    "p",
    "span",
    "a",
    "strong",
    "em",
    "code",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "pre",
    "blockquote",
    "hr",
    "br",
}


def rendered(body: str) -> str:
    return synthesis_html(Synthesis(node="dough", reviewed=date(2026, 1, 2), body=body), BREAD, "../../")


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup)).split())


def without_notes(markup: str) -> str:
    return re.sub(r'<span class="cite__note".*?</span>', "", markup)


# --- citations ---------------------------------------------------------------------------------------------


def test_a_citation_is_the_short_names_of_the_works_as_links() -> None:
    html = rendered("Dough rests [@doe2020knead; @poe2021both].")
    assert text_of(without_notes(html)) == "Dough rests (Kneader; Knead, and bake)."
    links = parse_html(html).all("a")
    assert [link["href"] for link in links] == ["../../works/doe2020knead/", "../../works/poe2021both/"]


def test_the_note_on_a_work_is_its_title_year_and_summary_and_describes_the_link() -> None:
    html = rendered("Dough rests [@doe2020knead; @poe2021both].")
    page = parse_html(html)
    notes = page.all("span", role="tooltip")
    assert [link["aria-describedby"] for link in page.all("a")] == [note["id"] for note in notes]
    assert "How to knead (2020) It kneads." in text_of(html)
    assert "data-pagefind-ignore" in page.all("span", **{"class": "cite"})[0], "works have pages of their own"


def test_notes_have_unique_ids_even_if_a_work_is_cited_again() -> None:
    ids = [
        note["id"]
        for note in parse_html(rendered("A [@doe2020knead].\n\n- B [@doe2020knead].")).all(
            "span", role="tooltip"
        )
    ]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize(
    ("work", "name"),
    [
        ("doe2020knead", "Kneader"),
        ("poe2021both", "Knead, and bake"),
        ("low2023hand", "A hand that tastes more than …"),
    ],
)
def test_the_short_name_of_a_work_without_names_is_the_start_of_its_title(work: str, name: str) -> None:
    assert short_name(BREAD[work]) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [("Dough - a view", "Dough"), ("Dough -- a view", "Dough"), ("Sour-dough", "Sour-dough")],
)
def test_a_subtitle_is_not_a_part_of_the_short_name(title: str, name: str) -> None:
    assert short_name(small_kb(doe2020knead={"title": title})["doe2020knead"]) == name


# --- headings ----------------------------------------------------------------------------------------------


def test_headings_are_below_that_of_the_synthesis_and_have_anchors() -> None:
    html = rendered("# One\n\n## Open questions\n\n### Small\n\n## Open questions")
    assert [(one.level, one.id, one.title) for one in headings(html)] == [
        (3, "synthesis-one", "One"),
        (3, "synthesis-open-questions", "Open questions"),
        (3, "synthesis-open-questions-2", "Open questions"),
    ]
    assert parse_html(html).all("h4", id="synthesis-small")
    assert 'href="#synthesis-open-questions-2"' in html


# --- texts that try to be something else -------------------------------------------------------------------

INERT = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<div onclick="alert(1)">\n\ntext\n\n</div>',
    "[a](javascript:alert(1))",
    "[a](https://example.org)",
    "![a](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<https://example.org>",
    "<a@example.org>",
    "[a]: javascript:alert(1)\n\n[a] [a][a] ![a][a]",
    'Text {: onclick="alert(1)" .x #y }',
    "## Heading {: onclick=alert(1) }",
    "- item\n{: onclick=alert(1) }",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "{{ 7 * 7 }} {% raw %}",
    "`<b>`",
    "    <b>code</b>",
    "| a | b |\n|---|---|\n| <i>c</i> | d |",
    "```\n<b>\n```",
    "*[ABC]: <b>\n\nABC",
    "[^1]\n\n[^1]: <b>",
]


@pytest.mark.parametrize("text", INERT)
def test_html_addresses_and_attributes_are_text(text: str) -> None:
    html = rendered(f"{text}\n\nCited [@doe2020knead].")
    page = parse_html(html)
    assert {tag for tag, _ in page.elements} <= ALLOWED
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith(("#", "../../works/"))
        assert attributes.get("class", "cite").split()[0] in {
            "cite",
            "cite__work",
            "cite__note",
            "headerlink",
        }


@pytest.mark.parametrize("text", [text for text in INERT if text.startswith(("<", "[a](", "![", "Text"))])
def test_disabled_syntax_is_shown_as_text(text: str) -> None:
    assert unescape(text) in text_of(rendered(text)).replace(" text ", "\n\ntext\n\n")


def test_texts_of_an_entry_are_escaped_in_links_and_notes() -> None:
    html = rendered("Cited [@low2024scale].")
    page = parse_html(html)
    assert [tag for tag, _ in page.elements] == ["p", "span", "span", "a", "span", "strong"]
    assert text_of(html).count(HOSTILE) == 3, "not even emphasis or a citation"


@given(st.text())
def test_any_text_gives_only_the_elements_of_a_synthesis(text: str) -> None:
    page = parse_html(rendered(f"x{text}".replace("@", "")))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    attributes: Mapping[str, str]
    for _, attributes in page.elements:
        assert attributes.keys() <= {"id", "class", "href", "title", "aria-label"}
