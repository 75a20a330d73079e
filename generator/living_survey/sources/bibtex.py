"""BibTeX as people have it, as drafts of entries: every entry that can be read, and a note on all else."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from living_survey.knowledge.identifiers import ArxivId, arxiv_in, doi_in
from living_survey.knowledge.people import Name, is_others
from living_survey.knowledge.text import fold
from living_survey.sources.drafts import Draft
from living_survey.sources.found import Note, Unread
from living_survey.sources.latex import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs is in the notes

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ARXIV_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")
CODE_HOST = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPACE = re.compile(r"\s+")
VENUE_FIELDS = (
    "booktitle", "journal", "journaltitle", "series", "publisher", "institution", "school", "howpublished",
)  # fmt: skip
DROPPED_FIELDS = ("volume", "number", "pages", "edition", "abstract", "isbn", "issn")
"""Fields that entries have no place for."""


@dataclass(frozen=True)
class BibtexDraft:
    """A draft with the place, key and keywords of its entry."""

    draft: Draft
    line: int
    key: str
    keywords: tuple[str, ...] = ()


@dataclass
class BibtexFile:
    """What a file holds."""

    drafts: list[BibtexDraft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    dropped: tuple[str, ...] = ()
    """The fields of `DROPPED_FIELDS` in the file."""


def read_bibtex(text: str) -> BibtexFile:
    """Read BibTeX; an entry that cannot be read is listed in `unread`, and all others are read."""
    library = parse_string(text.replace("\r\n", "\n").replace("\r", "\n"))
    strings = {name.lower(): _unwrap(string.value) for name, string in library.strings_dict.items()}
    strings = dict(zip(MONTHS, MONTHS, strict=True)) | strings
    result = BibtexFile()
    entries: list[Entry] = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            result.notes.append(Note(line, f'duplicate key "{block.key}"; both entries are read'))
            if isinstance(twin := block.ignore_error_block, Entry):
                for item in twin.fields:
                    item.value = _unwrap(item.value)
                entries.append(twin)
        elif isinstance(block, ParsingFailedBlock):
            reason = _SPACE.sub(" ", str(getattr(block.error, "abort_reason", "") or block.error)).strip()
            result.unread.append(Unread(line, reason, "not a BibTeX entry"))
        elif isinstance(block, Entry):
            entries.append(block)
    by_key = {entry.key.lower(): _fields(entry, strings) for entry in entries}
    parents = {fields["crossref"].lower() for fields in by_key.values() if "crossref" in fields}
    for entry in entries:
        if entry.key.lower() in parents and entry.entry_type.lower() in {"proceedings", "book", "collection"}:
            continue
        line = (entry.start_line or 0) + 1
        fields = _inherit(_fields(entry, strings), by_key, line, result.notes)
        draft = _draft(entry.entry_type.lower(), fields, line, result.notes)
        if draft.title:
            keywords = _keywords(fields.get("keywords", ""))
            result.drafts.append(BibtexDraft(draft, line, entry.key, keywords))
        else:
            result.unread.append(Unread(line, entry.key, "entry without a title"))
    used = {name for fields in by_key.values() for name in fields}
    result.dropped = tuple(name for name in DROPPED_FIELDS if name in used)
    result.notes.sort(key=lambda note: note.line)
    result.unread.sort(key=lambda one: one.line)
    return result


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): _value(str(item.value), strings) for name, item in entry.fields_dict.items()}


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A value with `@string` names put in and pieces joined at `#`."""
    parts = re.split(r"\s#\s", raw)
    if len(parts) == 1:
        return strings.get(raw.strip().lower(), raw)
    return "".join(strings.get(part.strip().lower(), _unwrap(part)) for part in parts)


def _unwrap(text: str) -> str:
    text = str(text)
    stripped = text.strip()
    wrapped = len(stripped) > 1 and (stripped[0], stripped[-1]) in {('"', '"'), ("{", "}")}
    return stripped[1:-1] if wrapped else text


def _inherit(
    fields: dict[str, str], by_key: Mapping[str, dict[str, str]], line: int, notes: list[Note]
) -> dict[str, str]:
    """The fields with those of the entry that `crossref` names; its title is the child's book title."""
    name = fields.get("crossref")
    if not name:
        return fields
    parent = by_key.get(name.lower())
    if parent is None:
        notes.append(Note(line, f'crossref "{name}" is not in the file'))
        return fields
    inherited = {key: value for key, value in parent.items() if key not in {"title", "author", "crossref"}}
    if "title" in parent:
        inherited.setdefault("booktitle", parent["title"])
    return inherited | fields


def _draft(kind: str, fields: dict[str, str], line: int, notes: list[Note]) -> Draft:
    title = to_text(fields.get("title", "").strip("{} \n"))
    subtitle = to_text(fields.get("subtitle", ""))
    title = f"{title}: {subtitle}" if title and subtitle else title
    names, cut = authors(fields.get("author") or fields.get("editor") or "")
    if cut:
        notes.append(Note(line, 'the authors end in "and others"; the entry is a draft until all are known'))
    arxiv = _arxiv(fields)
    doi = doi_in(to_text(fields.get("doi", "")).strip())
    if doi and arxiv_in(doi):
        doi = None
    year, published = _date(fields)
    if arxiv:
        # The preprint came first, and its identifier says when.
        year, published = year or ArxivId.parse(arxiv).year, None
    venue = next((to_text(fields[name]) for name in VENUE_FIELDS if fields.get(name)), "")
    if arxiv and (not venue or "arxiv" in fold(venue) or fold(venue) == "corr"):
        venue = "arXiv"
    category = fields.get("primaryclass", "")
    return Draft(
        draft=cut,
        title=title or None,
        authors=tuple(names),
        year=year,
        published=published,
        venue=venue or None,
        arxiv=arxiv,
        arxiv_category=category if ARXIV_CATEGORY.fullmatch(category) else None,
        doi=doi,
        links=_links(fields, arxiv, doi),
        abstract=to_text(fields.get("abstract", "")),
        record_type=kind,
    )


def _arxiv(fields: dict[str, str]) -> str | None:
    if fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower() == "arxiv":
        found = arxiv_in(fields.get("eprint", ""))
        if found:
            return found
    for name in ("doi", "url", "journal", "note", "howpublished", "volume"):
        for word in re.split(r"[\s,;{}()]+", fields.get(name, "")):
            found = arxiv_in(word.removeprefix("abs/"))
            if found:
                return found
    return None


def _date(fields: dict[str, str]) -> tuple[int | None, date | None]:
    text = fields.get("date") or fields.get("year", "")
    if match := re.match(r"(\d{4})-(\d{2})-(\d{2})$", text.strip()):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return int(match[1]), None
        return day.year, day
    found = _YEAR.search(text)
    year = int(found[0]) if found else None
    day_text, month = fields.get("day", "").strip("{} "), _month(fields.get("month", ""))
    if year and month and day_text.isdigit():
        try:
            return year, date(year, month, int(day_text))
        except ValueError:
            return year, None
    return year, None


def _month(text: str) -> int | None:
    folded = fold(text).strip("{}. ")
    if folded.isdigit():
        return int(folded) if 1 <= int(folded) <= len(MONTHS) else None
    return next((n for n, name in enumerate(MONTHS, 1) if folded.startswith(name)), None)


def _links(fields: dict[str, str], arxiv: str | None, doi: str | None) -> dict[str, str]:
    url = fields.get("url", "").strip().replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")
    if not url.startswith(("https://", "http://")) or (arxiv and arxiv_in(url)) or (doi and doi_in(url)):
        return {}
    return {"code" if CODE_HOST.match(url) else "project": url}


def _keywords(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (to_text(part).strip() for part in re.split(r"[,;]", text))))


# --- names ----------------------------------------


def authors(text: str) -> tuple[list[str], bool]:
    """The authors of a BibTeX field, given names first, and whether the list is cut by `and others`."""
    names = [part.strip() for part in _outside_braces(_SPACE.sub(" ", text), " and ")]
    cut = bool(names) and is_others(names[-1])
    kept = names[:-1] if cut else names
    return [name for name in (_given_first(name) for name in kept) if name], cut


def _given_first(name: str) -> str:
    """A name as it is printed; one in braces is kept whole."""
    parts = [to_text(part).strip() for part in _outside_braces(name, ",")]
    return parts[0] if len(parts) == 1 else Name.parse(", ".join(parts)).natural


def _outside_braces(text: str, separator: str) -> list[str]:
    """Split at a separator where no brace is open."""
    parts, depth, start, position = [], 0, 0, 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 2
            continue
        depth = max(0, depth + (character == "{") - (character == "}"))
        if depth == 0 and text[position : position + len(separator)].lower() == separator:
            parts.append(text[start:position])
            position += len(separator)
            start = position
            continue
        position += 1
    return [*parts, text[start:]]
