"""All services in one object: addresses, cache, clock and clients, made once per run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.sources import doi, openalex
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
from living_survey.sources.openalex import CitationFetch
from living_survey.sources.settings import Settings, settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta
    from pathlib import Path

    from living_survey.knowledge import Work


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

    @classmethod
    def of(
        cls, root: Path, *, max_age: timedelta = MAX_AGE, refresh: bool = False, batch: int = BATCH
    ) -> Services:
        """The services as configured in the environment and the `mkdocs.yml` of a folder."""
        return cls(settings(root), max_age=max_age, refresh=refresh, batch=batch)

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
        client = client_for(self.settings, "doi", doi.GAP_SECONDS, self.clock, self.notice)
        return DoiFetch(self.cache, client, self.settings.doi, *self._limits).run_for(list(dois))

    def ask_openalex(self, works: Iterable[Work]) -> Fetched:
        """Update the OpenAlex records of the citations of works."""
        client = client_for(self.settings, "openalex", openalex.GAP_SECONDS, self.clock, self.notice)
        return CitationFetch(self.cache, client, self.settings.openalex, *self._limits).run(works)

    def _arxiv(self) -> ArxivFetch:
        client = arxiv_client(self.settings, self.clock, self.notice)
        return ArxivFetch(self.cache, client, self.settings.arxiv, *self._limits, batch=self.batch)

    @property
    def _limits(self) -> tuple[Clock, timedelta, bool, Progress]:
        return self.clock, self.max_age, self.refresh, self.progress
