from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from benchmarks.explorer.corpus import ROOT, knowledge_of
from generator import load
from generator.knowledge.enrichment import Enrichment
from generator.rendering.explorer import FOLDER, explorer_files, payload, version

if TYPE_CHECKING:
    from generator import KnowledgeBase

LIMIT = 90_000


def test_the_works_are_sent_in_at_most_90_kb(kb: KnowledgeBase) -> None:
    files = dict(explorer_files(kb, {}))
    assert len(gzip.compress(files[f"{FOLDER}/works.json"], 9)) <= LIMIT


def test_every_fact_comes_back_out_of_the_columns(kb: KnowledgeBase) -> None:
    data = payload(kb, {})
    columns = data["works"]
    seen: list[str] = []
    for at, work in enumerate(kb.newest()):
        authors = []
        for author in columns["authors"][at]:
            if isinstance(author, str):
                seen.append(author)
            authors.append(seen[author] if isinstance(author, int) else author)
        assert (columns["id"][at], columns["title"][at], tuple(authors)) == (
            work.id,
            work.title,
            work.authors,
        )
        assert [data["nodes"][node][0] for node in columns["nodes"][at]] == [tag.node for tag in work.tags]
        assert columns["notes"][at] == [tag.note or "" for tag in work.tags]
        stages = [data["facets"]["stage"][stage][0] for stage in columns["stage"][at]]
        assert stages == [stage.id for stage in kb.stages_of(work)]
        assert (data["venues"][columns["venue"][at]] if columns["venue"][at] >= 0 else None) == work.venue


def test_same_knowledge_gives_the_same_bytes(kb: KnowledgeBase) -> None:
    assert dict(explorer_files(kb, {})) == dict(explorer_files(load(ROOT), {}))
    assert version(kb, {}) == version(load(ROOT), {})


def test_only_addresses_that_may_be_linked_are_sent(kb: KnowledgeBase) -> None:
    work = kb["gadre2023datacomp"]
    bad = work.links.model_copy(update={"code": "javascript:alert(1)", "project": "https://example.org/"})
    columns = payload(knowledge_of([work.model_copy(update={"links": bad})]), {})["works"]
    assert (columns["code"], columns["project"]) == ([""], ["https://example.org/"])


def test_abstracts_stand_in_a_file_of_their_own(kb: KnowledgeBase) -> None:
    known = {"gadre2023datacomp": Enrichment(abstract="Multimodal datasets are a critical component.")}
    files = dict(explorer_files(kb, known))
    assert json.loads(files[f"{FOLDER}/works.json"])["abstracts"] is True
    abstracts = json.loads(files[f"{FOLDER}/abstracts.json"])
    assert abstracts == {"gadre2023datacomp": known["gadre2023datacomp"].abstract}
    assert version(kb, known) != version(kb, {})


def test_an_empty_base_has_empty_columns() -> None:
    columns = payload(knowledge_of([]), {})["works"]
    assert all(not column for column in columns.values())
