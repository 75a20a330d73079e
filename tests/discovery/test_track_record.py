"""How good discovery was: precision by month, and what it missed; as text, and on the page "Candidates"."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey import load
from living_survey.cli import app
from living_survey.knowledge.discovery import Decision, DiscoveryState, Run, ShownPaper
from living_survey.knowledge.track_record import TrackRecord
from living_survey.loading.discovery import write_state
from tests.rendering.pages.rendering import pages_of, section, text_of

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 2)
ENTRY = """title: {title}
authors: [Eve New]
year: 2026
venue: arXiv
arxiv: "{arxiv}"
{published}genre: article
tags: [stone]
added: {added}
"""


def paper(title: str, shown: date, decision: Decision | None = None, entry: str | None = None) -> ShownPaper:
    found = ShownPaper(title=title, shown=shown)
    return found.decided(decision, "Ada", DAY, entry=entry) if decision else found


@pytest.fixture
def state() -> DiscoveryState:
    october = date(2026, 10, 5)
    shown = [
        paper("Loaf", october, "accepted", "loaf2026entry"),
        paper("Crumb", october, "minor"),
        paper("Cats", october, "off-topic"),
        paper("Dogs", october, "off-topic"),
        paper("Twins", october, "duplicate"),
        paper("Later", DAY, "later"),
        paper("Rye & <Wheat>", DAY),
    ]
    papers = {f"arxiv:2610.0000{number}": one for number, one in enumerate(shown)}
    runs = {date(2026, 10, 31): Run(since=date(2026, 10, 1), looked_at=9, passed=4)}
    return DiscoveryState(papers=papers, runs=runs)


def test_precision_is_the_share_that_belongs_of_those_judged(state: DiscoveryState) -> None:
    november, october = TrackRecord(state, ()).months
    assert (october.month, october.total, october.precision) == ("2026-10", 5, 0.5)
    assert (november.month, november.total, november.precision) == ("2026-11", 2, None)
    assert november.counts == {"later": 1, "waiting": 1}


@pytest.mark.parametrize(
    ("arxiv", "published", "added", "is_missed"),
    [
        ("2610.00100", "", "2026-11-05", True),
        ("2610.00100", "published: 2026-10-30\n", "2026-11-05", True),
        ("2610.00100", "published: 2026-09-30\n", "2026-11-05", False),  # before the first run
        ("2610.00100", "", "2026-10-31", False),  # before a run could show it
        ("2611.00100", "", "2026-11-30", False),  # after the last run
        ("2610.00002", "", "2026-11-05", False),  # it was shown
    ],
)
def test_missed_is_what_people_added_though_a_run_had_looked_at_it(  # noqa: PLR0913 - a case each
    root: Path, state: DiscoveryState, arxiv: str, published: str, added: str, *, is_missed: bool
) -> None:
    text = ENTRY.format(title="Mills", arxiv=arxiv, published=published, added=added)
    (root / "entries/new2026mills.yaml").write_text(text)
    write_state(root, state)
    record = TrackRecord.of(load(root))
    assert [work.id for work in record.missed] == ["new2026mills"] * is_missed
    assert record.recall == (0.5 if is_missed else 1.0)


def test_the_command_prints_it(root: Path, state: DiscoveryState) -> None:
    write_state(root, state)
    command = ["--root", str(root), "discover", "--statistics"]
    printed = CliRunner().invoke(app, command).stdout
    assert "2026-10  5 papers shown: 1 accepted, 1 minor, 2 off-topic, 1 duplicate; 50% of those" in printed
    found = json.loads(CliRunner().invoke(app, [*command, "--format", "json"]).stdout)
    assert (found["found"], found["missed"], found["months"][1]["precision"]) == (1, [], 0.5)


def test_the_page_is_off_unless_the_taxonomy_asks_for_it(root: Path, state: DiscoveryState) -> None:
    write_state(root, state)
    assert "candidates.md" not in pages_of(load(root))
    taxonomy = root / "taxonomy.yaml"
    taxonomy.write_text(taxonomy.read_text().replace("discover:\n", "discover:\n  page: true\n"))
    page = pages_of(load(root))["candidates.md"]
    content = page.render()
    assert 'content="noindex"' in page.head()
    assert "These papers are not part of the survey." in content
    waiting = section(content, "waiting")
    assert 'href="https://arxiv.org/abs/2610.00006">Rye &amp; &lt;Wheat&gt;</a>' in waiting
    assert "Cats" not in content
    assert "2026-10 5 1 1 2 0 50%" in text_of(section(content, "months"))
