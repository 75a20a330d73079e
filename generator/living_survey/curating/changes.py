"""A change of several files: shown as a diff, checked as a whole, and written completely or not at all."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from living_survey.knowledge.syntheses import FOLDER, PATHS
from living_survey.loading.files import DISCOVERY, ENTRIES, TAXONOMY
from living_survey.loading.inspection import inspect
from living_survey.loading.problems import Severity, visible
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.problems import Problem

LOG = ".survey-changes.json"
"""All new texts, while they are written: what was interrupted is completed by the next command."""


@dataclass
class ChangeSet:
    """New texts of files below a root, by relative path; None for a file that is deleted."""

    root: Path
    after: dict[str, str | None] = field(default_factory=dict)
    _before: dict[str, str | None] = field(default_factory=dict)
    _origins: dict[str, str] = field(default_factory=dict)
    """The former paths of files that are moved."""

    def read(self, path: str) -> str | None:
        """The text of a file as it would be; None if there is none."""
        if path in self.after:
            return self.after[path]
        if path not in self._before:
            file = self.root / path
            self._before[path] = file.read_text(encoding="utf-8") if file.is_file() else None
        return self._before[path]

    def put(self, path: str, text: str | None) -> None:
        """Plan a new text of a file, or its deletion."""
        self.read(path)
        self.after[path] = text

    def move(self, path: str, target: str, text: str) -> None:
        """Plan that a file gets another path, with a text."""
        self.put(target, text)
        self.put(path, None)
        self._origins[target] = path

    @property
    def changed(self) -> list[str]:
        """The files that would not be as they are."""
        return sorted(path for path, text in self.after.items() if text != self._before[path])

    def diff(self) -> str:
        """The changes as unified diffs that are safe to print."""
        return "".join(f"{visible(line)}\n" for path in self.changed for line in self._diff(path))

    def _diff(self, path: str) -> Iterator[str]:
        if path in self._origins.values():
            return iter(())  # shown at its new path
        origin = self._origins.get(path, path)
        before, after = self._before[origin], self.after[path]
        names = ("/dev/null" if before is None else origin, "/dev/null" if after is None else path)
        return difflib.unified_diff(
            (before or "").splitlines(), (after or "").splitlines(), *names, lineterm=""
        )

    def problems(self) -> tuple[Problem, ...]:
        """The errors, and in changed files the warnings, that the survey would have."""
        changed = set(self.changed)
        with tempfile.TemporaryDirectory(prefix="survey-") as name:
            folder = Path(name)
            for path in _files(self.root):
                if path not in changed:
                    _link(self.root / path, folder / path)
            for path in changed:
                if (text := self.after[path]) is not None:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_text(text, encoding="utf-8")
            found = inspect(folder).problems
        return tuple(one for one in found if one.severity is Severity.ERROR or one.path in changed)

    def write(self) -> None:
        """Write all files; if one cannot be written, put the others back. Raises `OSError`."""
        changed = self.changed
        if not changed:
            return
        log = self.root / LOG
        replace_file(log, json.dumps({path: self.after[path] for path in changed}, ensure_ascii=False))
        done: list[str] = []
        try:
            for path in changed:
                _write(self.root / path, self.after[path])
                done.append(path)
        except OSError:
            for path in done:
                _write(self.root / path, self._before[path])
            raise
        finally:
            log.unlink(missing_ok=True)


def complete_interrupted(root: Path) -> list[str]:
    """Complete a change that was interrupted while it was written; the files that it was about."""
    log = root / LOG
    if not log.is_file():
        return []
    planned: dict[str, str | None] = json.loads(log.read_text(encoding="utf-8"))
    for path, text in planned.items():
        _write(root / path, text)
    log.unlink()
    return sorted(planned)


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        replace_file(path, text)


def _files(root: Path) -> Iterator[str]:
    """The files that `survey check` reads."""
    for name in (TAXONOMY, DISCOVERY, PATHS):
        if (root / name).is_file():
            yield name
    for folder in (ENTRIES, FOLDER):
        for path in (root / folder).iterdir() if (root / folder).is_dir() else ():
            if path.is_file():
                yield f"{folder}/{path.name}"


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source.resolve(), target)
    except OSError:  # another file system
        shutil.copyfile(source, target)
