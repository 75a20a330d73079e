"""The tree: levels, neighbours, inherited facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import load

KB = load(Path(__file__).parents[2])
NODES = list(KB.taxonomy)


def test_parents_and_children_agree() -> None:
    for node in NODES:
        assert all(child.parent is node for child in node.children)
        assert node.parent is None or node in node.parent.children
        assert node.root.parent is None
        assert [step.id for step in node.ancestors] == path_above(node.id)


def path_above(node_id: str) -> list[str]:
    parent = KB.taxonomy[node_id].parent
    return [*path_above(parent.id), parent.id] if parent else []


def test_walking_the_roots_meets_every_node_once_in_order() -> None:
    walked = [node for root in KB.taxonomy.roots for node in root.walk()]
    assert walked == NODES
    assert [node.position for node in NODES] == list(range(len(NODES)))
    assert len(KB.taxonomy) == len(NODES) == len({node.id for node in NODES})


def test_colours_come_from_the_area() -> None:
    assert KB.taxonomy["acq-finetuning"].color == KB.taxonomy["scaling"].color == "#f1db9d"
    assert KB.taxonomy["data4model"].color is None


def test_an_approach_has_the_section_and_topic_of_its_topic() -> None:
    approach = KB.taxonomy["acq-finetuning"]
    assert approach.topic is KB.taxonomy["data-acquisition"]
    assert approach.section == "3.1.1"
    assert approach.area is KB.taxonomy["scaling"]
    assert KB.taxonomy["scaling"].topic is None
    assert all(node.level == "topic" for node in KB.taxonomy.topics())


def test_what_does_not_exist_is_not_in_it() -> None:
    assert "no-such" not in KB.taxonomy
    assert None not in KB.taxonomy
    with pytest.raises(KeyError):
        KB.taxonomy["no-such"]
