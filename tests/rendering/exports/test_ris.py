from __future__ import annotations

import re
from typing import TYPE_CHECKING

import rispy
from hypothesis import given, settings

from living_survey.rendering.citation import Authors
from living_survey.rendering.exports.ris import ris, ris_record
from tests.rendering.exports.nasty import WORKS, work

if TYPE_CHECKING:
    from living_survey import KnowledgeBase, Work


def shown(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())


def test_rispy_reads_the_same_facts(kb: KnowledgeBase) -> None:
    records = rispy.loads(ris(kb).decode())
    assert [record["id"] for record in records] == [known.id for known in kb]
    for known, record in zip(kb, records, strict=True):
        assert record["title"] == known.title
        authors = Authors.of(known)
        assert (
            record["authors"] == [name.inverted for name in authors.names] + ["et al."] * authors.has_others
        )
        assert record["year"] == str(known.year)
        assert record.get("doi") == known.doi
        assert record.get("urls", [None]) == [known.url]
        assert record["keywords"] == [tag.node for tag in known.tags]
        if known.arxiv:
            assert record["accession_number"] == f"arXiv:{known.arxiv}"


def test_a_record_as_it_is_written() -> None:
    record = ris_record(
        work(venue="TPAMI", authors=["Jane Doe", "Gemini Team"], doi="10.1000/1", published="2023-01-02")
    )
    assert record.split("\r\n") == [
        "TY  - JOUR",
        "ID  - doe2024nasty",
        "TI  - A Title",
        "AU  - Doe, Jane",
        "AU  - Gemini Team",
        "PY  - 2024",
        "DA  - 2024//",
        "T2  - IEEE Transactions on Pattern Analysis and Machine Intelligence",
        "J2  - TPAMI",
        "DO  - 10.1000/1",
        "UR  - https://doi.org/10.1000/1",
        "KW  - some-node",
        "ER  - ",
        "",
        "",
    ]


def test_authors_that_are_left_out_are_said_to_be_there() -> None:
    assert "AU  - Doe, Jane\r\nAU  - et al.\r\n" in ris_record(work(authors=["Jane Doe"], draft=True))


@given(WORKS)
@settings(deadline=None)
def test_no_text_begins_a_field(nasty: Work) -> None:
    text = ris([nasty]).decode()
    (record,) = rispy.loads(text, skip_unknown_tags=False)
    assert record["title"] == shown(nasty.title)
    authors = Authors.of(nasty)
    assert len(record.get("authors", [])) == len(authors.names) + authors.has_others
    assert "unknown_tag" not in record
    assert all(re.match(r"[A-Z][A-Z0-9]  -( |$)", line) for line in text.split("\r\n") if line)
