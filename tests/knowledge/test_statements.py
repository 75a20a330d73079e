"""Values that are stated together are found together, and no others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.knowledge import NOT_STATED
from tests.knowledge.small import FILE, knowledge

if TYPE_CHECKING:
    from living_survey import KnowledgeBase, Work
    from living_survey.knowledge import Statement
    from living_survey.knowledge.statements import FacetedModel


def one(entry: str) -> KnowledgeBase:
    """A knowledge base of one work, `x`."""
    return knowledge({"x": entry})


def found(kb: KnowledgeBase, **query: Any) -> bool:  # noqa: ANN401 - the arguments of works
    return bool(kb.works(**query))


# --- joins -------------------------------------------------------------------------------------------------


def test_one_stage_and_one_capability_of_a_tag_belong_together() -> None:
    kb = one("tags: [{node: mixing, acts_at: pretrain, enhances: reasoning}]")
    assert found(kb, stage="pretrain", capability="reasoning", node="mixing")
    assert found(kb, stage="pretrain", capability="reasoning", relation="enhances")
    assert not found(kb, stage="pretrain", capability="reasoning", relation="evaluates")


def test_one_stage_belongs_to_several_capabilities_of_a_tag() -> None:
    kb = one("tags: [{node: mixing, acts_at: pretrain, enhances: [reasoning, safety], evaluates: retrieval}]")
    assert all(found(kb, stage="pretrain", capability=one) for one in ("reasoning", "safety", "retrieval"))
    assert len(kb.groups_of(kb["x"])) == 2  # the kind, and the tag


def test_several_stages_and_several_capabilities_are_not_joined() -> None:
    kb = one("tags: [{node: mixing, acts_at: [pretrain, finetune], enhances: [reasoning, safety]}]")
    assert found(kb, stage="pretrain")
    assert found(kb, capability="reasoning")
    assert not found(kb, stage="pretrain", capability="reasoning")


def test_items_of_statements_pair_several_values() -> None:
    kb = one("""
        tags:
          - node: mixing
            statements:
              - {acts_at: pretrain, enhances: reasoning}
              - {acts_at: finetune, enhances: safety}
    """)
    assert found(kb, stage="pretrain", capability="reasoning")
    assert not found(kb, stage="pretrain", capability="safety")
    assert not found(kb, stage="finetune", capability="reasoning")


def test_what_two_tags_state_is_not_joined() -> None:
    kb = one("tags: [{node: mixing, acts_at: pretrain}, {node: testing, evaluates: safety}]")
    assert found(kb, stage="pretrain", node="mixing")
    assert not found(kb, stage="pretrain", node="testing")
    assert not found(kb, stage="pretrain", capability="safety")


def test_what_is_stated_of_the_whole_work_is_not_stated_at_a_node() -> None:
    kb = one("acts_at: [pretrain]\ntags: [{node: mixing, enhances: safety}]")
    assert found(kb, stage="pretrain")
    assert not found(kb, stage="pretrain", node="mixing")
    assert not found(kb, stage="pretrain", capability="safety")


def test_facets_of_the_whole_work_go_with_every_statement() -> None:
    kb = one("kind: dataset\nlanguages: [zh]\ntags: [{node: mixing, acts_at: pretrain}]")
    assert found(kb, kind="dataset", language="zh", stage="pretrain", node="data")
    assert not found(kb, kind="paper", stage="pretrain")


def test_one_of_several_values_is_enough() -> None:
    kb = one("tags: [{node: mixing, acts_at: pretrain, enhances: reasoning}]")
    assert found(kb, stage=["eval", "pretrain"], capability={"reasoning", "safety"})
    assert not found(kb, stage=["eval", "finetune"])
    assert not found(kb, stage=[])


# --- what the survey states of approaches ------------------------------------------------------------------


def test_statements_about_approaches_count_only_if_asked_for() -> None:
    kb = one("tags: [by-rule]")
    assert not found(kb, stage="pretrain")
    assert found(kb, stage="pretrain", approaches=True)
    assert found(kb, stage="pretrain", capability="retrieval", approaches=True)
    assert kb.values_of(kb["x"], "stage") == ()
    assert kb.values_of(kb["x"], "stage", approaches=True) == ("pretrain",)


def test_a_statement_about_a_topic_holds_below_it_and_not_beside_it() -> None:
    kb = knowledge({"below": "tags: [by-model]", "beside": "tags: [mixing]", "above": "tags: [scaling]"})
    assert [work.id for work in kb.works(stage="pretrain", approaches=True)] == ["below"]


def test_own_values_are_joined_with_those_of_the_approach_if_asked_for() -> None:
    kb = one("tags: [{node: by-rule, enhances: safety}]")
    assert found(kb, stage="pretrain", capability="safety", approaches=True)
    assert not found(kb, stage="pretrain", capability="safety")


def test_only_the_survey_states_something_of_approaches() -> None:
    kb = one("tags: [{node: by-rule, enhances: safety}]")
    assert found(kb, stage="pretrain", approaches=True, basis="survey")
    assert not found(kb, stage="pretrain", approaches=True, basis="curation")
    assert found(kb, capability="safety", approaches=True, basis="curation")
    assert not found(kb, capability="safety", approaches=True, basis="survey")


def test_statements_about_approaches_are_rows_of_their_own() -> None:
    kb = one("tags: [by-rule]")
    rows = kb.statements(subject="approach", capability=["reasoning", "retrieval"])
    assert [(row.work, row.node, row.value, row.section, row.note) for row in rows] == [
        (None, "by-rule", "retrieval", "3.1", "web search"),
        (None, "testing", "retrieval", "3.1", "web search"),
        (None, "annotating", "reasoning", "5.1", None),
    ]
    assert {row.basis for row in rows} == {"survey"}
    assert kb.statements(subject="approach", work="x") == ()
    assert [row.node for row in kb.statements(subject="approach", relation="enhances", node="scaling")] == [
        "by-rule"
    ]


def test_a_statement_without_nodes_is_about_those_of_its_value() -> None:
    kb = one("tags: [captions]")
    (group,) = kb.survey_statements(value="annotator")
    assert group.nodes == ("annotating",)
    assert kb.survey_values("captions") == {"serves_as": ("annotator",), "enhances": ("reasoning", "safety")}


def test_a_statement_about_a_node_concerns_the_nodes_above_and_below_it() -> None:
    kb = one("tags: [captions]")
    assert [group.number for group in kb.survey_statements(node="filtering")] == [1, 2]
    assert [group.number for group in kb.survey_statements(node="by-model")] == [1]
    assert [group.number for group in kb.survey_statements(relation="enhances", value="reasoning")] == [3]
    assert kb.survey_statements(node="mixing") == ()


# --- not stated --------------------------------------------------------------------------------------------


def test_works_that_state_nothing_can_be_asked_for() -> None:
    kb = knowledge(
        {
            "no": "tags: [mixing]",
            "tag": "tags: [{node: mixing, acts_at: eval}]",
            "whole": "acts_at: [pretrain]",
            "row": "sets: [{set: A, stages: [finetune]}]",
            "approach": "tags: [by-rule]",
        }
    )
    assert ids(kb.works(stage=NOT_STATED)) == ["approach", "no"]
    assert ids(kb.works(stage=NOT_STATED, approaches=True)) == ["no"]
    assert ids(kb.works(stage=[NOT_STATED, "eval"])) == ["approach", "no", "tag"]
    assert ids(kb.works(stage=NOT_STATED, node="filtering")) == ["approach"]
    assert kb.unstated("stage") == kb.works(stage=NOT_STATED)
    assert len(kb.works(language=NOT_STATED)) == len(kb)


def ids(works: tuple[Work, ...]) -> list[str]:
    return [work.id for work in works]


# --- relation and basis ------------------------------------------------------------------------------------


def test_relations_are_distinguished() -> None:
    kb = knowledge(
        {"a": "tags: [{node: mixing, enhances: safety}]", "b": "tags: [{node: mixing, evaluates: safety}]"}
    )
    assert ids(kb.works(capability="safety")) == ["a", "b"]
    assert ids(kb.works(capability="safety", relation="enhances")) == ["a"]
    assert ids(kb.works(relation="evaluates")) == ["b"]
    assert [(work.id, group.node) for work, group in kb.works_stating("capability", "safety")] == [
        ("a", "mixing"),
        ("b", "mixing"),
    ]
    assert [work.id for work, _ in kb.works_stating("capability", "safety", "evaluates")] == ["b"]
    both = one("tags: [{node: mixing, enhances: reasoning, evaluates: safety}]")
    assert found(both, capability="safety", relation="evaluates")
    assert not found(both, capability="safety", relation="enhances")


def test_statements_with_a_section_are_the_survey_s_and_others_are_ours() -> None:
    kb = one("""
        tags:
          - node: mixing
            by: [survey]
            acts_at: eval
            statements:
              - {section: "3.2", enhances: safety}
              - {enhances: reasoning, effect: "1% more", note: GSM8K}
    """)
    rows = {row.value: row for row in kb.statements(node="mixing")}
    assert {value: (row.basis, row.section) for value, row in rows.items()} == {
        "eval": ("curation", None),
        "safety": ("survey", "3.2"),
        "reasoning": ("curation", None),
    }
    assert (rows["reasoning"].effect, rows["reasoning"].note) == ("1% more", "GSM8K")
    assert found(kb, basis="survey", capability="safety")
    assert not found(kb, basis="survey", stage="eval")


def test_a_place_without_any_value_is_not_a_statement() -> None:
    kb = one("tags: [{node: mixing, by: [survey]}]")
    assert found(kb, node="mixing")
    assert not found(kb, node="mixing", basis="survey")


# --- facets that follow from the tree ----------------------------------------------------------------------


def test_a_role_follows_from_the_place_and_is_joined_with_what_is_stated_there() -> None:
    kb = one("tags: [{node: captions, enhances: safety}, {node: mixing, acts_at: pretrain}]")
    assert found(kb, role="annotator")
    assert found(kb, role="annotator", capability="safety", node="models")
    assert not found(kb, role="annotator", stage="pretrain")
    assert not found(kb, role="filter")


def test_the_basis_of_a_role_is_that_of_the_tag() -> None:
    kb = one("tags: [{node: captions, by: [list, survey], enhances: safety}]")
    rows = kb.statements(role="annotator")
    assert [(row.basis, row.section, row.group) for row in rows] == [
        ("curation", None, 1),
        ("survey", "5.1", 2),
    ]
    assert [group.says_something for group in kb.groups_of(kb["x"])] == [True, True, False]


def test_a_role_that_the_survey_states_is_counted_once() -> None:
    kb = one('tags: [{node: captions, by: [survey], statements: [{section: "5.1", enhances: safety}]}]')
    assert [row.group for row in kb.statements(role="annotator")] == [1]


# --- rows and groups ---------------------------------------------------------------------------------------


def test_groups_are_numbered_for_each_work_and_node() -> None:
    kb = one("""
        kind: dataset
        acts_at: [eval]
        statements: [{evaluates: safety}]
        sets: [{row: 1, set: A, stages: [pretrain]}]
        tags:
          - {node: by-model, acts_at: finetune, statements: [{enhances: safety}]}
          - {node: mixing, enhances: retrieval}
    """)
    assert [(row.node, row.group, row.relation, row.value, row.basis) for row in kb.statements()] == [
        (None, 0, "kind", "dataset", "curation"),
        (None, 1, "acts_at", "eval", "curation"),
        (None, 2, "evaluates", "safety", "curation"),
        (None, 3, "acts_at", "pretrain", "survey"),
        ("by-model", 1, "serves_as", "filter", "curation"),
        ("by-model", 1, "acts_at", "finetune", "curation"),
        ("by-model", 2, "serves_as", "filter", "curation"),
        ("by-model", 2, "enhances", "safety", "curation"),
        ("mixing", 1, "enhances", "retrieval", "curation"),
    ]
    assert {row.work for row in kb.statements()} == {"x"}


def test_rows_that_the_survey_s_table_has_are_its_statements() -> None:
    kb = one("sets: [{row: 1, set: A, stages: [pretrain, finetune], skills: [safety]}]")
    assert found(kb, stage="finetune", capability="safety", relation="evaluates", basis="survey")
    assert {row.section for row in kb.statements(basis="survey")} == {"Tab. 1"}


def test_rows_that_were_added_to_it_are_ours() -> None:
    kb = one("sets: [{set: A, stages: [pretrain], skills: [safety]}]")
    assert found(kb, stage="pretrain", capability="safety", basis="curation")
    assert not found(kb, stage="pretrain", basis="survey")


def test_several_values_in_two_cells_of_a_row_are_not_joined() -> None:
    kb = one("sets: [{set: A, stages: [pretrain, finetune], skills: [safety, reasoning]}]")
    assert found(kb, stage="finetune")
    assert not found(kb, stage="finetune", capability="safety")


def test_an_effect_is_never_lost() -> None:
    for statements in ("", ", enhances: safety", ', statements: [{section: "3.2", enhances: safety}]'):
        kb = one(f"tags: [{{node: mixing, effect: 2% more{statements}}}]")
        assert [group.effect for group in kb.groups_of(kb["x"]) if group.effect] == ["2% more"], statements


def test_rows_are_those_of_the_facets_that_are_asked_for() -> None:
    kb = one("tags: [{node: mixing, acts_at: pretrain, enhances: [reasoning, safety]}]")
    assert values(kb.statements(stage="pretrain")) == ["pretrain"]
    assert values(kb.statements(stage="pretrain", capability="safety")) == ["pretrain", "safety"]
    assert values(kb.statements(stage="pretrain", relation="enhances")) == ["reasoning", "safety"]
    assert values(kb.statements(stage="eval", relation="enhances")) == []
    assert values(kb.statements(work="x", kind="paper")) == ["paper"]
    assert values(kb.statements({"kind": "dataset"}, relation="enhances")) == []


def values(rows: tuple[Statement, ...]) -> list[str]:
    return [row.value for row in rows]


def test_a_work_is_shown_with_the_tag_that_put_it_there() -> None:
    kb = one(
        "acts_at: [eval]\ntags: [{node: mixing, note: one}, {node: testing, note: two, evaluates: safety}]"
    )
    ((work, group),) = kb.works_stating("capability", "safety")
    assert kb.tag_of(work, group).note == "two"
    ((work, group),) = kb.works_stating("stage", "eval")
    assert kb.tag_of(work, group).note == "one"


# --- words that do not exist -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"node": "filterin"}, "unknown taxonomy node 'filterin'; did you mean filtering"),
        ({"relation": "enhance"}, "unknown relation 'enhance'; did you mean enhances"),
        ({"stages": "eval"}, "unknown facet or keyword 'stages'; did you mean stage"),
        ({"stage": "pretraining"}, "unknown stage 'pretraining'; did you mean pretrain"),
        ({"capability": ["safety", "x"]}, "unknown capability 'x'"),
        ({"basis": "curated"}, "unknown basis 'curated'; did you mean curation"),
        ({"nod": "mixing"}, "unknown facet or keyword 'nod'; did you mean node"),
        ({"relations": "enhances"}, "unknown facet or keyword 'relations'; did you mean relation"),
        ({"acts_at": "eval"}, "'acts_at' is a relation of 'stage': write stage=..., relation='acts_at'"),
    ],
)
def test_an_unknown_word_is_an_error_that_names_ids_like_it(query: dict[str, Any], message: str) -> None:
    kb = one("tags: [mixing]")
    for ask in (kb.works, kb.statements):
        with pytest.raises(KeyError, match=message):
            ask(**query)


def test_other_methods_name_ids_like_an_unknown_one() -> None:
    kb = knowledge({"doe2023words": {}})
    for ask, message in (
        (lambda: kb["doe2023word"], "unknown work 'doe2023word'; did you mean doe2023words"),
        (lambda: kb.statements(work="doe2023word"), "did you mean doe2023words"),
        (lambda: kb.values_of(kb["doe2023words"], "stag"), "unknown facet 'stag'; did you mean stage"),
        (lambda: kb.rows("set"), "unknown table 'set'; did you mean sets"),
        (lambda: kb.count("filterin"), "unknown taxonomy node 'filterin'; did you mean filtering"),
        (lambda: kb.taxonomy["filterin"], "unknown taxonomy node 'filterin'; did you mean filtering"),
        (lambda: kb.facets["stag"], "unknown facet 'stag'; did you mean stage"),
        (lambda: kb.facets["stage"].value("evil"), "unknown stage 'evil'; did you mean eval"),
        (lambda: kb.statements(section="3.1"), "'section' is not a facet, and cannot be asked for here"),
    ):
        with pytest.raises(KeyError, match=message):
            ask()


# --- a naive oracle ----------------------------------------------------------------------------------------

NODES = ("scaling", "filtering", "by-rule", "by-model", "mixing", "testing", "annotating", "captions")
VALUES = {facet.id: tuple(value.id for value in facet.values) for facet in FILE.facets}


def some(facet: str, *, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(VALUES[facet]), max_size=most, unique=True)


STATED = {"acts_at": some("stage"), "enhances": some("capability"), "evaluates": some("capability")}
ITEM = st.fixed_dictionaries({}, optional={**STATED, "section": st.just("3.1")})
TAG = st.fixed_dictionaries(
    {"node": st.sampled_from(NODES)},
    optional={
        **STATED,
        "by": st.lists(st.sampled_from(["survey", "list", "curation"]), min_size=1, unique=True),
        "effect": st.just("more"),
        "statements": st.lists(ITEM, max_size=2),
    },
)
ENTRY = st.fixed_dictionaries(
    {"tags": st.lists(TAG, min_size=1, max_size=3, unique_by=lambda tag: tag["node"])},
    optional={
        "kind": st.sampled_from(VALUES["kind"]),
        "languages": some("language"),
        "acts_at": some("stage"),
        "statements": st.lists(ITEM, max_size=2),
        "sets": st.lists(
            st.fixed_dictionaries(
                {"set": st.just("A")},
                optional={"row": st.just(1), "stages": some("stage"), "skills": some("capability")},
            ),
            max_size=2,
        ),
    },
)
BASES = st.lists(ENTRY, min_size=1, max_size=5).map(
    lambda entries: knowledge({f"w{number}": entry for number, entry in enumerate(entries)})
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "node": st.sampled_from(["data", "models", *NODES]),
        "relation": st.sampled_from(sorted(FILE.relations)),
        "basis": st.sampled_from(["survey", "list", "curation"]),
        **{
            facet: st.one_of(
                st.sampled_from([*of_facet, NOT_STATED]),
                st.lists(st.sampled_from([*of_facet, NOT_STATED]), max_size=2),
            )
            for facet, of_facet in VALUES.items()
        },
    },
)


@given(BASES, QUERY)
def test_works_agree_with_a_search_through_the_rows(kb: KnowledgeBase, query: dict[str, Any]) -> None:
    assert ids(kb.works(**query)) == [work.id for work in kb if meets(kb, work, query)]


def meets(kb: KnowledgeBase, work: Work, query: dict[str, Any]) -> bool:
    """Whether a work meets a query, judged by the rows of `kb.statements()` and its tags alone."""
    facets = {
        name: {value} if isinstance(value, str) else set(value)
        for name, value in query.items()
        if name in VALUES
    }
    node, relation, basis = query.get("node"), query.get("relation"), query.get("basis")
    below = {one.id for one in kb.taxonomy[node].walk()} if node else set()
    if node and below.isdisjoint(tag.node for tag in work.tags):
        return False
    mine = [row for row in kb.statements() if row.work == work.id]
    together = []
    for facet, asked in facets.items():
        stated = {row.value for row in mine if row.facet == facet}
        if NOT_STATED in asked:
            if stated and stated.isdisjoint(asked):
                return False
        elif kb.facets[facet].of_statements:
            together.append((facet, asked))
        elif stated.isdisjoint(asked):
            return False
    if not together and relation is None and basis is None:
        return True
    groups: dict[Any, list[Statement]] = defaultdict(list)
    for row in mine:
        groups[row.node, row.group].append(row)
    return any(
        (not node or place in below)
        and (basis is None or rows[0].basis == basis)
        and (relation is None or any(row.relation == relation for row in rows))
        and all(any(fits(row, facet, asked, relation) for row in rows) for facet, asked in together)
        for (place, _), rows in groups.items()
    )


def fits(row: Statement, facet: str, asked: set[str], relation: str | None) -> bool:
    of_this_facet = relation is not None and FILE.relations[relation][0].id == facet
    return row.facet == facet and row.value in asked and (not of_this_facet or row.relation == relation)


@given(BASES, QUERY)
def test_rows_belong_to_works_that_are_found(kb: KnowledgeBase, query: dict[str, Any]) -> None:
    rows = kb.statements(**query)
    assert set(rows) <= set(kb.statements())
    assert {row.work for row in rows} <= set(ids(kb.works(**query)))


@given(BASES, QUERY)
def test_the_switch_only_adds_works_except_to_those_that_state_nothing(
    kb: KnowledgeBase, query: dict[str, Any]
) -> None:
    asked = [value for name, value in query.items() if name in VALUES]
    if all(NOT_STATED not in ([value] if isinstance(value, str) else value) for value in asked):
        assert set(kb.works(**query)) <= set(kb.works(**query, approaches=True))


@given(BASES)
def test_all_rows_of_a_group_have_one_basis_section_and_effect(kb: KnowledgeBase) -> None:
    seen: dict[Any, tuple[Any, ...]] = {}
    for row in kb.statements():
        what = (row.basis, row.section, row.effect, row.note)
        assert seen.setdefault((row.work, row.node, row.group), what) == what


@given(BASES)
def test_everything_that_an_entry_states_is_in_the_rows(kb: KnowledgeBase) -> None:
    rows = {(row.work, row.node, row.relation, row.value) for row in kb.statements()}
    for work in kb:
        places: list[tuple[FacetedModel, str | None]] = [
            (work, None),
            *((one, None) for one in work.statements),
        ]
        for tag in work.tags:
            places += [(tag, tag.node), *((one, tag.node) for one in tag.statements)]
        for place, node in places:
            for relation in kb.relations.values():
                assert {(work.id, node, relation.id, value) for value in place.values_of(relation)} <= rows
