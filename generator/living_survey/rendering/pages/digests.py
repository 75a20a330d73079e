"""Digests of what pages are made from, by which a build knows that a page would be the same again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey.knowledge import FacetValue, KnowledgeBase, Node, Work
    from living_survey.knowledge.enrichment import Enrichment
    from living_survey.rendering.pages.authors import AuthorIndex
    from living_survey.rendering.pages.paging import Section
    from living_survey.rendering.pages.since import Month
    from living_survey.rendering.pages.venues import VenueIndex, VenuePage

SIZE = 16
"""The bytes of a digest."""
_TEXTS = {"title", "names", "summary", "authors", "links", "remarks", "upstream"}
"""The fields that say nothing about where a work belongs and what it states."""


def digest(*values: object) -> bytes:
    """A digest of values whose `repr` says all about them."""
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=SIZE).digest()


@dataclass(frozen=True)
class Digests:
    """What each kind of page is made from, beside its title and what is the same for all pages.

    The same for all are the program, the taxonomy, the syntheses and reading paths (`shared`), the
    configuration and the theme. `tests/site/test_kept_pages.py` edits surveys at random and compares sites
    that were built with these digests to sites that were built from nothing.
    """

    kb: KnowledgeBase
    enrichments: Mapping[str, Enrichment]
    authors: AuthorIndex
    venues: VenueIndex
    _of_work: dict[str, bytes] = field(default_factory=dict, init=False, compare=False)

    def of_work(self, work: Work) -> bytes:
        """Everything that is known about a work; what its entry leaves out follows from the program."""
        if work.id not in self._of_work:
            self._of_work[work.id] = digest(
                work.model_dump_json(exclude_unset=True), self.enrichments.get(work.id)
            )
        return self._of_work[work.id]

    def of_works(self, works: Iterable[Work]) -> list[bytes]:
        """Everything that is known about some works."""
        return [self.of_work(work) for work in works]

    def _of_ids(self, ids: Iterable[str]) -> list[bytes]:
        """The works of the ids that are known."""
        return [self.of_work(self.kb[work_id]) for work_id in ids if work_id in self.kb]

    @cached_property
    def shared(self) -> bytes:
        """What is loaded beside the works."""
        kb = self.kb
        others = (*kb.syntheses.values(), *kb.paths.values())
        return digest(kb.file.model_dump_json(), [one.model_dump_json() for one in others])

    @cached_property
    def statements(self) -> bytes:
        """Where all works belong and what they state."""
        return digest([work.model_dump_json(exclude=_TEXTS) for work in self.kb])

    @cached_property
    def people(self) -> bytes:
        """Where all authors are listed."""
        return digest([(author, self.authors.address(author)) for author in self.kb.authors])

    def nameless_page(self) -> bytes:
        """A page about what works state, and how many do, that names none of them."""
        return self.statements

    def charts_page(self, named: Iterable[Work], *shown: object) -> bytes:
        """A page about what works state and whom they are by, with what else it shows, that names some."""
        numbers = [(author, [work.id for work in works]) for author, works in self.kb.authors.items()]
        return digest(shown, self.statements, numbers, self.of_works(named))

    def work_page(
        self, work: Work, around: Iterable[Work | None], related: Iterable[tuple[Work, float]]
    ) -> bytes:
        """The page of a work with the works before and after it, and the nearest ones."""
        known = self.enrichments.get(work.id)
        return digest(
            self.of_work(work),
            [one and (one.id, one.title) for one in around],
            [(self.of_work(other), score) for other, score in related],
            [self.authors.address(author) for author in work.authors],
            self.venues.address(work.venue),
            self._of_ids((*known.cites, *known.cited_by) if known else ()),
            self._of_ids(self._in_rows(work)),
        )

    def _in_rows(self, work: Work) -> Iterable[str]:
        """The works that the rows of a work name."""
        for table in self.kb.tables.values():
            for column in table.columns if table.in_entries else ():
                if column.type == "works":
                    for row in work.rows(table):
                        cell = row.cell(column)
                        yield from cell if isinstance(cell, tuple) else ()

    def topic_page(self, node: Node) -> bytes:
        """The page of a node."""
        synthesis = self.kb.syntheses.get(node.id)
        cited = self._of_ids(synthesis.cited if synthesis else ())
        return digest(self.of_works(self.kb.works(node=node.id)), cited, self.people)

    def value_page(self, facet_id: str, value: FacetValue) -> bytes:
        """The page of a value of a facet."""
        stating = self.kb.works_stating(facet_id, value.id)
        return digest(self.of_works(work for work, _ in stating), self.statements)

    def venue_page(self, venue: VenuePage) -> bytes:
        """The page of a venue."""
        return digest(venue.slug, self.of_works(venue.works), self.statements)

    def month_page(self, month: Month, around: Iterable[Month | None]) -> bytes:
        """The page of a month since the survey."""
        return digest([one and one.id for one in around], self.of_works(month.works))

    def letter_page(self, name: str, number: int) -> bytes:
        """A page of the authors with a first letter."""
        pages = self.authors.pages_of(name)
        listed = [(author, self.of_works(works)) for author, works in pages[number - 1].items()]
        return digest(number, [next(iter(page), "") for page in pages], listed, self.people)

    def list_page(self, sections: Sequence[Section], *shown: object) -> bytes:
        """A further page of a list, and what else it shows."""
        return digest(
            shown,
            [
                (
                    one.id,
                    one.title,
                    one.total,
                    one.relation and one.relation.id,
                    [(self.of_work(item.work), item.note) for item in one.items],
                )
                for one in sections
            ],
        )
