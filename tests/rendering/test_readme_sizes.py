"""README.md and lists/ stay small enough for their host, however many works there are."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model
from living_survey.rendering import readme as module
from living_survey.rendering.readme import LIST_BYTES, README_BYTES, SHOWN
from tests.rendering.survey_of_bread import small_kb
from tests.rendering.test_readme import assert_links_resolve, rendered

WORKS = 1_000
LIST_LIMIT = 100_000
"""A fifth of the real limit, for a fifth of the works that would reach it."""
AREAS, TOPICS, APPROACHES = 4, 16, 3
SENTENCE = (
    "keeps long texts by rewriting what is in them until nothing of it is left but *stars* and <b>tags</b>"
)


def nodes(name: str, number: int) -> list[dict[str, Any]]:
    return [
        {"id": f"{name}-{n}", "title": f"The {name} of <i>bread</i> number {n}", "about": SENTENCE}
        for n in range(number)
    ]


def taxonomy() -> TaxonomyFile:
    """Four areas with 16 topics each, with 3 approaches each, and one area without any topics."""
    areas = []
    for area in range(AREAS):
        topics = nodes(f"topic-{area}", TOPICS)
        for topic in topics:
            topic["approaches"] = nodes(f"{topic['id']}-approach", APPROACHES)
        areas.append({"id": f"area-{area}", "title": f"Area {area}", "topics": topics})
    areas.append({"id": "bare", "title": "Bare"})
    tables = [
        {
            "id": "area-0",
            "title": "Sacks",
            "in_entries": True,
            "columns": [{"id": "name", "title": "Sack"}, {"id": "text", "title": "Text"}],
        }
    ]
    return TaxonomyFile.model_validate(
        {"schema": 2, "tree": [{"id": "root", "title": "Root", "areas": areas}], "tables": tables}
    )


@pytest.fixture(scope="module")
def large() -> KnowledgeBase:
    """Works as long as the longest ones, each at two places; a third of them in few places."""
    file = taxonomy()
    model = entry_model(file)
    chance = random.Random(0)
    places = [f"topic-{a}-{t}-approach-{n}" for a in range(AREAS) for t in range(TOPICS) for n in range(3)]
    crowded = [*(place for place in places if place.startswith("topic-1-1-")), "topic-1-1", *["bare"] * 6]
    return KnowledgeBase(
        file,
        [
            model.model_validate(
                {
                    "id": f"doe{number:05}bread",
                    "title": f"Bread number {number}: {SENTENCE}, and a title of usual length after it",
                    "authors": ["Ann Doe", "Bob Doe", "Cy Doe", "Di Doe"],
                    "year": 2020 + number % 7,
                    "arxiv": f"2001.{number + 1:05}",
                    "venue": "Conference on Bread",
                    "summary": f"{SENTENCE}; {SENTENCE}",
                    "links": {"code": f"https://example.org/code/{number}"},
                    "tags": [
                        {"node": node, "note": SENTENCE}
                        for node in (
                            chance.choice(crowded if number % 3 == 0 else places),
                            f"area-{number % AREAS}",
                        )
                    ],
                    "area-0": [{"name": f"Sack {number}", "text": SENTENCE}],
                }
            )
            for number in range(WORKS)
        ],
    )


@pytest.fixture(scope="module")
def files(large: KnowledgeBase) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LIST_BYTES", LIST_LIMIT)
        return rendered(large)


def test_no_file_is_larger_than_its_limit(files: dict[str, str]) -> None:
    sizes = {path: len(content.encode()) for path, content in files.items()}
    readme = sizes.pop("README.md")
    assert 100_000 < readme <= README_BYTES == 300_000
    assert max(sizes.values()) <= LIST_LIMIT < LIST_BYTES < 512_000
    assert sum(sizes.values()) > 5 * LIST_LIMIT


def test_areas_are_divided_by_topic_and_topics_by_approach(files: dict[str, str]) -> None:
    assert "lists/area-1/topic-1-0.md" in files
    assert "lists/area-1/topic-1-1/topic-1-1-approach-0.md" in files
    assert "lists/area-1/topic-1-0/topic-1-0-approach-0.md" not in files, "it is small enough"
    assert "lists/bare/part_2.md" in files
    assert "lists/area-0-table.md" in files, "an area has the table's name"
    assert "lists/area-0-table/part_2.md" in files
    assert (
        "Separate lists: [The topic-1 of \\<i>bread\\</i> number 0][topic-1-0] " in files["lists/area-1.md"]
    )


def test_all_works_and_rows_are_in_one_file_each(large: KnowledgeBase, files: dict[str, str]) -> None:
    lists = "".join(files.values())
    assert sorted(re.findall(r'<a id="w-(\w+)">', lists)) == [work.id for work in large]
    assert sorted(map(int, re.findall(r"^\| \[Sack (\d+)\]", lists, re.MULTILINE))) == [*range(WORKS)]
    elsewhere = sum(line.count("][w-") for line in lists.splitlines() if line.startswith("Also here: "))
    assert elsewhere == WORKS


def test_links_resolve_across_all_files(files: dict[str, str]) -> None:
    assert_links_resolve(files)


def test_parts_link_each_other(files: dict[str, str]) -> None:
    assert "In several files: 1 · [2](bare/part_2.md)" in files["lists/bare.md"]
    assert "In several files: [1](../bare.md) · 2" in files["lists/bare/part_2.md"]


def test_the_readme_shows_fewer_works_if_it_would_be_too_large(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"at most {SHOWN}," not in files["README.md"]
    shown = re.search(r"at most (\d),", files["README.md"])
    assert shown
    # A topic in which few works are has fewer.
    most = 2 * int(shown[1]) * (AREAS * TOPICS + 1)
    assert 0.9 * most < files["README.md"].count("\n- [Bread number ") <= most
    small = small_kb()
    assert "Core and Newest" in rendered(small)["README.md"]
    monkeypatch.setattr(module, "README_BYTES", 1)
    least = rendered(small)["README.md"]
    assert "Core and Newest" not in least
