"""The state of the links of a knowledge base after checks on several days, never stored in an entry."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from living_survey.knowledge._model import Model


class LinkState(StrEnum):
    """The problem of a link, the most urgent first."""

    REFUSED = "refused"
    DEAD = "dead"
    FAILING = "failing"
    MOVED = "moved"
    UNVERIFIABLE = "unverifiable"


class TroubledLink(Model):
    """A link with a problem."""

    url: str
    state: LinkState
    reason: str = Field(description="The result of the last check.", examples=["404"])
    since: date = Field(description="The day of the first check with this state.", examples=["2026-11-02"])
    checks: int = Field(description="The number of days with this state.", examples=[3])
    what: str = Field(default="link", examples=["code link"])
    work: str | None = Field(default=None, description="The work whose entry has the link.")
    moved_to: str | None = Field(default=None, description="Its permanent new address.")
    archived: str | None = Field(
        default=None, description="The address of a possible archived copy; not checked."
    )


class HealthReport(Model):
    """The links at the last check; `checked` is None before the first one."""

    checked: date | None = None
    links: int = Field(default=0, description="The number of addresses at the last check.")
    troubles: tuple[TroubledLink, ...] = ()
    note: str | None = Field(default=None, description="Why the history cannot be read, if that is so.")

    def having(self, state: LinkState) -> tuple[TroubledLink, ...]:
        """The links in one state."""
        return tuple(link for link in self.troubles if link.state is state)

    @property
    def works(self) -> int:
        """The number of works with such a link."""
        return len({link.work for link in self.troubles if link.work})
