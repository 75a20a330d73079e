"""What entries do not have yet, counted for the page on the health of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from living_survey.knowledge import KnowledgeBase, Node, Table, Work
    from living_survey.rendering.matrices import Address

LISTED = 250
"""Works without a fact are named one by one up to this number."""
LINKS = ("code", "project", "dataset")


@dataclass(frozen=True)
class Missing:
    """A fact that some works do not have."""

    title: str
    works: tuple[Work, ...]
    address: Address | None = None
    """What to ask the Explorer for these works, where it can."""
    about: str = ""

    @property
    def listed(self) -> tuple[Work, ...]:
        """The works that the page names, where the Explorer cannot show them."""
        return self.works if self.address is None and len(self.works) <= LISTED else ()


@dataclass(frozen=True)
class Silent:
    """The tags in a direction of the taxonomy, and how many of them state nothing."""

    node: Node
    tags: int
    silent: tuple[Work, ...]
    """The work of each tag that states nothing."""

    @property
    def works(self) -> tuple[Work, ...]:
        """The works, each once, as far as the page names them."""
        works = tuple({work.id: work for work in self.silent}.values())
        return works if len(works) <= LISTED else ()


@dataclass(frozen=True)
class OpenFacts:
    """Counts what is open in a knowledge base."""

    kb: KnowledgeBase

    @property
    def facets(self) -> list[Missing]:
        """The facets that works can state, each with the works that state nothing of it."""
        return [
            Missing(
                facet.title,
                self.kb.unstated(facet.id),
                {facet.id: NOT_STATED} if "filter" in facet.shown else None,
            )
            for facet in self.kb.facets.values()
            if "tree" not in facet.stated
        ]

    @property
    def fields(self) -> list[Missing]:
        """The fields of an entry that readers look for."""

        def without(has: Callable[[Work], object]) -> tuple[Work, ...]:
            return tuple(work for work in self.kb if not has(work))

        no_link = {"has": ",".join(f"-{name}" for name in LINKS)}
        return [
            Missing("Summary", without(lambda work: work.summary)),
            Missing("Names", without(lambda work: work.names)),
            Missing("Day of publication", without(lambda work: work.published), about=self._dated),
            Missing("Month of publication", without(lambda work: work.month)),
            Missing("arXiv identifier or DOI", without(lambda work: work.arxiv or work.doi)),
            Missing("Code", without(lambda work: work.links.code), {"has": "-code"}),
            Missing("Any link to code, project or data", without(lambda work: work.links.items()), no_link),
        ]

    @property
    def _dated(self) -> str:
        by_arxiv = sum(work.published is None and work.month is not None for work in self.kb)
        return f"for {by_arxiv} of them the arXiv identifier gives the month"

    @property
    def silent(self) -> list[Silent]:
        """The directions that answer a question, else all, with their tags that state nothing."""
        roots = [root for root in self.kb.taxonomy.roots if root.entry.question]
        return [self._silent(root) for root in roots or self.kb.taxonomy.roots]

    def _silent(self, root: Node) -> Silent:
        below = {node.id for node in root.walk()}
        tags = [(work, tag.node) for work in self.kb for tag in work.tags if tag.node in below]
        return Silent(
            root, len(tags), tuple(work for work, node in tags if (work.id, node) not in self._said)
        )

    @cached_property
    def _said(self) -> frozenset[tuple[str, str | None]]:
        """The works and nodes at which they state something beyond their place in the tree."""
        return frozenset(
            (work.id, group.node)
            for work in self.kb
            for group in self.kb.groups_of(work)
            if group.says_something
        )

    @property
    def cells(self) -> Iterator[tuple[Table, int, list[tuple[str, int]]]]:
        """The tables of entries with their number of rows, and how many rows have no value in a column."""
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
    def unwritten(self) -> list[Node]:
        """The topics and approaches with works that have no synthesis, if any node has one."""
        nodes = (node for node in self.kb.taxonomy if node.level in {"topic", "approach"})
        return [
            node
            for node in (nodes if self.kb.syntheses else ())
            if self.kb.count(node) and node.id not in self.kb.syntheses
        ]

    @property
    def outdated(self) -> list[tuple[Node, int]]:
        """The nodes with works that were added after the last review of their synthesis."""
        return [
            (self.kb.taxonomy[one.node], number)
            for one in self.kb.syntheses.values()
            if (number := len(self.kb.added_since_review(one)))
        ]
