"""A build writes beside the site and takes its place when it is complete."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from living_survey.web.parallel import in_parallel

try:
    import fcntl
except ImportError:  # on Windows, where what killed builds leave behind is deleted by hand
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

if TYPE_CHECKING:
    from collections.abc import Iterator

_OCCUPIED = {errno.ENOTEMPTY, errno.EEXIST}


def written_files(folder: Path, below: str = "", without: str = "") -> list[str]:
    """The paths of all files in a folder, or in one below it, from that folder and sorted.

    `without` is a folder directly below that is not looked into.
    """
    start = len(str(folder)) + 1
    found: list[str] = []
    for parent, folders, names in os.walk(folder / below):
        found += [os.path.join(parent, name)[start:] for name in names]  # noqa: PTH118 - many
        if without in folders and parent == str(folder):
            folders.remove(without)
    return sorted(path.replace(os.sep, "/") for path in found)


class NewSite:
    """A folder of its own in which one build writes a site, on the same file system as the site.

    `site` is the old site and `folder` where the build writes. The old site is untouched until `publish`
    replaces it by renaming. A build that is killed leaves its folder behind, which the next one deletes.
    """

    def __init__(self, site: Path) -> None:
        """Make the folder beside a site. Raises `PluginError` if that is not possible."""
        self.site = site.resolve()
        self._prefix = f".{self.site.name}-"
        try:
            self.site.parent.mkdir(parents=True, exist_ok=True)
            self._delete_abandoned()
            self._own, self._lock = self._locked_folder()
        except OSError as error:
            message = (
                f"{self.site.parent}: {error.strerror}. A build writes here before it replaces the site; "
                "make this folder writable, or choose another one with --site-dir."
            )
            raise PluginError(message) from error
        self.folder = self._own / "new"
        self.beside = self._own / "beside"
        """Another folder, for files that are not published."""

    def publish(self) -> None:
        """Put the new site in the place of the old one. Raises `OSError`."""
        # Only what this build wrote or found complete is renamed, so builds that end together do not mix.
        while True:
            old = Path(tempfile.mkdtemp(prefix="old-", dir=self._own))
            with suppress(FileNotFoundError):
                self.site.rename(old)
            try:
                self.folder.rename(self.site)
            except OSError as error:
                if error.errno not in _OCCUPIED:
                    _restore(self._own, self.site)
                    raise
                continue  # another build was faster
            break
        self.discard()

    def discard(self) -> None:
        """Delete what the build wrote and did not publish, and the old site."""
        _delete(self._own)
        os.close(self._lock)

    def _locked_folder(self) -> tuple[Path, int]:
        """A new folder, locked for as long as this process or one that it started as a copy runs."""
        while True:
            folder = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.site.parent))
            # Another build that starts now may take the folder for an abandoned one until it is locked.
            with suppress(FileNotFoundError, BlockingIOError):
                lock = _lock(folder)
                if folder.exists():
                    return folder, lock
                os.close(lock)

    def _abandoned(self) -> Iterator[tuple[Path, int]]:
        for folder in self.site.parent.glob(f"{self._prefix}*"):
            with suppress(FileNotFoundError, NotADirectoryError, BlockingIOError):
                yield folder, _lock(folder)

    def _delete_abandoned(self) -> None:
        """Delete what killed builds left behind, after putting back a site that one had just taken away."""
        if not HAS_LOCKS:
            return
        for folder, lock in self._abandoned():
            _restore(folder, self.site)
            _delete(folder)
            os.close(lock)


def _lock(folder: Path) -> int:
    """A descriptor of a folder that holds its lock. Raises `BlockingIOError` if another process has it."""
    if not HAS_LOCKS:
        return os.open(os.devnull, os.O_RDONLY)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def _delete(folder: Path) -> None:
    """Delete the folder of a build, in several processes, since a large site takes one of them seconds."""
    with suppress(PluginError):  # one was ended from outside; what it left is deleted here
        in_parallel(list(folder.glob("*/*/*/")), partial(shutil.rmtree, ignore_errors=True))
    shutil.rmtree(folder, ignore_errors=True)


def _restore(folder: Path, site: Path) -> None:
    """Rename the old site in the folder of a build back, if its place is empty."""
    for old in folder.glob("old-*"):
        if any(old.iterdir()) and not site.exists():
            # Another build may put its own there at this moment.
            with suppress(OSError):
                old.rename(site)
