"""What a person means by "this paper": an identifier, an address, BibTeX, or a file with what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.sources import unfinished
from living_survey.sources.drafts import Draft
from living_survey.sources.listed.addresses import Address

_SEMANTIC_SCHOLAR = re.compile(r"/paper/(?:[^/]+/)?([0-9a-f]{40})/?")
_REPOSITORY = re.compile(r"/(?P<kind>datasets/|spaces/|)(?P<name>[\w.-]+/[\w.-]+)/?")
_HAS_PAPERS = frozenset({"huggingface.co", "openreview.net", "semanticscholar.org"})


@dataclass(frozen=True)
class ArxivReference:
    """A preprint, by identifier without version."""

    id: str


@dataclass(frozen=True)
class DoiReference:
    """A publication, by DOI."""

    doi: str


@dataclass(frozen=True)
class BibtexReference:
    """BibTeX entries, as text."""

    text: str


@dataclass(frozen=True)
class PageReference:
    """The page of a paper; `draft` has what its address tells."""

    url: str
    draft: Draft

    @classmethod
    def of(cls, text: str) -> PageReference | None:
        """The reference that an address is, if papers have pages at its host."""
        address = Address.read(text)
        if address is None or not (address.is_paper or address.host in _HAS_PAPERS):
            return None
        venue, year = address.venue_and_year or (None, None)
        return cls(address.url, Draft(venue=venue, year=year, links={address.kind: address.url}))

    @property
    def asked(self) -> str:
        """The address to ask: that of an API, or the page itself."""
        parts = urlsplit(self.url)
        host = (parts.hostname or "").removeprefix("www.")
        if host == "semanticscholar.org" and (match := _SEMANTIC_SCHOLAR.fullmatch(parts.path)):
            return f"https://api.semanticscholar.org/graph/v1/paper/{match[1]}?fields=externalIds"
        if host == "huggingface.co" and (match := _REPOSITORY.fullmatch(parts.path)):
            return f"https://huggingface.co/api/{match['kind'] or 'models/'}{match['name']}"
        return self.url


@dataclass(frozen=True)
class KnownReference:
    """A work that was kept in a file before it could be added."""

    path: Path
    draft: Draft


Reference: TypeAlias = ArxivReference | DoiReference | BibtexReference | PageReference | KnownReference


def parse_reference(text: str) -> Reference:
    """Read a reference in any of its usual forms; raise `ValueError` with a hint if it is none."""
    text = text.strip()
    if text.startswith("@"):
        return BibtexReference(text)
    if identifier := arxiv_in(text):
        return ArxivReference(identifier)
    if doi := doi_in(text):
        return DoiReference(doi)
    if text.lower().endswith(".bib"):
        try:
            return BibtexReference(Path(text).read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise ValueError(f"{text}: {error.strerror or 'cannot be read'}") from error
    if text.endswith(".yaml") and (path := Path(text)).is_file():
        return KnownReference(path, unfinished.read(path))
    if "://" in text and (page := _at_address(text)):
        return page
    hint = "such as 2401.01234, 10.1000/xyz, the address of a paper, a .bib file, or --manual for a title"
    raise ValueError(f'"{text[:80]}" is not a reference ({hint})')


def _at_address(text: str) -> Reference | None:
    """The work at an address: by the identifier that follows from it, else by its page."""
    address = Address.read(text)
    if address and address.arxiv:
        return ArxivReference(address.arxiv)
    if address and address.doi:
        return DoiReference(address.doi)
    return PageReference.of(text)
