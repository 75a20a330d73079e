"""The files that a command works on, from paths on the command line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from living_survey.loading.files import DISCOVERY, ENTRIES, TAXONOMY

if TYPE_CHECKING:
    from collections.abc import Iterable


class SelectionError(Exception):
    """A path that is not in the knowledge base."""


@dataclass(frozen=True)
class Selection:
    """Files of a knowledge base; `paths` are relative to its root, None means all files."""

    paths: frozenset[str] | None = None

    def __contains__(self, path: object) -> bool:
        if self.paths is None or path in self.paths:
            return True
        return any(str(folder) in self.paths for folder in PurePosixPath(str(path)).parents)


def select(root: Path, paths: Iterable[Path]) -> Selection:
    """The files at or below some paths; all files if there are none.

    Raises `SelectionError` for a path that does not exist or is not part of the knowledge base.
    """
    relative = frozenset(_relative(root, path) for path in paths)
    return Selection(relative or None)


def _relative(root: Path, path: Path) -> str:
    if not os.path.lexists(path):
        raise SelectionError(f"{path}: no such file or folder")
    # The last part is not resolved: a symbolic link is checked as such.
    real_root = root.resolve()
    real = real_root if path.resolve() == real_root else path.parent.resolve() / path.name
    if not real.is_relative_to(real_root):
        raise SelectionError(f"{path}: not in the folder of the knowledge base, {real_root}")
    relative = real.relative_to(real_root).as_posix()
    if relative not in {".", ENTRIES, TAXONOMY, DISCOVERY} and not relative.startswith(f"{ENTRIES}/"):
        raise SelectionError(f"{path}: not {TAXONOMY}, not {DISCOVERY} and not in {ENTRIES}/")
    return relative
