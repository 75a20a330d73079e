"""The knowledge base answers from indexes what a search through all works would find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generator import InvalidKnowledgeError, KnowledgeBase, load
from generator.loading.inspection import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator import Work
    from generator.knowledge import Node

ROOT = Path(__file__).parents[2]
KB = load(ROOT)
WORKS = list(KB)


def all_above(work: Work) -> set[str]:
    """The nodes of a work and all above them, found the slow way."""
    found: set[str] = set()
    for tag in work.tags:
        node: Node | None = KB.taxonomy[tag.node]
        while node is not None:
            found.add(node.id)
            node = node.parent
    return found


COVERED = {work.id: all_above(work) for work in WORKS}


def covered(work: Work) -> set[str]:
    return COVERED[work.id]


def test_the_whole_corpus_is_loaded() -> None:
    tags = [tag for work in KB for tag in work.tags]
    assert len(KB) == 437
    assert len(tags) == 807
    assert len([tag for tag in tags if tag.note]) == 792


def test_it_acts_like_a_collection() -> None:
    assert [work.id for work in KB] == sorted(work.id for work in KB)
    assert "gadre2023datacomp" in KB
    assert "gadre2023" not in KB
    assert KB["gadre2023datacomp"].title.startswith("DataComp")
    with pytest.raises(KeyError):
        KB["gadre2023"]


nodes = st.sampled_from([node.id for node in KB.taxonomy])
stages = st.sampled_from(sorted(KB.stages))
capabilities = st.sampled_from(sorted(KB.capabilities))


QUESTIONS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Work, Any], bool]]] = {
    "node": (nodes, lambda work, asked: asked in covered(work)),
    "stage": (stages, lambda work, asked: asked in {stage.id for stage in KB.stages_of(work)}),
    "capability": (capabilities, lambda work, asked: asked in {item.id for item in KB.capabilities_of(work)}),
    "role": (
        st.sampled_from(sorted(KB.roles)),
        lambda work, asked: not covered(work).isdisjoint(KB.roles[asked].nodes),
    ),
    "modality": (st.sampled_from(sorted(KB.modalities)), lambda work, asked: asked in work.modalities),
    "kind": (st.sampled_from(["paper", "dataset", "nothing"]), lambda work, asked: work.kind == asked),
    "venue": (st.sampled_from(["CVPR", "arXiv", "nowhere"]), lambda work, asked: work.venue == asked),
    "year": (st.integers(2015, 2027), lambda work, asked: work.year == asked),
}


@given(st.fixed_dictionaries({}, optional={name: values for name, (values, _) in QUESTIONS.items()}))
def test_works_agree_with_a_search_through_all(asked: dict[str, Any]) -> None:
    expected = [
        work for work in WORKS if all(QUESTIONS[name][1](work, value) for name, value in asked.items())
    ]
    assert list(KB.works(**asked)) == expected


@given(st.sampled_from(WORKS))
def test_a_work_is_found_by_all_that_it_says(work: Work) -> None:
    assert work in KB.works(year=work.year, kind=work.kind, node=KB.primary_node(work).id)
    assert all(work in KB.works(author=author) for author in work.authors)
    assert all(work in KB.tagged(node) for node in KB.nodes_of(work))
    if work.venue:
        assert work in KB.venues[work.venue]
    for section in work.survey.sections if work.survey else ():
        assert work in KB.works(section=section)
        assert work in KB.works_citing_order(section)


@pytest.mark.parametrize("question", ["node", "stage", "capability", "role", "modality"])
def test_a_word_that_does_not_exist_is_an_error(question: str) -> None:
    with pytest.raises(KeyError, match="near it: data-acquisition"):
        KB.works(node="data-aquisition")
    with pytest.raises(KeyError, match="no-such"):
        KB.works(**{question: "no-such"})  # type: ignore[arg-type]


def test_an_author_venue_or_year_that_nobody_has_finds_nothing() -> None:
    assert KB.works(author="Nobody") == KB.works(venue="Nowhere") == KB.works(year=1900) == ()


@given(nodes)
def test_the_count_of_a_node_is_that_of_all_below_it_without_repetition(node: str) -> None:
    below = {work.id for child in KB.taxonomy[node].walk() for work in KB.tagged(child)}
    assert KB.count(KB.taxonomy[node]) == len(below) == len(KB.works(node=node))


@given(stages | capabilities)
def test_relations_of_a_target_are_those_that_name_it(target: str) -> None:
    assert KB.relations_of(target=target) == tuple(r for r in KB.relations if r.target == target)


@given(nodes)
def test_relations_of_a_node_bear_on_it_from_above_or_below(node: str) -> None:
    line = {step.id for step in (*KB.taxonomy[node].ancestors, *KB.taxonomy[node].walk())}
    expected = [r for r in KB.relations if line & set(KB.relation_nodes(r))]
    assert list(KB.relations_of(node=node)) == expected


@given(st.sampled_from(WORKS))
def test_stages_are_those_stated_and_those_that_follow(work: Work) -> None:
    stated = {
        *work.stages,
        *(s.stage for s in work.relations),
        *(s for row in work.datasets for s in row.stages),
    }
    follow = {
        r.target for r in KB.relations if r.kind == "acts_at" and covered(work) & set(KB.relation_nodes(r))
    }
    assert {stage.id for stage in KB.stages_of(work)} == (stated | follow) - {None}


def test_works_under_a_relation_stand_at_its_nodes() -> None:
    for relation in KB.relations:
        expected = [work for work in WORKS if covered(work) & set(KB.relation_nodes(relation))]
        assert list(KB.works_under(relation)) == expected


def test_orders() -> None:
    dates = [work.first_public for work in KB.newest()]
    assert len(dates) == 437
    assert KB.newest()[0].first_public == max(dates)
    assert KB.newest()[-1].first_public == min(dates)
    assert list(KB.years) == sorted(KB.years, reverse=True)
    sizes = [len(works) for works in KB.venues.values()]
    assert sizes == sorted(sizes, reverse=True)
    rows = [row.row for row, _ in KB.datasets]
    assert rows == list(range(1, len(rows) + 1))


def test_sections_stand_in_reading_order_with_titles() -> None:
    numbers = [section for section in KB.sections if section[0].isdigit()]
    assert numbers == sorted(numbers, key=lambda section: [int(part) for part in section.split(".")])
    assert all(KB.sections.values())


def test_works_since_the_survey_are_neither_cited_nor_older() -> None:
    for work in KB.since_survey:
        assert work.survey is None
        assert work.first_public > KB.survey.date.isoformat()


@given(st.sampled_from(WORKS))
def test_related_works_are_others_ranked_by_score(work: Work) -> None:
    related = KB.related(work, limit=5)
    scores = [score for _, score in related]
    assert work.id not in {other.id for other, _ in related}
    assert len(related) <= 5
    assert scores == sorted(scores, reverse=True)
    assert related == KB.related(work, limit=5)


def test_nothing_can_be_changed() -> None:
    work, node = WORKS[0], next(iter(KB.taxonomy))
    with pytest.raises(ValidationError, match="frozen"):
        work.title = "x"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        work.tags[0].node = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        node.level = "topic"  # type: ignore[misc]
    with pytest.raises(TypeError):
        KB["x2020y"] = work  # type: ignore[index]


def test_the_order_of_files_does_not_matter() -> None:
    vocabulary, _ = read_vocabulary(ROOT)
    assert vocabulary.file is not None
    other = KnowledgeBase(vocabulary.file, reversed(WORKS))
    assert list(other) == WORKS
    assert list(other.authors) == list(KB.authors)
    assert list(other.venues) == list(KB.venues)


def test_loading_what_has_errors_says_which(tmp_path: Path) -> None:
    with pytest.raises(InvalidKnowledgeError, match=r"taxonomy\.yaml:1:1: cannot be read") as caught:
        load(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"unreadable"}


def test_warnings_do_not_stop_loading(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "taxonomy.yaml").write_text(
        'survey: {work: doe2020x, arxiv: "2001.00001", version: v1, date: 2020-01-01, references: 1}\n'
        "tree: [{id: all, title: All, topics: [{id: this, title: This}, {id: that, title: That}]}]\n"
    )
    (tmp_path / "entries/doe2020x.yaml").write_text(
        "title: X\nauthors: [Ada Doe]\nyear: 2020\nkind: paper\ntags: [this]\n"
    )
    assert [work.id for work in load(tmp_path)] == ["doe2020x"]
