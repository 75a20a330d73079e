"""Colours as browsers mix them, and their contrast.

Sources: https://www.w3.org/TR/css-color-4/#ok-lab and https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

Parts = tuple[float, float, float]

_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB = (
    (1, 0.3963377774, 0.2158037573),
    (1, -0.1055613458, -0.0638541728),
    (1, -0.0894841775, -1.2914855480),
)
_FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def mixed(color: str, part: float, other: str) -> Parts:
    """`color-mix(in oklab, color part, other)` in linear sRGB."""
    labs = (_times(_TO_LAB, _each(_times(_TO_LMS, _linear(one)), 1 / 3)) for one in (color, other))
    first, second = labs
    lab = (
        part * first[0] + (1 - part) * second[0],
        part * first[1] + (1 - part) * second[1],
        part * first[2] + (1 - part) * second[2],
    )
    red, green, blue = _times(_FROM_LMS, _each(_times(_FROM_LAB, lab), 3))
    return min(1, max(0, red)), min(1, max(0, green)), min(1, max(0, blue))


def contrast(one: Parts, other: Parts) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def _linear(color: str) -> Parts:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _of(red), _of(green), _of(blue)


def _of(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _times(rows: tuple[Parts, ...], parts: Parts) -> Parts:
    one, two, three = (sum(a * b for a, b in zip(row, parts, strict=True)) for row in rows)
    return one, two, three


def _each(parts: Parts, power: float) -> Parts:
    one, two, three = (abs(part) ** power * (1 if part >= 0 else -1) for part in parts)
    return one, two, three
