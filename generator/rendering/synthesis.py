"""A synthesis as HTML: its Markdown with every citation as links to the works, by their short names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from generator.knowledge.syntheses import CITATION, cited_in

if TYPE_CHECKING:
    import re

    from generator.knowledge import KnowledgeBase, Work
    from generator.knowledge.syntheses import Synthesis

# Emphasis, code, lists and headings are left; anyone can propose a synthesis, so no HTML and no addresses.
_NOT_WANTED = (
    "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref", "autolink",
    "automail", "html",
)  # fmt: skip
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_TITLE_WORDS = 6


def synthesis_html(synthesis: Synthesis, kb: KnowledgeBase, root: str) -> Markup:
    """The text of a synthesis for a page from which `root` leads to the root of the site."""
    html: str = Markdown(extensions=[_Citations(kb, root)]).convert(synthesis.body)
    return Markup(html)  # noqa: S704 - Markdown escaped it, since HTML is taken for text


def short_name(work: Work) -> str:
    """A name for a work in running text: its own, else the start of its title."""
    if work.names:
        return work.names[0]
    title = work.title.split(": ")[0].split()
    return " ".join(title[:_TITLE_WORDS]) + (" …" if len(title) > _TITLE_WORDS else "")


class _Citations(Extension):
    def __init__(self, kb: KnowledgeBase, root: str) -> None:
        super().__init__()
        self._kb, self._root = kb, root

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.deregister("html_block")
        for name in _NOT_WANTED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Citation(CITATION.pattern, md, self._kb, self._root), "citation", 185)
        md.treeprocessors.register(_LowerHeadings(md), "lower-headings", 5)


class _Citation(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, kb: KnowledgeBase, root: str) -> None:
        super().__init__(pattern, md)
        self._kb, self._root = kb, root

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        span = Element("span", {"class": "cite"})
        span.text = "("
        last: Element | None = None
        for work_id in cited_in(match[1]):
            if last is not None:
                last.tail = "; "
            work = self._kb[work_id]
            last = SubElement(span, "a", {"href": f"{self._root}works/{work.id}/"})
            last.set("title", f"{work.title} ({work.year})" + (f": {work.summary}" if work.summary else ""))
            last.text = short_name(work)
        if last is not None:
            last.tail = ")"
        del data
        return span, match.start(0), match.end(0)


class _LowerHeadings(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            element.tag = _HEADINGS.get(element.tag, element.tag)
