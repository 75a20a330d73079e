"""The order of new papers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.knowledge.discovery import Gate, TermGroup
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.ranking import LEAST_BACKGROUND, Positive, positives_of, rank

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 30)
GATE = Gate([TermGroup(title="Bread", terms=("bread",))])
FLOURS = ["rye", "wheat", "oat", "barley", "spelt", "maize", "rice", "teff"]
DEEDS = ["baking", "kneading", "proving", "slicing", "toasting", "buttering"]
SUBJECTS = ["law", "price", "history", "poetry", "packaging", "transport"]
BELONGING = [
    Positive(
        f"{deed} {flour} bread",
        f"We study {deed} of {flour} dough and its crumb.",
        TODAY - timedelta(days=30),
    )
    for flour, deed in product(FLOURS, DEEDS)
]
BACKGROUND = [
    Candidate(title=f"{subject} of bread in {place}", abstract=f"We study the {subject} of {place}.")
    for subject, place in product(SUBJECTS, [f"town{n}" for n in range(20)])
]
WANTED = [
    Candidate(title=f"Better {deed} of {flour} bread", abstract=f"A new way of {deed} {flour} dough.")
    for flour, deed in product(["rye", "quinoa"], DEEDS)
]


def test_papers_like_the_survey_are_ranked_before_the_others() -> None:
    ranked = rank([*BACKGROUND, *WANTED], BELONGING, GATE, TODAY)
    assert {one.candidate.title for one in ranked[: len(WANTED)]} == {one.title for one in WANTED}


def test_the_words_that_speak_for_a_paper_are_its_own() -> None:
    ranked = rank([*BACKGROUND, *WANTED], BELONGING, GATE, TODAY)
    first = ranked[0]
    assert 1 <= len(first.words) <= 5
    assert all(word in f"{first.candidate.title} {first.candidate.abstract}".lower() for word in first.words)
    assert "dough" in first.words


def test_the_same_papers_get_the_same_scores() -> None:
    assert rank([*BACKGROUND, *WANTED], BELONGING, GATE, TODAY) == rank(
        [*BACKGROUND, *WANTED], BELONGING, GATE, TODAY
    )


def test_papers_without_the_terms_come_last_by_likeness() -> None:
    cake, cat = (
        Candidate(title="Baking rye cakes", abstract="We study dough and crumb."),
        Candidate(title="Cats", abstract="We study cats."),
    )
    ranked = rank([cat, *BACKGROUND, cake], BELONGING, GATE, TODAY)
    assert [one.candidate for one in ranked[-2:]] == [cake, cat]
    assert [one.passed for one in ranked[-3:]] == [True, False, False]


@pytest.mark.parametrize("number", [0, 1, LEAST_BACKGROUND - len(WANTED) - 1])
def test_few_papers_are_ranked_by_likeness(number: int) -> None:
    ranked = rank([*BACKGROUND[:number], *WANTED], BELONGING, GATE, TODAY)
    assert len(ranked) == number + len(WANTED)
    assert {one.candidate.title for one in ranked[: len(WANTED)]} == {one.title for one in WANTED}


def test_new_works_count_more_than_old_ones() -> None:
    old = [Positive(f"Poetry of {flour} bread", "verses", date(2016, 1, 1)) for flour in FLOURS * 6]
    ranked = rank([*BACKGROUND, *WANTED], [*old, *BELONGING], GATE, TODAY)
    assert "poetry" not in ranked[0].candidate.title


def test_a_survey_without_works_can_be_ranked_for() -> None:
    assert len(rank([*BACKGROUND, *WANTED], [], GATE, TODAY)) == len(BACKGROUND) + len(WANTED)
    assert rank([], BELONGING, GATE, TODAY) == []


def test_titles_alone_are_compared_while_most_abstracts_are_unknown(root: Path) -> None:
    kb = load(root)
    assert {one.text for one in positives_of(kb, {})} == {""}
    known = {work.id: "We bake." for work in list(kb)[1:]}
    texts = {one.title: one.text for one in positives_of(kb, known)}
    assert set(texts.values()) >= {"We bake."}
    assert "We bake." not in texts[next(iter(kb)).title]


def test_dates_that_are_known_in_part_are_read(root: Path) -> None:
    found = {one.title: one.day for one in positives_of(load(root), {})}
    assert found["- A Starter \\o/"] == date(2022, 7, 15)
