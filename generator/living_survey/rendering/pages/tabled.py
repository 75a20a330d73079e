"""The survey's own tables as pages show them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from living_survey.knowledge.people import Name
from living_survey.knowledge.tables import amount
from living_survey.rendering.markdown import is_linkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from living_survey.knowledge import Column, KnowledgeBase, Row, Table, Work

TOLD_APART = 4
"""The number of words of the title that tell works by the same authors apart."""
SHORT_LABEL = 3
"""A second-level label of at most this length is treated as part of the ending, as in `ac.uk`."""


@dataclass(frozen=True)
class ShownRow:
    """A row of the page of a table."""

    row: Row
    work: Work | None
    anchor: str
    printed: bool
    """Whether the row is printed in the survey, not added by this project."""
    corrections: Mapping[str, str]


@dataclass(frozen=True)
class Aspect:
    """Something that a table compares works by: a value that rows share, or a column of yes and no."""

    column: Column
    value: str
    works: frozenset[str]
    """The ids of the works that have it."""


@dataclass(frozen=True)
class Comparison:
    """The works that a table compares, each with what it is called here, and the aspects of each."""

    works: tuple[Work, ...]
    called: Mapping[str, str]
    aspects: tuple[Aspect, ...]

    @property
    def columns(self) -> list[tuple[str, int]]:
        """The titles of the columns that the aspects come from, each with their number."""
        return list(Counter(aspect.column.title for aspect in self.aspects).items())


@dataclass(frozen=True)
class TableView:
    """The tables of a knowledge base, as templates need them."""

    kb: KnowledgeBase

    def anchor(self, table: Table, row: Row) -> str:
        """The anchor of a row on the page of its table, from its number; empty if it has none."""
        number = table.number_column
        value = row.cell(number) if number else None
        return "" if value is None else f"row-{value}"

    def address(self, table: Table, row: Row) -> str:
        """The address of a row from the root of the site: its anchor, else the table filtered by its name."""
        anchor = self.anchor(table, row)
        name = str(row.cell(table.name_column))
        return f"{table.id}/#{anchor}" if anchor else f"{table.id}/?{urlencode({'q': name}, quote_via=quote)}"

    def shown(self, table: Table) -> list[ShownRow]:
        """The rows of a page: numbered ones in order, then the others, the newest work first."""
        rows = self.kb.rows(table.id)
        newest = {work.id: place for place, work in enumerate(self.kb.newest())}
        numbered = [(row, work) for row, work in rows if work is None or self.anchor(table, row)]
        others = [(row, work) for row, work in rows if work is not None and not self.anchor(table, row)]
        others.sort(key=lambda item: newest[item[1].id])
        return [
            ShownRow(row, work, anchor, bool(anchor and table.section), table.corrections(row))
            for row, work in (*numbered, *others)
            for anchor in [self.anchor(table, row) if work else ""]
        ]

    def columns(self, table: Table) -> list[Column]:
        """The columns of a page; corrections are shown in the cells that they correct."""
        return [column for column in table.shown if column is not table.correction_column]

    def parts(self, column: Column, row: Row) -> tuple[str, ...]:
        """The parts of a cell as the page shows them."""
        cell = row.cell(column)
        if cell in (None, ()):
            return ()
        if column.type == "truth":
            return ("yes" if cell else "no",)
        if column.relation and isinstance(cell, tuple):
            return tuple(self.kb.facet_of[column.relation].value(value).label for value in cell)
        if isinstance(cell, tuple):
            return cell
        if column.split:
            parts = re.split(f"[{re.escape(column.split)}]", str(cell))
            return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        return (str(cell),)

    def remarks(self, table: Table, row: Row) -> list[str]:
        """The texts in hidden columns of a row, without corrections."""
        columns = [one for one in table.columns if one.hidden and one.type == "text"]
        cells = (row.cell(one) for one in columns if one != table.correction_column)
        return [str(cell) for cell in cells if cell]

    def options(self, table: Table, column: Column) -> list[tuple[str, int]]:
        """The options of a column's filter, each with its number of rows."""
        counts = Counter(part for row, _ in self.kb.rows(table.id) for part in self.parts(column, row))
        if column.type == "truth":
            order = ["yes", "no"]
        elif column.relation:
            order = [value.label for value in self.kb.facet_of[column.relation].values]
        else:
            order = sorted(counts)
        return [(value, counts[value]) for value in dict.fromkeys(order) if counts[value]]

    def sort_key(self, column: Column, row: Row) -> str:
        """The sort key of a cell if it is not its text: the amount of a quantity as a number."""
        cell = row.cell(column)
        found = amount(cell) if column.type == "quantity" and isinstance(cell, str) else None
        return "" if found is None else f"{found:g}" if found < 1e6 else f"{found:.0f}"  # noqa: PLR2004 - %g rounds

    def breakable(self, column: Column, row: Row) -> Markup:
        """The text of a cell with line break opportunities between its parts."""
        parts = re.split(f"(?<=[{re.escape(column.split or '')}])", str(row.cell(column)))
        return Markup("<wbr>").join(parts)

    def host(self, column: Column, row: Row) -> str:
        """The host that a cell links, such as `github.com`; empty if it is not a URL."""
        cell = row.cell(column)
        if column.type != "text" or not isinstance(cell, str) or not is_linkable(cell):
            return ""
        return _site(cell)

    def cite(self, work: Work) -> str:
        """A short reference to a work: `Doe et al. 2023`."""
        names = [Name.parse(author).surname for author in work.authors[:2]]
        people = f"{names[0]} et al." if len(work.authors) > len(names) else " and ".join(names)
        return f"{people or work.title} {work.year or ''}".rstrip()

    def called(self, work: Work) -> str:
        """The short name of a work, else a short reference to it."""
        return work.names[0] if work.names else self.cite(work)

    def comparison(self, table: Table) -> Comparison | None:
        """The works that the rows of a table name, by aspect; none if no column names works."""
        column = next((one for one in table.columns if one.type == "works"), None)
        if column is None or table.in_entries:
            return None
        rows = [row for row, _ in self.kb.rows(table.id)]
        named = [[one for one in _texts(row, column) if one in self.kb] for row in rows]
        aspects = []
        for one in table.shown:
            if one.type not in {"text", "truth"}:
                continue
            having: defaultdict[str, list[str]] = defaultdict(list)
            for row, works in zip(rows, named, strict=True):
                if cell := row.cell(one):
                    having[one.title if one.type == "truth" else str(cell)] += works
            if one.type == "truth" or len(having) < len(rows):
                aspects += [Aspect(one, value, frozenset(works)) for value, works in having.items()]
        compared = [self.kb[work] for work in dict.fromkeys(work for works in named for work in works)]
        return Comparison(tuple(compared), self._told_apart(compared), tuple(aspects)) if aspects else None

    def _told_apart(self, works: Sequence[Work]) -> dict[str, str]:
        """What works are called, by id; those called the same also have the start of their titles."""
        called = {work.id: self.called(work) for work in works}
        often = Counter(called.values())
        return {
            work.id: f"{name}, {' '.join(work.title.split()[:TOLD_APART])} …" if often[name] > 1 else name
            for work, name in zip(works, called.values(), strict=True)
        }

    def is_own(self, table: Table, row: Row) -> bool:
        """Whether a row is about the survey itself."""
        cells = (row.cell(column) for column in table.columns if column.type == "works")
        survey = self.kb.survey
        return survey is not None and any(isinstance(cell, tuple) and survey.work in cell for cell in cells)

    def kind_filter(self, table: Table) -> dict[str, str]:
        """The filter of the Explorer for works of the kind that a table compares; empty if it has none."""
        facets = (one for one in self.kb.facets.values() if not one.of_statements)
        return next(({facet.id: table.kind} for facet in facets if table.kind and table.kind in facet), {})

    def listed(self, table: Table) -> list[Work]:
        """All works of the kind that a table compares, without the survey itself, the newest first."""
        of_kind = self.kind_filter(table)
        own = self.kb.survey.work if self.kb.survey else None
        works = self.kb.works(of_kind) if of_kind else []
        return [work for work in self.kb.newest(works) if work.id != own]


def _texts(row: Row, column: Column) -> tuple[str, ...]:
    cell = row.cell(column)
    return cell if isinstance(cell, tuple) else ()


def _site(address: str) -> str:
    """The end of a URL's host, short enough for a cell: `github.io`, `ox.ac.uk`."""
    try:
        host = urlsplit(address).hostname or address
    except ValueError:
        return address
    labels = host.split(".")
    if labels[-1].isdigit():
        return host
    return ".".join(labels[-3:] if len(labels[-2:][0]) <= SHORT_LABEL else labels[-2:])
