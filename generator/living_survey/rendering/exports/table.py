"""Works and statements as CSV for spreadsheets: UTF-8, RFC 4180.

Cells that a spreadsheet would evaluate as a formula get a leading apostrophe (OWASP, "CSV injection");
`unguarded` removes it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from living_survey.rendering.exports.derivation import work_record
from living_survey.rendering.exports.records import StatementRecord, facet_column, table_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.rendering.exports.records import TagRecord

SEPARATOR = "; "
# A cell that already starts with apostrophes gets one more, so that removing one always restores the text.
_GUARDED = re.compile(r"^'*[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell, with a leading apostrophe if a spreadsheet would evaluate it."""
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def csv_table(kb: KnowledgeBase, works: Iterable[Work]) -> bytes:
    """The works as a table; lists are joined by a semicolon and a space, notes have one line each."""
    return _csv(work_columns(kb), (_cells(kb, work) for work in works))


def csv_statements(records: Iterable[StatementRecord]) -> bytes:
    """Statements as a table."""
    rows = ({name: _cell(value) for name, value in record} for record in records)
    return _csv(tuple(StatementRecord.model_fields), rows)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(row[column]) for column in columns] for row in rows)
    return text.getvalue().encode()


def work_columns(kb: KnowledgeBase) -> tuple[str, ...]:
    """The columns of the table of works; facets come before tags, tables before remarks."""
    facets = [facet_column(facet) for facet in kb.facets.values()]
    tables = [table_column(kb, table) for table in kb.tables.values() if table.in_entries]
    return (
        "id", "draft", "title", "names", "authors", "year", "published", "venue", "publication", "arxiv",
        "arxiv_category", "doi", "url", "pdf", "code", "project", "dataset", "summary", *facets, "tags",
        "notes", "effects", "topics", "survey_refs", "survey_sections", *tables, "remarks", "added",
    )  # fmt: skip


def _cells(kb: KnowledgeBase, work: Work) -> dict[str, str]:
    record = work_record(kb, work)
    topics = dict.fromkeys((node.topic or node).title for node in kb.nodes_of(work))
    cells = {name: _cell(value) for name, value in record}
    for table in kb.tables.values():
        rows = (row.cell(table.name_column) for row in work.rows(table))
        cells[table_column(kb, table)] = SEPARATOR.join(str(name) for name in rows)
    return cells | {
        "code": _cell(work.links.code),
        "project": _cell(work.links.project),
        "dataset": _cell(work.links.dataset),
        "tags": SEPARATOR.join(tag.node for tag in work.tags),
        "notes": _lines(record.tags, "note"),
        "effects": _lines(record.tags, "effect"),
        "topics": SEPARATOR.join(topics),
        "survey_refs": _cell(work.survey.refs if work.survey else ()),
        "survey_sections": _cell(work.survey.sections if work.survey else ()),
    }


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _lines(tags: Iterable[TagRecord], field: str) -> str:
    """A field of all tags, one line each, after the node."""
    return "\n".join(f"{tag.node}: {getattr(tag, field)}" for tag in tags if getattr(tag, field))
