"""The README: an awesome list of all works, from a template that holds the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.knowledge.text import last_name
from generator.rendering.bibtex import bibtex
from generator.rendering.citation import person
from generator.rendering.markdown import (
    Anchors,
    Markdown,
    environment,
    fenced,
    heading,
    is_linkable,
    link,
    table,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.knowledge import Column, Facet, FacetValue, KnowledgeBase, Node, Row, Table, Work

AUTHORS_NAMED = 3
CONTENTS_DEPTH = 3

_NAME_IN_TITLE = re.compile(r"(?P<name>\S.{0,38}\S): ")
_GIVEN_NAME = re.compile(r"(?<!\w)(\w)[^\s-]*")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*$")
_LINK_NAMES = {"dataset": "data"}


def render_readme(kb: KnowledgeBase, template: str) -> str:
    """The README of a knowledge base, from the text of its template.

    The template is rendered twice: contents and pointers of the second time need the anchors of the first.
    Raises `jinja2.TemplateError` for what is wrong with the template.
    """
    compiled = environment().from_string(template)
    draft = _Readme(kb)
    compiled.render(kb=kb, readme=draft)
    return compiled.render(kb=kb, readme=_Readme(kb, draft.headings))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document; `node` is the id of the place in the taxonomy that it is about."""

    level: int
    title: str
    anchor: str
    node: str | None


@dataclass(frozen=True, slots=True)
class Glance:
    """A line of the overview: a node down to topics, with the approaches of a topic."""

    node: Node
    indent: Markdown
    approaches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The list at one node: works that have their full line here, works that have it elsewhere."""

    node: Node
    level: int
    works: tuple[Work, ...]
    elsewhere: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The values of a facet with the number of works that state them."""

    title: str
    values: tuple[tuple[FacetValue, int], ...]
    unstated: int
    """The number of works that state no value of the facet."""


class _Readme:
    """What a template calls, as `readme`, for the parts that are more than words.

    Pointers within the document are reference links (`[text][anchor]`), collected by `definitions`.
    """

    def __init__(self, kb: KnowledgeBase, headings: Sequence[Heading] = ()) -> None:
        self.headings: list[Heading] = []
        self._kb = kb
        self._all_headings = headings
        self._anchor_of = {heading.node: heading.anchor for heading in headings if heading.node}
        self._anchors = Anchors()
        self._pointed_at: set[str] = set()

    # --- the document --------------------------------------------------------------------------------------

    def heading(self, level: int, title: str, node: str | None = None) -> Markdown:
        """A heading; `node` makes it the one that pointers to that node lead to."""
        self.headings.append(Heading(level, title, self._anchors.next(title), node))
        return heading(level, title)

    def contents(self) -> Markdown:
        """The headings that follow, down to the third level, as a list of links."""
        following = self._all_headings[len(self.headings) :]
        return Markdown(
            "\n".join(
                f"{'  ' * (heading.level - 2)}- [{text(heading.title)}](#{heading.anchor})"
                for heading in following
                if heading.level <= CONTENTS_DEPTH
            )
        )

    def definitions(self) -> Markdown:
        """Where the pointers lead; the end of the document."""
        return Markdown("\n".join(f"[{anchor}]: #{anchor}" for anchor in sorted(self._pointed_at)))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
        """A table of texts and Markdown."""
        return table(header, rows)

    # --- pointers ------------------------------------------------------------------------------------------

    def node(self, node: Node, label: str | None = None) -> Markdown:
        """A pointer to a node's heading; its short title alone where the document has none."""
        return self._pointer(label or node.short, self._anchor_of.get(node.id))

    def work(self, work: Work, label: str | None = None) -> Markdown:
        """A pointer to a work's line."""
        return self._pointer(label or _short_title(work), f"w-{work.id}")

    def works(self, works: Iterable[Work]) -> Markdown:
        """Pointers to several works."""
        return Markdown(" · ".join(self.work(work) for work in works))

    def _pointer(self, label: str, anchor: str | None) -> Markdown:
        if not anchor:
            return text(label)
        self._pointed_at.add(anchor)
        shown = text(label)
        return Markdown(f"[{shown}][]" if shown.lower() == anchor else f"[{shown}][{anchor}]")

    # --- the list ------------------------------------------------------------------------------------------

    def glance(self) -> Iterator[Glance]:
        """The taxonomy in the survey's order, without what no work is tagged with."""
        for node in self._kb.taxonomy:
            if node.level != "approach" and self._kb.count(node):
                below = node.walk() if node.level == "topic" else ()
                approaches = tuple(part for part in below if part is not node and self._kb.count(part))
                yield Glance(node, Markdown("  " * len(node.ancestors)), approaches)

    def sections(self, root: Node) -> Iterator[Section]:
        """A branch of the taxonomy in the survey's order, without what no work is tagged with."""
        levels = {root.id: 2}
        for node in root.walk():
            if node.parent and node is not root:
                nested = node.level == node.parent.level == "area"
                levels[node.id] = levels[node.parent.id] + (not nested)
            if self._kb.count(node):
                tagged = self._kb.newest(self._kb.tagged(node))
                here = tuple(work for work in tagged if self._kb.primary_node(work) is node)
                elsewhere = tuple(work for work in tagged if self._kb.primary_node(work) is not node)
                yield Section(node, levels[node.id], here, elsewhere)

    def title(self, work: Work) -> Markdown:
        """The title, linked, with the anchor that pointers lead to."""
        anchor = Markdown(f'<a id="w-{work.id}"></a>')
        title = link(work.title, work.url)
        # An item that begins with a tag but has no link looks broken to linters of awesome lists.
        return Markdown(anchor + title if is_linkable(work.url) else title + anchor)

    def byline(self, work: Work) -> Markdown:
        """First authors, venue and year: `D. Doe, E. Roe et al., NeurIPS 2023`."""
        where = f"{work.venue} {work.year}" if work.venue else str(work.year)
        return text(f"{_first_authors(work)}, {where}")

    def about(self, work: Work) -> Markdown | None:
        """What the work does, else why it is at its primary node, with a full stop."""
        about = work.summary or work.tags[0].note
        return text(about if _SENTENCE_END.search(about) else f"{about}.") if about else None

    def links(self, work: Work) -> Markdown | None:
        """The other addresses of a work."""
        doi = f"https://doi.org/{work.doi}" if work.doi else None
        named = [
            ("PDF", work.pdf_url),
            ("DOI", doi),
            *((_LINK_NAMES.get(name, name), url) for name, url in work.links.items()),
        ]
        links = [link(name, url) for name, url in named if url != work.url and is_linkable(url)]
        return Markdown(" · ".join(links)) if links else None

    # --- tables --------------------------------------------------------------------------------------------

    def rows(self, kind: Table) -> Markdown:
        """A table of the survey: the numbers of its rows, if any, and the columns that its page shows."""
        number = kind.number_column
        columns = [*((number,) if number else ()), *(one for one in kind.shown if one != number)]
        lines = [
            [self._cell(kind, column, row, work) for column in columns]
            for row, work in self._kb.rows(kind.id)
        ]
        return table([column.title for column in columns], lines)

    def _cell(self, kind: Table, column: Column, row: Row, work: Work | None) -> object:
        value = row.cell(column)
        if column == kind.name_column and work:
            return self.work(work, str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, tuple):
            return value
        if column.type == "works":
            return Markdown(", ".join(self._reference(self._kb[work_id]) for work_id in value))
        if column.relation:
            facet = self._kb.facet_of[column.relation]
            value = tuple(facet.value(value_id).label for value_id in value)
        return ", ".join(value)

    def _reference(self, work: Work) -> Markdown:
        """A pointer to a work by author and year; bold for the survey itself."""
        pointer = self.work(work, _author_and_year(work))
        survey = self._kb.survey
        return Markdown(f"**{pointer}**") if survey and survey.work == work.id else pointer

    def shortened_values(self, kind: Table) -> list[tuple[Facet, list[FacetValue]]]:
        """The values that a table names by short labels, whose full titles a reader may want."""
        found = []
        for column in kind.shown:
            if column.relation:
                facet = self._kb.facet_of[column.relation]
                named = {value for row, _ in self._kb.rows(kind.id) for value in _values(row, column)}
                found.append(
                    (facet, [one for one in facet.values if one.id in named and one.label != one.title])
                )
        return [(facet, values) for facet, values in found if values]

    def remarks(self, kind: Table) -> list[tuple[str, str]]:
        """The texts in hidden columns, each with the number and the name of its row."""
        hidden = [column for column in kind.columns if column.hidden and column.type == "text"]
        return [
            (_row_name(kind, row), str(remark))
            for row, _ in self._kb.rows(kind.id)
            for column in hidden
            if (remark := row.cell(column))
        ]

    # --- facets --------------------------------------------------------------------------------------------

    def facets(self) -> list[Counted]:
        """How many works state each value themselves, by relation; for the facets that the README shows."""
        return [
            Counted(
                facet.plural if len(facet.relations) == 1 else f"{facet.plural} that works {relation.plural}",
                tuple(
                    (value, len(works))
                    for value in facet.values
                    if (works := self._kb.stating(facet.id, value.id, relation.id))
                ),
                len(self._kb.unstated(facet.id)),
            )
            for facet in self._kb.facets.values()
            if "readme" in facet.shown
            for relation in facet.relations
        ]

    def since_survey(self) -> Iterator[tuple[Node, int]]:
        """How many works of each branch came after the survey."""
        since = set(self._kb.since_survey)
        for root in self._kb.taxonomy.roots:
            if number := len(since.intersection(self._kb.works(node=root.id))):
                yield root, number

    # --- words ---------------------------------------------------------------------------------------------

    def count(self, number: int, noun: str) -> str:
        """A number with its noun: `1 work`, `2,000 works`."""
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    def bibtex(self, work: Work) -> Markdown:
        """The BibTeX entry of a work as a block of code."""
        return fenced(bibtex(work), "bibtex")


def _row_name(kind: Table, row: Row) -> str:
    name, number = row.cell(kind.name_column), kind.number_column
    return f"Row {row.cell(number)}, {name}" if number else str(name)


def _values(row: Row, column: Column) -> tuple[str, ...]:
    value = row.cell(column)
    return value if isinstance(value, tuple) else ()


def _short_title(work: Work) -> str:
    """The name in front of a title's colon, else the whole title."""
    match = _NAME_IN_TITLE.match(work.title)
    return match["name"] if match else work.title


def _author_and_year(work: Work) -> str:
    others = " et al." if len(work.authors) > 1 else ""
    return f"{last_name(work.authors[0])}{others} {work.year}"


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
