"""The list of all generated pages, each with its template and data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from living_survey.knowledge.health import HealthReport, LinkState
from living_survey.knowledge.status import Status
from living_survey.knowledge.syntheses import PATHS
from living_survey.knowledge.text import slug
from living_survey.knowledge.track_record import TrackRecord
from living_survey.rendering import charts, contribute, explorer
from living_survey.rendering.bibtex import site_bibtex
from living_survey.rendering.gaps import Gaps
from living_survey.rendering.joined import Answer
from living_survey.rendering.joined_data import answer_data
from living_survey.rendering.matrices import question_matrices
from living_survey.rendering.pages.authors import AuthorIndex, AuthorPage
from living_survey.rendering.pages.completeness import Completeness
from living_survey.rendering.pages.digests import Digests, digest
from living_survey.rendering.pages.page import Later, Page, page_address, root_of
from living_survey.rendering.pages.paging import Item, Section, in_pages, paged
from living_survey.rendering.pages.paradigms import ParadigmView
from living_survey.rendering.pages.since import Month, SinceView
from living_survey.rendering.pages.stated import StatedView
from living_survey.rendering.pages.tabled import TableView
from living_survey.rendering.pages.teams import teams
from living_survey.rendering.pages.venues import VenueIndex, VenuePage
from living_survey.rendering.pages.work_metadata import json_ld
from living_survey.rendering.pieces import Made
from living_survey.rendering.social_pictures import social_tags
from living_survey.rendering.synthesis import synthesis_html

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from jinja2 import Environment
    from markupsafe import Markup

    from living_survey.knowledge import Facet, FacetValue, KnowledgeBase, Node, ResearchQuestion, Table, Work
    from living_survey.knowledge.enrichment import Enrichment
    from living_survey.knowledge.releases import ReleaseNotes
    from living_survey.knowledge.syntheses import ReadingPath, Synthesis
    from living_survey.rendering.matrices import Matrix
    from living_survey.rendering.pages.fragments import Fragments
    from living_survey.rendering.pages.rules_page import RuleLine
    from living_survey.rendering.pieces import Content
    from living_survey.rendering.site_context import SiteContext

Families: TypeAlias = "dict[str, Callable[[], Iterable[Page]]]"
"""What makes a page and the further pages of its list, by the first two parts of their paths."""

DESCRIPTION_LENGTH = 300
RELATED = 16
"""How many of the nearest works the page of a work looks at."""
NEWEST, LATEST = 5, 8
"""The works on the home page, if there are works since a survey, and if there is no survey."""
TOPIC_ROOM = 40
VALUE_ROOM = 16
VENUE_ROOM = 60
SECTION_ROOM = 24
LINE_ROOM = 45
"""The most works on the first page of a list, which stays below 15,000 pixels on a phone."""
ROWS = 80
"""The rows of an answer on a page."""
NEWS = 24
"""The topics on a page of what is new in each."""
GUIDE_NODES = 19
"""The nodes on a page of the tagging guide."""
WIDE = ("navigation", "toc")
"""What pages hide that need the width of the screen."""
FIXED_PAGES = {
    "explore.md": ("Explore", "Search and filter all works by topic, content, venue, year and author."),
    "topics/index.md": ("Topics", "The taxonomy of the survey, with the number of works at each node."),
    "gaps.md": ("Gaps", "Approaches without recent works, and values that are rarely stated together."),
    "trends.md": ("Trends", "Charts by year, topic, facet, venue and author."),
    "survey.md": ("Survey in reading order", "The survey section by section, with the works that it cites."),
    "roadmap.md": ("Roadmap", "Paradigms that the survey distinguishes, and future directions."),
    "authors.md": ("Authors", "Authors with several works and their topics, and an index of all authors."),
    "venues.md": ("Venues", "Venues by number of works, with their topics and what their works state."),
    "years.md": ("Years", "All works by year."),
    "contribute.md": ("Contribute", "Add a work or correct one, in a form that writes the entry for you."),
    "tagging-guide.md": ("Tagging guide", "What belongs at each node of the taxonomy, with example works."),
    "cite.md": ("Cite", "How to cite this site, a version of it, and the survey that it grew from."),
    "whats-new.md": ("What’s new", "The works that each release added, moved, corrected and removed."),
    "checks.md": ("Checks", "The rules of survey check, with the fix for each."),
    "health.md": (
        "Completeness and links",
        "Missing facts, and links that are dead, moved or cannot be checked.",
    ),
    "candidates.md": ("Candidates", "New papers that wait for a decision and are not part of the survey."),
}
"""The titles and descriptions of pages that are the same in every survey."""


@dataclass(frozen=True, slots=True)
class HomeLink:
    """A link on the home page."""

    address: str
    title: str
    about: str


def render_pages(  # noqa: PLR0913 - the data of the pages
    kb: KnowledgeBase,
    site: SiteContext,
    templates: Environment,
    enrichments: Mapping[str, Enrichment],
    rules: Sequence[RuleLine] = (),
    *,
    health: HealthReport | None = None,
    written: Collection[str] = (),
    nearest: Callable[[Work], Sequence[tuple[Work, float]]] | None = None,
) -> SiteMap:
    """All generated pages of the site, in a fixed order; each is rendered when its `render` is called.

    `written` are the source paths of the hand-written pages, some of which generated pages link if they
    exist. `nearest` gives the `RELATED` works nearest to one, if not the knowledge base does.
    """
    return SiteMap(
        kb,
        site,
        templates,
        enrichments,
        rules,
        health or HealthReport(),
        frozenset(written),
        nearest,
    )


@dataclass(frozen=True)
class SiteMap:
    """The generated pages of a survey."""

    kb: KnowledgeBase
    site: SiteContext
    templates: Environment
    enrichments: Mapping[str, Enrichment]
    rules: Sequence[RuleLine]
    health: HealthReport
    written: frozenset[str]
    nearest: Callable[[Work], Sequence[tuple[Work, float]]] | None
    """What gives the `RELATED` works nearest to one, if not the knowledge base."""

    def __iter__(self) -> Iterator[Page]:
        """All pages of this survey."""
        for family in self._families:
            yield from self._family(family)

    @property
    def main_pages(self) -> Iterator[Page]:
        """The pages that are neither works nor the further pages of a list."""
        for family in self._families:
            if family != "works":
                yield from islice(self._family(family), 1)

    def page(self, path: str) -> Page | None:
        """The page with a source path, if there is one, without looking at pages that are not like it."""
        work_id = path.removeprefix("works/").removesuffix(".md")
        if path == f"works/{work_id}.md":
            return self._work(self.kb[work_id]) if work_id in self.kb else None
        parts = path.removesuffix(".md").split("/")
        families = [one for one in ("/".join(parts[:2]), parts[0]) if one in self._families]
        return next((page for one in families for page in self._family(one) if page.path == path), None)

    def has(self, path: str) -> bool:
        """Whether the site has a page with this source path, for templates that link it."""
        return path in self.written or self.page(path) is not None

    def _family(self, name: str) -> Iterator[Page]:
        """The pages of a family, which are made once, and none before it is looked at."""
        if name not in self._made:
            self._made[name] = [], iter(self._families[name]())
        made, rest = self._made[name]
        yield from made
        for page in rest:
            made.append(page)
            yield page

    @cached_property
    def _made(self) -> dict[str, tuple[list[Page], Iterator[Page]]]:
        """The pages of each family that were looked at, and what makes the others."""
        return {}

    @cached_property
    def _families(self) -> Families:
        kb = self.kb
        families: Families = {
            "index": self._home,
            "explore": lambda: [self._fixed("explore.md", hide=WIDE, head=True, files=f"{explorer.FOLDER}/")],
            "topics/index": lambda: [
                self._fixed("topics/index.md", hide=("toc",), made_from=self.digests.nameless_page)
            ],
        }
        families |= {f"topics/{node.id}": partial(self._topic, node) for node in kb.taxonomy}
        families["works"] = lambda: map(self._work, kb)
        families |= self._of_facets
        for answer in self.answers.values():
            families[answer.question.id] = partial(self._question, answer)
        if any(facet.of_statements for facet in kb.facets.values()):
            families["gaps"] = self._gaps
        families |= self._of_paths
        if kb.cycle:
            families["cycle"] = self._cycle
        families |= self._of_trends
        if kb.survey:
            families |= {"survey": self._survey, "since": self._since, "since/topics": self._news}
            families |= {f"since/{month.id}": partial(self._month, month) for month in self.since.months}
        families |= {table.id: partial(self._table, table) for table in kb.tables.values()}
        if kb.paradigms:
            families["roadmap"] = lambda: [self._fixed("roadmap.md")]
        families["authors"] = lambda: [self._fixed("authors.md", hide=("toc",))]
        families |= {f"authors/{one}": partial(self._letter, one) for one in self.author_index.by_letter}
        if kb.venues:
            families["venues"] = lambda: [
                self._fixed("venues.md", hide=("toc",), made_from=self.digests.nameless_page)
            ]
            for venue in self.venue_index.pages.values():
                families[f"venues/{venue.slug}"] = partial(self._venue, venue)
        families["years"] = self._years
        return families | self._about

    @property
    def _of_facets(self) -> Families:
        families: Families = {}
        for facet in self.kb.facets.values():
            if "pages" in facet.shown:
                families[facet.folder] = partial(self._facet, facet)
                for value in facet.values:
                    families[f"{facet.folder}/{value.id}"] = partial(self._value, facet, value)
        return families

    @property
    def _of_paths(self) -> Families:
        paths = list(self.kb.paths.values())
        if not paths:
            return {}
        families: Families = {"paths/index": self._reading_paths}
        for before, one, after in zip([None, *paths], paths, [*paths[1:], None], strict=False):
            families[f"paths/{one.id}"] = partial(self._reading_path, one, before, after)
        return families

    @property
    def _of_trends(self) -> Families:
        facets = [facet for facet in self.kb.facets.values() if "filter" in facet.shown]
        return {
            "trends": partial(self._trends, facets),
            **{f"trends/{facet.id}": partial(self._trend, facet) for facet in facets},
        }

    @property
    def _about(self) -> Families:
        families: Families = {
            "contribute": lambda: [self._fixed("contribute.md", hide=WIDE, form_files=contribute.FOLDER)],
            "tagging-guide": self._tagging_guide,
            "checks": lambda: [self._fixed("checks.md", rules=self.rules)],
            "cite": lambda: [self._fixed("cite.md")],
            "health": self._health,
        }
        if self.kb.releases:
            families["whats-new"] = lambda: [self._fixed("whats-new.md")]
        if self.kb.file.discover.page:
            families["candidates"] = self._candidates
        return families

    def _home(self) -> Iterator[Page]:
        about = (self.kb.survey.about if self.kb.survey else None) or self.site.description
        yield self._page(
            "index.md",
            self.site.name,
            about,
            "home",
            hide=WIDE,
            made_from=lambda: self.digests.charts_page(self.newest_works, self.counts),
        )

    def _cycle(self) -> Iterator[Page]:
        if cycle := self.kb.cycle:
            yield self._page(
                "cycle.md",
                cycle.title,
                cycle.about or cycle.title,
                hide=WIDE,
                made_from=self.digests.nameless_page,
            )

    def _gaps(self) -> Iterator[Page]:
        def made_from() -> bytes:
            return self.digests.charts_page(one.newest for one in self.gaps.inactive if one.newest)

        yield self._fixed("gaps.md", made_from=made_from)

    def _trends(self, facets: Sequence[Facet]) -> Iterator[Page]:
        def made_from() -> bytes:
            return self.digests.charts_page(
                work for one in charts.new_approaches(self.kb) for work in one.works
            )

        yield self._fixed("trends.md", hide=WIDE, facets=facets, made_from=made_from)

    def _trend(self, facet: Facet) -> Iterator[Page]:
        title = f"{facet.plural} over time"
        about = f"{title}, in charts."
        yield self._page(
            f"trends/{facet.id}.md",
            title,
            about,
            "facet_trends",
            hide=WIDE,
            made_from=self.digests.nameless_page,
            facet=facet,
        )

    def _health(self) -> Iterator[Page]:
        yield self._fixed("health.md", health=self.health, states=list(LinkState), status=Status(self.kb))

    def _candidates(self) -> Iterator[Page]:
        record = TrackRecord.of(self.kb)
        yield self._fixed("candidates.md", head=True, source="discovery.yaml", record=record)

    def _fixed(self, path: str, **options: Any) -> Page:  # noqa: ANN401 - those of `_page`
        """A page with the same title and description in every survey."""
        return self._page(path, *FIXED_PAGES[path], **options)

    def _page(  # noqa: PLR0913 - the fields of a page
        self,
        path: str,
        title: str,
        description: str,
        template: str = "",
        *,
        source: str | None = None,
        hide: tuple[str, ...] = (),
        changed: str = "",
        kind: str = "Page",
        head: bool = False,
        area: Node | None = None,
        made_from: Callable[[], bytes] | None = None,
        **values: object,
    ) -> Page:
        """A page with the template of its name unless another is given; `head` adds that of its `_head`.

        `area` is the one whose picture is shown with a shared link to the page.
        """
        template = template or page_address(path).strip("/").replace("-", "_")
        everything = {
            "kb": self.kb,
            "site": self.site,
            "root": root_of(path),
            "path": path,
            "title": title,
            "view": self,
            "charts": charts,
        } | values

        def renderer(name: str) -> Callable[[], str]:
            return lambda: self.templates.get_template(f"pages/{name}.html.j2").render(
                {key: value.value if isinstance(value, Later) else value for key, value in everything.items()}
            )

        own_head = renderer(f"{template}_head") if head else str
        description, changed = _shortened(description), changed or self.last_change
        shown = (title, description, source, hide, kind)  # only the sitemap has the date
        return Page(
            path,
            title,
            description,
            renderer(template),
            lambda: f"{social_tags(self.site, area)}{own_head()}",
            source,
            hide,
            changed,
            kind,
            (lambda: digest(shown, made_from())) if made_from else None,
        )

    def _topic(self, node: Node) -> Iterator[Page]:
        pages = Later(lambda: paged(self._works_at(node), TOPIC_ROOM))
        yield self._page(
            topic_path(node),
            node.title,
            node.about or f"Works on {node.title}.",
            "topic",
            source="taxonomy.yaml",
            kind="Topic",
            area=node.colored,
            made_from=partial(self.digests.topic_page, node),
            node=node,
            sections=Later(lambda: pages.value[0]),
            teams=partial(teams, self.kb),
        )
        yield from self._further_pages(f"topics/{node.id}", node.title, pages.value)

    def _works_at(self, node: Node) -> Iterator[Section]:
        """The works at a node, and for topics and approaches those at each node below."""
        has_list = node.level in {"topic", "approach"}
        if self.kb.tagged(node):
            anchor, title = ("in-general", "In general") if node.children else ("works", "Works")
            if not has_list:
                anchor, title = "works", "General works"
            yield self._tagged(node, anchor, title, 2, len(self.kb.tagged(node)))
        for child in node.children if has_list else ():
            yield from self._works_below(child, 2)

    def _works_below(self, node: Node, level: int) -> Iterator[Section]:
        if self.kb.count(node):
            yield self._tagged(node, node.id, node.title, level, self.kb.count(node))
            for child in node.children:
                yield from self._works_below(child, min(level + 1, 4))

    def _tagged(self, node: Node, anchor: str, title: str, level: int, count: int) -> Section:
        works = self.kb.newest(self.kb.tagged(node))
        items = [Item(work, work.note_on(node.id)) for work in works]
        address = {} if node.children else {"node": node.id}
        return Section(anchor, title, items, level, node, count=count, address=address)

    def _further_pages(
        self, folder: str, title: str, pages: Sequence[Sequence[Section]], *, with_refs: bool = False
    ) -> Iterator[Page]:
        """The pages of a list after the first one, which `paged` has put in front.

        `with_refs` adds the numbers of works in the survey's bibliography.
        """
        for number, sections in enumerate(pages[1:], 2):
            yield self._page(
                f"{folder}/{number}.md",
                f"{title}, page {number}",
                f"{title}: works of page {number} of {len(pages)}.",
                "list_page",
                kind="List",
                hide=("navigation", "toc"),
                made_from=partial(self.digests.list_page, sections, title, number, len(pages), with_refs),
                whole=title,
                sections=sections,
                number=number,
                last=len(pages),
                with_refs=with_refs,
            )

    def _years(self) -> Iterator[Page]:
        pages = Later(lambda: paged(self._works_of_years(), LINE_ROOM))
        yield self._fixed("years.md", sections=Later(lambda: pages.value[0]))
        yield from self._further_pages("years", FIXED_PAGES["years.md"][0], pages.value)

    def _works_of_years(self) -> Iterator[Section]:
        for year, works in self.kb.years.items():
            items = [Item(work) for work in self.kb.newest(works)]
            yield Section(f"y{year}", str(year), items, address={"year": str(year)})
        if undated := [Item(work) for work in self.kb.newest() if work.year is None]:
            yield Section("no-date", "No date", undated)

    def _work(self, work: Work) -> Page:
        authors = ", ".join(work.authors[:3]) + (" et al." if len(work.authors) > 3 else "")  # noqa: PLR2004 - as bibliographies do
        notes = "; ".join(tag.note for tag in work.tags if tag.note)
        around = self._around(work)
        return self._page(
            f"works/{work.id}.md",
            work.title,
            f"{authors} ({work.year or 'no date'}). {work.summary or notes}".lstrip(),
            "work",
            kind="Work",
            source=f"entries/{work.id}.yaml",
            hide=("navigation",),
            head=True,
            area=self.kb.primary_node(work).colored,
            changed=work.added.isoformat() if work.added else "",
            made_from=lambda: self.digests.work_page(work, around, self.related(work.id)),
            work=work,
            enrichment=self.enrichments.get(work.id),
            neighbours=around,
            metadata=partial(json_ld, work, self.kb, self.site),
        )

    def _facet(self, facet: Facet) -> Iterator[Page]:
        yield self._page(
            f"{facet.folder}.md",
            facet.plural,
            _about_facet(facet),
            "facet_index",
            source="taxonomy.yaml",
            hide=("toc",),
            made_from=self.digests.nameless_page,
            facet=facet,
        )

    def _value(self, facet: Facet, value: FacetValue) -> Iterator[Page]:
        folder = f"{facet.folder}/{value.id}"
        pages = Later(lambda: paged(self.stated.sections(facet, value), VALUE_ROOM))
        yield self._page(
            f"{folder}.md",
            value.title,
            value.about or _about_facet(facet),
            "facet",
            source="taxonomy.yaml",
            hide=("navigation",),
            kind=facet.title,
            made_from=partial(self.digests.value_page, facet.id, value),
            facet=facet,
            value=value,
            sections=Later(lambda: pages.value[0]),
        )
        yield from self._further_pages(folder, value.title, pages.value)

    def _question(self, answer: Answer) -> Iterator[Page]:
        question = answer.question
        yield self._page(
            f"{question.id}.md",
            question.title,
            question.question,
            "question",
            source="taxonomy.yaml",
            hide=WIDE,
            made_from=self.digests.nameless_page,
            question=question,
        )
        for part in answer.parts:
            title = f"{question.title}: {part.short}"
            pages = in_pages(answer.rows_in(part), ROWS)
            for number, topics in enumerate(pages, 1):
                yield self._page(
                    _numbered(f"{question.id}/{part.id}", number),
                    _page_title(title, number),
                    f"What works on {part.short} state together. {question.question}",
                    "question_part",
                    source="taxonomy.yaml",
                    hide=("navigation",),
                    made_from=self.digests.nameless_page,
                    question=question,
                    part=part,
                    topics=topics,
                    number=number,
                    last=len(pages),
                )

    def _survey(self) -> Iterator[Page]:
        pages = Later(lambda: paged(self._works_of_sections(), SECTION_ROOM))
        yield self._fixed("survey.md", sections=Later(lambda: pages.value[0]))
        yield from self._further_pages("survey", FIXED_PAGES["survey.md"][0], pages.value, with_refs=True)

    def _works_of_sections(self) -> Iterator[Section]:
        for section, title in self.kb.sections.items():
            items = [Item(work, self._note_in(work, section)) for work in self.kb.works_citing_order(section)]
            level = min(2 + section.count("."), 3)
            yield Section(slug(section), f"{section}  {title}" if title else section, items, level)

    def _note_in(self, work: Work, section: str) -> str | None:
        """The notes on a work at the nodes that a section of the survey is about."""
        nodes = (node for node in self.kb.nodes_of(work) if node.section == section)
        return " ".join(note for node in nodes if (note := work.note_on(node.id))) or None

    def _tagging_guide(self) -> Iterator[Page]:
        pages: list[list[Node]] = [[]]
        for node in self.kb.taxonomy:
            # A page starts with a topic or above, whose approaches follow it.
            is_start = node.level != "approach" and pages[-1]
            if is_start and len(pages[-1]) + len(node.children) >= GUIDE_NODES:
                pages.append([])
            pages[-1].append(node)
        page_of = {node.id: number for number, nodes in enumerate(pages, 1) for node in nodes}
        title, about = FIXED_PAGES["tagging-guide.md"]
        for number, nodes in enumerate(pages, 1):
            yield self._page(
                _numbered("tagging-guide", number),
                _page_title(title, number),
                about,
                "tagging_guide",
                source="taxonomy.yaml",
                examples=contribute.examples,
                nodes=nodes,
                page_of=page_of,
                number=number,
                last=len(pages),
            )

    def _reading_paths(self) -> Iterator[Page]:
        paths = list(self.kb.paths.values())
        titles = ", ".join(one.title for one in paths)
        about = f"Works in reading order, with reasons: {titles}."
        yield self._page("paths/index.md", "Reading paths", about, "paths", source=PATHS)

    def _reading_path(
        self, one: ReadingPath, before: ReadingPath | None, after: ReadingPath | None
    ) -> Iterator[Page]:
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
        about = f"{new} works published after the survey, by month and by topic."
        yield self._page("since.md", "Since the survey", about, "since")

    def _month(self, month: Month) -> Iterator[Page]:
        earlier, later = self.since.neighbours(month)
        folder = f"since/{month.id}"
        pages = Later(lambda: paged(self.since.sections(month), LINE_ROOM))
        yield self._page(
            f"{folder}.md",
            f"New in {month.title}",
            f"{len(month.works)} works since the survey, from {month.title}, by topic.",
            "since_month",
            hide=("navigation",),
            made_from=partial(self.digests.month_page, month, (earlier, later)),
            month=month,
            earlier=earlier,
            later=later,
            sections=Later(lambda: pages.value[0]),
        )
        yield from self._further_pages(folder, f"New in {month.title}", pages.value)

    def _news(self) -> Iterator[Page]:
        topics, title = list(self.since.topics.values()), "New in each topic"
        last = -(-len(topics) // NEWS)
        for number in range(1, last + 1):
            shown = topics[(number - 1) * NEWS : number * NEWS]
            yield self._page(
                _numbered("since/topics", number),
                _page_title(title, number),
                "What the works published after the survey add to each topic.",
                "since_topics",
                news=Later(partial(list, map(self.since.news_of, shown))),
                number=number,
                last=last,
            )

    def _table(self, table: Table) -> Iterator[Page]:
        yield self._page(
            f"{table.id}.md",
            table.title,
            table.about or table.title,
            "table",
            source="taxonomy.yaml",
            hide=WIDE if table.in_entries else () if table.kind else ("toc",),
            table=table,
        )

    def _letter(self, name: str) -> Iterator[Page]:
        pages = Later(lambda: self.author_index.pages_of(name))
        yield self._authors(name, pages, 1)
        for number in range(2, len(pages.value) + 1):
            yield self._authors(name, pages, number)

    def _authors(self, name: str, pages: Later[list[AuthorPage]], number: int) -> Page:
        title = f"Authors: {name.upper() if len(name) == 1 else 'other letters'}"
        return self._page(
            _numbered(f"authors/{name}", number),
            _page_title(title, number),
            "Authors with their works.",
            "authors_letter",
            kind="Authors",
            hide=WIDE,
            made_from=partial(self.digests.letter_page, name, number),
            letter_name=name,
            authors=Later(lambda: pages.value[number - 1]),
            number=number,
            last=Later(lambda: len(pages.value)),
            firsts=Later(lambda: [next(iter(authors)) for authors in pages.value]),
        )

    def _venue(self, venue: VenuePage) -> Iterator[Page]:
        folder = f"venues/{venue.slug}"
        pages = Later(lambda: paged(venue.sections(), VENUE_ROOM))
        yield self._page(
            f"{folder}.md",
            venue.name,
            f"{len(venue.works)} works that appeared in {venue.full_name}, by year and topic.",
            "venue",
            kind="Venue",
            hide=("navigation",),
            made_from=partial(self.digests.venue_page, venue),
            venue=venue,
            sections=Later(lambda: pages.value[0]),
        )
        yield from self._further_pages(folder, venue.name, pages.value)

    @cached_property
    def last_change(self) -> str:
        """The day on which the newest work was added; empty if no entry has one."""
        return max((work.added.isoformat() for work in self.kb if work.added), default="")

    @cached_property
    def cited(self) -> frozenset[str]:
        """The ids of the works whose citations are known."""
        return frozenset(work_id for work_id, known in self.enrichments.items() if known.citations)

    @cached_property
    def explorer_version(self) -> str:
        """A mark that changes with the data of the Explorer."""
        return explorer.version(self.kb, self.enrichments)

    def question_files(self) -> Iterator[tuple[str, Content]]:
        """What the script of a question's page loads: the answers, and what works state at each node."""
        for question_id, answer in self.answers.items():
            data = json.dumps(answer_data(answer), ensure_ascii=False, separators=(",", ":"))
            yield f"{question_id}/answer.json", data.encode()
            for node, stated in answer.stated.items():
                made = Made(partial(self._statements, answer, node), [one.work for one in stated])
                yield f"{question_id}/{node}.html", made

    def _statements(self, answer: Answer, node: str) -> bytes:
        """What works state at a node; each group has its place among those of the node."""
        numbered = enumerate(answer.stated[node])
        works = [
            (work, [(number, one.group) for number, one in several])
            for work, several in groupby(numbered, key=lambda item: item[1].work)
        ]
        template = self.templates.get_template("pages/statements.html.j2")
        return template.render(
            kb=self.kb,
            site=self.site,
            root=root_of(f"{answer.question.id}.md"),
            view=self,
            node=self.kb.taxonomy[node],
            works=works,
        ).encode()

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """The joined answers to the questions that have matrices."""
        asked = self.kb.questions
        return {one.id: Answer(self.kb, one) for one in asked.values() if one.matrices}

    @cached_property
    def matrices(self) -> Mapping[str, Sequence[Matrix]]:
        """The matrices of each question."""
        return {question: question_matrices(self.kb, question) for question in self.kb.questions}

    # --- what several templates use ----------------------------------------------------------------------

    @cached_property
    def cycle(self) -> charts.Cycle | None:
        """The cycle that the taxonomy declares, if any."""
        return charts.Cycle.of(self.kb)

    @cached_property
    def author_index(self) -> AuthorIndex:
        """The index of authors."""
        return AuthorIndex(self.kb)

    @cached_property
    def venue_index(self) -> VenueIndex:
        """The index of venues."""
        return VenueIndex(self.kb)

    def prepare(self) -> None:
        """Work out what most pages need, before the work on them is divided."""
        _ = self.digests.statements, self.digests.people
        if first := next(iter(self.kb), None):
            self.related(first.id)  # which indexes all works

    @cached_property
    def related(self) -> Callable[[str], Sequence[tuple[Work, float]]]:
        """The works nearest to one, with scores; those of the last id are kept."""
        nearest = self.nearest or partial(self.kb.related, limit=RELATED)
        return lru_cache(maxsize=1)(lambda work_id: nearest(self.kb[work_id]))

    @cached_property
    def digests(self) -> Digests:
        """What pages are made from."""
        return Digests(self.kb, self.enrichments, self.author_index, self.venue_index)

    @cached_property
    def fragments(self) -> Fragments:
        """Pieces of pages that templates have rendered already."""
        return {}

    @cached_property
    def stated(self) -> StatedView:
        """The statements."""
        return StatedView(self.kb)

    @cached_property
    def tables(self) -> TableView:
        """The tables."""
        return TableView(self.kb)

    @cached_property
    def since(self) -> SinceView:
        """The works since the survey."""
        return SinceView(self.kb)

    @cached_property
    def gaps(self) -> Gaps:
        """The gaps in the literature."""
        return Gaps(self.kb)

    @cached_property
    def paradigms(self) -> ParadigmView:
        """The paradigms, side by side."""
        return ParadigmView(self.kb)

    @cached_property
    def completeness(self) -> Completeness:
        """The facts that entries lack."""
        return Completeness(self.kb)

    def synthesis(self, synthesis: Synthesis, root: str) -> Markup:
        """The text of a synthesis."""
        return synthesis_html(synthesis, self.kb, root)

    def citation(self, notes: ReleaseNotes | None = None) -> str:
        """The site, or a release of it, as BibTeX."""
        return site_bibtex(self.site, notes, self.last_change)

    @property
    def paths_source(self) -> str:
        """The file with the reading paths."""
        return PATHS

    @cached_property
    def newest_month(self) -> Month | None:
        """The latest month with new works, of which some have a day if any month's have."""
        months = self.since.months if self.kb.survey else ()
        return next((month for month in months if month.dated), next(iter(months), None))

    @property
    def newest_works(self) -> list[Work]:
        """The works on the home page: of the newest month since the survey, else those added last."""
        if month := self.newest_month:
            return self.kb.newest(month.dated or month.works)[:NEWEST]
        return [] if self.kb.survey else self.kb.latest_additions[:LATEST]

    @property
    def home_links(self) -> list[HomeLink]:
        """Further pages that the home page links, as far as this survey has them."""
        counts = self.counts
        offered = [
            ("survey.md", "Reading order", "the survey section by section, with the works it cites"),
            ("since.md", "Since the survey", f"{counts['since']} works published after it"),
            *((f"{one.id}.md", one.title, one.about or "") for one in self.kb.tables.values()),
            *self._further_facets(),
            ("trends.md", "Trends", "charts by year, topic, venue and author"),
            ("gaps.md", "Gaps", "approaches without recent works, and rare combinations"),
            ("roadmap.md", "Roadmap", "paradigms and future directions"),
            ("authors.md", "Authors", "people and their topics"),
            ("venues.md", "Venues", "conferences and journals, and their topics"),
            ("years.md", "Years", "all works by year"),
            (
                "how-it-works.md",
                "How it works",
                "how this site is made, and how to make your own",
            ),
        ]
        return [HomeLink(page_address(path), *texts) for path, *texts in offered if self.has(path)]

    def _further_facets(self) -> Iterator[tuple[str, str, str]]:
        """The pages of facets that no question links."""
        linked = {facet for question in self.kb.questions.values() for facet in question.answers_with}
        for facet in self.kb.facets.values():
            if "pages" in facet.shown and facet.id not in linked:
                yield f"{facet.folder}.md", facet.plural, facet.about or ""

    @property
    def main_directions(self) -> list[Node]:
        """The directions that answer a question; all of them if there are no questions."""
        roots = self.kb.taxonomy.roots
        return [node for node in roots if node.entry.question] or list(roots)

    def answering(self, question: ResearchQuestion) -> list[Facet]:
        """The facets with pages that answer a question."""
        facets = (self.kb.facets[facet_id] for facet_id in question.answers_with)
        return [facet for facet in facets if "pages" in facet.shown]

    def _around(self, work: Work) -> tuple[Work | None, Work | None]:
        """The previous and the next work of one at its primary node, the newest first."""
        node = self.kb.primary_node(work)
        if node.id not in self._orders:
            works: list[Work | None] = [
                one for one in self.kb.newest(self.kb.tagged(node)) if one.tags[0].node == node.id
            ]
            self._orders[node.id] = {
                one.id: (before, after)
                for before, one, after in zip([None, *works], works, [*works[1:], None], strict=False)
                if one is not None
            }
        return self._orders[node.id][work.id]

    @cached_property
    def _orders(self) -> dict[str, dict[str, tuple[Work | None, Work | None]]]:
        """What is around the works of the nodes that were asked for."""
        return {}

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers on the home page."""
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


def _about_facet(facet: Facet) -> str:
    return facet.about or f"{facet.plural}, with the works that state them."


def topic_path(node: Node) -> str:
    """The source path of a node's page: an index if the navigation has a branch below it."""
    has_branch = any(child.level != "approach" for child in node.children)
    return f"topics/{node.id}/index.md" if has_branch else f"topics/{node.id}.md"


def _numbered(folder: str, number: int) -> str:
    """The source path of a page of several."""
    return f"{folder}/{number}.md" if number > 1 else f"{folder}.md"


def _page_title(title: str, number: int) -> str:
    """The title of a page of several."""
    return f"{title}, page {number}" if number > 1 else title


def _shortened(text: str) -> str:
    """A text, cut between words to the length of a description."""
    text = " ".join(text.split())
    return (
        text if len(text) <= DESCRIPTION_LENGTH else text[: text.rfind(" ", 0, DESCRIPTION_LENGTH - 1)] + " …"
    )
