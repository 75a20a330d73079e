"""discovery.yaml: written and read back, and checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey import load
from living_survey.knowledge.discovery import DiscoveryState, ShownPaper
from living_survey.loading.characters import cleaned
from living_survey.loading.discovery import read_state, state_text, write_state
from living_survey.loading.documents import Document
from living_survey.loading.files import parse_document
from living_survey.loading.inspection import inspect
from living_survey.loading.shape import validate

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(min_size=1, max_size=60).map(cleaned).filter(bool)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
KEYS = st.one_of(st.from_regex(r"arxiv:2[0-9]{3}\.[0-9]{5}", fullmatch=True), TEXTS.map("title:{}".format))
WAITING = st.builds(ShownPaper, title=TEXTS, shown=DAYS)
DECIDED = st.builds(
    ShownPaper,
    title=TEXTS,
    shown=DAYS,
    decision=st.sampled_from(["off-topic", "minor", "duplicate", "later"]),
    by=TEXTS,
    on=DAYS,
    why=st.none() | TEXTS,
)
STATES = st.builds(
    DiscoveryState,
    sources=st.dictionaries(st.sampled_from(["arxiv", "openalex-citing"]), DAYS),
    papers=st.dictionaries(KEYS, WAITING | DECIDED, max_size=5),
)


@given(STATES)
def test_what_is_written_is_read_back(state: DiscoveryState) -> None:
    document, problems = parse_document(state_text(state), "discovery.yaml", Document)
    assert document is not None
    found, more = validate(document, DiscoveryState)
    assert (found, problems, more) == (state, [], [])


def test_each_paper_is_a_line_in_the_order_of_identifiers(tmp_path: Path) -> None:
    paper = ShownPaper(title='A "loaf": 1', shown=date(2026, 11, 30))
    state = DiscoveryState(
        sources={"arxiv": date(2026, 11, 29)}, papers={"arxiv:2611.00002": paper, "arxiv:2611.00001": paper}
    )
    write_state(tmp_path, state)
    assert (tmp_path / "discovery.yaml").read_text().splitlines()[2:] == [
        "sources:",
        "  arxiv: 2026-11-29",
        "papers:",
        '  "arxiv:2611.00001": {title: "A \\"loaf\\": 1", shown: 2026-11-30}',
        '  "arxiv:2611.00002": {title: "A \\"loaf\\": 1", shown: 2026-11-30}',
    ]
    assert read_state(tmp_path)[0] == state


def test_a_survey_without_the_file_has_shown_nothing(root: Path) -> None:
    assert load(root).discovery == DiscoveryState()


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ('"2611.00001": {title: x, shown: 2026-11-30}', "expected an identifier such as arxiv:2401.01234"),
        ('"arxiv:2611.00001": {title: x, shown: 2026-11-31}', "is not a date"),
        ('"arxiv:2611.00001": {title: x}', '"papers.arxiv:2611.00001.shown" is missing'),
        ('"arxiv:2611.00001": {title: x, shown: 2026-11-30, decison: minor}', 'did you mean "decision"?'),
        ('"arxiv:2611.00001": {title: x, shown: 2026-11-30, decision: maybe}', "is not a known value"),
        (
            '"arxiv:2611.00001": {title: x, shown: 2026-11-30, decision: minor}',
            "decision, by and on must be given together",
        ),
        (
            '"arxiv:2611.00001": {title: x, shown: 2026-11-30, decision: accepted, by: Ada, on: 2026-11-30}',
            "an accepted paper needs the id of its entry",
        ),
        (
            "\n  ".join(f'"arxiv:2611.00001": {{title: {title}, shown: 2026-11-30}}' for title in "xy"),
            "duplicate key",
        ),
    ],
)
def test_faults_are_reported_with_their_place(root: Path, papers: str, expected: str) -> None:
    (root / "discovery.yaml").write_text(f"papers:\n  {papers}\n")
    problems = [str(problem) for problem in inspect(root).problems]
    assert len(problems) == 1
    assert problems[0].startswith("discovery.yaml:")
    assert expected in problems[0]
