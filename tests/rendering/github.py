"""GitHub's own Markdown parser, and the elements of the page that it renders."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

VOID = {"br", "hr", "img", "input"}


def to_html(markdown: str) -> str:
    # Raw HTML passes, as on GitHub, where a filter with a list of harmless tags comes later.
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, *tags: str) -> list[Element]:
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.tag in tags else []
                found += child.all(*tags)
        return found

    def tags(self) -> set[str]:
        inside = [child for child in self.children if isinstance(child, Element)]
        return {child.tag for child in inside}.union(*(child.tags() for child in inside))

    def pieces(self) -> list[str]:
        """The runs of text between tags."""
        found: list[str] = []
        for child in self.children:
            found += [child] if isinstance(child, str) else child.pieces()
        return found


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def page(markdown: str) -> Element:
    builder = _Builder()
    builder.feed(to_html(markdown))
    builder.close()
    (root,) = builder.stack
    return root
