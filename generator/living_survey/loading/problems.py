"""Problems of files, for the person who can fix them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops a build; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One problem at one place.

    Lines and columns count from 1; `path` is relative to the knowledge base's root.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """The problem on one line, safe to print: place, message, hint and code."""
        hint = f" ({self.hint})" if self.hint else ""
        label = "warning: " if self.severity is Severity.WARNING else ""
        return visible(f"{self.path}:{self.line}:{self.column}: {label}{self.message}{hint} [{self.code}]")


def visible(text: str) -> str:
    r"""A text with control and invisible characters written as escapes: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def shortened(text: str, length: int = 60) -> str:
    """A text cut to fit into a message."""
    return text if len(text) <= length else text[: length - 3] + "..."


def plural(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `2,000 errors`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
