"""The venues of the works."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


def test_exports_have_the_full_name_of_nearly_every_venue(kb: KnowledgeBase) -> None:
    venues = [work.venue for work in kb if work.venue]
    known = [venue for venue in venues if kb.file.known_venues.get(venue)]
    assert len(known) > 0.98 * len(venues)
