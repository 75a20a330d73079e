"""The search box finds what people look for: the share of queries whose first results are right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.search.asking import ask, queries

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.search.asking import Answer, Query

FIRST, FIRST_FIVE = 0.85, 0.95
"""The least share of queries with an expected result at the first place, and among the first five."""


@pytest.fixture(scope="module")
def answered(
    kb: KnowledgeBase, built_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Query, Answer]]:
    asked = queries()
    names = json.loads((built_site / "search/names.json").read_text(encoding="utf-8"))
    answers = ask(kb, names, [query.text for query in asked], tmp_path_factory.mktemp("engine"))
    return list(zip(asked, answers, strict=True))


@pytest.mark.parametrize("half", ["tuned", "held"])
def test_the_first_results_are_those_that_people_look_for(
    answered: list[tuple[Query, Answer]], half: str
) -> None:
    own = [(query, answer) for query, answer in answered if query.half == half]
    missed = [(query.text, answer) for query, answer in own if not query.is_right(answer, 1)]
    lost = [(query.text, answer) for query, answer in own if not query.is_right(answer, 5)]
    assert len(own) >= 75
    assert 1 - len(missed) / len(own) >= FIRST, missed
    assert 1 - len(lost) / len(own) >= FIRST_FIVE, lost


def test_each_kind_of_query_is_mostly_answered(answered: list[tuple[Query, Answer]]) -> None:
    for kind in {query.kind for query, _ in answered}:
        own = [query.is_right(answer, 1) for query, answer in answered if query.kind == kind]
        assert sum(own) / len(own) >= 0.7, kind
