"""What the name of a venue tells where no table has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.venue_kinds import kind_of_name, short_and_full


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Apidologie", "journal"),
        ("Remote Sensing of Environment", "journal"),
        ("Transactions on Bread", "journal"),
        ("Proceedings of the Royal Society B", "journal"),
        ("SenSys", "conference"),
        ("Symposium on Ovens", "conference"),
        ("Journal Track of the Conference on Bread", "conference"),
        ("Bakery blog", "web"),
    ],
)
def test_the_kind_follows_from_the_words_of_a_name(name: str, kind: str) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("name", "short", "full"),
    [
        (
            "Proceedings of the 21st ACM Conference on Embedded Networked Sensor Systems (SenSys)",
            "SenSys",
            "ACM Conference on Embedded Networked Sensor Systems",
        ),
        ("Proc. of the 2023 Annual Conference on Ovens (COVEN '23)", "COVEN", "Conference on Ovens"),
        ("Journal of Bread (JB)", "Journal of Bread (JB)", ""),
        ("Conference on Ovens (in press)", "Conference on Ovens (in press)", ""),
        ("Conference on Ovens", "Conference on Ovens", ""),
    ],
)
def test_a_conference_has_the_acronym_at_the_end_of_its_name(name: str, short: str, full: str) -> None:
    assert short_and_full(name) == (short, full)


@given(st.text())
def test_any_name_is_kept_or_made_shorter(name: str) -> None:
    short, full = short_and_full(name)
    assert (short, full) == (name, "") or (short in name and full in name and full)
