"""Plain questions have their answers in the Explorer; `tests/data/test_questions.py` asks them in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Filters of the Explorer, with works that the answer must have.
QUESTIONS = {
    "node=data-filter&stage=pretrain&modality=image": [
        "fang2023data",
        "maini2023tmars",
        "mahmoud2023sieve",
        "yu2023devil",
    ],
    "capability=hallucination-reduction&relation=enhances": [
        "yu2023rlhfv",
        "yu2024rlaifv",
        "sun2023aligning",
        "li2023silkie",
    ],
    "modality=video&stage=finetune&kind=dataset": ["zhang2024llavavideo", "chen2024sharegpt4video"],
}


@pytest.mark.parametrize("query", QUESTIONS)
def test_filters_find_the_works_that_answer(page: Page, query: str) -> None:
    page.goto(f"explore/?{query}&work={','.join(QUESTIONS[query])}")
    for work_id in QUESTIONS[query]:
        expect(page.locator(f'.result[data-work="{work_id}"]')).to_be_visible()


@pytest.mark.parametrize(("name", "work_id"), [("LLaVA", "liu2023visual"), ("DFN", "fang2023data")])
def test_a_name_finds_its_work_first(page: Page, name: str, work_id: str) -> None:
    page.goto(f"explore/?q={name}")
    expect(page.locator(".result").first).to_have_attribute("data-work", work_id)
