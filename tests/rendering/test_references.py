"""References in the style of the APA and in Markdown name all authors, or say that there are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_survey.rendering.references import apa, markdown_reference
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from living_survey import Work

MANY = [f"Given{chr(65 + number)} Family{chr(65 + number)}" for number in range(22)]


def work(**facts: object) -> Work:
    return small_kb(doe2020knead=facts)["doe2020knead"]


@pytest.mark.parametrize(
    ("authors", "people"),
    [
        (["Jane Roe"], "Roe, J."),
        (["Jane Ann Roe", "Jan van Dam"], "Roe, J. A., & van Dam, J."),
        (["Jane Roe", "Gemini Team", "Robert Tarjan Jr."], "Roe, J., Gemini Team, & Tarjan, R., Jr."),
        (["Jane Roe", "et al."], "Roe, J., et al."),
    ],
)
def test_apa_names_authors_by_family_name_and_initials(authors: list[str], people: str) -> None:
    assert apa(work(authors=authors)) == f"{people} (2020). How to knead. Bread Week."


def test_apa_names_the_first_nineteen_and_the_last_of_more_than_twenty_authors() -> None:
    reference = apa(work(authors=MANY))
    assert "FamilyS, G., … FamilyV, G. (2020)." in reference
    assert "FamilyT" not in reference
    assert "FamilyS, G., & FamilyT, G." in apa(work(authors=MANY[:20]))


def test_apa_ends_with_the_doi_or_else_the_address() -> None:
    assert apa(work(doi="10.1000/bread")).endswith("Bread Week. https://doi.org/10.1000/bread")
    assert apa(work(arxiv="2001.00001")).endswith("https://arxiv.org/abs/2001.00001")


def test_a_question_mark_ends_a_title() -> None:
    assert "Does it rise? Bread Week." in apa(work(title="Does it rise?"))


def test_markdown_links_the_title_and_shortens_long_lists_of_authors() -> None:
    assert markdown_reference(work(arxiv="2001.00001", authors=["Jane Roe", "Jan van Dam"])) == (
        "[How to knead](https://arxiv.org/abs/2001.00001). Jane Roe, Jan van Dam. *Bread Week*, 2020."
    )
    assert "GivenJ FamilyJ, and others. *Bread Week*" in markdown_reference(work(authors=MANY))


def test_markdown_escapes_what_an_entry_says() -> None:
    assert markdown_reference(work(title="[x](javascript:y) *z*")).startswith(r"\[x\](javascript")
