"""The joined answer has what works state together, apart from what the survey states about approaches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.rendering.joined import Answer
from living_survey.rendering.joined_data import answer_data
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from living_survey.rendering.joined import JoinedRow

KNEADED: dict[str, Any] = {
    "tags": [
        {
            "node": "kneading",
            "statements": [
                {"acts_at": ["mixing"], "enhances": ["crumb"], "effect": "rises by 12%"},
                {"acts_at": ["proofing"], "enhances": ["keeping"]},
            ],
        }
    ]
}
TASTED: dict[str, Any] = {"tags": [{"node": "tasting", "draws_on": ["crumb"]}, "kneading"]}


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return small_kb(doe2020knead=KNEADED, low2023hand=TASTED)


@pytest.fixture(scope="module")
def answer(bread: KnowledgeBase) -> Answer:
    return Answer(bread, bread.questions["q1"])


def values(row: JoinedRow) -> tuple[str | None, ...]:
    return (row.node.id, *(pair.value.id if pair else None for pair in row.pairs))


def test_a_row_joins_what_is_stated_together_and_nothing_else(answer: Answer) -> None:
    rows = {values(row): [work.id for work in row.works] for row in answer.rows}
    assert rows["kneading", "mixing", "crumb"] == ["doe2020knead"]
    assert rows["kneading", "proofing", "keeping"] == ["doe2020knead"]
    assert ("kneading", "mixing", "keeping") not in rows
    assert rows["kneading", None, "keeping"] == ["poe2021both"], "no stage is stated with it"


def test_a_row_tells_results_and_what_the_survey_states(answer: Answer) -> None:
    row = next(row for row in answer.rows if values(row) == ("kneading", "mixing", "crumb"))
    assert row.with_result == 1
    assert [(pair.relation.id, sections) for pair, sections in row.said] == [
        ("acts_at", ("3.1.1",)),
        ("enhances", ("3.1.1",)),
    ]
    other = next(row for row in answer.rows if values(row) == ("kneading", "proofing", "keeping"))
    assert (other.with_result, other.said) == (0, ())


def test_a_question_about_roles_joins_the_topics_that_works_are_also_in(bread: KnowledgeBase) -> None:
    answer = Answer(bread, bread.questions["q2"])
    (row,) = answer.rows
    assert (row.node.id, row.served and row.served.id) == ("tasting", "dough")
    assert answer.served_title == "works on"
    assert [node.id for node in answer.served_topics] == ["dough"]


def test_an_address_selects_exactly_the_works_of_its_row(kb: KnowledgeBase) -> None:
    looked_at = 0
    for question in kb.questions.values():
        answer = Answer(kb, question)
        for row in answer.rows[::25]:
            if address := answer.address(row):
                looked_at += 1
                found = {work.id for work in kb.works(**address)}  # type: ignore[arg-type] # node, facets
                assert found == {work.id for work in row.works}, address
    assert looked_at > 5


def test_every_row_is_on_the_page_of_one_area(answer: Answer) -> None:
    rows = [row for part in answer.parts for _, several in answer.rows_in(part) for row in several]
    assert sorted(map(values, rows), key=str) == sorted(map(values, answer.rows), key=str)


def test_the_script_gets_the_same_groups_and_the_gaps(answer: Answer) -> None:
    data = json.loads(json.dumps(answer_data(answer)))
    nodes = [node[0] for node in data["nodes"]]
    works = [work[0] for work in data["works"]]
    groups = [(nodes[node], works[work], result) for node, work, result, _, _ in data["groups"]]
    assert groups == [
        (node, one.work.id, int(one.has_result)) for node, several in answer.stated.items() for one in several
    ]
    ((node, relation, value, number, unstated),) = data["gaps"]
    assert nodes[node] == "resting"
    assert data["relations"][relation] == ["acts_at", "acts at"]
    assert data["axes"][0]["values"][value] == ["proofing", "Proofing"]
    assert (number, unstated) == (0, 0)
