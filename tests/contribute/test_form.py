"""The form with the facets of a small survey, in a browser."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import expect

from living_survey.loading.canonical import format_entry
from living_survey.loading.schema import entry_schema
from living_survey.rendering.contribute import FOLDER, form_files
from living_survey.rendering.pieces import content_bytes
from living_survey.sources.drafts import problems_of
from tests.bakery import BAKERY
from tests.browser.fitness import NO_COLOURS, run_axe
from tests.browser.looking import Guard, serve
from tests.contribute.conftest import SITE
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from living_survey import KnowledgeBase
    from living_survey.loading.rules.registry import Vocabulary
    from tests.contribute.conftest import Call

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Contribute</title>
<link rel="stylesheet" href="../assets/contribute.css">
<script type="module" src="../assets/contribute/main.js"></script></head>
<body><main class="md-typeset">{}</main></body></html>"""
SETS = """({ setsOf, withSets }, data, entries) => {
  const at = (place) => data.fields.filter((field) => field.of_statements && field[place]);
  const again = (place, name) => {
    if (typeof place === "string") return place;
    const hasEffect = name === "tag";
    return withSets(place, at(name), hasEffect, setsOf(place, at(name), hasEffect));
  };
  const withTags = (entry) => ({ ...entry, tags: entry.tags.map((tag) => again(tag, "tag")) });
  return entries.map((entry) => again(withTags(entry), "entry"));
}"""


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory,
    scripts: Path,
    bread: KnowledgeBase,
    bread_vocabulary: Vocabulary,
) -> Iterator[str]:
    """A folder with nothing but the form and its data, served."""
    folder = tmp_path_factory.mktemp("form")
    shutil.copytree(scripts / "assets", folder / "assets")
    assert bread_vocabulary.file is not None
    for path, data in form_files(bread, SITE, entry_schema(bread_vocabulary.file)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content_bytes(data))
    templates = Environment(
        loader=FileSystemLoader(ROOT / "generator/living_survey/rendering/templates/pages"), autoescape=True
    )
    content = templates.get_template("contribute.html.j2").render(root="../", form_files=FOLDER, site=SITE)
    (folder / "contribute").mkdir()
    (folder / "contribute/index.html").write_text(PAGE.format(content), encoding="utf-8")
    with serve(folder) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    guard = Guard()
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    guard.watch(context)
    yield context.new_page()
    context.close()
    assert [line for line in guard.problems if "favicon" not in line] == []


def opened(page: Page, work: str = "") -> Page:
    page.goto(f"contribute/?edit={work}" if work else "contribute/")
    expect(page.locator("#contribute-app")).to_be_visible()
    return page


def shown_file(page: Page) -> str:
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 20))")
    return page.locator("#contribute-file").inner_text()


def add_place(page: Page, name: str) -> Locator:
    page.get_by_label("Search the taxonomy").fill(name)
    page.locator("#contribute-tree").get_by_role("button", name=name, exact=True).click()
    return page.locator(".place").last


def choose(place: Locator, relation: str, *values: str, at: int = 0) -> None:
    chooser = place.locator(".stated__set").nth(at).locator(".chooser", has_text=relation)
    if chooser.get_attribute("open") is None:
        chooser.locator("summary").click()
    for value in values:
        chooser.locator("label.choice", has_text=re.compile(rf"^{re.escape(value)}$")).click()


def fill_in(page: Page) -> None:
    page.get_by_label("Title", exact=True).fill("How to Bake")
    page.get_by_label("Authors").fill("Ann Doe")
    page.get_by_label("Year").fill("2024")


def test_facets_of_the_survey_have_fields(page: Page) -> None:
    opened(page)
    fill_in(page)
    expect(page.get_by_label("Genre")).to_have_value("article")
    page.get_by_label("Genre").select_option("Recipe")
    page.get_by_text("Norwegian").click()
    page.get_by_text("English", exact=True).click()
    page.get_by_label("Short names").fill("Bake\n\n BakeKit ")
    page.get_by_label("Summary").fill("Bakes bread.")
    expect(page.locator("#contribute-words")).to_have_text("2 words of at most 30.")
    entry = yaml.safe_load(shown_file(page))
    assert (entry["genre"], entry["languages"]) == ("recipe", ["no", "en"])
    assert (entry["names"], entry["summary"]) == (["Bake", "BakeKit"], "Bakes bread.")
    expect(page.locator("#contribute-card .badge")).to_have_text(["Recipe", "Norwegian", "English"])
    page.get_by_label("Summary").fill("word " * 31)
    page.get_by_label("Venue").focus()
    expect(page.locator("#p-summary")).to_contain_text("31 words")


def test_values_are_suggested_by_what_is_pasted_until_others_are_chosen(page: Page) -> None:
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill("@misc{a, title={A Review of Bread}, author={Ann Bee}, year=2024}")
    expect(page.get_by_label("Genre")).to_have_value("overview")
    reference.fill("@software{a, title={A Review of Bread}, author={Ann Bee}, year=2024}")
    expect(page.get_by_label("Genre")).to_have_value("software")
    reference.fill("@misc{a, title={Bread}, author={Ann Bee}, year=2024}")
    expect(page.get_by_label("Genre")).to_have_value("article")
    page.get_by_label("Genre").select_option("Recipe")
    reference.fill("@misc{a, title={Bread: A Review}, author={Ann Bee}, year=2024}")
    expect(page.get_by_label("Genre")).to_have_value("recipe")


def test_two_pasted_works_are_not_mixed_and_nothing_typed_is_lost(page: Page) -> None:
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill("@misc{a, title={Bread}, author={Ann Bee}, year=2024, doi={10.1000/bread}}")
    add_place(page, "Stone *Mills*").get_by_label("What it does there").fill("grinds slowly")
    page.get_by_label("Venue").fill("Flour")
    first = shown_file(page)
    reference.fill("arXiv:2305.00002")
    second = yaml.safe_load(shown_file(page))
    assert {name: second[name] for name in second if name not in ("genre", "languages", "added")} == {
        "arxiv": "2305.00002",
        "year": 2023,
        "venue": "arXiv",
    }
    page.get_by_role("button", name="Undo").click()
    assert shown_file(page) == first
    expect(reference).to_have_value(re.compile("10.1000/bread"))


def test_a_reference_of_another_work_than_what_was_typed_can_be_undone(page: Page) -> None:
    opened(page)
    page.get_by_label("Title", exact=True).fill("Rolls and Buns")
    page.get_by_label("Summary").fill("Bakes rolls.")
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill("10.1000/rolls")  # completes what was typed
    typed = shown_file(page)
    assert yaml.safe_load(typed)["title"] == "Rolls and Buns"
    reference.fill("@misc{a, title={Bread for Everyone}, author={Ann Bee}, year=2024}")
    assert yaml.safe_load(shown_file(page))["title"] == "Bread for Everyone"
    assert "olls" not in shown_file(page)
    page.get_by_role("button", name="Undo").click()
    assert shown_file(page) == typed


def test_another_work_replaces_the_first_also_after_a_reload(page: Page) -> None:
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill("@misc{a, title={Bread}, author={Ann Bee}, year=2024, doi={10.1000/bread}}")
    page.reload()
    expect(reference).to_have_value(re.compile("10.1000/bread"))
    reference.fill("arXiv:2305.00002")
    entry = yaml.safe_load(shown_file(page))
    assert entry["arxiv"] == "2305.00002"
    assert entry.keys().isdisjoint({"title", "authors", "doi"})
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)  # nothing was typed


def test_the_form_says_when_it_cannot_compare_with_known_works(page: Page) -> None:
    opened(page)
    page.route("**/works.json", lambda route: route.fulfill(body="no JSON"))
    page.route("**/suggestions.json", lambda route: route.fulfill(body="no JSON"))
    fill_in(page)
    expect(page.locator("#contribute-state")).to_contain_text("could not be loaded")
    expect(page.locator("#contribute-suggested")).to_contain_text("could not be loaded")
    page.unroute_all()
    page.get_by_label("Title", exact=True).fill("How to Bake Bread")
    expect(page.locator("#contribute-state")).not_to_contain_text("could not be loaded")
    expect(page.locator("#contribute-suggested .toggle").first).to_be_visible()


def test_bibtex_completes_the_identifier_that_was_pasted_before(page: Page) -> None:
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill("arXiv:2305.00002")
    reference.fill("@misc{a, title={Bread}, author={Ann Bee}, year=2024, booktitle={Flour}}")
    entry = yaml.safe_load(shown_file(page))
    assert (entry["arxiv"], entry["title"], entry["venue"]) == ("2305.00002", "Bread", "Flour")
    page.get_by_role("button", name="Replace that work instead").click()
    entry = yaml.safe_load(shown_file(page))
    assert (entry["title"], entry["year"]) == ("Bread", 2024)
    assert "arxiv" not in entry
    page.get_by_role("button", name="Undo").click()
    assert yaml.safe_load(shown_file(page))["arxiv"] == "2305.00002"
    expect(reference).to_have_value("arXiv:2305.00002")
    reference.fill("https://doi.org/10.1000/bread")
    assert "title" not in yaml.safe_load(shown_file(page))


STORE = "text => Object.keys(localStorage).forEach(key => localStorage.setItem(key, text))"
OTHER_SHAPES = (
    "not JSON {",
    '"a text"',
    '{"title": "Bread"}',
    '{"entry": [], "id": ""}',
    '{"entry": {"authors": "Ann Bee"}, "id": ""}',
    '{"entry": {"tags": [{"place": "stone"}]}, "id": ""}',
    '{"entry": {"tags": ["stone"], "links": ["x"]}, "id": ""}',
    '{"entry": {"title": "Bread", "statements": ["x"]}, "id": ""}',
)


def test_a_draft_of_another_shape_is_shown_as_text(page: Page) -> None:
    opened(page)
    page.get_by_label("Title", exact=True).fill("How to Bake")
    shown_file(page)
    old = page.locator(".contribute__draft--old")
    for stored in OTHER_SHAPES:
        page.evaluate(STORE, stored)
        for _ in range(2):
            opened(page)
            expect(page.get_by_label("Title", exact=True)).to_have_value("")
            old.locator("summary").click()
            expect(old.locator("pre")).to_have_text(stored)
    old.get_by_role("button", name="Delete it").click()
    opened(page)
    expect(old).to_have_count(0)


def test_a_place_gets_statements(page: Page, bread_vocabulary: Vocabulary) -> None:
    opened(page)
    fill_in(page)
    place = add_place(page, "Stone *Mills*")
    place.get_by_label("What it does there").fill("grinds slowly")
    place.get_by_text("Statements: steps, qualities").click()
    choose(place, "Acts at", "Kneading")
    choose(place, "Improves", "Taste", "Open crumb")
    place.get_by_label("Result, with its number").fill("finer by 10%")
    text = shown_file(page)
    stated = "  - node: stone\n    note: grinds slowly\n    acts_at: knead\n    improves: [taste, crumb]\n"
    assert f"{stated}    effect: finer by 10%\n" in text
    assert text == format_entry(text)
    place.get_by_role("button", name="Add another set of values").click()
    choose(place, "Measures", "Crust", at=1)
    place.get_by_label("What exactly is meant").fill("its colour")
    text = shown_file(page)
    assert "    statements:\n      - {measures: crust, note: its colour}\n" in text
    assert text == format_entry(text)
    assert problems_of("doe2024how", text, bread_vocabulary) == []
    expect(page.locator("#contribute-card .tags")).to_contain_text(
        "acts at Kneading; improves Taste, Open crumb: finer by 10%"
    )
    page.get_by_label("What it does there").fill("")
    assert "note: grinds" not in shown_file(page)
    choose(place, "Acts at", "Kneading")
    assert "acts_at" not in shown_file(page)
    place.get_by_role("button", name="Remove this set").first.click()
    place.get_by_role("button", name="Remove this set").first.click()
    assert shown_file(page).endswith("tags:\n  - stone\n" + shown_file(page).split("\n")[-2] + "\n")
    assert [(one["id"], one["nodes"][0]["html"]) for one in run_axe(page, NO_COLOURS, ".contribute")] == []


def test_values_that_are_not_paired_are_pointed_out_and_can_be_paired(page: Page) -> None:
    opened(page)
    fill_in(page)
    place = add_place(page, "Stone *Mills*")
    place.get_by_text("Statements: steps").click()
    choose(place, "Acts at", "Kneading", "Baking")
    choose(place, "Improves", "Taste")
    choose(place, "Measures", "Crust")
    expect(place.locator(".field__problem")).to_contain_text(
        "which of 2 steps and 2 qualities belong together"
    )
    place.get_by_role("button", name="All of them belong together").click()
    expect(place.locator(".field__problem")).to_be_hidden()
    assert "      - {acts_at: [knead, bake], improves: taste, measures: crust}\n" in shown_file(page)


def test_an_empty_set_is_not_written_and_one_with_a_note_only_is_refused(page: Page) -> None:
    opened(page)
    fill_in(page)
    place = add_place(page, "Stone *Mills*")
    place.get_by_text("Statements: steps").click()
    place.get_by_role("button", name="Add another set of values").click()
    assert "  - stone\n" in shown_file(page)
    place.get_by_label("What exactly is meant").fill("something")
    expect(place.locator(".field__problem")).to_contain_text("A set of values is empty")


def test_editing_loses_nothing(page: Page, bread: KnowledgeBase) -> None:
    for work in bread:
        opened(page, work.id)
        file = (BAKERY / f"entries/{work.id}.yaml").read_text(encoding="utf-8")
        assert shown_file(page) == file
        expect(page.locator("#contribute-state")).to_have_text("Nothing is changed yet.")


def test_statements_of_an_entry_can_be_changed(page: Page) -> None:
    opened(page, "doe2021knead")
    file = shown_file(page)
    first, second = page.locator(".place").all()
    expect(first.locator(".stated__set > legend")).to_have_text(
        ["Stated by the survey, §2.1.1", "Stated together (2)"]
    )
    choose(first, "Measures", "Taste", at=1)
    second.get_by_label("Result, with its number").fill("tasters prefer it 2 to 1")
    page.get_by_label("Venue").fill("Flour")
    expected = (
        file.replace("measures: crust, effect", "measures: [crust, taste], effect")
        .replace("3 to 1", "2 to 1")
        .replace("venue: Flour@Home", "venue: Flour")
    )
    assert shown_file(page) == expected
    expect(page.locator("#contribute-state")).to_have_text("Ready. Changed: venue, tags.")
    page.reload()
    assert shown_file(page) == expected


def test_statements_of_the_whole_work_can_be_changed(page: Page) -> None:
    opened(page, "roe2019bread")
    whole = page.locator("#field-statements")
    expect(whole.locator(".stated__set > legend")).to_have_text(
        ["Stated together (1)", "Stated by the survey, §3"]
    )
    page.get_by_label("Year").fill("2020")
    choose(whole, "Acts at", "Kneading")
    text = shown_file(page)
    assert "acts_at: [bake, knead]\n" in text
    assert "year: 2020\n" in text
    whole.get_by_role("button", name="Remove this set").last.click()
    assert "statements" not in shown_file(page)
    opened(page)
    expect(page.locator("#field-statements")).to_be_hidden()


def test_an_issue_has_all_that_was_chosen(page: Page) -> None:
    opened(page)
    fill_in(page)
    page.get_by_text("German, High").click()
    page.get_by_text("Norwegian").click()
    place = add_place(page, "Stone *Mills*")
    place.get_by_text("Statements: steps").click()
    choose(place, "Acts at", "Kneading")
    place.get_by_label("Result, with its number").fill("finer: by 10%, or more")
    place.get_by_role("button", name="Add another set of values").click()
    choose(place, "Improves", "Taste", "Crust", at=1)
    shown_file(page)
    link = page.get_by_role("link", name="Open an issue").get_attribute("href") or ""
    answers = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert answers["facet_genre"] == "Article"
    assert answers["facet_languages"] == "German, High, Norwegian"
    assert answers["stated"] == (
        'stone: {acts_at: knead, effect: "finer: by 10%, or more"}\nstone: {improves: [taste, crust]}'
    )


def test_statements_are_kept_as_they_are(call_bread: Call) -> None:
    entries: list[dict[str, Any]] = [
        {
            "tags": [
                {
                    "node": "a",
                    "note": "b",
                    "by": ["survey"],
                    "acts_at": ["x"],
                    "effect": "e",
                    "statements": [],
                }
            ]
        },
        {"tags": ["a"], "acts_at": "x", "statements": [{"section": "1", "note": "n", "improves": ["y"]}]},
        {
            "tags": [{"node": "a", "statements": [{"measures": "z", "effect": "e"}, {"acts_at": "x"}]}],
            "doughs": [1],
        },
    ]
    kept = call_bread("contribute/statements.js", SETS, entries)
    entries[0]["tags"][0].pop("statements")  # an empty list is not written
    assert kept == entries


def test_no_facet_is_named_by_the_scripts(kb: KnowledgeBase) -> None:
    """Neither a facet or relation of this repository's survey nor one of its values."""
    words = {facet.id for facet in kb.facets.values()} | {relation.key for relation in kb.relations.values()}
    words |= {value.id for facet in kb.facets.values() for value in facet.values if "-" in value.id}
    named = re.compile(rf"""["'.](?:{"|".join(map(re.escape, sorted(words)))})\b""")
    for path in sorted((ROOT / "generator/living_survey/web/assets/contribute").glob("*.js")):
        assert named.findall(path.read_text(encoding="utf-8")) == [], path.name
