"""Syntheses as HTML: Markdown whose citations are links to works, labelled with their short names."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup

from living_survey.knowledge.syntheses import CITATION, cited_in
from living_survey.knowledge.text import slug

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.syntheses import Synthesis

# Anyone can propose a synthesis: emphasis, code, lists and headings are allowed, HTML and links are not.
_DISABLED = (
    "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref", "autolink",
    "automail", "html",
)  # fmt: skip
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_TITLE_WORDS = 6
_SUBTITLE = re.compile(r":\s|\s[-–—]+\s")


def synthesis_html(synthesis: Synthesis, kb: KnowledgeBase, root: str) -> Markup:
    """The text of a synthesis for a page; `root` is the relative path to the root of the site."""
    html: str = Markdown(extensions=[_Citations(kb, root)]).convert(synthesis.body)
    return Markup(html)  # noqa: S704 - Markdown escaped it, since HTML is disabled


def short_name(work: Work) -> str:
    """A short name for a work: its first name, else the start of its title."""
    if work.names:
        return work.names[0]
    title = _SUBTITLE.split(work.title)[0].split()
    return " ".join(title[:_TITLE_WORDS]) + (" …" if len(title) > _TITLE_WORDS else "")


class _Citations(Extension):
    def __init__(self, kb: KnowledgeBase, root: str) -> None:
        super().__init__()
        self._kb, self._root = kb, root

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("reference")
        for name in _DISABLED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Citation(md, self._kb, self._root), "citation", 185)
        md.treeprocessors.register(_LowerHeadings(md), "lower-headings", 5)


class _Citation(InlineProcessor):
    """Makes each cited work a link with a tooltip, which the style sheet shows on hover and focus."""

    def __init__(self, md: Markdown, kb: KnowledgeBase, root: str) -> None:
        super().__init__(CITATION.pattern, md)
        self._kb, self._root = kb, root
        self._numbers = count(1)

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        # Ignored by Pagefind, or a search for a work would find every topic that cites it.
        cite = Element("span", {"class": "cite", "data-pagefind-ignore": ""})
        cite.text = "("
        last: Element | None = None
        for work_id in cited_in(match[1]):
            if last is not None:
                last.tail = "; "
            last = self._work(cite, self._kb[work_id])
        if last is not None:
            last.tail = ")"
        del data
        return cite, match.start(0), match.end(0)

    def _work(self, cite: Element, work: Work) -> Element:
        note_id = f"cite-{next(self._numbers)}"
        one = SubElement(cite, "span", {"class": "cite__work"})
        address = {"href": f"{self._root}works/{work.id}/", "aria-describedby": note_id}
        SubElement(one, "a", address).text = AtomicString(short_name(work))
        note = SubElement(one, "span", {"class": "cite__note", "id": note_id, "role": "tooltip"})
        title = SubElement(note, "strong")
        title.text = AtomicString(work.title_and_year)
        if work.summary:
            title.tail = AtomicString(f" {work.summary}")
        return one


class _LowerHeadings(Treeprocessor):
    """Lowers headings to below that of the synthesis, and gives them anchors."""

    def run(self, root: Element) -> None:
        seen: set[str] = set()
        for heading in root.iter():
            if heading.tag not in _HEADINGS:
                continue
            heading.tag = _HEADINGS[heading.tag]
            words = "".join(heading.itertext())
            anchor = base = f"synthesis-{slug(words)}".rstrip("-")
            for number in count(2):
                if anchor not in seen:
                    break
                anchor = f"{base}-{number}"
            seen.add(anchor)
            heading.set("id", anchor)
            label = f"Permanent link to {words}"
            link = {
                "class": "headerlink",
                "href": f"#{anchor}",
                "title": "Permanent link",
                "aria-label": label,
            }
            SubElement(heading, "a", link).text = "¶"
