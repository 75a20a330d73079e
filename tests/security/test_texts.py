"""Texts of strangers are cleaned on entry and never more than text, whatever they hold."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from living_survey.loading.characters import UNSEEN, cleaned
from living_survey.sources.drafts import Draft
from living_survey.sources.files import read_text
from living_survey.sources.http import Answer, PassingError, RefusedError
from living_survey.sources.latex import MAX_LENGTH, to_text
from tests.hosting.conftest import World, add_body
from tests.hosting.conftest import beginning as beginning  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import services as services  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import standin as standin  # noqa: PLC0414 - a fixture
from tests.hosting.conftest import world as world  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Sequence

MACROS = [
    r"\sqrt", r"\c", r"\href", r"\'", r"\input", r"\frac", r"\begin{equation}", r"\end{equation}", r"\verb",
    r"\item", r"\left(", r"\def", r"\newcommand", r"\H", r"\~", r"\mathbb", r"\text", r"\usepackage",
    "{", "}", "$", "[", "]", "^", "_", "&", "%", "#", "|", "~", "a", "é", " ",
]  # fmt: skip
INVISIBLE = [
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\u0085",
    "\x00",
    "\x1b",
    "\x7f",
]
ADDRESSES = [
    "http://[",
    "http://[::1",
    "https://a]b/c",
    "https://[x]/y.pdf",
    "http://a:b/",
    "//[",
    "https://\u2100.org",
]


def joined(pieces: Sequence[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=12).map("".join)


@given(joined(MACROS))
@example(r"A \sqrt")
@example(r"\c\href")
@example(r"\'\input")
@example(r"\frac" * 2000)
@example("{" * MAX_LENGTH)
def test_any_macros_can_be_turned_into_text(tex: str) -> None:
    assert isinstance(to_text(tex), str)


def test_text_that_cannot_be_read_as_tex_loses_its_macros() -> None:
    assert to_text(r"Bees \c\href and {honey}") == "Bees and honey"


def test_a_title_with_macros_is_answered(world: World) -> None:
    """It used to end the bot without a word to the person."""
    bibtex = r"@misc{x, title={Mills \c\href \sqrt of \'\input stone}, author={Doe, Ann}, year={2024}}"
    assert "is proposed in" in world.answer(world.issue(add_body(Work=bibtex)))


@pytest.mark.parametrize("character", INVISIBLE)
def test_invisible_characters_of_services_do_not_reach_an_entry(character: str) -> None:
    draft = Draft(
        title=f"A{character}B",
        authors=(f"Ann{character} Doe",),
        venue=f"X{character}",
        facets={"a": [character]},
    )
    assert not UNSEEN.search(draft.text())


def test_a_title_with_invisible_characters_can_be_added_by_identifier(world: World) -> None:
    world.services.knows(
        "2501.00001", title="Stone\u200b Mi\u00adlls\u202e", published="2025-01-01T00:00:00Z"
    )
    assert "is proposed in" in world.answer(world.issue(add_body()))
    assert "title: Stone Mills\n" in world.file("add/example2025stone", "entries/example2025stone.yaml")


@given(st.text())
def test_cleaned_text_is_clean_and_stays_as_it_is(text: str) -> None:
    found = cleaned(text)
    assert not UNSEEN.search(found)
    assert found == " ".join(found.split())
    assert cleaned(found) == found


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_malformed_address_does_not_end_an_import(address: str) -> None:
    item = f"- [Honey from hives]({address}) [paper]({address}) {address} 2024. Ann Doe\n"
    texts = {
        ".md": f"# Bees\n\n{item}- [Wax from hives](https://arxiv.org/abs/2401.00001)\n",
        ".bib": f"@misc{{x, title={{Wax from hives}}, url={{{address}}}, doi={{{address}}}, year={{2024}}}}",
        ".csv": f"title,url,code,doi\nWax from hives,{address},{address},{address}\n",
    }
    for suffix, text in texts.items():
        assert "Wax from hives" in [work.draft.title for work in read_text(text, suffix).works]


PIECES = [
    *MACROS, *INVISIBLE, *ADDRESSES, "@article{", "@string{", "title=", "author=", ",", '"', "\n", "- ", "# ",
    "| ", "<td>", "<!--", "](", "![", "**", "=1+1", "__proto__", "2401.00001", "10.1/x", "{{", "{%", ";",
    "title,url\n",
]  # fmt: skip


@given(joined(PIECES))
def test_importers_read_anything(text: str) -> None:
    for suffix in (".bib", ".md", ".html"):
        read_text(text, suffix)
    read_text(f"title,authors,year,url\n{text}", ".csv")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(JSON)
def test_any_json_of_a_service_is_an_object_or_a_fault(data: object) -> None:
    answer = Answer(200, "https://service.example/", json.dumps(data).encode())
    with contextlib.suppress(PassingError, RefusedError):
        assert isinstance(answer.fields(), dict)
