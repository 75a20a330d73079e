"""Atom feeds (RFC 4287) of added works, dated by the entries and not by a clock."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from typing import TYPE_CHECKING

from living_survey.rendering.exports._xml import add, xml_file
from living_survey.rendering.pieces import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.knowledge import Facet, KnowledgeBase, Node, Work
    from living_survey.knowledge.facets import FacetValue
    from living_survey.rendering.site_context import SiteContext

MAX_ENTRIES = 50
_NO_WORKS = date(1970, 1, 1)
_SHOWN_AUTHORS = 6


def whole_feed(kb: KnowledgeBase, site: SiteContext) -> Made:
    """The latest works of all topics."""
    return _feed(
        kb, site, kb.latest_additions, title=site.name, path="feed.xml", page="", about=site.description
    )


def topic_feed(kb: KnowledgeBase, site: SiteContext, node: Node) -> Made:
    """The latest works at a node or below it."""
    return _feed(
        kb,
        site,
        kb.last_added(kb.works(node=node.id)),
        title=f"{node.title} · {site.name}",
        path=f"feeds/{node.id}.xml",
        page=f"topics/{node.id}/",
        about=node.about or "",
        node=node,
    )


def value_feed(kb: KnowledgeBase, site: SiteContext, facet: Facet, value: FacetValue) -> Made:
    """The latest works with a value of a facet."""
    return _feed(
        kb,
        site,
        kb.last_added(kb.works({facet.id: value.id})),
        title=f"{facet.title}: {value.title} · {site.name}",
        path=f"feeds/{facet.id}/{value.id}.xml",
        page=f"explore/?{facet.id}={value.id}",
        about=value.about or "",
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
    node: Node | None = None,
) -> Made:
    latest = max((_updated(kb, work) for work in works), default=kb.survey.date if kb.survey else _NO_WORKS)
    shown = works[:MAX_ENTRIES]

    def make() -> bytes:
        feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
        add(feed, "id", site.address(path))
        add(feed, "title", title)
        if about:
            add(feed, "subtitle", about)
        add(feed, "link", rel="self", type="application/atom+xml", href=site.address(path))
        add(feed, "link", rel="alternate", type="text/html", href=site.address(page))
        add(feed, "updated", _instant(latest))
        if kb.file.license:
            add(feed, "rights", f"{kb.file.license}, {kb.file.license_url}")
        for work in shown:
            _add_entry(feed, kb, site, work, node)
        return xml_file(feed)

    return Made(make, shown, latest)


def _add_entry(feed: ET.Element, kb: KnowledgeBase, site: SiteContext, work: Work, at: Node | None) -> None:
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
    add(entry, "summary", _summary(work, _about(kb, work, at)))


def _about(kb: KnowledgeBase, work: Work, at: Node | None) -> str:
    """What a work is about: in the feed of a node its notes there, otherwise its summary, if it has them."""
    tags = zip(work.tags, kb.nodes_of(work), strict=True)
    here = "; ".join(
        dict.fromkeys(tag.note for tag, node in tags if tag.note and at in (None, node, *node.ancestors))
    )
    return (here or work.summary or "") if at else (work.summary or here)


def _summary(work: Work, about: str) -> str:
    """Authors and venue, then what the work is about."""
    authors = ", ".join(work.authors[:_SHOWN_AUTHORS]) + (
        " et al." if len(work.authors) > _SHOWN_AUTHORS else ""
    )
    sentence = f"{about[:1].upper()}{about[1:].rstrip('.')}." if about else ""
    return f"{authors} ({work.appeared}). {sentence}".strip()


def _updated(kb: KnowledgeBase, work: Work) -> date:
    """The day on which a work was added; if not recorded, that of the survey, else of the work."""
    if work.added:
        return work.added
    if kb.survey:
        return kb.survey.date
    return work.published or (date(work.year, 1, 1) if work.year else _NO_WORKS)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
