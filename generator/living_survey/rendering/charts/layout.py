"""A deterministic force-directed layout of a network.

Linked nodes attract each other, near ones repel each other, and every node is drawn to the centre
(Fruchterman and Reingold 1991, with repulsion only between nearby cells of a grid). The start is not random:
nodes start in sectors of a circle in the given order, so that similar ones start near each other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
STEPS = 70
# Nodes farther apart than this many ideal distances do not repel each other.
REACH = 2.2

Point = tuple[float, float]


def sectors(sizes: Sequence[int]) -> list[Point]:
    """Starting positions: a sector of a circle for each group, members from the inside out."""
    total = sum(sizes) or 1
    radius = math.sqrt(total)
    places: list[Point] = []
    start = 0.0
    for size in sizes:
        share = 2 * math.pi * size / total
        for member in range(size):
            turn = start + share * ((member * 0.6180339887) % 1.0)
            out = radius * math.sqrt((member + 0.5) / size)
            places.append((out * math.cos(turn), out * math.sin(turn)))
        start += share
    return places


def settle(start: Sequence[Point], edges: Sequence[tuple[int, int, float]]) -> list[Point]:
    """The positions after all steps; the ideal distance of two neighbours is 1.

    `edges` are pairs of indexes into `start`, with a strength from 0 to 1.
    """
    xs = [x for x, _ in start]
    ys = [y for _, y in start]
    count = len(xs)
    heat = 0.5
    for _ in range(STEPS):
        dx, dy = _repulsion(xs, ys)
        for one, other, strength in edges:
            x, y = xs[other] - xs[one], ys[other] - ys[one]
            pull = strength * 0.5 * math.hypot(x, y)
            dx[one] += x * pull
            dy[one] += y * pull
            dx[other] -= x * pull
            dy[other] -= y * pull
        for node in range(count):
            x = dx[node] - xs[node] * 0.03
            y = dy[node] - ys[node] * 0.03
            far = math.hypot(x, y)
            if far > heat:
                x, y = x / far * heat, y / far * heat
            xs[node] += x
            ys[node] += y
        heat *= 0.965
    return list(zip(xs, ys, strict=True))


def _repulsion(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    """The repulsion of nearby nodes, found by a grid instead of comparing all pairs."""
    cells: dict[tuple[int, int], list[int]] = {}
    for node, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((math.floor(x / REACH), math.floor(y / REACH)), []).append(node)
    dx, dy = [0.0] * len(xs), [0.0] * len(ys)
    for (column, row), here in cells.items():
        near = list(here)
        for step in ((1, -1), (1, 0), (1, 1), (0, 1)):
            near += cells.get((column + step[0], row + step[1]), ())
        for place, node in enumerate(here):
            for other in near[place + 1 :]:
                x, y = xs[node] - xs[other], ys[node] - ys[other]
                square = x * x + y * y
                if square >= REACH * REACH:
                    continue
                if square < 1e-6:  # noqa: PLR2004 - nearly the same position: move apart in a fixed direction
                    x, y = math.cos(node * GOLDEN_ANGLE) * 0.1, math.sin(node * GOLDEN_ANGLE) * 0.1
                    square = 0.01
                push = 0.6 / square
                dx[node] += x * push
                dy[node] += y * push
                dx[other] -= x * push
                dy[other] -= y * push
    return dx, dy
