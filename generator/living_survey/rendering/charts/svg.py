"""Pieces of SVG: elements with everything escaped, numbers written short, and how wide a text is."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

# What an XML parser refuses, and characters that turn the writing direction of what follows.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_ELLIPSIS = "…"
_NARROW = frozenset("fijlrtI.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%&")

Attribute = str | int | float | None


def number(value: float) -> str:
    """A number with at most one decimal: `12`, `12.5`."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """An element; an underscore at the end of a name goes, one inside becomes a hyphen, None is left out."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(child if isinstance(child, Markup) else escape(clean(child)) for child in children)
    markup = f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>"
    return Markup(markup)  # noqa: S704 - tags and names are ours, the rest is escaped


def _value(value: str | float) -> str:
    return number(value) if isinstance(value, (int, float)) else escape(clean(value))


def clean(text: str) -> str:
    """A text without what XML cannot hold and without marks that turn the direction of writing."""
    return _UNFIT.sub("", text)


def link(href: str, title: str, *children: str, **attributes: Attribute) -> Markup:
    """A mark with a link; its title is shown when pointed at and read out by screen readers."""
    return element("a", element("title", title), *children, href=href, **attributes)


def figure(  # noqa: PLR0913 - what a picture needs
    name: str, width: float, height: float, title: str, about: str, *children: str, links: bool = True
) -> Markup:
    """A whole picture with title and description.

    One with links is a group: what `img` contains is hidden from those who hear the page, links included.
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
        role="group" if links else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif font; rather too wide than too narrow."""
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
