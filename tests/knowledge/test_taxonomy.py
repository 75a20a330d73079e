"""The tree: levels, neighbours, inherited facts."""

from __future__ import annotations

import pytest

from living_survey.knowledge import Taxonomy
from tests.knowledge.small import FILE

TREE = Taxonomy(FILE.tree)
NODES = list(TREE)


def test_nodes_come_in_the_order_of_the_file_with_their_level() -> None:
    assert [(node.id, node.level) for node in NODES] == [
        ("data", "direction"),
        ("scaling", "area"),
        ("filtering", "topic"),
        ("by-rule", "approach"),
        ("by-model", "approach"),
        ("mixing", "topic"),
        ("testing", "area"),
        ("models", "direction"),
        ("annotating", "topic"),
        ("captions", "approach"),
    ]
    assert [node.position for node in NODES] == list(range(len(TREE)))
    assert [node.id for node in TREE.topics()] == ["filtering", "mixing", "annotating"]


def test_parents_and_children_agree() -> None:
    for node in NODES:
        assert all(child.parent is node for child in node.children)
        assert node.parent is None or node in node.parent.children
        assert node.root.parent is None
    assert [step.id for step in TREE["by-rule"].ancestors] == ["data", "scaling", "filtering"]
    assert TREE["by-rule"].root is TREE["data"]


def test_walking_the_roots_visits_every_node_once_in_order() -> None:
    assert [node for root in TREE.roots for node in root.walk()] == NODES


def test_colours_come_from_the_area() -> None:
    assert TREE["by-rule"].color == TREE["scaling"].color == "#f1db9d"
    assert TREE["data"].color is None
    assert TREE["testing"].color is None


def test_an_approach_has_the_section_and_topic_of_its_topic() -> None:
    approach = TREE["by-rule"]
    assert approach.topic is TREE["filtering"]
    assert approach.section == "3.1"
    assert approach.area is TREE["scaling"]
    assert TREE["captions"].area is None
    assert TREE["scaling"].topic is None
    assert TREE["filtering"].topic is TREE["filtering"]


def test_unknown_nodes_are_not_in_it() -> None:
    assert "no-such" not in TREE
    assert None not in TREE
    with pytest.raises(KeyError):
        TREE["no-such"]
