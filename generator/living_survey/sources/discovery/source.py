"""What all sources of new papers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from living_survey.sources.discovery.candidates import Candidate


class CursorExpiredError(Exception):
    """A service does not go on from where an earlier answer ended: the window must be read anew."""


@dataclass(frozen=True)
class Window:
    """The days, both included, whose papers are asked for."""

    since: date
    until: date


@dataclass(frozen=True)
class Page:
    """A part of what a source has."""

    candidates: tuple[Candidate, ...]
    cursor: str | None
    """Where to go on; None at the end."""
    total: int = 0
    """How many papers there are from here on, as far as the service tells."""


class Source(Protocol):
    """A service that lists new papers page by page."""

    @property
    def name(self) -> str:
        """Its name in `discovery.yaml` and on the command line."""

    @property
    def service(self) -> str:
        """The service whose limits it shares with others; one run at a time asks a service."""

    @property
    def whole(self) -> bool:
        """Whether a window is asked for as a whole each time, since papers of earlier days move up in it."""

    def page(self, window: Window, cursor: str | None) -> Page:
        """The page at a cursor, or the first one.

        Raises `SourceError` if it cannot be had, and `CursorExpiredError`.
        """
