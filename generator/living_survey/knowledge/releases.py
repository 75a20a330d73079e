"""Releases: numbered states of the knowledge, each with what changed since the one before."""

from __future__ import annotations

from pydantic import Field

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Day, Slug, Text

FOLDER = "releases"


class Move(Model):
    """The nodes that a work lost and gained."""

    lost: tuple[Slug, ...] = ()
    gained: tuple[Slug, ...] = ()

    def __str__(self) -> str:
        parts = [f"no longer at {', '.join(self.lost)}"] if self.lost else []
        return "; ".join([*parts, *([f"now at {', '.join(self.gained)}"] if self.gained else [])])


class ReleaseNotes(Model):
    """What a release changed, as `survey release` wrote it; works are named by the ids that they had then."""

    version: Text
    date: Day
    since: Text | None = Field(default=None, description="The tag of the release before; none for the first.")
    works: int = Field(description="The number of works in the release.")
    added: tuple[Slug, ...] = ()
    removed: tuple[Slug, ...] = ()
    moved: dict[Slug, Move] = Field(default_factory=dict, description="Works whose nodes changed.")
    corrected: dict[Slug, tuple[Slug, ...]] = Field(
        default_factory=dict, description="Works with other changes, and the keys of their entries."
    )
