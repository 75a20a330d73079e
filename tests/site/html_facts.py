"""Reading built HTML pages in tests: elements with their attributes, and the text of some."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

Attributes = dict[str, str]
TEXTS = frozenset({"title", "h1", "script", "style"})


@dataclass
class Document:
    """The elements of a page in order, and the text in those of `TEXTS`."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    texts: list[tuple[str, Attributes, str]] = field(default_factory=list)

    def all(self, tag: str, **wanted: str) -> list[Attributes]:
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    def text(self, tag: str, **wanted: str) -> list[str]:
        return [text for name, found, text in self.texts if name == tag and wanted.items() <= found.items()]

    def meta(self, name: str) -> list[str]:
        """The contents of all `meta` elements of a name or property."""
        return [
            found.get("content", "")
            for found in self.all("meta")
            if name in (found.get("name"), found.get("property"))
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.document = Document()
        self.open: tuple[str, Attributes, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.document.elements.append((tag, attributes))
        if tag in TEXTS:
            self.open = tag, attributes, []

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[0] == tag:
            self.document.texts.append((tag, self.open[1], "".join(self.open[2])))
            self.open = None


_PARSER = etree.HTMLParser()
_KNOWN: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[str, Attributes]] = {}


def read_html(file: Path) -> Document:
    """A page of regular HTML, read by a faster parser; equal elements are one object."""
    document = Document()
    for element in etree.fromstring(file.read_bytes(), _PARSER).iter(etree.Element):
        tag, items = element.tag, tuple(element.items())
        # Most elements are those of other pages too: of the theme, and in lists.
        found = _KNOWN.get((tag, items))
        if found is None:
            found = _KNOWN[tag, items] = (tag, dict(items))
        document.elements.append(found)
        if tag in TEXTS:
            document.texts.append((*found, "".join(element.itertext())))
    return document


def parse_html(text: str) -> Document:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.document
