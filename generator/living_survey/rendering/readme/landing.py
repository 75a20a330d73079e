"""README.md: the landing page of the repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.markdown import Markdown, fenced, link
from living_survey.rendering.readme.layout import branches
from living_survey.rendering.readme.page import README, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import FacetValue, KnowledgeBase, Node, Table, Work
    from living_survey.rendering.readme.page import Places
    from living_survey.rendering.site_context import SiteContext


@dataclass(frozen=True, slots=True)
class Glance:
    """A line of the overview: a node, and the approaches of a topic."""

    node: Node
    indent: Markdown
    approaches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The values of a facet with their numbers of works."""

    title: str
    values: tuple[tuple[FacetValue, int], ...]
    unstated: int
    """The number of works without a value of the facet."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A topic with some of its works; the newest works exclude the core works."""

    node: Node
    core: tuple[Work, ...]
    newest: tuple[Work, ...]


class Landing(Page):
    """The README; it shows at most `shown` core and as many newest works of each topic."""

    template = "README.md.j2"

    def __init__(self, kb: KnowledgeBase, places: Places, shown: int, site: SiteContext) -> None:
        super().__init__(kb, README, places)
        self.shown = shown
        self.has_citations = any(work.survey for work in kb)
        """Whether entries say which works the survey cites."""
        self.name, self.description = site.name, site.description
        self._site_url = site.site_url

    def site(self, label: str) -> Markdown | None:
        """A link to the site, if its address is known."""
        return link(label, self._site_url) if self._site_url else None

    def glance(self) -> Iterator[Glance]:
        """The nodes with works, in the survey's order."""
        for node in self._kb.taxonomy:
            if node.level != "approach" and self._kb.count(node):
                below = node.walk() if node.level == "topic" else ()
                approaches = tuple(part for part in below if part is not node and self._kb.count(part))
                yield Glance(node, Markdown("  " * len(node.ancestors)), approaches)

    def facets(self) -> list[Counted]:
        """The numbers of works that state each value themselves, for facets shown in the README."""
        return [
            Counted(
                facet.plural if len(facet.relations) == 1 else f"{facet.plural} that works {relation.plural}",
                tuple(
                    (value, len(works))
                    for value in facet.values
                    if (works := self._kb.works_stating(facet.id, value.id, relation.id))
                ),
                unstated,
            )
            for facet in self._kb.facets.values()
            if "readme" in facet.shown
            for unstated in [len(self._kb.unstated(facet.id))]
            for relation in facet.relations
        ]

    def selections(self, root: Node) -> Iterator[Selection]:
        """The topics of a direction, each with its core and its newest works.

        Core works are those that the survey cites, ranked by the number of citing sections and tags
        together. If no citations are known, they are the works with several tags.
        """
        for topic in branches(root):
            works = self._kb.newest(self._kb.works(node=topic.id))
            core = [work for work in works if (work.survey if self.has_citations else len(work.tags) > 1)]
            core = sorted(core, key=_weight, reverse=True)[: self.shown]
            newest = [work for work in works if all(work is not one for one in core)][: self.shown]
            if core or newest:
                yield Selection(topic, tuple(core), tuple(newest))

    def about(self, work: Work, topic: Node) -> Markdown | None:
        """What a work does: its summary, or its note in a topic that is not its main one."""
        nodes = [node.id for node in topic.walk()]
        tag = next(tag for tag in work.tags if tag.node in nodes)
        about = work.summary if tag is work.tags[0] else tag.note
        about = about or work.summary or tag.note
        return self.sentence(about) if about else None

    def tables(self) -> list[tuple[Table, Markdown, int]]:
        """The survey's tables, each with a link and the number of its rows."""
        tables = [(self._kb.tables[table_id], path) for table_id, path in self._places.tables.items()]
        return [(one, self.file(path, one.title), len(self._kb.rows(one.id))) for one, path in tables]

    def since_survey(self) -> Iterator[tuple[Node, int]]:
        """The number of works of each direction published after the survey."""
        for root in self._kb.taxonomy.roots:
            if number := sum(map(self._kb.is_since_survey, self._kb.works(node=root.id))):
                yield root, number

    def bibtex(self, work: Work) -> Markdown:
        """The BibTeX entry of a work as a code block."""
        return fenced(bibtex(work), "bibtex")


def _weight(work: Work) -> int:
    return len(work.tags) + (len(work.survey.sections) if work.survey else 0)
