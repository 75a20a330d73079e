"""Hints for words that are no ids."""

from __future__ import annotations

import pytest

from living_survey.loading.suggest import FEW, Names

MANY = Names.of([*(f"other-{number}" for number in range(FEW + 1)), "filter-logits", "filter-heuristic"])


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("filter-heurstic", 'did you mean "filter-heuristic"?'),
        ("filter-img", "one of filter-heuristic, filter-logits"),
        ("filter", "one of filter-heuristic, filter-logits"),
        ("other-than-that-one", ""),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_what_starts_alike_is_offered_if_nothing_is_spelled_alike(word: str, hint: str) -> None:
    assert MANY.hint(word) == hint


def test_all_of_a_few_are_offered() -> None:
    assert Names.of(["knead", "bake"]).hint("xyz") == "one of bake, knead"
    assert Names.of([]).hint("xyz") == ""
