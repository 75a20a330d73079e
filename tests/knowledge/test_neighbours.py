"""The nearest works, found without a look at all works, are those that a look at all works finds."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.neighbours import MOST_AUTHORS, PER_VALUE, Neighbours, Shared

NAMES = "abcdefgh"
SHORT = 4


@dataclass(frozen=True)
class Work:
    id: str
    authors: tuple[str, ...]
    first_public: str
    nodes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    values: frozenset[tuple[str, str]] = frozenset()


def places_of(work: Work) -> list[Shared]:
    return [
        *(Shared("node", node) for node in work.nodes),
        *(Shared("word", word) for word in work.words),
    ]


def neighbours(works: list[Work]) -> Neighbours:
    return Neighbours(
        works,  # type: ignore[arg-type] # as much of a work as is asked for
        places_of,  # type: ignore[arg-type]
        {work.id: work.values for work in works},
        short_list=SHORT,
    )


def by_a_look_at_all(works: list[Work], work: Work, limit: int) -> list[tuple[str, float]]:
    def having(shared: Shared) -> int:
        return sum(shared in places_of(one) for one in works)

    def score(other: Work) -> float:
        common = set(places_of(work)) & set(places_of(other))
        common -= {shared for shared in common if shared.kind == "word" and having(shared) > SHORT}
        common |= {Shared("author", name) for name in set(work.authors[:MOST_AUTHORS]) & set(other.authors)}
        own = sum(shared.weight(having(shared)) for shared in common)
        return own + PER_VALUE * len(work.values & other.values) if common else 0

    scored = [(score(other), other) for other in works if other is not work]
    scored = [(round(found, 9), other) for found, other in scored if found]
    scored.sort(key=lambda item: item[1].id)
    scored.sort(key=lambda item: item[1].first_public, reverse=True)
    scored.sort(key=lambda item: -item[0])
    return [(other.id, round(found, 3)) for found, other in scored[:limit]]


names = st.lists(st.sampled_from(NAMES), unique=True).map(tuple)
made = st.builds(
    Work,
    id=st.just(""),
    authors=names,
    first_public=st.sampled_from(["2020-01-01", "2021-01-01", "2022-01-01"]),
    nodes=names,
    words=names,
    values=st.frozensets(st.tuples(st.just("facet"), st.sampled_from(NAMES[:3]))),
)


@given(st.lists(made, min_size=1, max_size=15), st.integers(1, 4))
def test_pruning_changes_no_list(drawn: list[Work], limit: int) -> None:
    works = [
        Work(f"work{number:02}", one.authors, one.first_public, one.nodes, one.words, one.values)
        for number, one in enumerate(drawn)
    ]
    index = neighbours(works)
    for work in works:
        found = index.of(work, limit)  # type: ignore[arg-type]
        expected = by_a_look_at_all(works, work, limit)
        assert [round(score, 2) for _, score in found] == [round(score, 2) for _, score in expected]
        assert {other.id for other, score in found if score > found[-1][1]} == {
            other for other, score in expected if score > expected[-1][1]
        }


def test_of_equally_near_works_the_newest_comes_first() -> None:
    works = [
        Work("asked", ("Jane Roe",), "2020-01-01"),
        Work("old", ("Jane Roe",), "2019-01-01"),
        Work("new", ("Jane Roe",), "2023-01-01"),
        Work("other", ("John Doe",), "2023-01-01"),
    ]
    found = neighbours(works).of(works[0], 6)  # type: ignore[arg-type]
    assert [(work.id, score) for work, score in found] == [("new", 0.15), ("old", 0.15)]


def test_a_name_listed_twice_counts_once_and_the_hundredth_author_does_not_count() -> None:
    crowd = tuple(f"Person {number}" for number in range(100))
    works = [
        Work("large", crowd, "2020-01-01"),
        Work("first", (crowd[0], crowd[0]), "2020-01-01"),
        Work("last", (crowd[-1],), "2020-01-01"),
    ]
    index = neighbours(works)
    assert [(work.id, score) for work, score in index.of(works[0], 6)] == [("first", 0.15)]  # type: ignore[arg-type]
    assert [(work.id, score) for work, score in index.of(works[2], 6)] == [("large", 0.15)]  # type: ignore[arg-type]
