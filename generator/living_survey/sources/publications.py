"""Where preprints were published: DBLP knows the venue, Crossref the DOI, OpenAlex both.

Manuals: https://dblp.org/faq/How+to+use+the+dblp+search+API.html, https://api.crossref.org and
https://developers.openalex.org/api-reference/works
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.knowledge.people import Name
from living_survey.knowledge.text import normalized_title
from living_survey.sources.cache import dois_of
from living_survey.sources.fetching import Asking, Fetched, alone
from living_survey.sources.http import BAD_REQUEST, OK, SourceError
from living_survey.sources.latex import to_text
from living_survey.sources.records import PublicationRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic import JsonValue

    from living_survey.knowledge import Work
    from living_survey.sources.cache import Store
    from living_survey.sources.http import Answer, Client

GAP_SECONDS = 1.0
MAX_AGE = timedelta(days=30)
MOST = 200
"""So many works are asked about in a run; those that were never asked about come first."""
ROWS = 5
PREPRINTS = frozenset({"corr", "arxiv"})
"""What DBLP calls arXiv."""
PUBLISHED = frozenset({"proceedings-article", "journal-article"})
PUBLISHERS = frozenset({"conference", "journal"})
"""Types of places at OpenAlex, which lists copies in repositories, too."""
NOT_FOUND = 404


@dataclass(frozen=True)
class Found:
    """A publication in an answer."""

    title: str
    people: frozenset[str]
    """The last names of its authors."""
    venue: str | None = None
    year: int | None = None
    doi: str | None = None

    def is_of(self, work: Work) -> bool:
        """Whether it is the same work: by title, and a common author."""
        ours = {Name.parse(name).sort_key[0] for name in work.authors}
        same = normalized_title(self.title) in {
            normalized_title(title) for title in (work.title, work.title.partition(": ")[2]) if title
        }
        return same and not self.people.isdisjoint(ours)


@dataclass
class PublicationFetch(Asking[PublicationRecord]):
    """Asks DBLP, Crossref and OpenAlex, in this order, for what is missing or old in the cache.

    OpenAlex looks up single works for free. If it stops answering, works that the others do not know are left
    for the next run.
    """

    crossref: str = field(kw_only=True)
    openalex: str = field(kw_only=True)
    openalex_client: Client = field(kw_only=True)
    most: int = field(default=MOST)
    _has_openalex: bool = field(default=True, init=False)

    @property
    def store(self) -> Store[PublicationRecord]:
        """Publications by the id of the work."""
        return self.cache.publications

    def run(self, works: Sequence[Work]) -> Fetched:
        """Bring the records of works up to date; a service that is down leaves old records in use."""
        by_id = {work.id: work for work in works}
        result = Fetched("DBLP, Crossref or OpenAlex", wanted=len(works))
        due = self.due(by_id)
        result.fresh, result.postponed = len(works) - len(due), due[self.most :]
        due = due[: self.most]
        requests = self.openalex_client.requests
        with alone(self.cache, "publications"):
            for done, work_id in enumerate(due):
                self.progress(done, len(due))
                if self.is_out_of_time(due[done:], result):
                    break
                try:
                    self._ask(by_id[work_id], result)
                except SourceError as error:
                    self.give_up(due[done:], str(error), result)
                    break
        self.progress(len(due), len(due))
        result.requests = self.client.requests + self.openalex_client.requests - requests
        return result

    def _ask(self, work: Work, result: Fetched) -> None:
        record = self._by_title(work)
        if record is None and dois_of(work):
            record = self._by_doi(work, result)
            if not self._has_openalex:
                result.postponed.append(work.id)
                return
        self.store.put(work.id, record, self.clock.now())
        (result.updated if record else result.absent).append(work.id)

    def _by_title(self, work: Work) -> PublicationRecord | None:
        parameters = {"q": normalized_title(work.title), "format": "json", "h": str(ROWS)}
        found = self.client.ask(self.url, lambda answer: list(read_dblp(answer)), parameters=parameters)
        source = "DBLP"
        if not any(one.is_of(work) for one in found):
            source = "Crossref"
            asked = f"{work.title} {work.authors[0] if work.authors else ''}".strip()
            parameters = {"query.bibliographic": asked, "rows": str(ROWS)}
            found = self.client.ask(
                self.crossref, lambda answer: list(read_crossref(answer)), parameters=parameters
            )
        return _record(source, work, found)

    def _by_doi(self, work: Work, result: Fetched) -> PublicationRecord | None:
        if not self._has_openalex:
            return None
        address = f"{self.openalex}/doi:{quote(dois_of(work)[0], safe='/')}"
        parameters = {"select": "title,authorships,locations"}
        try:
            found = self.openalex_client.ask(
                address, lambda answer: list(read_openalex(answer)), parameters=parameters
            )
        except SourceError as error:
            self._has_openalex = False
            result.warnings.append(f"{error}; DBLP and Crossref are still asked")
            return None
        return _record("OpenAlex", work, found)


def _record(source: str, work: Work, found: Iterable[Found]) -> PublicationRecord | None:
    """The first publication that is of the work."""
    same = next((one for one in found if one.is_of(work)), None)
    return PublicationRecord(source=source, venue=same.venue, year=same.year, doi=same.doi) if same else None


def read_dblp(answer: Answer) -> Iterator[Found]:
    """The publications of a list of DBLP, without preprints."""
    for hit in _items(answer.fields(), "result", "hits", "hit"):
        info = hit.get("info")
        if not isinstance(info, dict) or str(info.get("venue")).casefold() in PREPRINTS:
            continue
        authors = info.get("authors")
        listed = authors.get("author") if isinstance(authors, dict) else None
        names = [one.get("text") for one in _list(listed) if isinstance(one, dict)]
        venue = next((one for one in _list(info.get("venue")) if isinstance(one, str)), None)
        yield Found(
            title=to_text(str(info.get("title") or "")).removesuffix("."),
            people=frozenset(Name.parse(_without_number(str(name))).sort_key[0] for name in names if name),
            venue=venue,
            year=_year(info.get("year")),
            doi=_text(info.get("doi")),
        )


def _without_number(name: str) -> str:
    """A name at DBLP, which numbers people of the same name: `Wei Wang 0012`."""
    head, _, last = name.rpartition(" ")
    return head if last.isdigit() else name


def read_crossref(answer: Answer) -> Iterator[Found]:
    """The publications of a list of Crossref, without preprints; their DOIs tell the rest."""
    for item in _items(answer.fields(), "message", "items"):
        if item.get("type") not in PUBLISHED:
            continue
        title = next((one for one in _list(item.get("title")) if isinstance(one, str)), "")
        names = [one.get("family") for one in _list(item.get("author")) if isinstance(one, dict)]
        yield Found(
            title=to_text(title),
            people=frozenset(Name.parse(str(name)).sort_key[0] for name in names if name),
            doi=_text(item.get("DOI")),
        )


def read_openalex(answer: Answer) -> Iterator[Found]:
    """The publications among the places of a work, without copies in repositories.

    The year is left out: that of a work is the first of all its places.
    """
    answer.refuse_unless(OK, NOT_FOUND, BAD_REQUEST)
    if answer.status != OK:
        return
    work = answer.fields()
    authors = [one.get("author") for one in _items(work, "authorships")]
    names = [one.get("display_name") for one in authors if isinstance(one, dict)]
    for place in _items(work, "locations"):
        source = place.get("source")
        if not isinstance(source, dict) or source.get("type") not in PUBLISHERS:
            continue
        if not place.get("is_published"):
            continue
        doi = doi_in(str(place.get("landing_page_url") or ""))
        yield Found(
            title=to_text(str(work.get("title") or "")),
            people=frozenset(Name.parse(str(name)).sort_key[0] for name in names if name),
            venue=_text(source.get("display_name")),
            doi=doi if doi and arxiv_in(doi) is None else None,
        )


def _items(found: JsonValue, *path: str) -> Iterator[dict[str, JsonValue]]:
    """The objects in a list at a path of keys; none if there is no such list."""
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    for item in _list(found):
        if isinstance(item, dict):
            yield item


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def _year(value: JsonValue) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None
