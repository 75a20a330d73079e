"""Changing fields of an entry by program."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.loading.comments import find_comments
from living_survey.loading.editing import CannotEditError, YamlText, edit_entry, edit_tree, new_value
from living_survey.loading.rules.taxonomy import tree_mappings
from living_survey.loading.yaml_tree import Mapping, Plain, Scalar, Sequence, read_mapping
from tests.loading.strategies import EXAMPLES, TAXONOMIES, texts

BEES = (Path(__file__).parents[1] / "beekeeping/taxonomy.yaml").read_text(encoding="utf-8")

ENTRY = """\
# first seen at a workshop
title: Words
authors:  # in print order
  - Ada Doe
  # the second
  - Bo Roe
year: 2023  # of the venue
links:
  # the official one
  code: https://a.org/code
  project: https://a.org  # moves often
tags:
  # the best place
  - dough
# the end
"""


def test_a_new_value_takes_the_place_of_the_old_and_comments_stay() -> None:
    assert edit_entry(ENTRY, {"title": "Two: Words", "year": 2024, "authors": ["Ada Doe"]}) == (
        """\
# first seen at a workshop
title: "Two: Words"
# the second
authors: [Ada Doe]  # in print order
year: 2024  # of the venue
links:
  # the official one
  code: https://a.org/code
  project: https://a.org  # moves often
tags:
  # the best place
  - dough
# the end
"""
    )


def test_a_new_field_does_not_get_the_comments_of_others() -> None:
    changed = edit_entry(ENTRY, {"doi": "10.1000/x", "published": date(2023, 4, 27), "venue": "ICML"})
    assert changed == edit_entry(ENTRY, {}).replace(
        "year: 2023  # of the venue\n",
        "year: 2023  # of the venue\npublished: 2023-04-27\nvenue: ICML\ndoi: 10.1000/x\n",
    )


def test_one_link_changes_and_the_others_keep_their_comments() -> None:
    links: Plain = {"code": "https://b.org/code", "dataset": "https://b.org/data", "project": "https://a.org"}
    changed = edit_entry(ENTRY, {"links": links})
    assert (
        """\
  # the official one
  code: https://b.org/code
  project: https://a.org  # moves often
  dataset: https://b.org/data
"""
        in changed
    )


def test_a_field_set_to_none_is_removed() -> None:
    assert "year" not in read_mapping(edit_entry(ENTRY, {"year": None}))


def test_invisible_characters_are_not_written() -> None:
    changed = edit_entry(
        ENTRY, {"title": "Multi\u00admodal\u200b\n words\u202e", "authors": ["Ada\u00a0Doe"]}
    )
    assert "title: Multimodal words\n" in changed
    assert "authors: [Ada Doe]" in changed


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n", "a: 1\na: 2\n", "a: \u2028\n", "a: *b\n"])
def test_an_entry_that_cannot_be_read_is_not_edited(text: str) -> None:
    with pytest.raises(CannotEditError):
        edit_entry(text, {"title": "x"})


@given(
    st.sampled_from(EXAMPLES),
    st.dictionaries(
        st.sampled_from(["title", "year", "doi", "remarks", "authors", "published"]),
        st.one_of(
            st.integers(1900, 2100),
            st.dates(),
            texts.map(lambda text: "".join(text.split())).filter(str.isalnum),
            st.lists(st.sampled_from(["Ada Doe", "Bo: Roe", "#", "no"]), min_size=1),
        ),
        max_size=3,
    ),
)
def test_everything_else_is_kept(text: str, changes: dict[str, Plain]) -> None:
    before, changed = read_mapping(text), edit_entry(text, changes)
    after = read_mapping(changed)
    same = before.keys() - changes.keys()
    assert {key: after.get(key) for key in same} == {key: before[key] for key in same}
    assert {key: str(after[key]) for key in changes} == {key: str(value) for key, value in changes.items()}
    assert Counter(one.text for one in find_comments(text)) == Counter(
        one.text for one in find_comments(changed)
    )
    assert edit_entry(changed, {}) == changed


@given(
    st.sampled_from([*TAXONOMIES.values(), BEES]),
    st.data(),
    st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9})?", fullmatch=True),
)
def test_only_the_asked_words_of_a_file_change(text: str, data: st.DataObject, word: str) -> None:
    yaml = YamlText(text)
    node = data.draw(st.sampled_from(list(tree_mappings(yaml.tree.get("tree")))))
    named = node.values["id"]
    assert isinstance(named, Scalar)
    yaml.replace(named, word)
    yaml.add_to(node, "id", "formerly", named.text)
    result = yaml.result()
    (changed,) = (one for one in tree_mappings(YamlText(result).tree.get("tree")) if "formerly" in one.values)
    assert changed.value() == node.value() | {"id": word, "formerly": [named.text]}
    start = sum(map(len, text.splitlines(keepends=True)[: named.line - 1])) + named.column - 1
    end = start + len(named.text)
    assert result.startswith(text[:start] + word)
    assert (
        result.replace(f", formerly: [{named.text}]", "").replace(
            f"\n{' ' * (node.keys['id'].column - 1)}formerly: [{named.text}]", ""
        )
        == text[:start] + word + text[end:]
    )


@given(st.sampled_from([*EXAMPLES, ENTRY]), st.booleans())
def test_a_tag_is_added_or_removed_and_the_comments_stay(text: str, add: bool) -> None:  # noqa: FBT001 - a strategy
    def change(entry: Mapping) -> None:
        tags = entry.get("tags")
        assert isinstance(tags, Sequence)
        if add:
            tags.items.append(new_value({"node": "new-one", "note": "why: this"}))
        else:
            del tags.items[0]

    before, changed = read_mapping(text), edit_tree(text, change)
    after = read_mapping(changed)
    own = before["tags"]
    assert isinstance(own, list)
    wanted: list[Plain] = [*own, {"node": "new-one", "note": "why: this"}] if add else own[1:]
    assert after == before | {"tags": wanted}
    assert Counter(one.text for one in find_comments(text)) == Counter(
        one.text for one in find_comments(changed)
    )
