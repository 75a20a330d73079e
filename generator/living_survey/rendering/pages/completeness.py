"""Facts that entries lack, counted for the page on the health of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.missing import LINKS, missing_facts
from living_survey.knowledge.statements import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import KnowledgeBase, Node, Table, Work
    from living_survey.rendering.matrices import Address

MAX_LISTED = 250
"""The page lists works without a fact up to this number."""


@dataclass(frozen=True)
class WorksWithout:
    """A fact that some works lack."""

    title: str
    works: tuple[Work, ...]
    address: Address | None = None
    """The filters that show these works in the Explorer, if there are any."""
    about: str = ""

    @property
    def listed(self) -> tuple[Work, ...]:
        """The works that the page lists because the Explorer cannot show them."""
        return self.works if self.address is None and len(self.works) <= MAX_LISTED else ()


@dataclass(frozen=True)
class EmptyTags:
    """The number of tags in a direction of the taxonomy, and those that state nothing."""

    node: Node
    tags: int
    empty: tuple[Work, ...]
    """The work of each tag that states nothing."""

    @property
    def works(self) -> tuple[Work, ...]:
        """The works, each once, if the page lists them."""
        works = tuple({work.id: work for work in self.empty}.values())
        return works if len(works) <= MAX_LISTED else ()


@dataclass(frozen=True)
class Completeness:
    """Counts missing facts in a knowledge base."""

    kb: KnowledgeBase

    @property
    def facets(self) -> list[WorksWithout]:
        """The facets that works can state, each with the works without a value."""
        return [
            WorksWithout(
                facet.title,
                self.kb.unstated(facet.id),
                {facet.id: NOT_STATED} if "filter" in facet.shown else None,
            )
            for facet in self.kb.facets.values()
            if "tree" not in facet.stated
        ]

    @property
    def fields(self) -> list[WorksWithout]:
        """The optional fields of an entry that matter to readers."""
        facts = missing_facts(self.kb)

        def without(name: str, address: Address | None = None, about: str = "") -> WorksWithout:
            works = tuple(filter(facts[name].is_missing, self.kb))
            return WorksWithout(facts[name].title, works, address, about)

        no_link = {"has": ",".join(f"-{name}" for name in LINKS)}
        drafts = tuple(work for work in self.kb if work.draft)
        return [
            *([WorksWithout("Authors or year", drafts)] if drafts else []),
            without("summary"),
            without("names"),
            without("published", about=self._dated),
            without("month"),
            without("identifier"),
            without("code", {"has": "-code"}),
            without("link", no_link),
        ]

    @property
    def _dated(self) -> str:
        by_arxiv = sum(work.published is None and work.month is not None for work in self.kb)
        return f"for {by_arxiv} of them the arXiv identifier gives the month" if by_arxiv else ""

    @property
    def empty_tags(self) -> list[EmptyTags]:
        """The directions that answer a question, else all, with their tags that state nothing."""
        roots = [root for root in self.kb.taxonomy.roots if root.entry.question]
        return [self._empty_tags(root) for root in roots or self.kb.taxonomy.roots]

    def _empty_tags(self, root: Node) -> EmptyTags:
        below = {node.id for node in root.walk()}
        tags = [(work, tag.node) for work in self.kb for tag in work.tags if tag.node in below]
        return EmptyTags(
            root, len(tags), tuple(work for work, node in tags if (work.id, node) not in self._stating)
        )

    @cached_property
    def _stating(self) -> frozenset[tuple[str, str | None]]:
        """The works and nodes at which they state something beyond the tag itself."""
        return frozenset(
            (work.id, group.node)
            for work in self.kb
            for group in self.kb.groups_of(work)
            if group.says_something
        )

    @property
    def empty_cells(self) -> Iterator[tuple[Table, int, list[tuple[str, int]]]]:
        """The tables in entries with their number of rows, and the empty cells by column."""
        for table in self.kb.tables.values():
            rows = [row for row, _ in self.kb.rows(table.id)] if table.in_entries else []
            empty = [
                (column.title, sum(row.cell(column) in (None, ()) for row in rows))
                for column in table.shown
                if column is not table.correction_column
            ]
            if counts := [(title, number) for title, number in empty if number]:
                yield table, len(rows), counts

    @property
    def without_synthesis(self) -> list[Node]:
        """The topics and approaches with works but without a synthesis, if any node has one."""
        nodes = (node for node in self.kb.taxonomy if node.level in {"topic", "approach"})
        return [
            node
            for node in (nodes if self.kb.syntheses else ())
            if self.kb.count(node) and node.id not in self.kb.syntheses
        ]

    @property
    def outdated_syntheses(self) -> list[tuple[Node, int]]:
        """The nodes with works added after the last review of their synthesis."""
        return [
            (self.kb.taxonomy[one.node], number)
            for one in self.kb.syntheses.values()
            if (number := len(self.kb.added_since_review(one)))
        ]
