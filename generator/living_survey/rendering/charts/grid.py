"""Heat maps: rows by columns, each cell a number and a shade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import element, figure, link, rect, shortened, text, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

FONT = 12
ROW = 24
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
    name: str,
    title: str,
    about: str,
    rows: Sequence[Head],
    columns: Sequence[Head],
    spots: Mapping[tuple[str, str], Spot],
    *,
    cell: int = 44,
) -> Markup:
    """Cells are shaded by the square root of their number, so that small numbers stay visible."""
    left = min(190.0, max((text_width(row.label, FONT) for row in rows), default=0) + 12)
    longest = max((text_width(column.label, FONT) for column in columns), default=0)
    tilted = longest > cell - 4
    top = longest * TILT + 14 if tilted else 24.0
    most = max((spot.value for spot in spots.values() if not spot.aside), default=0) or 1
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
        middle = y + ROW / 2 + 4
        label = text(left - 8, middle, shortened(row.label, left - 8, FONT), "chart__label", "end")
        band = rect(left + 1, y + 1, cell * len(columns) - 2, ROW - 2, "chart__none", rx=2)
        cells = [element("a", label, href=row.href, class_="chart__name"), band]
        for place, column in enumerate(columns):
            spot = spots.get((row.id, column.id))
            x = left + place * cell
            if spot is None or not spot.value:
                continue
            shade = None if spot.aside else f"--n:{round(14 + 82 * (spot.value / most) ** 0.5)}"
            css = "chart__shade chart__shade--aside" if spot.aside else "chart__shade"
            box = rect(x + 1, y + 1, cell - 2, ROW - 2, css, rx=2, style=shade)
            value = text(x + cell / 2, middle, str(spot.value), "chart__value", "middle")
            cells.append(link(spot.href, spot.title, box, value, class_="chart__link"))
        parts.append(element("g", *cells, class_=row.css))
        y += ROW
    overhang = longest * TILT * 0.9 if tilted else 0
    width = left + cell * len(columns) + max(4.0, overhang - cell / 2)
    return figure(name, width, y + 4, title, about, *parts)
