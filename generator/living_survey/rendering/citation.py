"""What citations need and an entry does not spell out: kind of publication, full venue, authors, date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from living_survey.knowledge.people import Name, is_others
from living_survey.knowledge.venue_kinds import kind_in_words, kind_of_name

if TYPE_CHECKING:
    from living_survey.knowledge import Work
    from living_survey.knowledge.venues import VenueKind

Publication = Literal["article", "book", "conference", "preprint", "report", "software", "thesis", "web"]

_PUBLICATIONS: dict[VenueKind, Publication] = {
    "conference": "conference",
    "journal": "article",
    "preprint": "preprint",
    "software": "software",
    "web": "web",
}


def publication(work: Work) -> Publication:
    """How the cited version of a work was published.

    A known venue decides; otherwise values of facets that declare a `publication`, and the name of the venue.
    """
    if work.published_in:
        return _PUBLICATIONS[work.published_in.kind]
    if not work.venue:
        if work.arxiv:
            return "preprint"
        return work.publication if work.publication in {"book", "thesis"} else "web"
    # A report may be cited from a journal; books, theses and web pages are not.
    if work.publication and (
        work.publication != "report" or kind_in_words(work.venue) not in {"journal", "web"}
    ):
        return work.publication
    return _PUBLICATIONS[kind_of_name(work.venue)]


def full_venue(work: Work) -> str | None:
    """The full name that the venue had when the work appeared there; of an unknown one what the entry has."""
    return work.published_in.full_in(work.year) if work.published_in else work.venue


def short_venue(work: Work) -> str | None:
    """The short name of the venue, if it has another full name."""
    venue = work.published_in
    return venue.short if venue and venue.short != full_venue(work) else None


@dataclass(frozen=True, slots=True)
class Authors:
    """The authors of a work, and whether there are others whom the entry does not name."""

    names: tuple[Name, ...]
    has_others: bool

    @classmethod
    def of(cls, work: Work) -> Authors:
        """The authors as the entry has them.

        There are others if an item such as `et al.` replaces them, and in a draft that has authors and year.
        """
        named = [author for author in work.authors if not is_others(author)]
        is_cut = len(named) < len(work.authors) or (work.draft and work.year is not None)
        return cls(tuple(map(Name.parse, named)), bool(named) and is_cut)


@dataclass(frozen=True, slots=True)
class Issued:
    """When the cited version came out, as far as known."""

    year: int | None
    month: int | None = None
    day: int | None = None


def issued(work: Work) -> Issued:
    """The date of the cited version.

    The first public date of a work that appeared elsewhere later is that of its preprint.
    """
    if publication(work) in {"article", "conference"}:
        return Issued(work.year)
    if work.published and work.published.year == work.year:
        return Issued(work.year, work.published.month, work.published.day)
    if work.arxiv_id and work.arxiv_id.year == work.year:
        return Issued(work.year, work.arxiv_id.month)
    return Issued(work.year)
