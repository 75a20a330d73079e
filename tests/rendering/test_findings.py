"""The sentences above charts say what their data show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from living_survey.rendering.charts import findings


def test_the_largest_number_is_named_with_its_total() -> None:
    assert findings.most_works([("Dough", 12), ("Ovens", 7)], 40) == "Dough has the most works (12 of 40)."
    assert (
        findings.most_works([("Dough", 7), ("Ovens", 7)]) == "Dough and Ovens have the most works (7 each)."
    )
    assert findings.most_works([("Dough", 0)]) == findings.most_works([]) == ""


def test_only_more_than_half_is_called_most() -> None:
    years = [("2023", 3), ("2024", 12)]
    assert findings.largest_share(years, 15) == "Most works are from 2024 (12 of 15, 80%)."
    assert findings.largest_share(years, 40) == (
        "More works are from 2024 (12 of 40, 30%) than from any other year."
    )
    assert findings.largest_share([("2023", 2), ("2024", 2)], 4) == (
        "The years with the most works are 2023 and 2024 (2 of 4 each)."
    )


def test_combinations_are_counted() -> None:
    counted = {("Dough", "Rye"): 3, ("Dough", "Wheat"): 0, ("Ovens", "Rye"): 1}
    assert findings.strongest(counted) == "The most frequent combination is Dough with Rye (3 works)."
    assert findings.without_works(counted) == "1 of 3 combinations has no works."
    assert findings.strongest({("Dough", "Wheat"): 0}) == ""


def test_shares_are_compared_if_both_years_have_enough_works() -> None:
    shares = [("Rye", 10, 30), ("Wheat", 40, 20)]
    assert findings.largest_change(shares, ("2023", 50), ("2024", 50)) == (
        "From 2023 to 2024, the share of Rye rose most, from 20% to 60%."
    )
    assert findings.largest_change(shares, ("2023", 50), ("2024", findings.MIN_COLUMN - 1)) == ""
    assert findings.largest_change([("Wheat", 40, 20)], ("2023", 50), ("2024", 50)) == ""


@given(st.lists(st.text(st.characters(categories=["Lu"]), min_size=1), max_size=9))
def test_many_names_become_a_number(names: list[str]) -> None:
    text = findings.listed(names)
    assert all(name in text for name in names[: findings.MAX_NAMED])
    assert text.endswith("others") == (len(names) > findings.MAX_NAMED + 1)
