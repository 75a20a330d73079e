"""The picture of the site in the README, from a built site: `make site`, then `python -m benchmarks.picture`.

Another page, and another folder with a site, can be named: `python -m benchmarks.picture rq1/ site`.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.looking import serve
from tests.conftest import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "site_src/picture.png"
PAGE, SITE = "explore/", "site"
WIDTH, HEIGHT = 1280, 800
MOST_BYTES = 150_000
COLORS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Pixel = tuple[int, ...]


def main() -> int:
    """Write the picture; fail if it is too large for a README."""
    path, site = (*sys.argv[1:], *(PAGE, SITE)[len(sys.argv) - 1 :])
    folder = ROOT / site
    if not (folder / "index.html").is_file():
        print(f"{site}: no site; run: make site", file=sys.stderr)
        return 1
    picture = with_palette(screenshot(folder, path))
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture):,} bytes")
    if len(picture) > MOST_BYTES:
        print(f"larger than {MOST_BYTES:,} bytes; not written", file=sys.stderr)
        return 1
    PICTURE.write_bytes(picture)
    return 0


def screenshot(folder: Path, path: str) -> bytes:
    """A page of a site as a desktop shows it first."""
    executable = (ROOT / ".venv/browser").read_text(encoding="utf-8").strip()
    with serve(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(address + path, wait_until="networkidle")
        picture = page.screenshot(animations="disabled")
        browser.close()
    return picture


def with_palette(png: bytes) -> bytes:
    """A PNG of true colours with its 256 most frequent ones; text on plain grounds needs no others."""
    rows = list(_rows(png))
    palette = [color for color, _ in Counter(pixel for row in rows for pixel in row).most_common(COLORS)]

    @cache
    def nearest(pixel: Pixel) -> int:
        return min(
            range(len(palette)),
            key=lambda at: sum((one - other) ** 2 for one, other in zip(pixel, palette[at], strict=True)),
        )

    lines = b"".join(b"\0" + bytes(map(nearest, row)) for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", header),
            (b"PLTE", b"".join(map(bytes, palette))),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _rows(png: bytes) -> Iterator[list[Pixel]]:
    """The pixels of a screenshot, row by row: 8 bits a channel, not interlaced."""
    data, at = b"", len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    raw, size, above = zlib.decompress(data), 3 * WIDTH, bytearray(3 * WIDTH)
    for start in range(0, len(raw), size + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + size])
        for i in range(size):
            left, corner = (line[i - 3], above[i - 3]) if i > 2 else (0, 0)  # noqa: PLR2004 - bytes a pixel
            predicted = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
            line[i] = (line[i] + predicted) & 0xFF
        yield list(zip(line[::3], line[1::3], line[2::3], strict=True))
        above = line


def _paeth(left: int, above: int, corner: int) -> int:
    """The neighbour that is nearest to left + above - corner."""
    estimate = left + above - corner
    return min((left, above, corner), key=lambda neighbour: abs(estimate - neighbour))


if __name__ == "__main__":
    sys.exit(main())
