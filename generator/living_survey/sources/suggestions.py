"""Places in the taxonomy for a new work, by the works and nodes that have words in common with it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.knowledge.text import STOP_WORDS, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.knowledge import KnowledgeBase, Node, Work

NEIGHBOURS = 15
OF_NODE = 0.6
TITLE_WEIGHT = 2
SHORTEST = 2

Vector = dict[str, float]


@dataclass(frozen=True)
class Suggestion:
    """A node, how well it fits (0 to 1), and the similar works that are there."""

    node: Node
    score: float
    because: tuple[str, ...]


class Suggester:
    """Compares texts by the words they share, rare ones counting more (tf-idf, cosine)."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Read titles and notes of all works, and the descriptions of nodes."""
        self._kb = kb
        works = {work.id: _words_of(work) for work in kb}
        nodes = {node.id: _words_about(node) for node in kb.taxonomy}
        seen = Counter(word for text in (*works.values(), *nodes.values()) for word in set(text))
        total = len(works) + len(nodes)
        self._rarity = {word: math.log(total / count) for word, count in seen.items()}
        self._works = {work_id: self._vector(text) for work_id, text in works.items()}
        self._nodes = {node_id: self._vector(text) for node_id, text in nodes.items()}

    def suggest(self, text: str, limit: int = 5, *, without: str | None = None) -> list[Suggestion]:
        """The nodes that fit a title and abstract best; `without` leaves a work out of the comparison."""
        vector = self._vector(Counter(_significant(text)))
        near = self._nearest(vector, without)
        scores: defaultdict[str, float] = defaultdict(float)
        because: defaultdict[str, list[str]] = defaultdict(list)
        whole = sum(likeness for likeness, _ in near) or 1.0
        for likeness, work_id in near:
            for tag in self._kb[work_id].tags:
                scores[tag.node] += likeness / whole
                because[tag.node].append(work_id)
        for node_id, node_vector in self._nodes.items():
            scores[node_id] += OF_NODE * _cosine(vector, node_vector)
        best = sorted(scores.items(), key=lambda item: (-item[1], self._kb.taxonomy[item[0]].position))
        return [
            Suggestion(self._kb.taxonomy[node_id], round(min(score, 1.0), 2), tuple(because[node_id][:3]))
            for node_id, score in best[:limit]
            if score > 0
        ]

    def _nearest(self, vector: Vector, without: str | None) -> list[tuple[float, str]]:
        found = [
            (_cosine(vector, other), work_id) for work_id, other in self._works.items() if work_id != without
        ]
        found = [(likeness, work_id) for likeness, work_id in found if likeness > 0]
        return sorted(found, key=lambda item: (-item[0], item[1]))[:NEIGHBOURS]

    def _vector(self, counts: Counter[str]) -> Vector:
        weights = {
            word: (1 + math.log(count)) * self._rarity[word]
            for word, count in counts.items()
            if word in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}


def _significant(text: str) -> Iterable[str]:
    return (word for word in words(text) if word not in STOP_WORDS and len(word) >= SHORTEST)


def _words_of(work: Work) -> Counter[str]:
    counts = Counter(_significant(work.title))
    counts = Counter({word: TITLE_WEIGHT * count for word, count in counts.items()})
    for tag in work.tags:
        counts.update(_significant(tag.note or ""))
    return counts


def _words_about(node: Node) -> Counter[str]:
    return Counter(_significant(" ".join(filter(None, (node.title, node.about, node.entry.belongs)))))


def _cosine(one: Vector, other: Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)
