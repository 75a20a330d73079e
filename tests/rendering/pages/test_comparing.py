"""A table that names works in its rows is shown as a matrix of works and aspects, too."""

from __future__ import annotations

import re
from functools import cache

from living_survey import KnowledgeBase
from living_survey.knowledge import TaxonomyFile
from living_survey.rendering.pages.tabled import TableView
from tests.rendering.pages.rendering import pages_of, section, text_of
from tests.rendering.survey_of_bread import TAXONOMY, small_kb

TABLE = {
    "id": "others",
    "title": "Others",
    "kind": "paper",
    "columns": [
        {"id": "row", "title": "#", "type": "number", "hidden": True},
        {"id": "view", "title": "View"},
        {"id": "highlights", "title": "Highlights"},
        {"id": "tested", "title": "Tested", "type": "truth"},
        {"id": "works", "title": "Surveys", "type": "works"},
    ],
    "rows": [
        {"row": 1, "view": "<b>Dough", "highlights": "Heat", "tested": True, "works": ["doe2020knead"]},
        {"row": 2, "view": "<b>Dough", "highlights": "Steam", "works": ["poe2021both", "doe2020knead"]},
        {"row": 3, "view": "Ovens", "highlights": "Crust", "tested": False, "works": ["low2024scale"]},
    ],
}


@cache
def knowledge() -> KnowledgeBase:
    taxonomy = TaxonomyFile.model_validate(TAXONOMY | {"tables": [TABLE]})
    return KnowledgeBase(taxonomy, list(small_kb()))


def test_works_have_ticks_for_values_that_rows_share_and_for_what_is_true() -> None:
    kb = knowledge()
    comparison = TableView(kb).comparison(kb.tables["others"])
    assert comparison is not None
    assert [work.id for work in comparison.works] == ["doe2020knead", "poe2021both", "low2024scale"]
    assert comparison.columns == [("View", 2), ("Tested", 1)], "each highlight is that of one row only"
    assert [(aspect.value, sorted(aspect.works)) for aspect in comparison.aspects] == [
        ("<b>Dough", ["doe2020knead", "poe2021both"]),
        ("Ovens", ["low2024scale"]),
        ("Tested", ["doe2020knead"]),
    ]


def test_the_matrix_is_in_front_of_the_rows_and_says_its_ticks() -> None:
    page = pages_of(knowledge())["others.md"].render()
    matrix = section(page, "aspects")
    assert "Work <b>Dough Ovens Tested" in text_of(matrix)
    ticked = [row.count('aria-label="yes"') for row in re.split("<tr", matrix)[3:]]
    assert ticked == [2, 1, 1]
    assert page.index('id="aspects"') < page.index('id="rows"') < page.index('id="works"')
    assert 'title="How to knead"' in section(page, "rows")


def test_works_of_the_same_authors_and_year_are_told_apart_by_their_titles() -> None:
    taxonomy = TaxonomyFile.model_validate(TAXONOMY | {"tables": [TABLE]})
    same = {"authors": ["Jane Roe"], "year": 2024, "names": []}
    kb = KnowledgeBase(taxonomy, list(small_kb(doe2020knead=same, low2024scale=same)))
    comparison = TableView(kb).comparison(kb.tables["others"])
    assert comparison is not None
    assert comparison.called["doe2020knead"] == "Roe 2024, How to knead …"
    assert comparison.called["low2024scale"] == "Roe 2024, Scales …"
    assert comparison.called["poe2021both"] == TableView(kb).called(kb["poe2021both"])
