"""The files of a new site, some of which the last build has written already."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from living_survey.loading.build_cache import program_digest
from living_survey.rendering.pages.digests import SIZE, digest
from living_survey.rendering.pieces import Made
from living_survey.web.publishing import written_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.loading.build_cache import BuildCache
    from living_survey.rendering.pieces import Content

_KIND, _NEIGHBOURS = "file", "neighbours"


class SiteFiles:
    """Writes files of a new site, and takes over those that the last build made from the same.

    What a file was made from is in the cache, as a digest. Its content is not: the file of the site that is
    about to be replaced gets a further name, if it is still the one that was written. Without the cache or
    the old site, or where files cannot have two names, everything is made anew.
    """

    def __init__(self, new: Path, old: Path | None, cache: BuildCache) -> None:
        """Take the folders of both sites; without an old one, nothing is taken over."""
        self._new, self._old, self._cache = new, old, cache
        self._folders: set[Path] = set()
        """The folders that are there."""
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
        file = self._place(path)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if key:
            self._written.append((path, key))

    def _take(self, path: str, key: bytes) -> bool:
        """Take a file over if it was made from the same; returns whether it was."""
        made_from, state = self._known.get(path, (b"", b""))
        if made_from != key or self._old is None:
            return False
        try:
            new = self._place(path)
            os.link(self._old / path, new)
        except OSError:
            return False
        if _state(new) == state:
            return True
        new.unlink()  # somebody changed it, or another build replaced the site
        return False

    def _place(self, path: str) -> Path:
        """Where to write a file, in a folder that is there."""
        place = self._new / path
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place

    def write_all(
        self, files: Iterable[tuple[str, Content]], made_from: Callable[[Iterable[Work], object], bytes]
    ) -> None:
        """Write files; those that are as before need no room on the disk.

        `made_from` gives a digest of the works and of what else a file is made from.
        """
        for path, content in files:
            match content:
                case Made(make, works, beside):
                    self.write(path, make, partial(made_from, works, beside))
                case made:
                    self.write(path, lambda: made, lambda: _of_content(made))

    @contextmanager
    def folders_written(
        self,
        folders: Sequence[str],
        make: Callable[[], AbstractContextManager[None]],
        made_from: Callable[[], bytes],
    ) -> Iterator[None]:
        """Let something write all files of some folders meanwhile, unless they were made from the same."""
        starts = tuple(f"{folder}/" for folder in folders)
        key = made_from()
        known = [path for path, (of, _) in self._known.items() if of == key and path.startswith(starts)]
        if known and all(self._take(path, key) for path in known):
            yield
            return
        for folder in folders:
            shutil.rmtree(self._new / folder, ignore_errors=True)
        with make():
            yield
        self._written += [(path, key) for folder in folders for path in written_files(self._new, folder)]

    def save(self) -> None:
        """Keep what this process has written for the next build."""
        self._cache.keep(_KIND, [(path, key, _state(self._new / path)) for path, key in self._written])
        self._written.clear()

    def forget_others(self, paths: Collection[str]) -> None:
        """Forget all files but some."""
        self._cache.forget(_KIND, self._known.keys() - paths)


class KeptPieces:
    """Gives what earlier builds made of single works, while it would be the same; keeps what is new."""

    def __init__(self, cache: BuildCache, made_from: Callable[[Work], bytes]) -> None:
        """`made_from` gives a digest of what all pieces of a work are made from."""
        self._cache, self._made_from = cache, lru_cache(maxsize=None)(made_from)

    def __call__(self, kind: str, works: Iterable[Work], make: Callable[[Work], bytes]) -> Iterator[bytes]:
        """A piece of a kind for each of all works."""
        kind = f"piece {kind}"
        known = self._cache.all(kind)
        new: list[tuple[str, bytes, bytes]] = []
        for work in works:
            made_from, (of, piece) = self._made_from(work), known.pop(work.id, (b"", b""))
            if of != made_from:
                piece = make(work)
                new.append((work.id, made_from, piece))
            yield piece
        self._cache.keep(kind, new)
        self._cache.forget(kind, known.keys())


class KeptNeighbours:
    """Gives the works nearest to each, which earlier builds may have found."""

    def __init__(self, cache: BuildCache, kb: KnowledgeBase, limit: int) -> None:
        """`limit` is how many works to give."""
        self._cache, self._kb, self._limit = cache, kb, limit
        self._new: list[tuple[str, bytes, bytes]] = []

    @cached_property
    def _digests(self) -> dict[str, bytes]:
        """What each work's neighbours follow from; the same in every process that looks for some."""
        start = digest(program_digest(), self._limit)
        return {work.id: start + self._kb.related_digest(work) for work in self._kb}

    @cached_property
    def _known(self) -> dict[str, tuple[bytes, bytes]]:
        known = self._cache.all(_NEIGHBOURS)
        self._cache.forget(_NEIGHBOURS, known.keys() - self._digests.keys())
        return known

    def of(self, work: Work) -> Sequence[tuple[Work, float]]:
        """The works nearest to one, with scores."""
        known_for, content = self._known.get(work.id, (b"", b""))
        if known_for == self._digests[work.id]:
            return [(self._kb[other], score) for other, score in json.loads(content)]
        found = self._kb.related(work, self._limit)
        content = json.dumps([(other.id, score) for other, score in found]).encode()
        self._new.append((work.id, self._digests[work.id], content))
        return found

    def save(self) -> None:
        """Keep what this process has found for the next build."""
        self._cache.keep(_NEIGHBOURS, self._new)
        self._new.clear()


def _of_content(content: str | bytes) -> bytes:
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=SIZE).digest()


def _state(path: Path) -> bytes:
    """What changes when a file is written or replaced."""
    state = path.stat()
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}".encode()
