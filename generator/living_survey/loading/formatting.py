"""Rewriting entries in their canonical form, file by file."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.loading import files
from living_survey.loading.canonical import CannotFormatError, format_entry
from living_survey.loading.problems import visible
from living_survey.loading.rules import reading
from living_survey.loading.rules.registry import Finding
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import YamlError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey.loading.problems import Problem
    from living_survey.loading.selection import Selection


@dataclass(frozen=True)
class Outcome:
    """The result for one entry: its text before and after, or the problem for which it was not rewritten."""

    path: str
    before: str = ""
    after: str = ""
    problem: Problem | None = None

    @property
    def changed(self) -> bool:
        """Whether the entry was not in its canonical form."""
        return self.before != self.after

    def diff(self) -> str:
        """The changes as a unified diff that is safe to print."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), self.path, self.path, lineterm=""
        )
        return "".join(f"{visible(line)}\n" for line in lines)


def rewrite_entries(root: Path, selection: Selection, *, write: bool) -> Iterator[Outcome]:
    """Put the selected entries into their canonical form, or only show what would change."""
    for relative, path in files.entry_files(root):
        if path.suffix == files.ENTRY_SUFFIX and relative in selection:
            outcome = _outcome(root, path, relative)
            if write and outcome.changed:
                replace_file(path, outcome.after)
            yield outcome


def _outcome(root: Path, path: Path, relative: str) -> Outcome:
    raw, problem = files.read_bytes(root, path, relative, files.MAX_ENTRY_BYTES)
    if raw is None:
        return Outcome(relative, problem=problem)
    text, problems = files.decode(raw, relative)
    if text is None or problems:
        return Outcome(relative, problem=problems[0])
    before = raw.decode("utf-8")
    try:
        return Outcome(relative, before, format_entry(text))
    except YamlError as error:
        return Outcome(relative, problem=files.syntax_problem(error, relative))
    except CannotFormatError as error:
        return Outcome(
            relative,
            problem=reading.CANNOT_FORMAT.problem(relative, Finding.at(error.place, str(error), error.hint)),
        )
