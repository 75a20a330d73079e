"""Atom feeds of the works as they are added (RFC 4287), dated by the entries and no clock."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from generator.rendering.exports._xml import add, xml_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from generator.knowledge import KnowledgeBase, Node, Work
    from generator.rendering.site_context import SiteContext

MAX_ENTRIES = 50
_SHOWN_AUTHORS = 6


def whole_feed(kb: KnowledgeBase, site: SiteContext) -> bytes:
    """The works added last, of all topics."""
    return _feed(
        kb, site, kb.latest_additions, title=site.name, path="feed.xml", page="", about=site.description
    )


def topic_feed(kb: KnowledgeBase, site: SiteContext, node: Node) -> bytes:
    """The works added last at a node or below it."""
    ids = {work.id for work in kb.works(node=node.id)}
    works = [work for work in kb.latest_additions if work.id in ids]
    return _feed(
        kb,
        site,
        works,
        title=f"{node.title} · {site.name}",
        path=f"feeds/{node.id}.xml",
        page=f"topics/{node.id}/",
        about=node.about or "",
    )


def _feed(  # noqa: PLR0913 - what differs between feeds
    kb: KnowledgeBase,
    site: SiteContext,
    works: Sequence[Work],
    *,
    title: str,
    path: str,
    page: str,
    about: str,
) -> bytes:
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    add(feed, "id", site.address(path))
    add(feed, "title", title)
    if about:
        add(feed, "subtitle", about)
    add(feed, "link", rel="self", type="application/atom+xml", href=site.address(path))
    add(feed, "link", rel="alternate", type="text/html", href=site.address(page))
    add(feed, "updated", _instant(max((_updated(kb, work) for work in works), default=kb.survey.date)))
    for work in works[:MAX_ENTRIES]:
        _add_entry(feed, kb, site, work)
    return xml_file(feed)


def _add_entry(feed: ET.Element, kb: KnowledgeBase, site: SiteContext, work: Work) -> None:
    entry = add(feed, "entry")
    page = site.work(work.id)
    add(entry, "id", page)
    add(entry, "title", work.title)
    add(entry, "link", rel="alternate", type="text/html", href=page)
    if work.url and work.url.startswith(("https://", "http://")):
        add(entry, "link", rel="related", href=work.url, title="Full text")
    add(entry, "updated", _instant(_updated(kb, work)))
    for name in work.authors:
        add(add(entry, "author"), "name", name)
    for node in {(node.topic or node).id: node.topic or node for node in kb.nodes_of(work)}.values():
        add(entry, "category", term=node.id, label=node.short)
    add(entry, "summary", _summary(work))


def _summary(work: Work) -> str:
    """Authors and venue, then why the work is in the survey."""
    authors = ", ".join(work.authors[:_SHOWN_AUTHORS]) + (
        " et al." if len(work.authors) > _SHOWN_AUTHORS else ""
    )
    where = f"{work.venue} {work.year}" if work.venue else str(work.year)
    notes = "; ".join(dict.fromkeys(tag.note for tag in work.tags if tag.note))
    return f"{authors} ({where}). {notes[:1].upper()}{notes[1:]}".strip() + ("." if notes else "")


def _updated(kb: KnowledgeBase, work: Work) -> date:
    """The day a work was added; that of the survey for works older than the record of additions."""
    return work.added or kb.survey.date


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
