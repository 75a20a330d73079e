"""Every work of this survey comes through the formats of reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rispy
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from living_survey.rendering.exports import FORMATS

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


def test_bibtex_has_every_work_with_its_authors(kb: KnowledgeBase) -> None:
    library = parse_string(FORMATS["bibtex"].render(kb, tuple(kb)).decode())
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [work.id for work in kb]
    for work, entry in zip(kb, library.entries, strict=True):
        assert len(entry["author"].split(" and ")) == len(work.authors)
        assert LatexNodes2Text().latex_to_text(entry["title"])


def test_ris_and_csl_json_have_every_title(kb: KnowledgeBase) -> None:
    titles = [(work.id, " ".join(work.title.split())) for work in kb]
    records = rispy.loads(FORMATS["ris"].render(kb, tuple(kb)).decode())
    assert [(record["id"], record["title"]) for record in records] == titles
    items = json.loads(FORMATS["csl-json"].render(kb, tuple(kb)))
    assert [(item["id"], item["title"]) for item in items] == titles
