"""Venues as pages show them: how many works, on which topics, and what these state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.text import slug
from living_survey.rendering.pages.authors import years_of
from living_survey.rendering.pages.paging import Item, Section
from living_survey.rendering.pages.stated import Count, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge import Facet, KnowledgeBase, Node, RelationKind, Work
    from living_survey.rendering.matrices import Address

MIN_WORKS = 3
"""Venues with fewer works have no page of their own."""
MAX_VALUES = 10
"""The page of a venue shows this many of the most frequent values of each relation."""


@dataclass(frozen=True)
class VenuePage:
    """A venue with a page of its own."""

    kb: KnowledgeBase
    name: str
    slug: str
    works: tuple[Work, ...]

    @property
    def full_name(self) -> str:
        """The name that bibliographies have; the short one if no other is known."""
        known = self.kb.file.known_venues.get(self.name)
        return known.full if known else self.name

    @property
    def kind(self) -> str:
        """`conference`, `journal` or another kind; empty if it is not known."""
        known = self.kb.file.known_venues.get(self.name)
        return known.kind if known else ""

    @property
    def years(self) -> str:
        """The years of its works: `2021–2026`; empty if none is known."""
        return years_of(self.works)

    @property
    def address(self) -> Address:
        """The filter of the Explorer that shows its works."""
        return {"venue": self.name}

    @property
    def topics(self) -> list[tuple[Node, int]]:
        """The topics of its works with their numbers, the most frequent first."""
        counts: Counter[str] = Counter()
        for work in self.works:
            counts.update({node.topic.id for node in self.kb.nodes_of(work) if node.topic})
        counted = [(node, counts[node.id]) for node in self.kb.taxonomy.topics() if counts[node.id]]
        return sorted(counted, key=lambda one: (-one[1], one[0].position))

    @property
    def stated(self) -> list[Line[Count]]:
        """What its works state most often, by relation."""
        stating: Counter[tuple[str, str]] = Counter()
        for work in self.works:
            groups = self.kb.groups_of(work)
            stating.update(
                {(key, one) for group in groups for key, several in group.values.items() for one in several}
            )
        return [
            Line(facet, relation, counts)
            for facet in self.kb.facets.values()
            if "filter" in facet.shown
            for relation in facet.relations
            if (counts := self._counts(facet, relation, stating))
        ]

    def _counts(
        self, facet: Facet, relation: RelationKind, stating: Mapping[tuple[str, str], int]
    ) -> tuple[Count, ...]:
        several = {"relation": relation.id} if len(facet.relations) > 1 else {}
        counts = [
            Count(value, number, {**self.address, facet.id: value.id, **several})
            for value in facet.values
            if (number := stating.get((relation.id, value.id), 0))
        ]
        return tuple(sorted(counts, key=lambda one: -one.works)[:MAX_VALUES])

    def sections(self) -> Iterator[Section]:
        """Its works by year, the newest first."""
        for year in sorted({work.year or 0 for work in self.works}, reverse=True):
            items = [Item(work) for work in self.kb.newest(self.works) if (work.year or 0) == year]
            address = {**self.address, "year": str(year)} if year else {}
            yield Section(
                f"y{year}" if year else "no-date", str(year or "No date"), items, 3, address=address
            )


@dataclass(frozen=True)
class VenueIndex:
    """All venues of a knowledge base."""

    kb: KnowledgeBase

    @cached_property
    def pages(self) -> dict[str, VenuePage]:
        """The venues with pages, the most frequent first; names with the same slug get a number."""
        seen = Counter({"index": 1})  # the address of the index itself
        pages = {}
        for name, works in self.kb.venues.items():
            if len(works) >= MIN_WORKS:
                base = slug(name) or "venue"
                seen[base] += 1
                unique = base if seen[base] == 1 else f"{base}-{seen[base]}"
                pages[name] = VenuePage(self.kb, name, unique, works)
        return pages

    def years(self, venue: str) -> str:
        """The years of its works: `2021–2026`; empty if none is known."""
        return years_of(self.kb.venues[venue])

    def address(self, venue: str | None) -> str | None:
        """The address of a venue's page from the root of the site, if it has one."""
        page = self.pages.get(venue or "")
        return f"venues/{page.slug}/" if page else None
