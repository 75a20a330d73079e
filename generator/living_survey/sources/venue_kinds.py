"""Venues of imported works that no table has, with what their records say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.knowledge.venue_kinds import kind_of_name
from living_survey.knowledge.venues import Venue
from living_survey.loading.canonical import quoted_if_needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.knowledge.venues import VenueKind, Venues
    from living_survey.sources.drafts import Draft

_KINDS: dict[str, VenueKind] = {
    "article": "journal",
    "conference": "conference",
    "inproceedings": "conference",
    "journal-article": "journal",
    "proceedings-article": "conference",
}
"""By the type of a BibTeX entry or of a DOI record."""


def undeclared_venues(drafts: Iterable[Draft], known: Venues) -> list[Venue]:
    """The venues that a survey should declare: those whose kind or full name does not follow from their name.

    `known` are the venues of the survey.
    """
    found: dict[str, Venue] = {}
    for draft in drafts:
        if draft.venue is None or draft.venue in found or known.get(draft.venue):
            continue
        guessed = kind_of_name(draft.venue)
        kind = _KINDS.get(draft.record_type, guessed)
        if draft.full_venue or kind != guessed:
            found[draft.venue] = Venue(short=draft.venue, full=draft.full_venue or draft.venue, kind=kind)
    return [found[name] for name in sorted(found)]


def declaration(venue: Venue) -> str:
    """A venue as an item of `venues` in `taxonomy.yaml`."""
    fields = {
        "short": venue.short,
        "full": venue.full if venue.full != venue.short else "",
        "kind": venue.kind,
    }
    return (
        "- {" + ", ".join(f"{name}: {quoted_if_needed(text)}" for name, text in fields.items() if text) + "}"
    )
