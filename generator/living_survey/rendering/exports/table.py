"""Works and statements as CSV for spreadsheets: UTF-8, RFC 4180.

Cells that a spreadsheet would evaluate as a formula get a leading apostrophe (OWASP, "CSV injection");
`unguarded` removes it.
"""

from __future__ import annotations

import csv
import io
import re
from operator import attrgetter
from typing import TYPE_CHECKING

from living_survey.rendering.citation import publication
from living_survey.rendering.exports.derivation import (
    facet_values,
    statements_about_approaches,
    statements_of,
)
from living_survey.rendering.exports.records import StatementRecord, facet_column, table_column
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.work import Tag
    from living_survey.rendering.pieces import Pieces

SEPARATOR = "; "
# Spreadsheets for Chinese and Japanese take full-width signs for formulas too.
# A cell that already starts with apostrophes gets one more, so that removing one always restores the text.
_GUARDED = re.compile(r"^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(cell: str) -> str:
    """The cell, with a leading apostrophe if a spreadsheet would evaluate it."""
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def csv_table(kb: KnowledgeBase, works: Iterable[Work], pieces: Pieces = made_anew) -> bytes:
    """The works as a table; lists are joined by a semicolon and a space, notes have one line each."""
    columns = work_columns(kb)
    return _rows([columns]) + b"".join(pieces("csv", works, lambda work: _rows([_cells(kb, work, columns)])))


def csv_statements(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    """The statements about works, and about the approaches that they are tagged with, as a table."""
    columns = tuple(StatementRecord.model_fields)
    cells = attrgetter(*columns)
    about_works = pieces("statements.csv", works, lambda work: _rows(map(cells, statements_of(kb, work))))
    about_approaches = _rows(map(cells, statements_about_approaches(kb, works)))
    return _rows([columns]) + b"".join(about_works) + about_approaches


def _rows(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [guarded(_cell(value)) for value in row] for row in rows
    )
    return text.getvalue().encode()


def work_columns(kb: KnowledgeBase) -> tuple[str, ...]:
    """The columns of the table of works; facets come before tags, tables before remarks."""
    facets = [facet_column(facet) for facet in kb.facets.values()]
    tables = [table_column(kb, table) for table in kb.tables.values() if table.in_entries]
    return (
        "id", "draft", "title", "names", "authors", "year", "published", "venue", "publication", "arxiv",
        "arxiv_category", "doi", "url", "pdf", "code", "project", "dataset", "summary", *facets, "tags",
        "notes", "effects", "topics", "survey_refs", "survey_sections", *tables, "remarks", "added",
        "pinned", "formerly",
    )  # fmt: skip


def _cells(kb: KnowledgeBase, work: Work, columns: Iterable[str]) -> Iterator[object]:
    """The values of the columns; those that are not derived are fields of the work."""
    topics = dict.fromkeys((node.topic or node).title for node in kb.nodes_of(work))
    derived: dict[str, object] = {
        "publication": publication(work),
        "pdf": work.pdf_url,
        "code": work.links.code,
        "project": work.links.project,
        "dataset": work.links.dataset,
        "tags": tuple(tag.node for tag in work.tags),
        "notes": _lines(work.tags, "note"),
        "effects": _lines(work.tags, "effect"),
        "topics": tuple(topics),
        "survey_refs": work.survey.refs if work.survey else (),
        "survey_sections": work.survey.sections if work.survey else (),
        **facet_values(kb, work),
    }
    for table in kb.tables.values():
        derived[table_column(kb, table)] = tuple(row.cell(table.name_column) for row in work.rows(table))
    return (derived[name] if name in derived else getattr(work, name) for name in columns)


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _lines(tags: Iterable[Tag], field: str) -> str:
    """A field of all tags, one line each, after the node."""
    return "\n".join(f"{tag.node}: {getattr(tag, field)}" for tag in tags if getattr(tag, field))
