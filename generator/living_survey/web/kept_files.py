"""The files of a new site, some of which the last build has written already."""

from __future__ import annotations

import os
import shutil
from hashlib import blake2b
from typing import TYPE_CHECKING

from living_survey.rendering.pages.digests import SIZE
from living_survey.web.publishing import written_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from living_survey.loading.build_cache import BuildCache

_KIND = "file"


class SiteFiles:
    """Writes files of a new site, and takes over those that the last build made from the same.

    What a file was made from is in the cache, as a digest. Its content is not: the file of the site that is
    about to be replaced gets a further name, if it is still the one that was written. Without the cache or
    the old site, or where files cannot have two names, everything is made anew.
    """

    def __init__(self, new: Path, old: Path | None, cache: BuildCache) -> None:
        """Take the folders of both sites; without an old one, nothing is taken over."""
        self._new, self._old, self._cache = new, old, cache
        self._known = cache.all(_KIND) if old else {}
        self._written: list[tuple[str, bytes]] = []

    def write(
        self, path: str, make: Callable[[], str | bytes], made_from: Callable[[], bytes] | None = None
    ) -> None:
        """Write a file by its path from the root of the site. Raises `OSError`.

        `made_from` gives a digest of all that has a say in the file; without it, the file is made anew.
        """
        key = made_from() if made_from else None
        if key and self._take(path, key):
            return
        content = make()
        file = self._new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if key:
            self._written.append((path, key))

    def _take(self, path: str, key: bytes) -> bool:
        """Take a file over if it was made from the same; returns whether it was."""
        made_from, state = self._known.get(path, (b"", b""))
        if made_from != key or self._old is None:
            return False
        new = self._new / path
        try:
            new.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._old / path, new)
        except OSError:
            return False
        if _state(new) == state:
            return True
        new.unlink()  # somebody changed it, or another build replaced the site
        return False

    def write_all(self, files: Iterable[tuple[str, str | bytes]]) -> None:
        """Write files that are made already; those that are as before need no room on the disk."""
        for path, content in files:
            self.write(path, lambda: content, lambda: _of_content(content))  # noqa: B023 - called at once

    def write_folders(
        self, folders: Sequence[str], make: Callable[[], None], made_from: Callable[[], bytes]
    ) -> None:
        """Let something write all files of some folders, unless they were made from the same."""
        starts = tuple(f"{folder}/" for folder in folders)
        key = made_from()
        known = [path for path, (of, _) in self._known.items() if of == key and path.startswith(starts)]
        if known and all(self._take(path, key) for path in known):
            return
        for folder in folders:
            shutil.rmtree(self._new / folder, ignore_errors=True)
        make()
        self._written += [(path, key) for folder in folders for path in written_files(self._new, folder)]

    def save(self) -> None:
        """Keep what this process has written for the next build."""
        self._cache.keep(_KIND, [(path, key, _state(self._new / path)) for path, key in self._written])
        self._written.clear()

    def forget_others(self, paths: Collection[str]) -> None:
        """Forget all files but some."""
        self._cache.forget(_KIND, self._known.keys() - paths)


def _of_content(content: str | bytes) -> bytes:
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=SIZE).digest()


def _state(path: Path) -> bytes:
    """What changes when a file is written or replaced."""
    state = path.stat()
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}".encode()
