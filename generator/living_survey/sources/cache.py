"""Answers of outside services on this machine's disk: one file per record, each written whole or not at all.

Each service has a folder, each key a JSON file. Nothing here reaches the network or is ever committed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Generic, Literal, TypeVar
from urllib.parse import quote, unquote

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from living_survey.knowledge.enrichment import CitationCount, Enrichment
from living_survey.knowledge.identifiers import arxiv_key
from living_survey.loading import InvalidKnowledgeError, load
from living_survey.loading.writing import SUFFIX, replace_file
from living_survey.sources.records import ArxivRecord, CitationRecord, DoiRecord, PublicationRecord, Record
from living_survey.sources.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from living_survey.knowledge import Work

LONGEST_NAME = 150
SKEW = timedelta(days=1)
RecordT = TypeVar("RecordT", bound=Record)


class _Envelope(BaseModel):
    """A file of the cache."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    key: str
    fetched: AwareDatetime
    record: dict[str, JsonValue] | None


@dataclass(frozen=True)
class Cached(Generic[RecordT]):
    """A record with the time it was fetched; `record` is None where the service knows no such thing."""

    record: RecordT | None
    fetched: datetime

    def older_than(self, age: timedelta, now: datetime) -> bool:
        """Whether it is time to ask again; a record from the future, skewed clocks aside, counts as old."""
        return not -SKEW <= now - self.fetched <= age


class Store(Generic[RecordT]):
    """The records of one service."""

    def __init__(self, folder: Path, model: type[RecordT]) -> None:
        """Keep records of a model in a folder, which need not exist yet."""
        self.folder = folder
        self._model = model
        self.warnings: list[str] = []

    def get(self, key: str) -> Cached[RecordT] | None:
        """The record of a key; None if there is none that can be read, which `warnings` then says."""
        path = self._path(key)
        try:
            found = _Envelope.model_validate_json(path.read_bytes())
            if found.key == key:
                record = None if found.record is None else self._model.model_validate(found.record)
                return Cached(record, found.fetched)
            reason = f"it is about {found.key}"
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            reason = str(error).partition("\n")[0]
        self.warnings.append(f"{self.folder.name}/{path.name} in the cache cannot be read: {reason}")
        return None

    def put(self, key: str, record: RecordT | None, fetched: datetime) -> None:
        """Keep a record, or the fact that there is none."""
        data = None if record is None else record.model_dump(mode="json")
        envelope = _Envelope(key=key, fetched=fetched, record=data)
        self.folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._path(key), envelope.model_dump_json(indent=1))

    def keys(self) -> Iterator[str]:
        """The keys of all records, in the order of file names; of long keys only the file name is known."""
        if self.folder.is_dir():
            for path in sorted(self.folder.glob("*.json")):
                yield unquote(path.stem)

    def _path(self, key: str) -> Path:
        name = quote(key, safe="")
        if len(name) > LONGEST_NAME:
            name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / f"{name}.json"


class Asked(Record):
    """What a service said about the freshness of an answer, to ask "only if changed" the next time."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Cache:
    """All that is kept of outside services."""

    folder: Path

    @property
    def arxiv(self) -> Store[ArxivRecord]:
        """Preprints by identifier without version."""
        return Store(self.folder / "arxiv", ArxivRecord)

    @property
    def doi(self) -> Store[DoiRecord]:
        """Publications by DOI in lower case."""
        return Store(self.folder / "doi", DoiRecord)

    @property
    def citations(self) -> Store[CitationRecord]:
        """Citations by DOI in lower case."""
        return Store(self.folder / "openalex", CitationRecord)

    @property
    def publications(self) -> Store[PublicationRecord]:
        """Publications of preprints by the id of the work."""
        return Store(self.folder / "publications", PublicationRecord)

    @property
    def asked(self) -> Store[Asked]:
        """Validators of answers by the address that was asked."""
        return Store(self.folder / "asked", Asked)

    def inventory(self, now: datetime) -> list[Holding]:
        """What is in the cache, by service."""
        return [
            Holding.of(name, self.folder / name, now) for name in _FOLDERS if (self.folder / name).is_dir()
        ]

    def clear(self) -> int:
        """Delete all records and say how many; what is not the cache's own stays."""
        deleted = 0
        for name in _FOLDERS:
            folder = self.folder / name
            for path in [*folder.glob("*.json"), *folder.glob(f".*{SUFFIX}")]:
                path.unlink(missing_ok=True)
                deleted += path.suffix == ".json"
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        return deleted


_FOLDERS = ("arxiv", "doi", "openalex", "publications", "asked")


@dataclass(frozen=True)
class Holding:
    """What the cache holds of a service."""

    service: str
    records: int
    size: int
    oldest: timedelta
    newest: timedelta

    @classmethod
    def of(cls, service: str, folder: Path, now: datetime) -> Holding:
        """Count the files of a folder; ages are those of the files."""
        stats = [path.stat() for path in folder.glob("*.json")]
        ages = [now - datetime.fromtimestamp(stat.st_mtime, UTC) for stat in stats] or [timedelta(0)]
        return cls(service, len(stats), sum(stat.st_size for stat in stats), max(ages), min(ages))


class Enrichments(dict[str, Enrichment]):
    """Enrichments by work id, with what could not be read."""

    def __init__(self, found: dict[str, Enrichment], warnings: Iterable[str] = ()) -> None:
        """Keep the enrichments and a warning for each record that was passed over."""
        super().__init__(found)
        self.warnings = tuple(warnings)


@dataclass
class _Citations:
    """What is known of the citations of all works."""

    counts: dict[str, CitationCount] = field(default_factory=dict)
    cites: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cited_by: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def load_enrichments(root: Path | str, works: Iterable[Work] | None = None) -> Enrichments:
    """What the cache knows of the works, by work id; a work of which it knows nothing is left out.

    Reads no network and never raises for the state of the cache: `warnings` names the records passed over.
    `works` saves loading the knowledge base again.
    """
    if works is None:
        try:
            works = load(root)
        except InvalidKnowledgeError:
            return Enrichments({}, ["the knowledge base has errors; nothing was read from the cache"])
    return enrichments_in(Cache(settings(root).cache), works)


def enrichments_in(cache: Cache, works: Iterable[Work]) -> Enrichments:
    """What a cache knows of works, as `load_enrichments` gives it."""
    if not cache.folder.is_dir():
        return Enrichments({}, [])
    works = tuple(works)
    arxiv, cited = cache.arxiv, cache.citations
    citations = _read_citations(works, cited)
    found = {}
    for work in works:
        cached = arxiv.get(arxiv_key(work.arxiv)) if work.arxiv else None
        enrichment = (_of_arxiv(cached) if cached else Enrichment()).model_copy(
            update={
                "citations": citations.counts.get(work.id),
                "cites": tuple(sorted(citations.cites[work.id])),
                "cited_by": tuple(sorted(citations.cited_by[work.id])),
            }
        )
        if enrichment != Enrichment():
            found[work.id] = enrichment
    return Enrichments(found, [*arxiv.warnings, *cited.warnings])


def _of_arxiv(cached: Cached[ArxivRecord]) -> Enrichment:
    record = cached.record
    if record is None:
        return Enrichment()
    return Enrichment(
        abstract=record.abstract or None,
        categories=record.categories,
        versions=record.versions,
        comment=record.comment,
        doi=record.doi,
        journal_ref=record.journal_ref,
        withdrawn=record.withdrawn,
        fetched=cached.fetched.date(),
    )


def _read_citations(works: tuple[Work, ...], store: Store[CitationRecord]) -> _Citations:
    """Counts and edges between the works; of several records of a work the highest count is shown."""
    result = _Citations()
    references: defaultdict[str, set[str]] = defaultdict(set)
    by_openalex: dict[str, str] = {}
    for work in works:
        for doi in dois_of(work):
            cached = store.get(doi)
            if cached is None or cached.record is None:
                continue
            record = cached.record
            by_openalex.setdefault(record.id, work.id)
            references[work.id].update(record.references)
            earlier = result.counts.get(work.id)
            if earlier is None or record.cited_by_count > earlier.count:
                result.counts[work.id] = CitationCount(
                    count=record.cited_by_count, source="OpenAlex", on=cached.fetched.date()
                )
    for citing, targets in references.items():
        for cited in {by_openalex[target] for target in targets if target in by_openalex} - {citing}:
            result.cites[citing].add(cited)
            result.cited_by[cited].add(citing)
    return result


def dois_of(work: Work) -> tuple[str, ...]:
    """The DOIs under which a work may be known, in lower case: its own, and the one arXiv registers.

    Source: https://info.arxiv.org/help/doi.html
    """
    own = (work.doi.lower(),) if work.doi else ()
    return (*own, f"10.48550/arxiv.{arxiv_key(work.arxiv)}".lower()) if work.arxiv else own
