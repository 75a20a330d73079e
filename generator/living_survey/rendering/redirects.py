"""Pages at former addresses, which lead to where a work or a node is now."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import KnowledgeBase
    from living_survey.rendering.site_context import SiteContext

# Such a page loads nothing at all.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'"


def redirect_files(kb: KnowledgeBase, site: SiteContext) -> Iterator[tuple[str, str]]:
    """The page of each former id, and of each work that was removed, with its path from the root."""
    for former, work in kb.former_works.items():
        yield f"works/{former}/index.html", _redirect(site, f"works/{work.id}/", work.title)
    for former, node in kb.former_nodes.items():
        yield f"topics/{former}/index.html", _redirect(site, f"topics/{node.id}/", node.title)
    for removed, reason in kb.file.removed.items():
        yield f"works/{removed}/index.html", _removed(site, reason)


def _redirect(site: SiteContext, address: str, title: str) -> str:
    """A page two folders below the root that leads to another one."""
    here, canonical = escape(f"../../{address}"), escape(site.address(address))
    head = f'<link rel="canonical" href="{canonical}">\n' if site.site_url else ""
    head += f'<meta http-equiv="refresh" content="0; url={here}">\n'
    return _document(title, head, f'This page is now at <a href="{here}">{escape(title)}</a>.')


def _removed(site: SiteContext, reason: str) -> str:
    text = f'This work is no longer part of <a href="../../">{escape(site.name)}</a>: {escape(reason)}'
    return _document("Removed", "", text)


def _document(title: str, head: str, text: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<title>{escape(title)}</title>\n<meta name="robots" content="noindex">\n{head}<p>{text}</p>\n'
    )
