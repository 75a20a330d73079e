"""What jobs that cannot write hand to jobs that can: small JSON files, read by strict models.

The first kind of job reads answers of services, which strangers may have written; the second asks no service.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from living_survey.knowledge.discovery import DiscoveryState, PaperKey, Run, ShownPaper
from living_survey.loading.characters import cleaned
from living_survey.sources.adding import LookedUp
from living_survey.sources.discovery.asking import SERVICES
from living_survey.sources.drafts import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.sources.discovery.listing import Item, Listing

MAX_BYTES = 2 * 1024 * 1024
SHORT, LONG = 300, 5_000
MOST_PAPERS, MOST_WORDS, MOST_SIMILAR = 50, 30, 10
MOST_AUTHORS = 10_000
MOST_REFERENCES, MOST_WORKS = 50, 20
MAX_REFERENCE = 20_000


class BadArtifactError(Exception):
    """A file or archive does not hold what a job should have left there."""


class Part(BaseModel):
    """A strict model, since the data is untrusted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


PartT = TypeVar("PartT", bound=Part)


def read_artifact(path: Path, model: type[PartT]) -> PartT:
    """What a file of an artifact holds. Raises `BadArtifactError`."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadArtifactError(f"{path}: {error.strerror or 'cannot be read'}") from error
    return parse_artifact(content, model, MAX_BYTES)


def parse_artifact(content: bytes, model: type[PartT], limit: int) -> PartT:
    """What the bytes hold. Raises `BadArtifactError`."""
    if len(content) > limit:
        raise BadArtifactError(f"more than {limit:,} bytes")
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise BadArtifactError(f"{error.error_count()} invalid values") from error


def _printable(line: str) -> str:
    if not line.isprintable():
        raise ValueError("has invisible characters")
    return line


Line = Annotated[str, Field(max_length=SHORT), AfterValidator(cleaned)]
LongLine = Annotated[str, Field(max_length=LONG), AfterValidator(cleaned)]
Comment = Annotated[str, Field(max_length=LONG), AfterValidator(_printable)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,139}$")]
Key = Annotated[PaperKey, Field(max_length=1_100), AfterValidator(_printable)]
Address = Annotated[str, Field(pattern=r"^https://(arxiv\.org/abs|doi\.org)/[!-~]{1,300}$")]


# --- new papers --------------------------------------------------------------------------------------------


class FoundPaper(Part):
    """A paper that may belong, why it is shown, and where it may belong."""

    key: Key
    title: Annotated[LongLine, Field(min_length=1)]
    url: Address | None = None
    authors: Line = ""
    published: date | None = None
    reason: Line = ""
    words: Annotated[tuple[Line, ...], Field(max_length=MOST_WORDS)] = ()
    near: Annotated[tuple[Id, ...], Field(max_length=MOST_SIMILAR)] = ()
    node: Id | None = None
    similar: Annotated[tuple[Id, ...], Field(max_length=MOST_SIMILAR)] = ()

    @classmethod
    def of(cls, item: Item) -> FoundPaper:
        """A paper of a list, with long texts cut."""
        return cls(
            key=item.key,
            title=item.shown.title[:LONG],
            url=item.candidate.url,
            authors=item.authors[:SHORT],
            published=item.candidate.published,
            reason=item.reason[:SHORT],
            words=tuple(word[:SHORT] for word in item.words[:MOST_WORDS]),
            near=item.near[:MOST_SIMILAR],
            node=item.nodes[0].id if item.nodes else None,
            similar=item.similar[:MOST_SIMILAR],
        )


class LookedAt(Part):
    """A run that looked at all new papers of a span of days."""

    since: date
    until: date
    looked_at: Annotated[int, Field(ge=0)]
    passed: Annotated[int, Field(ge=0)]


class FoundPapers(Part):
    """The papers to show, the best first, and what was read to find them."""

    papers: Annotated[tuple[FoundPaper, ...], Field(max_length=MOST_PAPERS)] = ()
    sources: dict[Line, date] = {}
    runs: Annotated[tuple[LookedAt, ...], Field(max_length=1)] = ()

    @classmethod
    def of(cls, listing: Listing, before: DiscoveryState, after: DiscoveryState) -> FoundPapers:
        """A list, and what its run changed in the record."""
        runs = {until: run for until, run in after.runs.items() if until not in before.runs}
        return cls(
            papers=tuple(map(FoundPaper.of, listing.items)),
            sources=after.sources,
            runs=tuple(LookedAt(until=until, **run.model_dump()) for until, run in runs.items()),
        )

    def added_to(self, state: DiscoveryState, today: date) -> DiscoveryState:
        """The record with these papers as shown; what it says of papers already is left as it is."""
        papers = {one.key: ShownPaper(title=one.title, shown=today) for one in self.papers}
        return state.merged(
            DiscoveryState(
                sources={name: min(day, today) for name, day in self.sources.items() if name in SERVICES},
                runs={
                    one.until: Run(since=one.since, looked_at=one.looked_at, passed=one.passed)
                    for one in self.runs
                },
                papers={key: paper for key, paper in papers.items() if key not in state.papers},
            )
        )


# --- works that were looked up -----------------------------------------------------------------------------


class FoundWork(Part):
    """What services say of a work that has no entry yet: the fields of a `Draft` without tags."""

    draft: bool = False
    title: LongLine | None = None
    authors: Annotated[tuple[Line, ...], Field(max_length=MOST_AUTHORS)] = ()
    year: int | None = None
    published: date | None = None
    venue: LongLine | None = None
    arxiv: Line | None = None
    arxiv_category: Line | None = None
    doi: Line | None = None
    names: Annotated[tuple[Line, ...], Field(max_length=MOST_WORDS)] = ()
    summary: LongLine | None = None
    facets: Annotated[
        dict[Line, Line | Annotated[list[Line], Field(max_length=MOST_WORDS)]], Field(max_length=MOST_WORDS)
    ] = {}
    links: Annotated[dict[Line, LongLine], Field(max_length=MOST_WORDS)] = {}
    record_type: Line = ""
    full_venue: LongLine = ""
    suggestions: Annotated[tuple[Comment, ...], Field(max_length=MOST_WORDS)] = ()

    @classmethod
    def of(cls, draft: Draft) -> FoundWork:
        """What a draft tells. Raises `ValidationError` for one that is out of all proportion."""
        return cls(**{name: getattr(draft, name) for name in cls.model_fields})

    def as_draft(self) -> Draft:
        """The draft of an entry."""
        return Draft(**{name: getattr(self, name) for name in type(self).model_fields})


class LookUp(Part):
    """What a reference led to: works, or the reason why there is none."""

    works: Annotated[tuple[FoundWork, ...], Field(max_length=MOST_WORKS)] = ()
    reason: LongLine = ""

    @classmethod
    def of(cls, found: LookedUp) -> LookUp:
        """What was looked up; works that are out of all proportion are none."""
        try:
            return cls(works=tuple(map(FoundWork.of, found.drafts)), reason=found.reason[:LONG])
        except ValidationError as error:
            place = error.errors()[0]["loc"]
            return cls(reason=f"too large or not valid: {place[0] if place else 'works'}")

    def as_looked_up(self, reference: str) -> LookedUp:
        """The same, for a reference."""
        return LookedUp(reference, tuple(one.as_draft() for one in self.works), self.reason)


class LookUps(Part):
    """What was looked up for an issue, by reference."""

    found: Annotated[
        dict[Annotated[str, Field(max_length=MAX_REFERENCE)], LookUp], Field(max_length=MOST_REFERENCES)
    ] = {}

    @classmethod
    def of(cls, found: dict[str, LookedUp]) -> LookUps:
        """What was looked up, by reference."""
        kept = list(found.items())[:MOST_REFERENCES]
        return cls(found={reference: LookUp.of(one) for reference, one in kept})

    def __getitem__(self, reference: str) -> LookedUp:
        """What a reference led to; that it was not looked up if it was not."""
        one = self.found.get(reference, LookUp(reason="was not looked up"))
        return one.as_looked_up(reference)
