"""The built site has all of the knowledge, its links resolve, and it makes no requests to other hosts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.site.html_facts import Document

SCHEME = re.compile(r"[a-z][a-z+.-]*:|//", re.IGNORECASE)
# Attributes by which a page loads something by itself; `a href` waits for a click.
LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
LOADING_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
OTHER_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
# In style sheets and scripts: whatever makes a browser request a URL.
REQUESTS = re.compile(
    r"""(?:@import\s*|\b(?:fetch|import|importScripts|Worker|URL)\(\s*|\bfrom\s*)["'](?:https?:)?//[^"']*"""
    r"""|url\(\s*["']?(?:https?:)?//[^"')]*"""
)


def test_every_internal_link_and_anchor_resolves(built_site: Path, pages: dict[str, Document]) -> None:
    files = {file.relative_to(built_site).as_posix() for file in built_site.rglob("*") if file.is_file()}
    known = files | {name.removesuffix("index.html") for name in files if name.endswith("index.html")}
    anchors = {
        "" if address == "." else f"{address}/": {found["id"] for _, found in page.elements if "id" in found}
        for address, page in pages.items()
    }
    broken, followed = [], 0
    for address, page in pages.items():
        base = "" if address == "." else f"{address}/"
        for link in {found[name] for _, found in page.elements for name in ("href", "src") if name in found}:
            if SCHEME.match(link):
                continue
            path, _, anchor = link.partition("#")
            path = resolved(base, unquote(path.partition("?")[0]))
            followed += 1
            there = anchors.get(path) if anchor else None
            if path not in known or (there is not None and unquote(anchor) not in there):
                broken.append((address, link))
    assert broken == []
    assert followed > 20 * len(pages)


def resolved(base: str, path: str) -> str:
    """The path from the root of the site to which a path leads that is relative to a folder."""
    if path.startswith("/"):
        return path[1:]
    steps = base.rstrip("/").split("/") if base else []
    while path.startswith(("../", "./")) or path in ("..", "."):
        if path.startswith(".."):
            del steps[-1:]
        path = path.partition("/")[2]
    return "/".join([*steps, path])


def test_every_work_and_every_node_has_a_page_that_names_it(
    pages: dict[str, Document], kb: KnowledgeBase
) -> None:
    for work in kb:
        assert pages[f"works/{work.id}"].text("h1") == [work.title]
    for node in kb.taxonomy:
        (heading,) = pages[f"topics/{node.id}"].text("h1")
        assert heading.strip().startswith(node.title)
    for facet in kb.facets.values():
        for value in facet.values:
            assert (f"{facet.folder}/{value.id}" in pages) == ("pages" in facet.shown)


def test_there_is_no_page_for_an_unknown_work_or_node(pages: dict[str, Document], kb: KnowledgeBase) -> None:
    assert {page for page in pages if page.startswith("works/")} == {f"works/{work.id}" for work in kb}
    first_pages = {re.sub(r"/\d+$", "", page) for page in pages if page.startswith("topics/")}
    assert first_pages == {f"topics/{node.id}" for node in kb.taxonomy}


def test_a_topic_links_each_of_its_works_and_no_others(pages: dict[str, Document], kb: KnowledgeBase) -> None:
    for node in kb.taxonomy:
        parts = [page for page in pages if re.fullmatch(rf"topics/{node.id}(/\d+)?", page)]
        titles = {
            link["href"].split("/works/")[1].strip("/")
            for page in parts
            for link in pages[page].all("a", **{"class": "work__title"})
        }
        shown = set(kb.works(node=node.id)) if node.level in {"topic", "approach"} else set()
        assert shown <= {kb[work] for work in titles}, node.id
        assert titles <= {work.id for work in kb.works(node=node.id)}, node.id


def test_counts_shown_are_those_of_the_knowledge_base(built_site: Path, kb: KnowledgeBase) -> None:
    topics = (built_site / "topics" / "index.html").read_text(encoding="utf-8")
    for node in kb.taxonomy:
        shown = re.search(rf'/topics/{node.id}/">[^<]*</a> <span class="count">(\d+)</span>', topics)
        assert shown, node.id
        assert int(shown[1]) == kb.count(node), node.id


def test_ids_are_unique_on_their_page(pages: dict[str, Document]) -> None:
    for address, page in pages.items():
        ids = [found["id"] for _, found in page.elements if "id" in found]
        assert len(ids) == len(set(ids)), (address, sorted({name for name in ids if ids.count(name) > 1}))


def test_pages_load_nothing_from_another_host(pages: dict[str, Document]) -> None:
    # Equal elements are the same object, of which one is enough.
    elements = {id(found): (address, found) for address, page in pages.items() for found in page.elements}
    for address, (tag, found) in elements.values():
        loaded = [found[name] for name in LOADING if name in found]
        if tag == "link" and LOADING_RELATIONS & set(found.get("rel", "").split()):
            loaded.append(found["href"])
        assert [link for link in loaded if OTHER_HOST.match(link)] == [], (address, tag)
        assert "url(" not in found.get("style", "") or not OTHER_HOST.search(found["style"]), address
        assert not any(name.startswith("on") for name in found), (address, tag, found)


def test_style_sheets_and_scripts_load_nothing_from_another_host(built_site: Path) -> None:
    files = [file for ending in ("css", "js", "mjs") for file in built_site.rglob(f"*.{ending}")]
    assert len(files) > 5
    for file in files:
        asked = REQUESTS.findall(file.read_text(encoding="utf-8"))
        assert asked == [], file.relative_to(built_site)
