"""The works nearest to a work, by what they share, without a look at all works."""

from __future__ import annotations

from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from living_survey.knowledge.similarity import NUMBER, tokens
from living_survey.knowledge.text import STOP_WORDS
from living_survey.knowledge.work import newest_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge.work import Work

MOST_AUTHORS = 50
"""Authors beyond these do not count: large collaborations are not a likeness of content."""
PER_AUTHOR = 0.15
PER_VALUE = 0.1
"""For a value of a facet of the whole work that both have."""
SHORT_LIST = 100
"""Lists of so many works are read in any case; words of more works do not count."""
ROUNDING = 1e-9
"""Sums of the same weights in another order differ by less."""


class Shared(NamedTuple):
    """What works can have in common: a node, a section of the survey, an author, or a word of their texts."""

    kind: Literal["node", "section", "author", "word"]
    name: str

    def weight(self, works: int) -> float:
        """What it adds to the score of two of the works that have it; rare things count more.

        `benchmarks/neighbours.py` measures how good the neighbours are that these weights give.
        """
        match self.kind:
            case "node":
                return 12 / (4 + works)
            case "section":
                return 4 / (4 + works)
            case "author":
                return PER_AUTHOR
            case "word":
                return 12 / (40 + works)


def words_of(work: Work) -> Iterator[Shared]:
    """The words of a title, names, a summary and notes, and pairs of words that follow each other."""
    for text in (work.title, *work.names, work.summary or "", *(tag.note or "" for tag in work.tags)):
        yield from _words(text)


@lru_cache(maxsize=1 << 18)  # `survey serve` makes an index after every change of an entry
def _words(text: str) -> tuple[Shared, ...]:
    words = [word for word in tokens(text) if word != NUMBER and word not in STOP_WORDS]
    return tuple(Shared("word", word) for word in (*words, *map(" ".join, pairwise(words))))


class Neighbours:
    """Finds the works that share most with a work.

    Works are numbered from the newest to the oldest, and what they share from the heaviest to the lightest.
    Long lists add least to a score, so they are read last, and only until no work that was not met so far
    can come among the nearest (the threshold algorithm of Fagin, Lotem and Naor, 2003).
    """

    def __init__(
        self,
        works: Iterable[Work],
        places: Callable[[Work], Iterable[Shared]],
        values: Mapping[str, frozenset[tuple[str, str]]],
        short_list: int = SHORT_LIST,
    ) -> None:
        """Index works: `places` gives what one has beside its authors, `values` its uncommon values by id."""
        self._short_list = short_list
        self._works = newest_first(works)
        self._numbers = {work.id: number for number, work in enumerate(self._works)}
        self._values = [values[work.id] for work in self._works]
        having: dict[Shared, list[int]] = {}
        for number, work in enumerate(self._works):
            authors = (Shared("author", name) for name in work.authors)
            for shared in dict.fromkeys((*places(work), *authors)):
                having.setdefault(shared, []).append(number)
        counted = [
            (shared.weight(len(numbers)), shared, numbers)
            for shared, numbers in having.items()
            if len(numbers) > 1 and (shared.kind != "word" or len(numbers) <= short_list)
        ]
        counted.sort(key=lambda item: (-item[0], item[1]))
        self._weights = [weight for weight, _, _ in counted]
        self._having = [numbers for _, _, numbers in counted]
        self._shared: list[list[int]] = [[] for _ in self._works]
        self._authors: dict[str, int] = {}
        for feature, (_, shared, numbers) in enumerate(counted):
            if shared.kind == "author":
                self._authors[shared.name] = feature
            for number in numbers:
                self._shared[number].append(feature)

    def of(self, work: Work, limit: int) -> list[tuple[Work, float]]:
        """The nearest works with their scores; of equally near ones the newest first, then by id."""
        asked = self._numbers[work.id]
        features = self._shared[asked]
        if len(work.authors) > MOST_AUTHORS:
            crowd = {self._authors.get(name) for name in work.authors[MOST_AUTHORS:]}
            crowd -= {self._authors.get(name) for name in work.authors[:MOST_AUTHORS]}
            features = [feature for feature in features if feature not in crowd]
        weights, having = self._weights, self._having
        mine = self._values[asked]
        rest = sum([weights[feature] for feature in features]) + PER_VALUE * len(mine)
        met: dict[int, float] = {}
        least, read = 0.0, 0
        for feature in features:
            if len(met) > limit and len(having[feature]) > self._short_list:  # the work itself is met, too
                least = nlargest(limit + 1, met.values())[-1]
                if least > rest + ROUNDING:
                    break
            weight = weights[feature]
            for other in having[feature]:
                met[other] = met.get(other, 0.0) + weight
            rest -= weight
            read += 1
        met.pop(asked, None)
        if len(met) > limit:
            least = nlargest(limit, met.values())[-1]
        unread = features[read:]
        scored = [
            (-self._score(score, unread, mine, other), other)
            for other, score in met.items()
            if score + rest + ROUNDING >= least
        ]
        scored.sort()
        return [(self._works[other], round(-score, 3)) for score, other in scored[:limit]]

    def _score(
        self, score: float, unread: Sequence[int], mine: frozenset[tuple[str, str]], other: int
    ) -> float:
        """The score of a work that was met, with what the lists that were not read add."""
        if unread:
            theirs = self._shared[other]
            for feature in unread:
                if feature in theirs:
                    score += self._weights[feature]
        return score + PER_VALUE * len(mine & self._values[other])
