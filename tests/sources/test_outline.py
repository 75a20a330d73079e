"""Headings of a list as a taxonomy."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from living_survey.sources.outline import LEVELS, proposed_tree

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_nested_headings_become_areas_topics_and_approaches() -> None:
    outline = proposed_tree(
        [("Dough", "Kneading", "By Hand"), ("Dough", "Kneading"), ("Dough",), ("Ovens",), ("Ovens",)]
    )
    assert [(topic.id, topic.level, topic.works) for topic in outline] == [
        ("dough", "area", 1),
        ("kneading", "topic", 1),
        ("by-hand", "approach", 1),
        ("ovens", "topic", 2),
    ]
    assert [topic.title for topic in outline.roots] == ["Dough", "Ovens"]
    assert outline.id_of(("Dough", "Kneading", "By Hand")) == "by-hand"


def test_headings_below_an_approach_are_a_part_of_it() -> None:
    outline = proposed_tree([("A", "B", "C", "D"), ("A", "B", "C")])
    assert outline.id_of(("A", "B", "C", "D", "E")) == "c"
    assert [topic.works for topic in outline] == [0, 0, 2]


def test_headings_of_one_name_are_told_apart_by_the_one_above() -> None:
    outline = proposed_tree([("Dough", "Tests"), ("Ovens", "Tests"), ("dough", "TESTS")])
    assert [topic.id for topic in outline] == ["dough", "dough-tests", "ovens", "ovens-tests"]
    assert [topic.works for topic in outline] == [0, 2, 0, 1]


def test_headings_in_other_scripts_get_ids_too() -> None:
    assert [topic.id for topic in proposed_tree([("数据",), ("模型",), ("Données",)])] == [
        "topic",
        "topic-2",
        "donnees",
    ]


def test_badges_of_two_levels_are_divided_if_all_are() -> None:
    badges = [("Dough-Rye",), ("Dough-Wheat Flour",), ("Ovens-Deck",), ("Ovens-Stone-Hearth",)]
    outline = proposed_tree(badges)
    assert [(topic.id, topic.title) for topic in outline] == [
        ("dough", "Dough"),
        ("rye", "Rye"),
        ("wheat-flour", "Wheat Flour"),
        ("ovens", "Ovens"),
        ("deck", "Deck"),
        ("stone-hearth", "Stone-Hearth"),
    ]
    assert outline.id_of(("Dough-Wheat Flour",)) == "wheat-flour"
    assert next(topic.title for topic in proposed_tree([*badges, ("Salt",)])) == "Dough-Rye"
    assert len(proposed_tree([("Fine-Tuning",), ("Pre-Training",)]).roots) == 2


def test_works_without_heading_are_below_no_topic() -> None:
    outline = proposed_tree([()])
    assert outline.roots == ()
    assert outline.id_of(()) is None


@given(st.lists(st.lists(st.text(max_size=90), max_size=5).map(tuple), max_size=30))
def test_every_path_has_a_node_and_every_id_is_unique(paths: list[tuple[str, ...]]) -> None:
    outline = proposed_tree(paths)
    ids = [topic.id for topic in outline]
    assert len(ids) == len(set(ids))
    assert all(SLUG.fullmatch(one) for one in ids)
    assert all(outline.id_of(path) in ids for path in paths if path)
    assert all(topic.level in LEVELS for topic in outline)
