"""New preprints from arXiv's query service: by category and day of submission, week by week.

A query that goes far into its results is slow at arXiv and fails at ten thousand, hence the weeks.
Manual: https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from living_survey.sources import arxiv
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.source import Page, Window
from living_survey.sources.http import PassingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.sources.http import Answer, Client
    from living_survey.sources.records import ArxivRecord

NAME = "arxiv"
SERVICE = "arxiv"
PAGE_SIZE = 500
SLICE = timedelta(days=7)


@dataclass(frozen=True)
class ArxivListing:
    """The submissions of some categories."""

    client: Client
    url: str
    categories: Sequence[str]
    size: int = PAGE_SIZE
    name: str = NAME
    service: str = SERVICE
    whole: bool = False

    def page(self, window: Window, cursor: str | None) -> Page:
        """A page of a week; the cursor is the first day of the week and the number of records before."""
        day, _, number = (cursor or f"{window.since} 0").partition(" ")
        first, start = date.fromisoformat(day), int(number)
        last = min(first + SLICE - timedelta(days=1), window.until)
        parameters = self._query(first, last, start)
        feed = self.client.ask(self.url, lambda answer: _read(answer, start), parameters=parameters)
        seen = start + len(feed.records) + len(feed.unreadable)
        if seen < feed.total:
            following: str | None = f"{first} {seen}"
        else:
            following = f"{last + timedelta(days=1)} 0" if last < window.until else None
        found = tuple(_candidate(record) for record in feed.records.values() if not record.withdrawn)
        return Page(found, following, feed.total - start)

    def _query(self, first: date, last: date, start: int) -> dict[str, str]:
        categories = " OR ".join(f"cat:{category}" for category in self.categories)
        days = f"submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
        return {
            "search_query": f"({categories}) AND {days}",
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
            "start": str(start),
            "max_results": str(self.size),
        }


def _read(answer: Answer, start: int) -> arxiv.Feed:
    """The feed of an answer; arXiv now and then gives a page without entries where there are more."""
    feed = arxiv.read_feed(answer)
    if not feed.records and not feed.unreadable and start < feed.total:
        raise PassingError(f"the answer has none of the {feed.total - start} records that are left")
    return feed


def _candidate(record: ArxivRecord) -> Candidate:
    return Candidate(
        title=record.title,
        authors=record.authors,
        abstract=record.abstract,
        published=record.published,
        categories=record.categories,
        sources=(NAME,),
        arxiv=record.id,
        doi=record.doi,
    )
