"""The pictures that pages show, each drawn once where several pages need the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.rendering import charts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from generator.knowledge import Capability, KnowledgeBase, Work
    from generator.knowledge.enrichment import Enrichment


@dataclass(frozen=True)
class Pictures:
    """What templates ask for; `root` is the way from their page up to the root of the site."""

    kb: KnowledgeBase
    enrichments: Mapping[str, Enrichment]
    _related: dict[str, list[tuple[Work, float]]] = field(default_factory=dict)

    def related(self, work: Work) -> Sequence[tuple[Work, float]]:
        """The nearest works, asked for by a work's page and by the network."""
        if work.id not in self._related:
            self._related[work.id] = self.kb.related(work)
        return self._related[work.id]

    def near(self, work: Work, root: str) -> Markup | None:
        """A work and its neighbours."""
        return charts.neighbours(self.kb, root, work, self.related(work), self.enrichments.get(work.id))

    def over_time(self, root: str) -> charts.Chart:
        """Works over time, for the home page."""
        return charts.over_time(self.kb, root, small=True)

    def cycle(self, root: str) -> charts.Chart:
        """The co-development cycle."""
        return charts.cycle_chart(self.kb, root)

    def through(self, capability: Capability, root: str) -> charts.Chart | None:
        """The cycle through one capability."""
        return charts.capability_chart(self.kb, root, capability)

    def trends(self, root: str) -> list[charts.Chart]:
        """The pictures of the field at the date of the data."""
        kb = self.kb
        return [
            charts.over_time(kb, root),
            charts.kinds(kb, root),
            charts.topics_by_year(kb, root),
            charts.modalities_by_topic(kb, root),
            charts.venues(kb, root),
            charts.authors(kb, root),
        ]

    def network(self, root: str) -> charts.Chart:
        """How works connect."""
        return charts.network(self.kb, root, self.related, self.enrichments)

    def grown(self, root: str) -> charts.Chart:
        """Topics that grew since the survey."""
        return charts.topics_that_grew(self.kb, root)

    def new_approaches(self) -> list[charts.Opened]:
        """Nodes that only works since the survey stand under."""
        return charts.new_approaches(self.kb)

    def opened_ground(self) -> list[charts.Opened]:
        """Pairs of topic and modality that only works since the survey cover."""
        return charts.opened_ground(self.kb)

    def closed_gaps(self) -> list[charts.ClosedGap]:
        """Statements of the survey that only works since then stand under."""
        return charts.closed_gaps(self.kb)
