"""The knowledge base as files for other programs. Same knowledge, same bytes; no file is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.rendering.bibtex import bibtex
from generator.rendering.exports._json import json_line
from generator.rendering.exports.csl import csl_json
from generator.rendering.exports.derivation import work_record
from generator.rendering.exports.reading_list import reading_list
from generator.rendering.exports.ris import ris
from generator.rendering.exports.sqlite import sqlite
from generator.rendering.exports.table import csv_table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from generator.knowledge import KnowledgeBase, Work

__all__ = ["FORMATS", "ExportFormat", "NotFoundError", "bibliography", "json_lines", "select"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that works can be written in."""

    name: str
    suffix: str
    media_type: str
    description: str
    render: Callable[[KnowledgeBase, Sequence[Work]], bytes]
    is_text: bool = True


def bibliography(entries: Iterable[str]) -> bytes:
    """A BibTeX file of entries."""
    return "\n".join(entries).encode()


def json_lines(kb: KnowledgeBase, works: Iterable[Work]) -> bytes:
    """The works as JSON Lines, each with all that is known of it."""
    return b"".join(json_line(work_record(kb, work)) for work in works)


def _parquet(kb: KnowledgeBase, works: Iterable[Work]) -> bytes:
    from generator.rendering.exports.parquet import parquet  # noqa: PLC0415 - takes its time

    return parquet(work_record(kb, work) for work in works)


_FORMATS = (
    ExportFormat(
        "bibtex",
        "bib",
        "application/x-bibtex",
        "BibTeX, for LaTeX",
        lambda _, works: bibliography(map(bibtex, works)),
    ),
    ExportFormat(
        "csl-json",
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        "CSL-JSON, for Zotero and pandoc",
        lambda _, works: csl_json(works),
    ),
    ExportFormat(
        "ris",
        "ris",
        "application/x-research-info-systems",
        "RIS, for EndNote, Mendeley and Zotero",
        lambda _, works: ris(works),
    ),
    ExportFormat("csv", "csv", "text/csv", "CSV, for spreadsheets", csv_table),
    ExportFormat("jsonl", "jsonl", "application/jsonl", "JSON Lines: a work a line, all facts", json_lines),
    ExportFormat(
        "parquet",
        "parquet",
        "application/vnd.apache.parquet",
        "Parquet, typed and nested, for DuckDB, pandas, Spark and Hugging Face datasets",
        _parquet,
        is_text=False,
    ),
    ExportFormat(
        "sqlite",
        "sqlite",
        "application/vnd.sqlite3",
        "SQLite with full-text search, for SQL and Datasette",
        sqlite,
        is_text=False,
    ),
    # A site generator would make a page of a file that ends in .md.
    ExportFormat("markdown", "md.txt", "text/markdown", "Markdown: a reading list by topic", reading_list),
)
FORMATS: Mapping[str, ExportFormat] = {format_.name: format_ for format_ in _FORMATS}


class NotFoundError(LookupError):
    """A node or work was asked for that does not exist; `known` has those that do."""

    def __init__(self, what: str, asked: str, known: Collection[str]) -> None:
        super().__init__(f'unknown {what} "{asked}"')
        self.asked = asked
        self.known = known


def select(kb: KnowledgeBase, nodes: Sequence[str] = (), ids: Sequence[str] = ()) -> tuple[Work, ...]:
    """The works at or below any of the nodes and those with the ids, in their order; all if none is named.

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
