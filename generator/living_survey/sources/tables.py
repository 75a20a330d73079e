"""Works in a CSV file, with a mapping of its columns to the fields of an entry."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.sources.drafts import Draft
from living_survey.sources.found import FoundWork, FoundWorks, Note, Unread
from living_survey.sources.listed import columns
from living_survey.sources.listed.addresses import Address
from living_survey.sources.listed.people import People, people_in_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from living_survey.sources.facet_fields import FacetField

LINKS = ("code", "project", "dataset")
FIELDS = ("title", "authors", "year", "venue", "arxiv", "doi", "url", "area", "tags", "note", *LINKS)
OTHER_NAMES = {
    **columns.FACTS,
    "title": columns.TITLES,
    "area": sorted(columns.AREAS),
    "tags": sorted(columns.TOPICS),
    "url": ("link", "paper url", "paper link", "pdf"),
    "code": ("github", "repository", "code url", "code link"),
    "dataset": ("data", "data url"),
}
SEPARATORS = ",;\t"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PIECES = re.compile(r"\s*;\s*")


class ColumnError(Exception):
    """A mapping names a column or a field that does not exist."""


def read_table(
    text: str, named: Mapping[str, str] | None = None, facets: Mapping[str, FacetField] | None = None
) -> FoundWorks:
    """Read the rows of a table as works; its tags become their labels.

    `named` maps fields to the headings of their columns; other columns are recognized by their usual names.
    `facets` are fields for values of facets. Authors, tags and values are separated by semicolons. The
    separator of cells is the one of `SEPARATORS` that is most frequent in the first line.
    Raises `ColumnError` for a field or column that does not exist, or if no column holds titles.
    """
    named, facets = named or {}, facets or {}
    found = FoundWorks()
    rows = _rows(text, found.unread)
    _, headings = next(rows, (1, []))
    places = _places(headings, named, (*FIELDS, *facets))
    for line, row in rows:
        if extra := " | ".join(filter(None, row[len(headings) :])):
            message = f"the row has {len(row)} cells for {len(headings)} columns: {extra}"
            found.notes.append(Note(line, message))
        values = {name: " ".join(row[at].split()) for name, at in places.items() if at < len(row)}
        if values.get("title"):
            found.works.append(_work(values, line, found.notes, facets))
        elif any(values.values()):
            found.unread.append(
                Unread(line, " | ".join(filter(None, values.values())), "row without a title")
            )
    return found


def _rows(text: str, unread: list[Unread]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their first lines."""
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unread.append(Unread(line, "", f"not a row of CSV: {error}"))


def _places(headings: Sequence[str], named: Mapping[str, str], fields: Sequence[str]) -> dict[str, int]:
    """The position of each field's column; fields without a column are left out."""
    if unknown := sorted(named.keys() - set(fields)):
        raise ColumnError(f"unknown field {', '.join(unknown)}; the fields are {', '.join(fields)}")
    positions = {columns.column_name(heading): at for at, heading in reversed([*enumerate(headings)])}
    found = {field: positions.get(columns.column_name(heading)) for field, heading in named.items()}
    if missing := [named[field] for field, at in found.items() if at is None]:
        raise ColumnError(f'unknown column "{missing[0]}"; the columns are {", ".join(headings)}')
    for field in (field for field in fields if field not in named):
        names = (columns.column_name(field), *OTHER_NAMES.get(field, ()))
        free = (positions[name] for name in names if name in positions)
        found[field] = next((at for at in free if at not in found.values()), None)
    if found["title"] is None:
        raise ColumnError(f"no column is called title; name one: title=... ({', '.join(headings)})")
    return {field: at for field, at in found.items() if at is not None}


def _work(
    values: Mapping[str, str], line: int, notes: list[Note], facets: Mapping[str, FacetField]
) -> FoundWork:
    def of(field: str) -> str:
        return values.get(field, "")

    arxiv, doi = arxiv_in(of("arxiv")), doi_in(of("doi"))
    for field, read, kind in (("arxiv", arxiv, "an arXiv identifier"), ("doi", doi, "a DOI")):
        if of(field) and not read:
            notes.append(Note(line, f'"{of(field)}" is not {kind}'))
    people = _people(of("authors"))
    year = _YEAR.search(of("year"))
    draft = Draft(
        draft=people.more,
        title=of("title"),
        authors=people.names,
        year=int(year[0]) if year else None,
        venue=of("venue") or None,
        arxiv=arxiv,
        doi=doi,
        links={name: of(name) for name in LINKS if of(name)},
        facets=_facets(values, line, notes, facets),
    )
    if address := Address.read(of("url")):
        draft.arxiv, draft.doi = draft.arxiv or address.arxiv, draft.doi or address.doi
        if not (address.arxiv or address.doi):
            draft.links.setdefault(address.kind, address.url)
    labels = columns.topic_paths({"area": of("area"), "tags": of("tags")})
    return FoundWork(draft, line, labels, note=of("note"))


def _people(text: str) -> People:
    """The names in a cell; between semicolons any words are a name."""
    if ";" not in text:
        return people_in_cell(text) or People(())
    parts = [people_in_cell(part) if "," in part else People((part,)) for part in _PIECES.split(text) if part]
    return People(tuple(name for part in parts if part for name in part.names))


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
