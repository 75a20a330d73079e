"""The one check of an entry, in a file or about to be written: types and keys, then every rule."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from living_survey.loading import files, shape
from living_survey.loading.documents import EntryDocument
from living_survey.loading.rules import ALL_RULES, EntryRule
from living_survey.loading.rules import shape as shape_rules

if TYPE_CHECKING:
    from living_survey.knowledge import Work
    from living_survey.loading.problems import Problem
    from living_survey.loading.rules.registry import Vocabulary

_ECHOES = frozenset({shape_rules.BAD_ID.code, "null-value"})
_ENTRY_RULES = [rule for rule in ALL_RULES.values() if isinstance(rule, EntryRule)]


def check_text(work_id: str, text: str, vocabulary: Vocabulary) -> tuple[Work | None, list[Problem]]:
    """The work of an entry's text, if it can be read, and all problems that its file would have by itself."""
    path = files.entry_path(work_id)
    raw = text.encode("utf-8", errors="surrogatepass")
    if len(raw) > files.MAX_ENTRY_BYTES:
        return None, [files.too_large(len(raw), files.MAX_ENTRY_BYTES, path)]
    entry, problems = files.as_document(raw, path, EntryDocument)
    if entry is None:
        return None, problems
    work, more = check_entry(entry, vocabulary)
    return work, sorted(problems + more)


def check_entry(entry: EntryDocument, vocabulary: Vocabulary) -> tuple[Work | None, list[Problem]]:
    """The work of an entry, if its fields have the right types, and the problems of the entry by itself."""
    work, problems = shape.validate(entry, vocabulary.entry_model, {"id": entry.id})
    if vocabulary.file is None:  # any key may be one that the taxonomy declares
        problems = [problem for problem in problems if problem.code != shape_rules.UNKNOWN_KEY.code]
    problems += [
        rule.problem(entry.path, finding)
        for rule in _ENTRY_RULES
        for finding in islice(rule.check(entry, vocabulary), files.MAX_PROBLEMS + 1)
    ]
    return work, _without_echoes(problems) if problems else problems


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Problems without those that another one at the same place implies: a malformed id is also unknown."""
    others = {(problem.line, problem.column) for problem in problems if problem.code not in _ECHOES}
    return [p for p in problems if p.code not in _ECHOES or (p.line, p.column) not in others]
