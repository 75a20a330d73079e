"""Plain questions to this survey's own content have the answers that a reader of the field expects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.knowledge.text import normalized_title, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey import KnowledgeBase, Work

FILTERS = {"DFN", "T-MARS", "Sieve"}
DEVIL = "The Devil is in the Details: A Deep Dive into the Rabbit Hole of Data Filtering"
MAY_STATE_NO_STAGE = {"related-surveys", "background"}
UNSTATED_SHARE = 0.05
SHARED_NAMES_SHARE = 0.02
MANY = 20


def named(works: Iterable[Work]) -> set[str]:
    return {name for work in works for name in work.names}


# --- questions ---------------------------------------------------------------------------------------------


def test_filters_for_pretraining_on_images(kb: KnowledgeBase) -> None:
    works = kb.works({"stage": "pretrain", "modality": "image"}, node="data-filter")
    assert named(works) >= FILTERS
    assert DEVIL in {work.title for work in works}


def test_works_that_reduce_hallucination(kb: KnowledgeBase) -> None:
    works = kb.works({"capability": "hallucination-reduction"}, relation="enhances")
    assert named(works) >= {"RLHF-V", "RLAIF-V", "LLaVA-RLHF", "Silkie"}


def test_data_sets_for_fine_tuning_on_video(kb: KnowledgeBase) -> None:
    works = kb.works({"modality": "video", "stage": "finetune", "kind": "dataset"})
    assert named(works) >= {"LLaVA-Video-178K", "ShareGPT4Video"}


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("LLaVA", "liu2023visual"),
        ("DataComp", "gadre2023datacomp"),
        ("DFN", "fang2023data"),
        ("MetaCLIP", "xu2023demystifying"),
        ("LAION-5B", "schuhmann2022laion5b"),
        ("ShareGPT4V", "chen2023sharegpt4v"),
        ("MMMU", "yue2023mmmu"),
    ],
)
def test_a_well_known_name_is_that_of_its_work(kb: KnowledgeBase, name: str, work: str) -> None:
    assert [one.id for one in kb if name in one.names] == [work]


def test_large_public_image_and_text_data_for_pretraining(kb: KnowledgeBase) -> None:
    rows: list[Any] = [row for row, _ in kb.rows("datasets")]
    found = {row.dataset for row in rows if "pretrain" in row.stages and "Image" in row.modality}
    assert found >= {"LAION-5B", "DFN-2B", "DataComp"}


# --- what is stated ----------------------------------------------------------------------------------------


def test_nearly_every_work_states_a_stage_but_surveys_and_background(kb: KnowledgeBase) -> None:
    counted = [
        work
        for work in kb
        if "survey" not in kb.values_of(work, "kind") and kb.primary_node(work).id not in MAY_STATE_NO_STAGE
    ]
    unstated = [work.id for work in counted if not kb.values_of(work, "stage")]
    assert len(unstated) < UNSTATED_SHARE * len(counted)
    asked_for = {work.id for work in kb.works({"stage": "not-stated"})}
    assert asked_for >= set(unstated)
    assert asked_for == {work.id for work in kb.unstated("stage")}


def test_of_surveys_nothing_is_stated_but_what_the_survey_states(kb: KnowledgeBase) -> None:
    for work in kb.works({"kind": "survey"}, node="related-surveys"):
        own = [group for group in kb.groups_of(work) if group.number and group.basis != "survey"]
        assert not any(group.says_something for group in own), work.id


# --- names and summaries -----------------------------------------------------------------------------------


def test_no_summary_repeats_the_title(kb: KnowledgeBase) -> None:
    """Neither as it is, nor with most of its words in their order."""
    for work in kb:
        title, summary = normalized_title(work.title), normalized_title(work.summary or "")
        assert title not in summary, work.id
        shared = Counter(words(work.title)) & Counter(words(work.summary or ""))
        assert shared.total() < 0.9 * len(words(work.title)) or len(words(work.title)) < 5, work.id


def test_names_lead_somewhere(kb: KnowledgeBase) -> None:
    """A name belongs to one work; those that several works chose are few, and so are the works of each."""
    works = Counter(name for work in kb for name in {name.casefold() for name in work.names})
    shared = {name: number for name, number in works.items() if number > 1}
    assert len(shared) < SHARED_NAMES_SHARE * len(works)
    assert max(shared.values()) <= 3, shared


def test_no_name_is_a_whole_title_or_a_word_of_the_vocabulary(kb: KnowledgeBase) -> None:
    vocabulary = {value.label.casefold() for facet in kb.facets.values() for value in facet.values}
    vocabulary |= {node.short.casefold() for node in kb.taxonomy}
    titles = {work.title.casefold() for work in kb if len(work.title.split()) > 3}
    for work in kb:
        assert vocabulary.isdisjoint(name.casefold() for name in work.names), work.id
        assert titles.isdisjoint(name.casefold() for name in work.names), work.id


# --- syntheses and paths -----------------------------------------------------------------------------------


def test_topics_and_approaches_have_syntheses_of_a_fair_length(kb: KnowledgeBase) -> None:
    nodes = [node for node in kb.taxonomy if node.level in {"topic", "approach"}]
    missing = [node.id for node in nodes if kb.count(node) >= MANY and node.id not in kb.syntheses]
    assert missing == []
    lengths = {node: len(one.body.split()) for node, one in kb.syntheses.items()}
    assert {node: number for node, number in lengths.items() if not 80 <= number <= 330} == {}


def test_a_synthesis_cites_works_of_its_own_node(kb: KnowledgeBase) -> None:
    for node, synthesis in kb.syntheses.items():
        here = {work.id for work in kb.works(node=node)}
        assert here.intersection(synthesis.cited), node


def test_there_is_a_path_for_each_purpose_with_ten_works_in_it(kb: KnowledgeBase) -> None:
    assert list(kb.paths) == [
        "new-to-the-field",
        "build-a-pretraining-set",
        "tune-on-visual-instructions",
        "reduce-hallucination",
        "let-a-model-make-data",
        "evaluate-a-model",
    ]
    for path in kb.paths.values():
        assert len(path.steps) == len({step.work for step in path.steps}) == 10
