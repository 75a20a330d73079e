from pathlib import Path

import pytest

from generator import load
from generator.knowledge import Tag, Work

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2304.14108", "2304.14108"), ("2304.14108v2", "2304.14108"), ("hep-th/9901001v12", "hep-th/9901001")],
)
def test_a_work_is_known_by_its_arxiv_id_without_version(written: str, kept: str) -> None:
    work = Work(
        id="a2023b",
        title="B",
        authors=("A C",),
        year=2023,
        kind="paper",
        tags=(Tag(node="x"),),
        arxiv=written,
    )
    assert work.arxiv == kept
    assert work.url == f"https://arxiv.org/abs/{kept}"


def test_a_work_of_which_only_the_year_is_known_comes_after_the_dated_ones_of_that_year() -> None:
    kb = load(REPOSITORY)
    dates = [work.first_public for work in kb.newest()]
    of_2025 = [day for day in dates if day.startswith("2025")]
    assert of_2025.index("2025") > max(place for place, day in enumerate(of_2025) if day != "2025")
