"""Bringing the cache up to date: who is asked for what, in which batches, and what if it goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from filelock import FileLock, Timeout

from living_survey.knowledge.identifiers import arxiv_key
from living_survey.loading.problems import plural
from living_survey.sources import arxiv
from living_survey.sources.cache import Asked, Cache, Store
from living_survey.sources.clock import SystemClock
from living_survey.sources.http import (
    BrokenAnswerError,
    Client,
    Pace,
    PassingError,
    RefusedError,
    SourceError,
    UnavailableError,
)
from living_survey.sources.records import ArxivRecord, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from living_survey.knowledge import Work
    from living_survey.sources.clock import Clock
    from living_survey.sources.http import Answer
    from living_survey.sources.settings import Settings

RecordT = TypeVar("RecordT", bound=Record)

MAX_AGE = timedelta(days=30)
MAX_AGE_ABSENT = timedelta(days=1)


class Progress(Protocol):
    """Called with the number of records that are done, and of all."""

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are done."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


@dataclass
class Fetched:
    """What a fetch did."""

    service: str
    wanted: int = 0
    fresh: int = 0
    updated: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    requests: int = 0
    budget: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether everything wanted is in the cache, if perhaps old."""
        return not self.failed

    def __str__(self) -> str:
        """The fetch in one line."""
        parts = [f"{self.wanted} wanted", f"{self.fresh} fresh in the cache", f"{len(self.updated)} updated"]
        parts += [f"{len(self.absent)} unknown there"] if self.absent else []
        parts += [f"{len(self.stale)} kept although old"] if self.stale else []
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        parts += [f"{len(self.postponed)} left for the next run"] if self.postponed else []
        line = f"{self.service}: {', '.join(parts)}; {plural(self.requests, 'request')}"
        return f"{line}; {self.budget}" if self.budget else line


class BusyError(SourceError):
    """Another run is asking the same service."""


class _EmptyFeedError(PassingError):
    """arXiv gives such answers now and then for no reason, and rightly where it knows none of the works."""


@contextmanager
def alone(cache: Cache, service: str) -> Iterator[None]:
    """Let one run at a time ask a service: arXiv allows one connection. Raises `BusyError`."""
    cache.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache.folder / f"{service}.lock")
    try:
        held = lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(f"another run is asking {service}; try again when it is done") from error
    with held:
        yield


Notice = Callable[[str], None]


def arxiv_client(
    settings: Settings,
    clock: Clock | None = None,
    notice: Notice | None = None,
    until: datetime | None = None,
) -> Client:
    """A client that keeps to arXiv's terms: one request every three seconds, also between runs."""
    return client_for(settings, "arxiv", arxiv.GAP_SECONDS, clock, notice, until=until)


def client_for(  # noqa: PLR0913 - what clients of services differ in
    settings: Settings,
    service: str,
    gap: float,
    clock: Clock | None = None,
    notice: Notice | None = None,
    *,
    until: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    watch: Callable[[Answer], None] | None = None,
) -> Client:
    """A client for a service, at least `gap` seconds between requests; the rest is as for `Client`."""
    clock = clock or SystemClock()
    pace = Pace(gap, clock, file=settings.cache / f"{service}.last")
    return Client(
        settings.user_agent,
        pace=pace,
        clock=clock,
        notice=notice,
        headers=headers,
        watch=watch,
        until=until,
        trusted=settings.services,
    )


def batches(keys: Sequence[str], size: int) -> list[Sequence[str]]:
    """The keys in groups of at most `size`."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def wanted_from_arxiv(works: Iterable[Work]) -> list[str]:
    """The identifiers that works have at arXiv, without version, in the order of the works."""
    return list(dict.fromkeys(arxiv_key(work.arxiv) for work in works if work.arxiv))


@dataclass
class Asking(Generic[RecordT]):
    """What asking any service has in common: when a record is due, and what to do without an answer."""

    cache: Cache
    client: Client
    url: str
    clock: Clock = field(default_factory=SystemClock)
    max_age: timedelta = MAX_AGE
    refresh: bool = False
    progress: Progress = silent
    until: datetime | None = None

    @property
    def store(self) -> Store[RecordT]:
        """Where the records are kept."""
        raise NotImplementedError

    def is_due(self, key: str) -> bool:
        """Whether the service should be asked; about what it did not know, sooner than about the rest."""
        cached = self.store.get(key)
        if self.refresh or cached is None:
            return True
        max_age = self.max_age if cached.record else min(self.max_age, MAX_AGE_ABSENT)
        return cached.older_than(max_age, self.clock.now())

    def due(self, keys: Iterable[str]) -> list[str]:
        """What to ask about: new keys first, since a run may be out of time before it is done."""
        return sorted(filter(self.is_due, keys), key=lambda key: self.store.get(key) is not None)

    def is_out_of_time(self, rest: Sequence[str], result: Fetched) -> bool:
        """Whether time is used up; the rest is then left for the next run."""
        if self.until is None or self.clock.now() < self.until:
            return False
        result.postponed += rest
        return True

    def give_up(self, keys: Iterable[str], reason: str, result: Fetched) -> None:
        """Leave old records in use, with a warning; note what there is no record of."""
        stale = []
        for key in keys:
            cached = self.store.get(key)
            if cached and cached.record:
                stale.append(key)
            else:
                result.failed[key] = reason
        result.stale += stale
        if stale and reason not in result.failed.values():
            result.warnings.append(f"{reason}; older records stay in use")


@dataclass
class ArxivFetch(Asking[ArxivRecord]):
    """Asks arXiv for what is missing or old in the cache; stores each answer before asking for the next."""

    batch: int = arxiv.BATCH

    @property
    def store(self) -> Store[ArxivRecord]:
        """Preprints by identifier."""
        return self.cache.arxiv

    def run(self, works: Iterable[Work]) -> Fetched:
        """Bring the records of works up to date."""
        return self.run_for(wanted_from_arxiv(works))

    def run_for(self, identifiers: Sequence[str]) -> Fetched:
        """Bring the records of identifiers up to date.

        A service that is down leaves old records in use, with a warning; what fails is in the result.
        """
        result = Fetched("arXiv", wanted=len(identifiers))
        due = self.due(identifiers)
        result.fresh = len(identifiers) - len(due)
        with alone(self.cache, "arxiv"):
            self._fetch(due, result)
        result.requests = self.client.requests
        return result

    def _fetch(self, due: Sequence[str], result: Fetched) -> None:
        missing: list[str] = []
        groups = batches(due, self.batch)
        done = 0
        self.progress(0, len(due))
        for group in groups:
            rest = due[done:]
            if self.is_out_of_time(rest, result):
                break
            try:
                missing += self._ask(group, result)
            except UnavailableError as error:
                self.give_up(rest, str(error), result)
                break
            done += len(group)
            self.progress(done, len(due))
        self._second_look(missing, result)

    def _second_look(self, missing: Sequence[str], result: Fetched) -> None:
        """Ask again for what answers left out: arXiv does so in passing, or for good."""
        for start, group in enumerate(batches(missing, self.batch)):
            if self.is_out_of_time(missing[start * self.batch :], result):
                break
            try:
                absent = self._ask(group, result, may_be_empty=True)
            except UnavailableError as error:
                self.give_up(group, str(error), result)
                continue
            for key in absent:
                if self.store.get(key) is None:
                    self.store.put(key, None, self.clock.now())
                result.absent.append(key)

    def _ask(self, group: Sequence[str], result: Fetched, *, may_be_empty: bool = False) -> list[str]:
        """Ask for a group and store the answer; return what was left out.

        A group that arXiv cannot answer whole is halved until the culprit is alone.
        Raises `UnavailableError`, also if neither half of a group can be had.
        """
        if not group:
            return []
        try:
            feed = self._request(group, may_be_empty=may_be_empty)
        except arxiv.BadIdentifierError as error:
            return self._ask(self._without(error.identifier, group, result), result)
        except (BrokenAnswerError, RefusedError) as error:
            if isinstance(error.__cause__, _EmptyFeedError):
                return list(group)
            if isinstance(error, RefusedError) and error.status:
                raise UnavailableError(f"arXiv: {error}") from error
            return self._halve(group, str(error), result)
        self._store(group, feed, result)
        return [] if feed.unchanged else [key for key in group if key not in feed.records]

    def _without(self, identifier: str, group: Sequence[str], result: Fetched) -> list[str]:
        """The group without the identifier that arXiv refuses; `UnavailableError` if it is not in there."""
        if identifier not in group:
            raise UnavailableError(f"arXiv rejects {identifier}, which is not in the request")
        self.give_up([identifier], "not an arXiv identifier, says arXiv", result)
        return [key for key in group if key != identifier]

    def _store(self, group: Sequence[str], feed: arxiv.Feed, result: Fetched) -> None:
        result.warnings += feed.unreadable
        now = self.clock.now()
        for key in group:
            cached = self.store.get(key)
            earlier = cached.record if cached else None
            if feed.unchanged:
                self.store.put(key, earlier, now)
            elif record := feed.records.get(key):
                self.store.put(key, record.remembering(earlier), now)
            else:
                continue
            result.updated.append(key)

    def _halve(self, group: Sequence[str], reason: str, result: Fetched) -> list[str]:
        if len(group) == 1:
            self.give_up(group, reason, result)
            return []
        failed_before = len(result.failed) + len(result.stale)
        middle = len(group) // 2
        missing = self._ask(group[:middle], result)
        if len(result.failed) + len(result.stale) - failed_before == middle:
            raise UnavailableError(reason)
        return [*missing, *self._ask(group[middle:], result)]

    def _request(self, group: Sequence[str], *, may_be_empty: bool) -> arxiv.Feed:
        """One request, "only if changed" where every record of the earlier answer is still there."""
        name = json.dumps([self.url, *group])
        earlier = self.cache.asked.get(name)
        headers = {"Accept": "application/atom+xml"}
        if earlier and earlier.record and all(self.store.get(key) for key in group):
            headers |= _conditions(earlier.record)

        def read(answer: Answer) -> arxiv.Feed:
            feed = arxiv.read_feed(answer)
            if not (feed.records or feed.unchanged or feed.unreadable or may_be_empty):
                raise _EmptyFeedError("the answer has no entry at all")
            if asked := _validators(answer):
                self.cache.asked.put(name, asked, self.clock.now())
            return feed

        return self.client.ask(self.url, read, parameters=arxiv.query(group), headers=headers)


def _conditions(asked: Asked) -> dict[str, str]:
    headers = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(answer: Answer) -> Asked | None:
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    return Asked(etag=etag, last_modified=modified) if etag or modified else None
