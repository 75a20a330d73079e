"""Heat maps: rows by columns, each cell a number and a shade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.chart import View
from living_survey.rendering.charts.svg import PHONE, element, figure, link, rect, text, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

FONT = 12
ROW = 24
LINE = 13
LABEL_LINES = 2
LEFT = 124.0
BETWEEN = 14.0
MIN_CELL, MAX_CELL = 23.0, 44.0
"""The narrowest cell has room for three digits."""
TILT = 0.72
"""The height and width of a tilted label as a share of its length."""


@dataclass(frozen=True)
class Head:
    """The header of a row or column with its link and colour class."""

    id: str
    label: str
    href: str
    css: str = "area-none"
    group: str = ""


@dataclass(frozen=True)
class Spot:
    """A number in a cell."""

    value: int
    href: str
    title: str
    aside: bool = False
    """Whether it is a total or "not stated", which is drawn without a shade."""


def heat_map(  # noqa: PLR0913, PLR0917 - the parts of a chart
    label: str,
    name: str,
    title: str,
    about: str,
    rows: Sequence[Head],
    columns: Sequence[Head],
    spots: Mapping[tuple[str, str], Spot],
    *,
    only_last: bool = False,
) -> View:
    """Cells are shaded by the square root of their number, so that small numbers stay visible.

    If the columns do not fit a phone, it has several maps below each other, or that of the last columns.
    """
    most = max((spot.value for spot in spots.values() if not spot.aside), default=0) or 1
    parts, width, height = _map(rows, columns, spots, most, 0)
    svg = figure(name, width, height, title, about, *parts)
    if width <= PHONE:
        return View(label, svg)
    room = _room(rows, columns)
    number = -(-len(columns) // room)
    each = room if only_last else -(-len(columns) // number)
    chunks = (
        [columns[-each:]] if only_last else [columns[at : at + each] for at in range(0, len(columns), each)]
    )
    parts, width, height = [], 0.0, 0.0
    for chunk in chunks:
        filled = [
            row
            for row in rows
            if any((row.id, column.id) in spots and spots[row.id, column.id].value for column in chunk)
        ]
        more, broad, height = _map(filled, chunk, spots, most, height)
        parts += more
        width = max(width, broad)
        height += BETWEEN
    name = f"{name}-narrow"
    return View(label, svg, figure(name, max(PHONE, width), height - BETWEEN, title, about, *parts))


def _left(rows: Sequence[Head]) -> float:
    """The room for the headers of rows."""
    return min(LEFT, max((text_width(row.label, FONT) for row in rows), default=0) + 12)


def _room(rows: Sequence[Head], columns: Sequence[Head]) -> int:
    """The number of the narrowest columns that fit a phone, with tilted headers."""
    longest = max(text_width(column.label, FONT) for column in columns)
    return max(1, int((PHONE - 4 - _left(rows) - longest * TILT) / MIN_CELL + 0.5))


def _map(
    rows: Sequence[Head],
    columns: Sequence[Head],
    spots: Mapping[tuple[str, str], Spot],
    most: int,
    above: float,
) -> tuple[list[Markup], float, float]:
    """A map with its top at `above`: its parts, its width, and its bottom."""
    left = _left(rows)
    longest = max((text_width(column.label, FONT) for column in columns), default=0)
    fitting = (PHONE - 4 - left) / max(1, len(columns))
    tilted = longest > min(MAX_CELL, fitting)
    if tilted:  # the last label reaches beyond its column
        fitting = (PHONE - 4 - left - text_width(columns[-1].label, FONT) * TILT) / (len(columns) - 0.5)
    cell = max(MIN_CELL, min(MAX_CELL, fitting))
    top = above + (longest * TILT + 14 if tilted else 24.0)
    parts: list[Markup] = []
    for place, column in enumerate(columns):
        x = left + (place + 0.5) * cell
        turn = f"rotate(-45 {x:.1f} {top - 8:.1f})" if tilted else None
        anchor = "start" if tilted else "middle"
        label = text(x, top - 8, column.label, "chart__label", anchor, transform=turn)
        parts.append(element("a", label, href=column.href, class_="chart__name"))
    y = top
    group = rows[0].group if rows else ""
    for row in rows:
        if row.group != group:
            y, group = y + 8, row.group
        lines = wrapped(row.label, left - 8, FONT, LABEL_LINES)
        tall = max(ROW, LINE * len(lines) + 4)
        middle = y + tall / 2 + 4
        first = middle - LINE * (len(lines) - 1) / 2
        names = [
            text(left - 8, first + LINE * at, line, "chart__label", "end") for at, line in enumerate(lines)
        ]
        band = rect(left + 1, y + 1, cell * len(columns) - 2, tall - 2, "chart__none", rx=2)
        name_of_row = element("a", element("title", row.label), *names, href=row.href, class_="chart__name")
        cells = [name_of_row, band]
        for place, column in enumerate(columns):
            spot = spots.get((row.id, column.id))
            x = left + place * cell
            if spot is None or not spot.value:
                continue
            shade = None if spot.aside else f"--n:{round(14 + 82 * (spot.value / most) ** 0.5)}"
            css = "chart__shade chart__shade--aside" if spot.aside else "chart__shade"
            box = rect(x + 1, y + 1, cell - 2, tall - 2, css, rx=2, style=shade)
            value = text(x + cell / 2, middle, str(spot.value), "chart__value", "middle")
            cells.append(link(spot.href, spot.title, box, value, class_="chart__link"))
        parts.append(element("g", *cells, class_=row.css))
        y += tall
    width = left + cell * len(columns) + 4
    if tilted:
        spans = (
            (place + 0.5) * cell + text_width(one.label, FONT) * TILT for place, one in enumerate(columns)
        )
        width = max(width, left + max(spans) + 4)
    return parts, width, y + 4
