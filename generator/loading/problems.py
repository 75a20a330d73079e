"""What is wrong with a file, said to the person who can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops a build; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One problem at one place. Lines and columns count from 1; `path` is relative to the knowledge base's root."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """The problem on one line: place, message, hint and code."""
        hint = f" ({self.hint})" if self.hint else ""
        label = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.path}:{self.line}:{self.column}: {label}{self.message}{hint} [{self.code}]"
