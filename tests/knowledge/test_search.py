"""Stems bring forms of a word together, and synonyms are declared in the taxonomy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.search import SHORTEST_STEM, stem


@pytest.mark.parametrize(
    "words",
    [
        ("mixing", "mixture", "mixtures", "mixed"),
        ("deduplicating", "deduplication", "deduplicated"),
        ("hallucination", "hallucinations", "hallucinating"),
        ("filter", "filters", "filtering"),
        ("evaluate", "evaluation", "evaluators"),
        ("policy", "policies"),
        ("image", "images", "imaging"),
    ],
)
def test_forms_of_a_word_have_one_stem(words: tuple[str, ...]) -> None:
    assert len(set(map(stem, words))) == 1


@pytest.mark.parametrize("pair", [("corpus", "corp"), ("class", "clas"), ("analysis", "analyst")])
def test_other_words_keep_stems_of_their_own(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


@given(st.text(alphabet="abcdefgiknorstu", min_size=1, max_size=20))
def test_a_stem_is_never_empty_or_longer(word: str) -> None:
    assert min(len(word), SHORTEST_STEM) <= len(stem(word)) <= len(word)
