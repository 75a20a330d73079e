"""Which pages there are, and what each is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from living_survey.knowledge.health import HealthReport, LinkState
from living_survey.knowledge.syntheses import PATHS
from living_survey.rendering import contribute, explorer
from living_survey.rendering.gaps import Gaps
from living_survey.rendering.matrices import question_matrices
from living_survey.rendering.pages.authors import AuthorIndex
from living_survey.rendering.pages.open_facts import OpenFacts
from living_survey.rendering.pages.page import Page, page_address, root_of
from living_survey.rendering.pages.pictures import Pictures
from living_survey.rendering.pages.since import SinceView
from living_survey.rendering.pages.stated import StatedView
from living_survey.rendering.pages.tabled import TableView
from living_survey.rendering.pages.work_metadata import json_ld
from living_survey.rendering.synthesis import short_name, synthesis_html

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from jinja2 import Environment
    from markupsafe import Markup

    from living_survey.knowledge import Facet, KnowledgeBase, Node, ResearchQuestion, Table, Work
    from living_survey.knowledge.enrichment import Enrichment
    from living_survey.knowledge.syntheses import Synthesis
    from living_survey.rendering.pages.rules_page import RuleLine
    from living_survey.rendering.site_context import SiteContext

DESCRIPTION_LENGTH = 300
OPTIONAL_PAGES = frozenset({"cycle.md", "gaps.md", "paths/index.md", "survey.md", "since.md", "roadmap.md"})
"""Pages that only some surveys have; navigation may name them all the same."""


@dataclass(frozen=True, slots=True)
class Door:
    """A page that the home page leads to."""

    address: str
    title: str
    about: str


def render_pages(  # noqa: PLR0913 - what pages are made of
    kb: KnowledgeBase,
    site: SiteContext,
    templates: Environment,
    enrichments: Mapping[str, Enrichment],
    rules: Sequence[RuleLine] = (),
    *,
    health: HealthReport | None = None,
    written: Collection[str] = (),
) -> Iterator[Page]:
    """All generated pages of the site, in a fixed order; nothing is rendered before it is asked for.

    `written` are the source paths of the hand-written pages, which generated ones link where they exist.
    """
    site_map = _SiteMap(kb, site, templates, enrichments, rules, health or HealthReport(), frozenset(written))
    return iter(site_map.pages)


def render_panels(
    kb: KnowledgeBase, site: SiteContext, templates: Environment
) -> Iterator[tuple[str, bytes]]:
    """What the cells of matrices open: a file a row, with its path from the root of the site."""
    site_map = _SiteMap(kb, site, templates, {}, (), HealthReport(), frozenset())
    template = templates.get_template("pages/matrix_row.html.j2")
    for question in kb.questions.values():
        for matrix in question_matrices(kb, question.id):
            for path, cells in matrix.panels():
                values = {"kb": kb, "site": site, "root": root_of(f"{question.id}.md"), "view": site_map}
                yield path, template.render(values, cells=cells, matrix=matrix).encode()


@dataclass(frozen=True)
class _SiteMap:
    kb: KnowledgeBase
    site: SiteContext
    templates: Environment
    enrichments: Mapping[str, Enrichment]
    rules: Sequence[RuleLine]
    health: HealthReport
    written: frozenset[str]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages of this survey."""
        return tuple(self._pages())

    @cached_property
    def paths(self) -> frozenset[str]:
        """The source paths of all pages, hand-written ones included."""
        return self.written | {page.path for page in self.pages}

    def has(self, path: str) -> bool:
        """Whether there is a page with a source path, for templates that link it."""
        return path in self.paths

    def _pages(self) -> Iterator[Page]:
        kb = self.kb
        about = (kb.survey.about if kb.survey else None) or self.site.description
        yield self._page("index.md", self.site.name, about, "home", hide=("navigation", "toc"))
        yield self._page(
            "explore.md",
            "Explore",
            "All works, filtered by what they are about, where they came out and who wrote them.",
            "explore",
            hide=("navigation", "toc"),
            head="explore_head",
            files=f"{explorer.FOLDER}/",
            version=explorer.version(kb, self.enrichments),
        )
        yield self._page(
            "topics/index.md",
            "Topics",
            "The taxonomy of the survey, with the number of works at each node.",
            "topics",
            hide=("toc",),
        )
        for node in kb.taxonomy:
            yield self._topic(node)
        for work in kb:
            yield self._work(work)
        for facet in kb.facets.values():
            if "pages" in facet.shown:
                yield from self._facet(facet)
        yield from self._questions()
        if any(facet.of_statements for facet in kb.facets.values()):
            yield self._page(
                "gaps.md",
                "Gaps",
                "What the survey states and no work does, approaches without recent work, and values that "
                "works rarely state together, each with its reason.",
                "gaps",
            )
        yield from self._reading_paths()
        if kb.cycle:
            yield self._page(
                "cycle.md",
                kb.cycle.title,
                kb.cycle.about or kb.cycle.title,
                "cycle",
                hide=("navigation", "toc"),
            )
        yield self._page(
            "trends.md",
            "Trends",
            "The field in pictures: over time, by topic, by facet, venue and author, and as a network.",
            "trends",
            hide=("navigation", "toc"),
        )
        if kb.survey:
            yield self._page(
                "survey.md",
                "Survey in reading order",
                "The survey section by section, with the works that each cites.",
                "survey",
            )
            yield from self._since()
        for table in kb.tables.values():
            yield self._table(table)
        if kb.paradigms:
            yield self._page(
                "roadmap.md",
                "Roadmap",
                "Paradigms that the survey tells apart, and the directions it sees ahead, with their works.",
                "roadmap",
            )
        yield from self._authors()
        yield self._page("years.md", "Years", "All works by year.", "years")
        yield self._page(
            "contribute.md",
            "Contribute",
            "Add a work or correct one, in a form that writes the entry for you.",
            "contribute",
            hide=("navigation", "toc"),
            head="contribute_head",
            form_files=contribute.FOLDER,
        )
        yield self._page(
            "tagging-guide.md",
            "Tagging guide",
            "What belongs at each place of the taxonomy, what does not, and works that show it.",
            "tagging_guide",
            source="taxonomy.yaml",
            head="tagging_guide_head",
            examples=contribute.examples,
        )
        yield self._page(
            "checks.md",
            "Checks",
            "What survey check demands of an entry, rule by rule.",
            "checks",
            rules=self.rules,
        )
        yield self._page(
            "health.md",
            "Health",
            "What the entries do not state yet, and links that are dead, have moved or cannot be checked.",
            "health",
            health=self.health,
            states=list(LinkState),
        )

    def _page(  # noqa: PLR0913 - the fields of a page
        self,
        path: str,
        title: str,
        description: str,
        template: str,
        *,
        source: str | None = None,
        hide: tuple[str, ...] = (),
        changed: str = "",
        kind: str = "Page",
        head: str | None = None,
        **values: object,
    ) -> Page:
        root = root_of(path)
        everything = {
            "kb": self.kb,
            "site": self.site,
            "root": root,
            "path": path,
            "title": title,
            "view": self,
        } | values
        render = partial(self.templates.get_template(f"pages/{template}.html.j2").render, everything)
        head_of = (
            partial(self.templates.get_template(f"pages/{head}.html.j2").render, everything) if head else str
        )
        changed = changed or self.last_change
        return Page(path, title, _shortened(description), render, head_of, source, hide, changed, kind)

    def _topic(self, node: Node) -> Page:
        return self._page(
            topic_path(node),
            node.title,
            node.about or f"Works on {node.title}.",
            "topic",
            source="taxonomy.yaml",
            kind="Topic",
            head="topic_head" if node.id in self.kb.syntheses else None,
            node=node,
        )

    def _work(self, work: Work) -> Page:
        authors = ", ".join(work.authors[:3]) + (" et al." if len(work.authors) > 3 else "")  # noqa: PLR2004 - as bibliographies do
        notes = "; ".join(tag.note for tag in work.tags if tag.note)
        return self._page(
            f"works/{work.id}.md",
            work.title,
            f"{authors} ({work.year}). {work.summary or notes}",
            "work",
            kind="Work",
            source=f"entries/{work.id}.yaml",
            hide=("navigation",),
            head="work_head",
            changed=work.added.isoformat() if work.added else "",
            work=work,
            enrichment=self.enrichments.get(work.id),
            neighbours=self._neighbours.get(work.id, (None, None)),
            metadata=partial(json_ld, work, self.kb, self.site),
        )

    def _facet(self, facet: Facet) -> Iterator[Page]:
        about = facet.about or f"{facet.plural} and the works that state them."
        yield self._page(
            f"{facet.folder}.md",
            facet.plural,
            about,
            "facet_index",
            source="taxonomy.yaml",
            hide=("toc",),
            facet=facet,
        )
        for value in facet.values:
            yield self._page(
                f"{facet.folder}/{value.id}.md",
                value.title,
                value.about or about,
                "facet",
                source="taxonomy.yaml",
                hide=("navigation",),
                kind=facet.title,
                facet=facet,
                value=value,
            )

    def _questions(self) -> Iterator[Page]:
        for question in self.kb.questions.values():
            if question.matrices:
                yield self._page(
                    f"{question.id}.md",
                    question.title,
                    question.question,
                    "question",
                    source="taxonomy.yaml",
                    hide=("navigation", "toc"),
                    head="question_head",
                    question=question,
                    matrices=partial(question_matrices, self.kb, question.id),
                )

    def _reading_paths(self) -> Iterator[Page]:
        paths = list(self.kb.paths.values())
        if not paths:
            return
        titles = ", ".join(one.title for one in paths)
        about = f"Works in the order in which to read them, with reasons: {titles}."
        yield self._page("paths/index.md", "Reading paths", about, "paths", source=PATHS)
        for before, one, after in zip([None, *paths], paths, [*paths[1:], None], strict=False):
            yield self._page(
                f"paths/{one.id}.md",
                one.title,
                f"{len(one.steps)} works in reading order. {one.audience}",
                "path",
                source=PATHS,
                kind="Reading path",
                hide=("toc",),
                reading=one,
                before=before,
                after=after,
            )

    def _since(self) -> Iterator[Page]:
        new = len(self.kb.since_survey)
        about = f"{new} works that came after the survey: month by month, and what is new in each topic."
        yield self._page("since.md", "Since the survey", about, "since")
        for month in self.since.months:
            earlier, later = self.since.neighbours(month)
            yield self._page(
                f"since/{month.id}.md",
                f"New in {month.title}",
                f"{len(month.works)} works since the survey, from {month.title}, by topic.",
                "since_month",
                hide=("navigation",),
                month=month,
                earlier=earlier,
                later=later,
            )

    def _table(self, table: Table) -> Page:
        return self._page(
            f"{table.id}.md",
            table.title,
            table.about or table.title,
            "table",
            source="taxonomy.yaml",
            hide=("navigation", "toc") if table.in_entries else () if table.kind else ("toc",),
            table=table,
        )

    def _authors(self) -> Iterator[Page]:
        yield self._page(
            "authors.md",
            "Authors",
            "Who works on what: authors with several works, and an index of all.",
            "authors",
        )
        for name, authors in self.author_index.by_letter.items():
            yield self._page(
                f"authors/{name}.md",
                f"Authors: {name.upper() if len(name) == 1 else 'other letters'}",
                "Authors with their works.",
                "authors_letter",
                kind="Authors",
                hide=("toc",),
                letter_name=name,
                authors=authors,
            )

    @cached_property
    def last_change(self) -> str:
        """The day that the newest work was added; empty if no entry says."""
        return max((work.added.isoformat() for work in self.kb if work.added), default="")

    @cached_property
    def cited(self) -> frozenset[str]:
        """The ids of the works whose citations are known."""
        return frozenset(work_id for work_id, known in self.enrichments.items() if known.citations)

    # --- what several templates ask ----------------------------------------------------------------------

    @cached_property
    def pictures(self) -> Pictures:
        """What pages draw."""
        return Pictures(self.kb, self.enrichments)

    @cached_property
    def author_index(self) -> AuthorIndex:
        """Where each author is listed."""
        return AuthorIndex(self.kb)

    @cached_property
    def stated(self) -> StatedView:
        """What pages show of statements."""
        return StatedView(self.kb)

    @cached_property
    def tables(self) -> TableView:
        """What pages show of tables."""
        return TableView(self.kb)

    @cached_property
    def since(self) -> SinceView:
        """What pages show of the works since the survey."""
        return SinceView(self.kb)

    @cached_property
    def gaps(self) -> Gaps:
        """What is missing in the literature."""
        return Gaps(self.kb)

    @cached_property
    def open_facts(self) -> OpenFacts:
        """What is missing in entries."""
        return OpenFacts(self.kb)

    def synthesis(self, synthesis: Synthesis, root: str) -> Markup:
        """The text of a synthesis."""
        return synthesis_html(synthesis, self.kb, root)

    def short_name(self, work: Work) -> str:
        """A name for a work in running text."""
        return short_name(work)

    @property
    def paths_source(self) -> str:
        """The file with the reading paths."""
        return PATHS

    @property
    def doors(self) -> list[Door]:
        """Pages beside the questions that the home page leads to, as far as this survey has them."""
        counts = self.counts
        offered = [
            ("survey.md", "Reading order", "the survey section by section, with what each cites"),
            ("since.md", "Since the survey", f"{counts['since']} works that came after it"),
            *((f"{one.id}.md", one.title, one.about or "") for one in self.kb.tables.values()),
            ("gaps.md", "Gaps", "what the survey states and no work does, and what is rare"),
            ("roadmap.md", "Roadmap", "paradigms and the directions ahead"),
            ("authors.md", "Authors", "who works on what"),
            ("years.md", "Years", "all works by year"),
            (
                "how-it-works.md",
                "How it works",
                "how this site is made, and how to make another",
            ),
        ]
        return [Door(page_address(path), title, about) for path, title, about in offered if self.has(path)]

    @property
    def main_directions(self) -> list[Node]:
        """The directions that answer a question; all where there are no questions."""
        roots = self.kb.taxonomy.roots
        return [node for node in roots if node.entry.question] or list(roots)

    def answering(self, question: ResearchQuestion) -> list[Facet]:
        """The facets that a question is answered with, as far as they have pages."""
        facets = (self.kb.facets[facet_id] for facet_id in question.answers_with)
        return [facet for facet in facets if "pages" in facet.shown]

    @cached_property
    def _neighbours(self) -> dict[str, tuple[Work | None, Work | None]]:
        """The works before and after each one under its primary node, the newest first."""
        order: dict[str, tuple[Work | None, Work | None]] = {}
        for node in self.kb.taxonomy:
            works: list[Work | None] = [
                work for work in self.kb.newest(self.kb.tagged(node)) if work.tags[0].node == node.id
            ]
            for before, work, after in zip([None, *works], works, [*works[1:], None], strict=False):
                if work is not None:
                    order[work.id] = (before, after)
        return order

    @cached_property
    def counts(self) -> dict[str, int]:
        """Numbers for the home page, all counted."""
        return {
            "works": len(self.kb),
            "tags": sum(len(work.tags) for work in self.kb),
            "notes": sum(tag.note is not None for work in self.kb for tag in work.tags),
            "topics": len(self.kb.taxonomy.topics()),
            "approaches": sum(node.level == "approach" for node in self.kb.taxonomy),
            "authors": len(self.kb.authors),
            "venues": len(self.kb.venues),
            "since": len(self.kb.since_survey),
            "code": sum(work.links.code is not None for work in self.kb),
        }

    def grouped_by_topic(self, works: Sequence[Work]) -> list[tuple[Node, list[Work]]]:
        """Works under their primary node's topic (or the node itself above topics), in the survey's order."""
        groups: dict[str, list[Work]] = {}
        for work in self.kb.newest(works):
            node = self.kb.primary_node(work)
            groups.setdefault((node.topic or node).id, []).append(work)
        nodes = [self.kb.taxonomy[node_id] for node_id in groups]
        return [(node, groups[node.id]) for node in sorted(nodes, key=lambda node: node.position)]


def topic_path(node: Node) -> str:
    """The source path of a node's page: an index where a branch of the navigation lies below it."""
    has_branch = any(child.level != "approach" for child in node.children)
    return f"topics/{node.id}/index.md" if has_branch else f"topics/{node.id}.md"


def _shortened(text: str) -> str:
    """A text cut at a word to the length of a description."""
    text = " ".join(text.split())
    return (
        text if len(text) <= DESCRIPTION_LENGTH else text[: text.rfind(" ", 0, DESCRIPTION_LENGTH - 1)] + " …"
    )
