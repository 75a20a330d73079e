"""arXiv identifiers, DOIs, citation keys, identifiers in addresses, and the folding of texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.identifiers import ArxivId, CitationKey, arxiv_in, identifier_in, is_doi
from living_survey.knowledge.text import FOLDED_LETTERS, fold, normalized_title, slug, words


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
def test_impossible_arxiv_identifiers_are_errors_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ArxivId.parse(text)


@given(st.integers(2015, 2099), st.integers(1, 12), st.integers(1, 99_999), st.none() | st.integers(1, 99))
def test_every_new_identifier_has_its_month(year: int, month: int, number: int, version: int | None) -> None:
    base = f"{year % 100:02d}{month:02d}.{number:05d}"
    text = f"{base}v{version}" if version else base
    if (year, month) >= (2015, 1):
        assert ArxivId.parse(text) == ArxivId(base, year, month, version)


@pytest.mark.parametrize(
    "text",
    ["10.1109/TPAMI.2025.3576835", "10.1609/aaai.v38i16.29727", "10.1000.10/abc", "10.1016/S0140-6736(20)1"],
)
def test_dois(text: str) -> None:
    assert is_doi(text)


@pytest.mark.parametrize(
    "text", ["", "10.1/x", "10.1234", "10.1234/", "doi:10.1234/x", "10.1234/a b", "10.1234/<x>"]
)
def test_other_texts_are_not_dois(text: str) -> None:
    assert not is_doi(text)


def test_a_citation_key_has_three_parts() -> None:
    assert CitationKey.parse("gadre2023datacomp") == CitationKey("gadre", 2023, "datacomp")
    assert CitationKey.parse("hinton2021gpt4") == CitationKey("hinton", 2021, "gpt4")


@pytest.mark.parametrize(
    "text", ["", "gadre", "2023datacomp", "gadre2023", "Gadre2023x", "gadre1823x", "a-b2020c", "a2020c\n"]
)
def test_other_texts_are_not_citation_keys(text: str) -> None:
    assert CitationKey.parse(text) is None


@pytest.mark.parametrize(
    ("author", "year", "title", "key"),
    [
        ("Samir Yitzhak Gadre", 2023, "DataComp: In search of datasets", "gadre2023datacomp"),
        ("Jörg von Öhm Jr.", 2024, "A Müller-Made Thing", "ohm2024mullermade"),
        ("Öhm, Jörg", 2024, "The Of", "ohm2024the"),
        ("Gemini Team", 2024, "X", "gemini2024x"),
        ("Łukasz Søren Ærø", 2024, "Łódź", "aero2024lodz"),
    ],
)
def test_a_citation_key_is_made_of_author_year_and_title(
    author: str, year: int, title: str, key: str
) -> None:
    assert str(CitationKey.of(author, year, title)) == key


@pytest.mark.parametrize(
    ("author", "year", "title"), [("", 2024, "X"), ("Ada B", None, "X"), ("Ada B", 2024, "数据")]
)
def test_no_citation_key_is_made_of_less(author: str, year: int | None, title: str) -> None:
    assert CitationKey.of(author, year, title) is None


@given(st.text(max_size=60), st.integers(1900, 2099), st.text(max_size=60))
def test_every_citation_key_that_is_made_can_be_read(author: str, year: int, title: str) -> None:
    key = CitationKey.of(author, year, title)
    assert key is None or CitationKey.parse(str(key)) == key


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("2401.01234v2", "arxiv:2401.01234"),
        ("https://arxiv.org/pdf/2401.01234v1.pdf", "arxiv:2401.01234"),
        ("10.48550/ARXIV.2401.01234", "arxiv:2401.01234"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("10.1109/TPAMI.2025.3576835", "doi:10.1109/tpami.2025.3576835"),
        ("https://dx.doi.org/10.1000%2Fx", "doi:10.1000/x"),
        ("10.18653/v1/2023.acl-long.1", "acl:2023.acl-long.1"),
        ("https://aclanthology.org/2023.acl-long.1.pdf", "acl:2023.acl-long.1"),
        ("https://www.aclweb.org/anthology/P19-1001v2.pdf", "acl:p19-1001"),
        ("https://openreview.net/forum?id=AbC&noteId=x", "openreview:AbC"),
        ("https://openreview.net/group?id=ICLR.cc", None),
        ("https://github.com/example/one", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_an_address_says_which_work_it_is_of(text: str, identifier: str | None) -> None:
    assert identifier_in(text) == identifier


@given(st.text(max_size=80) | st.text(alphabet=":/[].?=&%x1", max_size=40).map("https://{}".format))
def test_any_text_has_an_identifier_or_none(text: str) -> None:
    assert (identifier_in(text) or "").startswith("arxiv:") == (arxiv_in(text) is not None)


def test_spellings_of_a_name_are_folded_to_one() -> None:
    assert fold("Łukasz Müller-Ødegård ﬁ") == "lukasz muller-odegard fi"
    assert fold("ÆRØSKØBING ẞ Ǿ Þór Đ") == "aeroskobing ss o thor d"
    assert fold("Ψυχή 数据") == "ψυχη 数据"
    assert slug("Findings of ACL") == "findings-of-acl"


def test_folded_letters_are_small_ones_that_unicode_does_not_decompose() -> None:
    for letter, folded in FOLDED_LETTERS.items():
        assert unicodedata.normalize("NFKD", letter) == letter == letter.lower()
        assert fold(letter) == folded


def test_spellings_of_a_title_are_folded_to_one() -> None:
    assert normalized_title("Data–Model: A “Survey”!") == normalized_title("data-model a survey")
    assert normalized_title("多模态 学习") == "多模态 学习"
    assert words("GPT-4V_x") == ["gpt", "4v", "x"]


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normalized_title(normalized_title(text)) == normalized_title(text)
    assert slug(slug(text)) == slug(text)
