"""What tests of sources share: works, and a fetch that takes no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.knowledge import Work
from living_survey.sources.fetching import ArxivFetch, Fetched, arxiv_client

if TYPE_CHECKING:
    from living_survey.sources.cache import Cache
    from living_survey.sources.clock import Clock
    from living_survey.sources.settings import Settings


def work(work_id: str, arxiv: str | None = None, **fields: object) -> Work:
    data = {
        "id": work_id,
        "title": f"Title of {work_id}",
        "authors": ["Ada Example"],
        "year": 2024,
        "tags": ["data-acquisition"],
        "arxiv": arxiv,
    }
    return Work.model_validate(data | fields)


def fetcher(settings: Settings, cache: Cache, clock: Clock, **keywords: object) -> ArxivFetch:
    client = arxiv_client(settings, clock)
    return ArxivFetch(cache, client, settings.arxiv, clock, **keywords)  # type: ignore[arg-type]


def fetch(settings: Settings, cache: Cache, clock: Clock, *ids: str, **keywords: object) -> Fetched:
    return fetcher(settings, cache, clock, **keywords).run_for(ids)
