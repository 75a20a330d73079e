"""The state of a knowledge base at a glance, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.missing import missing_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.knowledge.base import KnowledgeBase
    from living_survey.knowledge.taxonomy import Node

FACTS = ("statements", "summary", "note", "published", "year", "venue", "identifier", "code", "link")


@dataclass(frozen=True)
class Status:
    """Counts of what a knowledge base has and lacks."""

    kb: KnowledgeBase

    @property
    def works(self) -> int:
        """The number of works."""
        return len(self.kb)

    @property
    def drafts(self) -> int:
        """The number of entries that are drafts, with or without a place."""
        return sum(work.draft for work in (*self.kb, *self.kb.unplaced))

    @property
    def waiting(self) -> int:
        """The number of papers that were shown and wait for a decision."""
        return sum(paper.waits for paper in self.kb.discovery.papers.values())

    @cached_property
    def added(self) -> Mapping[str, int]:
        """The number of works by the month in which they were added, the latest first."""
        months = Counter(work.added.isoformat()[:7] for work in self.kb if work.added)
        return {month: months[month] for month in sorted(months, reverse=True)}

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The number of works by the month in which they were first public, the latest first."""
        months = Counter(work.month for work in self.kb if work.month)
        return {month: months[month] for month in sorted(months, reverse=True)}

    @cached_property
    def missing(self) -> Mapping[str, tuple[str, int]]:
        """The title of each fact that readers look for, by its name, and how many works lack it."""
        facts = missing_facts(self.kb)
        return {
            name: (facts[name].title, sum(map(facts[name].is_missing, self.kb)))
            for name in (*FACTS, *(name for name in facts if name in self.kb.facets))
        }

    @cached_property
    def newest(self) -> tuple[tuple[Node, str], ...]:
        """The first public date of the newest work of each topic, as far as it is known, the oldest first."""
        found = [
            (node, max((work.first_public for work in self.kb.works(node=node.id)), default=""))
            for node in self.kb.taxonomy.topics()
        ]
        return tuple(sorted(found, key=lambda item: (item[1], item[0].position)))
