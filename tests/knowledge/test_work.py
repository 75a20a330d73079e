import pytest

from generator.knowledge import Tag, Work


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
