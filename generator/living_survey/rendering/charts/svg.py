"""Building blocks of SVG: escaped elements, short numbers, and estimated widths of text."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

# Characters that are not allowed in XML, and those that change the writing direction.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_ELLIPSIS = "…"
_NARROW = frozenset("fijlrtI.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%&")

Attribute = str | int | float | None

PHONE = 328.0
"""The width of a chart that a phone of 360 px shows whole; with this, its texts are not scaled down."""


def number(value: float) -> str:
    """A number with at most one decimal: `12`, `12.5`."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """An element; underscores in attribute names become hyphens, final ones are dropped; None is skipped."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(child if isinstance(child, Markup) else escape(clean(child)) for child in children)
    markup = f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>"
    return Markup(markup)  # noqa: S704 - tags and names are ours, the rest is escaped


def rect(x: float, y: float, width: float, height: float, css: str, **attributes: Attribute) -> Markup:
    """A rectangle with a class."""
    return element("rect", x=x, y=y, width=width, height=height, class_=css, **attributes)


def text(
    x: float, y: float, content: str, css: str, anchor: str | None = None, **attributes: Attribute
) -> Markup:
    """A text with a class; `anchor` is its alignment: start, middle or end."""
    return element("text", content, x=x, y=y, class_=css, text_anchor=anchor, **attributes)


def _value(value: str | float) -> str:
    return number(value) if isinstance(value, (int, float)) else escape(clean(value))


def clean(text: str) -> str:
    """A text without characters that XML does not allow or that change the writing direction."""
    return _UNFIT.sub("", text)


def link(href: str, title: str, *children: str, **attributes: Attribute) -> Markup:
    """A linked mark; its title is a tooltip and is read by screen readers."""
    return element("a", element("title", title), *children, href=href, **attributes)


def curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """An S-shaped path that starts and ends horizontally."""
    (x0, y0), (x1, y1) = start, end
    middle = number((x0 + x1) / 2)
    return f"M{number(x0)} {number(y0)}C{middle} {number(y0)} {middle} {number(y1)} {number(x1)} {number(y1)}"


def figure(name: str, width: float, height: float, title: str, about: str, *children: str) -> Markup:
    """A complete image with title and description.

    It has links, so its role is `group`: screen readers ignore the contents of `img`.
    """
    box = f"0 0 {number(width)} {number(height)}"
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", about, id=f"{name}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart__svg",
        style=f"--width:{number(width)}",
        viewBox=box,
        width=width,
        height=height,
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def text_width(text: str, size: float) -> float:
    """The estimated width of a text in a sans-serif font; too wide rather than too narrow."""
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if character in _NARROW:
        return 0.4
    if character in _WIDE:
        return 1.0
    if character.isascii():
        return 0.72 if character.isupper() else 0.64
    if unicodedata.combining(character):
        return 0
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.72


def wrapped(text: str, width: float, size: float, lines: int) -> list[str]:
    """A text in at most so many lines that fit a width; the last one is shortened if there is more."""
    first, *others = clean(text).split() or [""]
    found = [first]
    for word in others:
        longer = f"{found[-1]} {word}"
        if len(found) == lines or text_width(longer, size) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return [shortened(line, width, size) for line in found]


def shortened(text: str, width: float, size: float) -> str:
    """A text cut with an ellipsis to fit a width."""
    text = " ".join(clean(text).split())
    if text_width(text, size) <= width:
        return text
    room = width - text_width(_ELLIPSIS, size)
    kept = 0
    for character in text:
        room -= size * _advance(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip(" ,.;:-") + _ELLIPSIS
