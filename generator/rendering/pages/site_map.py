"""Which pages there are, and what each is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from generator.knowledge.health import HealthReport, LinkState
from generator.knowledge.text import fold, slug
from generator.rendering import contribute, explorer
from generator.rendering.matrices import question_matrices
from generator.rendering.pages.environment import letter
from generator.rendering.pages.page import Page, root_of
from generator.rendering.pages.pictures import Pictures
from generator.rendering.pages.work_metadata import json_ld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2 import Environment

    from generator.knowledge import Facet, KnowledgeBase, Node, Work
    from generator.knowledge.enrichment import Enrichment
    from generator.rendering.pages.rules_page import RuleLine
    from generator.rendering.site_context import SiteContext

LEVEL_WORDS = {"direction": "Direction", "area": "Area", "topic": "Topic", "approach": "Approach"}
DESCRIPTION_LENGTH = 300


def render_pages(  # noqa: PLR0913 - what pages are made of
    kb: KnowledgeBase,
    site: SiteContext,
    templates: Environment,
    enrichments: Mapping[str, Enrichment],
    rules: Sequence[RuleLine] = (),
    *,
    health: HealthReport | None = None,
) -> Iterator[Page]:
    """All generated pages of the site, in a fixed order; nothing is rendered before it is asked for."""
    return _SiteMap(kb, site, templates, enrichments, rules, health or HealthReport()).pages()


@dataclass(frozen=True)
class _SiteMap:
    kb: KnowledgeBase
    site: SiteContext
    templates: Environment
    enrichments: Mapping[str, Enrichment]
    rules: Sequence[RuleLine]
    health: HealthReport

    def pages(self) -> Iterator[Page]:
        about = self.kb.survey.about or self.site.description
        yield self._page("index.md", self.site.name, about, "home", hide=("navigation", "toc"))
        yield self._page(
            "explore.md",
            "Explore",
            "All works, filtered by what they are about, where they came out and who wrote them.",
            "explore",
            hide=("navigation", "toc"),
            head="explore_head",
            files=f"{explorer.FOLDER}/",
            version=explorer.version(self.kb, self.enrichments),
        )
        yield self._page(
            "topics/index.md",
            "Topics",
            "The taxonomy of the survey, with the number of works at each node.",
            "topics",
            hide=("toc",),
        )
        for node in self.kb.taxonomy:
            yield self._topic(node)
        for work in self.kb:
            yield self._work(work)
        yield from self._facets()
        yield from self._questions()
        yield self._page(
            "cycle.md",
            "Co-development cycle",
            "How data enhances what models can do, and models use what they can do on data.",
            "cycle",
            hide=("navigation", "toc"),
        )
        yield self._page(
            "trends.md",
            "Trends",
            "The field in pictures: over time, by topic, modality, venue and author, and as a network.",
            "trends",
            hide=("navigation", "toc"),
        )
        yield self._page(
            "survey.md",
            "Survey in reading order",
            "The survey section by section, with the works that each cites.",
            "survey",
        )
        yield self._page(
            "since.md", "Since the survey", "Works that came after the survey, by topic.", "since"
        )
        yield self._page(
            "datasets.md",
            "Public datasets",
            "The survey's table of public datasets for multimodal LLMs.",
            "datasets",
            hide=("toc",),
        )
        yield self._page(
            "related-surveys.md",
            "Related surveys",
            "How the survey compares itself with other surveys.",
            "related_surveys",
        )
        yield self._page(
            "roadmap.md",
            "Roadmap",
            "Paradigms of co-development, and the survey's roadmap with the works on it.",
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
            "Links that are dead, have moved or cannot be checked, as of the last check.",
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
        return Page(
            path, title, _shortened(description), render, head_of, source, hide, changed or self.last_change
        )

    def _topic(self, node: Node) -> Page:
        return self._page(
            topic_path(node),
            node.title,
            node.about or f"Works on {node.title}.",
            "topic",
            source="taxonomy.yaml",
            node=node,
            level_word=LEVEL_WORDS[node.level],
        )

    def _work(self, work: Work) -> Page:
        authors = ", ".join(work.authors[:3]) + (" et al." if len(work.authors) > 3 else "")  # noqa: PLR2004 - as bibliographies do
        notes = "; ".join(tag.note for tag in work.tags if tag.note)
        return self._page(
            f"works/{work.id}.md",
            work.title,
            f"{authors} ({work.year}). {notes}",
            "work",
            source=f"entries/{work.id}.yaml",
            hide=("navigation",),
            head="work_head",
            changed=work.added.isoformat() if work.added else "",
            work=work,
            enrichment=self.enrichments.get(work.id),
            neighbours=self._neighbours.get(work.id, (None, None)),
            metadata=partial(json_ld, work, self.kb, self.site),
        )

    def _facets(self) -> Iterator[Page]:
        groups: list[tuple[str, str, str, str, Mapping[str, Facet]]] = [
            (
                "stages",
                "stage",
                "Stages",
                "At which stage of a model's life data approaches act.",
                self.kb.stages,
            ),
            (
                "capabilities",
                "capability",
                "Capabilities",
                "Which data approaches enhance which capability, and which roles draw on it.",
                self.kb.capabilities,
            ),
            ("roles", "role", "Roles", "In which role a model can serve data.", self.kb.roles),
        ]
        for folder, template, title, about, facets in groups:
            yield self._page(
                f"{folder}.md",
                title,
                about,
                "facet_index",
                facets=facets,
                folder=folder,
                about=about,
                hide=("toc",),
            )
            for facet in facets.values():
                yield self._page(
                    f"{folder}/{facet.id}.md",
                    facet.title,
                    facet.about or about,
                    template,
                    source="taxonomy.yaml",
                    facet=facet,
                    folder=folder,
                )

    def _questions(self) -> Iterator[Page]:
        for question in self.kb.questions.values():
            yield self._page(
                f"{question.id}.md",
                question.title,
                question.question,
                "question",
                source="taxonomy.yaml",
                hide=("navigation", "toc"),
                question=question,
                matrices=partial(question_matrices, self.kb, question.id),
            )

    def _authors(self) -> Iterator[Page]:
        yield self._page(
            "authors.md",
            "Authors",
            "Who works on what: authors with several works, and an index of all.",
            "authors",
        )
        for name, authors in self.authors_by_letter.items():
            yield self._page(
                f"authors/{name}.md",
                f"Authors: {name.upper() if len(name) == 1 else 'other letters'}",
                "Authors with their works.",
                "authors_letter",
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
    def author_slugs(self) -> dict[str, str]:
        """The anchor of each author; names that fold to the same anchor get a number."""
        seen: Counter[str] = Counter()
        slugs = {}
        for author in self.kb.authors:
            base = slug(author) or "author"
            seen[base] += 1
            slugs[author] = base if seen[base] == 1 else f"{base}-{seen[base]}"
        return slugs

    @cached_property
    def authors_by_letter(self) -> dict[str, dict[str, tuple[Work, ...]]]:
        """Authors with their works, by the letter their last name starts with."""
        groups: dict[str, dict[str, tuple[Work, ...]]] = {}
        for author, works in self.kb.authors.items():
            groups.setdefault(letter(author), {})[author] = works
        return dict(sorted(groups.items(), key=lambda item: (item[0] == "other", item[0])))

    @cached_property
    def prolific_authors(self) -> list[tuple[str, tuple[Work, ...]]]:
        """Authors with at least three works, those with most first."""
        several = [(author, works) for author, works in self.kb.authors.items() if len(works) >= 3]  # noqa: PLR2004 - "several"
        return sorted(several, key=lambda item: (-len(item[1]), fold(item[0].split()[-1]), item[0]))

    def author_address(self, author: str) -> str:
        """The address of an author in the index, from the root of the site."""
        return f"authors/{letter(author)}/#{self.author_slugs[author]}"

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
            "relations": len(self.kb.relations),
            "datasets": len(self.kb.datasets),
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
