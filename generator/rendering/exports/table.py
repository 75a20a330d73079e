"""Works as CSV for spreadsheets: UTF-8, RFC 4180, a work a row.

Cells that a spreadsheet would take for a formula get an apostrophe in front (OWASP, "CSV injection"):
`unguarded` takes it away again.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from generator.rendering.citation import publication

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.knowledge import KnowledgeBase, Work

SEPARATOR = "; "
# A cell with apostrophes of its own in front gets one more, so that taking one away always restores the text.
_GUARDED = re.compile(r"^'*[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet would compute it."""
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def csv_table(kb: KnowledgeBase, works: Iterable[Work]) -> bytes:
    """The works as a table; lists are joined by a semicolon and a space, notes stand a line each."""
    text = io.StringIO(newline="")
    rows = [_cells(kb, work) for work in works]
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue().encode()


COLUMNS = (
    "id", "title", "authors", "year", "published", "venue", "publication", "kind", "arxiv", "arxiv_category",
    "doi", "url", "pdf", "code", "project", "dataset", "modalities", "tags", "notes", "topics", "stages",
    "capabilities", "roles", "survey_refs", "survey_sections", "datasets", "remarks", "added",
)  # fmt: skip


def _cells(kb: KnowledgeBase, work: Work) -> dict[str, str]:
    topics = dict.fromkeys((node.topic or node).title for node in kb.nodes_of(work))
    refs = work.survey.refs if work.survey else ()
    return {
        "id": work.id,
        "title": work.title,
        "authors": SEPARATOR.join(work.authors),
        "year": str(work.year),
        "published": work.published.isoformat() if work.published else "",
        "venue": work.venue or "",
        "publication": publication(work),
        "kind": work.kind,
        "arxiv": work.arxiv or "",
        "arxiv_category": work.arxiv_category or "",
        "doi": work.doi or "",
        "url": work.url or "",
        "pdf": work.pdf_url or "",
        "code": work.links.code or "",
        "project": work.links.project or "",
        "dataset": work.links.dataset or "",
        "modalities": SEPARATOR.join(work.modalities),
        "tags": SEPARATOR.join(tag.node for tag in work.tags),
        "notes": "\n".join(f"{tag.node}: {tag.note}" for tag in work.tags if tag.note),
        "topics": SEPARATOR.join(topics),
        "stages": SEPARATOR.join(stage.id for stage in kb.stages_of(work)),
        "capabilities": SEPARATOR.join(capability.id for capability in kb.capabilities_of(work)),
        "roles": SEPARATOR.join(role.id for role in kb.roles_of(work)),
        "survey_refs": SEPARATOR.join(str(ref) for ref in refs),
        "survey_sections": SEPARATOR.join(work.survey.sections if work.survey else ()),
        "datasets": SEPARATOR.join(row.dataset for row in work.datasets),
        "remarks": work.remarks or "",
        "added": work.added.isoformat() if work.added else "",
    }
