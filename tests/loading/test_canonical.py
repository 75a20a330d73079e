"""The canonical form of entries."""

from __future__ import annotations

import re
import textwrap

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from living_survey.knowledge import Work
from living_survey.loading.canonical import CannotFormatError, entry_order, format_entry
from living_survey.loading.yaml_tree import YamlError
from tests.knowledge.small import MODEL
from tests.loading.strategies import EXAMPLES, OTHER_LINE_BREAKS, edited_entries, yaml_texts

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


@given(yaml_texts())
def test_formatting_keeps_content_and_is_idempotent(text: str) -> None:
    assume(not OTHER_LINE_BREAKS.search(text))
    once = format_entry(text)
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


@given(st.one_of(yaml_texts(), st.sampled_from(EXAMPLES)), st.data())
def test_comments_are_kept_wherever_they_are(text: str, data: st.DataObject) -> None:
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
    assume(not OTHER_LINE_BREAKS.search(commented))
    once = format_entry(commented)
    assert content(once) == before
    for marker in markers:
        assert re.search(rf"(^|\s){marker}(\s|$)", once, re.MULTILINE)
    assert format_entry(once) == once


def says(text: str) -> object:
    try:
        return content(text)
    except yaml.YAMLError:
        return None


def test_the_canonical_form() -> None:
    untidy = """
    # about the file
    tags: [data-acquisition, {statements: [{enhances: crumb, section: 3.1}], effect: x, acts_at: [mixing],
      note: 'a: b', node: x}] # two
    loaves: [{row: 1}]
    kind: paper
    authors:   # in print order
      - Ada Doe
      # the second
      - "Example, Grace"
    year:   2023
    title: 'It is "this"'
    arxiv: 2304.14108
    doi:
    links: {dataset: https://c.org, code: https://b.org}
    survey:
      sections: ["1"]
      refs: [2]
    remarks: >-
      word word word word word word word word word word
      a-word-that-is-much-too-long-to-fit-on-the-line-of-ten-others word
    # the end
    """
    assert format_entry(textwrap.dedent(untidy)) == textwrap.dedent(
        """\
        title: It is "this"
        # the second
        authors: [Ada Doe, "Example, Grace"]  # in print order
        year: 2023
        arxiv: "2304.14108"
        kind: paper
        links:
          code: https://b.org
          dataset: https://c.org
        # about the file
        tags:
          - data-acquisition
          - node: x
            note: "a: b"  # two
            acts_at: [mixing]
            effect: x
            statements:
              - {section: "3.1", enhances: crumb}
        survey: {refs: [2], sections: ["1"]}
        loaves:
          - row: 1
        remarks: >-
          word word word word word word word word word word
          a-word-that-is-much-too-long-to-fit-on-the-line-of-ten-others word
        # the end
        """
    )


def test_fields_have_a_fixed_order() -> None:
    order = entry_order(MODEL)
    assert [name for name in order if name not in Work.model_fields] == [
        "kind",
        "languages",
        "acts_at",
        "sets",
    ]
    assert order.index("doi") < order.index("kind") < order.index("acts_at") < order.index("links")
    assert order.index("upstream") < order.index("sets") < order.index("remarks")


def test_errors_have_their_place_and_a_reason() -> None:
    with pytest.raises(CannotFormatError, match='duplicate key "year": also on line 2') as caught:
        format_entry("title: x\nyear: 1\nlinks: {year: 2}\nyear: 3\n")
    assert caught.value.place == (4, 1)
    with pytest.raises(CannotFormatError, match="key: value"):
        format_entry("- title\n")
    with pytest.raises(CannotFormatError, match=r"unusual line break U\+0085") as caught:
        format_entry("title: x\nyear: 1\x85\n")
    assert caught.value.place == (2, 8)
