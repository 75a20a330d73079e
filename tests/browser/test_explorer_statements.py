"""The Explorer answers from statements: about a work, or of the survey about its approach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.explorer.corpus import write_explorer
from tests.browser.fitness import violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE, serve
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage

SWITCH = "Also count what the survey says about the approach"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """The survey of bread, with a work that states several things at its two tags."""
    return small_kb(
        many2024ovens={
            "title": "Loaves: ovens and scales",
            "year": 2024,
            "published": "2024-06-01",
            "names": ["CrumbBench", "Loaf-X"],
            "summary": "Compares ovens by their loaves.",
            "tags": [
                {"node": "kneading", "note": "kneads twice", "enhances": "crust", "acts_at": "mixing"},
                {
                    "node": "scales",
                    "note": "weighs the loaves",
                    "statements": [
                        {"section": "3.1.3", "evaluates": ["crust", "keeping"], "effect": "7 of 9 rise"}
                    ],
                },
            ],
        },
        poe2025loaf={
            "title": "On CrumbBench and other benches",
            "names": ["Weights"],
            "tags": ["ovens"],
            "year": 2025,
        },
    )


@pytest.fixture(scope="module")
def site_url(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("bread")
    write_explorer(kb, folder)
    with serve(folder) as address:
        yield address


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"explore/{query}")
    page.locator("#explore[data-indexed]").wait_for()
    return page


def expect_works(page: Page, *ids: str) -> None:
    expect(page.get_by_role("status").first).to_have_text(f"{len(ids)} of 7 works")
    shown = page.locator(".result").evaluate_all("cards => cards.map((card) => card.dataset.work)")
    assert sorted(shown) == sorted(ids)


def choice(page: Page, group: str, name: str) -> Locator:
    boxes = page.get_by_role("group", name=group, exact=True)
    return boxes.get_by_role("checkbox", name=re.compile(f"^{name}"))


def card(page: Page, work: str) -> Locator:
    return page.locator(f".result[data-work='{work}']")


# --- the switch -------------------------------------------------------------------------------------------


def test_only_what_is_stated_of_works_counts_until_the_switch_is_on(page: Page) -> None:
    opened(page, "?stage=mixing")
    expect_works(page, "many2024ovens")
    expect(choice(page, "Stage", "Mixing 1$")).to_be_checked()
    page.get_by_role("switch", name=SWITCH).check()
    expect(page).to_have_url(re.compile(r"\?stage=mixing&approaches=1$"))
    expect_works(page, "many2024ovens", "doe2020knead", "poe2021both")
    expect(choice(page, "Stage", "Mixing 3$")).to_be_checked()
    page.get_by_role("button", name="Remove filter Also counted").click()
    expect_works(page, "many2024ovens")
    expect(page.get_by_role("switch", name=SWITCH)).not_to_be_checked()


def test_a_match_that_rests_on_the_approach_is_marked(page: Page) -> None:
    opened(page, "?stage=mixing&approaches=1")
    expect(card(page, "doe2020knead").locator(".result__stated")).to_have_text(
        re.compile(r"^acts at Mixing the survey on the approach, §3\.1\.1$")
    )
    expect(card(page, "many2024ovens").locator(".result__stated")).to_have_text(
        re.compile("this project’s reading$")
    )


def test_a_match_can_rest_on_both(page: Page) -> None:
    opened(page, "?stage=mixing&capability=keeping&approaches=1")
    expect_works(page, "poe2021both")
    own, said = card(page, "poe2021both").locator(".result__stated").all()
    expect(own).to_have_text(re.compile(r"^enhances Keeping the survey, §3\.1\.1$"))
    expect(said).to_have_text(re.compile(r"^acts at Mixing the survey on the approach, §3\.1\.1$"))


# --- relations --------------------------------------------------------------------------------------------


def test_a_relation_of_a_facet_can_be_chosen(page: Page) -> None:
    opened(page, "?capability=crust")
    expect(choice(page, "Quality", "Keeping 2$")).to_be_attached()
    menu = page.get_by_label("Relation of quality")
    assert menu.locator("option").all_inner_texts() == ["Any relation", "Enhances", "Tests", "Draws on"]
    menu.select_option("Tests")
    expect(page).to_have_url(re.compile(r"\?capability=crust&relation=evaluates$"))
    expect(page.get_by_role("button", name="Remove filter Quality, tests: Crust")).to_be_visible()
    expect(choice(page, "Quality", "Keeping 1$")).to_be_attached()
    match = card(page, "many2024ovens").locator(".result__match")
    expect(match.locator(".result__place")).to_have_text("Scales weighs the loaves")
    expect(match.locator(".result__stated")).to_have_text(
        re.compile(r"^tests Crust, Keeping · result: 7 of 9 rise the survey, §3\.1\.3$")
    )
    menu.select_option("Enhances")
    expect(match.locator(".result__place")).to_have_text(re.compile("^Dough . Kneading kneads twice$"))
    menu.select_option("Draws on")
    expect_works(page)


def test_a_relation_alone_finds_what_states_it(page: Page) -> None:
    opened(page, "?relation=evaluates")
    expect_works(page, "many2024ovens")
    page.get_by_role("button", name="Remove filter Relation: Tests").click()
    expect(page.get_by_role("status").first).to_have_text("7 of 7 works")
    opened(page, "?relation=heats")
    expect_works(page)
    expect(page.get_by_role("button", name="Relation: heats")).to_contain_text("(not in this survey)")


# --- not stated -------------------------------------------------------------------------------------------


def test_works_can_be_asked_for_of_which_nobody_stated_a_value(page: Page) -> None:
    opened(page)
    choice(page, "Stage", "Not stated 4$").click()
    expect(page).to_have_url(re.compile(r"\?stage=not-stated$"))
    expect_works(page, "roe2022bread", "doe2020knead", "low2024scale", "poe2025loaf")
    page.get_by_role("switch", name=SWITCH).check()
    expect_works(page, "roe2022bread")


def test_what_every_work_states_is_not_offered_as_not_stated(page: Page) -> None:
    opened(page)
    expect(choice(page, "Grain", "Not stated 5$")).to_be_visible()
    expect(choice(page, "Kind", "Not stated")).to_have_count(0)


# --- cards ------------------------------------------------------------------------------------------------


def test_a_card_shows_the_tag_that_matched_and_not_the_first_one(page: Page) -> None:
    opened(page, "?node=scales")
    shown = card(page, "many2024ovens")
    expect(shown.locator(".result__place")).to_have_text("Scales weighs the loaves")
    expect(shown.locator(".result__foot .chip")).to_have_text(["Kneading"])
    page.get_by_label("Group by").select_option("topic")
    expect(page.locator(".results__group")).to_have_text("Scales 2")


def test_no_answer_is_put_together_from_two_tags(page: Page) -> None:
    opened(page, "?node=scales&stage=mixing")
    expect_works(page)
    opened(page, "?stage=mixing&capability=crust")
    expect_works(page, "many2024ovens")


def test_with_all_nodes_each_has_its_match(page: Page) -> None:
    opened(page, "?node=scales,kneading&match=all")
    expect_works(page, "many2024ovens")
    expect(card(page, "many2024ovens").locator(".result__place .chip")).to_have_text(["Scales", "Kneading"])


def test_values_that_are_shown_are_filters(page: Page) -> None:
    opened(page, "?node=kneading")
    card(page, "many2024ovens").get_by_role("link", name="Crust").click()
    expect(page).to_have_url(re.compile(r"\?node=kneading&capability=crust$"))


def test_a_statement_about_the_whole_work_is_shown_as_one(page: Page) -> None:
    opened(page, "?stage=proofing")
    expect(card(page, "low2023hand").locator(".result__match")).to_have_text(
        re.compile("^Whole work: acts at Proofing this project’s reading$")
    )


def test_a_table_has_the_match_in_columns_of_its_own(page: Page) -> None:
    opened(page, "?relation=evaluates&view=table")
    row = page.get_by_role("row").last
    expect(row.locator(".results__topics .chip").first).to_have_text("Scales")
    expect(row.locator(".results__stated")).to_contain_text("tests Crust, Keeping")
    expect(row.locator(".results__note")).to_have_text("weighs the loaves")
    expect(row.locator(".results__effect")).to_have_text("7 of 9 rise")
    assert row.evaluate("row => row.getBoundingClientRect().height") == 36


def test_the_columns_of_the_table_can_be_chosen(page: Page) -> None:
    opened(page, "?view=table")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("group", name="Columns").get_by_label("Authors").uncheck()
    page.get_by_role("group", name="Columns").get_by_label("Summary").check()
    expect(page).to_have_url(re.compile("columns=venue,year,topics,note,effect,summary$"))
    expect(page.get_by_role("columnheader", name="Authors")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="Summary")).to_be_visible()


# --- comparison, saved searches, feeds --------------------------------------------------------------------


def test_works_are_compared_side_by_side(open_page: OpenPage) -> None:
    page = opened(open_page(permissions=["clipboard-read", "clipboard-write"]))
    for work in ("many2024ovens", "doe2020knead"):
        card(page, work).get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"\?work=many2024ovens,doe2020knead&view=compare$"))
    table = page.get_by_role("table", name="Works side by side")
    expect(table.get_by_role("row", name=re.compile("^Statements"))).to_contain_text(
        "Scales: tests Crust, Keeping (the survey, §3.1.3)"
    )
    expect(table.get_by_role("row", name=re.compile("^Effects"))).to_contain_text("7 of 9 rise")
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("alert")).to_have_text("Copied as Markdown.")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert markdown.startswith("| | Loaves: ovens and scales | ")
    assert "| **Effects** | 7 of 9 rise |  |" in markdown
    page.get_by_role("button", name="Copy as LaTeX").click()
    expect(page.get_by_role("alert")).to_have_text("Copied as LaTeX.")
    latex = page.evaluate("navigator.clipboard.readText()")
    assert r"Effects & 7 of 9 rise &  \\" in latex
    for name, file, text in (("Markdown", "comparison.md", markdown), ("LaTeX", "comparison.tex", latex)):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as {name}").click()
        assert download.value.suggested_filename == file
        assert download.value.path().read_text(encoding="utf-8") == text
    page.get_by_role("button", name="Leave out Loaves").click()
    expect(table).to_be_hidden()
    expect_works(page, "doe2020knead")


@pytest.mark.parametrize("damage", ["{", '"x"', '[null, {"address": 3}, {"address": "?q=loaf"}]'])
def test_a_saved_search_tells_what_is_new_since_the_last_visit(page: Page, damage: str) -> None:
    opened(page)
    key = page.evaluate("`saved-searches ${new URL('../', document.baseURI).pathname}`")
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, damage])
    opened(page, "?kind=survey")
    page.get_by_role("button", name="Save search").click()
    expect(page.get_by_role("button", name="Saved", exact=True)).to_be_visible()
    forget = """(key) => {
      const saved = JSON.parse(localStorage.getItem(key));
      saved.find(({ address }) => address === "?kind=survey").seen.pop();
      localStorage.setItem(key, JSON.stringify(saved));
    }"""
    page.evaluate(forget, key)
    opened(page)
    page.get_by_role("link", name=re.compile(r"Survey \(1 new\)")).click()
    expect(page.locator(".badge--new")).to_have_count(1)
    opened(page, "?kind=survey")
    expect(page.locator(".badge--new")).to_have_count(0)


def test_the_nearest_feed_is_offered(page: Page) -> None:
    for query, path in [
        ("", "feed.xml"),
        ("?node=kneading", "feeds/dough.xml"),
        ("?stage=mixing", "feeds/stage/mixing.xml"),
    ]:
        opened(page, query)
        expect(page.get_by_role("link", name="Feed of new works")).to_have_attribute(
            "href", re.compile(f"/{path}$")
        )


def test_the_first_work_is_reached_with_a_skip_link(page: Page) -> None:
    opened(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the works")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".result__title").first).to_be_focused()


# --- questions --------------------------------------------------------------------------------------------


def test_words_that_name_filters_become_filters_that_can_be_taken_back(page: Page) -> None:
    opened(page, "?q=mixing+crust")
    chips = page.get_by_role("list", name="Active filters").get_by_role("button")
    expect(chips).to_have_text([re.compile("Stage: .*Mixing"), re.compile("Quality: .*Crust")])
    expect_works(page, "many2024ovens")
    page.get_by_role("button", name="Take back filter Quality").click()
    expect(page).to_have_url(re.compile(r"\?q=crust&stage=mixing&literal=1$"))
    expect(page.get_by_label("Search works")).to_have_value("crust")


def test_nothing_found_names_the_nearest_and_how_to_add_a_work(page: Page) -> None:
    opened(page, "?q=crumbbrunch")
    expect_works(page)
    expect(page.get_by_text("Nearest by spelling: CrumbBench")).to_be_visible()
    expect(page.get_by_role("link", name="Suggest a work")).to_have_attribute(
        "href", re.compile("/contribute/$")
    )
    page.get_by_label("Search works").fill("weighs")
    expect_works(page, "many2024ovens")
    expect(page.get_by_text("Nearest by spelling: Weights")).to_be_visible()


# --- names and summaries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["crumbbench", "loaf x", "loafx", "Loaf-X", "loaves"])
def test_an_exact_name_beats_all(page: Page, query: str) -> None:
    opened(page)
    page.get_by_label("Search works").fill(query)
    expect(page.locator(".result__title").first).to_have_text("Loaves: ovens and scales")


def test_the_summary_comes_first_and_names_that_the_title_lacks_are_shown(page: Page) -> None:
    opened(page, "?q=crumbbench")
    shown = card(page, "many2024ovens")
    expect(shown.locator(".result__note")).to_have_text(["Compares ovens by their loaves."])
    expect(shown.locator(".result__names")).to_contain_text("CrumbBench, Loaf-X")
    page.get_by_label("Search works").fill("weighs")
    expect(shown.locator(".result__note")).to_have_text(
        ["Compares ovens by their loaves.", "weighs the loaves"]
    )


# --- looks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [PHONE, DESKTOP_DARK], ids=str)
def test_axe_finds_nothing(page: Page) -> None:
    for query in ("?stage=mixing&capability=keeping&approaches=1", "?relation=evaluates&view=table"):
        opened(page, query)
        assert violations(page, "#explore") == []


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_matches_do_not_widen_a_phone(page: Page) -> None:
    opened(page, "?stage=mixing&capability=keeping&approaches=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE.width


@pytest.mark.parametrize("look", [DESKTOP, DESKTOP_DARK, PHONE], ids=str)
def test_the_switch_works_by_key(page: Page) -> None:
    opened(page, "?stage=mixing")
    if page.locator("#explore-open").is_visible():
        page.locator("#explore-open").click()
    page.get_by_role("switch", name=SWITCH).press("Space")
    expect(page).to_have_url(re.compile("approaches=1$"))
