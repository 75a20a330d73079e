"""Works as a reading list in Markdown, by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.markdown import heading, link, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.knowledge import KnowledgeBase, Work

_SHOWN_AUTHORS = 3


def reading_list(kb: KnowledgeBase, works: Iterable[Work]) -> bytes:
    """The works under the topics of their first tags, the newest first."""
    by_topic: dict[str, list[Work]] = {}
    for work in kb.newest(works):
        node = kb.primary_node(work)
        by_topic.setdefault((node.topic or node).id, []).append(work)
    lines = [heading(1, "Reading list"), ""]
    for node in kb.taxonomy:
        if here := by_topic.get(node.id):
            lines += [heading(2, node.title), "", *(_item(work) for work in here), ""]
    return "\n".join(lines).rstrip("\n").encode() + b"\n"


def _item(work: Work) -> str:
    """A line such as `- [Title](address). First, Second, Third et al. Venue 2024. [code](…). Summary.`."""
    return "- " + " ".join(_sentences(work))


def _sentences(work: Work) -> Iterator[str]:
    yield f"{link(work.title, work.url)}."
    if authors := ", ".join(work.authors[:_SHOWN_AUTHORS]):
        yield text(f"{authors} et al." if len(work.authors) > _SHOWN_AUTHORS else f"{authors}.")
    yield text(f"{work.appeared}.")
    links = [("pdf", work.pdf_url), *work.links.items()]
    yield from (f"[{link(name, address)}]" for name, address in links if address and address != work.url)
    if about := work.summary or work.tags[0].note:
        yield text(f"{about[:1].upper()}{about[1:].rstrip('.')}.")
