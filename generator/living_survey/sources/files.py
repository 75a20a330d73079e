"""Works in a file of any format that people keep them in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import ArxivId
from living_survey.knowledge.venues import PREPRINT
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.drafts import Draft
from living_survey.sources.found import FoundWork, FoundWorks, Note
from living_survey.sources.listed import read_list
from living_survey.sources.listed.venues import is_preprint
from living_survey.sources.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from living_survey.sources.facet_fields import FacetField
    from living_survey.sources.listed import ListedWork

SUFFIXES = (".bib", ".md", ".html", ".htm", ".csv")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CannotReadError(Exception):
    """A file that is not of a known format or cannot be read; the message says why."""


def read_file(
    path: Path,
    *,
    suffix: str = "",
    columns: Mapping[str, str] | None = None,
    facets: Mapping[str, FacetField] | None = None,
) -> FoundWorks:
    """Read BibTeX, a list in Markdown or HTML, or CSV; `suffix` overrides that of the file's name.

    `columns` and `facets` are those of `read_table`. Raises `CannotReadError`, and `ColumnError` for CSV.
    """
    suffix = suffix or path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CannotReadError(f"{path}: unknown format; the name must end in {', '.join(SUFFIXES)}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CannotReadError(f"{path}: {error.strerror or 'cannot be read'}") from error
    text, notes = _decode(raw)
    found = read_text(text, suffix, columns, facets)
    name = str(path)
    return FoundWorks(
        [replace(work, draft=_consistent(work.draft), file=name) for work in found.works],
        [replace(note, file=name) for note in (*notes, *found.notes)],
        [replace(unread, file=name) for unread in found.unread],
        found.dropped,
    )


def read_text(
    text: str,
    suffix: str,
    columns: Mapping[str, str] | None = None,
    facets: Mapping[str, FacetField] | None = None,
) -> FoundWorks:
    """Read the text of a file with one of `SUFFIXES`."""
    if suffix == ".bib":
        bibtex = read_bibtex(text)
        works = [FoundWork(item.draft, item.line, keywords=item.keywords) for item in bibtex.drafts]
        return FoundWorks(works, bibtex.notes, bibtex.unread, bibtex.dropped)
    if suffix == ".csv":
        return read_table(text, columns, facets)
    listed = read_list(text, is_html=suffix != ".md")
    works = [FoundWork(_draft_of(work), work.line, work.labels) for work in listed.works]
    return FoundWorks(works, listed.inconsistencies, listed.unread)


def _draft_of(work: ListedWork) -> Draft:
    return Draft(
        draft=work.more_authors,
        title=work.title,
        authors=work.authors,
        year=work.year,
        venue=work.venue,
        arxiv=work.arxiv,
        doi=work.doi,
        links=dict(work.links),
    )


def _decode(raw: bytes) -> tuple[str, list[Note]]:
    """The text of a file; lines that are not UTF-8 are read as Windows-1252, as older programs write them."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), []
    lines = []
    notes = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1252", "replace")
            notes.append(Note(number, "the line is not UTF-8; read as Windows-1252"))
        lines.append(_UNPRINTABLE.sub(" ", text))
    return "\n".join(lines), notes


def _consistent(draft: Draft) -> Draft:
    """A draft whose year agrees with its arXiv identifier.

    A preprint without another venue appeared when its identifier says. A work that was uploaded years after
    its publication is not a preprint: its page at arXiv becomes a link.
    """
    if not draft.arxiv:
        return draft
    uploaded = ArxivId.parse(draft.arxiv).year
    if not draft.venue or is_preprint(draft.venue):
        return replace(draft, venue=PREPRINT, year=uploaded)
    if draft.year and draft.year < uploaded - 1:
        page = {"project": f"https://arxiv.org/abs/{draft.arxiv}"}
        return replace(draft, arxiv=None, links=page | draft.links)
    return draft
