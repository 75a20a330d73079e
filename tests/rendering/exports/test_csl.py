from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from jsonschema import Draft7Validator

from living_survey.rendering.citation import Authors
from living_survey.rendering.exports.csl import csl_item, csl_json
from tests.rendering.exports.nasty import WORKS, work

if TYPE_CHECKING:
    from living_survey import KnowledgeBase, Work

TEXT = {"type": "string"}
# The rules of CSL's own csl-data.json for the variables in use; it forbids all others, too.
NAME = {
    "type": "object",
    "properties": dict.fromkeys(["family", "given", "non-dropping-particle", "suffix", "literal"], TEXT),
    "additionalProperties": False,
    "minProperties": 1,
}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 2,
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
TYPES = ["article", "article-journal", "paper-conference", "report", "software", "webpage"]
VARIABLES = [
    "id",
    "title",
    "container-title",
    "container-title-short",
    "publisher",
    "number",
    "DOI",
    "URL",
    "keyword",
]
VALIDATOR = Draft7Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                **dict.fromkeys(VARIABLES, TEXT),
                "type": {"enum": TYPES},
                "author": {"type": "array", "items": NAME},
                "issued": DATE,
            },
            "required": ["id", "type"],
            "additionalProperties": False,
        },
    }
)


@pytest.fixture(scope="module")
def items(kb: KnowledgeBase) -> list[dict[str, Any]]:
    return list(json.loads(csl_json(kb)))


def test_every_work_is_a_valid_item(items: list[dict[str, Any]]) -> None:
    VALIDATOR.validate(items)


def test_items_have_the_facts_of_the_works(kb: KnowledgeBase, items: list[dict[str, Any]]) -> None:
    for known, item in zip(kb, items, strict=True):
        assert item["id"] == known.id
        assert item["title"] == known.title
        assert item["issued"]["date-parts"][0][0] == known.year
        assert item.get("DOI") == known.doi
        assert item.get("URL") == known.url
        assert [" ".join(full_name(name).split()) for name in item["author"]] == [
            *known.authors,
            *["others"] * Authors.of(known).has_others,
        ]


def full_name(name: dict[str, str]) -> str:
    parts = (name.get(part, "") for part in ("given", "non-dropping-particle", "family", "suffix"))
    return name.get("literal") or " ".join(parts)


def test_citeproc_prints_every_work(items: list[dict[str, Any]]) -> None:
    with warnings.catch_warnings():
        # citeproc-py says which variables it does not know.
        warnings.simplefilter("ignore")
        source = CiteProcJSON([item | {"id": item["id"].lower()} for item in items])
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        printed = [str(line) for line in bibliography.bibliography()]
    assert len(printed) == len(items)
    for item, line in zip(items, printed, strict=True):
        first = item["author"][0]
        assert (first.get("family") or first["literal"]) in line
        assert str(item["issued"]["date-parts"][0][0]) in line


def test_a_preprint_says_where_it_is() -> None:
    item = csl_item(work(venue="arXiv", arxiv="2404.00001"))
    assert item["type"] == "article"
    assert item["publisher"] == "arXiv"
    assert item["number"] == "arXiv:2404.00001"
    assert item["issued"] == {"date-parts": [[2024, 4]]}


def test_names_keep_particles_suffixes_and_teams_apart() -> None:
    authors = csl_item(work(authors=["Leandro von Werra", "Robert Tarjan Jr.", "Gemini Team"]))["author"]
    assert authors == [
        {"family": "Werra", "given": "Leandro", "non-dropping-particle": "von"},
        {"family": "Tarjan", "given": "Robert", "suffix": "Jr."},
        {"literal": "Gemini Team"},
    ]


def test_a_venue_has_its_full_name_and_its_short_one() -> None:
    item = csl_item(work(venue="CVPR"))
    assert item["container-title"] == "IEEE/CVF Conference on Computer Vision and Pattern Recognition"
    assert item["container-title-short"] == "CVPR"
    assert csl_item(work(venue="Nature"))["container-title"] == "Nature"
    assert "container-title-short" not in csl_item(work(venue="Nature"))


def test_authors_that_are_left_out_are_others() -> None:
    authors = csl_item(work(authors=["Jane Doe"], draft=True))["author"]
    assert authors == [{"family": "Doe", "given": "Jane"}, {"literal": "others"}]


@given(WORKS)
@settings(deadline=None)
def test_any_text_comes_through(nasty: Work) -> None:
    found = json.loads(csl_json([nasty]))
    VALIDATOR.validate(found)
    assert found[0]["title"] == nasty.title
    authors = Authors.of(nasty)
    written = [" ".join(full_name(name).split()) for name in found[0].get("author", [])]
    assert written == [name.natural for name in authors.names] + ["others"] * authors.has_others
