"""Pictures of the site and of each area for links that are shared (Open Graph): works by year, as PNG.

They have no text, which the title and the description beside them give. The format is that of
https://www.w3.org/TR/png-3/, with a palette.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from living_survey.rendering.charts.counts import by_year, periods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.knowledge import KnowledgeBase, Node
    from living_survey.rendering.site_context import SiteContext

WIDTH, HEIGHT = 1200, 630
MARGIN = 90
STRIPE = 24
GAP = 0.24
"""The share of the room of a column that is left free beside it."""
BACKGROUND, OTHERS, BASE = "#1d2540", "#4a5788", "#c9ced9"

Column = tuple[int, ...]
"""The numbers of a year from the bottom up, in the order of the colours."""

_TAGS = Markup(  # noqa: S704 - the numbers are ours
    '<meta property="og:image" content="{address}">\n'
    '<meta property="og:image:alt" content="{alt}">\n'
    f'<meta property="og:image:width" content="{WIDTH}">\n'
    f'<meta property="og:image:height" content="{HEIGHT}">\n'
)


def social_tags(site: SiteContext, area: Node | None = None) -> Markup:
    """The metadata of the picture of an area, else of the site; empty if the site has no known address."""
    if not site.site_url:
        return Markup()
    shown = f"works by year, with those on {area.short} marked" if area else "works by year and area"
    return _TAGS.format(address=site.address(_path(area)), alt=f"Columns: {shown}")


def social_pictures(kb: KnowledgeBase) -> Iterator[tuple[str, bytes]]:
    """The pictures by path: one of the site, and one of each coloured area."""
    areas = [node for node in kb.taxonomy if node.entry.color]
    years, everywhere = periods(kb), by_year(kb)
    primary = [by_year(work for work in kb if kb.primary_node(work).colored is area) for area in areas]
    counted = []
    for year in years:
        numbers = [year.count(of_area) for of_area in primary]
        counted.append((*numbers, year.count(everywhere) - sum(numbers)))
    colors = [area.color for area in areas if area.color]
    yield _path(None), Drawing((*colors, OTHERS), colors, counted).png
    for area in areas:
        here = by_year(kb.works(node=area.id))
        marked = [(inside := year.count(here), year.count(everywhere) - inside) for year in years]
        yield _path(area), Drawing((area.color or OTHERS, OTHERS), colors, marked).png


def _path(area: Node | None) -> str:
    return f"assets/social/{f'area-{area.id}' if area else 'site'}.png"


@dataclass(frozen=True)
class Drawing:
    """Stacked columns below a stripe of colours."""

    colors: Sequence[str]
    stripe: Sequence[str]
    columns: Sequence[Column]

    @property
    def png(self) -> bytes:
        """The picture as a file."""
        palette = list(dict.fromkeys([BACKGROUND, BASE, *self.stripe, *self.colors]))
        pixels = bytearray(WIDTH * HEIGHT)  # all of the first colour

        def fill(left: float, top: float, right: float, bottom: float, color: str) -> None:
            start, end = round(left), round(right)
            line = bytes([palette.index(color)]) * (end - start)
            for y in range(round(top), round(bottom)):
                pixels[y * WIDTH + start : y * WIDTH + end] = line

        for place, color in enumerate(self.stripe):
            part = WIDTH / len(self.stripe)
            fill(place * part, 0, (place + 1) * part, STRIPE, color)
        base = HEIGHT - MARGIN
        slot = (WIDTH - 2 * MARGIN) / max(1, len(self.columns))
        scale = (base - MARGIN - STRIPE) / max((sum(column) for column in self.columns), default=1)
        for place, column in enumerate(self.columns):
            left, y = MARGIN + slot * (place + GAP / 2), float(base)
            for number, color in zip(column, self.colors, strict=True):
                fill(left, y - number * scale, left + slot * (1 - GAP), y, color)
                y -= number * scale
        fill(MARGIN, base, WIDTH - MARGIN, base + 4, BASE)
        return _png(bytes(pixels), b"".join(bytes.fromhex(color[1:]) for color in palette))


def _png(pixels: bytes, palette: bytes) -> bytes:
    """A picture of one byte per pixel, which is the place of its colour in the palette."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)  # 8 bits, colours from the palette
    unfiltered = b"".join(b"\0" + pixels[y * WIDTH : (y + 1) * WIDTH] for y in range(HEIGHT))
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(unfiltered, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
