"""A person adds a work, or corrects one, in the form of the page Contribute."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from living_survey.loading.canonical import format_entry
from living_survey.loading.inspection import read_vocabulary
from living_survey.sources.drafts import problems_of
from tests.browser.fitness import violations
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK, Look
from tests.site.building import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

BIBTEX = r"""@misc{x, title={Filtering Image-Text Pairs by {LLM} Captions: D{\'e}j{\`a} Vu},
  author={Doe, Jane and Zhang, Wei and M{\"u}ller, J{\"o}rg}, year={2025}, eprint={2503.12345},
  archivePrefix={arXiv}, primaryClass={cs.CV}, url={https://arxiv.org/abs/2503.12345}}"""
NOTE = "rewrites captions with a language model before it filters pairs"
FORM = "#contribute-app:not([hidden])"
BLOCK = """link => link.addEventListener("click", (event) => {
  window.blocked = event.defaultPrevented;
  event.preventDefault();
})"""
KNOWN = "gadre2023datacomp"


@pytest.fixture(params=[DESKTOP, PHONE_DARK], ids=str)
def any_look(request: pytest.FixtureRequest) -> Look:
    look: Look = request.param
    return look


def opened(page: Page, address: str = "contribute/") -> Page:
    page.goto(address)
    expect(page.locator(FORM)).to_be_visible()
    return page


def fill_in(page: Page) -> None:
    page.get_by_label("arXiv number or address, DOI, or BibTeX").fill(BIBTEX)
    page.locator(".suggestion .toggle").first.click()
    page.get_by_label("What it does there").fill(NOTE)


def shown_file(page: Page) -> str:
    page.evaluate(
        "new Promise((resolve) => setTimeout(resolve, 20))"
    )  # what was typed is shown a moment later
    return page.locator("#contribute-file").inner_text()


def prefilled(page: Page, button: str) -> dict[str, str]:
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 20))")
    address = page.get_by_role("link", name=button).get_attribute("href") or ""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def assert_accessible(page: Page) -> None:
    assert violations(page, ".contribute") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_work_is_added_from_bibtex(open_page: OpenPage, any_look: Look) -> None:
    page = opened(open_page(any_look))
    fill_in(page)
    expect(page.get_by_label("Authors")).to_have_value("Jane Doe\nWei Zhang\nJörg Müller")
    expect(page.locator("#contribute-state")).to_have_text("Ready to send.")
    answers = prefilled(page, "Open a pull request")
    assert answers["filename"] == "doe2025filtering.yaml"
    text = shown_file(page)
    assert answers["value"] == text == format_entry(text)
    vocabulary, _ = read_vocabulary(ROOT)
    assert problems_of("doe2025filtering", text, vocabulary) == []
    assert yaml.safe_load(text)["tags"][0]["note"] == NOTE
    issue = prefilled(page, "Open an issue")
    assert (issue["template"], issue["work"], issue["note"]) == ("add-work.yml", "2503.12345", NOTE)
    expect(page.locator("#contribute-card")).to_contain_text(
        "Filtering Image-Text Pairs by LLM Captions: Déjà Vu"
    )
    page.locator(".place .stated > summary").click()
    page.locator(".place .chooser > summary").nth(1).click()
    page.locator(".place .chooser .choice").first.click()
    expect(page.locator(".place .stated > summary .count")).to_have_text("1")
    assert_accessible(page)


def test_an_empty_form_has_no_problems_until_it_is_sent(page: Page) -> None:
    opened(page)
    expect(page.locator("#contribute-state")).to_have_text("Nothing is filled in yet.")
    page.get_by_role("link", name="Open a pull request").click()
    expect(page.locator("#contribute-state")).to_have_text(re.compile(r"^\d+ problems to fix\.$"))


def test_a_second_bibtex_takes_the_place_of_the_first(page: Page) -> None:
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill(
        "@inproceedings{a, title={Alpha Work on Data}, author={Ann Bee}, year=2024, booktitle={CVPR},"
        " doi={10.1000/xyz}}"
    )
    page.get_by_label("Venue").fill("ECCV")
    reference.fill(
        "@misc{b, title={Beta Work on Data}, author={Cy Dee}, year=2023, eprint={2305.00001},"
        " archivePrefix={arXiv}}"
    )
    text = shown_file(page)
    assert "Beta Work" in text
    assert "10.1000/xyz" not in text
    reference.fill("https://arxiv.org/abs/2305.00002")
    text = shown_file(page)
    assert "2305.00002" in text
    assert "Beta Work" not in text


def test_a_work_that_is_here_is_named_where_it_was_pasted(page: Page, kb: KnowledgeBase) -> None:
    opened(page)
    page.get_by_label("arXiv number or address, DOI, or BibTeX").fill(f"arXiv:{kb[KNOWN].arxiv}")
    said = page.locator("#contribute-read")
    expect(said).to_contain_text("This work already has an entry")
    expect(said.get_by_role("link", name=kb[KNOWN].title)).to_be_visible()
    said.get_by_role("link", name="correct it").click()
    expect(page.locator("#contribute-title")).to_have_text("Correct a work")


def test_the_issue_has_the_answers_that_its_form_asks_for(page: Page) -> None:
    opened(page)
    fill_in(page)
    page.locator(".suggestion .toggle").nth(1).click()
    page.locator("#note-1").fill("drops pairs")
    page.locator(".place .stated > summary").first.click()
    page.locator(".place .chooser > summary").first.click()
    page.locator(".place .chooser .choice").first.click()
    answers = prefilled(page, "Open an issue")
    form = ROOT / ".github/ISSUE_TEMPLATE" / answers["template"]
    questions = {
        item["id"]: item["attributes"] for item in yaml.safe_load(form.read_text())["body"] if "id" in item
    }
    assert set(answers) - {"template", "title"} <= set(questions)
    assert answers["place"] in questions["place"]["options"]
    assert answers["other_places"] in questions["other_places"]["options"]
    assert re.fullmatch(r"[a-z0-9-]+: drops pairs", answers["other_notes"])
    assert re.fullmatch(r"[a-z0-9-]+: \{[a-z_]+: [a-z0-9-]+\}", answers["stated"])
    for name, answer in answers.items():
        if name.startswith("facet_"):
            assert answer in questions[name]["options"]


@pytest.mark.parametrize("look", [PHONE, DESKTOP_DARK], ids=str)
def test_what_is_missing_is_summed_up_and_one_press_away(page: Page) -> None:
    opened(page)
    expect(page.locator(".field__problem:visible")).to_have_count(0)
    page.get_by_role("link", name="Open a pull request").click()
    summary = page.get_by_role("group", name="Almost there")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(4)
    assert_accessible(page)
    summary.get_by_role("link", name=re.compile("title is missing")).click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    expect(page.get_by_label("Title", exact=True)).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("A New Title of a Work")
    expect(page.get_by_label("Title", exact=True)).not_to_have_attribute("aria-invalid", "true")
    expect(summary.get_by_role("link")).to_have_count(3)


def test_an_identifier_and_a_place_are_enough_for_an_issue(page: Page) -> None:
    opened(page)
    page.get_by_label("arXiv number or address, DOI, or BibTeX").fill("https://arxiv.org/abs/2503.12345v2")
    expect(page.locator("#contribute-read")).to_contain_text("arXiv 2503.12345")
    expect(page.get_by_label("Year")).to_have_value("2025")
    page.get_by_label("Search the taxonomy").fill("hallucination")
    page.locator("#contribute-tree").get_by_role("button", name="Hallucination reduction").click()
    link = page.get_by_role("link", name="Open an issue")
    link.evaluate(BLOCK)
    link.click()
    assert page.evaluate("window.blocked") is False
    expect(page.get_by_role("group", name="Almost there")).to_be_hidden()


def test_a_work_that_is_here_is_found_by_number_and_title(page: Page, kb: KnowledgeBase) -> None:
    work = kb[KNOWN]
    opened(page)
    reference = page.get_by_label("arXiv number or address, DOI, or BibTeX")
    reference.fill(f"arXiv:{work.arxiv}")
    problem = page.locator("#p-arxiv")
    expect(problem).to_contain_text("is already in")
    expect(problem.get_by_role("link", name=work.title)).to_have_attribute(
        "href", re.compile(rf"/works/{work.id}/$")
    )
    page.get_by_role("button", name="Start over").click()
    page.get_by_label("Title", exact=True).fill(work.title.upper().replace("-", " "))
    page.get_by_label("Year").focus()
    expect(page.locator("#p-title")).to_contain_text("is already in")
    page.get_by_label("Title", exact=True).fill(work.title.replace("search", "serch"))
    expect(page.locator("#p-title")).to_contain_text("Is this the same work?")


def test_a_draft_stays_until_it_is_cleared(page: Page) -> None:
    opened(page)
    fill_in(page)
    before = shown_file(page)
    page.reload()
    expect(page.locator("#contribute-draft")).to_contain_text("was not finished")
    assert shown_file(page) == before
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("")
    opened(page)
    expect(page.locator("#contribute-draft")).to_be_hidden()


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=str)
def test_a_works_page_opens_its_entry_in_the_form(page: Page, kb: KnowledgeBase) -> None:
    page.goto(f"works/{KNOWN}/")
    page.get_by_role("link", name="Edit its entry").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Correct a work")
    file = (ROOT / f"entries/{KNOWN}.yaml").read_text(encoding="utf-8")
    assert shown_file(page) == file
    assert_accessible(page)
    expect(page.locator("#contribute-state")).to_have_text("Nothing is changed yet.")
    page.get_by_label("Venue").fill("NeurIPS Datasets")
    assert shown_file(page) == file.replace("venue: NeurIPS\n", "venue: NeurIPS Datasets\n")
    expect(page.locator("#contribute-state")).to_have_text("Ready. Changed: venue.")
    answers = prefilled(page, "Open an issue")
    assert (answers["template"], answers["work"]) == ("correct-work.yml", KNOWN)
    assert kb[KNOWN].title in page.locator("#contribute-lead").inner_text()
    edit = page.get_by_role("link", name="Copy it and open its file").get_attribute("href") or ""
    assert edit.endswith(f"/edit/main/entries/{KNOWN}.yaml")


def test_copy_and_download_give_the_file(open_page: OpenPage) -> None:
    page = opened(open_page(permissions=["clipboard-read", "clipboard-write"]))
    fill_in(page)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#contribute-said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == shown_file(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "doe2025filtering.yaml"
    assert Path(download.value.path()).read_text(encoding="utf-8") == shown_file(page)


def test_an_entry_too_long_for_an_address_is_copied(open_page: OpenPage) -> None:
    page = opened(open_page(permissions=["clipboard-read", "clipboard-write"]))
    fill_in(page)
    page.get_by_label("Authors").fill(
        "\n".join(f"Ada{'a' * (n % 26)} Lovelace{chr(97 + n % 26)}" for n in range(400))
    )
    shown_file(page)
    link = page.get_by_role("link", name="Open a pull request")
    address = link.get_attribute("href") or ""
    assert "value" not in parse_qs(urlsplit(address).query)
    link.evaluate("link => link.removeAttribute('target')")
    link.evaluate(BLOCK)
    link.click()
    expect(page.locator("#contribute-said")).to_contain_text("Copied. It is too long for an address")
    assert page.evaluate("navigator.clipboard.readText()") == shown_file(page)


def test_places_are_chosen_ordered_and_removed_by_keyboard(page: Page) -> None:
    opened(page)
    search = page.get_by_label("Search the taxonomy")
    search.fill("deduplication")
    button = page.locator("#contribute-tree").get_by_role("button", name="Deduplication")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    search.fill("logit")
    page.locator("#contribute-tree").get_by_role("button", name="Logit-based").press("Space")
    page.get_by_role("button", name="Put Logit-based first").press("Enter")
    expect(page.locator("#note-0")).to_be_focused()
    page.keyboard.type("scores pairs")
    assert yaml.safe_load(shown_file(page))["tags"] == [
        {"node": "filter-logits", "note": "scores pairs"},
        "condense-deduplication",
    ]
    page.get_by_role("button", name="Remove Deduplication").press("Enter")
    assert len(yaml.safe_load(shown_file(page))["tags"]) == 1
    search.fill("")
    summary = page.locator(".picker__area > summary").first
    summary.press("Enter")
    expect(page.locator(".picker__area[open] .picker__row").first).to_be_visible()


def test_it_works_without_a_network_once_it_is_in_use(page: Page) -> None:
    opened(page)
    fill_in(page)
    page.context.set_offline(True)
    page.get_by_label("Title", exact=True).fill("Filtering Pairs by Captions of a Language Model")
    expect(page.locator("#contribute-state")).to_have_text("Ready to send.")


def test_what_is_pasted_is_never_markup_or_structure(page: Page, guard: Guard) -> None:
    nasty = "<img src=x onerror=alert(1)>: {a: 1}\n- b"
    opened(page)
    page.get_by_label("Title", exact=True).fill(nasty)
    page.get_by_label("Authors").fill("<b>Ada</b> Lovelace\n]\nkind: tool")
    page.get_by_label("Remarks").evaluate("box => box.closest('details').open = true")
    page.get_by_label("Remarks").fill("# no comment\n---\nyear: 1")
    entry = yaml.safe_load(shown_file(page))
    assert entry["title"] == " ".join(nasty.split())
    assert entry["authors"] == ["<b>Ada</b> Lovelace", "]", "kind: tool"]
    assert (entry["kind"], entry["remarks"]) == ("paper", "# no comment --- year: 1")
    expect(page.locator(".contribute :is(img, b)")).to_have_count(0)
    assert guard.unexpected() == []


def test_without_javascript_the_other_ways_are_told(open_page: OpenPage, guard: Guard) -> None:
    guard.expected.add("/assets/shared-")  # a module, which is not loaded then
    page = open_page(DESKTOP, java_script_enabled=False)
    page.goto("contribute/")
    expect(page.get_by_text("The form needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("heading", name="By an issue")).to_be_visible()
    expect(page.get_by_role("link", name="Open a pull request")).to_be_hidden()


def test_a_form_that_cannot_load_says_so(page: Page, guard: Guard) -> None:
    guard.expected |= {"form.json", "Error: /assets/contribute"}
    page.route("**/contribute/data/form.json", lambda route: route.fulfill(status=503))
    page.goto("contribute/")
    expect(page.get_by_text("The form could not be loaded.")).to_be_visible()


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=str)
def test_the_tagging_guide_has_the_advice_on_each_node(page: Page, kb: KnowledgeBase) -> None:
    node = kb.taxonomy["data-filter"]
    page.goto("tagging-guide/")
    page.locator("#contents + ul").get_by_role("link", name=node.title, exact=True).click()
    topic = page.locator(".guide", has=page.locator("#data-filter"))
    expect(topic).to_contain_text(node.entry.belongs or "")
    expect(topic).to_contain_text(node.entry.not_here or "")
    assert topic.get_by_role("link").count() >= 2
    assert violations(page, ".md-content") == []
