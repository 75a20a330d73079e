"""An entry, with the fields that a taxonomy adds to it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from living_survey.knowledge import Tag, Work
from tests.knowledge.small import FILE, MODEL, knowledge


def entry(**fields: Any) -> Work:  # noqa: ANN401 - fields of an entry
    return knowledge({"doe2023x": fields})["doe2023x"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2304.14108", "2304.14108"), ("2304.14108v2", "2304.14108"), ("hep-th/9901001v12", "hep-th/9901001")],
)
def test_the_arxiv_id_of_a_work_has_no_version(written: str, kept: str) -> None:
    work = entry(arxiv=written)
    assert work.arxiv == kept
    assert work.url == f"https://arxiv.org/abs/{kept}"
    assert work.pdf_url == f"https://arxiv.org/pdf/{kept}"


def test_the_address_of_a_work_is_arxiv_else_the_doi_else_the_first_link() -> None:
    links = {"dataset": "https://c.org", "project": "https://b.org"}
    assert entry(doi="10.1234/x", links=links).url == "https://doi.org/10.1234/x"
    assert entry(links=links).url == "https://b.org"
    assert entry().url is None


def test_the_first_public_date_is_as_exact_as_known() -> None:
    assert entry(published="2023-04-27", arxiv="2304.14108", year=2024).first_public == "2023-04-27"
    assert entry(arxiv="2304.14108", year=2024).first_public == "2023-04"
    assert entry(year=2024).first_public == "2024"


def test_a_bare_id_is_a_tag() -> None:
    work = entry(tags=["mixing", {"node": "testing", "note": "why"}])
    assert [tag.node for tag in work.tags] == ["mixing", "testing"]
    assert (work.note_on("mixing"), work.note_on("testing"), work.note_on("captions")) == (None, "why", None)
    assert work.tag(None) is None


def test_facets_and_tables_are_fields_where_they_may_be_stated() -> None:
    assert {"kind", "languages", "acts_at", "sets"} <= MODEL.model_fields.keys()
    assert "enhances" not in MODEL.model_fields  # stated at tags only
    assert "serves_as" not in MODEL.model_fields  # follows from the tree
    assert "surveys" not in MODEL.model_fields  # has its rows in the taxonomy
    for wrong in (
        {"enhances": "safety"},
        {"tags": [{"node": "mixing", "languages": ["en"]}]},
        {"kind": None},
    ):
        with pytest.raises(ValidationError):
            entry(**wrong)


def test_one_value_may_be_written_without_brackets() -> None:
    (tag,) = entry(tags=[{"node": "mixing", "acts_at": "eval", "enhances": None}]).tags
    relations = {relation.id: relation for _, relation in FILE.relations.values()}
    assert tag.values_of(relations["acts_at"]) == ("eval",)
    assert tag.values_of(relations["enhances"]) == ()
    assert entry(kind="blog").values_of(relations["kind"]) == ("blog",)


def test_a_facet_says_how_a_work_without_a_venue_is_cited() -> None:
    assert entry(kind="blog").publication == "web"
    assert entry(kind="paper").publication is None


def test_without_a_taxonomy_there_is_no_facet() -> None:
    work = Work(id="a2023b", title="B", authors=("A C",), year=2023, tags=(Tag(node="x"),))
    assert work.publication is None
