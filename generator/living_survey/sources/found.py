"""What a file of works holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.sources.drafts import Draft
    from living_survey.sources.outline import Path


@dataclass(frozen=True)
class Note:
    """Something inconsistent at a line of a file."""

    line: int
    message: str
    file: str = ""

    def __str__(self) -> str:
        """The note on one line, with its place."""
        return (
            f"{self.file}:{self.line}: {self.message}" if self.file else f"line {self.line}: {self.message}"
        )


@dataclass(frozen=True)
class Unread:
    """Something that may be a work but was not read as one."""

    line: int
    text: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        """The remark on one line, with its place."""
        said = f"{self.reason}: {self.text}" if self.text else self.reason
        return str(Note(self.line, said, self.file))


@dataclass
class FoundWork:
    """A work as a file shows it, with its place."""

    draft: Draft
    line: int
    labels: tuple[Path, ...] = ()
    """Where the file places it: paths of headings, badges, values of a column of topics."""
    keywords: tuple[str, ...] = ()
    """Words that say what it is about, but do not divide the file."""
    note: str = ""
    """Why it is there, in the words of the file."""
    file: str = ""


@dataclass
class FoundWorks:
    """The works of a file in the order of its lines."""

    works: list[FoundWork] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """What is inconsistent in the file itself."""
    unread: list[Unread] = field(default_factory=list)
    dropped: tuple[str, ...] = ()
    """Fields of the file that entries have no place for."""
