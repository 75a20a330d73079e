"""What is read out of arXiv's answers."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge.identifiers import ArxivId, arxiv_key
from living_survey.sources.arxiv import read_feed
from living_survey.sources.http import Answer, PassingError, SourceError
from living_survey.sources.latex import to_text
from tests.sources.server import Preprint, feed

if TYPE_CHECKING:
    from living_survey.sources.records import ArxivRecord

TYPE = {"content-type": "application/atom+xml; charset=utf-8"}


def read(preprint: Preprint) -> ArxivRecord:
    records = read_feed(Answer(200, "http://x", feed([preprint]).encode(), TYPE)).records
    return next(iter(records.values()))


def test_a_record_with_everything() -> None:
    record = read(
        Preprint(
            "2401.00001",
            title="A Title That\n  Is Wrapped\n  Hard",
            authors=("Jos\\'e N\u00fa\u00f1ez", "Paul Erd\\H{o}s", "Caf\u00e9 Team"),
            version=3,
            comment="Accepted at\n  ICML 2024",
            doi="10.1109/TEST.2024.1 https://doi.org/10.1000/other",
            journal_ref="Proc. of  Things 12 (2024)",
        )
    )
    assert record.title == "A Title That Is Wrapped Hard"
    assert record.authors == ("José Núñez", "Paul Erdős", "Café Team")
    assert (record.version, record.published, record.updated) == (3, date(2024, 1, 2), date(2024, 5, 6))
    assert record.comment == "Accepted at ICML 2024"
    assert record.doi == "10.1109/TEST.2024.1"
    assert record.journal_ref == "Proc. of Things 12 (2024)"
    assert record.categories == ("cs.CV", "cs.LG")
    assert not record.withdrawn


def test_missing_doi_journal_reference_and_comment_are_none() -> None:
    record = read(Preprint("2401.00001", version=1))
    assert (record.doi, record.journal_ref, record.comment) == (None, None, None)
    assert record.versions == ((1, date(2024, 1, 2)),)


@pytest.mark.parametrize(
    ("identifier", "key"),
    [("hep-th/9901001", "hep-th/9901001"), ("math.GT/0309136", "math/0309136"), ("0704.0001", "0704.0001")],
)
def test_old_identifiers_are_read(identifier: str, key: str) -> None:
    assert read(Preprint(identifier)).id == key == arxiv_key(identifier)


@pytest.mark.parametrize(
    "fields",
    [
        {"comment": "This paper has been withdrawn by the authors due to an error"},
        {"comment": "Withdrawn. See the newer paper"},
        {"abstract": "This paper has been withdrawn by the author."},
    ],
)
def test_withdrawn_papers_are_recognised(fields: dict[str, str]) -> None:
    assert read(Preprint("2401.00001", **fields)).withdrawn  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"comment": "12 pages"},
        {"abstract": "Funds withdrawn from banks are studied. Support has been withdrawn."},
    ],
)
def test_other_papers_are_not_taken_for_withdrawn(fields: dict[str, str]) -> None:
    assert not read(Preprint("2401.00001", **fields)).withdrawn  # type: ignore[arg-type]


@pytest.mark.parametrize("declared", [True, False])
def test_another_charset_is_read_as_the_document_or_else_the_server_says(*, declared: bool) -> None:
    text = feed([Preprint("2401.00001", authors=("José Núñez",))])
    body = text.replace("UTF-8", "ISO-8859-1").encode("latin-1") if declared else text.encode("latin-1")
    answer = Answer(200, "http://x", body, {"content-type": "application/atom+xml; charset=ISO-8859-1"})
    assert read_feed(answer).records["2401.00001"].authors == ("José Núñez",)


def test_a_wrong_charset_of_the_server_does_not_matter_where_the_document_is_right() -> None:
    body = feed([Preprint("2401.00001", authors=("José Núñez",))]).encode()
    answer = Answer(200, "http://x", body, {"content-type": "application/atom+xml; charset=ISO-8859-1"})
    assert read_feed(answer).records["2401.00001"].authors == ("José Núñez",)


def test_bytes_of_an_unknown_charset_are_a_fault_not_garbage() -> None:
    body = feed([Preprint("2401.00001", authors=("José Núñez",))]).encode("latin-1")
    with pytest.raises(PassingError, match="not XML"):
        read_feed(Answer(200, "http://x", body, TYPE))


def test_an_entry_that_cannot_be_read_is_named_and_the_others_are_kept() -> None:
    text = feed([Preprint("2401.00001", updated=""), Preprint("2401.00002")])
    result = read_feed(Answer(200, "http://x", text.encode(), TYPE))
    assert list(result.records) == ["2401.00002"]
    assert "2401.00001" in result.unreadable[0]


def test_a_paper_called_error_is_not_an_error() -> None:
    assert read(Preprint("2401.00001", title="Error")).title == "Error"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_a_source_error(body: bytes) -> None:
    with contextlib.suppress(PassingError, SourceError):
        read_feed(Answer(200, "http://x", body, TYPE))


@given(st.text(alphabet=st.characters(exclude_characters="\\{}$~", exclude_categories=["Cs"]), max_size=80))
def test_text_without_tex_stays_as_it_is(text: str) -> None:
    assert to_text(text) == " ".join(text.split())


@given(st.text(max_size=60))
def test_any_text_can_be_turned_into_text(text: str) -> None:
    assert "\n" not in to_text(text)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"$\beta$-{GAN}: 50\% \& more", "β-GAN: 50% & more"),
        (r"{\"U}ben {\L}uk\'asz \v{S}i\v{s}i\'{c}", "Üben Łukász Šišić"),
        ("100% of $5 bills & C#", "100% of $5 bills & C#"),
        ("A {broken brace", "A broken brace"),
        ("Diff$^2$", "Diff^2"),
    ],
)
def test_tex_becomes_text(tex: str, text: str) -> None:
    assert to_text(tex) == text


@given(
    st.integers(7, 40),
    st.integers(1, 12),
    st.integers(1, 9999),
    st.one_of(st.none(), st.integers(1, 99)),
)
def test_every_identifier_that_arxiv_gives_out_is_parsed_and_keyed(
    year: int, month: int, number: int, version: int | None
) -> None:
    if (year, month) < (7, 4):
        return
    digits = 5 if (year, month) >= (15, 1) else 4
    base = f"{year:02d}{month:02d}.{number:0{digits}d}"
    parsed = ArxivId.parse(base + (f"v{version}" if version else ""))
    assert (parsed.base, parsed.version) == (base, version)
    assert arxiv_key(parsed.base) == base
