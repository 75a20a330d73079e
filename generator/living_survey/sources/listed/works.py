"""A work as one place of a list shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.knowledge.text import normalized_title
from living_survey.sources.listed.wording import title_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.sources.listed.addresses import Address
    from living_survey.sources.listed.people import People


@dataclass
class ListedWork:
    """A work as one place of a list shows it; what the place does not show is missing."""

    title: str
    line: int
    headings: tuple[str, ...] = ()
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
    is_sure: bool = field(default=True, repr=False)
    """Whether it is a work by itself; else what is around it must tell."""
    is_set_off: bool = field(default=False, repr=False)
    """Whether its title is linked, bold, in italics or in quotes."""

    @property
    def key(self) -> str:
        """What tells its title from others."""
        return normalized_title(self.title)

    @property
    def is_linked(self) -> bool:
        """Whether the place leads anywhere."""
        return bool(self.links or self.arxiv or self.doi)

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
        self.is_sure = self.is_sure or other.is_sure
