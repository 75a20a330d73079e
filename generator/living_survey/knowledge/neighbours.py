"""The works nearest to a work, by what they share, without a look at all works."""

from __future__ import annotations

from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from living_survey.knowledge.work import Work

MOST_AUTHORS = 50
"""Authors beyond these do not count: large collaborations are not a likeness of content."""
PER_AUTHOR = 0.3
PER_VALUE = 0.1
"""For a value of a facet of the whole work that both have."""
ROUNDING = 1e-9
"""Sums of the same weights in another order differ by less."""


class Shared(NamedTuple):
    """What works can have in common: a node, a section of the survey or an author."""

    kind: str
    name: str

    def weight(self, works: int) -> float:
        """What it adds to the score of two of the works that have it; rare things count more."""
        if self.kind == "author":
            return PER_AUTHOR
        return (12 if self.kind == "node" else 4) / (4 + works)


class Neighbours:
    """Finds the works that share most with a work.

    Longest lists add least to a score, so they are read last, and only until no work that was not met so far
    can come among the nearest (the threshold algorithm of Fagin, Lotem and Naor, 2003).
    """

    def __init__(
        self,
        works: Iterable[Work],
        places: Callable[[Work], Iterable[Shared]],
        values: Mapping[str, frozenset[tuple[str, str]]],
    ) -> None:
        """Index works: `places` gives the nodes and sections of one, `values` its uncommon values by id."""
        self._works = {work.id: work for work in works}
        self._shared = {
            work.id: (*places(work), *(Shared("author", name) for name in dict.fromkeys(work.authors)))
            for work in self._works.values()
        }
        self._values = values

    def of(self, work: Work, limit: int) -> list[tuple[Work, float]]:
        """The nearest works with their scores; of equally near ones the newest first, then by id."""
        weights = self._weights_of(work)
        mine = self._values[work.id]
        rest = sum(weight for _, weight in weights) + PER_VALUE * len(mine)
        met: dict[str, float] = {}
        least = 0.0
        unread = weights
        while unread:
            if len(met) > limit:  # the work itself is among them
                least = nlargest(limit + 1, met.values())[-1]
                if least > rest + ROUNDING:
                    break
            (shared, weight), *unread = unread
            for other in self._having[shared]:
                met[other] = met.get(other, 0.0) + weight
            rest -= weight
        met.pop(work.id, None)
        if len(met) > limit:
            least = nlargest(limit, met.values())[-1]
        scored = [
            (self._score(score, unread, mine, other), other)
            for other, score in met.items()
            if score + rest + ROUNDING >= least
        ]
        scored.sort(key=lambda item: (-item[0], self._place[item[1]]))
        return [(self._works[other], round(score, 3)) for score, other in scored[:limit]]

    def _weights_of(self, work: Work) -> list[tuple[Shared, float]]:
        """What a work has in common with any other, the heaviest first."""
        counted = set(work.authors[:MOST_AUTHORS])
        weights = [
            (shared, self._weights[shared])
            for shared in self._shared[work.id]
            if shared.kind != "author" or shared.name in counted
        ]
        return sorted(dict(weights).items(), key=lambda item: (-item[1], item[0]))

    def _score(
        self,
        score: float,
        unread: Sequence[tuple[Shared, float]],
        mine: frozenset[tuple[str, str]],
        other: str,
    ) -> float:
        """The score of a work that was met, with what the lists that were not read add."""
        if unread:
            theirs = self._sets[other]
            for shared, weight in unread:
                if shared in theirs:
                    score += weight
        return score + PER_VALUE * len(mine & self._values[other])

    @cached_property
    def _weights(self) -> dict[Shared, float]:
        return {shared: shared.weight(len(having)) for shared, having in self._having.items()}

    @cached_property
    def _sets(self) -> dict[str, frozenset[Shared]]:
        return {work_id: frozenset(shared) for work_id, shared in self._shared.items()}

    @cached_property
    def _having(self) -> Mapping[Shared, Sequence[str]]:
        """The works that have something, by id."""
        having: dict[Shared, list[str]] = {}
        for work_id, everything in self._shared.items():
            for shared in everything:
                having.setdefault(shared, []).append(work_id)
        return having

    @cached_property
    def _place(self) -> dict[str, int]:
        """The place of each work among all: the newest first, those of a day by id."""
        works = sorted(self._works.values(), key=lambda work: work.id)
        works.sort(key=lambda work: work.first_public, reverse=True)
        return {work.id: place for place, work in enumerate(works)}
