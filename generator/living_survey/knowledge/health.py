"""How the links of a knowledge base fare: what checks over days have shown, never stored in an entry."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from living_survey.knowledge._model import Model


class LinkState(StrEnum):
    """What is wrong with a link; in the order in which it matters."""

    REFUSED = "refused"
    DEAD = "dead"
    FAILING = "failing"
    MOVED = "moved"
    UNVERIFIABLE = "unverifiable"


class TroubledLink(Model):
    """A link that is not as it should be."""

    url: str
    state: LinkState
    reason: str = Field(description="What the last check found.", examples=["404"])
    since: date = Field(description="The day of the first check that found it so.", examples=["2026-11-02"])
    checks: int = Field(description="On how many days checks found it so.", examples=[3])
    what: str = Field(default="link", examples=["code link"])
    work: str | None = Field(default=None, description="The work whose entry has it.")
    moved_to: str | None = Field(default=None, description="Where it leads now, for good.")
    archived: str | None = Field(
        default=None, description="Where a copy may be kept; nobody looked whether there is one."
    )


class HealthReport(Model):
    """The links as of the last check; `checked` is None if there was none."""

    checked: date | None = None
    links: int = Field(default=0, description="How many addresses the last check looked at.")
    troubles: tuple[TroubledLink, ...] = ()
    note: str | None = Field(default=None, description="Why there is nothing to show, if something is wrong.")

    def having(self, state: LinkState) -> tuple[TroubledLink, ...]:
        """The links in one state."""
        return tuple(link for link in self.troubles if link.state is state)

    @property
    def works(self) -> int:
        """How many works have a link in trouble."""
        return len({link.work for link in self.troubles if link.work})
