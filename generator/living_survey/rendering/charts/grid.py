"""Heat maps: rows by columns, each cell a number and a shade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import element, figure, link, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

FONT = 12
ROW = 24
TILT = 0.72
"""Of the length of a name, how high and how wide it gets at an angle."""


@dataclass(frozen=True)
class Head:
    """The name of a row or column, where it leads, and the class that colours it."""

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
    """A total, or what is not stated: drawn without a shade, so that the others can be told apart."""


def heat_map(  # noqa: PLR0913, PLR0917 - what a picture needs
    name: str,
    title: str,
    about: str,
    rows: Sequence[Head],
    columns: Sequence[Head],
    spots: Mapping[tuple[str, str], Spot],
    *,
    cell: int = 44,
) -> Markup:
    """Shades grow with the root of the number, so that small ones can be told from none."""
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
        label = element(
            "text", column.label, x=x, y=top - 8, transform=turn, text_anchor=anchor, class_="chart__label"
        )
        parts.append(element("a", label, href=column.href, class_="chart__name"))
    y = top
    group = rows[0].group if rows else ""
    for row in rows:
        if row.group != group:
            y, group = y + 8, row.group
        label = element(
            "text",
            shortened(row.label, left - 8, FONT),
            x=left - 8,
            y=y + ROW / 2 + 4,
            text_anchor="end",
            class_="chart__label",
        )
        band = element(
            "rect",
            x=left + 1,
            y=y + 1,
            width=cell * len(columns) - 2,
            height=ROW - 2,
            rx=2,
            class_="chart__none",
        )
        cells = [element("a", label, href=row.href, class_="chart__name"), band]
        for place, column in enumerate(columns):
            spot = spots.get((row.id, column.id))
            x = left + place * cell
            if spot is None or not spot.value:
                continue
            shade = round(14 + 82 * (spot.value / most) ** 0.5)
            box = element(
                "rect",
                x=x + 1,
                y=y + 1,
                width=cell - 2,
                height=ROW - 2,
                rx=2,
                class_="chart__shade chart__shade--aside" if spot.aside else "chart__shade",
                style=None if spot.aside else f"--n:{shade}",
            )
            value = element(
                "text",
                str(spot.value),
                x=x + cell / 2,
                y=y + ROW / 2 + 4,
                text_anchor="middle",
                class_="chart__value",
            )
            cells.append(link(spot.href, spot.title, box, value, class_="chart__link"))
        parts.append(element("g", *cells, class_=row.css))
        y += ROW
    overhang = longest * TILT * 0.9 if tilted else 0
    width = left + cell * len(columns) + max(4.0, overhang - cell / 2)
    return figure(name, width, y + 4, title, about, *parts)
