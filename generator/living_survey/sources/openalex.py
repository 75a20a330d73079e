"""OpenAlex: how often works are cited, and which works they cite.

To look up one work is free; a list of works takes from a daily budget, which is small and shared without a
key. Answers say what they cost and what is left, in credits. Preprints are known there by the DOI that arXiv
registers. Sources: https://developers.openalex.org/api-reference/authentication and /guides/filtering
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import JsonValue, ValidationError

from living_survey.sources.cache import dois_of
from living_survey.sources.clock import SystemClock
from living_survey.sources.fetching import Asking, Fetched, alone, client_for
from living_survey.sources.http import (
    BAD_REQUEST,
    LONGEST_WAIT,
    OK,
    PassingError,
    RefusedError,
    ResultT,
    SourceError,
    SpentError,
    retry_after,
)
from living_survey.sources.records import CitationRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from living_survey.knowledge import Work
    from living_survey.sources.cache import Store
    from living_survey.sources.clock import Clock
    from living_survey.sources.fetching import Notice
    from living_survey.sources.http import Answer, Client
    from living_survey.sources.settings import Settings

GAP_SECONDS = 0.5
"""A hundred requests a second are allowed."""
BATCH = 50
"""Up to 100 DOIs fit into a filter, but an address must stay below 4,096 characters."""
LONGEST_DOI = 60
SHOWN = 100
FEW = 5
"""So many works are looked up one by one, although a list would take a single request."""
LIST_CREDITS = 10
"""The most that a list costs by any version of the manual."""
UNAUTHORIZED, NOT_FOUND, TOO_MANY_REQUESTS = 401, 404, 429
_FIELDS = "id,doi,cited_by_count,referenced_works"
_NUMBER = re.compile("[0-9]{1,15}")
_ID = "https://openalex.org/"
_RESOLVER = "https://doi.org/"


@dataclass(frozen=True)
class Budget:
    """The budget of the day in credits, as the headers of an answer tell it; None for what they do not."""

    remaining: int | None = None
    limit: int | None = None
    required: int | None = None
    reset: int | None = None
    """Seconds until the budget is renewed."""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Budget:
        """The budget that an answer tells."""
        names = ("remaining", "limit", "credits-required", "reset")
        values = (headers.get(f"x-ratelimit-{name}", "").strip() for name in names)
        return cls(*(int(value) if _NUMBER.fullmatch(value) else None for value in values))

    @property
    def is_spent(self) -> bool:
        """Whether nothing that has a price can be had."""
        return self.remaining is not None and self.remaining < (self.required or 1)

    @property
    def has_lists(self) -> bool:
        """Whether a list can be had, as far as is known."""
        return self.remaining is None or self.remaining >= LIST_CREDITS

    def __str__(self) -> str:
        """What is left."""
        if self.remaining is None:
            return ""
        of = f" of {self.limit:,}" if self.limit is not None else ""
        return f"{self.remaining:,}{of} credits left today"


def openalex_client(
    settings: Settings,
    clock: Clock | None = None,
    notice: Notice | None = None,
    until: datetime | None = None,
) -> Client:
    """A client that shows its key, if there is one, and tells a spent budget from a busy moment.

    The key is sent in a header, since addresses show up in logs and tracebacks.
    """
    clock = clock or SystemClock()
    key = settings.openalex_key

    def watch(answer: Answer) -> None:
        if answer.status == UNAUTHORIZED and key:
            raise RefusedError("OpenAlex does not accept the key in OPENALEX_API_KEY", answer.status)
        if answer.status == TOO_MANY_REQUESTS:
            refuse_if_spent(answer, clock.now(), has_key=key is not None)

    return client_for(
        settings,
        "openalex",
        GAP_SECONDS,
        clock,
        notice,
        until=until,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        watch=watch,
    )


def refuse_if_spent(answer: Answer, now: datetime, *, has_key: bool) -> None:
    """Raise `SpentError` if too many requests were made for today and not just for a moment."""
    budget = Budget.of(answer.headers)
    asked = retry_after(answer.headers.get("retry-after"), now)
    if not (budget.is_spent if asked is None else asked > LONGEST_WAIT):
        return
    wait = budget.reset if asked is None else asked
    renewed = f"; it is renewed in {wait / 3600:.1f} hours" if wait is not None else ""
    cure = "" if has_key else "; a free key in OPENALEX_API_KEY gives a larger one"
    raise SpentError(f"OpenAlex: the budget of today is spent{renewed}{cure}")


def query(dois: Sequence[str]) -> dict[str, str]:
    """The parameters that ask for some works."""
    return {"filter": f"doi:{'|'.join(dois)}", "select": _FIELDS, "per-page": str(SHOWN)}


def read_works(answer: Answer) -> dict[str, CitationRecord]:
    """The works of a list by DOI in lower case.

    Raises `PassingError` for faults of the moment and `RefusedError` for refusals.
    """
    results = answer.fields().get("results")
    if not isinstance(results, list):
        raise PassingError("the answer has no list of works")
    records: dict[str, CitationRecord] = {}
    for item in results:
        if record := _record(item):
            earlier = records.get(record.doi)
            if earlier is None or record.cited_by_count > earlier.cited_by_count:
                records[record.doi] = record
    return records


def read_work(answer: Answer) -> CitationRecord | None:
    """The work of an answer; None if OpenAlex does not know it.

    Raises `PassingError` for faults of the moment and `RefusedError` for refusals.
    """
    answer.refuse_unless(OK, NOT_FOUND)
    return _record(answer.fields()) if answer.status == OK else None


def _record(item: JsonValue) -> CitationRecord | None:
    if not isinstance(item, dict):
        return None
    references = item.get("referenced_works")
    try:
        return CitationRecord(
            doi=str(item.get("doi") or "").removeprefix(_RESOLVER).lower(),
            id=str(item.get("id") or "").removeprefix(_ID),
            cited_by_count=int(str(item.get("cited_by_count"))),
            references=tuple(
                str(reference).removeprefix(_ID)
                for reference in (references if isinstance(references, list) else [])
            ),
        )
    except (ValidationError, ValueError):
        return None


def _fits_in_list(doi: str) -> bool:
    return len(doi) <= LONGEST_DOI and not set(doi) & set(",|&")


@dataclass
class CitationFetch(Asking[CitationRecord]):
    """Asks OpenAlex for what is missing or old in the cache."""

    budget: Budget | None = field(default=None, init=False)
    """As the latest answer tells it."""

    @property
    def store(self) -> Store[CitationRecord]:
        """Citations by DOI."""
        return self.cache.citations

    def is_due(self, key: str) -> bool:
        """A work that OpenAlex does not know is not asked for sooner than the others: most stay unknown."""
        cached = self.store.get(key)
        return self.refresh or cached is None or cached.older_than(self.max_age, self.clock.now())

    def run(self, works: Iterable[Work]) -> Fetched:
        """Bring citations of works up to date; a service that is down leaves old records in use."""
        dois = list(dict.fromkeys(doi for work in works for doi in dois_of(work)))
        result = Fetched("OpenAlex", wanted=len(dois))
        due = self.due(dois)
        result.fresh = len(dois) - len(due)
        requests = self.client.requests
        with alone(self.cache, "openalex"):
            self._ask_all(sorted(due, key=_fits_in_list), result)
        result.requests = self.client.requests - requests
        result.budget = str(self.budget or "")
        return result

    def _ask_all(self, due: Sequence[str], result: Fetched) -> None:
        """Ask about works, those that fit in no list first."""
        done = 0
        self.progress(done, len(due))
        while done < len(due) and not self.is_out_of_time(due[done:], result):
            group = due[done : done + self._size(due[done:])]
            try:
                self._ask(group, result)
            except SourceError as error:
                self.give_up(due[done:], str(error), result)
                break
            done += len(group)
            self.progress(done, len(due))

    def _size(self, due: Sequence[str]) -> int:
        """How many works to ask about next: one, until the budget is known and while it has no lists."""
        is_single = len(due) <= FEW or not _fits_in_list(due[0])
        return BATCH if not is_single and self.budget and self.budget.has_lists else 1

    def _ask(self, group: Sequence[str], result: Fetched) -> None:
        """Ask about a group and store the answer. Raises `SourceError`, but not for a DOI that is refused."""
        try:
            found = self._look_up(group[0]) if len(group) == 1 else self._list(group)
        except RefusedError as error:
            if len(group) > 1 or error.status != BAD_REQUEST:
                raise
            self.give_up(group, str(error), result)
            return
        now = self.clock.now()
        for doi in group:
            record = found.get(doi)
            self.store.put(doi, record, now)
            (result.updated if record else result.absent).append(doi)

    def _look_up(self, doi: str) -> dict[str, CitationRecord]:
        address = f"{self.url}/doi:{quote(doi, safe='/')}"
        found = self.client.ask(address, self._noting(read_work), parameters={"select": _FIELDS})
        return {doi: found.model_copy(update={"doi": doi})} if found else {}

    def _list(self, dois: Sequence[str]) -> dict[str, CitationRecord]:
        return self.client.ask(self.url, self._noting(read_works), parameters=query(dois))

    def _noting(self, read: Callable[[Answer], ResultT]) -> Callable[[Answer], ResultT]:
        """What reads an answer and notes its budget."""

        def reading(answer: Answer) -> ResultT:
            self.budget = Budget.of(answer.headers)
            return read(answer)

        return reading
