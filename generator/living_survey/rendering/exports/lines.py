"""The works and their statements as lines of JSON, from which other formats are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.exports._json import json_line
from living_survey.rendering.exports.derivation import (
    statement_records,
    statements_about_approaches,
    statements_of,
    work_record,
)
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.statements import Statement
    from living_survey.rendering.pieces import Pieces


def work_lines(kb: KnowledgeBase, works: Iterable[Work], pieces: Pieces = made_anew) -> Iterator[bytes]:
    """A line for each work, with all facts."""
    return pieces("record", works, lambda work: json_line(work_record(kb, work)))


def statement_lines(kb: KnowledgeBase, works: Sequence[Work], pieces: Pieces = made_anew) -> Iterator[bytes]:
    """The lines of each work, one per statement, and those about the approaches of the works."""
    yield from pieces("statements", works, lambda work: _lines(statements_of(kb, work)))
    yield _lines(statements_about_approaches(kb, works))


def _lines(statements: Iterable[Statement]) -> bytes:
    return b"".join(map(json_line, statement_records(statements)))
