"""Horizontal bars, each of one or several parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.svg import PHONE, element, figure, link, rect, text, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

FONT = 12
ROW = 24
LINE = 14
LABEL_LINES = 3
LEFT = 130.0


@dataclass(frozen=True)
class Part:
    """A part of a bar; hatching distinguishes it without colour."""

    value: int
    href: str
    title: str
    hatched: bool = False


@dataclass(frozen=True)
class Bar:
    """A labelled bar."""

    label: str
    href: str
    parts: Sequence[Part]
    note: str = ""
    css: str = "area-none"


def bar_chart(
    name: str,
    title: str,
    about: str,
    bars: Sequence[Bar],
    *,
    legend: tuple[str, str] | None = None,
) -> Markup:
    """Labels on the left, bars on the right, each followed by its number or a note."""
    left = min(LEFT, max((text_width(bar.label, FONT) for bar in bars), default=0) + 12)
    notes = [bar.note or str(sum(part.value for part in bar.parts)) for bar in bars]
    room = PHONE - left - max((text_width(note, FONT) for note in notes), default=0) - 12
    most = max((sum(part.value for part in bar.parts) for bar in bars), default=1) or 1
    parts: list[Markup] = [_hatch(name)]
    y = 0.0
    if legend:
        parts += _legend(name, legend)
        y = 26.0
    for bar, note in zip(bars, notes, strict=True):
        lines = wrapped(bar.label, left - 8, FONT, LABEL_LINES)
        row = ROW + LINE * (len(lines) - 1)
        middle = y + row / 2 + 4
        first = middle - LINE * (len(lines) - 1) / 2
        label = [
            text(left - 8, first + LINE * at, line, "chart__label", "end") for at, line in enumerate(lines)
        ]
        pieces = [element("a", element("title", bar.label), *label, href=bar.href, class_="chart__name")]
        x = left
        for part in bar.parts:
            long = part.value / most * room
            if part.value:
                mark = _mark(name, x, y + (row - ROW) / 2 + 3, long, ROW - 6, hatched=part.hatched)
                pieces.append(link(part.href, part.title, *mark, class_="chart__link"))
            x += long
        pieces.append(text(x + 6, middle, note, "chart__value", "start"))
        parts.append(element("g", *pieces, class_=bar.css))
        y += row
    return figure(name, PHONE, y + 4, title, about, *parts)


def _hatch(name: str) -> Markup:
    line = element("path", d="M0 6 6 0", class_="chart__hatch")
    pattern = element("pattern", line, id=f"{name}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    return element("defs", pattern)


def _mark(  # noqa: PLR0913 - private, two callers
    name: str, x: float, y: float, width: float, height: float, *, hatched: bool
) -> list[Markup]:
    mark = [rect(x, y, width, height, "chart__mark")]
    if hatched:
        mark.append(rect(x, y, width, height, "chart__hatched", fill=f"url(#{name}-hatch)"))
    return mark


def _legend(name: str, legend: tuple[str, str]) -> list[Markup]:
    second = 24 + text_width(legend[0], FONT) + 18
    return [
        *_mark(name, 1, 3, 12, 12, hatched=False),
        text(19, 13, legend[0], "chart__label"),
        *_mark(name, second, 3, 12, 12, hatched=True),
        text(second + 18, 13, legend[1], "chart__label"),
    ]
