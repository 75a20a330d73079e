"""The knowledge base in formats for other programs; the same knowledge gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.exports.csl import csl_json
from living_survey.rendering.exports.lines import statement_lines, work_lines
from living_survey.rendering.exports.reading_list import reading_list
from living_survey.rendering.exports.records import StatementRecord, work_model
from living_survey.rendering.exports.ris import ris
from living_survey.rendering.exports.sqlite import sqlite
from living_survey.rendering.exports.table import csv_statements, csv_table
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.rendering.pieces import Pieces

__all__ = [
    "FORMATS",
    "STATEMENT_FORMATS",
    "ExportFormat",
    "NotFoundError",
    "bibliography",
    "bibliography_entries",
    "select",
]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format for works, or for statements about them."""

    name: str
    suffix: str
    media_type: str
    description: str
    render: Render
    is_text: bool = True


class Render(Protocol):
    """Makes a file of works; `pieces` may know what the file says of single ones."""

    def __call__(self, kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = ..., /) -> bytes:
        """The bytes of the file."""


def bibliography(entries: Iterable[str]) -> bytes:
    """A BibTeX file of entries."""
    return "\n".join(entries).encode()


def bibliography_entries(content: bytes) -> list[str]:
    """The entries of a BibTeX file that `bibliography` made; no entry has an empty line."""
    return [f"{entry}\n" for entry in content.decode().removesuffix("\n").split("\n\n")] if content else []


def _works_jsonl(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    return b"".join(work_lines(kb, works, pieces))


def _works_parquet(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    from living_survey.rendering.exports.parquet import parquet  # noqa: PLC0415 - slow to import

    return parquet(work_model(kb), work_lines(kb, works, pieces), kb.file.license)


def _statements_jsonl(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    return b"".join(statement_lines(kb, works, pieces))


def _statements_parquet(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    from living_survey.rendering.exports.parquet import parquet  # noqa: PLC0415 - slow to import

    return parquet(StatementRecord, statement_lines(kb, works, pieces), kb.file.license)


def _bibtex(_: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    return b"\n".join(pieces("bibtex", works, lambda work: bibtex(work).encode()))


def _csl_json(_: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    return csl_json(works, pieces)


def _ris(_: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> bytes:
    return ris(works, pieces)


CSV, JSON_LINES, PARQUET = "text/csv", "application/jsonl", "application/vnd.apache.parquet"
BIBTEX, RIS = "application/x-bibtex", "application/x-research-info-systems"
CSL_JSON, SQLITE = "application/vnd.citationstyles.csl+json", "application/vnd.sqlite3"
_FOR_PARQUET = "Parquet, typed and nested, for DuckDB, pandas, Spark and Hugging Face datasets"
_FOR_SQLITE = "SQLite with full-text search, for SQL and Datasette"
_FORMATS = (
    ExportFormat("bibtex", "bib", BIBTEX, "BibTeX, for LaTeX", _bibtex),
    ExportFormat("csl-json", "csl.json", CSL_JSON, "CSL-JSON, for Zotero and pandoc", _csl_json),
    ExportFormat("ris", "ris", RIS, "RIS, for EndNote, Mendeley and Zotero", _ris),
    ExportFormat("csv", "csv", CSV, "CSV, for spreadsheets", csv_table),
    ExportFormat("jsonl", "jsonl", JSON_LINES, "JSON Lines: one work per line, all facts", _works_jsonl),
    ExportFormat("parquet", "parquet", PARQUET, _FOR_PARQUET, _works_parquet, is_text=False),
    ExportFormat("sqlite", "sqlite", SQLITE, _FOR_SQLITE, sqlite, is_text=False),
    # Site generators turn files that end in .md into pages.
    ExportFormat("markdown", "md.txt", "text/markdown", "Markdown: a reading list by topic", reading_list),
)
_STATEMENT_FORMATS = (
    ExportFormat("csv", "csv", CSV, "CSV", csv_statements),
    ExportFormat("jsonl", "jsonl", JSON_LINES, "JSON Lines", _statements_jsonl),
    ExportFormat("parquet", "parquet", PARQUET, "Parquet", _statements_parquet, is_text=False),
)
FORMATS: Mapping[str, ExportFormat] = {format_.name: format_ for format_ in _FORMATS}
STATEMENT_FORMATS: Mapping[str, ExportFormat] = {format_.name: format_ for format_ in _STATEMENT_FORMATS}


class NotFoundError(LookupError):
    """A requested node or work does not exist; `known` has those that do."""

    def __init__(self, what: str, asked: str, known: Collection[str]) -> None:
        super().__init__(f'unknown {what} "{asked}"')
        self.asked = asked
        self.known = known


def select(kb: KnowledgeBase, nodes: Sequence[str] = (), ids: Sequence[str] = ()) -> tuple[Work, ...]:
    """The works at or below any of the nodes and those with the ids, in order of ids; all if none are given.

    Raises `NotFoundError`.
    """
    if not nodes and not ids:
        return tuple(kb)
    chosen: set[str] = set()
    for node in nodes:
        if node not in kb.taxonomy:
            raise NotFoundError("taxonomy node", node, [known.id for known in kb.taxonomy])
        chosen.update(work.id for work in kb.works(node=node))
    for work_id in ids:
        if work_id not in kb:
            raise NotFoundError("work", work_id, [work.id for work in kb])
        chosen.add(work_id)
    return tuple(work for work in kb if work.id in chosen)
