"""What templates of all generated files call, as `page`: headings, pointers, the parts of a work's line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from living_survey.rendering.citation import person
from living_survey.rendering.markdown import Anchors, Markdown, heading, link, text
from living_survey.rendering.readme.layout import relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Node, Work

AUTHORS_NAMED = 3
CONTENTS_DEPTH = 3
README = "README.md"

_NAME_IN_TITLE = re.compile(r"(?P<name>\S.{0,38}\S): ")
_GIVEN_NAME = re.compile(r"(?<!\w)(\w)[^\s-]*")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*$")
_LINK_NAMES = {"dataset": "data"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a file; `node` is the id of the place in the taxonomy that it is about."""

    level: int
    title: str
    anchor: str
    node: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are in all generated files: what pointers need."""

    works: Mapping[str, str]
    """The file of each work's full line, by id."""
    tables: Mapping[str, str]
    """The first file of each table, by id."""
    headings: Mapping[str, Sequence[Heading]] = field(default_factory=dict)
    """The headings of each file; none are known while a draft is rendered to find them."""
    nodes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The file and the anchor of each node's section, by id."""

    def with_headings(self, headings: Mapping[str, Sequence[Heading]]) -> Places:
        """The same with the headings of a draft. A section in a list wins over one in the README."""
        nodes: dict[str, tuple[str, str]] = {}
        for path in sorted(headings, key=lambda path: path == README):
            for one in headings[path]:
                if one.node:
                    nodes.setdefault(one.node, (path, one.anchor))
        return Places(self.works, self.tables, headings, nodes)


class Page:
    """A generated file.

    Pointers to works and nodes are reference links (`[text][label]`), collected by `definitions`.
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
        """How many values works state of what they do, facets of the whole work and of the tree left out."""
        return sum(
            len(values)
            for work in self._kb
            for group in self._kb.groups_of(work)
            for relation, values in group.values.items()
            if relation not in group.derived and self._kb.facet_of[relation].of_statements
        )

    # --- the document --------------------------------------------------------------------------------------

    def heading(self, level: int, title: str, node: str | None = None) -> Markdown:
        """A heading; `node` makes it the one that pointers to that node lead to."""
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
        """Where the pointers lead; the end of the document."""
        return Markdown("\n".join(f"[{label}]: {target}" for label, target in sorted(self._targets.items())))

    # --- pointers ------------------------------------------------------------------------------------------

    def node(self, node: Node, label: str | None = None) -> Markdown:
        """A pointer to a node's section; its short title alone where there is none."""
        path, anchor = self._places.nodes.get(node.id, (None, ""))
        return self._pointer(label or node.short, node.id, path, anchor)

    def work(self, work: Work, label: str | None = None) -> Markdown:
        """A pointer to a work's line."""
        anchor = f"w-{work.id}"
        return self._pointer(label or short_title(work), anchor, self._places.works.get(work.id), anchor)

    def works(self, works: Iterable[Work]) -> Markdown:
        """Pointers to several works."""
        return Markdown(" · ".join(self.work(work) for work in works))

    def file(self, path: str, label: str) -> Markdown:
        """A link to another file of the repository."""
        return Markdown(f"[{text(label)}]({relative(path, self.path)})")

    def _pointer(self, label: str, name: str, path: str | None, anchor: str) -> Markdown:
        if path is None:
            return text(label)
        target = f"#{anchor}" if path == self.path else f"{relative(path, self.path)}#{anchor}"
        # The id of a node can be the name of a work's pointer too.
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
        where = f"{work.venue} {work.year}" if work.venue else str(work.year)
        return text(f"{_first_authors(work)}, {where}")

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
        """A text with a full stop, unless it has one."""
        return text(value if _SENTENCE_END.search(value) else f"{value}.")

    # --- words ---------------------------------------------------------------------------------------------

    def count(self, number: int, noun: str) -> str:
        """A number with its noun: `1 work`, `2,000 works`."""
        return f"{number:,} {noun}{'' if number == 1 else 's'}"


def short_title(work: Work) -> str:
    """The first name of a work, else what is in front of its title's colon, else the whole title."""
    match = _NAME_IN_TITLE.match(work.title)
    return work.names[0] if work.names else match["name"] if match else work.title


def _first_authors(work: Work) -> str:
    """All authors if they are few, else the first ones: `D. Doe, E. Roe et al.`."""
    few = len(work.authors) <= AUTHORS_NAMED
    authors = work.authors if few else work.authors[: AUTHORS_NAMED - 1]
    named = ", ".join(_with_initials(author) for author in authors)
    return named if few else f"{named} et al."


def _with_initials(author: str) -> str:
    """A person's given names as initials: `Jean-Pierre van Dam` -> `J.-P. van Dam`; a team as it is."""
    name = person(author)
    if name.literal or not name.given:
        return author
    given = _GIVEN_NAME.sub(r"\1.", name.given)
    return " ".join(part for part in (given, name.particle, name.family, name.suffix) if part)
