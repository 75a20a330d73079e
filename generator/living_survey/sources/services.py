"""All services in one object: addresses, cache, clock and clients, made once per run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.knowledge.venues import PREPRINT
from living_survey.sources import doi, publications
from living_survey.sources.arxiv import BATCH
from living_survey.sources.cache import Cache
from living_survey.sources.clock import Clock, SystemClock
from living_survey.sources.doi import DoiFetch
from living_survey.sources.fetching import (
    MAX_AGE,
    ArxivFetch,
    Fetched,
    Notice,
    Progress,
    arxiv_client,
    client_for,
    silent,
)
from living_survey.sources.openalex import CitationFetch, openalex_client
from living_survey.sources.publications import PublicationFetch
from living_survey.sources.settings import Settings, settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from pathlib import Path

    from living_survey.knowledge import Work
    from living_survey.sources.http import Client


@dataclass
class Services:
    """arXiv, DOI registries and OpenAlex; records older than `max_age` are asked for again."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    max_age: timedelta = MAX_AGE
    refresh: bool = False
    batch: int = BATCH
    progress: Progress = silent
    notice: Notice | None = None
    until: datetime | None = None

    @classmethod
    def of(
        cls, root: Path, *, max_age: timedelta = MAX_AGE, refresh: bool = False, batch: int = BATCH
    ) -> Services:
        """The services as configured in the environment and the `mkdocs.yml` of a folder."""
        return cls(settings(root), max_age=max_age, refresh=refresh, batch=batch)

    def stop_after(self, limit: timedelta) -> None:
        """Ask nothing more once so much time has passed; what is left is for the next run."""
        self.until = self.clock.now() + limit

    @property
    def cache(self) -> Cache:
        """The records of earlier answers."""
        return Cache(self.settings.cache)

    @property
    def hosts(self) -> dict[str, str]:
        """The hosts that may be contacted, by service."""
        urls = {
            "arXiv": self.settings.arxiv,
            "arXiv OAI-PMH": self.settings.arxiv_oai,
            "DOI": self.settings.doi,
            "OpenAlex": self.settings.openalex,
            "DBLP": self.settings.dblp,
            "Crossref": self.settings.crossref,
            "Semantic Scholar": self.settings.semantic_scholar,
        }
        return {service: urlsplit(url).netloc or url for service, url in urls.items()}

    def ask_arxiv(self, works: Iterable[Work]) -> Fetched:
        """Update the arXiv records of works."""
        return self._arxiv().run(works)

    def ask_arxiv_for(self, identifiers: Iterable[str]) -> Fetched:
        """Update the arXiv records of identifiers."""
        return self._arxiv().run_for(list(identifiers))

    def ask_dois(self, dois: Iterable[str]) -> Fetched:
        """Update the records of DOIs."""
        client = client_for(self.settings, "doi", doi.GAP_SECONDS, self.clock, self.notice, until=self.until)
        return DoiFetch(self.cache, client, self.settings.doi, *self._limits).run_for(list(dois))

    def ask_publications(self, works: Iterable[Work]) -> Fetched:
        """Update what is known of the publications of preprints."""
        client = client_for(
            self.settings, "publications", publications.GAP_SECONDS, self.clock, self.notice, until=self.until
        )
        clock, _, refresh, progress, until = self._limits
        limits = clock, publications.MAX_AGE, refresh, progress, until
        asking = PublicationFetch(
            self.cache,
            client,
            self.settings.dblp,
            *limits,
            crossref=self.settings.crossref,
            openalex=self.settings.openalex,
            openalex_client=self.openalex,
        )
        return asking.run([work for work in works if work.venue in {None, PREPRINT}])

    def ask_openalex(self, works: Iterable[Work]) -> Fetched:
        """Update the OpenAlex records of the citations of works."""
        return CitationFetch(self.cache, self.openalex, self.settings.openalex, *self._limits).run(works)

    @cached_property
    def openalex(self) -> Client:
        """One client for all that asks OpenAlex in a run, so that a spent budget ends it for all."""
        return openalex_client(self.settings, self.clock, self.notice, self.until)

    def _arxiv(self) -> ArxivFetch:
        client = arxiv_client(self.settings, self.clock, self.notice, self.until)
        return ArxivFetch(self.cache, client, self.settings.arxiv, *self._limits, batch=self.batch)

    @property
    def _limits(self) -> tuple[Clock, timedelta, bool, Progress, datetime | None]:
        return self.clock, self.max_age, self.refresh, self.progress, self.until
