"""The terms that a new paper must have."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from living_survey.knowledge.discovery import DiscoverySpec, Gate, TermGroup
from living_survey.knowledge.text import words

BREAD = TermGroup(title="Bread", terms=("bread", "Sour-Dough", "loa*", "*corn"))
OVENS = TermGroup(title="Ovens", terms=("oven", "ovens"))
WORDS = st.lists(
    st.sampled_from(["bread", "breads", "sour", "dough", "loaf", "oven", "popcorn", "corner"]), max_size=6
)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Bread in the oven", True),
        ("Breads in the oven", False),
        ("sour dough, in OVENS", True),
        ("sour, then dough: an oven", False),
        ("loaves of an oven", True),
        ("popcorn! oven!", True),
        ("A corner of the oven", False),
        ("bread", False),
        ("Pain au levain", False),
    ],
)
def test_a_paper_passes_with_a_term_of_each_group(text: str, *, passes: bool) -> None:
    assert Gate([BREAD, OVENS]).passes(text) is passes


def test_terms_may_be_in_title_or_abstract_but_not_across_both() -> None:
    gate = Gate([BREAD, OVENS])
    assert gate.passes("Bread", "An oven.")
    assert not Gate([TermGroup(title="x", terms=("sour dough",))]).passes("Sour", "dough")


def test_without_groups_every_paper_passes() -> None:
    assert Gate().passes("Anything")


def test_hits_are_counted_by_group() -> None:
    assert Gate([BREAD, OVENS]).hits("bread bread loaf", "oven") == (3, 1)


@given(WORDS)
def test_a_phrase_is_found_where_its_words_follow_each_other(found: list[str]) -> None:
    text = " ".join(found)
    gate = Gate([TermGroup(title="x", terms=("sour dough",))])
    assert gate.passes(text) == bool(re.search(r"\bsour dough\b", text))


@given(st.text(max_size=40), st.text(max_size=10))
def test_any_word_of_a_text_is_found_in_it(text: str, term: str) -> None:
    for word in words(text):
        assert Gate([TermGroup(title="x", terms=(word,))]).passes(f"{term} {text}")


@pytest.mark.parametrize("term", ["", "*", "--", "br*ad", "* *"])
def test_a_term_without_a_word_is_refused(term: str) -> None:
    with pytest.raises(ValidationError):
        TermGroup(title="x", terms=(term,))


@pytest.mark.parametrize(
    ("category", "known"),
    [("cs.CV", True), ("hep-th", True), ("cond-mat.mtrl-sci", True), ("cs CV", False), ("CS", False)],
)
def test_categories_are_those_of_arxiv(category: str, *, known: bool) -> None:
    if known:
        assert DiscoverySpec(categories=(category,)).categories == (category,)
    else:
        with pytest.raises(ValidationError, match=r"cs\.CV"):
            DiscoverySpec(categories=(category,))
