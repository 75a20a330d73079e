"""Records of outside services, as they are cached: what a service said, cleaned of how it said it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """An immutable record; keys that a later version of this program wrote are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ArxivRecord(Record):
    """What arXiv says of a preprint.

    The query service tells the date of the first and of the latest version only; dates of versions between
    are kept from earlier answers. Source: https://info.arxiv.org/help/api/user-manual.html
    """

    id: Line = Field(description="Without version.", examples=["2401.01234"])
    version: int = Field(ge=1, description="The latest one.")
    versions: tuple[tuple[int, date], ...] = Field(min_length=1)
    title: Line
    authors: tuple[Line, ...]
    abstract: str = ""
    categories: tuple[Line, ...] = ()
    comment: Line | None = None
    doi: Line | None = None
    journal_ref: Line | None = None
    withdrawn: bool = False

    @property
    def published(self) -> date:
        """The day of the first version."""
        return self.versions[0][1]

    @property
    def updated(self) -> date:
        """The day of the latest version."""
        return self.versions[-1][1]

    def remembering(self, earlier: ArxivRecord | None) -> ArxivRecord:
        """The record with the dates of versions that an earlier answer knew."""
        if earlier is None or earlier.id != self.id:
            return self
        known = {n: day for n, day in earlier.versions if n <= self.version} | dict(self.versions)
        return self.model_copy(update={"versions": tuple(sorted(known.items()))})


class DoiRecord(Record):
    """What a DOI's registration agency says of a publication."""

    doi: Line
    title: Line
    authors: tuple[Line, ...] = ()
    container: Line | None = Field(default=None, description="Journal or proceedings.")
    container_short: Line | None = None
    event: Line | None = Field(default=None, description="Conference.")
    published: date | None = Field(default=None, description="Day, where it is known to the day.")
    year: int | None = None
    kind: Line | None = Field(default=None, description="The agency's type.", examples=["journal-article"])
    retracted: bool = False

    @property
    def venue_names(self) -> tuple[str, ...]:
        """What is said of where it appeared."""
        return tuple(filter(None, (self.container_short, self.container, self.event)))


class CitationRecord(Record):
    """What OpenAlex says of who cites whom."""

    doi: Line = Field(description="The DOI that was asked for, in lower case.")
    id: Line = Field(examples=["W2741809807"])
    cited_by_count: int = Field(ge=0)
    references: tuple[Line, ...] = Field(default=(), description="Ids of the works cited.")


class PublicationRecord(Record):
    """Where a preprint was published, as a list of publications says."""

    source: Line = Field(examples=["DBLP"])
    venue: Line | None = None
    year: int | None = None
    doi: Line | None = None
