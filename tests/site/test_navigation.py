"""The navigation has the survey's own pages, and none of those that only other surveys have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from living_survey import load
from living_survey.web.navigation import DEFAULT_NAVIGATION, SurveyNavigation, place_in_settings
from tests.bakery import BAKERY
from tests.rendering.pages.rendering import pages_of
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase
    from living_survey.web.navigation import NavItem


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return small_kb()


def navigation(kb: KnowledgeBase, written: tuple[str, ...] = ()) -> SurveyNavigation:
    return SurveyNavigation(kb, written, list(pages_of(kb)))


def filled(kb: KnowledgeBase, *nav: NavItem, written: tuple[str, ...] = ()) -> list[NavItem]:
    """A navigation with nothing missing."""
    made = navigation(kb, written)
    items = made.filled(list(nav))
    assert made.missing == []
    return items


def missing(kb: KnowledgeBase, *nav: NavItem) -> list[str]:
    made = navigation(kb)
    made.filled(list(nav))
    return [str(one) for one in made.missing]


def test_placeholders_become_the_pages_of_this_survey(bread: KnowledgeBase) -> None:
    assert filled(bread, "survey:questions") == [{"Q1": "q1.md"}, {"Q2": "q2.md"}]
    assert filled(bread, "survey:facets") == ["grains.md", "stages.md", "qualities.md", "helpers.md"], (
        "the facet `kind` declares no pages"
    )
    assert filled(bread, "survey:tables", "survey:paths", "survey:roadmap") == []
    assert filled(bread, "survey:cycle", "survey:reading-order") == ["cycle.md", "survey.md"]
    assert filled(bread, "survey:taxonomy")[1] == {
        "Helpers": [
            "topics/helpers/index.md",
            {"Hands": ["topics/hands/index.md", {"Bakers": "topics/bakers.md"}]},
        ]
    }


def test_a_title_belongs_to_the_page_or_to_a_section_of_several(bread: KnowledgeBase) -> None:
    assert filled(bread, {"In a circle": "survey:cycle"}) == [{"In a circle": "cycle.md"}]
    assert filled(bread, {"Asked": "survey:questions"}) == [{"Asked": [{"Q1": "q1.md"}, {"Q2": "q2.md"}]}]


def test_sections_without_pages_are_dropped(bread: KnowledgeBase) -> None:
    nav: list[NavItem] = [
        {"Survey": ["survey.md", {"Ahead": "survey:roadmap"}]},
        {"Only this": [{"Ahead": ["survey:roadmap"]}]},
        {"Paths": "survey:paths"},
    ]
    assert filled(bread, *nav) == [{"Survey": ["survey.md"]}]


def test_addresses_and_hand_written_pages_are_kept(bread: KnowledgeBase) -> None:
    nav: list[NavItem] = ["notes.md", {"Home": "https://bread.example/"}, "/elsewhere/"]
    assert filled(bread, *nav, written=("notes.md",)) == nav


def test_hand_written_pages_that_are_not_named_have_a_placeholder(bread: KnowledgeBase) -> None:
    written = ("index.md", "notes.md", "about/us.md", "how.md")
    assert filled(bread, {"How": "how.md"}, "survey:pages", written=written) == [
        {"How": "how.md"},
        "about/us.md",
        "notes.md",
    ]


def test_a_page_that_does_not_exist_is_reported_with_the_nearest_one(bread: KnowledgeBase) -> None:
    assert missing(bread, {"Stages": ["stages.md", "stagse.md"]}) == [
        'nav: there is no page "stagse.md"; did you mean "stages.md"?'
    ]
    assert missing(bread, "survey:tabels") == [
        'nav: there is no page "survey:tabels"; did you mean "survey:tables"?'
    ]
    assert missing(bread, "zzzzzzzzz") == [
        'nav: there is no page "zzzzzzzzz"; correct its path or remove the item'
    ]


def test_a_page_that_only_other_surveys_have_is_reported_with_its_placeholder(bread: KnowledgeBase) -> None:
    (message,) = missing(bread, {"Ahead": "roadmap.md"})
    assert message.startswith('nav: there is no page "roadmap.md"; ')
    assert '"survey:roadmap"' in message


def test_the_place_of_an_item_is_its_line_and_column(tmp_path: Path) -> None:
    settings = tmp_path / "mkdocs.yml"
    settings.write_text("nav:\n  - Questions: [rq10.md, rq1.md]\n", encoding="utf-8")
    assert place_in_settings(settings, "rq1.md") == "mkdocs.yml:2:26"
    assert place_in_settings(settings, "rq2.md") == "mkdocs.yml"


def test_a_site_without_a_navigation_gets_one_of_what_the_survey_has(bread: KnowledgeBase) -> None:
    made = navigation(bread, ("index.md", "notes.md"))
    nav: Any = made.filled(None)
    assert made.missing == []
    assert [title for section in nav for title in section] == [
        "Home", "Explore", "Topics", "Questions", "Facets", "Trends", "Survey", "Lists", "About",
    ]  # fmt: skip
    assert nav[6] == {"Survey": [{"Reading order": "survey.md"}, "since.md"]}
    assert nav[8]["About"][0] == "notes.md"


def test_the_default_navigation_names_every_page_that_is_not_one_of_many() -> None:
    kb = load(BAKERY)
    named = json.dumps(navigation(kb).filled(None))
    shown = [path for path in pages_of(kb) if "/" not in path or path.endswith("/index.md")]
    assert [path for path in shown if f'"{path}"' not in named] == []
    assert DEFAULT_NAVIGATION[0] == {"Home": "index.md"}


def test_titles_are_html() -> None:
    nav = json.dumps(filled(load(BAKERY), "survey:taxonomy"))
    assert "Wheat: Old &amp; New" in nav
    assert "Old & New" not in nav
