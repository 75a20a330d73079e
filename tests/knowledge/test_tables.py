"""Sizes are numbers with units, and corrections belong to the columns that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge import Column, Table
from living_survey.knowledge.tables import amount
from living_survey.knowledge.work import row_model


@pytest.mark.parametrize(
    ("quantity", "number"),
    [
        ("70M", 70e6),
        ("4.6K", 4_600),
        ("11.6k", 11_600),
        ("420", 420),
        ("2,803 queries", 2_803),
        ("1,234,567.5", 1_234_567.5),
        ("~0.92M images; 14.8M QA pairs", 920_000),
        ("1M+ questions", 1e6),
        ("12.8M-12.8B", 12.8e6),
        ("10–20K", 10_000),
        ("10-20 images", 10),
        ("1T text tokens; 3.4B images", 1e12),
        ("5.85B image-text pairs (2.32B English)", 5.85e9),
        ("2.5 million pages", 2.5e6),
        ("3 billion", 3e9),
        ("3D scenes: 20K", 20_000),
        ("about 16x of 1.2M", 1.2e6),
        ("5 Boxes", 5),
        ("1.5x faster", None),
        ("12Kg", None),
        ("many", None),
        ("", None),
    ],
)
def test_a_quantity_is_sorted_by_its_first_number_with_its_unit(quantity: str, number: float | None) -> None:
    assert amount(quantity) == (pytest.approx(number) if number is not None else None)


def test_a_larger_unit_goes_before_a_larger_figure() -> None:
    quantities = ["4.6K", "70M", "800", "~1.6M samples", "12.8M-12.8B", "1B masks on 11M images"]
    assert sorted(quantities, key=lambda text: amount(text) or 0) == [
        "800",
        "4.6K",
        "~1.6M samples",
        "12.8M-12.8B",
        "70M",
        "1B masks on 11M images",
    ]


@given(st.text())
def test_any_text_has_a_sort_key(text: str) -> None:
    found = amount(text)
    assert found is None or found >= 0


def test_a_number_without_end_is_no_sort_key() -> None:
    assert amount("9" * 299 + "T") is None


@given(st.integers(0, 10**12))
def test_a_whole_number_is_itself_with_or_without_commas(number: int) -> None:
    assert amount(str(number)) == amount(f"{number:,}") == float(number)


TABLE = Table(
    id="loaves",
    title="Loaves",
    columns=(
        Column(id="loaf", title="Loaf"),
        Column(id="weight", title="Weight (kg)", type="quantity"),
        Column(id="steps", title="Steps", type="texts"),
        Column(id="corrected", title="Corrected"),
    ),
)


@pytest.mark.parametrize(
    ("text", "corrections"),
    [
        ("weight (kg): 2; 3 with the crust", {"weight": "2; 3 with the crust"}),
        ("Weight (kg): 2; steps: mixing", {"weight": "2", "steps": "mixing"}),
        ("never baked; steps: none", {"loaf": "never baked", "steps": "none"}),
        ("never baked", {"loaf": "never baked"}),
        ("two steps: mixing and baking", {"loaf": "two steps: mixing and baking"}),
        (None, {}),
    ],
)
def test_a_correction_belongs_to_the_column_that_it_names(
    text: str | None, corrections: dict[str, str]
) -> None:
    row = row_model(TABLE).model_validate({"loaf": "Landbrot", "corrected": text})
    assert TABLE.corrections(row) == corrections


def test_a_table_without_such_a_column_corrects_nothing() -> None:
    table = TABLE.model_copy(update={"columns": TABLE.columns[:-1]})
    assert table.corrections(row_model(table).model_validate({"loaf": "Landbrot"})) == {}
