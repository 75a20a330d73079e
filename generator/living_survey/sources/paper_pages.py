"""Papers by the address of their page, where no identifier follows from it.

OpenReview, the CVF, the ACL Anthology and most proceedings describe a paper in `citation_` elements of its
page, as Google Scholar asks for (https://scholar.google.com/intl/en/scholar/inclusion.html). Semantic Scholar
and Hugging Face name the arXiv identifier in the answers of their APIs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.knowledge.people import Name
from living_survey.knowledge.venues import WELL_KNOWN
from living_survey.sources.fetching import client_for
from living_survey.sources.http import OK, PassingError

if TYPE_CHECKING:
    from living_survey.sources.drafts import Draft
    from living_survey.sources.http import Answer
    from living_survey.sources.references import PageReference
    from living_survey.sources.services import Services

GAP_SECONDS = 1.0
NOT_FOUND = frozenset({404, 410})
_DAY = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")


def ask_page(reference: PageReference, services: Services) -> Draft | None:
    """What the page of a paper says; None if there is no such page. Raises `SourceError`.

    The draft may have an identifier alone, of which its own registry says more.
    """
    client = client_for(services.settings, "pages", GAP_SECONDS, services.clock, services.notice)
    address = services.settings.page_address(reference.asked)
    return client.ask(address, lambda answer: read_page(answer, reference))


def read_page(answer: Answer, reference: PageReference) -> Draft | None:
    """The draft of a paper from an answer. Raises `RefusedError` and `PassingError`."""
    if answer.status in NOT_FOUND:
        return None
    answer.refuse_unless(OK)
    if answer.media_type.endswith("json"):
        return _of_api(answer, reference.draft)
    page = _Elements()
    page.feed(answer.body.decode(answer.charset or "utf-8", "replace"))
    if not page.one("title"):
        raise PassingError("the page does not say which paper it has")
    return _of_page(page, reference.draft)


def _of_api(answer: Answer, draft: Draft) -> Draft:
    """The identifiers in an answer of Semantic Scholar (`externalIds`) or Hugging Face (`tags`)."""
    found = answer.fields()
    ids, tags = found.get("externalIds"), found.get("tags")
    known = ids if isinstance(ids, dict) else {}
    named = [tag for tag in (tags if isinstance(tags, list) else []) if isinstance(tag, str)]
    arxiv = arxiv_in(str(known.get("ArXiv") or "")) or next(filter(None, map(arxiv_in, named)), None)
    dois = (str(known.get("DOI") or ""), *(tag.removeprefix("doi:") for tag in named))
    doi = next(filter(None, map(doi_in, dois)), None)
    if not (arxiv or doi):
        raise PassingError("no paper is named there")
    return replace(draft, arxiv=arxiv, doi=doi)


def _of_page(page: _Elements, draft: Draft) -> Draft:
    year, published = _date(page.one("online_date") or page.one("publication_date") or page.one("date") or "")
    names = (page.one("conference_title"), page.one("journal_title"), page.one("conference"))
    venue = next((found for name in names if name and (found := WELL_KNOWN.mentioned_in(name))), None)
    return replace(
        draft,
        title=page.one("title"),
        authors=tuple(Name.parse(name).natural for name in page.all("author")),
        year=draft.year or year,
        published=published,
        venue=draft.venue or venue or next(filter(None, names), None),
        arxiv=arxiv_in(page.one("arxiv_id") or ""),
        doi=doi_in(page.one("doi") or ""),
        abstract=page.one("abstract") or "",
    )


def _date(text: str) -> tuple[int | None, date | None]:
    """The year, and the day if it is given."""
    match = _DAY.search(text)
    if match is None:
        return None, None
    year, month, day = match.groups()
    try:
        return int(year), date(int(year), int(month), int(day)) if month and day else None
    except ValueError:
        return int(year), None


class _Elements(HTMLParser):
    """The `citation_` elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that describes the paper."""
        values = dict(attrs)
        name, content = values.get("name") or "", (values.get("content") or "").strip()
        if tag == "meta" and name.startswith("citation_") and content:
            self._found.setdefault(name.removeprefix("citation_"), []).append(content)

    def all(self, name: str) -> list[str]:
        """All values of a name."""
        return self._found.get(name, [])

    def one(self, name: str) -> str | None:
        """The first value of a name."""
        return next(iter(self.all(name)), None)
