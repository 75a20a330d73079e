"""The matrices say what the knowledge base says, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.rendering.matrices import Matrix, matrix, question_matrices
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from generator import KnowledgeBase

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return small_kb()


@pytest.fixture(scope="module")
def stages(bread: KnowledgeBase) -> Matrix:
    return matrix(bread, "q1", "acts_at")


def test_a_cell_counts_the_works_under_what_the_survey_states(stages: Matrix) -> None:
    cell = stages["kneading", "mixing"]
    assert [work.id for work in cell.works] == ["doe2020knead", "poe2021both"]
    assert cell.sections == ("3.1.1",)
    assert (cell.state, dict(cell.asks)) == ("stated", {"node": "kneading", "stage": "mixing"})
    assert cell.note_on(cell.works[0]) == "folds"


def test_a_topic_shows_what_is_stated_of_its_approaches(stages: Matrix) -> None:
    assert stages["dough", "mixing"].works == stages["kneading", "mixing"].works
    assert stages["dough", "mixing"].panel == stages["kneading", "mixing"].id


def test_a_statement_without_works_is_a_gap(stages: Matrix) -> None:
    assert stages["resting", "proofing"].state == "gap"
    assert [cell.id for cell in stages.gaps] == ["acts-at--resting--proofing"]


def test_what_is_stated_of_an_area_follows_for_what_is_below(stages: Matrix) -> None:
    assert stages["baking", "first-day"].state == "stated"
    cell = stages["ovens", "first-day"]
    assert (cell.state, [work.id for work in cell.works]) == ("follows", ["poe2021both"])


def test_a_work_of_which_itself_it_is_stated_stands_apart(stages: Matrix) -> None:
    cell = stages["ovens", "cooling"]
    assert (cell.state, cell.works) == ("single", ())
    assert [(single.work.id, single.sources) for single in cell.singles] == [("poe2021both", ("3.1.2",))]
    assert stages["kneading", "cooling"].state == "empty", "section 3.1.2 is about ovens"


def test_a_stage_of_an_entry_stands_apart_too(stages: Matrix) -> None:
    cell = stages["dough", "proofing"]
    assert [(single.work.id, single.sources) for single in cell.singles] == [("low2023hand", ("entry",))]
    assert dict(cell.single_asks) == {"work": "low2023hand"}


def test_a_capability_of_a_single_work_is_of_the_kind_that_its_topic_is(bread: KnowledgeBase) -> None:
    assert matrix(bread, "q1", "enhances")["kneading", "keeping"].state == "single"
    assert ("kneading", "keeping") not in matrix(bread, "q1", "evaluates").cells


def test_what_nothing_serves_comes_last_and_without_a_kind(bread: KnowledgeBase, stages: Matrix) -> None:
    assert [column.facet.id for column in stages.unserved] == ["cooling"]
    assert stages.column_groups[-1][0] is None
    assert [column.facet.id for column in matrix(bread, "q1", "enhances").unserved] == ["keeping"]


def test_a_topic_of_which_nothing_is_stated_is_silent(bread: KnowledgeBase) -> None:
    enhances = matrix(bread, "q1", "enhances")
    assert [row.id for row in enhances.rows] == ["baking", "dough", "kneading", "resting", "ovens"]
    assert enhances.silent_rows == []


def test_roles_stand_with_their_approaches(bread: KnowledgeBase) -> None:
    (draws,) = question_matrices(bread, "q2")
    assert [row.id for row in draws.rows] == ["role-baker", "tasting"]
    assert draws["tasting", "crumb"].state == "stated"
    assert draws["role-baker", "crust"].state == "stated"
    assert draws["tasting", "crust"].state == "follows"


@pytest.mark.parametrize("question", ["rq1", "rq2"])
def test_every_number_is_that_of_a_count_by_hand(kb: KnowledgeBase, question: str) -> None:
    looked_at = 0
    for one in question_matrices(kb, question):
        for cell in one.cells.values():
            below = {node.id for start in cell.row.nodes for node in start.walk()}
            named = [
                node
                for relation in kb.relations
                if (relation.kind, relation.target) == (one.kind, cell.column.facet.id)
                for node in (relation.nodes or kb.roles[relation.role or ""].nodes)
            ]
            here = [node for node in named if node in (below if cell.row.level != "area" else {cell.row.id})]
            expected = {
                work.id
                for work in kb
                for tag in work.tags
                for node in here
                if node == tag.node or node in {above.id for above in kb.taxonomy[tag.node].ancestors}
            }
            assert bool(cell.statements) == bool(here)
            if cell.statements:
                looked_at += 1
                assert {work.id for work in cell.works} == expected
            assert not {work.id for work in cell.works} & {single.work.id for single in cell.singles}
    assert looked_at > 40


@pytest.mark.parametrize("question", ["rq1", "rq2"])
def test_the_explorer_is_asked_for_exactly_the_works_of_a_cell(kb: KnowledgeBase, question: str) -> None:
    for one in question_matrices(kb, question):
        for cell in one.cells.values():
            if cell.state in ("stated", "follows"):
                facet = {name: value for name, value in cell.asks.items() if name != "node"}
                found = {
                    work.id
                    for node in cell.asks["node"].split(",")
                    for work in kb.works(node=node, **facet)  # type: ignore[arg-type]
                }
                assert found == {work.id for work in cell.works}, cell.id
