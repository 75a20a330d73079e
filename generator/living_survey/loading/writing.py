"""Replacing a file completely or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_FILE_MODE = 0o644
SUFFIX = ".survey-tmp"
ABANDONED_SECONDS = 60 * 60.0
_FLUSHES: ContextVar[bool] = ContextVar("flushes", default=True)


@contextmanager
def flushed_together() -> Iterator[None]:
    """Wait for the disk once for all files that are written inside, not for each of them.

    For many new files, where waiting takes longer than all else. Each still appears whole; only if the power
    fails before the end, some may be empty.
    """
    if not hasattr(os, "sync"):  # on Windows
        yield
        return
    before = _FLUSHES.set(False)
    try:
        yield
    finally:
        _FLUSHES.reset(before)
        os.sync()


def replace_file(path: Path, content: str | bytes) -> None:
    """Write text or bytes to a temporary file, then move it over a file, whose mode is kept.

    A symbolic link is followed: its target is replaced. Temporary files that killed runs left in the folder
    are deleted. Raises `OSError`.
    """
    path = path.resolve()
    _delete_abandoned(path.parent)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else NEW_FILE_MODE
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=SUFFIX, dir=path.parent)
    except OSError as error:
        error.filename = str(path)  # not the name that was drawn for the temporary file
        raise
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            if _FLUSHES.get():
                os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not say for which file
            error.filename = str(path)
        raise


@cache  # once for a folder in a run
def _delete_abandoned(folder: Path) -> None:
    """Delete temporary files so old that no run still writes them."""
    oldest = time.time() - ABANDONED_SECONDS
    for temporary in folder.glob(f".*{SUFFIX}"):
        with suppress(OSError):  # another run may delete it, or it is not ours
            if temporary.stat().st_mtime < oldest:
                temporary.unlink()
