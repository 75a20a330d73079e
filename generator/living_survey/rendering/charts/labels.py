"""Labels that do not overlap: the most important first, others where or at the zoom at which they fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from living_survey.rendering.charts.svg import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUCKET = 80.0
# Distance between a point and its label.
ASIDE = 7.0


@dataclass(frozen=True)
class Label:
    """A text to be placed at a point: right of it, left of it or on it."""

    text: str
    x: float
    y: float
    size: float = 11
    side: Literal["right", "left", "on"] = "right"
    bold: bool = False


@dataclass(frozen=True)
class Rect:
    """An axis-parallel box."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rect) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def box_of(label: Label, zoom: float) -> Rect:
    """The space that a label takes, in units of the image, at a zoom."""
    wide = text_width(label.text, label.size) * (1.14 if label.bold else 1) / zoom
    tall = label.size * 1.25 / zoom
    left = {"on": label.x - wide / 2, "right": label.x + ASIDE / zoom, "left": label.x - wide - ASIDE / zoom}[
        label.side
    ]
    return Rect(left, label.y - tall / 2, left + wide, label.y + tall / 2)


def levels(labels: Sequence[Label], zooms: Sequence[float]) -> list[int | None]:
    """The index of the first zoom at which each label fits; None if there is none.

    Labels are given in order of importance. A label that is shown at a zoom is shown at all larger ones: it
    still fits, because labels shrink relative to the image.
    """
    found: list[int | None] = [None] * len(labels)
    for level, zoom in enumerate(zooms):
        shown = [label for label, at in zip(labels, found, strict=True) if at is not None]
        occupied = _Occupied(box_of(label, zoom) for label in shown)
        for place, label in enumerate(labels):
            if found[place] is None and occupied.take(box_of(label, zoom)):
                found[place] = level
    return found


class _Occupied:
    """Occupied boxes in buckets, to find nearby ones quickly."""

    def __init__(self, boxes: Iterable[Rect]) -> None:
        self.buckets: dict[tuple[int, int], list[Rect]] = {}
        for box in boxes:
            self._put(box)

    def take(self, box: Rect) -> bool:
        """Occupy a box if it overlaps no other; False if it does."""
        for bucket in self._of(box):
            if any(box.overlaps(other) for other in self.buckets.get(bucket, ())):
                return False
        self._put(box)
        return True

    def _put(self, box: Rect) -> None:
        for bucket in self._of(box):
            self.buckets.setdefault(bucket, []).append(box)

    @staticmethod
    def _of(box: Rect) -> Iterable[tuple[int, int]]:
        for column in range(int(box.left // BUCKET), int(box.right // BUCKET) + 1):
            for row in range(int(box.top // BUCKET), int(box.bottom // BUCKET) + 1):
                yield column, row
