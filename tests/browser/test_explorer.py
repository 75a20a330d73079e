"""What the Explorer promises to readers, on the built site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from living_survey.rendering.exports import FORMATS
from tests.browser.fitness import add_style, violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

DATACOMP = "DataComp: In search of the next generation of multimodal datasets"


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"explore/{query}")
    page.locator("#explore[data-indexed]").wait_for()
    return page


def choice(page: Page, group: str, name: str) -> Locator:
    return page.get_by_role("group", name=group, exact=True).get_by_role(
        "checkbox", name=re.compile(f"^{name}")
    )


def shown(page: Page) -> int:
    return int((page.get_by_role("status").first.text_content() or "").split()[0].replace(",", ""))


def titles(page: Page) -> list[str]:
    return page.locator(".result__title").all_text_contents()


def test_each_facet_is_a_group_of_checkboxes_named_by_title_and_count(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    declared = [facet for facet in kb.facets.values() if "filter" in facet.shown]
    for group in ("Taxonomy", *(facet.title for facet in declared), "Venue", "Year", "Resources", "Author"):
        boxes = page.get_by_role("group", name=group, exact=True).get_by_role("checkbox")
        expect(boxes.first).to_be_visible()
    for button in page.get_by_role("button", name=re.compile(r"^Show all [\d,]+$")).all():
        button.click()
    for facet in declared:
        for value in facet.values:
            count = len(kb.works({facet.id: value.id}))
            name = rf"{re.escape(value.title)}(, .*)? {count:,}$"
            expect(choice(page, facet.title, name)).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text(f"{len(kb):,} of {len(kb):,} works")


def test_search_box_and_filters_stay_in_view_below_the_header(page: Page) -> None:
    opened(page)
    page.locator(".result").nth(20).scroll_into_view_if_needed()
    header, search, filters = (
        page.locator(place).bounding_box() for place in (".md-header", ".explore__search", "#explore-side")
    )
    assert header
    assert search
    assert filters
    assert 0 <= search["y"] - header["height"] <= 1
    assert 0 <= filters["y"] - header["height"] <= 20
    assert filters["y"] + filters["height"] <= 900


def test_a_question_that_finds_nothing_leads_to_fewer_words(page: Page) -> None:
    opened(page)
    page.get_by_label("Search works").fill("which papers deduplicate the image text data of CLIP xyzzy")
    expect(page.get_by_role("status").first).to_have_text(re.compile("^0 of"))
    button = page.get_by_role("button", name="Search for “")
    count = int(re.search(r"\(([\d,]+) work", button.inner_text())[1].replace(",", ""))  # type: ignore[index] # fails if there is none
    assert count > 0
    button.click()
    assert shown(page) == count
    expect(page.get_by_label("Search works")).to_be_focused()
    expect(button).to_be_hidden()
    for meant in ('"which papers deduplicate" clip', "author:nobody clip", "clip -data xyzzy"):
        page.get_by_label("Search works").fill(meant)
        expect(page.get_by_role("status").first).to_have_text(re.compile("^0 of"))
        expect(button).to_be_hidden()


def test_choices_widen_within_a_facet_and_narrow_across(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    choice(page, "Year", "2024").click()
    expect(page.get_by_role("status").first).to_have_text(
        f"{len(kb.works(year=2024)):,} of {len(kb):,} works"
    )
    choice(page, "Year", "2023").click()
    both = len(kb.works(year=2024)) + len(kb.works(year=2023))
    expect(page.get_by_role("status").first).to_have_text(f"{both:,} of {len(kb):,} works")
    choice(page, "Kind", "Survey").click()
    surveys = [work for work in kb.works(kind="survey") if work.year in {2023, 2024}]
    expect(page.get_by_role("status").first).to_have_text(f"{len(surveys):,} of {len(kb):,} works")
    expect(page).to_have_url(re.compile(r"kind=survey&year=2024,2023$"))


def test_a_second_click_excludes_and_a_third_clears(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    box = choice(page, "Kind", "Survey")
    box.click()
    expect(box).to_be_checked()
    box.click()
    rest = len(kb) - len(kb.works(kind="survey"))
    expect(page.get_by_role("status").first).to_have_text(f"{rest:,} of {len(kb):,} works")
    expect(box).to_be_checked(indeterminate=True)
    box.click()
    expect(page.get_by_role("status").first).to_have_text(f"{len(kb):,} of {len(kb):,} works")
    box.click(modifiers=["Alt"])
    expect(page).to_have_url(re.compile(r"kind=-survey$"))
    page.get_by_role("button", name="Clear all").click()
    box.press("-")
    expect(page).to_have_url(re.compile(r"kind=-survey$"))


def test_the_tree_opens_and_a_node_covers_all_below_it(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    scaling = kb.taxonomy["scaling"]
    box = page.get_by_role("checkbox", name=f"{scaling.title} {kb.count(scaling):,}", exact=True)
    below = page.get_by_role("checkbox", name=re.compile(re.escape(kb.taxonomy["scaling-up"].title)))
    expect(below).to_be_hidden()
    box.press("ArrowRight")
    expect(below).to_be_visible()
    expect(below).to_have_accessible_name(re.compile(f" {kb.count(kb.taxonomy['scaling-up']):,}$"))
    box.click()
    expect(page.get_by_role("status").first).to_have_text(f"{kb.count(scaling):,} of {len(kb):,} works")
    page.goto("explore/?node=acq-finetuning")
    expect(page.get_by_role("checkbox", name=re.compile("^For Fine-Tuning"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("^For Fine-Tuning"))).to_be_checked()


def test_what_the_page_preloads_is_what_its_script_loads(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    opened(page)
    first = [url for url in loaded if "/works.json" in url]
    assert [page.locator("link[rel=preload]").evaluate("link => link.href")] == first


def test_a_switch_asks_for_works_under_all_chosen_nodes(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?node=scaling,synthesis")
    page.get_by_label("Match all chosen nodes").check()
    both = {work.id for work in kb.works(node="scaling")} & {work.id for work in kb.works(node="synthesis")}
    expect(page.get_by_role("status").first).to_have_text(f"{len(both):,} of {len(kb):,} works")
    expect(page).to_have_url(re.compile("match=all"))


def test_parameters_without_a_meaning_are_told(page: Page) -> None:
    opened(page, "?year=2024&sort=best&colour=red&list=2&q=data&q=more&view=")
    ignored = page.get_by_text("Ignored in the address: sort=best, colour=red, list=2, q=more.")
    expect(ignored).to_be_visible()
    expect(page.get_by_label("Search works")).to_have_value("data")
    choice(page, "Year", "2023").click()
    expect(ignored).to_be_hidden()
    expect(page).to_have_url(re.compile(r"\?q=data&year=2024,2023$"))
    page.go_back()
    expect(ignored).to_be_visible()
    opened(page, "?node=scaling,-usability&match=all&sort=-title&view=table&group=year&relation=enhances")
    expect(page.get_by_text("Ignored in the address")).to_have_count(0)


def test_years_can_be_a_range(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    page.get_by_label("From year").fill("2022")
    page.get_by_label("To year").fill("2023")
    page.get_by_label("To year").press("Enter")
    expect(page).to_have_url(re.compile(r"\?year=2022-2023$"))
    found = sum(work.year in {2022, 2023} for work in kb)
    expect(page.get_by_role("status").first).to_have_text(f"{found:,} of {len(kb):,} works")


def test_authors_are_found_by_name_among_thousands(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    name = "Ludwig Schmidt"
    page.get_by_label("Find author").fill("schmidt lud")
    choice(page, "Author", name).click()
    expect(page.get_by_role("status").first).to_have_text(
        f"{len(kb.works(author=name)):,} of {len(kb):,} works"
    )
    expect(page).to_have_url(re.compile("author=Ludwig\\+Schmidt"))


def test_chips_remove_one_filter_and_clear_all_removes_them(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?q=data&kind=benchmark&venue=-CVPR")
    chips = page.get_by_role("list", name="Active filters").get_by_role("button")
    expect(chips).to_have_count(3)
    page.get_by_role("button", name="Remove filter Kind: Benchmark").click()
    expect(page).to_have_url(re.compile(r"\?q=data&venue=-CVPR$"))
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("status").first).to_have_text(f"{len(kb):,} of {len(kb):,} works")
    expect(page.get_by_label("Search works")).to_have_value("")


def test_search_finds_the_best_first(page: Page) -> None:
    opened(page)
    box, first = page.get_by_label("Search works"), page.locator(".result__title").first
    for query in (
        "datacomp",
        "gadre 2023",
        "2304.14108",
        "https://arxiv.org/abs/2304.14108v5",
        '"next generation of multi-modal"',
        "datacmop",
        "author:gadre title:search",
    ):
        box.fill("")
        expect(first).not_to_have_text(DATACOMP)
        box.press_sequentially(query)
        expect(first, query).to_have_text(DATACOMP)


def test_hits_are_marked_and_corrected_spellings_are_told(page: Page) -> None:
    opened(page, "?q=halucination")
    expect(page.locator(".result__title mark").first).to_have_text(re.compile("hallucination", re.IGNORECASE))
    expect(page.get_by_text("No matches for “halucination”")).to_be_visible()


def test_back_and_forward_restore_the_state(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    page.get_by_label("Search works").fill("clip")
    expect(page).to_have_url(re.compile(r"\?q=clip$"))
    typed = shown(page)
    choice(page, "Year", "2024").click()
    page.get_by_role("button", name="Table").click()
    expect(page).to_have_url(re.compile(r"\?q=clip&year=2024&view=table$"))
    address, narrowed = page.url, shown(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("status").first).to_have_text(f"{typed:,} of {len(kb):,} works")
    page.go_back()
    expect(page.get_by_label("Search works")).to_have_value("")
    page.goto(address)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text(f"{narrowed:,} of {len(kb):,} works")
    expect(choice(page, "Year", "2024")).to_be_checked()


def test_the_note_shown_is_that_of_the_chosen_topic(page: Page, kb: KnowledgeBase) -> None:
    work = next(one for one in kb if len(one.tags) > 2 and all(tag.note for tag in one.tags))
    last = work.tags[-1]
    opened(page, f"?node={last.node}&q={work.id}")
    article = page.get_by_role("article").filter(has=page.get_by_role("heading", name=work.title)).last
    expect(article).to_contain_text(last.note or "")
    expect(article.locator(".chip").first).to_have_text(kb.taxonomy[last.node].short)


def test_a_table_sorts_by_its_columns(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?view=table")
    columns = page.get_by_role("columnheader")
    columns.get_by_role("button", name="Title").click()
    heading = page.get_by_role("columnheader", name="Title")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    ascending = titles(page)[0]
    columns.get_by_role("button", name="Title").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert titles(page)[0] > ascending
    columns.get_by_role("button", name="Year").click()
    assert page.locator(".result__year").first.text_content() == str(max(kb.years))


def test_works_are_shown_in_groups(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?node=data4model")
    newest = max(work.year or 0 for work in kb.works(node="data4model"))
    first = page.locator(".results__group").first
    for group, title in {"topic": kb.taxonomy["scaling"].title, "year": newest, "venue": "arXiv"}.items():
        page.get_by_label("Group by").select_option(group)
        expect(first).to_contain_text(str(title))


def test_more_works_come_by_scrolling_and_by_a_button(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    more = page.locator("#explore-more")
    expect(more).to_have_text(re.compile(r"Show \d+ more"))
    more.scroll_into_view_if_needed()
    expect(page.locator(".result").nth(60)).to_be_attached()
    while more.is_visible():
        more.dispatch_event("click")
    assert page.locator(".result").count() == len(kb)


def test_downloads_are_the_exports_of_the_generator(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?node=usability&year=2023-2024")
    works = [work for work in kb.works(node="usability") if work.year in {2023, 2024}]
    page.get_by_role("button", name="Download", exact=True).click()
    offered = page.locator("input[name=format]")
    names = offered.evaluate_all("choices => choices.map(choice => choice.value)")
    assert set(names) >= {"bibtex", "ris", "csl-json", "csv", "markdown"}
    for name in names:
        page.locator(f"input[name=format][value={name}]").check()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save file").click()
        assert Path(download.value.path()).read_bytes() == FORMATS[name].render(kb, works), name


def test_selected_works_are_copied(open_page: OpenPage, kb: KnowledgeBase) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    opened(page, "?q=datacomp")
    page.get_by_role("checkbox", name="Select DataComp: In search").check()
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_label("1 work selected")).to_be_checked()
    page.get_by_role("button", name="Copy text").click()
    expect(page.locator("#explore-download-outcome")).to_contain_text("done")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.encode() == FORMATS["bibtex"].render(kb, [kb["gadre2023datacomp"]])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("alert")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_reading_list_stays_and_names_works_that_are_gone(page: Page) -> None:
    opened(page, "?q=datacomp")
    page.get_by_role("button", name="Add to the reading list: DataComp: In search").click()
    page.evaluate(
        """() => {
          const [key] = Object.keys(localStorage).filter((name) => name.startsWith("reading-list"));
          const kept = JSON.parse(localStorage[key]);
          localStorage[key] = JSON.stringify([...kept, {id: "gone2020work", title: "A work of the past"}]);
        }"""
    )
    opened(page, "?list=1")
    expect(page.get_by_role("status").first).to_have_text(re.compile("^1 of "))
    expect(page.get_by_text("A work of the past")).to_be_visible()
    page.get_by_role("button", name="Remove it from the list").click()
    expect(page.get_by_text("A work of the past")).to_be_hidden()
    page.reload()
    expect(page.locator(".result__title")).to_have_text(re.compile("^DataComp"))
    expect(page.get_by_text("A work of the past")).to_be_hidden()


def test_keys_lead_from_search_to_a_work_and_back(page: Page) -> None:
    opened(page)
    page.keyboard.press("/")
    search = page.get_by_label("Search works")
    expect(search).to_be_focused()
    page.keyboard.type("datacomp")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".result__title").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".result__title").nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("1 work selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    search.blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys and search")).to_be_visible()
    page.keyboard.press("Escape")
    search.fill("datacomp")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("works/"))


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=str)
def test_the_help_opens_at_its_top_and_can_be_closed_from_there(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Help: keys and search").click()
    dialog = page.get_by_role("dialog", name="Keys and search")
    expect(dialog.get_by_role("heading")).to_be_in_viewport(ratio=1)
    assert dialog.evaluate("dialog => dialog.scrollTop") == 0
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_field_that_there_is_not_is_told(page: Page) -> None:
    opened(page, "?q=colour:blue https://example.org/absent")
    told = page.get_by_text("No such field: colour: – there are author:, venue:, ")
    expect(told).to_be_visible()
    page.get_by_label("Search works").fill("author:qqq")
    expect(page.get_by_text("No work has all of these words.")).to_be_visible()
    expect(told).to_have_count(0)


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_filters_are_in_a_drawer_on_a_phone_and_fit_fingers(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    expect(page.get_by_role("group", name="Taxonomy")).to_be_hidden()
    expect(page.locator(".result__title").first).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Sort by")).to_be_hidden()
    page.get_by_role("button", name="Options").click()
    expect(page.get_by_label("Sort by")).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    choice(page, "Kind", "Survey").click()
    page.get_by_role("button", name=re.compile("^Show [\\d,]+ works")).click()
    surveys = len(kb.works(kind="survey"))
    expect(page.get_by_role("status").first).to_have_text(f"{surveys:,} of {len(kb):,} works")
    page.get_by_role("button", name="Filters").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("#explore :is(button, select, label, input[type=text])")]
          .filter((element) => element.checkVisibility() && !element.closest(".results"))
          .map((element) => [element.className, element.getBoundingClientRect().height])
          .filter(([, height]) => height < 43.5)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_the_newest_works_are_in_a_plain_list(open_page: OpenPage, guard: Guard) -> None:
    guard.expected.add("/assets/shared-")  # a module, which is not loaded then
    page = open_page(java_script_enabled=False)
    page.goto("explore/?node=scaling")
    expect(page.locator("#explore-plain .work__title")).to_have_count(100)
    for complete in ("topics/", "authors/", "years/"):
        expect(page.locator(f"#explore-plain > p a[href$='{complete}']")).to_be_visible()
    expect(page.locator("#explore-plain .work__title").first).to_be_visible()
    expect(page.get_by_text("Searching and filtering need JavaScript")).to_be_visible()
    expect(page.get_by_label("Search works")).to_be_hidden()


def test_print_shows_all_works_and_no_controls(page: Page, kb: KnowledgeBase) -> None:
    opened(page, "?node=usability")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".result").count() == len(kb.works(node="usability"))
    expect(page.get_by_label("Search works")).to_be_hidden()
    expect(page.get_by_role("button", name="Download")).to_be_hidden()
    expect(page.locator(".result__title").last).to_be_visible()


@pytest.mark.parametrize(
    ("look", "query"),
    [
        (PHONE, "?q=data&node=scaling,-usability&year=2023-2025"),
        (DESKTOP_DARK, "?view=table&group=year&kind=survey"),
    ],
    ids=str,
)
def test_axe_finds_nothing(page: Page, query: str) -> None:
    opened(page, query)
    # Cards that are not laid out until they come into view overlap the footer for axe alone.
    add_style(page, ".result { content-visibility: visible !important; }")
    page.evaluate(
        "[...document.querySelectorAll('#explore .result, #explore tbody tr')].slice(6).map(e => e.remove())"
    )
    assert violations(page, "#explore") == []
    options = page.get_by_role("button", name="Options")
    if options.is_visible():
        options.click()
    page.locator("#explore-download").click()
    assert violations(page, "#explore") == []
