"""How good discovery was, judged by what curators decided and by what people added themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.discovery import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge.base import KnowledgeBase
    from living_survey.knowledge.discovery import Decision, DiscoveryState, ShownPaper
    from living_survey.knowledge.work import Work

BELONGS: tuple[Decision, ...] = ("accepted", "minor")
WAITING = "waiting"


@dataclass(frozen=True)
class Shown:
    """The papers that were first shown in a month, by decision."""

    month: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def precision(self) -> float | None:
        """The share that belongs, of those that were found to belong or to be off topic; None without any."""
        belong = sum(self.counts.get(decision, 0) for decision in BELONGS)
        judged = belong + self.counts.get("off-topic", 0)
        return belong / judged if judged else None


@dataclass(frozen=True)
class TrackRecord:
    """What the decisions say about the lists that were shown."""

    state: DiscoveryState
    works: Iterable[Work]
    categories: tuple[str, ...] = ()
    """The categories of arXiv that are looked at."""

    @classmethod
    def of(cls, kb: KnowledgeBase) -> TrackRecord:
        """The record of a survey."""
        return cls(kb.discovery, tuple(kb), kb.file.discover.categories)

    @cached_property
    def months(self) -> list[Shown]:
        """The papers that were shown, by month, the latest first."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for paper in self.state.papers.values():
            counts[f"{paper.shown:%Y-%m}"][paper.decision or WAITING] += 1
        return [Shown(month, counts[month]) for month in sorted(counts, reverse=True)]

    @property
    def waiting(self) -> list[tuple[str | None, ShownPaper]]:
        """The papers without a decision, each with where to read it, those shown last first."""
        found = [(address_of(key), paper) for key, paper in self.state.papers.items() if paper.waits]
        return sorted(found, key=lambda one: one[1].shown, reverse=True)

    @property
    def found(self) -> int:
        """How many works were accepted from a list."""
        return sum(paper.decision == "accepted" for paper in self.state.papers.values())

    @cached_property
    def missed(self) -> list[Work]:
        """The works that people added after a run had looked at them and had not shown them.

        A work without a known category counts as one of the categories. Of a work with a known month only,
        all days of the month must have been looked at.
        """
        keys = {key for key, paper in self.state.papers.items()}
        entries = {paper.entry for paper in self.state.papers.values()}
        return [
            work
            for work in self.works
            if work.id not in entries
            and work.arxiv_id
            and f"arxiv:{work.arxiv_id.base}" not in keys
            and (work.arxiv_category or None) in {None, *self.categories}
            and self._was_looked_at(work)
        ]

    def _was_looked_at(self, work: Work) -> bool:
        """Whether the runs before a work was added had read the day on which it became public."""
        runs = {day: run for day, run in self.state.runs.items() if work.added and day < work.added}
        if not runs or not work.month:
            return False
        first, last = min(run.since for run in runs.values()), max(runs)
        if work.published:
            return first <= work.published <= last
        return first.isoformat() <= f"{work.month}-01" and f"{work.month}-31" <= last.isoformat()

    @property
    def recall(self) -> float | None:
        """The share of the works from lists, of these and the missed ones; None without any."""
        total = self.found + len(self.missed)
        return self.found / total if total else None
