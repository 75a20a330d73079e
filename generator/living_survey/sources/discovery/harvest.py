"""What sources gave so far, on this machine's disk: a file a page, and how far each source was read.

A page is written whole before the place to go on from, so that a run that is killed goes on where it was:
at worst one page is asked for twice, and it replaces itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from living_survey.loading.writing import replace_file
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.source import CursorExpiredError, Window
from living_survey.sources.fetching import alone, silent
from living_survey.sources.http import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from living_survey.sources.cache import Cache
    from living_survey.sources.discovery.source import Source
    from living_survey.sources.fetching import Progress

FOLDER = "discovery"
OVERLAP = timedelta(days=2)
"""Papers can become public some days after the day that a service files them under."""
KEPT = timedelta(days=120)


class _Reading(BaseModel):
    """How far a source was read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date
    """All days from here to `until` are read, or will be when `cursor` is at the end."""
    first: date
    """The first day of the window that is being read, or was read last."""
    service: str
    """Whose cursor it is."""
    until: date
    pages: int = 0
    cursor: str | None = None
    complete: bool = False


@dataclass(frozen=True)
class Harvested:
    """What a run got of a source."""

    source: str
    window: Window
    papers: int = 0
    requests: int = 0
    failure: str = ""

    def __str__(self) -> str:
        """The result in one line."""
        days = f"{self.window.since} to {self.window.until}"
        if self.failure:
            return f"{self.source}: {self.failure}; the next run continues from here"
        return f"{self.source}: {self.papers:,} papers of {days}"


class Harvest:
    """The papers that sources gave, in the cache."""

    def __init__(self, cache: Cache, today: date, progress: Progress = silent) -> None:
        """Keep papers in a folder of the cache; `today` is the last day that is asked for."""
        self._cache = cache
        self._folder = cache.folder / FOLDER
        self._today = today
        self._progress = progress

    def run(self, source: Source, since: date) -> Harvested:
        """Read a source from a day to today, or what is not read yet of it; a failure is in the result."""
        result = Harvested(source.name, Window(since, self._today))
        try:
            with alone(self._cache, source.service):
                reading = self._reading(source.name)
                if reading and not reading.complete and reading.since <= since:
                    result = self._read(source, reading, result)
                    reading = self._reading(source.name)
                if start := self._start(reading, since, whole=source.whole):
                    covered = reading.since if reading and reading.since < since else since
                    new = _Reading(since=covered, first=start, until=self._today, service=source.service)
                    self._save(source.name, new)
                    result = self._read(source, new, result)
        except SourceError as error:
            return replace(result, failure=str(error))
        return result

    def _start(self, reading: _Reading | None, since: date, *, whole: bool) -> date | None:
        """The first day to ask for; None if all is read."""
        if reading is None or not reading.complete or reading.since > since:
            return since
        if reading.until >= self._today:
            return None
        return since if whole else max(since, reading.until - OVERLAP)

    def _read(self, source: Source, reading: _Reading, result: Harvested) -> Harvested:
        """Read pages to the end of a window."""
        if reading.service != source.service:
            reading = reading.model_copy(update={"service": source.service, "cursor": None, "pages": 0})
        is_resumed = reading.cursor is not None
        while not reading.complete:
            window = Window(reading.first, reading.until)
            try:
                page = source.page(window, reading.cursor)
            except CursorExpiredError:
                if not is_resumed:
                    raise SourceError("the service does not accept its own token") from None
                reading, is_resumed = reading.model_copy(update={"cursor": None, "pages": 0}), False
                continue
            self._store(source.name, window, reading.pages, page.candidates)
            is_complete = page.cursor is None
            reading = reading.model_copy(
                update={"cursor": page.cursor, "pages": reading.pages + 1, "complete": is_complete}
            )
            self._save(source.name, reading)
            result = replace(
                result, papers=result.papers + len(page.candidates), requests=result.requests + 1
            )
            self._progress(result.papers, max(page.total, result.papers))
        return result

    def keep(self, source: str, candidates: Sequence[Candidate]) -> None:
        """Keep papers that were given, so that they can still be accepted when they are not given again."""
        window = Window(self._today, self._today)
        if candidates:
            self._store(source, window, len(list((self._folder / source).glob("*.jsonl"))), candidates)

    def last_day(self, source: str) -> date | None:
        """The day up to which a source is read; None if it is not, or reading was interrupted."""
        reading = self._reading(source)
        return reading.until if reading and reading.complete else None

    def candidates(self, since: date) -> list[Candidate]:
        """The papers of pages that were read on a day or later, each once, the latest first.

        What several sources say of one is merged. Pages that cannot be read are passed over.
        """
        found: dict[str, Candidate] = {}
        keys: dict[str, str] = {}
        for path in sorted(self._folder.glob("*/*.jsonl"), key=lambda path: path.name, reverse=True):
            if _until(path) >= since:
                for one in _candidates(path):
                    key = keys.get(one.key) or keys.get(one.title_key) or one.key
                    keys[one.key] = keys[one.title_key] = key
                    found[key] = found[key].merged(one) if key in found else one
        return sorted(found.values(), key=lambda one: (one.published or date.min, one.key), reverse=True)

    def prune(self) -> None:
        """Delete pages that are too old to be looked at again."""
        for path in self._folder.glob("*/*.jsonl"):
            if _until(path) < self._today - KEPT:
                path.unlink(missing_ok=True)

    def _reading(self, source: str) -> _Reading | None:
        try:
            return _Reading.model_validate_json((self._folder / f"{source}.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def _save(self, source: str, reading: _Reading) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / f"{source}.json", reading.model_dump_json())

    def _store(self, source: str, window: Window, number: int, candidates: Iterable[Candidate]) -> None:
        folder = self._folder / source
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{one.model_dump_json(exclude_defaults=True)}\n" for one in candidates)
        replace_file(folder / f"{window.until}_{window.since}_{number:04d}.jsonl", lines)


def _until(path: Path) -> date:
    """The last day of the window of a page."""
    return date.fromisoformat(path.name.partition("_")[0])


def _candidates(path: Path) -> Iterator[Candidate]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Candidate.model_validate_json(line)
        except ValidationError:
            continue
