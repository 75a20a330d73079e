"""Where a new work may belong and what it may state, by the works that its words are like.

A node, or a value of a facet, is the centroid of the works that have it; a text suggests the nearest ones.
`benchmarks/discovery.py` measures how often that is right.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from living_survey.knowledge.similarity import Bag, TextSpace, Vector, bag_of_words, centroid, cosine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge.base import KnowledgeBase
    from living_survey.knowledge.taxonomy import Node, Taxonomy
    from living_survey.knowledge.work import Work

DESCRIPTION_WEIGHT = 3.0
"""A node's description counts as much as so many works there."""
BELOW_WEIGHT = 1.0
SHOWN = 3
KeyT = TypeVar("KeyT", str, tuple[str, str])


@dataclass(frozen=True)
class SuggestedNode:
    """A node, how well it fits (0 to 1), and the works there that are most alike."""

    node: Node
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class SuggestedValue:
    """A value of a facet with the relation that a work may have to it, and how well it fits (0 to 1)."""

    relation: str
    value: str
    score: float


@dataclass(frozen=True)
class Suggested:
    """Suggestions, the best first: at most one node a topic; values by id of the facet."""

    nodes: tuple[SuggestedNode, ...]
    values: Mapping[str, tuple[SuggestedValue, ...]]


def text_of(work: Work, abstract: str | None = None) -> Bag:
    """The words of a work: its title twice, summary, notes, and its abstract if that is known."""
    notes = (tag.note or "" for tag in work.tags)
    return bag_of_words(work.title, work.title, work.summary or "", *notes, abstract or "")


class TagSuggester:
    """Suggests nodes and values for a text."""

    taxonomy: Taxonomy
    space: TextSpace
    nodes: dict[str, Vector]
    """The centroid of each node."""
    places: dict[str, Vector]
    """The centroid of each topic with all that is below it, and of each node that is in no topic."""

    def __init__(self, kb: KnowledgeBase, abstracts: Mapping[str, str] | None = None) -> None:
        """Learn from all works; `abstracts`, by work id, make suggestions better."""
        self._kb = kb
        self.taxonomy = kb.taxonomy
        bags = {work.id: text_of(work, (abstracts or {}).get(work.id)) for work in kb}
        described = {node.id: _description(node) for node in kb.taxonomy}
        self.space = TextSpace([*bags.values(), *described.values()])
        self._works = {work_id: self.space.vector(bag) for work_id, bag in bags.items()}
        described_as = {node_id: self.space.vector(bag) for node_id, bag in described.items()}
        self.nodes = {}
        self.places = {}
        for node in kb.taxonomy:
            own = [(described_as[node.id], DESCRIPTION_WEIGHT)]
            self.nodes[node.id] = centroid([*own, *self._of(self._at(node.id))])
            if _place(node) is node and node.level != "direction":  # a tag is never that broad
                below = [(described_as[one.id], BELOW_WEIGHT) for one in node.walk() if one is not node]
                self.places[node.id] = centroid([*own, *below, *self._of(self._within(node))])

    def suggest(self, title: str, abstract: str = "", limit: int = SHOWN) -> Suggested:
        """At most `limit` nodes, and as many values of each facet that is stated about what works do."""
        vector = self.space.vector(bag_of_words(title, title, abstract))
        near = _best({place: cosine(vector, self.places[place]) for place in self.places}, limit)
        nodes = tuple(self._node_in(self.taxonomy[place], score, vector) for place, score in near)
        values: dict[str, tuple[SuggestedValue, ...]] = {}
        for facet_id, centroids in self._centroids_of_values.items():
            scores = {key: cosine(vector, one) for key, one in centroids.items()}
            found: dict[str, SuggestedValue] = {}
            for (relation, value), score in _best(scores, len(scores)):
                found.setdefault(value, SuggestedValue(relation, value, round(score, 2)))
            values[facet_id] = tuple(found.values())[:limit]
        return Suggested(nodes, values)

    def nearest(self, title: str, abstract: str = "", limit: int = SHOWN) -> tuple[str, ...]:
        """The works that are most like a text."""
        vector = self.space.vector(bag_of_words(title, title, abstract))
        return self._most_like(vector, self._works, limit)

    def _node_in(self, place: Node, score: float, vector: Vector) -> SuggestedNode:
        """The best node of a topic: the topic itself, or one of its approaches."""
        best = max(nodes_of(place), key=lambda node: (cosine(vector, self.nodes[node.id]), -node.position))
        works = self._at(best.id) or self._within(place)
        return SuggestedNode(best, round(score, 2), self._most_like(vector, works, SHOWN))

    def _most_like(self, vector: Vector, works: Iterable[str], limit: int) -> tuple[str, ...]:
        scores = {work_id: cosine(vector, self._works[work_id]) for work_id in works}
        return tuple(work_id for work_id, _ in _best(scores, limit))

    @cached_property
    def _centroids_of_values(self) -> dict[str, dict[tuple[str, str], Vector]]:
        """The centroid of each relation to a value, by facet."""
        stating: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for work in self._kb:
            stated = {
                (relation, value)
                for group in self._kb.groups_of(work)
                for relation, values in group.values.items()
                for value in values
            }
            for key in stated:
                stating[key].append(work.id)
        return {
            facet.id: {
                (relation.id, value.id): centroid(self._of(stating[relation.id, value.id]))
                for relation in facet.relations
                for value in facet.values
                if (relation.id, value.id) in stating
            }
            for facet in self._kb.facets.values()
            if facet.of_statements and "tag" in facet.stated
        }

    def _of(self, works: Iterable[str]) -> list[tuple[Vector, float]]:
        return [(self._works[work_id], 1.0) for work_id in works]

    def _at(self, node_id: str) -> list[str]:
        """The works that are tagged with a node itself."""
        return [work.id for work in self._kb.tagged(node_id)]

    def _within(self, place: Node) -> list[str]:
        """The works whose tags are at a topic or below it."""
        return list(dict.fromkeys(work_id for node in nodes_of(place) for work_id in self._at(node.id)))


def nodes_of(place: Node) -> list[Node]:
    """A topic with its approaches; of a node that is in no topic, only itself."""
    return [node for node in place.walk() if _place(node) is place]


def _place(node: Node) -> Node:
    """The topic of a node; the node itself if it is not in one."""
    return node.topic or node


def _description(node: Node) -> Bag:
    return bag_of_words(node.title, node.title, node.about or "", node.entry.belongs or "")


def _best(scores: Mapping[KeyT, float], limit: int) -> list[tuple[KeyT, float]]:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [item for item in ranked[:limit] if item[1] > 0]
