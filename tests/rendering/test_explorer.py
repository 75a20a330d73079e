from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.explorer.corpus import ROOT, large_knowledge
from living_survey import KnowledgeBase, load
from living_survey.knowledge.enrichment import Enrichment
from living_survey.rendering.explorer import FIRST_WORKS, FOLDER, explorer_files, payload, version
from tests.explorer.survey_of_gardens import garden_kb
from tests.rendering.survey_of_bread import small_kb

if TYPE_CHECKING:
    from living_survey.knowledge import Facet
    from living_survey.rendering.explorer import ApproachRow, GroupRow, Payload

BYTES_A_WORK = 275  # 120 KB for the first 437 works
BYTES_AT_START = 90_000


@pytest.fixture(scope="module")
def garden() -> KnowledgeBase:
    return garden_kb(40)


def filters(kb: KnowledgeBase) -> list[Facet]:
    return [facet for facet in kb.facets.values() if "filter" in facet.shown]


def stated(data: Payload, row: GroupRow | ApproachRow) -> dict[str, tuple[str, ...]]:
    """The values of a row by relation, read as the script reads them."""
    relations = [(facet, one) for facet in data["facets"] for one in facet["relations"]]
    found = {}
    for relation, *values in row[2:]:
        facet, (relation_id, *_) = relations[relation]
        found[relation_id] = tuple(facet["values"][value][0] for value in values)
    return found


def test_a_work_of_this_survey_is_sent_in_at_most_275_bytes(kb: KnowledgeBase) -> None:
    sizes = [len(gzip.compress(content, 9)) for _, content in explorer_files(kb, {})]
    assert sum(sizes) <= BYTES_A_WORK * len(kb)


def test_what_the_page_waits_for_does_not_grow_with_the_survey(kb: KnowledgeBase) -> None:
    files = dict(explorer_files(large_knowledge(kb, 3500), {}))
    names = ("works", "works-1", "works-2", "works-3", "works-4", "rows")
    assert list(files) == [f"{FOLDER}/{name}.json" for name in names]
    start = json.loads(files[f"{FOLDER}/works.json"])
    assert (start["total"], start["parts"], len(start["works"]["id"])) == (3500, 4, FIRST_WORKS)
    assert len(gzip.compress(files[f"{FOLDER}/works.json"], 9)) <= BYTES_AT_START


def test_rows_of_tables_are_in_words_by_work(kb: KnowledgeBase) -> None:
    [rows] = [json.loads(content) for path, content in explorer_files(kb, {}) if path.endswith("/rows.json")]
    assert rows["chen2024panda70m"][0].startswith("Dataset: Panda-70M; Modality: Video-Text; Size: 70M; ")
    assert "; Stages: Pretraining; " in rows["chen2024panda70m"][0]


def test_parts_have_all_works_in_order(kb: KnowledgeBase) -> None:
    large = large_knowledge(kb, 2001)
    start, *others, _ = (json.loads(content) for _, content in explorer_files(large, {}))
    columns = json.loads(json.dumps(payload(large)["works"]))
    parts = [start["works"], *others]
    for name, column in columns.items():
        if name != "facets":
            assert [value for part in parts for value in part[name]] == column
    for name, column in columns["facets"].items():
        assert [value for part in parts for value in part["facets"][name]] == column


def test_every_fact_comes_back_out_of_the_columns(garden: KnowledgeBase) -> None:
    data = payload(garden)
    columns = data["works"]
    seen: list[str] = []
    for at, work in enumerate(garden.newest()):
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
        assert (columns["names"][at], columns["summary"][at]) == (list(work.names), work.summary or "")
        assert (data["venues"][columns["venue"][at]] if columns["venue"][at] >= 0 else None) == work.venue


def test_every_declared_facet_is_a_filter_unless_it_says_otherwise(garden: KnowledgeBase) -> None:
    rows = payload(garden)["facets"]
    assert [row["id"] for row in rows] == ["form", "language", "season", "plant", "duty"]
    for facet, row in zip(filters(garden), rows, strict=True):
        assert (row["title"], row["plural"], row["of_statements"]) == (
            facet.title,
            facet.plural,
            facet.of_statements,
        )
        assert [relation for relation, _, _ in row["relations"]] == [one.id for one in facet.relations]
        for value, (value_id, title, label, group, called) in zip(facet.values, row["values"], strict=True):
            assert (value_id, title, label, tuple(called)) == (
                value.id,
                value.title,
                value.label,
                value.called,
            )
            found = facet.group_of(value)
            assert (row["groups"][group] if group >= 0 else None) == (found.title if found else None)


def test_facets_of_the_whole_work_are_columns(garden: KnowledgeBase) -> None:
    data = payload(garden)
    assert set(data["works"]["facets"]) == {"form", "language"}
    for facet in filters(garden):
        for work, row in zip(garden.newest(), data["works"]["facets"].get(facet.id, ()), strict=False):
            assert [facet.values[value].id for value in row] == list(garden.values_of(work, facet.id))


def test_groups_of_statements_come_back_with_their_tags_and_sources(garden: KnowledgeBase) -> None:
    data = payload(garden)
    relations = {one.id for facet in filters(garden) if facet.of_statements for one in facet.relations}
    for work, rows in zip(garden.newest(), data["works"]["groups"], strict=True):
        told = [
            (group.node, {name: values for name, values in group.values.items() if name in relations})
            for group in garden.groups_of(work)
        ]
        tags = [tag.node for tag in work.tags]
        read = [(None if row[0] == -1 else tags[row[0]], stated(data, row)) for row in rows]
        assert read == [(node, values) for node, values in told if values]


def test_effects_come_with_their_groups() -> None:
    effect = "mean weight rises by 10%"
    kb = small_kb(
        doe2020knead={
            "tags": [{"node": "kneading", "enhances": "crumb"}, {"node": "ovens", "effect": effect}]
        }
    )
    data = payload(kb)
    at = data["works"]["id"].index("doe2020knead")
    assert [row[0] for row in data["works"]["groups"][at]] == [0, 1]
    assert data["works"]["effects"][at] == ["", effect]
    assert data["works"]["effects"][data["works"]["id"].index("low2024scale")] == []


def test_what_the_survey_says_of_approaches_is_sent_once_a_node(garden: KnowledgeBase) -> None:
    data = payload(garden)
    read = [(data["nodes"][row[0]][0], stated(data, row)) for row in data["approaches"]]
    assert read == [(node, dict(group.values)) for group in garden.approach_groups for node in group.nodes]


def test_sources_are_told_in_words() -> None:
    kb = small_kb(
        doe2020knead={"tags": [{"node": "kneading", "enhances": "crumb"}]},
        low2024scale={"tags": [{"node": "tasting", "by": ["list"]}]},
    )
    assert set(payload(kb)["sources"]) == {
        "this project’s reading",
        "the authors’ list",
        "the survey, §3.1.1",
        "the survey, §3.1.2",
        "the survey on the approach, §3.1",
        "the survey on the approach, §3.1.1",
        "the survey on the approach, §3.1.2",
        "the survey on the approach, §3.1.3",
        "the survey on the approach, §4.1.1",
    }


def test_same_knowledge_gives_the_same_bytes(kb: KnowledgeBase) -> None:
    again = load(ROOT)
    assert dict(explorer_files(kb, {})) == dict(explorer_files(again, {}))
    assert version(kb, {}) == version(again, {})


def test_only_addresses_that_may_be_linked_are_sent() -> None:
    links = {"code": "https://example.org/", "project": "https://example.org/"}
    kb = small_kb(doe2020knead={"links": links})
    work = kb["doe2020knead"]
    bad = work.links.model_copy(update={"code": "javascript:alert(1)"})
    columns = payload(KnowledgeBase(kb.file, [work.model_copy(update={"links": bad})]))["works"]
    assert (columns["code"], columns["project"]) == ([""], ["https://example.org/"])


def test_abstracts_are_in_a_file_of_their_own() -> None:
    kb = small_kb()
    known = {"doe2020knead": Enrichment(abstract="Dough is a critical component.")}
    files = dict(explorer_files(kb, known))
    assert json.loads(files[f"{FOLDER}/works.json"])["abstracts"] is True
    abstracts = json.loads(files[f"{FOLDER}/abstracts.json"])
    assert abstracts == {"doe2020knead": "Dough is a critical component."}
    assert version(kb, known) != version(kb, {})


def test_an_empty_base_has_empty_columns() -> None:
    columns = payload(garden_kb(0))["works"]
    facets = columns["facets"]
    assert all(not column for name, column in columns.items() if name != "facets")
    assert all(not column for column in facets.values())
