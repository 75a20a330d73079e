"""The nearest works, found without a look at all works, are those that a look at all works finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from living_survey.knowledge.neighbours import MOST_AUTHORS, ONE, PER_VALUE, Neighbours, mark, weight_of

if TYPE_CHECKING:
    from living_survey.knowledge.neighbours import Shared

NAMES = "abcdefgh"
VALUES = [("facet", name) for name in NAMES[:3]]
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
        *(("node", node) for node in work.nodes),
        *(("word", word) for word in work.words),
    ]


def neighbours(works: list[Work]) -> Neighbours:
    return Neighbours(works, places_of, short_list=SHORT)  # type: ignore[arg-type] # as much as is asked for


def nearest(index: Neighbours, works: list[Work], work: Work, limit: int) -> list[tuple[str, float]]:
    by_id = sorted(works, key=lambda one: one.id)
    newest = sorted(by_id, key=lambda one: one.first_public, reverse=True)
    order = {one.id: place for place, one in enumerate(newest)}
    values = [{one.id for one in works if value in one.values} for value in work.values]
    return index.of(work, limit, order, values)  # type: ignore[arg-type]


def by_a_look_at_all(works: list[Work], work: Work, limit: int) -> list[tuple[str, float]]:
    def having(shared: Shared) -> int:
        return sum(shared in places_of(one) for one in works)

    def score(other: Work) -> int:
        common = set(places_of(work)) & set(places_of(other))
        common -= {shared for shared in common if shared[0] == "word" and having(shared) > SHORT}
        common |= {("author", name) for name in set(work.authors[:MOST_AUTHORS]) & set(other.authors)}
        own = sum(weight_of(shared[0], having(shared)) for shared in common)
        return own + PER_VALUE * len(work.values & other.values) if common else 0

    scored = [(score(other), other) for other in works if other is not work and score(other)]
    scored.sort(key=lambda item: item[1].id)
    scored.sort(key=lambda item: item[1].first_public, reverse=True)
    scored.sort(key=lambda item: -item[0])
    return [(other.id, round(found / ONE, 3)) for found, other in scored[:limit]]


names = st.lists(st.sampled_from(NAMES), unique=True).map(tuple)
made = st.builds(
    Work,
    id=st.just(""),
    authors=names,
    first_public=st.sampled_from(["2020-01-01", "2021-01-01", "2022-01-01"]),
    nodes=names,
    words=names,
    values=st.frozensets(st.sampled_from(VALUES)),
)


def named(drawn: list[Work]) -> list[Work]:
    return [replace(one, id=f"work{number:02}") for number, one in enumerate(drawn)]


@given(st.lists(made, min_size=1, max_size=15).map(named), st.integers(1, 4))
def test_pruning_changes_no_list(works: list[Work], limit: int) -> None:
    index = neighbours(works)
    for work in works:
        assert nearest(index, works, work, limit) == by_a_look_at_all(works, work, limit)


@settings(max_examples=25)
@given(st.lists(made, min_size=1, max_size=12).map(named), st.data())
def test_a_changed_index_finds_what_a_new_one_finds(works: list[Work], data: st.DataObject) -> None:
    index = neighbours(works)
    found = {work.id: nearest(index, works, work, 3) for work in works}
    gone = data.draw(st.sets(st.sampled_from([work.id for work in works])))
    edited = [replace(data.draw(made), id=work_id) for work_id in sorted(gone) if data.draw(st.booleans())]
    edited += [replace(one, id=f"added{number}") for number, one in enumerate(data.draw(st.lists(made)))]
    now = [*(work for work in works if work.id not in gone), *edited]
    changed = index.changed(gone, edited, places_of)  # type: ignore[arg-type]
    for work in now:
        assert nearest(changed, now, work, 3) == by_a_look_at_all(now, work, 3)
    assert found == {work.id: nearest(index, works, work, 3) for work in works}


def test_of_equally_near_works_the_newest_comes_first() -> None:
    works = [
        Work("asked", ("Jane Roe",), "2020-01-01"),
        Work("old", ("Jane Roe",), "2019-01-01"),
        Work("new", ("Jane Roe",), "2023-01-01"),
        Work("other", ("John Doe",), "2023-01-01"),
    ]
    found = nearest(neighbours(works), works, works[0], 6)
    assert found == [("new", 0.15), ("old", 0.15)]


def test_a_name_listed_twice_counts_once_and_the_hundredth_author_does_not_count() -> None:
    crowd = tuple(f"Person {number}" for number in range(100))
    works = [
        Work("large", crowd, "2020-01-01"),
        Work("first", (crowd[0], crowd[0]), "2020-01-01"),
        Work("last", (crowd[-1],), "2020-01-01"),
    ]
    index = neighbours(works)
    assert nearest(index, works, works[0], 6) == [("first", 0.15)]
    assert nearest(index, works, works[2], 6) == [("large", 0.15)]


def digests(index: Neighbours, works: list[Work]) -> dict[str, bytes]:
    marks = {work.id: mark(work) for work in works}  # type: ignore[arg-type] # as much as is asked for
    having = {value: sum(marks[one.id] for one in works if value in one.values) for value in VALUES}
    values = {work.id: [having[value] for value in sorted(work.values)] for work in works}
    return {work.id: index.digest(work, marks, values[work.id]) for work in works}  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.lists(made, min_size=2, max_size=12).map(named), st.data())
def test_works_with_the_same_digest_have_the_same_neighbours(works: list[Work], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(works) - 1))
    edited = [replace(data.draw(made), id=works[place].id)] if data.draw(st.booleans()) else []
    now = [*works[:place], *edited, *works[place + 1 :]]
    before, after = neighbours(works), neighbours(now)
    known = digests(before, works)
    for work in now:
        if work in works and digests(after, now)[work.id] == known[work.id]:
            assert nearest(after, now, work, 3) == nearest(before, works, work, 3)


def test_a_digest_changes_with_what_a_work_shares_and_its_order_only() -> None:
    works = [
        Work("asked", ("Jane Roe",), "2020-01-01", words=("dough",)),
        Work("near", ("Jane Roe",), "2021-01-01"),
        Work("far", ("John Doe",), "2021-01-01"),
    ]

    def of(*changed: Work) -> bytes:
        now = [next((one for one in changed if one.id == work.id), work) for work in works]
        return digests(neighbours(now), now)["asked"]

    assert of(replace(works[2], words=("oven",))) == of()
    assert of(replace(works[2], words=("dough",))) != of()
    assert of(replace(works[1], authors=())) != of()
    assert of(replace(works[1], first_public="2022-01-01")) != of()
    assert of(replace(works[2], first_public="2022-01-01")) == of()
