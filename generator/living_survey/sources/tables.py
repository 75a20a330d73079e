"""Works in a CSV file, with a mapping of its columns to the fields of an entry."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from living_survey.knowledge.text import fold, normalized_title
from living_survey.sources.bibtex import Note
from living_survey.sources.drafts import Draft, TagDraft
from living_survey.sources.references import arxiv_in, doi_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.sources.facet_fields import FacetField

FIELDS = (
    "title",
    "authors",
    "year",
    "venue",
    "arxiv",
    "doi",
    "tags",
    "note",
    "code",
    "project",
    "dataset",
)
LINKS = ("code", "project", "dataset")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class ColumnError(Exception):
    """A mapping names a column or a field that does not exist."""


def read_table(
    text: str, columns: Mapping[str, str], nodes: Mapping[str, str], facets: Mapping[str, FacetField]
) -> tuple[list[tuple[int, Draft]], list[Note]]:
    """Read rows as drafts, each with its line.

    `columns` maps fields to headings, which else have the same name; `nodes` maps names of nodes, as
    normalized titles, to their ids; `facets` are fields for values of facets. Authors, tags and values are
    separated by semicolons.
    Raises `ColumnError` for a field or column that does not exist, or if no column holds titles.
    """
    fields = (*FIELDS, *facets)
    if unknown := sorted(columns.keys() - set(fields)):
        raise ColumnError(f"there is no field {', '.join(unknown)}; the fields are {', '.join(fields)}")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    try:
        headings = [heading or "" for heading in reader.fieldnames or ()]
    except csv.Error as error:
        raise ColumnError(f"this is not CSV: {error}") from error
    by_name = {fold(heading).strip(): heading for heading in headings}
    named = {field: by_name.get(fold(columns.get(field, field)).strip()) for field in fields}
    for field, heading in columns.items():
        if named[field] is None:
            raise ColumnError(f'there is no column "{heading}"; the columns are {", ".join(headings)}')
    if named["title"] is None:
        raise ColumnError(f"no column holds titles; say which: title=... ({', '.join(headings)})")
    drafts: list[tuple[int, Draft]] = []
    notes: list[Note] = []
    for line, row in _rows(reader, notes):
        values = {field: _cell(row, heading) for field, heading in named.items() if heading}
        if None in row:
            notes.append(Note(line, f"the row has {len(row[None])} cells more than there are columns"))
        if values["title"]:
            draft = _draft(values, line, notes, nodes)
            draft.facets |= _facets(values, line, notes, facets)
            drafts.append((line, draft))
        elif any(values.values()):
            notes.append(Note(line, "the row has no title and is left out"))
    return drafts, notes


def _rows(
    reader: csv.DictReader[str], notes: list[Note]
) -> Iterator[tuple[int, dict[str | None, list[str]]]]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            notes.append(Note(reader.line_num, f"the row cannot be read: {error}"))
            continue
        yield reader.line_num, row  # type: ignore[misc]


def _cell(row: Mapping[str | None, object], heading: str) -> str:
    value = row.get(heading)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _draft(values: Mapping[str, str], line: int, notes: list[Note], nodes: Mapping[str, str]) -> Draft:
    def of(field: str) -> str:
        return values.get(field, "")

    arxiv, doi = arxiv_in(of("arxiv")), doi_in(of("doi"))
    for field, read in (("arxiv", arxiv), ("doi", doi)):
        if of(field) and not read:
            notes.append(Note(line, f'"{of(field)}" is not a {"DOI" if field == "doi" else "preprint"}'))
    tags = []
    for name in filter(None, (part.strip() for part in of("tags").split(";"))):
        if node := nodes.get(normalized_title(name)):
            tags.append(TagDraft(node, of("note") or None))
        else:
            notes.append(Note(line, f'the tag "{name}" maps to no node of the taxonomy'))
    year = _YEAR.search(of("year"))
    return Draft(
        title=of("title"),
        authors=tuple(name.strip() for name in re.split(r";| and ", of("authors")) if name.strip()),
        year=int(year[0]) if year else None,
        venue=of("venue") or None,
        arxiv=arxiv,
        doi=doi,
        links={name: of(name) for name in LINKS if of(name)},
        tags=tuple({tag.node: tag for tag in tags}.values()),
    )


def _facets(
    values: Mapping[str, str], line: int, notes: list[Note], facets: Mapping[str, FacetField]
) -> dict[str, str | list[str]]:
    found = {}
    for key, field in facets.items():
        if text := values.get(key):
            try:
                found[key] = field.read(text)
            except ValueError as error:
                notes.append(Note(line, str(error)))
    return found
