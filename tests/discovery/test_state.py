"""discovery.yaml: written and read back, and checked."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey import load
from living_survey.knowledge.discovery import DiscoveryState, Run, ShownPaper
from living_survey.loading.characters import cleaned
from living_survey.loading.discovery import read_state, state_of, state_text, write_state
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
RUNS = st.builds(Run, since=DAYS, looked_at=st.integers(0, 9999), passed=st.integers(0, 9999))
STATES = st.builds(
    DiscoveryState,
    sources=st.dictionaries(st.sampled_from(["arxiv", "openalex-citing"]), DAYS),
    runs=st.dictionaries(DAYS, RUNS, max_size=3),
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
        sources={"arxiv": date(2026, 11, 29)},
        runs={date(2026, 11, 29): Run(since=date(2026, 11, 1), looked_at=900, passed=150)},
        papers={"arxiv:2611.00002": paper, "arxiv:2611.00001": paper},
    )
    write_state(tmp_path, state)
    assert (tmp_path / "discovery.yaml").read_text().splitlines()[3:] == [
        "sources:",
        "  arxiv: 2026-11-29",
        "runs:",
        "  2026-11-29: {since: 2026-11-01, looked_at: 900, passed: 150}",
        "papers:",
        '  "arxiv:2611.00001": {title: "A \\"loaf\\": 1", shown: 2026-11-30}',
        "",
        '  "arxiv:2611.00002": {title: "A \\"loaf\\": 1", shown: 2026-11-30}',
    ]
    assert read_state(tmp_path)[0] == state


def test_branches_that_decide_about_neighbouring_papers_merge(tmp_path: Path) -> None:
    day = date(2026, 11, 30)
    keys = [f"arxiv:2611.0000{number}" for number in range(4)]
    base = DiscoveryState(papers={key: ShownPaper(title=key, shown=day) for key in keys})
    texts = [state_text(base)]
    for key in keys[1:3]:
        decided = base.papers[key].decided("minor", "Ada", day)
        texts.append(state_text(base.with_paper(key, decided)))
    for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
        (tmp_path / name).write_text(text)
    git = ["git", "merge-file", "--stdout", "ours", "base", "theirs"]
    merged = subprocess.run(git, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert [paper.decision for paper in state_of(merged).papers.values()] == [None, "minor", "minor", None]


@given(STATES, STATES)
def test_merging_states_loses_no_paper_and_no_decision(ours: DiscoveryState, theirs: DiscoveryState) -> None:
    merged = ours.merged(theirs)
    assert merged.papers.keys() == ours.papers.keys() | theirs.papers.keys()
    for key, paper in merged.papers.items():
        known = [state.papers[key] for state in (ours, theirs) if key in state.papers]
        assert paper in known
        assert paper.waits == all(one.waits for one in known)
        if not known[0].waits:
            assert paper == known[0]
    assert merged.merged(theirs) == merged


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
