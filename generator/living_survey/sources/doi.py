"""DOI registration agencies, asked through the resolver by content negotiation.

One request a DOI, the same for Crossref, DataCite and the others; the answer is CSL-JSON.
Source: https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import JsonValue, ValidationError

from living_survey.sources.fetching import Asking, Fetched, alone
from living_survey.sources.http import PassingError, SourceError, UnavailableError
from living_survey.sources.latex import to_text
from living_survey.sources.records import DoiRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.sources.cache import Store
    from living_survey.sources.http import Answer, Fields

GAP_SECONDS = 1.0
CSL = "application/vnd.citationstyles.csl+json"
NOT_FOUND = frozenset({404, 410})
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def read_record(answer: Answer, doi: str) -> DoiRecord | None:
    """What an agency says of a DOI; None if no agency knows it.

    Raises `PassingError` for faults of the moment and `RefusedError` for other refusals.
    """
    if answer.status in NOT_FOUND:
        return None
    found = answer.fields()
    published = _date_parts(found)
    title = _first(found.get("title"))
    kind = _first(found.get("type"))
    updates = found.get("updated-by")
    try:
        return DoiRecord(
            doi=doi.lower(),
            title=title or "",
            authors=tuple(_names(found.get("author"))),
            container=_first(found.get("container-title")),
            container_short=_first(found.get("container-title-short")),
            event=_event(found.get("event")),
            published=date(*published) if len(published) == 3 else None,  # noqa: PLR2004 - year, month, day
            year=published[0] if published else None,
            kind=kind,
            retracted=(title or "").upper().startswith("RETRACTED")
            or any(isinstance(u, dict) and u.get("type") == "retraction" for u in _list(updates)),
        )
    except (ValidationError, ValueError) as error:
        raise PassingError(f"the answer lacks what a publication has: {error}".partition("\n")[0]) from error


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: JsonValue) -> str | None:
    """The first text: Crossref has lists where CSL has texts, some with markup in them."""
    for item in _list(value):
        if isinstance(item, str) and (text := to_text(html.unescape(_TAG.sub("", item)))):
            return text
    return None


def _names(value: JsonValue) -> list[str]:
    names = []
    for author in _list(value):
        if isinstance(author, dict):
            parts = [
                _first(author.get(key)) for key in ("given", "non-dropping-particle", "family", "suffix")
            ]
            whole = _first(author.get("literal")) or _first(author.get("name"))
            names.append(" ".join(part for part in parts if part) or whole or "")
    return [name for name in names if name]


def _event(value: JsonValue) -> str | None:
    return _first(value.get("name") if isinstance(value, dict) else value)


def _date_parts(found: Fields) -> tuple[int, ...]:
    """The date of publication, as exact as it is known."""
    for key in ("published", "issued", "published-print", "published-online"):
        value = found.get(key)
        parts = _list(value.get("date-parts")) if isinstance(value, dict) else []
        numbers = (
            tuple(int(p) for p in _list(parts[0]) if isinstance(p, (int, str)) and str(p).isdigit())
            if parts
            else ()
        )
        if numbers:
            return numbers[:3]
    return ()


@dataclass
class DoiFetch(Asking[DoiRecord]):
    """Asks the resolver for what is missing or old in the cache, DOI by DOI."""

    @property
    def store(self) -> Store[DoiRecord]:
        """Publications by DOI."""
        return self.cache.doi

    def run_for(self, dois: Sequence[str]) -> Fetched:
        """Bring the records of DOIs up to date; a service that is down leaves old records in use."""
        result = Fetched("DOI", wanted=len(dois))
        due = self.due(dict.fromkeys(doi.lower() for doi in dois))
        result.fresh = len(dois) - len(due)
        with alone(self.cache, "doi"):
            for done, doi in enumerate(due):
                self.progress(done, len(due))
                if self.is_out_of_time(due[done:], result):
                    break
                try:
                    self._ask(doi, result)
                except UnavailableError as error:
                    self.give_up(due[done:], str(error), result)
                    break
                except SourceError as error:
                    self.give_up([doi], str(error), result)
        self.progress(len(due), len(due))
        result.requests = self.client.requests
        return result

    def _ask(self, doi: str, result: Fetched) -> None:
        address = f"{self.url}/{quote(doi, safe='/')}"
        record = self.client.ask(address, lambda answer: read_record(answer, doi), headers={"Accept": CSL})
        self.store.put(doi, record, self.clock.now())
        (result.updated if record else result.absent).append(doi)
