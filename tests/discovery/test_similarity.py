"""Texts as words with weights, their likeness, and telling two kinds of them apart."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.similarity import (
    Classifier,
    Example,
    TextSpace,
    bag_of_words,
    centroid,
    cosine,
    tokens,
    unit,
)

BREAD = ["rye bread with a long crust", "wheat bread rises", "dough of rye", "the crust of wheat bread"]
CATS = ["cats sleep all day", "a cat and its mouse", "cats chase mice", "sleep of a cat"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OceanPile: A Corpus", ["ocean", "pile", "a", "corpus"]),
        ("AVBench and MLLMs", ["av", "bench", "and", "mllm"]),
        ("5,360 questions, 12.5K samples in 3D", ["0", "question", "0", "sample", "in", "3d"]),
        (r"\textbf{Bold} claims at https://example.org/x?y", ["bold", "claim", "at"]),
        ("Classes of basis and status", ["classe", "of", "basis", "and", "status"]),
        ("Éclairs – ça va", ["eclair", "ca", "va"]),
        ("", []),
    ],
)
def test_words_are_made_comparable(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_text_that_is_given_twice_counts_twice() -> None:
    assert bag_of_words("rye bread", "rye bread", "rye") == {"rye": 3, "bread": 2}


@given(st.lists(st.text(), max_size=8), st.text())
def test_vectors_have_length_1_or_are_empty(texts: list[str], other: str) -> None:
    space = TextSpace(map(bag_of_words, texts))
    for text in (*texts, other):
        vector = space.vector(bag_of_words(text))
        assert not vector or math.isclose(cosine(vector, vector), 1)
        assert all(weight > 0 for weight in vector.values())


def test_rare_words_weigh_more_and_words_of_all_texts_nothing() -> None:
    texts = ["bread rye", "bread rye", "bread wheat", "bread wheat", "bread wheat"]
    space = TextSpace(map(bag_of_words, texts))
    vector = space.vector(bag_of_words("bread rye wheat"))
    assert vector["rye"] > vector["wheat"]
    assert "bread" not in vector


def test_repeated_words_count_less_if_damped() -> None:
    texts = ["rye wheat", "rye wheat", "oat"]
    text = bag_of_words("rye rye rye rye wheat")
    plain = TextSpace(map(bag_of_words, texts), damped=False).vector(text)
    damped = TextSpace(map(bag_of_words, texts)).vector(text)
    assert plain["rye"] / plain["wheat"] == pytest.approx(4)
    assert damped["rye"] / damped["wheat"] == pytest.approx(1 + math.log(4))


def test_the_centroid_is_nearest_to_what_weighs_most() -> None:
    one, other = unit({"a": 1.0}), unit({"b": 1.0})
    middle = centroid([(one, 3.0), (other, 1.0)])
    assert math.isclose(cosine(middle, middle), 1)
    assert cosine(middle, one) > cosine(middle, other) > 0
    assert centroid([]) == {}


def test_a_classifier_tells_unseen_texts_apart_and_says_why() -> None:
    space = TextSpace(map(bag_of_words, BREAD + CATS), least=1)
    examples = [Example(space.vector(bag_of_words(text)), belongs=True) for text in BREAD]
    examples += [Example(space.vector(bag_of_words(text)), belongs=False) for text in CATS]
    classifier = Classifier(examples, strength=10)
    bread, cat = (space.vector(bag_of_words(text)) for text in ("a loaf of rye bread", "my cat can sleep"))
    assert classifier.score(bread) > 0 > classifier.score(cat)
    assert set(classifier.reasons(bread, 2)) == {"rye", "bread"}
    assert classifier.reasons(cat, 5) == ()


def test_the_weights_are_where_the_loss_is_least() -> None:
    """With one word that all examples have, the solution can be computed by hand.

    By symmetry there is no constant; the weight w solves w = 4 / (1 + exp(w)).
    """
    examples = [Example({"x": sign}, belongs=sign > 0, weight=2.0) for sign in (1.0, -1.0)]
    classifier = Classifier(examples)
    weight = classifier.weights["x"]
    assert classifier.constant == pytest.approx(0, abs=1e-3)
    assert weight == pytest.approx(4 / (1 + math.exp(weight)), rel=1e-2)


def test_an_example_that_weighs_twice_is_like_two_examples() -> None:
    good, bad = {"x": 1.0, "y": 0.5}, {"y": 1.0}
    once = Classifier([Example(good, belongs=True, weight=2.0), Example(bad, belongs=False)])
    twice = Classifier([Example(good, belongs=True)] * 2 + [Example(bad, belongs=False)])
    for word in ("x", "y"):
        assert once.weights[word] == pytest.approx(twice.weights[word], abs=1e-3)
