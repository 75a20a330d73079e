"""Suggested nodes and values, on works that the suggester has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_survey import KnowledgeBase, load
from living_survey.knowledge.suggesting import TagSuggester

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import Work
    from living_survey.knowledge.suggesting import Suggested

YEAR = "2026"


@pytest.fixture(scope="module")
def unseen(kb: KnowledgeBase) -> list[tuple[Work, Suggested]]:
    """The works of a year with what is suggested for them, learned from earlier ones."""
    suggester = TagSuggester(KnowledgeBase(kb.file, (work for work in kb if work.first_public < YEAR)))
    later = [work for work in kb if work.first_public >= YEAR]
    return [(work, suggester.suggest(work.title, work.summary or "")) for work in later]


def share(found: list[bool]) -> float:
    assert len(found) >= 100
    return sum(found) / len(found)


def test_suggested_topics_are_mostly_right(kb: KnowledgeBase, unseen: list[tuple[Work, Suggested]]) -> None:
    def topics(nodes: list[str]) -> set[str]:
        return {(node.topic or node).id for node in map(kb.taxonomy.__getitem__, nodes)}

    right = [
        [bool(topics([one.node.id]) & topics([tag.node for tag in work.tags])) for one in suggested.nodes]
        for work, suggested in unseen
    ]
    assert share([one[0] for one in right]) >= 0.67
    assert share([any(one) for one in right]) >= 0.88


@pytest.mark.parametrize(("facet", "first", "first_three"), [("stage", 0.8, 0.95), ("capability", 0.6, 0.85)])
def test_suggested_values_are_mostly_right(
    kb: KnowledgeBase, unseen: list[tuple[Work, Suggested]], facet: str, first: float, first_three: float
) -> None:
    right = [
        [one.value in stated for one in suggested.values[facet]]
        for work, suggested in unseen
        if (stated := kb.values_of(work, facet))
    ]
    assert share([one[0] for one in right]) >= first
    assert share([any(one) for one in right]) >= first_three


def test_each_suggested_node_is_of_another_topic_and_a_possible_tag(
    kb: KnowledgeBase, unseen: list[tuple[Work, Suggested]]
) -> None:
    for _, suggested in unseen:
        places = [(one.node.topic or one.node).id for one in suggested.nodes]
        assert len(places) == len(set(places)) == 3
        assert all(one.node.level != "direction" for one in suggested.nodes)
        assert all(
            1 >= one.score > 0 and set(one.because) <= {work.id for work in kb} for one in suggested.nodes
        )


def test_values_are_suggested_with_a_relation_of_their_facet(
    kb: KnowledgeBase, unseen: list[tuple[Work, Suggested]]
) -> None:
    for _, suggested in unseen:
        assert set(suggested.values) == {"stage", "capability"}
        for facet, values in suggested.values.items():
            assert len({one.value for one in values}) == len(values) == 3
            assert all(kb.facet_of[one.relation].id == facet for one in values)


def test_a_small_survey_gets_suggestions_from_its_descriptions(root: Path) -> None:
    suggester = TagSuggester(load(root))
    suggested = suggester.suggest("Soft and hard wheat")
    assert suggested.nodes[0].node.id == "wheat"


def test_words_that_the_survey_does_not_have_suggest_nothing(root: Path) -> None:
    suggested = TagSuggester(load(root)).suggest("Zyzzyva")
    assert suggested.nodes == ()
    assert all(values == () for values in suggested.values.values())
