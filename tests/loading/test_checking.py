"""An entry that is about to be written is checked as its file would be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from living_survey.loading.canonical import entry_text, format_entry
from living_survey.loading.characters import UNSEEN, cleaned
from living_survey.loading.checking import check_text
from living_survey.loading.files import MAX_ENTRY_BYTES
from living_survey.loading.inspection import inspect, read_vocabulary
from living_survey.loading.yaml_tree import read_mapping
from tests.loading.strategies import edited_entries, texts, yaml_texts

if TYPE_CHECKING:
    from living_survey.loading.yaml_tree import Plain

BASE = Path(__file__).parent / "base"
VOCABULARY = read_vocabulary(BASE)[0]
FIELDS: dict[str, Plain] = {
    "title": "Words",
    "authors": ["Ada Doe"],
    "year": 2023,
    "kind": "paper",
    "tags": [{"node": "dough-resting", "note": "a: b"}],
    "added": date(2026, 11, 23),
}


def test_an_entry_without_problems_gives_its_work() -> None:
    work, problems = check_text("doe2023words", entry_text(FIELDS), VOCABULARY)
    assert problems == []
    assert work is not None
    assert (work.id, work.title, work.added) == ("doe2023words", "Words", date(2026, 11, 23))


def test_fields_are_written_in_canonical_form() -> None:
    assert entry_text(dict(reversed(FIELDS.items()))) == (
        """\
title: Words
authors: [Ada Doe]
year: 2023
kind: paper
tags:
  - node: dough-resting
    note: "a: b"
added: 2026-11-23
"""
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: Wo\u200brds\n", "invisible-character"),
        ('title: "Wo\\u00adrds"\n', "invisible-character"),
        ("title: Words\u202e\n", "invisible-character"),
        ("title: a\x07\n", "control-character"),
        ("title: \ud800\n", "encoding"),
        ("title: [\n", "yaml-syntax"),
        ("- title\n", "not-a-mapping"),
        ("\ttitle: x\n", "tab"),
        ("", "empty-file"),
        (f"title: {'x' * MAX_ENTRY_BYTES}\n", "too-large"),
        ("title: x\n", "missing-field"),
        ("title: x\ntitle: y\n", "duplicate-key"),
        ("tags: [duogh]\n", "unknown-node"),
    ],
)
def test_problems_are_those_of_a_file(text: str, code: str) -> None:
    problems = check_text("doe2023words", text, VOCABULARY)[1]
    assert code in {problem.code for problem in problems}
    assert {problem.path for problem in problems} == {"entries/doe2023words.yaml"}


@given(yaml_texts() | edited_entries())
def test_a_text_has_the_problems_that_its_file_would_have(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "checked"
    (root / "entries").mkdir(parents=True, exist_ok=True)
    (root / "taxonomy.yaml").write_bytes((BASE / "taxonomy.yaml").read_bytes())
    (root / "entries/x2020y.yaml").write_text(text, encoding="utf-8", newline="")
    alone = set(check_text("x2020y", text, VOCABULARY)[1])
    assert alone <= set(inspect(root).problems)


@given(texts)
def test_a_cleaned_text_is_written_and_read_as_it_is(text: str) -> None:
    clean = cleaned(text)
    assert not UNSEEN.search(clean)
    assert cleaned(clean) == clean
    written = entry_text({"title": clean, "remarks": clean})
    assert read_mapping(written) == {"title": clean, "remarks": clean}
    assert format_entry(written) == written
