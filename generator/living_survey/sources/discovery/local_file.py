"""Candidates in a file: JSON lines, plain or gzip, with the fields of `Candidate`; or BibTeX."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.discovery.candidates import Candidate

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.sources.drafts import Draft

NAME = "file"


class CannotReadError(Exception):
    """A file or a line of it that cannot be read; the message says where and why."""


def read_candidates(path: Path) -> list[Candidate]:
    """The papers of a file; those of BibTeX without a title are left out. Raises `CannotReadError`."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotReadError(f"{path}: cannot be read: {reason}") from error
    if path.suffix == ".bib":
        return [_of(item.draft) for item in read_bibtex(text).drafts if item.draft.title]
    return [_of_line(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _of_line(path: Path, number: int, line: str) -> Candidate:
    try:
        found = json.loads(line)
        return Candidate.model_validate(found | {"sources": [NAME]})
    except (ValueError, TypeError, AttributeError, ValidationError) as error:
        reason = (
            "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            if isinstance(error, ValidationError)
            else "not a JSON object with a title"
        )
        raise CannotReadError(f"{path}:{number}: {reason}") from error


def _of(draft: Draft) -> Candidate:
    return Candidate(
        title=draft.title or "",
        authors=draft.authors,
        abstract=draft.abstract,
        published=draft.published,
        sources=(NAME,),
        arxiv=draft.arxiv,
        doi=draft.doi,
    )
