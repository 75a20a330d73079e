"""The base of generated files, `page` in templates: headings, links, the parts of a work's line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from living_survey.knowledge.people import Name
from living_survey.rendering.markdown import Anchors, Markdown, heading, link, text
from living_survey.rendering.readme.layout import relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Node, Work

AUTHORS_NAMED = 3
CONTENTS_DEPTH = 3
README = "README.md"

_NAME_IN_TITLE = re.compile(r"(?P<name>\S.{0,38}\S): ")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*$")
_LINK_NAMES = {"dataset": "data"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a file; `node` is the id of the node that it is about."""

    level: int
    title: str
    anchor: str
    node: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """The files and anchors of works, tables and nodes, for links between generated files."""

    works: Mapping[str, str]
    """The file of each work's full line, by id."""
    tables: Mapping[str, str]
    """The first file of each table, by id."""
    headings: Mapping[str, Sequence[Heading]] = field(default_factory=dict)
    """The headings of each file; empty while the draft is rendered."""
    nodes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The file and the anchor of each node's section, by id."""

    def with_headings(self, headings: Mapping[str, Sequence[Heading]]) -> Places:
        """A copy with the headings of a draft. Sections in lists take precedence over those in the README."""
        nodes: dict[str, tuple[str, str]] = {}
        for path in sorted(headings, key=lambda path: path == README):
            for one in headings[path]:
                if one.node:
                    nodes.setdefault(one.node, (path, one.anchor))
        return Places(self.works, self.tables, headings, nodes)


class Page:
    """A generated file.

    Links to works and nodes are reference links (`[text][label]`), collected by `definitions`.
    """

    template: ClassVar[str]
    """The name of the template."""

    def __init__(self, kb: KnowledgeBase, path: str, places: Places) -> None:
        self.path = path
        self.headings: list[Heading] = []
        self._kb = kb
        self._places = places
        self._anchors = Anchors()
        self._targets: dict[str, str] = {}

    def own_statements(self) -> int:
        """The number of values that works state about what they do, without facets of the whole work."""
        return sum(
            len(values)
            for work in self._kb
            for group in self._kb.groups_of(work)
            for relation, values in group.values.items()
            if relation not in group.derived and self._kb.facet_of[relation].of_statements
        )

    # --- the document --------------------------------------------------------------------------------------

    def heading(self, level: int, title: str, node: str | None = None) -> Markdown:
        """A heading; with `node`, links to that node lead here."""
        self.headings.append(Heading(level, title, self._anchors.next(title), node))
        return heading(level, title)

    def contents(self) -> Markdown:
        """The headings that follow, down to the third level, as a list of links."""
        following = self._places.headings.get(self.path, ())[len(self.headings) :]
        return Markdown(
            "\n".join(
                f"{'  ' * (one.level - 2)}- [{text(one.title)}](#{one.anchor})"
                for one in following
                if one.level <= CONTENTS_DEPTH
            )
        )

    def definitions(self) -> Markdown:
        """The targets of the reference links, for the end of the document."""
        return Markdown("\n".join(f"[{label}]: {target}" for label, target in sorted(self._targets.items())))

    # --- links ---------------------------------------------------------------------------------------------

    def node(self, node: Node, label: str | None = None) -> Markdown:
        """A link to a node's section; its short title alone if it has none."""
        path, anchor = self._places.nodes.get(node.id, (None, ""))
        return self._pointer(label or node.short, node.id, path, anchor)

    def work(self, work: Work, label: str | None = None) -> Markdown:
        """A link to a work's line."""
        anchor = f"w-{work.id}"
        return self._pointer(label or short_title(work), anchor, self._places.works.get(work.id), anchor)

    def works(self, works: Iterable[Work]) -> Markdown:
        """Links to several works."""
        return Markdown(" · ".join(self.work(work) for work in works))

    def file(self, path: str, label: str) -> Markdown:
        """A link to another file of the repository."""
        return Markdown(f"[{text(label)}]({relative(path, self.path)})")

    def _pointer(self, label: str, name: str, path: str | None, anchor: str) -> Markdown:
        if path is None:
            return text(label)
        target = f"#{anchor}" if path == self.path else f"{relative(path, self.path)}#{anchor}"
        # The id of a node can be the same as the label of a work.
        while self._targets.setdefault(name, target) != target:
            name += "-2"
        shown = text(label)
        return Markdown(f"[{shown}][]" if shown.lower() == name else f"[{shown}][{name}]")

    # --- works ---------------------------------------------------------------------------------------------

    def title(self, work: Work) -> Markdown:
        """The title, linked to the paper."""
        return link(work.title, work.url)

    def byline(self, work: Work) -> Markdown:
        """First authors, venue and year: `D. Doe, E. Roe et al., NeurIPS 2023`."""
        return text(", ".join(part for part in (_first_authors(work), work.appeared) if part))

    def links(self, work: Work) -> Markdown | None:
        """The other addresses of a work."""
        doi = f"https://doi.org/{work.doi}" if work.doi else None
        named = [
            ("PDF", work.pdf_url),
            ("DOI", doi),
            *((_LINK_NAMES.get(name, name), url) for name, url in work.links.items()),
        ]
        links = [link(name, url) for name, url in named if url != work.url]
        return Markdown(" · ".join(one for one in links if one.endswith(")"))) or None

    def sentence(self, value: str) -> Markdown:
        """A text with a capital letter at its start and punctuation at its end."""
        # A name such as "mPLUG" keeps its small letter.
        start = value[:1].upper() if value[1:2].islower() else value[:1]
        return text(f"{start}{value[1:]}{'' if _SENTENCE_END.search(value) else '.'}")

    # --- words ---------------------------------------------------------------------------------------------

    def count(self, number: int, noun: str) -> str:
        """A number with its noun: `1 work`, `2,000 works`."""
        return f"{number:,} {noun}{'' if number == 1 else 's'}"


def short_title(work: Work) -> str:
    """The first name of a work, else the part of its title before a colon, else the whole title."""
    match = _NAME_IN_TITLE.match(work.title)
    return work.names[0] if work.names else match["name"] if match else work.title


def _first_authors(work: Work) -> str:
    """All authors if there are few, else the first ones: `D. Doe, E. Roe et al.`."""
    few = len(work.authors) <= AUTHORS_NAMED
    authors = work.authors if few else work.authors[: AUTHORS_NAMED - 1]
    named = ", ".join(Name.parse(author).short for author in authors)
    return named if few else f"{named} et al."
