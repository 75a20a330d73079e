"""The pictures that pages show, each drawn once where several pages need the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.rendering import charts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from living_survey.knowledge import Facet, FacetValue, KnowledgeBase, Work
    from living_survey.knowledge.enrichment import Enrichment


@dataclass(frozen=True)
class Pictures:
    """The pictures by page; `root` is the relative address of the root of the site."""

    kb: KnowledgeBase
    enrichments: Mapping[str, Enrichment]
    _related: dict[str, list[tuple[Work, float]]] = field(default_factory=dict)

    def related(self, work: Work) -> Sequence[tuple[Work, float]]:
        """The nearest works, for a work's page and for the network."""
        if work.id not in self._related:
            self._related[work.id] = self.kb.related(work)
        return self._related[work.id]

    def near(self, work: Work, root: str) -> Markup | None:
        """A work and its neighbours."""
        return charts.neighbours(self.kb, root, work, self.related(work), self.enrichments.get(work.id))

    def over_time(self, root: str) -> charts.Chart:
        """Works over time, for the home page."""
        return charts.over_time(self.kb, root, small=True)

    @cached_property
    def _cycle(self) -> charts.Cycle | None:
        return charts.Cycle.of(self.kb)

    def cycle(self, root: str) -> charts.Chart | None:
        """The cycle that the taxonomy declares; None if it declares none."""
        return self._cycle.chart(root) if self._cycle else None

    def through(self, facet: Facet, value: FacetValue, root: str) -> charts.Chart | None:
        """The part of the cycle that runs through a value; None if there is none."""
        return self._cycle.through(root, facet, value) if self._cycle else None

    def trends(self, root: str) -> list[charts.Chart]:
        """The pictures of the field at the date of the data."""
        kb = self.kb
        return [
            charts.over_time(kb, root),
            charts.topics_by_year(kb, root),
            *charts.facets_by_year(kb, root),
            *charts.facets_by_topic(kb, root),
            charts.venues(kb, root),
            charts.authors(kb, root),
        ]

    def network(self, root: str) -> charts.Chart:
        """How works connect."""
        return charts.network(self.kb, root, self.related, self.enrichments)

    def grown(self, root: str) -> charts.Chart | None:
        """Topics that grew since the survey; None if the knowledge base did not grow from one."""
        return charts.topics_that_grew(self.kb, root)

    def new_approaches(self) -> list[charts.NewNode]:
        """Nodes whose works all came after the survey."""
        return charts.new_approaches(self.kb)

    def opened_ground(self) -> list[charts.NewlyStated]:
        """Topics with values of facets that only works since the survey have or state."""
        return charts.opened_ground(self.kb)

    def closed_gaps(self) -> list[charts.NewlyStated]:
        """What the survey states of approaches and only works since then state of themselves."""
        return charts.closed_gaps(self.kb)
