"""Flows between columns of labelled boxes: a Sankey diagram."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from living_survey.rendering.charts.chart import View
from living_survey.rendering.charts.svg import PHONE, curve, element, figure, link, rect, text, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

FONT = 12
SMALLEST = 20.0
GAP = 6.0
HEADING = 26.0
CHANNEL = 120.0
EDGE = 1.0  # for the outer half of the lines around boxes
NARROW = (124.0, 124.0)
NARROW_CHANNEL = PHONE - sum(NARROW) - 2 * EDGE
"""On a phone there are two columns, with this between them."""
NARROW_STEP = 600.0
"""On a phone, all ribbons of a step together are about this thick at most."""
LINE, LABEL_LINES, HEADING_LINES, SMALL = 13.0, 2, 2, 11
THINNEST = 1.2
UNIT = 1.2
"""The thickness of one work."""


@dataclass(frozen=True)
class Box:
    """A box; its id is unique over all columns."""

    id: str
    label: str
    href: str
    title: str
    css: str = "area-none"
    dashed: bool = False


@dataclass(frozen=True)
class Stack:
    """Boxes under a heading."""

    heading: str
    boxes: Sequence[Box]


@dataclass(frozen=True)
class Flow:
    """A ribbon from a box to one in the next column."""

    source: str
    target: str
    value: float
    """Its thickness, in works."""
    href: str
    title: str
    css: str = "area-none"
    outline: bool = False
    """Drawn as a thin dashed line."""


@dataclass
class _Placed:
    x: float
    width: float
    y: float = 0.0
    height: float = SMALLEST
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


def flow_chart(  # noqa: PLR0913, PLR0917 - the parts of a chart
    label: str,
    name: str,
    title: str,
    about: str,
    columns: Sequence[Sequence[Stack]],
    flows: Sequence[Flow],
    *,
    widths: Sequence[float],
) -> View:
    """Boxes as high as their flows in or out; on phones, each step is below the one before."""
    parts, height = _flows(columns, flows, widths, CHANNEL)
    svg = figure(name, _width(widths, CHANNEL), height, title, about, *parts)
    parts, height = [], 0.0
    ids = [{box.id for stack in column for box in stack.boxes} for column in columns]
    steps = [
        [flow for flow in flows if flow.source in left and flow.target in right]
        for left, right in pairwise(ids)
    ]
    thickest = max((sum(map(_thickness, step)) for step in steps), default=0.0)
    scale = min(1.0, NARROW_STEP / thickest) if thickest else 1.0
    for (left, right), step in zip(pairwise(columns), steps, strict=True):
        linked = {end for flow in step for end in (flow.source, flow.target)}
        both = [
            [replace(stack, boxes=[box for box in stack.boxes if box.id in linked]) for stack in column]
            for column in (left, right)
        ]
        scaled = [replace(flow, value=flow.value * scale) for flow in step]
        more, height = _flows(both, scaled, NARROW, NARROW_CHANNEL, height)
        parts += more
        height += HEADING / 2
    width = _width(NARROW, NARROW_CHANNEL)
    return View(label, svg, figure(f"{name}-narrow", width, height, title, about, *parts))


def _width(widths: Sequence[float], channel: float) -> float:
    return sum(widths) + channel * (len(widths) - 1) + 2 * EDGE


def _flows(
    columns: Sequence[Sequence[Stack]],
    flows: Sequence[Flow],
    widths: Sequence[float],
    channel: float,
    above: float = 0.0,
) -> tuple[list[Markup], float]:
    """Columns with their top at `above`, and their bottom."""
    placed = _place(columns, flows, widths, channel, above)
    height = max((box.y + box.height for box in placed.values()), default=above) + 6
    ribbons = _ribbons(flows, placed)
    boxes: list[Markup] = []
    for column in columns:
        for stack in column:
            first = placed[stack.boxes[0].id] if stack.boxes else None
            if first and stack.heading:
                lines = _heading(stack, first.width)
                boxes += [
                    text(first.x, first.y - 9 - LINE * at, line, "chart__small chart__heading")
                    for at, line in enumerate(reversed(lines))
                ]
            boxes += [_box(box, placed[box.id]) for box in stack.boxes]
    return [*ribbons, *boxes], height


def _weights(flows: Sequence[Flow]) -> dict[str, float]:
    into: defaultdict[str, float] = defaultdict(float)
    out: defaultdict[str, float] = defaultdict(float)
    for flow in flows:
        into[flow.target] += _thickness(flow)
        out[flow.source] += _thickness(flow)
    return {box: max(into[box], out[box]) for box in {*into, *out}}


def _thickness(flow: Flow) -> float:
    return max(THINNEST, flow.value * UNIT)


def _heading(stack: Stack, width: float) -> list[str]:
    return wrapped(stack.heading, width, SMALL, HEADING_LINES)


def _label(box: Box, width: float) -> list[str]:
    return wrapped(box.label, width - 12, FONT, LABEL_LINES)


def _place(
    columns: Sequence[Sequence[Stack]],
    flows: Sequence[Flow],
    widths: Sequence[float],
    channel: float,
    above: float,
) -> dict[str, _Placed]:
    """The positions of the boxes; shorter columns are spread to the height of the tallest."""
    weights = _weights(flows)
    placed: dict[str, _Placed] = {}
    heights: list[float] = []
    gaps: list[int] = []
    x = EDGE
    for column, width in zip(columns, widths, strict=True):
        y = 0.0
        count = 0
        for stack in column:
            y += HEADING + LINE * (len(_heading(stack, width)) - 1) if stack.boxes else 0
            for box in stack.boxes:
                smallest = SMALLEST + LINE * (len(_label(box, width)) - 1)
                spot = _Placed(x, width, y, max(smallest, weights.get(box.id, 0.0) + 4))
                placed[box.id] = spot
                y += spot.height + GAP
                count += 1
        heights.append(y)
        gaps.append(max(1, count - 1))
        x += width + channel
    tallest = max(heights, default=0.0)
    for column, height, gap in zip(columns, heights, gaps, strict=True):
        spread = min((tallest - height) / gap, 46.0)
        offset = above + (tallest - height - spread * gap) / 2
        number_of = 0
        for stack in column:
            for box in stack.boxes:
                placed[box.id].y += offset + spread * number_of
                number_of += 1
    return placed


def _ribbons(flows: Sequence[Flow], placed: dict[str, _Placed]) -> list[Markup]:
    """Ribbons in the order of the boxes at their other ends, so that few cross."""
    totals: defaultdict[tuple[str, str], float] = defaultdict(float)
    for flow in flows:
        totals[flow.source, "out"] += _thickness(flow)
        totals[flow.target, "in"] += _thickness(flow)
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    order = range(len(flows))
    for place in sorted(order, key=lambda i: (placed[flows[i].target].y, i)):
        starts[place] = _next(placed, flows[place].source, "out", flows[place], totals)
    for place in sorted(order, key=lambda i: (placed[flows[i].source].y, i)):
        ends[place] = _next(placed, flows[place].target, "in", flows[place], totals)
    ribbons = []
    for place, flow in enumerate(flows):
        source, target = placed[flow.source], placed[flow.target]
        x0, x1 = source.x + source.width, target.x
        path = curve((x0, starts[place]), (x1, ends[place]))
        css = "chart__flow chart__flow--outline" if flow.outline else "chart__flow"
        line = element("path", d=path, stroke_width=_thickness(flow), class_=css)
        ribbons.append(link(flow.href, flow.title, line, class_=f"chart__link {flow.css}"))
    return ribbons


def _next(
    placed: dict[str, _Placed],
    box: str,
    side: str,
    flow: Flow,
    totals: defaultdict[tuple[str, str], float],
) -> float:
    """The middle of the next free section on a side of a box."""
    spot = placed[box]
    thick = _thickness(flow)
    y = spot.y + (spot.height - totals[box, side]) / 2 + spot.used[side] + thick / 2
    spot.used[side] += thick
    return y


def _box(box: Box, spot: _Placed) -> Markup:
    css = "chart__box chart__box--quiet" if box.dashed else "chart__box"
    frame = rect(spot.x, spot.y, spot.width, spot.height, css, rx=4)
    lines = _label(box, spot.width)
    first = spot.y + spot.height / 2 + 4 - LINE * (len(lines) - 1) / 2
    label = [text(spot.x + 8, first + LINE * at, line, "chart__label") for at, line in enumerate(lines)]
    return link(box.href, box.title, frame, *label, class_=f"chart__link {box.css}")
