"""Entries written in the browser are those that `survey fmt` keeps, byte for byte."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.loading.canonical import UNPRINTABLE, format_entry
from living_survey.rendering.contribute import entry_as_written
from tests.bakery import BAKERY
from tests.loading.strategies import TRICKY
from tests.site.building import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from tests.contribute.conftest import Call

pytestmark = pytest.mark.browser

WRITE = "(yaml, _, entries) => entries.map((entry) => yaml.entryText(entry))"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_by_python(entry: dict[str, Any]) -> str:
    """As `survey add` does: JSON is YAML, and dates are plain."""
    days = {name: entry[name] for name in ("published", "added") if DAY.fullmatch(str(entry.get(name, "")))}
    text = "".join(f"{key}: {days.get(key) or as_json(value)}\n" for key, value in entry.items())
    return format_entry(text)


def as_json(value: object) -> str:
    return UNPRINTABLE.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(value, ensure_ascii=False))


def test_every_entry_comes_back_as_its_file_has_it(kb: KnowledgeBase, call: Call) -> None:
    texts = call("contribute/yaml.js", WRITE, [entry_as_written(kb, work) for work in kb])
    files = [(ROOT / f"entries/{work.id}.yaml").read_text(encoding="utf-8") for work in kb]
    assert [text for text, file in zip(texts, files, strict=True) if text != file] == []


def test_an_entry_of_another_survey_comes_back_as_its_file_has_it(
    bread: KnowledgeBase, call_bread: Call
) -> None:
    texts = call_bread("contribute/yaml.js", WRITE, [entry_as_written(bread, work) for work in bread])
    files = [(BAKERY / f"entries/{work.id}.yaml").read_text(encoding="utf-8") for work in bread]
    assert texts == files


WORDS = (
    *TRICKY,
    "2.",
    ".5",
    "+1",
    "0b10",
    "0o7",
    "190:20:30",
    "2023-1-2 3:04:05",
    "12e03",
    "6.02e+23",
    "y",
    "n",
    "-.inf",
)


def nasty_entry(draw: random.Random, texts: list[str]) -> dict[str, Any]:
    """An entry of which every text is one that YAML, Markdown or people trip over."""

    def text() -> str:
        return draw.choice(texts)

    def statements() -> list[dict[str, Any]]:
        return [
            {"enhances": text(), "section": text(), "acts_at": [text(), text()]},
            {"note": text(), "effect": text(), "draws_on": text()},
        ]

    entry: dict[str, Any] = {
        "title": text(),
        "authors": [text() for _ in range(draw.randint(1, 9))],
        "year": draw.randint(1900, 2100),
        "kind": draw.choice(["paper", text()]),
        "tags": [
            draw.choice(
                [
                    text(),
                    {"node": text(), "note": text()},
                    {"node": text(), "by": ["survey"], "note": text(), "statements": statements()},
                    {
                        "effect": text(),
                        "enhances": [text()],
                        "acts_at": text(),
                        "node": text(),
                        "note": text(),
                    },
                ]
            )
            for _ in range(draw.randint(1, 3))
        ],
    }
    optional: dict[str, Any] = {
        "published": draw.choice(["2024-02-29", text()]),
        "venue": text(),
        "arxiv": draw.choice(["2401.00010", text()]),
        "doi": text(),
        "modalities": [text(), text()],
        "links": {name: text() for name in ("dataset", "code", "project")},
        "survey": {"sections": [text()], "refs": [1, 2]},
        "statements": statements(),
        "acts_at": text(),
        "names": [text(), text()],
        "summary": text(),
        "upstream": {"title": text(), "rejected": [{"node": text(), "why": text()}]},
        "datasets": [
            {"row": 3, "dataset": text(), "sources": [text()], "uses_models_as_source": True, "note": text()}
        ],
        "remarks": text(),
        "added": "2026-01-31",
        "stages": [],
    }
    names = draw.sample(sorted(optional), draw.randint(0, len(optional)))
    entry |= {name: optional[name] for name in names}
    return dict(draw.sample(list(entry.items()), len(entry)))


def test_nasty_texts_are_written_as_survey_fmt_writes_them(call: Call) -> None:
    draw = random.Random(7)
    texts = [re.sub("[\x85\u2028\u2029]", "", text) for text in WORDS]
    texts += [" ".join(draw.choices(texts, k=draw.randint(1, 14))) for _ in range(300)]
    texts += [
        "".join(draw.choices("ab:#-,[]{}\"' \\=<~.0eE_é中😀\t\n\x1c\xa0\ufeff\x7f", k=draw.randint(1, 12)))
        for _ in range(600)
    ]
    texts += ["word " * 21 + "x" * n for n in range(12)] + ["😀" * n + " y" * 40 for n in range(24, 34)]
    texts = [text for text in texts if text]
    entries = [nasty_entry(draw, texts) for _ in range(250)]
    expected = [written_by_python(entry) for entry in entries]
    written = call("contribute/yaml.js", WRITE, entries)
    different = [(mine, theirs) for mine, theirs in zip(written, expected, strict=True) if mine != theirs]
    assert different == []
