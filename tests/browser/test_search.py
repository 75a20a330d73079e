"""The search box of every page finds works, topics, authors, datasets and pages, by key, mouse and touch."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.fitness import violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE, serve
from tests.site.building import ROOT, clean_environment, copy_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

A_WORK = "works/gadre2023datacomp/"
HOSTILE = '<script>document.title = "owned"</script> "><img src=x onerror=alert(1)> Zebrafish & <b>bold</b>'
# What is searched, what is found, and among how many at the top.
NAMED = [
    ("data deduplication", "Topic: Data Deduplication -> /topics/condense-deduplication/", 1),
    ("data filter", "Role: Data filter -> /roles/filter/", 1),
    ("data filter", "Topic: Model as a Data Filter -> /topics/data-filter/", 3),
    ("retrieval", "Capability: Multi-modal retrieval -> /capabilities/retrieval/", 2),
    ("retrieval", "Topic: Benchmarks for Multi-Modal Retrieval -> /topics/eval-retrieval/", 2),
    ("fine-tuning", "Stage: Fine-tuning (instruction, ", 1),
    ("roadmap", "Page: Roadmap -> /roadmap/", 1),
    ("public datasets", "Page: Public datasets -> /datasets/", 1),
    ("Panda-70M", "Work: Panda-70M: Captioning 70M Videos", 1),
    ("Panda-70M", "Dataset: Panda-70M -> /datasets/#row-1", 12),
    ("cite", "Go to: Cite the survey -> /cite/", 1),
    ("rss", "Go to: Feed of new works -> /feed.xml", 1),
    ("add a paper", "Go to: Add or correct a work -> /contribute/", 1),
    (
        "video datasets 2025",
        "Filters: Video · Dataset · 2025 -> /explore/?kind=dataset&modality=video&year=2025",
        1,
    ),
    ("gadre", "Author: Samir Yitzhak Gadre -> /explore/?author=Samir+Yitzhak+Gadre", 1),
    ("samir gadre", "Author: Samir Yitzhak Gadre -> /explore/?author=Samir+Yitzhak+Gadre", 1),
    ("Visual Instruction Tuning", "Work: Visual Instruction Tuning -> /works/liu2023visual/", 1),
    ("gpt-4 technical", "Work: GPT-4 Technical Report -> /works/openai2023gpt4/", 1),
    ("datacomp", "Work: DataComp: In search of the next generation", 1),
    ("2304.14108", "Work: DataComp: In search of the next generation", 1),
]


def box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search the site")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search the site")


def status(page: Page) -> Locator:
    return dialog(page).get_by_role("status")


def search(page: Page, query: str) -> list[str]:
    """Search, in an open dialog, and give what is listed, as `kind: title -> address within the site`."""
    box(page).fill(query)
    expect(dialog(page)).to_have_attribute("data-answered", query)
    links = dialog(page).get_by_role("listitem").get_by_role("link")
    found = links.evaluate_all("""links => links.map(link => [
        link.querySelector(".badge").innerText, link.querySelector(".search-hit__title").innerText,
        link.getAttribute("href")])""")
    return [f"{kind.capitalize()}: {title} -> {address}" for kind, title, address in found]


@pytest.fixture
def opened(page: Page) -> Page:
    """A work's page with the search open."""
    page.goto(A_WORK)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(dialog(page)).to_have_attribute("data-works", "loaded")
    return page


# --- opening and closing --------------------------------------------------------------------------


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_button_of_the_header_opens_it(page: Page) -> None:
    page.goto(A_WORK)
    expect(dialog(page)).to_be_hidden()
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    expect(dialog(page)).to_be_visible()
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Close the search").click()
    expect(dialog(page)).to_be_hidden()


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_escape_closes_it(page: Page, key: str) -> None:
    page.goto(A_WORK)
    page.keyboard.press(key)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()


def test_what_was_searched_is_still_there_and_selected(opened: Page) -> None:
    search(opened, "roadmap")
    opened.keyboard.press("Escape")
    opened.keyboard.press("/")
    expect(box(opened)).to_have_value("roadmap")
    opened.keyboard.type("clip")
    expect(box(opened)).to_have_value("clip")


def test_a_click_beside_it_closes_it(opened: Page) -> None:
    opened.mouse.click(5, 5)
    expect(dialog(opened)).to_be_hidden()


def test_a_slash_typed_into_a_field_stays_there(page: Page) -> None:
    page.goto("datasets/")
    field = page.get_by_role("searchbox", name="Filter")
    field.click()
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")
    expect(dialog(page)).to_be_hidden()


# --- moving about ---------------------------------------------------------------------------------


def test_arrows_go_through_the_results_and_back(opened: Page) -> None:
    search(opened, "clip data")
    links = dialog(opened).get_by_role("listitem").get_by_role("link")
    opened.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    opened.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("ArrowUp")
    expect(box(opened)).to_be_focused()
    opened.keyboard.press("ArrowUp")
    expect(box(opened)).to_be_focused()


def test_enter_opens_the_result_that_has_the_focus(opened: Page) -> None:
    search(opened, "clip data")
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowDown")
    address = dialog(opened).get_by_role("listitem").get_by_role("link").nth(1).get_attribute("href")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile(re.escape(str(address)) + "$"))


def test_enter_in_the_box_opens_the_best(opened: Page) -> None:
    search(opened, "roadmap")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile("/roadmap/$"))


def test_enter_right_after_typing_opens_the_best_of_what_was_typed(opened: Page) -> None:
    search(opened, "clip data")
    box(opened).fill("roadmap")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile("/roadmap/$"))


# --- finding --------------------------------------------------------------------------------------


def test_clip_data_finds_works_about_clip_data_first(opened: Page) -> None:
    found = search(opened, "clip data")
    for line in found[:6]:
        assert line.startswith("Work: ")
        assert "clip" in line.lower()
        assert "data" in line.lower()
    assert any("Demystifying CLIP Data" in line for line in found[:3])


def test_a_name_finds_what_is_called_so(opened: Page) -> None:
    missed = {}
    for query, expected, among in NAMED[::2]:  # tests/search asks many more without a browser
        found = search(opened, query)
        if not any(line.startswith(expected) for line in found[:among]):
            missed[query, expected] = found
    assert missed == {}


def test_every_topic_is_found_by_its_title(opened: Page, kb: KnowledgeBase) -> None:
    for node in list(kb.taxonomy)[::24]:
        found = search(opened, node.title)
        assert any(line.endswith(f"/topics/{node.id}/") for line in found[:3]), (node.title, found)


def test_titles_of_works_find_them_first(opened: Page, kb: KnowledgeBase) -> None:
    for work in list(kb)[::180]:
        found = search(opened, work.title)
        assert found[0].endswith(f"/works/{work.id}/"), (work.title, found)


def test_the_author_found_leads_to_the_works_of_that_author(opened: Page, kb: KnowledgeBase) -> None:
    search(opened, "gadre")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile(r"/explore/\?author=Samir\+Yitzhak\+Gadre$"))
    count = len(kb.works(author="Samir Yitzhak Gadre"))
    expect(opened.get_by_role("status").first).to_have_text(f"{count:,} of {len(kb):,} works")


def test_once_loaded_works_names_and_authors_need_no_request(opened: Page, guard: Guard) -> None:
    guard.expected |= {"request failed", "console error", "script error"}
    search(opened, "clip")
    opened.context.set_offline(offline=True)
    for query, title in [
        ("semdedup", "SemDeDup"),
        ("halucination", "Hallucination"),  # a typo is forgiven
        ("samir gadre", "Samir Yitzhak Gadre"),
        ("data deduplication", "Data Deduplication"),
    ]:
        box(opened).fill(query)
        expect(dialog(opened)).to_have_attribute("data-shown", query)
        expect(dialog(opened).locator(".search-hit__title").first).to_contain_text(title)
    opened.context.set_offline(offline=False)


def test_fetched_abstracts_are_searched_too(page: Page) -> None:
    def with_abstracts(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"abstracts": True})

    page.route("**/explore/data/works.json", with_abstracts)
    abstracts = {"gadre2023datacomp": "Nothing else speaks of a zyzzyva."}
    page.route("**/explore/data/abstracts.json", lambda route: route.fulfill(json=abstracts))
    page.goto(A_WORK)
    with page.expect_response("**/abstracts.json"):
        page.keyboard.press("/")
    for query in ("zyzz", "zyzzy", "zyzzyv", "zyzzyva"):  # indexed a moment after they have come
        found = search(page, query)
        page.wait_for_timeout(100)
    assert len(found) == 1
    assert found[0].startswith("Work: DataComp")


def test_what_only_the_text_of_a_page_says_is_found_after_the_works(opened: Page) -> None:
    found = search(opened, "mention oddities")
    assert any(line.startswith("Page: ") for line in found[-3:]), found


def test_without_the_data_of_works_other_pages_are_still_found(page: Page, guard: Guard) -> None:
    guard.expected |= {"request failed"}
    page.route("**/explore/data/works.json", lambda route: route.abort())
    page.goto(A_WORK)
    page.keyboard.press("/")
    assert "Topic: Data Deduplication -> /topics/condense-deduplication/" in search(page, "deduplication")


def test_accents_and_capitals_make_no_difference(opened: Page) -> None:
    for query in ["Schütze", "schutze", "SCHUTZE"]:
        assert search(opened, query)[0].startswith("Author: Hinrich Schütze -> ")
    for query in ["Łukasz Kaiser", "lukasz kaiser"]:
        assert search(opened, query)[0].startswith("Author: Łukasz Kaiser -> ")


def test_a_word_finds_the_same_while_it_is_typed(opened: Page) -> None:
    for typed in ["dedup", "dedupl", "deduplic", "deduplicat", "deduplicatio", "deduplication"]:
        found = search(opened, typed)
        assert found[0] == "Topic: Data Deduplication -> /topics/condense-deduplication/"
        assert any("SemDeDup" in line for line in found)


def test_one_letter_finds_names_that_begin_so(opened: Page) -> None:
    found = search(opened, "r")
    assert "Page: Roadmap -> /roadmap/" in found
    assert not any(line.startswith("Work: ") for line in found)


def test_the_words_found_are_marked(opened: Page) -> None:
    search(opened, "deduplication")
    expect(dialog(opened).locator("mark").first).to_have_text(re.compile("dup", re.IGNORECASE))


def test_the_last_of_many_quick_keystrokes_counts(opened: Page) -> None:
    box(opened).press_sequentially("instruction tuning roadmap", delay=1)
    box(opened).fill("")
    box(opened).press_sequentially("roadmap", delay=1)
    expect(dialog(opened)).to_have_attribute("data-answered", "roadmap")
    expect(dialog(opened).locator(".search-hit__title").first).to_have_text("Roadmap")


# --- saying so ------------------------------------------------------------------------------------


def test_the_number_of_results_is_announced(opened: Page) -> None:
    search(opened, "retrieval")
    expect(status(opened)).to_have_text(re.compile(r"^\d+ results, the best 12$"))
    shown = search(opened, "panda-70m")
    expect(status(opened)).to_have_text(f"{len(shown)} results")


def test_nothing_found_is_announced(opened: Page) -> None:
    assert search(opened, "qzxqzx") == []
    expect(status(opened)).to_have_text("Nothing found for “qzxqzx”")
    assert search(opened, "") == []
    expect(status(opened)).to_have_text("")


def test_the_nearest_names_are_told_where_nothing_is_called_so(opened: Page) -> None:
    search(opened, "minigpt5")
    note = dialog(opened).get_by_text("No work is called “minigpt5”.")
    expect(note.get_by_role("link", name="MiniGPT-4")).to_have_attribute("href", "/works/zhu2023minigpt4/")
    expect(note.get_by_role("link", name="Suggest a work")).to_have_attribute(
        "href", re.compile("/contribute/$")
    )
    search(opened, "datacomp")
    expect(note).to_be_hidden()


def test_a_work_is_kept_on_its_page_and_the_list_is_reached_from_the_header(page: Page) -> None:
    page.goto(A_WORK)
    kept = page.get_by_role("banner").get_by_role("link", name="Reading list")
    expect(kept).to_be_hidden()
    page.get_by_role("button", name="Add to the reading list").click()
    kept.click()
    expect(page.locator(".result__title")).to_have_text(re.compile("^DataComp"))


def test_signs_alone_find_nothing_and_break_nothing(opened: Page) -> None:
    for query in [
        "***",
        '"',
        "\\",
        "%00",
        "<script>alert(1)</script>",
        "(" * 200,
        "🦓",
        "\u202eabc",
        "clip -data",
    ]:
        box(opened).fill(query)
        expect(status(opened)).to_have_text(re.compile("^(Nothing found|[0-9]+ result)"))
    assert search(opened, "roadmap")[0] == "Page: Roadmap -> /roadmap/"


@pytest.mark.parametrize("look", [PHONE, DESKTOP_DARK], ids=str)
def test_axe_finds_nothing_in_the_open_dialog(page: Page) -> None:
    page.goto(A_WORK)
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    for query in ["retrieval", "qzxqzx"]:
        search(page, query)
        assert violations(page, "dialog") == []
        assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")


# --- from elsewhere -------------------------------------------------------------------------------


def test_a_query_in_the_address_of_the_home_page_is_searched(page: Page) -> None:
    page.goto("?q=clip+data")
    expect(box(page)).to_have_value("clip data")
    expect(dialog(page)).to_have_attribute("data-answered", "clip data")
    expect(dialog(page).locator(".search-hit__title").first).to_contain_text("CLIP")


def test_browsers_are_told_where_to_search(page: Page, site_url: str) -> None:
    page.goto("")
    place = page.locator('link[rel="search"]').get_attribute("href")
    description = page.request.get(f"{site_url}{place}").text()
    assert "?q={searchTerms}" in description


def test_it_works_under_a_path_of_a_host(built_site: Path, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "path").symlink_to(built_site.resolve(), target_is_directory=True)
    with serve(tmp_path) as address:
        page = open_page(base_url=f"{address}some/path/")
        page.goto(A_WORK)
        page.keyboard.press("/")
        assert search(page, "roadmap")[0] == "Page: Roadmap -> /some/path/roadmap/"
        assert search(page, "clip data")[0].endswith("/")
        assert all("-> /some/path/" in line for line in search(page, "gadre"))
        search(page, "demystifying clip data")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Demystifying CLIP Data")


@pytest.mark.parametrize(
    "missing", ["**/pagefind/**", "**/pagefind/pagefind-entry.json*", "**/search/names.json"]
)
def test_a_lost_connection_is_told_and_got_over(page: Page, guard: Guard, missing: str) -> None:
    guard.expected |= {"request failed", "console error", "script error"}
    page.route(missing, lambda route: route.abort())
    page.goto(A_WORK)
    page.keyboard.press("/")
    box(page).fill("roadma")
    expect(status(page)).to_have_text("The search index could not be loaded. Keep typing to try again.")
    page.unroute(missing)
    assert search(page, "roadmap")[0] == "Page: Roadmap -> /roadmap/"
    assert search(page, "gadre")[0].startswith("Author: Samir Yitzhak Gadre")


# --- what others wrote ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small other survey, with a work whose title is hostile."""
    root = tmp_path_factory.mktemp("survey")
    shutil.copytree(ROOT / "tests" / "loading" / "base", root, dirs_exist_ok=True)
    copy_pages(root)
    shutil.copy(ROOT / "mkdocs.yml", root)
    entry = root / "entries" / "doe2023words.yaml"
    quoted = HOSTILE.replace("'", "''")
    entry.write_text(re.sub("^title: .*", f"title: '{quoted}'", entry.read_text("utf-8")), "utf-8")
    site = root / "site"
    # Not strictly: our hand-written pages name works of ours.
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=root, env=clean_environment(), check=True, timeout=300, capture_output=True)
    with serve(site) as address:
        yield address


@pytest.mark.parametrize("query", ["zebrafish", "script", "doe"])
def test_hostile_titles_show_literally(hostile_site: str, open_page: OpenPage, query: str) -> None:
    page = open_page(base_url=hostile_site)
    page.on("dialog", lambda _: pytest.fail("a title ran a script"))
    page.goto("topics/")
    title = page.title()
    page.keyboard.press("/")
    assert f"Work: {HOSTILE} -> /works/doe2023words/" in search(page, query)
    assert dialog(page).locator("img, script, b").count() == 0
    expect(page).to_have_title(title)
