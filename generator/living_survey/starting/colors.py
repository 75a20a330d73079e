"""Colours for areas that keep text on them readable."""

from __future__ import annotations

from colorsys import hls_to_rgb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIGHTNESS, SATURATION = 0.8, 0.6
"""Light and soft, so that the site's mixes of them with ink and paper contrast enough at every hue."""
FIRST_HUE = 0.12
GOLDEN_RATIO = 0.618034
"""Steps of this part of the circle keep any number of hues apart."""


def area_colors() -> Iterator[str]:
    """Colours without end, `#rrggbb`, neighbours far apart."""
    hue = FIRST_HUE
    while True:
        yield "#" + "".join(f"{round(255 * part):02x}" for part in hls_to_rgb(hue, LIGHTNESS, SATURATION))
        hue = (hue + GOLDEN_RATIO) % 1
