"""Discovery, step by step: read the sources, rank what is not known, choose, record what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.discovery import DiscoveryState, Gate, Run, ShownPaper
from living_survey.knowledge.duplicates import KnownWorks
from living_survey.knowledge.suggesting import TagSuggester
from living_survey.loading.discovery import read_state, write_state
from living_survey.sources.cache import enrichments_in
from living_survey.sources.discovery.arxiv_listing import NAME as ARXIV
from living_survey.sources.discovery.asking import POOL, SERVICES, Asking
from living_survey.sources.discovery.choosing import Pool, choose
from living_survey.sources.discovery.harvest import Harvest
from living_survey.sources.discovery.listing import Item, Listing
from living_survey.sources.discovery.local_file import NAME as GIVEN
from living_survey.sources.fetching import alone, silent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from living_survey.sources.discovery.candidates import Candidate
    from living_survey.sources.discovery.choosing import Chosen
    from living_survey.sources.discovery.harvest import Harvested
    from living_survey.sources.discovery.ranking import Ranked
    from living_survey.sources.discovery.source import Source
    from living_survey.sources.fetching import Progress
    from living_survey.sources.services import Services

LIMIT = 15
LOCK = "discovery"


@dataclass
class Discovery:
    """A survey's search for new papers."""

    root: Path
    kb: KnowledgeBase
    services: Services
    today: date
    progress: Progress = silent

    @cached_property
    def harvest(self) -> Harvest:
        """The papers that the sources gave."""
        return Harvest(self.services.cache, self.today, self.progress)

    @cached_property
    def abstracts(self) -> dict[str, str]:
        """The abstracts of works that were fetched, by work id."""
        found = enrichments_in(self.services.cache, self.kb)
        return {work_id: one.abstract for work_id, one in found.items() if one.abstract}

    @cached_property
    def suggester(self) -> TagSuggester:
        """Suggests where papers belong."""
        return TagSuggester(self.kb, self.abstracts)

    @cached_property
    def known(self) -> KnownWorks:
        """The works that have an entry."""
        return KnownWorks((*self.kb, *self.kb.unplaced))

    def sources(self, names: Sequence[str], since: date | None = None) -> list[tuple[Source, date]]:
        """The sources that can be asked now, each with the first day to ask for."""
        state, _, _ = read_state(self.root)
        asking = Asking(self.kb, state, self.services, self.harvest, self.today)
        return asking.sources(names, since)

    def run(  # noqa: PLR0913 - the options of the command
        self,
        sources: Sequence[tuple[Source, date]] = (),
        *,
        since: date | None = None,
        limit: int = LIMIT,
        given: Sequence[Candidate] = (),
        with_later: bool = False,
        without: Collection[str] = (),
    ) -> Listing:
        """The papers that wait for a decision, then new ones; the new ones are recorded as shown first.

        With `given` candidates, only they are new; else all papers of the last weeks are, or those that were
        first public since a day. `with_later` shows again what was set aside, and papers with a key in
        `without` are left out. Raises `BusyError`.
        """
        with alone(self.services.cache, LOCK):
            harvested = tuple(self.harvest.run(source, start) for source, start in sources)
            state, _, _ = read_state(self.root)
            self.harvest.keep(GIVEN, given)
            found = self.harvest.candidates(self.today - POOL)
            gate = Gate(self.kb.file.discover.groups)
            pool = Pool(self.kb, self.known, state, found, gate, self.today, with_later)
            ranked = pool.ranked(self.abstracts)
            keys = {key for one in given for key in (one.key, one.title_key)}
            wanted = {
                one.key
                for one in found
                if _is_since(one, since) and (not given or keys & {one.key, one.title_key})
            }
            offered = [one for one in ranked if pool.key(one.candidate) not in without]
            chosen = choose(pool, offered, wanted, limit)
            runs = {} if given else self._runs(state, harvested, since, ranked)
            after = self._record(state, chosen, runs)
            self.harvest.prune()
        return Listing(
            tuple(self._item(after, one) for one in chosen),
            harvested,
            looked_at=len(ranked),
            passed=sum(one.passed for one in ranked),
            waiting=sum(paper.decision is None for paper in after.papers.values()),
        )

    def _runs(
        self,
        state: DiscoveryState,
        harvested: Sequence[Harvested],
        since: date | None,
        ranked: Sequence[Ranked],
    ) -> dict[date, Run]:
        """What this run looked at, if all papers up to a day are read for the first time."""
        until = self.harvest.last_day(ARXIV)
        if until is None or until in state.runs:
            return {}
        starts = (one.window.since for one in harvested if one.source == ARXIV)
        first = since or min((self.today - POOL, *starts))
        passed = sum(one.passed for one in ranked)
        return {until: Run(since=first, looked_at=len(ranked), passed=passed)}

    def _record(
        self, state: DiscoveryState, chosen: Sequence[Chosen], runs: dict[date, Run]
    ) -> DiscoveryState:
        """Write down what is going to be shown, what was looked at, and how far the sources are read."""
        new = {
            one.key: ShownPaper(title=one.ranked.candidate.title, shown=self.today)
            for one in chosen
            if one.key not in state.papers
        }
        read = {
            name: max(day, state.sources.get(name, day))
            for name in SERVICES
            if (day := self.harvest.last_day(name))
        }
        after = DiscoveryState(
            sources=state.sources | read, runs=state.runs | runs, papers=state.papers | new
        )
        if after != state:
            write_state(self.root, after)
        return after

    def _item(self, state: DiscoveryState, one: Chosen) -> Item:
        candidate = one.ranked.candidate
        suggested = self.suggester.suggest(candidate.title, candidate.abstract)
        return Item(
            key=one.key,
            shown=state.papers[one.key],
            candidate=candidate,
            score=one.ranked.score,
            reason=one.reason,
            words=one.ranked.words,
            near=self.suggester.nearest(candidate.title, candidate.abstract),
            nodes=tuple(node.node for node in suggested.nodes),
            values=suggested.values,
            similar=tuple(match.id for match in self.known.find(candidate.identity)),
        )


def _is_since(candidate: Candidate, since: date | None) -> bool:
    return since is None or candidate.published is None or candidate.published >= since
