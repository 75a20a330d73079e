"""A chart as pages show it: an image and its data as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from living_survey.rendering.exports.table import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from living_survey.knowledge import Facet, FacetValue, Node, Work


@dataclass(frozen=True)
class TableCell:
    """A text in a table with an optional link."""

    text: str
    href: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number, which is aligned to the right."""
        return self.text.removeprefix("-").isdigit()


@dataclass(frozen=True)
class Table:
    """The data of a chart; the first cell of a row is its header."""

    headings: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]

    @property
    def csv(self) -> str:
        """The table as CSV (RFC 4180), with formulas escaped."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(guarded(heading) for heading in self.headings)
        writer.writerows([guarded(cell.text) for cell in row] for row in self.rows)
        return text.getvalue()

    @property
    def csv_address(self) -> str:
        """The table as a `data:` URL, which a browser saves without a request."""
        return f"data:text/csv;charset=utf-8,{quote(self.csv)}"


@dataclass(frozen=True)
class View:
    """One of several images of the same data; `name` labels it in the switch between them.

    `narrow` is shown on phones if `svg` does not fit them.
    """

    name: str
    svg: Markup
    narrow: Markup | None = None


@dataclass(frozen=True)
class Chart:
    """A figure of a page. `id` is its anchor and the name of downloaded files.

    `finding` says what the data show, `about` how to read the chart.
    """

    id: str
    title: str
    about: str
    views: tuple[View, ...]
    table: Table
    wide: bool = False
    finding: str = ""


def explorer(root: str, filters: Mapping[str, str], works: Iterable[Work] = ()) -> str:
    """The address of the Explorer with some filters: `../explore/?node=a,b&year=2024`."""
    ids = ",".join(work.id for work in works)
    query = {**filters, "work": ids} if ids else filters
    return f"{root}explore/?{urlencode(query, quote_via=quote, safe=',')}"


def value_path(facet: Facet, value: FacetValue) -> str:
    """The path of a value from the root of the site: its page, else its works in the Explorer."""
    if "pages" in facet.shown:
        return f"{facet.folder}/{value.id}/"
    return explorer("", {facet.id: value.id} if "filter" in facet.shown else {})


def area_class(node: Node | None) -> str:
    """The class that gives an element the colour of a node's area."""
    return f"area-{node.colored.id}" if node is not None and node.colored else "area-none"


def plural(count: int, word: str = "work") -> str:
    """`1 work`, `2 works`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
