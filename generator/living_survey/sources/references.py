"""What a person means by "this paper": an arXiv identifier or address, a DOI, a BibTeX entry or file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from living_survey.knowledge.identifiers import arxiv_in, doi_in


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


Reference: TypeAlias = ArxivReference | DoiReference | BibtexReference


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
    hint = "such as 2401.01234, an address at arxiv.org, 10.1000/xyz, a .bib file, or --manual for a title"
    raise ValueError(f'"{text[:80]}" is not a reference ({hint})')
