"""Stacked columns over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import element, figure, link, number, shortened, text_width

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
    """What has a colour: one segment a column."""

    label: str
    css: str
    segments: Sequence[Segment]


def stacked_columns(  # noqa: PLR0913 - what a picture needs
    name: str,
    title: str,
    about: str,
    labels: Sequence[tuple[str, str]],
    series: Sequence[Series],
    *,
    width: int = 440,
    height: int = 260,
) -> Markup:
    """Columns with two lines of label each, the first series at the bottom, with a legend above."""
    legend, top = _legend(series, width)
    totals = [sum(one.segments[place].value for one in series) for place in range(len(labels))]
    step = nice_step(max(totals, default=0) / TICKS)
    highest = max(step, -(-max(totals, default=0) // step) * step)
    base = top + height
    scale = height / highest
    parts = [*legend, *_grid(step, highest, base, scale, width)]
    slot = (width - LEFT - RIGHT) / max(1, len(labels))
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
            box = element("rect", x=middle - bar / 2, y=y, width=bar, height=tall, class_="chart__mark")
            inside = [box]
            if tall > FONT + 2:
                inside.append(_text(middle, y + tall / 2 + 4, str(segment.value), "chart__value"))
            parts.append(link(segment.href, segment.title, *inside, class_=f"chart__link {one.css}"))
        parts.append(_text(middle, base + 15, first, "chart__label"))
        parts.append(_text(middle, base + 30, second, "chart__small"))
    return figure(name, width, base + BOTTOM, title, about, *parts)


def nice_step(rough: float) -> int:
    """The next whole number that is 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= rough:
                return factor * power
        power *= 10


def _grid(step: int, highest: int, base: float, scale: float, width: int) -> Iterator[Markup]:
    for value in range(0, highest + 1, step):
        y = base - value * scale
        yield element("line", x1=LEFT, x2=width - RIGHT, y1=y, y2=y, class_="chart__grid")
        yield _text(LEFT - 6, y + 4, number(value), "chart__small", anchor="end")


def _legend(series: Sequence[Series], width: int) -> tuple[list[Markup], float]:
    """Swatches with names in as many lines as they need, and where the picture starts below them."""
    parts: list[Markup] = []
    x, y = 0.0, 12.0
    for one in series:
        label = shortened(one.label, width - 30, FONT)
        needed = 17 + text_width(label, FONT) + 12
        if x and x + needed > width:
            x, y = 0.0, y + 20
        swatch = element("rect", x=x + 1, y=y - 10, width=12, height=12, rx=2, class_="chart__mark")
        parts.append(
            element("g", swatch, _text(x + 18, y, label, "chart__label", anchor="start"), class_=one.css)
        )
        x += needed
    return parts, y + 22


def _text(x: float, y: float, text: str, css: str, anchor: str = "middle") -> Markup:
    return element("text", text, x=x, y=y, class_=css, text_anchor=anchor)
