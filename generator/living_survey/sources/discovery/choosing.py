"""Which papers of a pool are shown: those that wait for a decision, then the best new ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.text import normalized_title
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.openalex_lists import CITING
from living_survey.sources.discovery.ranking import Positive, positives_of, rank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from living_survey.knowledge import KnowledgeBase
    from living_survey.knowledge.discovery import DiscoveryState, Gate, ShownPaper
    from living_survey.knowledge.duplicates import KnownWorks
    from living_survey.sources.discovery.ranking import Ranked

BESIDE = 2
"""Of each list, so many lack the survey's terms, and so many are there because they are cited."""
ROOM_FOR_ONE_BESIDE = 5
FITS = "has the survey's terms"
LACKS_TERMS = "lacks the survey's terms, but is like its works"
CITES = "cites the survey or its core works"


@dataclass(frozen=True)
class Chosen:
    """A paper to show, and why."""

    key: str
    ranked: Ranked
    reason: str


@dataclass(frozen=True)
class Pool:
    """The papers that can be shown, with what is known and decided."""

    kb: KnowledgeBase
    known: KnownWorks
    state: DiscoveryState
    candidates: Sequence[Candidate]
    gate: Gate
    today: date
    with_later: bool = False
    """Whether papers that were set aside wait again."""

    def waits(self, candidate: Candidate) -> bool:
        """Whether a paper was shown and has no decision."""
        paper = self.shown(candidate)
        return paper is not None and (
            paper.decision is None or (self.with_later and paper.decision == "later")
        )

    def key(self, candidate: Candidate) -> str:
        """The key of a paper in `discovery.yaml`, where it may be known by its title or DOI."""
        if candidate.key in self.state.papers:
            return candidate.key
        return self._keys_by_title.get(normalized_title(candidate.title), candidate.key)

    @cached_property
    def _keys_by_title(self) -> dict[str, str]:
        return {normalized_title(paper.title): key for key, paper in self.state.papers.items()}

    def shown(self, candidate: Candidate) -> ShownPaper | None:
        """What was decided of a paper, if it was shown."""
        return self.state.papers.get(self.key(candidate))

    def ranked(self, abstracts: Mapping[str, str]) -> list[Ranked]:
        """The papers that the survey does not have, the best first.

        Those that were accepted or are minor belong; what is off topic stays among the rest.
        """
        rest, belonging = [], positives_of(self.kb, abstracts)
        for one in self._complete():
            paper = self.shown(one)
            if paper and paper.decision in {"accepted", "minor"}:
                if paper.decision == "minor" or paper.entry not in self.kb:
                    belonging.append(Positive(one.title, one.abstract, one.published or paper.shown))
            elif not (paper and paper.decision == "duplicate") and not self._is_known(one):
                rest.append(one)
        return rank(rest, belonging, self.gate, self.today)

    def _complete(self) -> Iterable[Candidate]:
        """The candidates, and the papers that were shown but that no source has had lately."""
        yield from self.candidates
        found = {self.key(one) for one in self.candidates}
        for key, paper in self.state.papers.items():
            if key not in found and paper.decision in {None, "minor", "accepted", "later"}:
                kind, _, name = key.partition(":")
                yield Candidate(
                    title=paper.title,
                    arxiv=name if kind == "arxiv" else None,
                    doi=name if kind == "doi" else None,
                )

    def _is_known(self, candidate: Candidate) -> bool:
        """Whether the survey has the work for certain."""
        return self.known.find_same(candidate.identity) is not None


def choose(pool: Pool, ranked: Sequence[Ranked], wanted: Collection[str], limit: int) -> list[Chosen]:
    """At most `limit` papers: those that wait, then new ones among the keys that are wanted."""
    waiting = [
        Chosen(pool.key(one.candidate), one, _reason(one)) for one in ranked if pool.waits(one.candidate)
    ][:limit]
    room = limit - len(waiting)
    new = [one for one in ranked if one.candidate.key in wanted and pool.shown(one.candidate) is None]
    beside = min(BESIDE, room // ROOM_FOR_ONE_BESIDE)
    cited = sorted(
        (one for one in new if _cites(one) and one.candidate.citations),
        key=lambda one: -(one.candidate.citations or 0),
    )
    outside = [one for one in new if not one.passed]
    picked = {one.candidate.key: one for one in [*cited[:beside], *outside[:beside]]}
    for one in (*(one for one in new if one.passed), *outside):
        if len(picked) >= room:
            break
        picked.setdefault(one.candidate.key, one)
    chosen = [one for one in new if one.candidate.key in picked][: max(room, 0)]
    return [*waiting, *(Chosen(one.candidate.key, one, _reason(one)) for one in chosen)]


def _cites(one: Ranked) -> bool:
    return CITING in one.candidate.sources


def _reason(one: Ranked) -> str:
    if _cites(one):
        return CITES
    return FITS if one.passed else LACKS_TERMS
