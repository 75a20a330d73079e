"""Gaps are derived from what the survey and works state, each with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from living_survey.knowledge import KnowledgeBase
from living_survey.rendering import gaps
from living_survey.rendering.gaps import Gaps
from tests.rendering.survey_of_bread import small_kb

KNEADED: dict[str, Any] = {
    "tags": [{"node": "kneading", "acts_at": "mixing", "enhances": "crust"}],
    "published": "2023-02-01",
}


def bread(**changes: dict[str, Any]) -> Gaps:
    return Gaps(small_kb(**changes))


# --- stated by the survey ----------------------------------------------------------------------------------


def uncovered(found: Gaps) -> dict[str, tuple[int, int]]:
    return {
        f"{gap.node.id} {gap.relation.verb} {gap.value.id}": (gap.works, gap.unstated)
        for gap in found.uncovered
    }


def test_a_statement_of_the_survey_without_works_is_a_gap_with_the_works_at_its_node() -> None:
    other = {"tags": [{"node": "scales", "enhances": "crust", "evaluates": "crumb"}]}
    found = bread(doe2020knead=KNEADED, low2024scale=other)
    assert uncovered(found) == {"resting acts at proofing": (0, 0), "ovens enhances crust": (1, 0)}
    gap = found.uncovered[-1]
    assert gap.sections == ("3.1.2",)
    assert gap.address == {"node": "ovens"}


def test_a_gap_links_the_works_without_a_value_of_the_facet() -> None:
    found = bread(doe2020knead=KNEADED, poe2021both={"tags": ["kneading", "ovens"]})
    gap = found.uncovered[-1]
    assert (gap.node.id, gap.works, gap.unstated) == ("ovens", 1, 1)
    assert gap.address == {"node": "ovens", "capability": "not-stated"}


def test_a_value_that_no_work_states_anywhere_is_listed_separately() -> None:
    unused = {f"{one.relation.verb} {one.value.id}": one for one in bread(doe2020knead=KNEADED).unused}
    assert unused.keys() == {
        "acts at first-day",
        "enhances crumb",
        "tests crumb",
        "draws on crumb",
        "draws on crust",
    }
    assert [node.id for node in unused["acts at first-day"].nodes] == ["baking"]
    assert unused["acts at first-day"].sections == ("3.1",)


def test_a_combination_that_neither_the_survey_nor_a_work_states_is_not_a_gap() -> None:
    found = bread(doe2020knead=KNEADED)
    assert all(gap.value.id != "keeping" for gap in found.uncovered)
    assert all(one.value.id != "keeping" for one in found.unused)


# --- no recent work ----------------------------------------------------------------------------------------


def test_recent_counts_back_from_the_newest_month_in_the_knowledge_base() -> None:
    found = bread()
    assert (found.last_month, found.first_recent) == ("2024-01", "2023-02")
    assert [(one.node.id, one.works) for one in found.inactive] == [
        ("kneading", 2),
        ("ovens", 1),
        ("resting", 0),
    ]
    assert found.inactive[0].newest is not None
    assert found.inactive[0].newest.id == "poe2021both"
    assert found.inactive[-1].newest is None


@pytest.mark.parametrize(("published", "inactive"), [("2023-02-01", False), ("2023-01-31", True)])
def test_the_first_recent_month_counts(published: str, inactive: bool) -> None:  # noqa: FBT001 - what is expected
    work = KNEADED | {"published": published}
    assert ("kneading" in [one.node.id for one in bread(doe2020knead=work).inactive]) == inactive


def test_a_work_of_which_only_the_year_is_known_may_be_recent() -> None:
    assert "kneading" not in [one.node.id for one in bread(doe2020knead={"year": 2023}).inactive]
    assert "kneading" in [one.node.id for one in bread(doe2020knead={"year": 2022}).inactive]


@pytest.mark.parametrize(
    ("month", "number", "earlier"),
    [("2026-08", 11, "2025-09"), ("2026-12", 0, "2026-12"), ("2026-01", 1, "2025-12")],
)
def test_months_before(month: str, number: int, earlier: str) -> None:
    assert gaps._months_before(month, number) == earlier


def test_a_knowledge_base_without_works_has_no_recent_month() -> None:
    found = Gaps(KnowledgeBase(small_kb().file, []))
    assert (found.last_month, found.first_recent) == (None, None)
    assert not found.exclusive_pairs
    assert not found.rare_pairs


# --- values together ---------------------------------------------------------------------------------------


def stating(number: int, stage: str, quality: str) -> dict[str, dict[str, Any]]:
    """Works that state a stage with a quality."""
    return {
        f"roe2023{stage}{quality}{letter}": {
            "title": f"{stage} {quality} {letter}",
            "year": 2023,
            "tags": [{"node": "dough", "acts_at": stage, "enhances": quality}],
        }
        for letter in "abcdefghijklmnopqrstuvwxyz"[:number]
    }


def test_a_value_stated_with_only_one_value_of_another_facet_is_listed_with_its_works() -> None:
    works = stating(3, "mixing", "crumb") | stating(2, "mixing", "crust") | stating(2, "proofing", "crust")
    (one,) = bread(**works).exclusive_pairs
    assert (one.value.id, one.other_value.id, one.works) == ("proofing", "crust", 2)
    assert one.address == {"stage": "proofing", "capability": "crust", "relation": "acts_at"}


def test_pairs_that_are_rarer_than_expected_are_listed_with_the_expected_number() -> None:
    works = stating(20, "mixing", "crumb") | stating(20, "proofing", "crust") | stating(1, "mixing", "crust")
    found = bread(**works)
    pairs = {frozenset({one.value.id, one.other_value.id}): one for one in found.rare_pairs}
    assert pairs.keys() == {frozenset({"mixing", "crust"}), frozenset({"proofing", "crumb"})}
    rare = pairs[frozenset({"mixing", "crust"})]
    assert (rare.works, rare.of, rare.with_value, rare.with_other) == (1, 41, 21, 21)
    assert rare.expected == pytest.approx(21 * 21 / 41)


def test_a_relation_that_is_tied_to_one_value_is_left_out() -> None:
    works = stating(25, "mixing", "crumb") | stating(25, "cooling", "crumb") | stating(1, "proofing", "crust")
    found = bread(**works)
    assert not found.exclusive_pairs
    assert not found.rare_pairs
    assert [(relation.verb, value.id) for relation, _, value in found.tied] == [("acts at", "crumb")]


@pytest.mark.parametrize("base", ["small", "whole"])
def test_every_address_has_as_many_works_as_shown(base: str, kb: KnowledgeBase) -> None:
    works = stating(3, "mixing", "crumb") | stating(9, "mixing", "crust") | stating(9, "proofing", "crust")
    found = bread(**works) if base == "small" else Gaps(kb)
    assert found.uncovered
    for gap in found.uncovered:
        assert len(found.kb.works(**gap.address)) == (gap.unstated or gap.works)  # type: ignore[arg-type] # node, facets
    assert found.exclusive_pairs
    pairs = [(one.address, one.works) for one in found.exclusive_pairs] + [
        (one.address, one.works) for one in found.rare_pairs
    ]
    for address, number in pairs:
        assert len(found.kb.works(**address)) == number  # type: ignore[arg-type]
