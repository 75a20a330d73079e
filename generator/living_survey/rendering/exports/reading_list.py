"""Works as a reading list in Markdown, by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.markdown import heading, link, text
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.rendering.pieces import Pieces

_SHOWN_AUTHORS = 3


def reading_list(kb: KnowledgeBase, works: Iterable[Work], pieces: Pieces = made_anew) -> bytes:
    """The works under the topics of their first tags, the newest first."""
    newest = kb.newest(works)
    by_topic: dict[str, list[bytes]] = {}
    for work, item in zip(newest, pieces("reading list", newest, _item), strict=True):
        node = kb.primary_node(work)
        by_topic.setdefault((node.topic or node).id, []).append(item)
    lines = [heading(1, "Reading list").encode(), b""]
    for node in kb.taxonomy:
        if here := by_topic.get(node.id):
            lines += [heading(2, node.title).encode(), b"", *here, b""]
    return b"\n".join(lines).rstrip(b"\n") + b"\n"


def _item(work: Work) -> bytes:
    """A line such as `- [Title](address). First, Second, Third et al. Venue 2024. [code](…). Summary.`."""
    return f"- {' '.join(_sentences(work))}".encode()


def _sentences(work: Work) -> Iterator[str]:
    yield f"{link(work.title, work.url)}."
    if authors := ", ".join(work.authors[:_SHOWN_AUTHORS]):
        yield text(f"{authors} et al." if len(work.authors) > _SHOWN_AUTHORS else f"{authors}.")
    yield text(f"{work.appeared}.")
    links = [("pdf", work.pdf_url), *work.links.items()]
    yield from (f"[{link(name, address)}]" for name, address in links if address and address != work.url)
    if about := work.summary or work.tags[0].note:
        yield text(f"{about[:1].upper()}{about[1:].rstrip('.')}.")
