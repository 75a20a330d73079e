"""The matrices have what works state and, separately, what the survey states about approaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from living_survey.rendering.matrices import question_matrices
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from living_survey.rendering.matrices import Cell, Matrix

KNEADED: dict[str, Any] = {
    "tags": [
        {
            "node": "kneading",
            "note": "folds",
            "effect": "rises by 12%",
            "acts_at": ["mixing"],
            "enhances": ["crumb", "keeping"],
        },
        {"node": "resting", "acts_at": ["mixing"]},
    ]
}
TASTED: dict[str, Any] = {
    "tags": [{"node": "tasting", "draws_on": ["crumb"]}, "dough"],
    "acts_at": ["proofing"],
}


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return small_kb(doe2020knead=KNEADED, low2023hand=TASTED)


@pytest.fixture(scope="module")
def matrices(bread: KnowledgeBase) -> dict[str, Matrix]:
    return {
        one.relation.id: one for question in bread.questions for one in question_matrices(bread, question)
    }


@pytest.fixture(scope="module")
def stages(matrices: dict[str, Matrix]) -> Matrix:
    return matrices["acts_at"]


def works(cell: Cell) -> list[str]:
    return [work.id for work in cell.works]


def test_a_cell_counts_the_works_that_state_it_themselves(stages: Matrix) -> None:
    cell = stages["kneading", "mixing"]
    assert (cell.state, works(cell), cell.sections) == ("both", ["doe2020knead"], ("3.1.1",))
    assert cell.address == {"node": "kneading", "stage": "mixing", "relation": "acts_at"}
    assert "poe2021both" not in works(cell), "the survey states it about the approach, not about this work"


def test_what_only_works_state_has_its_own_kind_of_cell(stages: Matrix) -> None:
    cell = stages["resting", "mixing"]
    assert (cell.state, works(cell), cell.sections) == ("works", ["doe2020knead"], ())
    assert stages["ovens", "cooling"].state == "works"


def test_what_only_the_survey_states_is_a_gap_at_the_row_that_it_names(stages: Matrix) -> None:
    assert stages["resting", "proofing"].state == "gap"
    assert stages["ovens", "first-day"].state == "empty"
    assert [(gap.row.id, gap.column.value.id) for gap in stages.gaps] == [("resting", "proofing")]


def test_what_no_work_states_anywhere_is_not_a_gap(stages: Matrix) -> None:
    assert stages["baking", "first-day"].state == "said"
    assert not next(column for column in stages.columns if column.value.id == "first-day").works


def test_a_gap_counts_the_works_without_a_value_of_the_facet(stages: Matrix) -> None:
    gap = stages["resting", "proofing"]
    assert (gap.tagged, gap.unstated) == (1, 0)
    assert stages.unstated_address(gap.row) == {"node": "resting", "stage": "not-stated"}


def test_a_topic_has_what_its_approaches_have(stages: Matrix) -> None:
    assert works(stages["dough", "mixing"]) == ["doe2020knead"]
    assert [row.id for row in stages.folded["dough"]] == ["kneading", "resting"]
    assert "ovens" not in stages.folded


def test_what_is_stated_about_a_whole_work_is_only_in_the_total(stages: Matrix) -> None:
    column = next(one for one in stages.columns if one.value.id == "proofing")
    assert ([work.id for work in column.works], column.whole) == (["low2023hand"], 1)
    assert works(stages["dough", "proofing"]) == []


def test_columns_without_statements_are_not_shown(matrices: dict[str, Matrix]) -> None:
    tests = matrices["evaluates"]
    assert [column.value.id for column in tests.empty_columns] == ["crust", "keeping"]
    assert [column.value.id for column in tests.shown_columns] == ["crumb"]
    assert [title for title, _ in matrices["acts_at"].column_groups] == ["Stages", "Phases"]


def test_a_topic_with_another_relation_to_the_facet_is_not_expected_to_have_this_one(
    matrices: dict[str, Matrix],
) -> None:
    assert [row.id for row in matrices["enhances"].rows] == [
        "baking",
        "dough",
        "kneading",
        "resting",
        "ovens",
    ]
    assert [row.id for row in matrices["evaluates"].rows] == ["baking", "scales"]
    assert "scales" in [row.id for row in matrices["acts_at"].rows]


def test_rows_of_a_facet_that_follows_from_the_tree_have_their_approaches(
    matrices: dict[str, Matrix],
) -> None:
    draws = matrices["draws_on"]
    assert [row.id for row in draws.rows] == ["role-baker", "tasting"]
    assert draws["role-baker", "crumb"].address == {
        "role": "baker",
        "capability": "crumb",
        "relation": "draws_on",
    }
    assert works(draws["role-baker", "crumb"]) == works(draws["tasting", "crumb"]) == ["low2023hand"]
    assert draws["role-baker", "crust"].state == "said"


@pytest.mark.parametrize("base", ["bread", "kb"])
def test_an_address_selects_exactly_the_works_of_its_cell(base: str, request: pytest.FixtureRequest) -> None:
    kb: KnowledgeBase = request.getfixturevalue(base)
    looked_at = 0
    for question in kb.questions:
        for one in question_matrices(kb, question):
            # A large base has thousands of cells; every fortieth is enough.
            for cell in list(one.cells.values())[:: 40 if base == "kb" else 1]:
                if cell.works:
                    looked_at += 1
                    found = kb.works(**cell.address)  # type: ignore[arg-type] # node, relation and facets
                    assert works(cell) == [work.id for work in found], cell.address
    assert looked_at > 5
