"""What earlier runs made, each thing with a digest of all that it was made from."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic
from platformdirs import user_cache_dir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

UNUSED_AFTER = 30 * 24 * 3600
"""Seconds after which the file of a survey that nobody builds is deleted."""
BUSY = 30.0
"""Seconds to wait for another process that writes."""
_TABLE = """create table if not exists made (
    kind text, name text, digest blob, content blob, primary key (kind, name)
)"""
_SHARED = "shared"
_SOURCES = {".py", ".j2", ".html", ".css", ".js", ".json", ".yaml", ".svg", ".md"}


class BuildCache:
    """Contents by kind and name, in a file of SQLite that may be deleted at any time.

    It belongs to a user and not to a survey: contents may be pickles, and anyone can add files to a
    repository. If the file cannot be read or written, nothing is known and nothing is kept. Threads may take
    turns with it.
    """

    def __init__(self, file: Path) -> None:
        """Take the place of the file, which is made if need be."""
        self._file = file
        self._opened: dict[int, sqlite3.Connection | None] = {}
        """The file as each process opened it; None if it could not. A copy of a process must neither use nor
        close that of the other."""

    @classmethod
    def of(cls, root: Path | None, folder: Path | None = None) -> BuildCache:
        """That of a survey among those in a folder, or what all share; deletes those not used for long.

        The folder is that of the user's caches if none is given, which `XDG_CACHE_HOME` and the like name.
        """
        folder = folder or Path(user_cache_dir("living-survey", appauthor=False))
        name = _SHARED
        if root is not None:
            name = hashlib.sha256(str(root.resolve()).encode(errors="surrogatepass")).hexdigest()[:24]
        with suppress(OSError):
            for other in folder.glob("*.sqlite"):
                if other.stem != name and time.time() - other.stat().st_mtime > UNUSED_AFTER:
                    other.unlink()
        return cls(folder / f"{name}.sqlite")

    def all(self, kind: str) -> dict[str, tuple[bytes, bytes]]:
        """Digest and content of all things of a kind, by name."""
        rows = self._rows("select name, digest, content from made where kind = ?", kind)
        return {name: (digest, content) for name, digest, content in rows}

    def keep(self, kind: str, made: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Keep things by name, digest and content, in place of those that had these names."""
        rows = [(kind, *one) for one in made]
        if rows:
            self._write("insert or replace into made values (?, ?, ?, ?)", rows)

    def forget(self, kind: str, names: Collection[str]) -> None:
        """Delete some things of a kind."""
        if names:
            self._write("delete from made where kind = ? and name = ?", [(kind, name) for name in names])

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        database = self._database()
        if database is None:
            return []
        try:
            return database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return []

    def _write(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        database = self._database()
        if database is None:
            return
        try:
            with database:
                database.executemany(command, rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def _database(self) -> sqlite3.Connection | None:
        process = os.getpid()
        if process not in self._opened:
            self._opened[process] = None
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                database = self._opened[process] = sqlite3.connect(
                    self._file, timeout=BUSY, check_same_thread=False
                )
                database.execute(_TABLE)
            except OSError:
                pass  # without a place for it, everything is made anew
            except sqlite3.DatabaseError as error:
                self._give_up(error)
        return self._opened[process]

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        """Do without the file from now on; one that is damaged is deleted."""
        self._opened[os.getpid()] = None
        if type(error) is sqlite3.DatabaseError:  # others mean no room, or that another process keeps it
            with suppress(OSError):
                self._file.unlink(missing_ok=True)


@cache
def program_digest() -> bytes:
    """A digest of this program and of all packages beside its libraries."""
    digest = hashlib.sha256(sys.version.encode())
    folder = Path(__file__).parent.parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SOURCES:
            digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    packages = Path(pydantic.__file__).parent.parent.glob("*.dist-info")
    digest.update("\0".join(sorted(path.name for path in packages)).encode())
    return digest.digest()
