"""Reading and writing the notes on releases, `releases/<version>.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from living_survey.knowledge.releases import FOLDER, ReleaseNotes
from living_survey.loading import files, shape
from living_survey.loading.documents import Document

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.loading.problems import Problem

MAX_BYTES = 4 * 1024 * 1024


def notes_path(version: str) -> str:
    """The file of a release, from the root of the survey."""
    return f"{FOLDER}/{version}.yaml"


def read_releases(root: Path) -> tuple[tuple[ReleaseNotes, ...], list[Problem]]:
    """All releases, the newest first, and the problems of their files."""
    found: list[ReleaseNotes] = []
    problems: list[Problem] = []
    folder = root / FOLDER
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        document, more = files.read_document(root, path, f"{FOLDER}/{path.name}", MAX_BYTES, Document)
        problems += more
        if document is not None:
            notes, more = shape.validate(document, ReleaseNotes)
            problems += more
            found += [notes] if notes else []
    return tuple(sorted(found, key=lambda notes: notes.date, reverse=True)), problems


def notes_text(notes: ReleaseNotes) -> str:
    """The file of a release; what is empty is left out."""
    record = notes.model_dump(exclude_defaults=True)
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)
