"""Pictures for shared links are valid PNG files, one of the site and one of each area."""

from __future__ import annotations

import struct
import zlib

from living_survey.knowledge import KnowledgeBase
from living_survey.rendering.site_context import SiteContext
from living_survey.rendering.social_pictures import HEIGHT, WIDTH, social_pictures, social_tags
from tests.rendering.survey_of_bread import small_kb


def chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG file by kind, each with a correct checksum."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size) == (zlib.crc32(kind + data),)
        found[kind] = data
        at += size + 12
    return found


def colors_of(png: bytes) -> dict[str, int]:
    """The number of pixels of each colour."""
    parts = chunks(png)
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    palette = [parts[b"PLTE"][at : at + 3].hex() for at in range(0, len(parts[b"PLTE"]), 3)]
    rows = zlib.decompress(parts[b"IDAT"])
    assert len(rows) == HEIGHT * (WIDTH + 1)
    pixels = b"".join(rows[y * (WIDTH + 1) + 1 : (y + 1) * (WIDTH + 1)] for y in range(HEIGHT))
    return {f"#{color}": pixels.count(place) for place, color in enumerate(palette)}


def test_there_is_a_picture_of_the_site_and_of_each_area() -> None:
    kb = small_kb()
    pictures = dict(social_pictures(kb))
    areas = [node for node in kb.taxonomy if node.entry.color]
    assert list(pictures) == [
        "assets/social/site.png",
        *(f"assets/social/area-{area.id}.png" for area in areas),
    ]
    for area in areas:
        assert area.color
        assert colors_of(pictures[f"assets/social/area-{area.id}.png"])[area.color] > 0
    assert max(map(len, pictures.values())) < 10_000


def test_the_columns_of_an_area_are_as_high_as_its_share_of_the_works() -> None:
    kb = small_kb()
    area = next(node for node in kb.taxonomy if node.entry.color)
    areas = sum(node.entry.color is not None for node in kb.taxonomy)
    found = colors_of(dict(social_pictures(kb))[f"assets/social/area-{area.id}.png"])
    stripe = WIDTH // areas * 24
    marked, others = found[area.color or ""] - stripe, found["#4a5788"]
    share = kb.count(area) / sum(len(works) for works in kb.years.values())
    assert abs(marked / (marked + others) - share) < 0.01


def test_a_survey_without_works_has_a_picture() -> None:
    pictures = dict(social_pictures(KnowledgeBase(small_kb().file, [])))
    assert colors_of(pictures["assets/social/site.png"])["#1d2540"] > WIDTH * HEIGHT / 2


def test_the_address_of_a_picture_is_absolute_or_missing() -> None:
    area = next(node for node in small_kb().taxonomy if node.entry.color)
    tags = social_tags(SiteContext("Bread", "", "https://bread.example/survey/", ""), area)
    assert f'content="https://bread.example/survey/assets/social/area-{area.id}.png"' in tags
    assert area.short in tags
    assert social_tags(SiteContext("Bread", "", "", ""), area) == ""
