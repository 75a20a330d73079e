"""The services as one thing: addresses, cache, clock and clients, made once for a run."""

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
class Outside:
    """All that is outside. `max_age` is how old a record may be before its service is asked again."""

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
    ) -> Outside:
        """The services as the environment and `mkdocs.yml` of a folder have them."""
        return cls(settings(root), max_age=max_age, refresh=refresh, batch=batch)

    @property
    def cache(self) -> Cache:
        """What is kept of earlier answers."""
        return Cache(self.settings.cache)

    @property
    def hosts(self) -> dict[str, str]:
        """Who would be contacted, by service."""
        urls = {"arXiv": self.settings.arxiv, "DOI": self.settings.doi, "OpenAlex": self.settings.openalex}
        return {service: urlsplit(url).netloc or url for service, url in urls.items()}

    def ask_arxiv(self, works: Iterable[Work]) -> Fetched:
        """Bring what arXiv says of works up to date."""
        return self._arxiv().run(works)

    def ask_arxiv_for(self, identifiers: Iterable[str]) -> Fetched:
        """Bring what arXiv says of identifiers up to date."""
        return self._arxiv().run_for(list(identifiers))

    def ask_dois(self, dois: Iterable[str]) -> Fetched:
        """Bring what registration agencies say of DOIs up to date."""
        client = client_for(self.settings, "doi", doi.GAP_SECONDS, self.clock, self.notice)
        return DoiFetch(self.cache, client, self.settings.doi, *self._limits).run_for(list(dois))

    def ask_openalex(self, works: Iterable[Work]) -> Fetched:
        """Bring what OpenAlex says of the citations of works up to date."""
        client = client_for(self.settings, "openalex", openalex.GAP_SECONDS, self.clock, self.notice)
        return CitationFetch(self.cache, client, self.settings.openalex, *self._limits).run(works)

    def _arxiv(self) -> ArxivFetch:
        client = arxiv_client(self.settings, self.clock, self.notice)
        return ArxivFetch(self.cache, client, self.settings.arxiv, *self._limits, batch=self.batch)

    @property
    def _limits(self) -> tuple[Clock, timedelta, bool, Progress]:
        return self.clock, self.max_age, self.refresh, self.progress
