"""One space for all texts: words, their weights (TF-IDF), likeness (cosine), and telling two kinds apart.

Suggestions of tags and the ranking of new papers both use it. Everything is plain Python: the texts of a
survey are few, and a week of papers is ranked in seconds.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Bag = Counter[str]
"""The words of a text with their numbers."""
Vector = dict[str, float]
"""Weights of words; the others have none."""

NUMBER = "0"
ADDRESS_OR_COMMAND = re.compile(r"https?://\S+|\\[A-Za-z]+")
NUMBERS = re.compile(r"\b\d[\d,.]*(?:[kmb]\b|\b)", re.IGNORECASE)
INSIDE_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})")
PLURAL = re.compile(r"(?<=\w\w\w)(?<![isu])s$")


def tokens(text: str) -> list[str]:
    """The words of a text as texts are compared.

    Parts of compound names are words (`OceanPile`: ocean, pile), a plural is its singular, all numbers are
    the same word, and addresses and TeX commands are left out.
    """
    text = ADDRESS_OR_COMMAND.sub(" ", text)
    text = NUMBERS.sub(f" {NUMBER} ", text)
    return [_singular(word) for word in words(INSIDE_WORD.sub(" ", text))]


@lru_cache(maxsize=1 << 16)
def _singular(word: str) -> str:
    return PLURAL.sub("", word)


def bag_of_words(*texts: str) -> Bag:
    """How often each word is in some texts; one that is given twice counts twice."""
    counts: Bag = Counter()
    for text, times in Counter(texts).items():
        for word, number in Counter(tokens(text)).items():
            counts[word] += times * number
    return counts


class TextSpace:
    """Texts as vectors of unit length in which words of few texts weigh more (TF-IDF).

    A word's weight is its number in the text times the logarithm of the inverse share of texts that have it.
    `damped` counts `1 + log(number)` instead of the number. Words of fewer than `least` texts are ignored.
    """

    def __init__(self, bags: Iterable[Bag], *, damped: bool = True, least: int = 2) -> None:
        """Learn from texts which words are rare."""
        total = 0
        seen: Counter[str] = Counter()
        for bag in bags:
            total += 1
            seen.update(bag.keys())
        self.rarity = {word: math.log(total / n) for word, n in seen.items() if least <= n < total}
        self._damped = damped

    def vector(self, bag: Bag) -> Vector:
        """A text as a vector of unit length; empty if no word is known."""
        rarity = self.rarity
        return unit(
            {
                word: (1 + math.log(n) if self._damped else n) * rarity[word]
                for word, n in bag.items()
                if word in rarity
            }
        )


def unit(vector: Vector) -> Vector:
    """A vector scaled to length 1; an empty one stays empty."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / length for word, weight in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors of unit length are: 1 for the same words, 0 for none in common."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def centroid(vectors: Iterable[tuple[Vector, float]]) -> Vector:
    """The direction of the weighted sum of vectors, with length 1."""
    total: defaultdict[str, float] = defaultdict(float)
    for vector, weight in vectors:
        for word, value in vector.items():
            total[word] += weight * value
    return unit(dict(total))


# --- telling two kinds apart -------------------------------------------------------------------------------

ITERATIONS = 60
MEMORY = 8
TOLERANCE = 1e-3
LEAST_GAIN, SHORTEST_STEP = 1e-4, 1e-9


@dataclass(frozen=True)
class Example:
    """A vector of a known kind, and how much it counts."""

    vector: Vector
    belongs: bool
    weight: float = 1.0


class Classifier:
    """Tells vectors that belong from others by a weight for each word: logistic regression.

    Minimizes half the squared length of the weights plus `strength` times the weighted logarithmic loss, by
    L-BFGS (Liu and Nocedal 1989, doi 10.1007/BF01589116). The constant term is not penalized.
    """

    def __init__(self, examples: Sequence[Example], strength: float = 1.0) -> None:
        """Learn from examples of both kinds."""
        names = sorted({word for example in examples for word in example.vector})
        number = {word: at for at, word in enumerate(names, 1)}  # 0 is the constant term
        rows = [
            _Row(
                [0, *(number[word] for word in example.vector)],
                [1.0, *example.vector.values()],
                1.0 if example.belongs else -1.0,
                strength * example.weight,
            )
            for example in examples
        ]
        learned = _minimized(rows, len(names) + 1)
        self.constant = learned[0]
        self.weights: Mapping[str, float] = dict(zip(names, learned[1:], strict=True))

    def score(self, vector: Vector) -> float:
        """The logarithm of the odds that a vector belongs."""
        weights = self.weights
        known = (value * weights[word] for word, value in vector.items() if word in weights)
        return self.constant + sum(known)

    def reasons(self, vector: Vector, limit: int) -> tuple[str, ...]:
        """The words that speak most for a vector, the strongest first."""
        shares = {word: value * self.weights.get(word, 0.0) for word, value in vector.items()}
        strongest = sorted(shares, key=lambda word: (-shares[word], word))[:limit]
        return tuple(word for word in strongest if shares[word] > 0)


@dataclass(frozen=True, slots=True)
class _Row:
    """An example with its words as numbers; `sign` is 1 if it belongs, else -1."""

    columns: list[int]
    values: list[float]
    sign: float
    weight: float


def _loss(rows: Sequence[_Row], weights: list[float]) -> tuple[float, list[float]]:
    """What is minimized, and its gradient."""
    gradient = [0.0, *weights[1:]]
    total = sum(weight * weight for weight in gradient) / 2
    for row in rows:
        margin = row.sign * sum(map(mul, row.values, map(weights.__getitem__, row.columns)))
        small = math.exp(-abs(margin))
        total += row.weight * (math.log1p(small) + max(0.0, -margin))
        slope = -row.sign * row.weight * (small if margin > 0 else 1.0) / (1.0 + small)
        for column, value in zip(row.columns, row.values, strict=True):
            gradient[column] += slope * value
    return total, gradient


def _minimized(rows: Sequence[_Row], size: int) -> list[float]:
    """The weights that minimize the loss."""
    weights = [0.0] * size
    loss, gradient = _loss(rows, weights)
    start = math.sqrt(_dot(gradient, gradient))
    past: deque[tuple[list[float], list[float], float]] = deque(maxlen=MEMORY)
    for _ in range(ITERATIONS):
        if math.sqrt(_dot(gradient, gradient)) <= TOLERANCE * start:
            break
        step = _direction(gradient, past)
        slope, length = _dot(gradient, step), 1.0 if past else min(1.0, 1.0 / start)
        while True:
            tried = [weight + length * change for weight, change in zip(weights, step, strict=True)]
            new_loss, new_gradient = _loss(rows, tried)
            if new_loss <= loss + LEAST_GAIN * length * slope or length < SHORTEST_STEP:
                break
            length /= 2
        moved = [length * change for change in step]
        bent = [new - old for new, old in zip(new_gradient, gradient, strict=True)]
        if (curvature := _dot(moved, bent)) > 0:
            past.append((moved, bent, 1 / curvature))
        weights, loss, gradient = tried, new_loss, new_gradient
    return weights


def _direction(gradient: list[float], past: Sequence[tuple[list[float], list[float], float]]) -> list[float]:
    """The direction of the next step: the two-loop recursion of L-BFGS."""
    step = [-slope for slope in gradient]
    shares = []
    for moved, bent, inverse in reversed(past):
        share = inverse * _dot(moved, step)
        shares.append(share)
        step = [one - share * other for one, other in zip(step, bent, strict=True)]
    if past:
        moved, bent, inverse = past[-1]
        scale = 1 / (inverse * _dot(bent, bent))
        step = [scale * one for one in step]
    for (moved, bent, inverse), share in zip(past, reversed(shares), strict=True):
        back = share - inverse * _dot(bent, step)
        step = [one + back * other for one, other in zip(step, moved, strict=True)]
    return step


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    total: float = sum(map(mul, one, other))
    return total
