"""The knowledge base answers from indexes, in a fixed order, and cannot be changed."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from living_survey import InvalidKnowledgeError, KnowledgeBase, load
from tests.knowledge.small import FILE, knowledge

if TYPE_CHECKING:
    from living_survey import Work

BAKERY = Path(__file__).parents[1] / "bakery"

KB = knowledge(
    {
        "roe2022survey": """
            {year: 2022, venue: arXiv, arxiv: "2201.00001", authors: [Richard Roe], kind: blog,
             added: 2024-01-02}
        """,
        "doe2021rules": """
            {year: 2021, venue: NeurIPS, authors: [Ada Doe, Émile Zola], tags: [by-rule],
             survey: {refs: [7], sections: ["3.1", "1"]}, sets: [{row: 2, set: A}, {set: B}]}
        """,
        "doe2023models": """
            {year: 2023, published: 2023-04-27, venue: NeurIPS, authors: [Ada Doe], tags: [by-model, testing],
             survey: {refs: [3, 9], sections: ["3.1"]}, sets: [{row: 1, set: C}], added: 2024-01-03}
        """,
        "zola2023both": """
            {year: 2023, venue: ACL, authors: [Émile Zola], tags: [by-rule, mixing], languages: [zh]}
        """,
        "zola2023later": """
            {year: 2024, arxiv: "2312.00001", authors: [Émile Zola], tags: [captions], languages: [zh]}
        """,
    }
)


def ids(works: Any) -> list[str]:  # noqa: ANN401 - any collection of works
    return [work.id for work in works]


def test_it_acts_like_a_collection_in_the_order_of_ids() -> None:
    assert ids(KB) == sorted(ids(KB))
    assert len(KB) == 5
    assert "doe2021rules" in KB
    assert "doe2021" not in KB
    assert KB["doe2021rules"].year == 2021


def test_works_are_found_by_venue_year_author_and_section() -> None:
    assert ids(KB.works(venue="NeurIPS")) == ["doe2021rules", "doe2023models"]
    assert ids(KB.works(year=2023)) == ["doe2023models", "zola2023both"]
    assert ids(KB.works(author="Émile Zola", venue="NeurIPS")) == ["doe2021rules"]
    assert ids(KB.works(section="3.1", year=2023)) == ["doe2023models"]
    assert ids(KB.works(kind="blog")) == ["roe2022survey"]
    assert KB.works() == tuple(KB)


def test_an_author_and_a_venue_are_known_by_their_other_spellings() -> None:
    assert KB.works(author="Doe, Ada") == KB.works(author="Ada Doe") != ()
    assert KB.works(venue="Neurips") == KB.works(venue="NeurIPS") != ()


def test_a_year_a_section_and_a_venue_without_works_find_nothing() -> None:
    assert KB.works(year=1900) == KB.works(venue="ICML") == KB.works(section="4") == ()


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        ({"author": "A. Doe"}, KeyError, "unknown author 'A. Doe'; did you mean Ada Doe"),
        ({"author": "Nobody"}, KeyError, "unknown author 'Nobody'"),
        ({"venue": "NeurIPZ"}, KeyError, "unknown venue 'NeurIPZ'; did you mean NeurIPS"),
        ({"section": "3.1.99"}, KeyError, "unknown section '3.1.99'"),
        ({"year": "2023"}, TypeError, "year must be a whole number such as 2024, not '2023'"),
    ],
)
def test_an_impossible_condition_is_an_error(
    query: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        KB.works(**query)


def test_statements_are_chosen_by_the_record_of_their_works() -> None:
    chosen = KB.statements(author="Ada Doe", year=2021)
    assert {row.work for row in chosen} == {"doe2021rules"}
    assert KB.statements(author="Ada Doe", subject="approach") == ()


def test_an_argument_of_the_wrong_type_is_explained() -> None:
    with pytest.raises(TypeError, match="expected a mapping of facets to values, such as"):
        KB.works("hallucination")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected works to sort, not int"):
        KB.newest(3)  # type: ignore[arg-type]


def test_it_is_shown_by_its_size() -> None:
    assert repr(KB) == f"<KnowledgeBase: {len(KB)} works, {len(KB.taxonomy)} nodes>"


def test_a_node_may_be_named_by_its_id() -> None:
    assert KB.count("by-rule") == KB.count(KB.taxonomy["by-rule"]) == 2
    assert KB.tagged("by-rule") == KB.tagged(KB.taxonomy["by-rule"])


def test_a_node_covers_all_below_it_without_repetition() -> None:
    assert ids(KB.works(node="scaling")) == ["doe2021rules", "doe2023models", "roe2022survey", "zola2023both"]
    assert ids(KB.tagged(KB.taxonomy["by-rule"])) == ["doe2021rules", "zola2023both"]
    assert KB.tagged(KB.taxonomy["scaling"]) == ()
    for node in KB.taxonomy:
        below = {work.id for child in node.walk() for work in KB.tagged(child)}
        assert KB.count(node) == len(below) == len(KB.works(node=node.id))


def test_the_first_tag_is_where_a_work_is_listed_in_full() -> None:
    work = KB["doe2023models"]
    assert [node.id for node in KB.nodes_of(work)] == ["by-model", "testing"]
    assert KB.primary_node(work).id == "by-model"


def test_works_are_ordered_by_first_public_date() -> None:
    assert ids(KB.newest()) == [
        "zola2023later",  # 2023-12, of its arXiv identifier
        "doe2023models",
        "zola2023both",  # of 2023, the day unknown
        "roe2022survey",
        "doe2021rules",
    ]
    assert ids(KB.latest_additions)[:2] == ["doe2023models", "roe2022survey"]


def test_groups_are_ordered() -> None:
    assert list(KB.years) == [2024, 2023, 2022, 2021]
    assert list(KB.venues) == ["NeurIPS", "ACL", "arXiv"]
    assert list(KB.authors) == ["Ada Doe", "Richard Roe", "Émile Zola"]


def test_sections_are_in_reading_order_with_titles() -> None:
    assert KB.sections == {
        "1": "Introduction",
        "3": "Scaling",
        "3.1": "Filtering",
        "3.2": "Mixing",
        "4": "Testing",
        "5.1": "Annotating",
        "Tab. 1": "Data sets",
    }
    assert ids(KB.works_citing_order("3.1")) == ["doe2023models", "doe2021rules"]
    assert KB.works_citing_order("9") == []


def test_works_since_the_survey_are_neither_cited_nor_older() -> None:
    assert ids(KB.since_survey) == ["zola2023both", "zola2023later"]
    assert KB.is_since_survey(KB["zola2023both"])
    assert not KB.is_since_survey(KB["doe2023models"])


def test_without_a_survey_no_work_came_since() -> None:
    kb = KnowledgeBase(FILE.model_copy(update={"survey": None}), KB)
    assert kb.survey is None
    assert kb.since_survey == ()


def test_rows_of_a_table_come_by_their_number_those_without_one_last() -> None:
    name = KB.tables["sets"].name_column
    rows = [(row.cell(name), work and work.id) for row, work in KB.rows("sets")]
    assert rows == [("C", "doe2023models"), ("A", "doe2021rules"), ("B", "doe2021rules")]
    surveys = [row.cell(KB.tables["surveys"].columns[1]) for row, _ in KB.rows("surveys")]
    assert surveys == [(), ("roe2022survey",)]


def test_related_works_share_something_and_the_nearest_come_first() -> None:
    related = KB.related(KB["doe2021rules"])
    assert ids(work for work, _ in related) == ["zola2023both", "doe2023models", "zola2023later"]
    scores = [score for _, score in related]
    assert scores == sorted(scores, reverse=True)
    assert KB.related(KB["doe2021rules"], limit=1) == related[:1]


def test_nothing_can_be_changed() -> None:
    work, node = next(iter(KB)), next(iter(KB.taxonomy))
    with pytest.raises(ValidationError, match="frozen"):
        work.title = "x"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        work.tags[0].node = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        node.level = "topic"  # type: ignore[misc]
    with pytest.raises(TypeError):
        KB["x2020y"] = work  # type: ignore[index]


@given(st.permutations(list(KB)))
def test_the_order_of_files_does_not_matter(works: list[Work]) -> None:
    other = KnowledgeBase(FILE, works)
    assert list(other) == list(KB)
    assert list(other.authors) == list(KB.authors)
    assert list(other.venues) == list(KB.venues)
    assert other.statements() == KB.statements()


def test_loading_a_base_with_errors_names_them(tmp_path: Path) -> None:
    with pytest.raises(InvalidKnowledgeError, match=r"taxonomy\.yaml:1:1: cannot be read") as caught:
        load(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"unreadable"}


def test_warnings_do_not_stop_loading_and_almost_everything_is_optional(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    tree = "tree: [{id: all, title: All, topics: [{id: this, title: This}, {id: that, title: That}]}]"
    (tmp_path / "taxonomy.yaml").write_text(f"schema: 2\n{tree}\n")
    (tmp_path / "entries/doe2020x.yaml").write_text(
        "title: X\nauthors: [Ada Doe]\nyear: 2020\ntags: [this]\n"
    )
    kb = load(tmp_path)
    assert ids(kb) == ["doe2020x"]
    assert kb.statements() == ()
    assert kb.sections == {}


def test_indexes_find_what_a_look_at_each_work_finds() -> None:
    kb = load(BAKERY)
    conditions: list[dict[str, str]] = [{}] + [
        {facet.id: value.id} for facet in kb.facets.values() for value in facet.values
    ]
    asked = 0
    for node, where, relation, approaches in product(
        [None, *kb.taxonomy], conditions, [None, *kb.relations], [False, True]
    ):
        facet_relations = [one.id for facet_id in where for one in kb.facets[facet_id].relations]
        if relation and relation not in facet_relations:
            continue
        at = node.id if node else None
        query = kb._queries.query(at, relation, None, where)
        found = ids(kb.works(where, node=at, relation=relation, approaches=approaches))
        works = [
            work
            for work in kb
            if node is None or any(node in (place, *place.ancestors) for place in kb.nodes_of(work))
        ]
        assert found == [work.id for work in works if query.is_met_by(work, kb, approaches=approaches)]
        if node and where and not relation and not approaches:
            ((facet_id, value),) = where.items()
            assert kb.numbers(facet_id, node)[value] == len(found)
        asked += bool(found)
    assert asked > 200


@given(st.sets(st.sampled_from([work.id for work in KB])), st.sets(st.sampled_from([work.id for work in KB])))
def test_a_changed_base_answers_as_a_new_one(gone: set[str], edited: set[str]) -> None:
    """Nodes, statements and neighbours are those of the works that there are now."""
    works = [
        work.model_copy(update={"title": "Data by rule", "tags": KB["doe2021rules"].tags})
        if work.id in edited
        else work
        for work in KB
        if work.id not in gone
    ]
    before = [KB.related(work) for work in KB]
    changed, new = KB.changed(works), KnowledgeBase(FILE, works)
    assert list(changed) == list(new) == works
    for work in works:
        assert changed.groups_of(work) == new.groups_of(work)
        assert changed.related(work) == new.related(work)
        assert changed.nodes_of(work) == new.nodes_of(work)
    assert [KB.related(work) for work in KB] == before
