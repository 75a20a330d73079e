"""The files of `lists/`: every work by its tags, and the survey's tables."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.knowledge.people import Name
from living_survey.rendering.markdown import Markdown, is_linkable, link, table
from living_survey.rendering.readme.page import README, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.knowledge import Column, Facet, FacetValue, KnowledgeBase, Node, Row, Table, Work
    from living_survey.rendering.readme.layout import ListFile
    from living_survey.rendering.readme.page import Places


@dataclass(frozen=True, slots=True)
class Section:
    """The list at one node: works with their full line here, and works with it elsewhere."""

    node: Node
    level: int
    works: Sequence[Work]
    elsewhere: Sequence[Work]
    apart: Sequence[Node]
    """Nodes directly below it with their own files."""


class ListPage(Page):
    """A list, as its template needs it."""

    def __init__(self, kb: KnowledgeBase, file: ListFile, places: Places) -> None:
        super().__init__(kb, file.path, places)
        self._file = file

    def home(self) -> Markdown:
        """A link to the README."""
        return self.file(README, "README")

    def parts(self) -> Markdown | None:
        """Links to the parts of a list in several files: `[1](x.md) · 2 · [3](x/part_3.md)`."""
        file = self._file
        if file.parts == 1:
            return None
        return Markdown(
            " · ".join(
                str(part) if part == file.part else self.file(file.path_of(part), str(part))
                for part in range(1, file.parts + 1)
            )
        )


class WorksPage(ListPage):
    """A list of works, as its template needs it."""

    template = "list.md.j2"

    @property
    def subject(self) -> Node:
        """The node that the file is about."""
        return self._kb.taxonomy[self._file.subject.id]

    def sections(self) -> Iterator[Section]:
        """The nodes of the file in the survey's order; the first one is the subject of the file."""
        top, own = len(self.subject.ancestors), {node.id for node, _ in self._file.lines}
        for node_id, lines in groupby(self._file.lines, key=lambda line: line[0].id):
            node, works = self._kb.taxonomy[node_id], [work for _, work in lines]
            here = [work for work in works if work and self._kb.primary_node(work) is node]
            elsewhere = [work for work in works if work and self._kb.primary_node(work) is not node]
            apart = [child for child in node.children if child.id not in own and self._kb.count(child)]
            yield Section(node, 1 + len(node.ancestors) - top, here, elsewhere, apart)

    def anchored_title(self, work: Work) -> Markdown:
        """The linked title with the anchor of the work."""
        anchor, title = Markdown(f'<a id="w-{work.id}"></a>'), self.title(work)
        # Linters of awesome lists report an item that starts with a tag but has no link.
        return Markdown(anchor + title if is_linkable(work.url) else title + anchor)


class TablePage(ListPage):
    """A table, as its template needs it."""

    template = "table.md.j2"

    @property
    def subject(self) -> Table:
        """The table whose rows the file has."""
        return self._kb.tables[self._file.subject.id]

    def rows(self) -> Markdown:
        """The table: the numbers of its rows, if any, and the columns shown on its page."""
        number, shown = self.subject.number_column, self.subject.shown
        columns = [*((number,) if number else ()), *(one for one in shown if one != number)]
        return table(
            [column.title for column in columns],
            [[self._cell(column, row, work) for column in columns] for row, work in self._file.rows],
        )

    def _cell(self, column: Column, row: Row, work: Work | None) -> object:
        value = row.cell(column)
        if column == self.subject.name_column and work:
            return self.work(work, str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and is_linkable(value):
            return link(_host(value), value)
        if not isinstance(value, tuple):
            return value
        if column.type == "works":
            return Markdown(", ".join(self._reference(self._kb[work_id]) for work_id in value))
        if column.relation:
            facet = self._kb.facet_of[column.relation]
            value = tuple(facet.value(value_id).label for value_id in value)
        return ", ".join(value)

    def _reference(self, work: Work) -> Markdown:
        """A link to a work, labelled with author and year; bold for the survey itself."""
        pointer = self.work(work, _author_and_year(work))
        survey = self._kb.survey
        return Markdown(f"**{pointer}**") if survey and survey.work == work.id else pointer

    def shortened_values(self) -> list[tuple[Facet, list[FacetValue]]]:
        """The values shown by short labels, to be listed with their full titles."""
        found = []
        for column in self.subject.shown:
            if column.relation:
                facet = self._kb.facet_of[column.relation]
                named = {value for row, _ in self._file.rows for value in _values(row, column)}
                found.append(
                    (facet, [one for one in facet.values if one.id in named and one.label != one.title])
                )
        return [(facet, values) for facet, values in found if values]

    def remarks(self) -> list[tuple[str, str]]:
        """The texts in hidden columns, each with the number and the name of its row."""
        hidden = [column for column in self.subject.columns if column.hidden and column.type == "text"]
        return [
            (self._row_name(row), str(remark))
            for row, _ in self._file.rows
            for column in hidden
            if (remark := row.cell(column))
        ]

    def _row_name(self, row: Row) -> str:
        name, number = row.cell(self.subject.name_column), self.subject.number_column
        known = row.cell(number) if number else None
        return str(name) if known is None else f"Row {known}, {name}"


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")


def _values(row: Row, column: Column) -> tuple[str, ...]:
    value = row.cell(column)
    return value if isinstance(value, tuple) else ()


def _author_and_year(work: Work) -> str:
    others = " et al." if len(work.authors) > 1 else ""
    people = f"{Name.parse(work.authors[0]).surname}{others}" if work.authors else work.title
    return f"{people} {work.year or ''}".rstrip()
