"""When two records are probably of the same work."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.duplicates import Identity, KnownWorks, Likeness, Match, Title
from tests.knowledge.alterations import ALTERATIONS, SEQUEL

REAL: list[tuple[str, list[str]]] = json.loads(
    (Path(__file__).parent / "titles.json").read_text(encoding="utf-8")
)
"""Titles and first authors of works that are easily taken for each other, and of others."""
PAIRS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "duplicates.json").read_text(encoding="utf-8")
)
TITLES = [
    "DataComp: In search of the next generation of multimodal datasets",
    "VBench: Comprehensive Benchmark Suite for Video Generative Models",
    "Visual Instruction Tuning",
    "Improved Baselines with Visual Instruction Tuning",
    "A Survey on Multimodal Large Language Models",
    "A Survey of Large Language Models",
]
WORDS = st.sampled_from(
    ["the", "a", "of", "models", "for", "language", "vision", "data", "2", "3d", ":", "é", "模型"]
)


def identity(record: dict[str, Any]) -> Identity:
    lists = (tuple(record.get(name, ())) for name in ("authors", "addresses", "other_titles"))
    return Identity(record["title"], *lists)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["why"] for pair in PAIRS])
def test_pairs_have_the_likeness_that_both_languages_must_give(pair: dict[str, Any]) -> None:
    one, other = identity(pair["one"]), identity(pair["other"])
    assert one.likeness(other) == pair["likeness"]
    assert other.likeness(one) == pair["likeness"]


def test_only_a_similar_title_is_uncertain() -> None:
    assert [likeness for likeness in Likeness if not likeness.is_certain] == [Likeness.SIMILAR]
    assert Likeness.DOI.reason == "the same DOI"


@pytest.fixture
def known() -> KnownWorks:
    works = KnownWorks()
    for number, title in enumerate(TITLES):
        works.add(str(number), Identity(title, addresses=(f"2401.0000{number + 1}",)))
    return works


def test_known_works_are_found_by_identifier_and_title(known: KnownWorks) -> None:
    asked = Identity("Visual Instruktion Tuning", addresses=("https://arxiv.org/abs/2401.00002",))
    assert known.find(asked) == [Match("1", Likeness.ARXIV)]
    assert known.find(Identity("Visual Instruktion Tuning")) == [Match("2", Likeness.SIMILAR)]
    assert known.find(Identity("visual instruction tuning!")) == [Match("2", Likeness.TITLE)]
    assert known.find(Identity("visual instruction tuning!"), without="2") == []
    assert known.find(Identity("")) == []
    assert "2" in known
    assert "9" not in known


def test_certain_ones_come_first_and_then_the_nearest_titles(known: KnownWorks) -> None:
    known.add("near", Identity("DataComp: In search of the next generation of multimodal data"))
    known.add("nearest", Identity("DataComp: In search of the next generations of multimodal datasets"))
    assert [match.id for match in known.find(Identity(TITLES[0]))] == ["0", "nearest", "near"]


def test_a_work_is_found_however_many_share_its_words() -> None:
    works = KnownWorks()
    for number in range(3_000):
        works.add(
            f"many{number}", Identity(f"A Survey on Large Multimodal Language Models of Kind{number:04}")
        )
    works.add("wanted", Identity("Learning to Bake: A Survey on Large Multimodal Language Models"))
    asked = Identity("Learning to Bke: A Survey on Large Multimodal Language Models")
    assert [match.id for match in works.find(asked)] == ["wanted"]


# --- how well it does on real titles -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> KnownWorks:
    works = KnownWorks()
    for number, (title, authors) in enumerate(REAL):
        works.add(str(number), Identity(title, tuple(authors)))
    return works


def share_found(works: KnownWorks, alteration: str, *, authors: bool) -> float:
    chance, found = random.Random(0), []
    for number, (title, people) in enumerate(REAL):
        if altered := ALTERATIONS[alteration](chance, title):
            matches = works.find(Identity(altered, tuple(people) if authors else ()))
            found.append(str(number) in {match.id for match in matches})
    assert len(found) > 50
    return sum(found) / len(found)


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_works_are_found_again_under_altered_titles(real: KnownWorks, alteration: str) -> None:
    least = 0.75 if alteration == "another name" else 0.92  # many have the subtitle "A Survey"
    assert share_found(real, alteration, authors=False) >= least
    assert share_found(real, alteration, authors=True) >= least


def test_a_second_part_is_another_work(real: KnownWorks) -> None:
    sequels = [(sequel, authors) for title, authors in REAL if (sequel := SEQUEL(random.Random(0), title))]
    assert len(sequels) > 50
    for sequel, authors in sequels:
        assert [
            match for match in real.find(Identity(sequel, tuple(authors))) if match.likeness.is_certain
        ] == []
        assert len(real.find(Identity(sequel, tuple(authors)))) <= 1


def test_different_works_with_similar_titles_are_left_alone(real: KnownWorks) -> None:
    named = {
        frozenset((title, REAL[int(match.id)][0]))
        for number, (title, authors) in enumerate(REAL)
        for match in real.find(Identity(title, tuple(authors)), without=str(number))
    }
    # By the same people, and not even a person can tell from the titles.
    assert named == {
        frozenset(
            ("Visual Agentic Reinforcement Fine-Tuning", "Visual-RFT: Visual Reinforcement Fine-Tuning")
        )
    }


# --- whatever the titles -----------------------------------------------------------------------------------


@given(st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert Identity(one).likeness(Identity(other)) == Identity(other).likeness(Identity(one))
    first, second = Title(f"x {one}"), Title(f"x {other}")
    assert first.overlap(second) == second.overlap(first)
    assert 0 <= first.overlap(second) <= 1 == first.overlap(first)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=12))
def test_the_index_finds_what_a_comparison_of_all_finds(titles: list[str]) -> None:
    works, identities = KnownWorks(), [Identity(title) for title in titles]
    for number, one in enumerate(identities):
        works.add(str(number), one)
    for one in identities:
        expected = {str(at) for at, other in enumerate(identities) if one.likeness(other)}
        found = works.find(one)
        assert {match.id for match in found} == expected
        assert works.find_same(one) == next((match for match in found if match.likeness.is_certain), None)


titles = st.text("abcde :0", min_size=1, max_size=30).map(Title).filter(lambda title: title.whole)


@given(titles, titles, st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_lengths_that_differ_much_rule_out_only_small_overlaps(one: Title, two: Title, least: float) -> None:
    assert one.overlaps(two, least) == (one.overlap(two) >= least)
