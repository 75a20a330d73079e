"""YAML as a tree that knows places."""

from __future__ import annotations

import math
import re

import pytest
import yaml
from hypothesis import given

from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, YamlError, looks_typed, parse
from tests.loading.strategies import EXAMPLES, texts, yaml_texts


def parsed(text: str) -> Mapping:
    tree = parse(text)
    assert isinstance(tree, Mapping)
    return tree


def scalars(node: Tree) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    children = node.items if isinstance(node, Sequence) else node.values.values()
    return [scalar for child in children for scalar in scalars(child)]


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
    lines = re.split("[\n\x85\u2028\u2029]", text)
    for scalar in scalars(parsed(text)):
        if scalar.plain and scalar.text.isascii() and "\n" not in scalar.text:
            start = lines[scalar.line - 1][scalar.column - 1 :]
            assert start.startswith(scalar.text.split(" ")[0])


@given(texts)
def test_what_looks_typed_is_what_pyyaml_does_not_read_as_text(text: str) -> None:
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
def test_odd_scalars_have_harmless_values(written: str, value: object) -> None:
    assert parsed(f"key: {written}\n").value() == {"key": value}


def test_the_first_of_two_equal_keys_counts() -> None:
    tree = parsed("a: 1\nb: 2\na: 3\n")
    assert tree.value() == {"a": 1, "b": 2}
    assert [(key.text, key.line) for key in tree.repeated] == [("a", 3)]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_nothing_is_none(text: str) -> None:
    assert parse(text) is None


def test_an_empty_text_in_quotes_is_something() -> None:
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
    ],
)
def test_what_an_entry_has_no_use_for_is_refused(text: str, code: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert caught.value.code == code
    assert caught.value.line >= 1
