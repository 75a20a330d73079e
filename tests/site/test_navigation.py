"""The navigation has the survey's own pages, and none of those that only other surveys have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from living_survey import load
from living_survey.web.navigation import survey_navigation
from tests.rendering.survey_of_bread import small_kb
from tests.site.building import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return small_kb()


def test_placeholders_stand_for_the_pages_of_this_survey(bread: KnowledgeBase) -> None:
    def filled(item: str) -> list[Any]:
        return survey_navigation([item], bread, ())

    assert filled("survey:questions") == [{"Q1": "q1.md"}, {"Q2": "q2.md"}]
    assert filled("survey:facets") == [
        {"Grains": "grains.md"},
        {"Stages": "stages.md"},
        {"Qualities": "qualities.md"},
        {"Helpers": "helpers.md"},
    ], "the facet `kind` declares no pages"
    assert filled("survey:tables") == []
    assert filled("survey:taxonomy")[1] == {
        "Helpers": [
            "topics/helpers/index.md",
            {"Hands": ["topics/hands/index.md", {"Bakers": "topics/bakers.md"}]},
        ]
    }


def test_pages_that_this_survey_does_not_have_are_dropped(bread: KnowledgeBase) -> None:
    nav: list[Any] = [
        {"Survey": ["survey.md", {"Roadmap": "roadmap.md"}]},
        {"Only this": [{"Roadmap": "roadmap.md"}]},
        "cycle.md",
    ]
    assert survey_navigation(nav, bread, {"survey.md"}) == [{"Survey": ["survey.md"]}]


def test_an_unknown_page_stays_for_mkdocs_to_warn_of(bread: KnowledgeBase) -> None:
    nav: list[Any] = [{"Stages": "stagse.md"}, "https://bread.example/"]
    assert survey_navigation(nav, bread, {"stages.md"}) == nav


def test_titles_are_html() -> None:
    nav = survey_navigation(["survey:taxonomy"], load(ROOT / "tests" / "rendering" / "fixture"), ())
    assert "Wheat: Old &amp; New" in json.dumps(nav)
    assert "Old & New" not in json.dumps(nav)
