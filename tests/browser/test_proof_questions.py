"""Questions of readers, each answered within four clicks from the home page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase

MOST_CLICKS = 4
ANSWERS = yaml.safe_load((Path(__file__).parents[1] / "search" / "questions.yaml").read_text("utf-8"))


@dataclass
class Reader:
    """A page with the number of clicks and picks that led to what it shows."""

    page: Page
    clicks: int = field(default=0)

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def pick(self, label: str, value: str) -> None:
        self.clicks += 1
        self.page.get_by_role("combobox", name=label, exact=True).select_option(value)

    def save(self, target: Locator) -> set[str]:
        """The ids of the works in the BibTeX file that a click saves."""
        with self.page.expect_download() as download:
            self.click(target)
        assert download.value.suggested_filename.endswith(".bib")
        entries = download.value.path().read_text(encoding="utf-8")
        return set(re.findall(r"^@\w+\{(.+),$", entries, re.MULTILINE))

    def save_from_the_explorer(self) -> set[str]:
        """The ids of the works that the Explorer shows, from the file that it saves of them."""
        expect(self.page.locator("#explore-status")).to_have_text(re.compile(r"^[\d,]+ of [\d,]+ works$"))
        self.click(self.page.get_by_role("button", name="Download", exact=True))
        return self.save(self.page.get_by_role("button", name="Save file"))

    def works(self) -> list[str]:
        """The ids of the works that are open."""
        shown = self.page.locator(".joined__opened .joined__work")
        expect(shown.first).to_be_visible()
        return [work.get_attribute("data-work") or "" for work in shown.all()]


@pytest.fixture
def reader(page: Page) -> Reader:
    page.goto("")
    return Reader(page)


def count(page: Page) -> int:
    """The number of works that the answer has."""
    status = page.locator(".joined__status")
    expect(status).to_have_text(re.compile(r"^[\d,]+ works? in"))
    return int(status.inner_text().split(" ")[0].replace(",", ""))


def test_which_works_filter_image_text_pairs_for_pretraining_with_effects(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="Which works filter image-text pairs"))
    number = count(page)
    reader.click(page.locator(".joined__all"))
    expect(page.locator(".joined__opened .effect").first).to_contain_text(re.compile(r"\d"))
    reader.click(page.locator(".joined__more", has_text="more work"))
    found = reader.works()
    assert len(found) == number
    assert set(found) >= set(ANSWERS["filters_of_image_text_pairs"])
    assert reader.clicks <= MOST_CLICKS


def test_which_data_reduces_hallucination_and_at_which_stage(reader: Reader, kb: KnowledgeBase) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="Which data reduces hallucination"))
    count(page)
    stages = page.locator(".joined__choices p").first
    for stage in ("finetune", "inference"):
        asked = {"capability": "hallucination-reduction", "stage": stage}
        number = len(kb.works(asked, relation="enhances"))
        label = kb.facets["stage"].value(stage).label
        expect(stages.get_by_role("button", name=f"{label} {number}", exact=True)).to_be_visible()
    reader.click(stages.get_by_role("button").first)
    expect(page.locator(".joined__table tbody tr").first).to_contain_text("Hallucination")
    assert reader.clicks <= MOST_CLICKS


def test_what_the_gaps_of_the_first_question_are(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator(".question__doors").first.get_by_role("link", name="The answer"))
    reader.click(page.locator(".md-content").get_by_role("link", name="gaps", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Gaps")
    first = page.locator("ul.gaps").first.locator("li").first
    expect(first).to_contain_text(re.compile(r"The survey states it.*§"))
    expect(first).to_contain_text(re.compile("None of the .* states it|No work has this tag"))
    assert reader.clicks <= MOST_CLICKS


def test_which_datasets_tune_models_on_video_instructions(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator(".doors").get_by_role("link", name=re.compile("^Public datasets")))
    reader.pick("Modality", "Video")
    reader.pick("Stages", "Fine-tuning")
    rows = page.locator(".data-table tbody tr:visible")
    addresses = (
        rows.get_by_role("rowheader")
        .get_by_role("link")
        .evaluate_all("links => links.map((link) => link.pathname)")
    )
    found = {address.strip("/").rpartition("/")[2] for address in addresses}
    assert found >= set(ANSWERS["video_instruction_datasets"])
    heads = page.locator(".data-table thead th").all_inner_texts()
    row = rows.filter(has_text="LLaVA-Video-178K").locator("th, td")
    cells = dict(zip(heads, row.all(), strict=True))
    expect(cells["Size"]).to_have_text("178K videos")
    expect(cells["License"]).to_be_empty()
    expect(cells["Link"].get_by_role("link")).to_have_attribute("href", re.compile("^https://llava-vl"))
    assert reader.clicks <= MOST_CLICKS


def test_what_is_new_in_2026_on_synthesis(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="What is new in 2026 on data synthesis?"))
    found = reader.save_from_the_explorer()
    assert found >= set(ANSWERS["synthesis_of_2026"])
    assert reader.clicks <= MOST_CLICKS


def test_who_works_on_data_mixture(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator(".map").get_by_role("link", name="Mixture"))
    people = page.locator("#people")
    reader.click(people.locator("summary"))
    for person, work in ANSWERS["people_of_data_mixture"].items():
        together = people.get_by_role("listitem").filter(
            has=page.get_by_role("link", name=person, exact=True)
        )
        expect(together.locator(f'a[href$="works/{work}/"]')).to_be_visible()
    numbers = [int(text.split(" ")[0]) for text in people.locator("li b").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True), "those with the most works come first"
    reader.click(people.get_by_role("link", name="Ce Ge", exact=True))
    expect(page).to_have_url(re.compile("/authors/.*#ce-ge$"))
    assert reader.clicks <= MOST_CLICKS


def test_benchmarks_of_spatial_understanding_are_saved_as_bibtex(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator(".map").get_by_role("link", name="Understanding benchmarks"))
    reader.click(page.locator(".children").get_by_role("link", name=re.compile("^Spatial")))
    found = reader.save(page.get_by_role("link", name="BibTeX of all"))
    assert found >= set(ANSWERS["spatial_benchmarks"])
    assert reader.clicks <= MOST_CLICKS


def test_what_changed_in_data_packing(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator(".map").get_by_role("link", name="Packing"))
    changed = page.locator(".topic__news")
    expect(changed).to_contain_text(
        re.compile(r"\d+ of its \d+ works \(\d+%\) were published after the survey")
    )
    expect(changed).to_contain_text(re.compile(r"Long context \(from \d+ to \d+\)"))
    reader.click(changed.get_by_role("link", name=re.compile("works since the survey$")))
    found = reader.save_from_the_explorer()
    assert found >= set(ANSWERS["packing_since_the_survey"])
    assert reader.clicks <= MOST_CLICKS


def test_what_came_before_and_after_a_work_and_what_is_near_it(reader: Reader, kb: KnowledgeBase) -> None:
    page = reader.page
    page.get_by_role("searchbox", name="Search works").fill("DataComp")
    reader.click(page.get_by_role("button", name=re.compile("^Search ")))
    reader.click(page.locator("a.result__title", has_text="DataComp: In search").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("DataComp")
    asked = kb["gadre2023datacomp"].first_public
    for when, known in ANSWERS["around_datacomp"].items():
        links = page.locator(f"#related-{when} + ul a.work__title")
        found = [
            link.strip("/").rpartition("/")[2]
            for link in links.evaluate_all("links => links.map((link) => link.pathname)")
        ]
        assert set(found) >= set(known)
        assert all((kb[work].first_public < asked) == (when == "before") for work in found)
    assert reader.clicks <= MOST_CLICKS


def test_which_approach_enhances_what_at_fine_tuning(reader: Reader, kb: KnowledgeBase) -> None:
    page = reader.page
    reader.click(page.locator(".question__doors").first.get_by_role("link", name="The answer"))
    reader.pick("Stage", "finetune")
    count(page)
    heads = page.locator(".joined__table thead th").all_inner_texts()
    assert heads[:3] == ["Approach", "Capability", "Works"]
    first = page.locator(".joined__table tbody tr").first
    expect(first.locator("td").first).to_contain_text(re.compile("enhances|tests"))
    reader.click(first.get_by_role("button"))
    for work in reader.works():
        stated = {value for group in kb.groups_of(kb[work]) for value in group.values.get("acts_at", ())}
        assert "finetune" in stated
    assert reader.clicks <= MOST_CLICKS


def test_how_self_boosted_and_externally_boosted_development_compare(
    reader: Reader, kb: KnowledgeBase
) -> None:
    page = reader.page
    reader.click(page.locator(".doors").get_by_role("link", name=re.compile("^Roadmap")))
    table = page.get_by_role("table", name=re.compile("Self-boosted paradigm and Externally-boosted"))
    for paradigm in kb.paradigms.values():
        expect(table).to_contain_text(paradigm.status or "")
        for work in paradigm.instances:
            expect(table.locator(f'a[href$="works/{work}/"]').first).to_be_visible()
    for part in ("Then and now", "What is the same", "What differs"):
        expect(table.get_by_role("rowheader", name=part)).to_be_visible()
    since = table.locator("tr", has=page.get_by_role("rowheader", name="Works since")).locator("td")
    for cell, paradigm in zip(since.all(), kb.paradigms.values(), strict=True):
        works = {work.id: work for node in paradigm.nodes for work in kb.works(node=node)}
        number = sum(kb.is_since_survey(work) for work in works.values())
        expect(cell).to_contain_text(str(number))
    assert reader.clicks <= MOST_CLICKS
