"""The canonical form of entries."""

from __future__ import annotations

import re

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.loading.canonical import CannotFormatError, format_entry
from generator.loading.yaml_tree import YamlError
from tests.loading.strategies import ENTRIES, edited_entries, yaml_texts

NOTHING = {"", "~", "null", "Null", "NULL"}


def content(text: str) -> object:
    """What a YAML text says, every scalar as its text, keys without value left out."""

    def without_nothing(node: yaml.Node | None) -> object:
        if isinstance(node, yaml.MappingNode):
            return {key.value: without_nothing(value) for key, value in node.value if not is_nothing(value)}
        if isinstance(node, yaml.SequenceNode):
            return [without_nothing(item) for item in node.value]
        assert isinstance(node, yaml.ScalarNode)
        return None if is_nothing(node) else node.value

    def is_nothing(node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and not node.style and node.value in NOTHING

    return without_nothing(yaml.compose(text, Loader=yaml.CSafeLoader))


def test_every_entry_is_kept_in_its_canonical_form() -> None:
    changed = [
        path.name for path in ENTRIES if format_entry(path.read_text("utf-8")) != path.read_text("utf-8")
    ]
    assert changed == []


@given(yaml_texts())
def test_formatting_keeps_content_and_is_idempotent(text: str) -> None:
    try:
        once = format_entry(text)
    except (CannotFormatError, YamlError):
        assume(condition=False)
    assert content(once) == content(text)
    assert format_entry(once) == once


@given(edited_entries())
def test_an_edited_entry_is_formatted_without_loss_or_refused_with_a_reason(text: str) -> None:
    try:
        once = format_entry(text)
    except (CannotFormatError, YamlError):
        return
    assert content(once) == content(text)
    assert format_entry(once) == once


@given(st.one_of(yaml_texts(), st.sampled_from(ENTRIES).map(lambda path: path.read_text("utf-8"))), st.data())
def test_comments_survive_wherever_they_stand(text: str, data: st.DataObject) -> None:
    before = content(text)
    lines = text.split("\n")
    markers = []
    for number in range(data.draw(st.integers(1, 4))):
        marker = f"# c{number}"
        at = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            candidate = [*lines[:at], lines[at] + "  " + marker, *lines[at + 1 :]]
        else:
            candidate = [*lines[:at], " " * data.draw(st.integers(0, 6)) + marker, *lines[at:]]
        if says("\n".join(candidate)) == before:
            lines = candidate
            markers.append(marker)
    assume(markers)
    commented = "\n".join(lines)
    try:
        once = format_entry(commented)
    except (CannotFormatError, YamlError):
        assume(condition=False)
    assert content(once) == before
    for marker in markers:
        assert re.search(rf"(^|\s){marker}(\s|$)", once, re.MULTILINE)
    assert format_entry(once) == once


def says(text: str) -> object:
    try:
        return content(text)
    except yaml.YAMLError:
        return None
