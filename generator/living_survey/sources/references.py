"""What a person means by "this paper": an arXiv identifier or address, a DOI, a BibTeX entry or file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from living_survey.knowledge.identifiers import ArxivId, is_doi
from living_survey.sources.cache import arxiv_key

_ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "alphaxiv.org", "huggingface.co")
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|papers|e-print|src|overview)/(.+?)(?:\.pdf)?/?")
_ARXIV_PREFIX = re.compile(r"arxiv:\s*", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?:doi:\s*|https?://(?:dx\.|www\.)?doi\.org/)", re.IGNORECASE)


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
    hint = "such as 2304.14108, an address at arxiv.org, 10.1000/xyz, a .bib file, or --manual for a title"
    raise ValueError(f'"{text[:80]}" is not a reference ({hint})')


def arxiv_in(text: str) -> str | None:
    """The arXiv identifier, without version, that a text is: bare, prefixed, an address, or arXiv's DOI."""
    candidate = _ARXIV_PREFIX.sub("", text.strip())
    parts = urlsplit(candidate) if "://" in candidate else None
    if parts is not None:
        host = (parts.hostname or "").removeprefix("www.")
        path = _ARXIV_PATH.fullmatch(unquote(parts.path))
        if path and any(host == known or host.endswith(f".{known}") for known in _ARXIV_HOSTS):
            candidate = path[1]
        else:
            candidate = _DOI_PREFIX.sub("", candidate)
    if match := _ARXIV_DOI.fullmatch(candidate):
        candidate = match[1]
    try:
        return arxiv_key(ArxivId.parse(candidate.removesuffix(".pdf")).base)
    except ValueError:
        return None


def doi_in(text: str) -> str | None:
    """The DOI that a text is: bare, prefixed, or an address of the resolver."""
    stripped = _DOI_PREFIX.sub("", text.strip(), count=1)
    for candidate in (stripped, unquote(stripped)):
        if is_doi(candidate):
            return candidate
    return None
