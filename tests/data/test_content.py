"""What this survey's own files hold: checks beyond the rules of `survey check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loading.strategies import ENTRIES

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from living_survey.loading.inspection import Inspection

WORDS_OF_A_SUMMARY = 30


def test_there_is_no_problem_not_even_a_warning(inspection: Inspection) -> None:
    assert [str(problem) for problem in inspection.problems] == []
    assert len(inspection.paths) == len(ENTRIES)


def test_every_work_has_a_summary_of_one_short_sentence(kb: KnowledgeBase) -> None:
    summaries = {work.id: work.summary or "" for work in kb}
    assert [one for one, text in summaries.items() if not 0 < len(text.split()) <= WORDS_OF_A_SUMMARY] == []


def test_every_section_that_is_named_has_a_title(kb: KnowledgeBase) -> None:
    assert [section for section, title in kb.sections.items() if not title] == []
    numbers = [section for section in kb.sections if section[0].isdigit()]
    assert numbers == sorted(numbers, key=lambda section: [int(part) for part in section.split(".")])


def test_the_tables_of_the_survey_are_complete(kb: KnowledgeBase) -> None:
    for table_id, table in kb.tables.items():
        assert table.number_column is not None
        numbers = [row.cell(table.number_column) for row, _ in kb.rows(table_id)]
        printed = [number for number in numbers if number is not None]
        assert printed == list(range(1, len(printed) + 1)), table_id


def test_every_reference_of_the_survey_has_a_work(kb: KnowledgeBase) -> None:
    assert kb.survey is not None
    claimed = {number for work in kb if work.survey for number in work.survey.refs}
    assert sorted(claimed) == list(range(1, kb.survey.references + 1))


def test_every_value_is_stated_of_a_work_or_an_approach(kb: KnowledgeBase) -> None:
    stated = {(row.facet, row.value) for row in kb.statements()}
    stated |= {(row.facet, row.value) for row in kb.statements(subject="approach")}
    values = {(facet.id, value.id) for facet in kb.facets.values() for value in facet.values}
    assert values - stated == set()


def test_a_work_of_which_only_the_year_is_known_comes_after_the_dated_ones_of_that_year(
    kb: KnowledgeBase,
) -> None:
    for year in kb.years:
        dates = [work.first_public for work in kb.newest() if work.first_public.startswith(str(year))]
        undated = [place for place, day in enumerate(dates) if day == str(year)]
        assert undated == list(range(len(dates) - len(undated), len(dates)))
