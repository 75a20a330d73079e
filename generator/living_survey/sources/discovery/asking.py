"""Which sources are asked, about which days, from the survey's configuration and what was read already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from living_survey.sources.cache import dois_of, enrichments_in
from living_survey.sources.discovery import arxiv_oai, openalex_lists, semantic_scholar
from living_survey.sources.discovery.arxiv_listing import NAME as ARXIV
from living_survey.sources.discovery.arxiv_listing import ArxivListing
from living_survey.sources.discovery.harvest import OVERLAP
from living_survey.sources.fetching import arxiv_client, client_for
from living_survey.sources.http import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.discovery import DiscoveryState
    from living_survey.sources.discovery.harvest import Harvest
    from living_survey.sources.discovery.source import Source
    from living_survey.sources.http import Client
    from living_survey.sources.services import Services

POOL = timedelta(days=28)
"""A paper that others displaced can still be shown so long after it was found."""
LONG_GAP = timedelta(days=60)
"""From here on OAI-PMH takes fewer requests than queries."""
CITING_WINDOW = timedelta(days=365)
CITING_INTERVAL = timedelta(days=28)
CORE_WORKS = 20
SERVICES = {
    ARXIV: ("arXiv", "arXiv OAI-PMH"),
    openalex_lists.CITING: ("OpenAlex",),
    openalex_lists.TITLES: ("OpenAlex",),
    semantic_scholar.NAME: ("Semantic Scholar",),
}
"""The services that each source asks, by the names of `Services.hosts`."""


@dataclass(frozen=True)
class Asking:
    """Makes the sources of a survey."""

    kb: KnowledgeBase
    state: DiscoveryState
    services: Services
    harvest: Harvest
    today: date

    def sources(self, names: Iterable[str], since: date | None) -> list[tuple[Source, date]]:
        """The sources that can be asked now, each with the first day to ask for."""
        starts = {name: since or self._start(name) for name in names}
        found = ((self._source(name, start), start) for name, start in starts.items())
        return [(source, start) for source, start in found if source is not None]

    def _start(self, name: str) -> date:
        """The day from which on a source is to be read.

        Papers below the cap wait in the cache only; without it the last weeks are read again.
        """
        if name == openalex_lists.CITING:
            return self.today - CITING_WINDOW
        first = self.state.sources.get(name, self.today) - OVERLAP
        return first if self.harvest.last_day(name) else min(first, self.today - POOL)

    def _source(self, name: str, start: date) -> Source | None:
        spec, settings = self.kb.file.discover, self.services.settings
        if name == ARXIV and spec.categories:
            return self._arxiv(start)
        if name == openalex_lists.TITLES and spec.queries:
            client = self.services.openalex
            return openalex_lists.OpenAlexList.with_titles(client, settings.openalex, spec.queries)
        if name == openalex_lists.CITING and self._is_due() and (core := self._core_ids()):
            return openalex_lists.OpenAlexList.citing(self.services.openalex, settings.openalex, core)
        if name == semantic_scholar.NAME and (wanted := self._wanted()):
            client = self._client(name, semantic_scholar.GAP_SECONDS)
            key = settings.semantic_scholar_key
            return semantic_scholar.Recommendations(
                client, settings.semantic_scholar, wanted, self._decided("off-topic"), key
            )
        return None

    def _arxiv(self, start: date) -> Source:
        settings, categories = self.services.settings, self.kb.file.discover.categories
        if self.today - start > LONG_GAP:
            client = self._client(arxiv_oai.SERVICE, arxiv_oai.GAP_SECONDS)
            return arxiv_oai.ArxivOai(client, settings.arxiv_oai, categories)
        client = arxiv_client(settings, self.services.clock, self.services.notice)
        return ArxivListing(client, settings.arxiv, categories)

    def _client(self, service: str, gap: float) -> Client:
        return client_for(self.services.settings, service, gap, self.services.clock, self.services.notice)

    # --- what sources are asked with -----------------------------------------------------------------------

    def _is_due(self) -> bool:
        """Whether the citing works were last asked for a month ago."""
        watermark = self.state.sources.get(openalex_lists.CITING)
        return watermark is None or self.today - watermark >= CITING_INTERVAL

    def _core_ids(self) -> list[str]:
        """The ids at OpenAlex of the survey itself and of the works that most others here cite."""
        core = self._core_works()
        if core:
            self._learn_ids(core)
        store = self.services.cache.citations
        records = (store.get(doi) for work in core for doi in dois_of(work))
        return [one.record.id for one in records if one and one.record]

    def _learn_ids(self, works: list[Work]) -> None:
        """Ask for the ids of works that are not in the cache; without any, the source is left out."""
        try:
            failed = list(self.services.ask_openalex(works).failed.values())
        except SourceError as error:
            failed = [str(error)]
        if failed and self.services.notice:
            self.services.notice(f"{openalex_lists.CITING}: {failed[0]}")

    def _core_works(self) -> list[Work]:
        known = enrichments_in(self.services.cache, self.kb)
        cited = {work_id: len(one.cited_by) for work_id, one in known.items()}
        ranked = sorted((work_id for work_id, n in cited.items() if n), key=lambda one: (-cited[one], one))
        own = [self.kb.survey.work] if self.kb.survey and self.kb.survey.work in self.kb else []
        return [self.kb[work_id] for work_id in dict.fromkeys((*own, *ranked[:CORE_WORKS]))]

    def _wanted(self) -> list[str]:
        """The arXiv identifiers of papers that were accepted, then of the newest works."""
        newest = [work.arxiv for work in self.kb.newest() if work.arxiv]
        return list(dict.fromkeys((*self._decided("accepted"), *newest)))

    def _decided(self, decision: str) -> list[str]:
        """The arXiv identifiers of papers with a decision, the latest decisions first."""
        found = sorted(
            (
                (paper.on, key)
                for key, paper in self.state.papers.items()
                if paper.decision == decision and paper.on
            ),
            reverse=True,
        )
        return [key.removeprefix("arxiv:") for _, key in found if key.startswith("arxiv:")]
