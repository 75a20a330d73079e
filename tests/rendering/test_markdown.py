from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from living_survey.rendering.markdown import (
    Anchors,
    Markdown,
    code,
    destination,
    environment,
    fenced,
    heading,
    link,
    slug,
    table,
    text,
)
from tests.rendering.github import Element, page

SYNTAX = [
    *"\\`*_{}[]()<>#+-.!|~$^&;:@='\"/?,%1aé🥖 \n\t",
    "&amp;", "&#35;", "<b>", "</td>", "<!--", "-->", "<script>", "![", "](", "[x]", "[^1]", "https://",
    "www.", "ftp://", "mailto:", "xmpp:", "a@b.c", ":smile:", ":+1:", "@me", "#12", "GH-1", "```", "~~~",
    "$$", "$`", "1.", "2)", "- ", "---", "===", "| --- |", "\\|", "> ", "    ", "\r\n", "\u00a0", "\u2028",
    "javascript:", "{{", "{%", "[!NOTE]", "++", "==", "0a1b2c", "d3e4f5a", "1" * 40,
]  # fmt: skip
CHARACTERS = st.characters(blacklist_categories=["Cs", "Cc"])
TEXTS = st.one_of(st.lists(st.sampled_from(SYNTAX), max_size=12).map("".join), st.text(CHARACTERS))
# What GitHub looks for in the finished text, run by run.
FOUND_BY_GITHUB = re.compile(
    r"(?<=.)\$|\$(?=.)|:[\w+-]+:|@\w|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|(?:https?|ftp)://|\bwww\.\w",
    re.IGNORECASE | re.ASCII,
)


def shown(value: str) -> str:
    return re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", value).strip(" ")


def assert_shows(element: Element, value: str) -> None:
    assert element.text == shown(value)
    assert element.tags() <= {"span"}
    assert not any(FOUND_BY_GITHUB.search(piece) for piece in element.pieces())


@given(TEXTS)
@example("1. one")
@example("- [ ] task")
@example("# not a heading #")
@example("a@example.org mailto:a@example.org https://example.org www.example.org")
@example("closes #1, fixes GH-2, resolves gh-3, owner/name#4, high-5, 0123456789abcdef0123456789abcdef")
@example("$5 and $6, :smile:, @me, #12, &amp; <b>x</b> ~~y~~ `z` *a* _b_ [c](d) [^1]")
def test_text_in_a_paragraph_shows_as_it_is(value: str) -> None:
    blocks = page(text(value)).all("p", "ul", "ol", "h1", "h2", "h6", "pre", "blockquote", "table", "hr")
    if shown(value):
        (paragraph,) = blocks
        assert paragraph.tag == "p"
        assert_shows(paragraph, value)
    else:
        assert blocks == []


@given(TEXTS)
def test_text_in_a_heading_shows_as_it_is(value: str) -> None:
    (title,) = page(heading(3, value)).all("h3")
    assert_shows(title, value)


@given(TEXTS, TEXTS)
def test_text_in_list_items_shows_as_it_is(first: str, second: str) -> None:
    one, two = page(f"- a: {text(first)}.\n- b: {text(second)}.\n").all("li")
    assert one.text == f"a: {shown(first)}."
    assert two.text == f"b: {shown(second)}."
    assert one.tags() | two.tags() <= {"span"}


@given(TEXTS, TEXTS)
def test_text_in_a_table_stays_in_its_cell(first: str, second: str) -> None:
    made = page(table(["One", "Two"], [[first, second], [second, first]]))
    cells = made.all("td")
    assert [cell.text for cell in cells] == [shown(value) for value in (first, second, second, first)]
    assert made.tags() <= {"table", "thead", "tbody", "tr", "th", "td", "span"}


@given(TEXTS)
@example("closing ] and [ opening")
def test_text_as_the_label_of_a_link_shows_as_it_is(value: str) -> None:
    (paragraph,) = page(link(value, "https://example.org/")).all("p")
    (anchor,) = paragraph.all("a")
    assert paragraph.text == anchor.text
    assert_shows(anchor, value)


ADDRESSES = st.one_of(st.lists(st.sampled_from(SYNTAX), max_size=8).map("".join), st.text(CHARACTERS)).map(
    lambda rest: f"https://example.org/x{rest}"
)


@given(ADDRESSES)
@example("https://example.org/a_(b) c'd\"e|f<g>\\h`i$j&copy;k")
def test_a_link_has_the_given_address(address: str) -> None:
    made = page(table(["Link"], [[link("here", address)]]))
    (anchor,) = made.all("a")
    assert unquote(anchor.attributes["href"] or "") == unquote(address)
    assert made.all("td")[0].text == "here"


@given(
    st.one_of(TEXTS, st.sampled_from(["javascript:", "JavaScript:", "data:", "vbscript:", "java\nscript:"])),
    TEXTS,
)
@example("javascript:", "alert(1)")
@example(" javascript:", "//https://x")
@example("//", "example.org")
@example("https:", "evil")
def test_only_web_and_mail_addresses_are_linked(scheme: str, rest: str) -> None:
    for anchor in page(link("x", scheme + rest)).all("a"):
        assert re.match(r"https?://|mailto:", anchor.attributes["href"] or "", re.IGNORECASE)


def test_an_address_that_cannot_be_linked_leaves_its_label() -> None:
    assert link("a*b", "javascript:alert(1)") == r"a\*b"
    assert link("a", None) == "a"
    assert destination("mailto:a@example.org") == "mailto:a@example.org"


def test_plain_words_are_not_touched() -> None:
    prose = 'Data, models (and more): 1.5 times; see p. 3 – R&D, a-b/c, it\'s "so" 100% {x} = y + z > w! Yes.'
    assert text(prose) == prose


def test_markdown_is_not_escaped_twice() -> None:
    assert table(["a"], [[Markdown("**b**")]]).endswith("| **b** |")


def test_a_long_cell_of_a_table_does_not_change_other_lines() -> None:
    lines = table(["a", "Long head"], [["🥖🥖", "b|c"], ["d", None]]).splitlines()
    assert lines == ["| a | Long head |", "| --- | --- |", "| 🥖🥖 | b\\|c |", "| d |  |"]


@given(TEXTS)
@example("a ` b `` c")
@example("`")
def test_code_shows_as_it_is(value: str) -> None:
    found = page(f"- a: {code(value)}.").all("code")
    assert [block.text for block in found] == ([shown(value)] if shown(value) else [])


@pytest.mark.parametrize("fence", ["```", "   ```", "  ````x", "~~~"])
def test_code_cannot_end_its_block(fence: str) -> None:
    text = f"a\n{fence}\n<b>*c*</b>"
    (block,) = page(fenced(text, "text")).all("code")
    assert block.text == f"{text}\n"


def test_templates_escape_their_output() -> None:
    template = environment().from_string("{{ title }} {{ made }} {{ nothing }}{{ number }}")
    assert template.render(title="a*b", made=Markdown("*c*"), nothing=None, number=3) == r"a\*b *c* 3"


# Anchors that the npm package github-slugger 2.0, which is tested against GitHub itself, gives.
@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Data Acquisition", "data-acquisition"),
        ("Wheat: Old & New", "wheat-old--new"),
        ("Milling | Sifting", "milling--sifting"),
        ("I ♥ unicode", "i--unicode"),
        ("Dash-dash -- and — more", "dash-dash----and--more"),
        ("en–dash", "endash"),
        ("😄 emoji 🥖", "-emoji-"),
        ("😄", ""),
        ("Under_score `code` *stars*", "under_score-code-stars"),
        ("Привет Мир", "привет-мир"),
        ("日本語 テスト", "日本語-テスト"),
        ("École d'été (2023)!", "école-dété-2023"),
        ("C++ & C#", "c--c"),
        ("1.5x ½ ² Ⅳ ⓐ", "15x---ⅳ-ⓐ"),
        ("हिन्दी", "हिन्दी"),
        ("İstanbul ΣΑΣ", "i̇stanbul-σας"),
        ("a.b,c;d'e\"f", "abcdef"),
    ],
)
def test_anchors_are_those_of_github(title: str, anchor: str) -> None:
    assert slug(title) == anchor


def test_repeated_headings_are_counted() -> None:
    anchors = Anchors()
    titles = ["Same", "Same", "Same 1", "same", "", "", "Same-1"]
    assert [anchors.next(title) for title in titles] == [
        "same", "same-1", "same-1-1", "same-2", "", "-1", "same-1-2",
    ]  # fmt: skip


def test_code_has_no_more_backticks_than_it_needs() -> None:
    assert [code("x"), code("a`b"), code("`x")] == ["`x`", "``a`b``", "`` `x ``"]
    assert fenced("x", "yaml") == "```yaml\nx\n```"
    assert fenced("a\n```\nb", "") == "````\na\n```\nb\n````"
