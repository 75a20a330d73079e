"""Stacked columns over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import (
    PHONE,
    element,
    figure,
    link,
    number,
    rect,
    shortened,
    text,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

FONT = 12
LEFT, RIGHT, BOTTOM = 40, 8, 40
TICKS = 5


@dataclass(frozen=True)
class Segment:
    """A part of a column."""

    value: int
    href: str
    title: str


@dataclass(frozen=True)
class Series:
    """A coloured series with one segment per column."""

    label: str
    css: str
    segments: Sequence[Segment]


def stacked_columns(  # noqa: PLR0913 - the parts of a chart
    name: str,
    title: str,
    about: str,
    labels: Sequence[tuple[str, str]],
    series: Sequence[Series],
    *,
    height: int = 240,
) -> Markup:
    """Columns with two lines of labels each, the first series at the bottom, and a legend above."""
    legend, top = _legend(series)
    totals = [sum(one.segments[place].value for one in series) for place in range(len(labels))]
    step = nice_step(max(totals, default=0) / TICKS)
    highest = max(step, -(-max(totals, default=0) // step) * step)
    base = top + height
    scale = height / highest
    parts = [*legend, *_grid(step, highest, base, scale)]
    slot = (PHONE - LEFT - RIGHT) / max(1, len(labels))
    bar = min(slot * 0.74, 58)
    for place, (first, second) in enumerate(labels):
        middle = LEFT + slot * (place + 0.5)
        y = float(base)
        for one in series:
            segment = one.segments[place]
            if not segment.value:
                continue
            tall = segment.value * scale
            y -= tall
            inside = [rect(middle - bar / 2, y, bar, tall, "chart__mark")]
            if tall > FONT + 2:
                inside.append(text(middle, y + tall / 2 + 4, str(segment.value), "chart__value", "middle"))
            parts.append(link(segment.href, segment.title, *inside, class_=f"chart__link {one.css}"))
        parts.append(text(middle, base + 15, first, "chart__label", "middle"))
        parts.append(text(middle, base + 30, second, "chart__small", "middle"))
    return figure(name, PHONE, base + BOTTOM, title, about, *parts)


def nice_step(rough: float) -> int:
    """The smallest number from 1, 2, 5, 10, 20, 50, ... that is not below the rough step."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= rough:
                return factor * power
        power *= 10


def _grid(step: int, highest: int, base: float, scale: float) -> Iterator[Markup]:
    for value in range(0, highest + 1, step):
        y = base - value * scale
        yield element("line", x1=LEFT, x2=PHONE - RIGHT, y1=y, y2=y, class_="chart__grid")
        yield text(LEFT - 6, y + 4, number(value), "chart__small", "end")


def _legend(series: Sequence[Series]) -> tuple[list[Markup], float]:
    """Swatches with names in as many lines as they need, and the top of the plot below them."""
    parts: list[Markup] = []
    x, y = 0.0, 12.0
    for one in series:
        label = shortened(one.label, PHONE - 30, FONT)
        needed = 17 + text_width(label, FONT) + 12
        if x and x + needed > PHONE:
            x, y = 0.0, y + 20
        swatch = rect(x + 1, y - 10, 12, 12, "chart__mark", rx=2)
        parts.append(element("g", swatch, text(x + 18, y, label, "chart__label", "start"), class_=one.css))
        x += needed
    return parts, y + 22
