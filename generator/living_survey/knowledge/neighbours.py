"""The works nearest to a work, by what they share, without a look at all works."""

from __future__ import annotations

from hashlib import blake2b
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from living_survey.knowledge.similarity import NUMBER, tokens
from living_survey.knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge.work import Work

ONE = 10**9
"""The unit of scores, which are whole numbers so that their sums do not depend on any order."""
MOST_AUTHORS = 50
"""Authors beyond these do not count: large collaborations are not a likeness of content."""
PER_AUTHOR = ONE * 15 // 100
PER_VALUE = ONE // 10
"""For a value of a facet of the whole work that both have."""
MARK = 16
"""The bytes of a mark; sums of so large numbers are the same by chance only if the works are the same."""
SHORT_LIST = 100
"""Lists of so many works are read in any case; words of more works do not count."""


Kind: TypeAlias = Literal["node", "section", "author", "word"]
Shared: TypeAlias = "tuple[Kind, str]"
"""What works can have in common, by name: a node, a section of the survey, an author, a word of texts."""


def weight_of(kind: Kind, works: int) -> int:
    """What a thing adds to the score of two of the works that have it; rare things count more.

    `benchmarks/neighbours.py` measures how good the neighbours are that these weights give.
    """
    match kind:
        case "node":
            return 12 * ONE // (4 + works)
        case "section":
            return 4 * ONE // (4 + works)
        case "author":
            return PER_AUTHOR
        case "word":
            return 12 * ONE // (40 + works)


def words_of(work: Work) -> Iterator[Shared]:
    """The words of a title, names, a summary and notes, and pairs of words that follow each other."""
    for text in (work.title, *work.names, work.summary or "", *(tag.note or "" for tag in work.tags)):
        words = [word for word in tokens(text) if word != NUMBER and word not in STOP_WORDS]
        for word in (*words, *map(" ".join, pairwise(words))):
            yield "word", word


def _shared_by(work: Work, places: Callable[[Work], Iterable[Shared]]) -> Iterable[Shared]:
    """What a work has, each thing once."""
    return dict.fromkeys((*places(work), *[("author", name) for name in work.authors]))


def mark(work: Work) -> int:
    """A large number that depends on which work it is and on its order among equally near ones."""
    text = f"{work.first_public} {work.id}".encode(errors="surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=MARK).digest())


class _Having(NamedTuple):
    """What adds to the scores of works that have it in common."""

    weight: int
    works: Collection[str]
    """The ids of the works that have it; a set if they are many, which are looked up."""
    shared: Shared


class Neighbours:
    """Finds the works that share most with a work.

    Long lists add least to a score, so they are read last, and only until no work that was not met so far can
    come among the nearest (the threshold algorithm of Fagin, Lotem and Naor, 2003).
    """

    def __init__(
        self,
        works: Iterable[Work],
        places: Callable[[Work], Iterable[Shared]],
        short_list: int = SHORT_LIST,
    ) -> None:
        """Index works; `places` gives what one has beside its authors."""
        self._short_list = short_list
        self._numbers: dict[Shared, int] = {}
        """The places in `_having` of what works have."""
        self._having: list[_Having] = []
        self._shared: dict[str, list[int]] = {}
        """The numbers of what each work has."""
        self._sums: dict[int, int] = {}
        """What `digest` has added up."""
        self._change((), works, places)

    def changed(
        self, gone: Iterable[str], new: Iterable[Work], places: Callable[[Work], Iterable[Shared]]
    ) -> Neighbours:
        """An index without some works, given by their ids, and with others, whose places are given."""
        changed = Neighbours((), places, self._short_list)
        changed._numbers, changed._having = self._numbers.copy(), self._having.copy()
        changed._shared = self._shared.copy()
        changed._change(gone, new, places)
        return changed

    def _change(
        self, gone: Iterable[str], new: Iterable[Work], places: Callable[[Work], Iterable[Shared]]
    ) -> None:
        touched: dict[int, list[str]] = {}

        def works_having(number: int) -> list[str]:
            if number not in touched:
                touched[number] = list(self._having[number].works)
            return touched[number]

        for work_id in gone:
            for number in self._shared.pop(work_id):
                works_having(number).remove(work_id)
        for work in new:
            self._shared[work.id] = numbers = [self._number(one) for one in _shared_by(work, places)]
            for number in numbers:
                works_having(number).append(work.id)
        for number, ids in touched.items():
            self._having[number] = self._counted(self._having[number].shared, ids)

    def _number(self, shared: Shared) -> int:
        number = self._numbers.get(shared)
        if number is None:
            number = self._numbers[shared] = len(self._having)
            self._having.append(_Having(0, (), shared))
        return number

    def _counted(self, shared: Shared, works: Sequence[str]) -> _Having:
        are_many = len(works) > self._short_list
        kind, _ = shared
        counts = len(works) > 1 and not (kind == "word" and are_many)
        weight = weight_of(kind, len(works)) if counts else 0
        return _Having(weight, frozenset(works) if are_many else tuple(works), shared)

    def digest(self, work: Work, marks: Mapping[str, int], values: Iterable[int] = ()) -> bytes:
        """What changes if `of` might find other works; it costs a tenth of that.

        `marks` has a large number for each work, which depends on its id and its order; `values` has the sums
        of those of the works in the lists that `of` is given.
        """
        shared = [self._sum(number, marks) for number in self._shared[work.id]]
        late = work.authors[MOST_AUTHORS:]
        return blake2b(repr((shared, late, *values)).encode(), digest_size=MARK).digest()

    def _sum(self, number: int, marks: Mapping[str, int]) -> int:
        """The sum of the marks of the works that have something, and its weight; 0 if that is nothing."""
        if number not in self._sums:
            weight, works, _ = self._having[number]
            self._sums[number] = weight and weight + sum([marks[work_id] for work_id in works])
        return self._sums[number]

    def of(
        self,
        work: Work,
        limit: int,
        order: Mapping[str, int],
        values: Sequence[Collection[str]] = (),
    ) -> list[tuple[str, float]]:
        """The ids of the nearest works with their scores; of equally near ones the first in an order.

        `order` gives the place of each work. For each value of the work that counts, `values` has the ids of
        the works that have it, too.
        """
        mine = [self._having[number] for number in self._shared[work.id]]
        mine = [having for having in mine if having.weight]
        if len(work.authors) > MOST_AUTHORS:
            names = {*work.authors[MOST_AUTHORS:]}.difference(work.authors[:MOST_AUTHORS])
            late = {("author", name) for name in names}
            mine = [one for one in mine if one.shared not in late]
        mine.sort(key=lambda having: -having.weight)
        rest = sum([having.weight for having in mine]) + PER_VALUE * len(values)
        met: dict[str, int] = {}
        least, read = 0, 0
        for weight, works, _ in mine:
            if len(met) > limit and len(works) > self._short_list:  # the work itself is met, too
                least = nlargest(limit + 1, met.values())[-1]
                if least > rest:
                    break
            for other in works:
                met[other] = met.get(other, 0) + weight
            rest -= weight
            read += 1
        met.pop(work.id, None)
        if len(met) > limit:
            least = nlargest(limit, met.values())[-1]
        unread = [*((one.weight, one.works) for one in mine[read:]), *((PER_VALUE, ids) for ids in values)]
        scored = []
        for other, known in met.items():
            if known + rest >= least:
                score = known + sum([weight for weight, works in unread if other in works])
                scored.append((-score, order[other], other))
        scored.sort()
        return [(other, round(-score / ONE, 3)) for score, _, other in scored[:limit]]
