"""Recommendations of Semantic Scholar from papers that were accepted and papers that were rejected.

Manual: https://api.semanticscholar.org/api-docs/recommendations
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic import JsonValue, ValidationError

from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.source import Page, Window
from living_survey.sources.http import PassingError, RefusedError
from living_survey.sources.latex import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.sources.http import Answer, Client

NAME = "semantic-scholar"
GAP_SECONDS = 2.0
LIMIT = 500
MOST_EXAMPLES = 100
"""Of either kind, the latest ones: the service takes lists of a few hundred papers."""
_FIELDS = "title,abstract,authors,externalIds,publicationDate,citationCount"
_UNKNOWN = 404


@dataclass(frozen=True)
class Recommendations:
    """Recent papers that are like some papers and unlike others, by their arXiv identifiers."""

    client: Client
    url: str
    wanted: Sequence[str]
    unwanted: Sequence[str] = ()
    api_key: str | None = None
    name: str = NAME
    service: str = NAME
    whole: bool = True

    def page(self, window: Window, cursor: str | None) -> Page:  # noqa: ARG002 - there is one page
        """All recommendations of papers of the window."""
        body: JsonValue = {
            "positivePaperIds": [f"ArXiv:{arxiv}" for arxiv in self.wanted[:MOST_EXAMPLES]],
            "negativePaperIds": [f"ArXiv:{arxiv}" for arxiv in self.unwanted[:MOST_EXAMPLES]],
        }
        found = self.client.ask(
            f"{self.url}/",
            _read,
            parameters={"fields": _FIELDS, "limit": str(LIMIT)},
            headers={"x-api-key": self.api_key} if self.api_key else {},
            body=body,
        )
        recent = tuple(one for one in found if one.published is None or one.published >= window.since)
        return Page(recent, None, len(found))


def _read(answer: Answer) -> list[Candidate]:
    if answer.status == _UNKNOWN:
        raise RefusedError("the service knows none of the papers", answer.status)
    papers = answer.fields().get("recommendedPapers")
    if not isinstance(papers, list):
        raise PassingError("the answer has no list of papers")
    return list(_candidates(papers))


def _candidates(papers: Sequence[JsonValue]) -> Iterator[Candidate]:
    for item in papers:
        if not isinstance(item, dict):
            continue
        known = item.get("externalIds")
        names = known if isinstance(known, dict) else {}
        day, authors = item.get("publicationDate"), item.get("authors")
        try:
            yield Candidate(
                title=to_text(str(item.get("title") or "")),
                authors=tuple(
                    str(author["name"])
                    for author in (authors if isinstance(authors, list) else [])
                    if isinstance(author, dict) and author.get("name")
                ),
                abstract=to_text(str(item.get("abstract") or "")),
                published=date.fromisoformat(str(day)) if day else None,
                citations=int(str(item.get("citationCount") or 0)),
                sources=(NAME,),
                arxiv=_text(names.get("ArXiv")),
                doi=_text(names.get("DOI")),
            )
        except (ValueError, ValidationError):
            continue


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None
