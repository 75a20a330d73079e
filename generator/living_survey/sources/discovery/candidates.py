"""A paper that may belong: what the sources say of it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from pydantic import Field, model_validator

from living_survey.knowledge.duplicates import Identity
from living_survey.knowledge.identifiers import ArxivId, arxiv_key, identifier_in
from living_survey.knowledge.text import normalized_title
from living_survey.knowledge.venues import PREPRINT
from living_survey.loading.characters import cleaned_value
from living_survey.sources.drafts import Draft
from living_survey.sources.records import Line, Record

ARXIV_DOI = "10.48550/arxiv."
LONGEST_TITLE = 1000


class Candidate(Record):
    """A paper as sources describe it."""

    title: Line = Field(max_length=LONGEST_TITLE)
    authors: tuple[Line, ...] = ()
    abstract: str = ""
    published: date | None = Field(default=None, description="The day on which it was first public.")
    arxiv: Line | None = None
    doi: Line | None = None
    categories: tuple[Line, ...] = Field(default=(), description="At arXiv, the primary one first.")
    citations: int | None = Field(default=None, ge=0, description="How often it is cited, as far as known.")
    sources: tuple[Line, ...] = Field(default=(), description="The sources that have it.")

    @model_validator(mode="before")
    @classmethod
    def _cleaned(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """The fields without characters that nobody sees, and with identifiers in one form.

        The DOI that arXiv registers is an arXiv identifier; an empty identifier is none.
        """
        raw = {name: cleaned_value(value) for name, value in raw.items()}
        arxiv, doi = raw.get("arxiv") or None, raw.get("doi") or None
        if isinstance(doi, str) and doi.lower().startswith(ARXIV_DOI):
            arxiv, doi = arxiv or doi[len(ARXIV_DOI) :], None
        return raw | {"arxiv": arxiv_key(arxiv) if isinstance(arxiv, str) else arxiv, "doi": doi}

    @cached_property
    def key(self) -> str:
        """What tells it from others: its arXiv identifier, DOI or title."""
        return paper_key(self.arxiv or "") or paper_key(self.doi or "") or self.title_key

    @cached_property
    def title_key(self) -> str:
        """Its title as a key."""
        return f"title:{normalized_title(self.title)}"

    @property
    def identity(self) -> Identity:
        """What identifies it among works."""
        return Identity(self.title, self.authors, tuple(filter(None, (self.arxiv, self.doi))))

    @property
    def url(self) -> str | None:
        """The address to read it at."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else None

    def merged(self, other: Candidate) -> Candidate:
        """The same paper with what only the other source says."""
        counts = [count for count in (self.citations, other.citations) if count is not None]
        dates = [day for day in (self.published, other.published) if day is not None]
        return self.model_copy(
            update={
                "authors": self.authors or other.authors,
                "abstract": self.abstract or other.abstract,
                "published": min(dates, default=None),
                "arxiv": self.arxiv or other.arxiv,
                "doi": self.doi or other.doi,
                "categories": self.categories or other.categories,
                "citations": max(counts, default=None),
                "sources": tuple(dict.fromkeys((*self.sources, *other.sources))),
            }
        )

    def draft(self) -> Draft:
        """Its entry as far as the sources tell; of venues they know no more than a preprint."""
        preprint = self.arxiv is not None
        year = ArxivId.parse(self.arxiv).year if self.arxiv else None
        return Draft(
            title=self.title,
            authors=self.authors,
            year=self.published.year if self.published else year,
            published=self.published if preprint else None,
            venue=PREPRINT if preprint else None,
            arxiv=self.arxiv,
            arxiv_category=self.categories[0] if preprint and self.categories else None,
            doi=self.doi,
            abstract=self.abstract,
        )


def paper_key(reference: str) -> str | None:
    """The key of a paper by identifier or address; None if there is no identifier in the text."""
    found = identifier_in(reference)
    return f"arxiv:{arxiv_key(found.removeprefix('arxiv:'))}" if found and "arxiv:" in found else found
