"""Horizontal bars, each of one or several parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import element, figure, link, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

FONT = 12
ROW = 24


@dataclass(frozen=True)
class Part:
    """A piece of a bar; hatching tells it from others without colour."""

    value: int
    href: str
    title: str
    hatched: bool = False


@dataclass(frozen=True)
class Bar:
    """A line of the picture."""

    label: str
    href: str
    parts: Sequence[Part]
    note: str = ""
    css: str = "area-none"


def bar_chart(  # noqa: PLR0913 - what a picture needs
    name: str,
    title: str,
    about: str,
    bars: Sequence[Bar],
    *,
    width: int = 460,
    legend: tuple[str, str] | None = None,
) -> Markup:
    """Names to the left, bars to the right, the number (or a note) behind each."""
    left = min(190.0, max((text_width(bar.label, FONT) for bar in bars), default=0) + 12)
    notes = [bar.note or str(sum(part.value for part in bar.parts)) for bar in bars]
    room = width - left - max((text_width(note, FONT) for note in notes), default=0) - 12
    most = max((sum(part.value for part in bar.parts) for bar in bars), default=1) or 1
    parts: list[Markup] = [_hatch(name)]
    y = 0.0
    if legend:
        parts += _legend(name, legend, left)
        y = 26.0
    for bar, note in zip(bars, notes, strict=True):
        middle = y + ROW / 2 + 4
        label = element(
            "text",
            shortened(bar.label, left - 8, FONT),
            x=left - 8,
            y=middle,
            text_anchor="end",
            class_="chart__label",
        )
        pieces = [element("a", element("title", bar.label), label, href=bar.href, class_="chart__name")]
        x = left
        for part in bar.parts:
            long = part.value / most * room
            if part.value:
                inside = [element("rect", x=x, y=y + 3, width=long, height=ROW - 6, class_="chart__mark")]
                if part.hatched:
                    inside.append(
                        element(
                            "rect",
                            x=x,
                            y=y + 3,
                            width=long,
                            height=ROW - 6,
                            fill=f"url(#{name}-hatch)",
                            class_="chart__hatched",
                        )
                    )
                pieces.append(link(part.href, part.title, *inside, class_="chart__link"))
            x += long
        pieces.append(element("text", note, x=x + 6, y=middle, class_="chart__value", text_anchor="start"))
        parts.append(element("g", *pieces, class_=bar.css))
        y += ROW
    return figure(name, width, y + 4, title, about, *parts)


def _hatch(name: str) -> Markup:
    line = element("path", d="M0 6 6 0", class_="chart__hatch")
    pattern = element("pattern", line, id=f"{name}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    return element("defs", pattern)


def _legend(name: str, legend: tuple[str, str], left: float) -> list[Markup]:
    second = left + 24 + text_width(legend[0], FONT) + 18
    return [
        element("rect", x=left, y=3, width=12, height=12, class_="chart__mark"),
        element("text", legend[0], x=left + 18, y=13, class_="chart__label"),
        element("rect", x=second, y=3, width=12, height=12, class_="chart__mark"),
        element(
            "rect", x=second, y=3, width=12, height=12, fill=f"url(#{name}-hatch)", class_="chart__hatched"
        ),
        element("text", legend[1], x=second + 18, y=13, class_="chart__label"),
    ]
