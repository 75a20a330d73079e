"""A work as one place of a list shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.knowledge.text import normalized_title
from living_survey.sources.listed.columns import topic_paths
from living_survey.sources.listed.wording import title_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.sources.listed.addresses import Address
    from living_survey.sources.listed.people import People
    from living_survey.sources.outline import Path


@dataclass(frozen=True)
class LikelyAuthor:
    """What may be the only author of a work, and its venue and year if that is so."""

    name: str
    venue: str | None
    year: int | None


@dataclass
class ListedWork:
    """A work as one place of a list shows it; facts that are not there are missing."""

    title: str
    line: int
    headings: Path = ()
    """The headings above it, the outermost first, without those that all works of the list share."""
    authors: tuple[str, ...] = ()
    more_authors: bool = False
    """Whether the list says "et al.": the authors are not all of them."""
    venue: str | None = None
    year: int | None = None
    arxiv: str | None = None
    doi: str | None = None
    links: dict[str, str] = field(default_factory=dict)
    """Addresses by kind: code, dataset, project."""
    badges: tuple[str, ...] = ()
    """Static badges that are tags."""
    in_table: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    """What other columns of its row say, by their headings."""
    published_at: tuple[str, int] | None = field(default=None, repr=False)
    """The venue and year in one of its addresses."""
    likely: LikelyAuthor | None = field(default=None, repr=False)
    is_certain: bool = field(default=True, repr=False)
    """Whether it is a work by itself; else the works around it decide."""
    is_set_off: bool = field(default=False, repr=False)
    """Whether its title is linked, bold, in italics or in quotes."""

    @property
    def key(self) -> str:
        """Its title as it is compared with others."""
        return normalized_title(self.title)

    @property
    def is_linked(self) -> bool:
        """Whether it has an identifier or a link."""
        return bool(self.links or self.arxiv or self.doi)

    @property
    def labels(self) -> tuple[Path, ...]:
        """Where it is placed: by its badges, else by its headings and columns of topics in them."""
        if self.badges:
            return tuple((badge,) for badge in self.badges)
        return topic_paths(self.columns, self.headings)

    def add_people(self, found: People | None) -> None:
        """Take authors, unless there are some."""
        if found and not self.authors:
            self.authors, self.more_authors = found.names, found.more

    def add_addresses(self, addresses: Iterable[Address]) -> None:
        """Take identifiers, and one link of each kind; a paper's page is one if there is no identifier."""
        pages = []
        for address in addresses:
            self.arxiv = self.arxiv or address.arxiv
            self.doi = self.doi or address.doi
            self.published_at = self.published_at or address.venue_and_year
            if address.is_paper and address.kind == "project":
                pages.append(address.url)
            elif not (address.arxiv or address.doi):
                self.links.setdefault(address.kind, address.url)
        if pages and not (self.arxiv or self.doi):
            self.links.setdefault("project", pages[0])

    def complete(self, other: ListedWork) -> None:
        """Take what a citation of the same work says; its title, if that says more."""
        self.title = max(other.title, self.title, key=title_size)
        self.authors, self.more_authors = other.authors, other.more_authors
        self.venue, self.year = other.venue or self.venue, other.year or self.year
        self.arxiv = self.arxiv or other.arxiv
        self.is_certain = self.is_certain or other.is_certain
