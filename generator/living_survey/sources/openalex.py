"""OpenAlex: how often works are cited, and which works they cite.

Up to 100 DOIs fit into one filter, and an address must stay below 4,096 characters. Preprints are known there
by the DOI that arXiv registers. Source: https://developers.openalex.org/guides/filtering
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import JsonValue, ValidationError

from living_survey.sources.cache import dois_of
from living_survey.sources.fetching import Asking, Fetched, alone, batches
from living_survey.sources.http import PassingError, SourceError
from living_survey.sources.records import CitationRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge import Work
    from living_survey.sources.cache import Store
    from living_survey.sources.http import Answer

GAP_SECONDS = 1.0
BATCH = 50
LONGEST_DOI = 60
SHOWN = 100
_FIELDS = "id,doi,cited_by_count,referenced_works"
_ID = "https://openalex.org/"
_RESOLVER = "https://doi.org/"


def query(dois: Sequence[str]) -> dict[str, str]:
    """The parameters that ask for some works."""
    return {"filter": f"doi:{'|'.join(dois)}", "select": _FIELDS, "per-page": str(SHOWN)}


def read_works(answer: Answer) -> dict[str, CitationRecord]:
    """The works of an answer by DOI in lower case.

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


@dataclass
class CitationFetch(Asking[CitationRecord]):
    """Asks OpenAlex for what is missing or old in the cache."""

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
        due = [doi for doi in dois if self.is_due(doi)]
        result.fresh = len(dois) - len(due)
        askable = [doi for doi in due if len(doi) <= LONGEST_DOI and not set(doi) & set(",|&")]
        for doi in set(due) - set(askable):
            result.failed[doi] = "OpenAlex cannot be asked for such a DOI in a batch"
        self.progress(0, len(askable))
        with alone(self.cache, "openalex"):
            for position, group in enumerate(batches(askable, BATCH)):
                try:
                    self._ask(group, result)
                except SourceError as error:
                    self.give_up(askable[position * BATCH :], str(error), result)
                    break
                self.progress(min((position + 1) * BATCH, len(askable)), len(askable))
        result.requests = self.client.requests
        return result

    def _ask(self, group: Sequence[str], result: Fetched) -> None:
        found = self.client.ask(self.url, read_works, parameters=query(group))
        now = self.clock.now()
        for doi in group:
            record = found.get(doi)
            self.store.put(doi, record, now)
            (result.updated if record else result.absent).append(doi)
