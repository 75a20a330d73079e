"""Lists of works at OpenAlex: what cites some works, and works with some words in the title.

Pages are asked for by number, since cursors need a key; ten thousand works can be had that way.
Manual: https://developers.openalex.org/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic import JsonValue, ValidationError

from living_survey.knowledge.identifiers import arxiv_in
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.source import Page, Window
from living_survey.sources.http import PassingError
from living_survey.sources.latex import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from living_survey.sources.http import Answer, Client

CITING, TITLES = "openalex-citing", "openalex-titles"
SERVICE = "openalex"
PAGE_SIZE = 100
MOST_PAGES = 5
"""Of each list; what is further down is hardly cited, or has little to do with the words asked for."""
_FIELDS = "id,doi,title,publication_date,authorships,abstract_inverted_index,cited_by_count,locations"
_RESOLVER = "https://doi.org/"


@dataclass(frozen=True)
class OpenAlexList:
    """Works that match filters, one filter after the other."""

    client: Client
    url: str
    name: str
    filters: Sequence[str]
    sort: str = ""
    whole: bool = False
    service: str = SERVICE
    size: int = PAGE_SIZE

    @classmethod
    def citing(cls, client: Client, url: str, works: Sequence[str]) -> OpenAlexList:
        """What cites some works, by their ids at OpenAlex: the most cited first."""
        return cls(client, url, CITING, [f"cites:{'|'.join(works)}"], "cited_by_count:desc", whole=True)

    @classmethod
    def with_titles(cls, client: Client, url: str, queries: Sequence[str]) -> OpenAlexList:
        """Works with some words in the title: those that match best first."""
        plain = (" ".join(query.replace(",", " ").replace("|", " ").split()) for query in queries)
        return cls(client, url, TITLES, [f"title.search:{query}" for query in plain])

    def page(self, window: Window, cursor: str | None) -> Page:
        """A page; the cursor is the number of the filter and of the page."""
        at, number = map(int, (cursor or "0 1").split())
        found, total = self.client.ask(
            self.url, lambda answer: _read(answer, self.name), parameters=self._query(window, at, number)
        )
        if number * self.size < total and number < MOST_PAGES:
            following: str | None = f"{at} {number + 1}"
        else:
            following = f"{at + 1} 1" if at + 1 < len(self.filters) else None
        return Page(tuple(found), following, total)

    def _query(self, window: Window, at: int, number: int) -> dict[str, str]:
        days = f"from_publication_date:{window.since},to_publication_date:{window.until}"
        query = {
            "filter": f"{self.filters[at]},{days}",
            "select": _FIELDS,
            "per-page": str(self.size),
            "page": str(number),
        }
        return query | ({"sort": self.sort} if self.sort else {})


def _read(answer: Answer, source: str) -> tuple[list[Candidate], int]:
    found = answer.fields()
    results, meta = found.get("results"), found.get("meta")
    if not isinstance(results, list) or not isinstance(meta, dict):
        raise PassingError("the answer has no list of works")
    count = meta.get("count")
    return list(_candidates(results, source)), count if isinstance(count, int) else 0


def _candidates(results: Sequence[JsonValue], source: str) -> Iterator[Candidate]:
    for item in results:
        if not isinstance(item, dict):
            continue
        doi = str(item.get("doi") or "").removeprefix(_RESOLVER) or None
        day = item.get("publication_date")
        try:
            yield Candidate(
                title=to_text(str(item.get("title") or "")),
                authors=tuple(_names(item.get("authorships"))),
                abstract=_abstract(item.get("abstract_inverted_index")),
                published=date.fromisoformat(str(day)) if day else None,
                citations=int(str(item.get("cited_by_count") or 0)),
                sources=(source,),
                arxiv=_arxiv(item.get("locations")),
                doi=doi,
            )
        except (ValueError, ValidationError):
            continue


def _names(authorships: JsonValue) -> Iterator[str]:
    for one in authorships if isinstance(authorships, list) else ():
        author = one.get("author") if isinstance(one, dict) else None
        name = author.get("display_name") if isinstance(author, dict) else None
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _abstract(index: JsonValue) -> str:
    """The text of an index of words with their positions."""
    words: Mapping[str, JsonValue] = index if isinstance(index, dict) else {}
    placed = [
        (position, word)
        for word, positions in words.items()
        for position in (positions if isinstance(positions, list) else [])
        if isinstance(position, int)
    ]
    return " ".join(word for _, word in sorted(placed))


def _arxiv(locations: JsonValue) -> str | None:
    """The identifier of the copy at arXiv, if there is one."""
    for location in locations if isinstance(locations, list) else ():
        address = location.get("landing_page_url") if isinstance(location, dict) else None
        if isinstance(address, str) and (identifier := arxiv_in(address)):
            return identifier
    return None
