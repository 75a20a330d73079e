"""The data of the contribution form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.loading import load
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.schema import entry_schema
from living_survey.rendering.contribute import entry_as_written, examples, form_data, form_files
from living_survey.rendering.pieces import content_bytes
from living_survey.rendering.site_context import SiteContext
from tests.bakery import BAKERY
from tests.loading.test_schema import read
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey import KnowledgeBase

SITE = SiteContext("A survey", "", "", "https://git.example/a/fork", "trunk")


@pytest.fixture(scope="module")
def schema() -> Mapping[str, Any]:
    vocabulary, _ = read_vocabulary(ROOT)
    assert vocabulary.file
    return entry_schema(vocabulary.file)


def test_an_entry_is_published_as_its_file_has_it(kb: KnowledgeBase) -> None:
    for work in kb:
        assert entry_as_written(kb, work) == read(
            (ROOT / f"entries/{work.id}.yaml").read_text(encoding="utf-8")
        )


def test_every_entry_has_a_file_and_all_of_it_is_json(kb: KnowledgeBase, schema: Mapping[str, Any]) -> None:
    files = {path: content_bytes(content) for path, content in form_files(kb, SITE, schema)}
    assert len(files) == len(kb) + 3
    assert all(json.loads(content) for content in files.values())
    assert files == {path: content_bytes(content) for path, content in form_files(kb, SITE, schema)}


def test_the_form_knows_the_repository_of_a_fork(kb: KnowledgeBase, schema: Mapping[str, Any]) -> None:
    data = form_data(kb, SITE, schema)
    assert (data["repository"], data["branch"]) == (SITE.repo_url, "trunk")
    assert "markdownEnumDescriptions" not in json.dumps(data["schema"])
    assert [node["id"] for node in data["nodes"]] == [node.id for node in kb.taxonomy]


def test_the_form_has_the_facets_that_a_survey_declares(schema: Mapping[str, Any]) -> None:
    data = form_data(load(BAKERY), SITE, schema)
    asked = {field["key"]: field["label"] for field in data["fields"] if field["asked"]}
    assert asked == {"genre": "Genre", "languages": "Languages"}
    at_tags = {field["key"]: field["title"] for field in data["fields"] if field["asked_at_tags"]}
    assert at_tags == {"acts_at": "Acts at", "improves": "Improves", "measures": "Measures"}
    assert [value["label"] for value in data["facets"]["language"]["values"]] == [
        "English",
        "German, High",
        "Norwegian",
    ]
    assert data["facets"]["genre"]["required"]
    assert data["facets"]["quality"]["groups"] == [("inside", "Inside"), ("outside", "Outside")]


def test_examples_are_works_of_their_node(kb: KnowledgeBase) -> None:
    for node in kb.taxonomy:
        shown = examples(kb, node)
        assert len(shown) == min(2, kb.count(node))
        own = kb.tagged(node)
        assert all(work in own for work in shown[: len(own)])
