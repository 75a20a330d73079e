"""Venues however they are written, and their full names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.text import fold
from living_survey.knowledge.venues import WELL_KNOWN, Venue, Venues, is_acronym, known_venues

WRITTEN: list[list[str]] = json.loads((Path(__file__).parent / "venues.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("written", "short"), WRITTEN, ids=[written[:60] for written, _ in WRITTEN])
def test_venues_are_recognized_and_others_left_alone(written: str, short: str) -> None:
    assert WELL_KNOWN.canonical(written) == short


def test_every_name_in_the_table_leads_to_its_venue() -> None:
    for venue in known_venues():
        others = {fold(name) for other in known_venues() if other is not venue for name in other.names}
        for name in venue.names:
            assert WELL_KNOWN.canonical(name) == venue.short
            assert fold(name) not in others, f"{name} is a name of two venues"


def test_a_short_form_stays() -> None:
    conferences = [venue for venue in known_venues() if venue.kind == "conference"]
    assert len(conferences) > 100
    for venue in conferences:
        for short in (venue.short, f"Findings of {venue.short}", f"{venue.short} Workshops"):
            assert WELL_KNOWN.canonical(short) == short


@pytest.mark.parametrize(
    ("name", "year", "full"),
    [
        ("CVPR", 2023, "IEEE/CVF Conference on Computer Vision and Pattern Recognition"),
        ("CVPR", 2016, "IEEE Conference on Computer Vision and Pattern Recognition"),
        ("CVPR Workshops", None, "IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops"),
        ("NeurIPS", 2023, "Advances in Neural Information Processing Systems"),
        ("Findings of EMNLP", 2023, "Findings of the Association for Computational Linguistics: EMNLP"),
        ("KDD", 2020, "ACM SIGKDD International Conference on Knowledge Discovery and Data Mining"),
        ("KDD", 2021, "ACM SIGKDD Conference on Knowledge Discovery and Data Mining"),
        ("Nature", 2024, "Nature"),
    ],
)
def test_venues_have_the_full_name_of_the_year(name: str, year: int | None, full: str) -> None:
    venue = WELL_KNOWN.get(name)
    assert venue is not None
    assert venue.full_in(year) == full


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Accepted to NeurIPS 2023 Datasets and Benchmarks Track; 30 pages", "NeurIPS"),
        ("In Proc. CVPR 2024, pages 1-10", "CVPR"),
        ("to appear in the EMNLP 2023 Findings", "Findings of EMNLP"),
        ("accepted by the ICML Workshop on Bread", "ICML Workshops"),
        ("on the nature of science", None),
        ("oracle, CVPRish, MICCAI-like", None),
        ("", None),
    ],
)
def test_venues_are_found_in_running_text_by_their_acronyms(text: str, venue: str | None) -> None:
    assert WELL_KNOWN.mentioned_in(text) == venue


def test_a_survey_has_venues_of_its_own_besides() -> None:
    own = Venue(short="JBR", full="Journal of Bread and Rolls", kind="journal", aliases=("Bread J.",))
    venues = Venues([own, Venue(short="MM", full="Meeting of Millers")])
    assert venues.canonical("Journal of Bread and Rolls, 2024") == "JBR"
    assert venues.canonical("J. Bread Rolls") == "JBR"
    assert venues.canonical("MM 2024") == "MM"
    assert venues.canonical("ACM MM") == "ACM MM"
    assert venues.get("JBR") == own


def test_words_are_no_acronyms() -> None:
    assert is_acronym("NeurIPS")
    assert not is_acronym("Science")
    assert not is_acronym("IEEE Access to Everything")


@given(st.text(max_size=80) | st.sampled_from([written for written, _ in WRITTEN]))
def test_any_text_is_a_venue_whose_short_form_stays(text: str) -> None:
    short = WELL_KNOWN.canonical(text)
    assert WELL_KNOWN.canonical(short) == short
