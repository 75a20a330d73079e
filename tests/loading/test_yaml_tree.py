"""YAML as a tree of values with their places."""

from __future__ import annotations

import math
import re

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from living_survey.loading.yaml_tree import (
    Mapping,
    Scalar,
    Sequence,
    Tree,
    YamlError,
    looks_typed,
    parse,
    read_mapping,
    walk,
)
from tests.loading.strategies import EXAMPLES, OTHER_LINE_BREAKS, edited_entries, texts, yaml_texts


def parsed(text: str) -> Mapping:
    tree = parse(text)
    assert isinstance(tree, Mapping)
    return tree


def scalars(tree: Tree) -> list[Scalar]:
    return [node for node in walk(tree) if isinstance(node, Scalar)]


def test_values_know_their_line_and_column() -> None:
    tree = parsed('title: "é: x"\ntags:\n  - {node: a}\n  - b\n')
    title, tags = tree.get("title"), tree.get("tags")
    assert isinstance(tags, Sequence)
    assert (tree.keys["tags"].line, tree.keys["tags"].column) == (2, 1)
    assert isinstance(title, Scalar)
    assert (title.line, title.column, title.text, title.plain) == (1, 8, "é: x", False)
    assert [(item.line, item.column) for item in tags.items] == [(3, 5), (4, 5)]


def test_real_entries_are_read_as_pyyaml_reads_them() -> None:
    for text in EXAMPLES:
        assert parsed(text).value() == yaml.load(text, Loader=yaml.CSafeLoader)


@given(yaml_texts())
def test_every_plain_scalar_is_where_the_tree_has_it(text: str) -> None:
    assume(not OTHER_LINE_BREAKS.search(text))
    lines = text.split("\n")
    for scalar in scalars(parsed(text)):
        if scalar.plain and scalar.text.isascii() and "\n" not in scalar.text:
            start = lines[scalar.line - 1][scalar.column - 1 :]
            assert start.startswith(scalar.text.split(" ")[0])


@given(texts)
def test_texts_look_typed_if_pyyaml_does_not_read_them_as_text(text: str) -> None:
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    assert looks_typed(text) == (tag != "tag:yaml.org,2002:str")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2023", 2023),
        ("0", 0),
        ("007", 7.0),
        ("-3", -3.0),
        ("1_000", 1000.0),
        ("2304.1410", 2304.141),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("1.0e+999", math.inf),
        ("9" * 5000, "9" * 5000),
        ("1:30", "1:30"),
        ("0x1f", "0x1f"),
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("", None),
        ("2023-02-30", "2023-02-30"),
        ("2023-02-03 10:00:00", "2023-02-03 10:00:00"),
    ],
)
def test_unusual_scalars_have_harmless_values(written: str, value: object) -> None:
    assert parsed(f"key: {written}\n").value() == {"key": value}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("no_line_end", ["\x85", "\u2028", "\u2029"])
def test_lines_are_those_of_an_editor(line_end: str, no_line_end: str) -> None:
    text = f'title: "a{no_line_end}b"{line_end}remarks: {no_line_end}c{line_end}year: 2023{line_end}'
    tree = parsed(text)
    assert [(key.text, key.line) for key in tree.keys.values()] == [("title", 1), ("remarks", 2), ("year", 3)]
    with pytest.raises(YamlError) as caught:
        parse(f"{text}venue: ICML: 2023{line_end}")
    assert (caught.value.line, caught.value.column) == (4, 12)


@given(edited_entries(), st.text("\r\n\x85\u2028\u2029:#", max_size=3), st.integers(0, 5000))
def test_an_error_is_on_a_line_of_the_text(text: str, inserted: str, at: int) -> None:
    text = text[:at] + inserted + text[at:]
    error = error_of(text)
    assert error is None or 1 <= error.line <= len(re.split("\r\n|\r|\n", text))


def error_of(text: str) -> YamlError | None:
    try:
        parse(text)
    except YamlError as error:
        return error
    return None


def test_walking_visits_everything_in_the_order_of_the_file() -> None:
    tree = parsed("a: [1, {b: 2}]\nc: 3\n")
    assert [node.text for node in walk(tree) if isinstance(node, Scalar)] == ["1", "2", "3"]
    with_keys = [node.text for node in walk(tree, keys=True) if isinstance(node, Scalar)]
    assert with_keys == ["a", "1", "b", "2", "c", "3"]


def test_a_small_document_is_read_as_plain_values() -> None:
    assert read_mapping("a: 1\nb: [x]\n") == {"a": 1, "b": ["x"]}
    for text in ("", "- a\n", "a\n"):
        with pytest.raises(YamlError, match="key: value"):
            read_mapping(text)


def test_the_first_of_two_equal_keys_counts() -> None:
    tree = parsed("a: 1\nb: 2\na: 3\n")
    assert tree.value() == {"a": 1, "b": 2}
    assert [(key.text, key.line) for key in tree.repeated] == [("a", 3)]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_an_empty_document_is_none(text: str) -> None:
    assert parse(text) is None


def test_an_empty_text_in_quotes_is_a_value() -> None:
    assert isinstance(parse('""\n'), Scalar)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: *b\n", "yaml-alias"),
        ("a: &b c\n", "yaml-alias"),
        ("&a a: *a\n", "yaml-alias"),
        ("a: !!set {x}\n", "yaml-tag"),
        ("a: !b c\n", "yaml-tag"),
        ("[" * 30, "yaml-too-deep"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("? {a: 1}\n: 2\n", "yaml-key"),
        ("a: [1\n", "yaml-syntax"),
        ("a: b: c\n", "yaml-syntax"),
        ("a: \x07\n", "yaml-syntax"),
        ("a: \ud800\n", "yaml-syntax"),
    ],
)
def test_features_that_entries_do_not_use_are_errors(text: str, code: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert caught.value.code == code
    assert caught.value.line >= 1
