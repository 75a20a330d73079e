"""Questions of readers, each answered within four clicks from the home page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase

MOST_CLICKS = 4
# Works that filter image-text pairs for pretraining, named by hand from the papers.
FILTERING = {
    "fang2023data", "gadre2023datacomp", "huang2024multimodal", "lin2023parrot", "mahmoud2023sieve",
    "maini2023tmars", "nguyen2023improving", "radenovic2023filtering", "schuhmann2022laion5b",
    "wang2024finetuned", "xu2023demystifying", "yu2023devil",
}  # fmt: skip


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
        self.page.get_by_label(label, exact=True).select_option(value)

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
    assert set(found) >= FILTERING
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


def test_what_came_before_and_after_a_work_and_what_is_near_it(reader: Reader, kb: KnowledgeBase) -> None:
    page = reader.page
    page.get_by_role("searchbox", name="Search works").fill("DataComp")
    reader.click(page.get_by_role("button", name=re.compile("^Search ")))
    reader.click(page.locator("a.result__title", has_text="DataComp: In search").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("DataComp")
    work = kb["gadre2023datacomp"]
    related = page.locator("#related ~ ul").first
    for other, _ in kb.related(work)[:3]:
        expect(related).to_contain_text(other.title)
    years = [other.year for other, _ in kb.related(work) if other.year]
    assert min(years) <= 2023 <= max(years), "some came before it, some after"
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
