"""Works in the rows of tables, with the columns in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.sources.listed import columns
from living_survey.sources.listed.addresses import Address
from living_survey.sources.listed.citations import as_title
from living_survey.sources.listed.people import people, people_in_cell
from living_survey.sources.listed.units import Unit
from living_survey.sources.listed.venues import (
    YEAR,
    date_year,
    is_month_of,
    is_preprint,
    is_venue,
    venue_of_cell,
    years_in,
)
from living_survey.sources.listed.wording import FEW_WORDS, SHORTEST_TITLE, is_label, title_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from living_survey.sources.listed.markup import Element
    from living_survey.sources.listed.works import ListedWork

MOST_COLUMNS = 50
MOST_ROWS_OF_A_CELL = 2_000
SAMPLE = 20


@dataclass(frozen=True)
class Row:
    """A row: a heading of those below it, a work, or neither."""

    line: int
    text: str = ""
    heading: str | None = None
    work: ListedWork | None = None
    fault: str = ""
    """What is wrong with the row itself."""
    leads_to_paper: bool = False


@dataclass(frozen=True)
class _Cell:
    unit: Unit
    is_header: bool
    width: int

    @property
    def has_content(self) -> bool:
        return not self.is_header and bool(self.unit.text or self.unit.addresses)


class Table:
    """A table of works: finds the column of titles and what the others hold."""

    def __init__(self, element: Element) -> None:
        grid = list(_grid(element))
        has_header = bool(grid) and _is_header(grid[0][1])
        self.headings = [columns.column_name(cell.unit.text) for cell in grid[0][1]] if has_header else []
        self._body = grid[1:] if has_header else grid
        width = max((len(cells) for _, cells in self._body), default=0)
        self._kinds = [self._kind(at) for at in range(width)]

    def rows(self) -> Iterator[Row]:
        """Its rows in order; empty ones are left out."""
        for line, cells in self._body:
            texts = {cell.unit.text for cell in cells if cell.unit.text}
            is_spanned = len(cells) > 1 and cells[0].width >= len(cells) and not cells[0].unit.addresses
            if is_spanned or (len(texts) == 1 and not any(cell.has_content for cell in cells)):
                yield Row(line, heading=cells[0].unit.text or next(iter(texts), ""))
            elif any(cell.has_content for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: Sequence[_Cell]) -> Row:
        text = " ".join(cell.unit.text for cell in cells)
        leads_to_paper = any(cell.unit.has_paper for cell in cells)
        at, work = self._work(line, cells)
        if work is None:
            return Row(line, text, leads_to_paper=leads_to_paper)
        for number, cell in enumerate(cells):
            if number != at:
                _add_cell(work, cell.unit, self._kinds[number], self._heading(number))
        work.year = self._year(work, at, cells)
        work.badges = tuple(dict.fromkeys(badge for cell in cells for badge in cell.unit.badges))
        is_long = title_size(work.title) >= SHORTEST_TITLE and len(work.title.split()) >= FEW_WORDS
        is_expected = work.arxiv or work.doi or leads_to_paper or work.badges
        is_work = is_expected or (is_long and (self._named_columns or work.is_linked))
        is_work = is_work or (work.is_linked and any(self.headings))
        return Row(
            line, text, work=work if is_work else None, fault=self._extra_cells(cells) if is_work else ""
        )

    def _work(self, line: int, cells: Sequence[_Cell]) -> tuple[int, ListedWork | None]:
        """The work of the first column of titles that has one in this row."""
        for at in self._title_columns:
            work = cells[at].unit.work(line) if at < len(cells) else None
            if work is not None and title_size(work.title):
                work.in_table = work.is_certain = True
                is_title = self._heading(at) in columns.WHOLE_TITLES and not cells[at].unit.addresses
                if is_title and not (work.authors or work.venue or work.year):
                    work.title = as_title(cells[at].unit.text)
                return at, work
        return 0, None

    def _year(self, work: ListedWork, at: int, cells: Sequence[_Cell]) -> int | None:
        """The year of the venue; a date is not, if there is a venue and it is the date of the preprint."""
        texts = {"venue": "", "year": ""}
        for kind, cell in zip(self._kinds, cells, strict=False):
            if kind in texts and cell is not cells[at]:
                texts[kind] += f" {cell.unit.text}"
        if years := years_in(texts["venue"]):
            return years[0]
        if work.venue and not is_preprint(work.venue) and is_month_of(work.arxiv, texts["year"]):
            return None
        return date_year(texts["year"]) or work.year

    def _extra_cells(self, cells: Sequence[_Cell]) -> str:
        width = len(self.headings)
        extra = " | ".join(cell.unit.text or "(empty)" for cell in cells[width:])
        return f"the row has {len(cells)} cells for {width} columns: {extra}" if width and extra else ""

    # --- the columns ---------------------------------------------------------------------------------------

    def _heading(self, at: int) -> str:
        return self.headings[at] if at < len(self.headings) else ""

    def _kind(self, at: int) -> str:
        """What a column holds besides titles, by its heading, or by its cells if it has none."""
        if heading := self._heading(at):
            return columns.fact_of(heading)
        texts = [unit.text for unit in self._sample(at) if unit.text]
        for kind, is_kind in _GUESSES.items():
            if texts and 2 * sum(is_kind(text) for text in texts) > len(texts):
                return kind
        return ""

    @cached_property
    def _named_columns(self) -> list[int]:
        return [self.headings.index(name) for name in columns.TITLES if name in self.headings]

    @cached_property
    def _title_columns(self) -> list[int]:
        """The columns that may hold titles, the most likely first, by their headings or links to papers."""
        width = max((len(cells) for _, cells in self._body), default=0)
        linked = [at for at in range(width) if at not in self._named_columns and self._leads_to_papers(at)]
        if not (linked or any(self.headings)):
            linked = [at for at in range(width) if self._is_linked(at)]
        likely = [at for at in (*self._named_columns, *linked) if self._likeness(at) >= 1]
        return sorted(likely, key=lambda at: -round(self._likeness(at))) or self._named_columns

    def _sample(self, at: int) -> list[Unit]:
        return [cells[at].unit for _, cells in self._body[:SAMPLE] if at < len(cells)]

    def _leads_to_papers(self, at: int) -> bool:
        sample = self._sample(at)
        return 2 * sum(unit.has_paper for unit in sample) > len(sample)

    def _is_linked(self, at: int) -> bool:
        sample = self._sample(at)
        return 2 * sum(bool(unit.title and unit.starts_with_title) for unit in sample) > len(sample)

    def _likeness(self, at: int) -> float:
        """0 for a column of labels and numbers, 1 for names, 2 for titles of several words."""
        sample = [
            unit.title.text if unit.title and not is_venue(unit.text) else "" for unit in self._sample(at)
        ]
        values = [2 if len(title.split()) >= FEW_WORDS else bool(title) for title in sample]
        return round(sum(values) / len(values), 1) if values else 0


def _is_header(cells: Sequence[_Cell]) -> bool:
    named = {columns.column_name(cell.unit.text) for cell in cells}
    return all(cell.is_header for cell in cells) or not named.isdisjoint(columns.TITLES)


def _is_year(text: str) -> bool:
    return not YEAR.sub("", text).strip(" ,./-")


def _is_list_of_people(text: str) -> bool:
    return people(text) is not None


_GUESSES: dict[str, Callable[[str], bool]] = {
    "authors": _is_list_of_people,
    "year": _is_year,
    "venue": is_venue,
}


def _add_cell(work: ListedWork, unit: Unit, kind: str, heading: str) -> None:
    """Take what a cell of a kind of column shows."""
    text = unit.text.strip(" -–—")
    if kind == "authors" or (kind == "venue" and people(text)):
        work.add_people(people_in_cell(text))
    elif kind == "venue":
        work.venue = venue_of_cell(text) or work.venue
    elif heading and text and kind != "year" and not unit.addresses:
        work.columns[heading] = text
    work.add_addresses(_labelled(address, heading) for address in unit.addresses)


def _labelled(address: Address, heading: str) -> Address:
    """An address, with the heading of its column as its words if it has none of its own."""
    if address.is_paper or address.kind != "project" or not is_label(address.words):
        return address
    return Address.read(address.url, heading) or address


def _grid(table: Element) -> Iterator[tuple[int, list[_Cell]]]:
    """The rows with their lines; a cell that spans rows or columns is in each of them."""
    spanning: dict[int, tuple[int, _Cell]] = {}
    for row in table.find_all("tr"):
        cells: list[_Cell] = []
        own = [child for child in row.elements if child.name in {"td", "th"}]
        while own or len(cells) in spanning:
            at = len(cells)
            if at in spanning:
                left, cell = spanning.pop(at)
                if left > 1:
                    spanning[at] = (left - 1, cell)
                cells.append(cell)
            else:
                child = own.pop(0)
                width, height = (
                    _span(child, "colspan", MOST_COLUMNS),
                    _span(child, "rowspan", MOST_ROWS_OF_A_CELL),
                )
                cell = _Cell(Unit.of(child.children), child.name == "th", width)
                cells += [cell] * width
                if height > 1:
                    spanning |= dict.fromkeys(range(at, at + width), (height - 1, cell))
        if cells:
            yield row.line, cells


def _span(cell: Element, name: str, most: int) -> int:
    value = re.match(r"\d{1,5}", cell.attributes.get(name, "").strip())
    return max(1, min(int(value[0]), most)) if value else 1
