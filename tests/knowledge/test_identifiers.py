"""arXiv identifiers, DOIs, citation keys, and the folding of names and titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.identifiers import ArxivId, CitationKey, is_doi
from living_survey.knowledge.text import fold, last_name, normalized_title, slug, words


@pytest.mark.parametrize(
    ("text", "base", "year", "month", "version"),
    [
        ("2304.14108", "2304.14108", 2023, 4, None),
        ("2304.14108v12", "2304.14108", 2023, 4, 12),
        ("0704.0001", "0704.0001", 2007, 4, None),
        ("1412.9999", "1412.9999", 2014, 12, None),
        ("1501.00001", "1501.00001", 2015, 1, None),
        ("hep-th/9901001", "hep-th/9901001", 1999, 1, None),
        ("math.GT/0309136v2", "math.GT/0309136", 2003, 9, 2),
        ("cs/0703001", "cs/0703001", 2007, 3, None),
        ("hep-th/9108001", "hep-th/9108001", 1991, 8, None),
    ],
)
def test_arxiv_identifiers_are_read(text: str, base: str, year: int, month: int, version: int | None) -> None:
    assert ArxivId.parse(text) == ArxivId(base, year, month, version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2304",
        "2304.1410",
        "2304.141080",
        "2313.14108",
        "2300.14108",
        "0703.0001",
        "0704.00001",
        "2304.00000",
        "2304.14108v0",
        "2304.14108v",
        "2304.14108 ",
        "2304.14108\n",
        "arXiv:2304.14108",
        "\N{FULLWIDTH DIGIT TWO}304.14108",
        "hep-th/9107001",
        "hep-th/0704001",
        "hep-th/9913001",
        "hep-th/99010011",
        "bread/9901001",
    ],
)
def test_what_arxiv_never_gave_out_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ArxivId.parse(text)


@given(st.integers(2015, 2099), st.integers(1, 12), st.integers(1, 99_999), st.none() | st.integers(1, 99))
def test_every_new_identifier_says_its_month(year: int, month: int, number: int, version: int | None) -> None:
    base = f"{year % 100:02d}{month:02d}.{number:05d}"
    text = f"{base}v{version}" if version else base
    if (year, month) >= (2015, 1):
        assert ArxivId.parse(text) == ArxivId(base, year, month, version)


@pytest.mark.parametrize(
    "text",
    ["10.1109/TPAMI.2025.3576835", "10.1609/aaai.v38i16.29727", "10.1000.10/abc", "10.1016/S0140-6736(20)1"],
)
def test_dois_are_known(text: str) -> None:
    assert is_doi(text)


@pytest.mark.parametrize(
    "text", ["", "10.1/x", "10.1234", "10.1234/", "doi:10.1234/x", "10.1234/a b", "10.1234/<x>"]
)
def test_what_is_no_doi_is_known(text: str) -> None:
    assert not is_doi(text)


def test_a_citation_key_has_three_parts() -> None:
    assert CitationKey.parse("gadre2023datacomp") == CitationKey("gadre", 2023, "datacomp")
    assert CitationKey.parse("hinton2021gpt4") == CitationKey("hinton", 2021, "gpt4")


@pytest.mark.parametrize(
    "text", ["", "gadre", "2023datacomp", "gadre2023", "Gadre2023x", "gadre1823x", "a-b2020c", "a2020c\n"]
)
def test_what_is_no_citation_key_is_known(text: str) -> None:
    assert CitationKey.parse(text) is None


def test_spellings_of_a_name_meet() -> None:
    assert fold("Łukasz Müller-Ødegård ﬁ") == "lukasz muller-odegard fi"
    assert last_name("Robert Tarjan Jr.") == "Tarjan"
    assert slug("Findings of ACL") == "findings-of-acl"


def test_spellings_of_a_title_meet() -> None:
    assert normalized_title("Data–Model: A “Survey”!") == normalized_title("data-model a survey")
    assert normalized_title("多模态 学习") == "多模态 学习"
    assert words("GPT-4V_x") == ["gpt", "4v", "x"]


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normalized_title(normalized_title(text)) == normalized_title(text)
    assert slug(slug(text)) == slug(text)
