"""How well new papers fit a survey, from what it has and what its curators decided.

Papers with the terms of the survey are told from each other by logistic regression over their words: the
survey's works belong, the other papers of the last weeks mostly do not. Nothing is scored by a model that
learned from it. `benchmarks/discovery.py` measures the ranking.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from living_survey.knowledge.similarity import (
    Classifier,
    Example,
    TextSpace,
    Vector,
    bag_of_words,
    centroid,
    cosine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import Work
    from living_survey.knowledge.discovery import Gate
    from living_survey.sources.discovery.candidates import Candidate

FOLDS = 5
YEARLY_DECAY = 4.0
"""A work counts a quarter of one that is a year younger: fields move on."""
STRENGTH = 1.0
TERMS_SCALE = 0.2
"""What a term of the survey in the title is beside the words, whose vector has length 1."""
LEAST_BACKGROUND = 100
"""With fewer other papers there is nothing to learn from; then likeness to the works alone counts."""
WORDS_SHOWN = 5
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class Ranked:
    """A paper with its score; scores of papers that passed the gate and of others are not comparable."""

    candidate: Candidate
    score: float
    passed: bool
    words: tuple[str, ...] = ()
    """Its words that speak most for it."""


@dataclass(frozen=True)
class Positive:
    """A paper that belongs, with the day on which it was first public."""

    title: str
    text: str
    """Its abstract, or what else is said of it; may be empty."""
    day: date


@dataclass(frozen=True)
class _Known:
    """A paper as it is compared: its words alone, and with the terms of the survey in its title."""

    words: Vector
    whole: Vector


def positives_of(works: Iterable[Work], abstracts: Mapping[str, str]) -> list[Positive]:
    """The works of a survey, with their abstracts, or summaries and notes where no abstract is known.

    If most abstracts are unknown, there are no texts at all: summaries are too different from abstracts.
    """
    found = [(work, abstracts.get(work.id)) for work in works]
    are_known = 2 * sum(abstract is not None for _, abstract in found) >= len(found)
    return [
        Positive(work.title, (abstract or _said_of(work)) if are_known else "", _middle(work.first_public))
        for work, abstract in found
    ]


def _said_of(work: Work) -> str:
    return " ".join([work.summary or "", *(tag.note or "" for tag in work.tags)])


def _middle(day: str) -> date:
    """A date of which month or day may be unknown, as the middle of what is known."""
    year, month, number = ([*map(int, day.split("-")), 0, 0] if day else [1900, 0, 0])[:3]
    return date(year, month or 7, number or 15)


def rank(
    candidates: Sequence[Candidate], positives: Sequence[Positive], gate: Gate, today: date
) -> list[Ranked]:
    """The papers that pass the gate by score, then the others by likeness to what belongs.

    Without texts of what belongs, titles alone are compared.
    """
    have_texts = any(one.text for one in positives)
    bags = [bag_of_words(one.title, one.title, one.abstract if have_texts else "") for one in candidates]
    good = [bag_of_words(one.title, one.title, one.text) for one in positives]
    space = TextSpace([*good, *bags], damped=False)
    found = [_known(space.vector(bag), gate, one.title) for one, bag in zip(candidates, bags, strict=True)]
    belonging = [
        (_known(space.vector(bag), gate, one.title), _weight(one.day, today))
        for one, bag in zip(positives, good, strict=True)
    ]
    passing = [at for at, one in enumerate(candidates) if gate.passes(one.title, one.abstract)]
    typical = centroid((one.words, weight) for one, weight in belonging)
    likeness = [cosine(one.words, typical) for one in found]
    said = [_common(one.words, typical) for one in found]
    if len(passing) >= LEAST_BACKGROUND and belonging:
        learned = _learned([found[at] for at in passing], belonging)
        for at, (score, words) in zip(passing, learned, strict=True):
            likeness[at], said[at] = score, words
    among = set(passing)
    ranked = [
        Ranked(one, likeness[at], passed=at in among, words=said[at]) for at, one in enumerate(candidates)
    ]
    return sorted(ranked, key=lambda one: (not one.passed, -one.score, one.candidate.key))


def _known(words: Vector, gate: Gate, title: str) -> _Known:
    """A paper with how often its title has terms of each group."""
    terms = {f"terms {at}": TERMS_SCALE * math.log1p(n) for at, n in enumerate(gate.hits(title))}
    return _Known(words, words | terms)


def _weight(day: date, today: date) -> float:
    return float(YEARLY_DECAY ** -(max(0, (today - day).days) / DAYS_OF_YEAR))


def _learned(
    papers: Sequence[_Known], belonging: Sequence[tuple[_Known, float]]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The score of each paper and the words that speak for it, by models that did not learn from it."""
    classifiers = []
    for fold in range(FOLDS):
        others = [one for at, one in enumerate(papers) if at % FOLDS != fold]
        balance = len(others) / sum(weight for _, weight in belonging)
        examples = [Example(one.whole, belongs=True, weight=weight * balance) for one, weight in belonging]
        examples += [Example(one.whole, belongs=False) for one in others]
        classifiers.append(Classifier(examples, STRENGTH))
    for at, one in enumerate(papers):
        classifier = classifiers[at % FOLDS]
        yield classifier.score(one.whole), classifier.reasons(one.words, WORDS_SHOWN)


def _common(vector: Vector, typical: Vector) -> tuple[str, ...]:
    """The words that make a vector like another one."""
    shares = {word: weight * typical.get(word, 0.0) for word, weight in vector.items()}
    strongest = sorted(shares, key=lambda word: (-shares[word], word))[:WORDS_SHOWN]
    return tuple(word for word in strongest if shares[word] > 0)
