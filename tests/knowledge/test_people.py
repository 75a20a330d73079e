"""Names of people and groups in all their forms."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from living_survey.knowledge.people import Name, is_others, split_names

WORDS = st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jane Mary Doe", Name("Doe", "Jane Mary")),
        ("Doe, Jane Mary", Name("Doe", "Jane Mary")),
        ("Leandro von Werra", Name("Werra", "Leandro", "von")),
        ("van den Oord, Aaron", Name("Oord", "Aaron", "van den")),
        ("Diego de Las Casas", Name("Las Casas", "Diego", "de")),
        ("Blaise Agüera y Arcas", Name("Agüera y Arcas", "Blaise")),
        ("Robert Tarjan Jr.", Name("Tarjan", "Robert", suffix="Jr.")),
        ("Robert Tarjan, Jr.", Name("Tarjan", "Robert", suffix="Jr.")),
        ("Tarjan, Jr., Robert", Name("Tarjan", "Robert", suffix="Jr.")),
        ("Qingyao Ai", Name("Ai", "Qingyao")),
        ("Mistral AI", Name(literal="Mistral AI")),
        ("Gemini Team", Name(literal="Gemini Team")),
        ("Team OLMo", Name(literal="Team OLMo")),
        ("Barnes and Noble, Inc.", Name(literal="Barnes and Noble, Inc.")),
        ("{Barnes, Noble}", Name(literal="Barnes, Noble")),
        ("OpenAI", Name(literal="OpenAI")),
        ("李华", Name(literal="李华")),
        ("  Jane \n Doe ", Name("Doe", "Jane")),
        ("A, B, C, D", Name(literal="A, B, C, D")),
        ("", Name()),
    ],
)
def test_names_are_taken_apart(text: str, name: Name) -> None:
    assert Name.parse(text) == name


@pytest.mark.parametrize(
    ("text", "natural", "inverted", "short", "surname"),
    [
        (
            "van Dam, Jr., Jean-Pierre",
            "Jean-Pierre van Dam Jr.",
            "van Dam, Jean-Pierre, Jr.",
            "J.-P. van Dam Jr.",
            "van Dam",
        ),
        ("Gemini Team", "Gemini Team", "Gemini Team", "Gemini Team", "Gemini Team"),
        ("Emad A. Alghamdi", "Emad A. Alghamdi", "Alghamdi, Emad A.", "E. A. Alghamdi", "Alghamdi"),
    ],
)
def test_names_are_written_in_several_ways(
    text: str, natural: str, inverted: str, short: str, surname: str
) -> None:
    name = Name.parse(text)
    assert (name.natural, name.inverted, name.short, name.surname) == (natural, inverted, short, surname)


def test_names_are_ordered_by_family_name_and_groups_by_their_first_word() -> None:
    names = ["Zoë Adams", "Gemini Team", "Leandro von Werra", "Ada Óscar", "Robert Tarjan Jr.", "Ben Adams"]
    assert sorted(names, key=lambda name: Name.parse(name).sort_key) == [
        "Ben Adams",
        "Zoë Adams",
        "Gemini Team",
        "Ada Óscar",
        "Robert Tarjan Jr.",
        "Leandro von Werra",
    ]


def test_spellings_of_a_name_match() -> None:
    keys = {Name.parse(text).match_key for text in ("Łukasz Müller", "L. Muller", "Müller, Łukasz Jan")}
    assert keys == {"muller l"}
    assert Name.parse("Jan van Dam").match_key != Name.parse("Kim van Dam").match_key


@pytest.mark.parametrize(
    ("name", "word"),
    [("Gemini Team", "Gemini"), ("Team OLMo", "OLMo"), ("Diego de Las Casas", "Casas"), ("OpenAI", "OpenAI")],
)
def test_ids_are_made_of_the_word_that_tells_most(name: str, word: str) -> None:
    assert Name.parse(name).key_word == word


@pytest.mark.parametrize("text", ["others", "et al.", "Et al", "and others", "...", "…"])
def test_what_replaces_names_is_known(text: str) -> None:
    assert is_others(text)


@pytest.mark.parametrize("text", ["Al Gore", "Ali", "Jane Doe et al.", "Others Name", ""])
def test_names_are_not_taken_for_others(text: str) -> None:
    assert not is_others(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace, Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada; Turing, Alan", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada and Turing, Alan", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace and Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace, Alan Turing and Grace Hopper", ["Ada Lovelace", "Alan Turing", "Grace Hopper"]),
        ("A. Lovelace, A. Turing, and G. Hopper", ["A. Lovelace", "A. Turing", "G. Hopper"]),
        ("Lovelace, Ada", ["Ada Lovelace"]),
        ("Ada  Lovelace\nAlan Turing\n", ["Ada Lovelace", "Alan Turing"]),
        ("", []),
    ],
)
def test_names_in_one_field_are_told_apart(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@given(st.text(max_size=60))
@example(", ,")
def test_any_text_is_a_name_that_is_read_back(text: str) -> None:
    name = Name.parse(text)
    assert Name.parse(name.natural).natural == name.natural
    assert all(isinstance(part, str) for part in (name.inverted, name.short, name.surname, name.key_word))
    assert name.sort_key


@given(st.lists(st.sampled_from([",", " ", "{", "}", ".", "-", "and", "van", "AI", "Doe"])).map("".join))
def test_what_divides_names_may_stand_anywhere(text: str) -> None:
    name = Name.parse(text)
    assert name.natural.count("Doe") == name.inverted.count("Doe") == text.count("Doe")


@given(WORDS)
def test_nothing_of_a_printed_name_is_lost(words: list[str]) -> None:
    assert Name.parse(" ".join(words)).natural == " ".join(words)
