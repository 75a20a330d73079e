"""The index of the search box: Pagefind's index of the built pages, and the names of pages and table rows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from living_survey.rendering.pages.digests import digest
from living_survey.web.publishing import written_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# With lists of works, every page that names a work would match its title. Statements, which many works have
# in the same words, would give thousands of matches, which Pagefind ranks slowly. Remarks are for
# maintainers.
NOT_SEARCHED = (
    ".works, .crumbs, .prevnext, .headerlink, .paper__actions, .paper__foot, .paper .facet-list"
    ", .paper .remark, .work__foot, .paper .stated, .said, .unstated, .statements-box, .topic__doors"
    ", .places__by, .places td[data-label], .places .stated__note, .aspects, .narrow, .more, .letters"
    ", pre, svg"
)
FOLDERS = ("pagefind", "search")
"""Where the index is, in the site."""
NAMES = "search/names.json"
# Pagefind's own search boxes, in place of which the site has one of its own.
UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")
MAX_MESSAGE_LENGTH = 2000

_SEARCHED = b"data-pagefind-body"
# What changes with a title and is not searched: lists, which have no lists in them, and attributes.
_NOT_SEARCHED = re.compile(
    rb'<ul class="(?:works[ "]|plain" data-pagefind-ignore).*?</ul>| (?:title|data-version)="[^"]*"',
    re.DOTALL,
)
_KIND = re.compile(r'data-pagefind-meta="kind:([^"]*)"')
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_ROWS_ARE = re.compile(r'<table[^>]* data-rows-are="([^"]*)"')
_TABLE_ROW = re.compile(r'<tr id="([\w-]+)">\s*<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)
_NOT_TEXT = re.compile(r'<a class="headerlink".*?</a>|<[^>]+>', re.DOTALL)


def build_index(site: Path) -> None:
    """Write the index of a built site: Pagefind's to `pagefind/`, the names to `search/names.json`.

    Raises `PluginError` with the output of Pagefind if it fails.
    """
    options = ["--site", str(site), "--exclude-selectors", NOT_SEARCHED, "--quiet"]
    command = [sys.executable, "-m", "pagefind", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - arguments of our own
    if done.returncode != 0:
        # It may repeat a message for each page.
        message = f"Pagefind could not index the site:\n{(done.stdout + done.stderr)[:MAX_MESSAGE_LENGTH]}"
        raise PluginError(message)
    for pattern in UNUSED:
        for file in (site / "pagefind").glob(pattern):
            file.unlink()
    names = site / NAMES
    names.parent.mkdir(exist_ok=True)
    names.write_bytes(names_json(_names(site)))


def searched(site: Path) -> bytes:
    """A digest of all that the index of a built site is made from."""
    paths = [path for path in written_files(site) if path.endswith(".html") and not _is_work(path)]
    pages = ((path, (site / path).read_bytes()) for path in paths)
    return digest([(path, _NOT_SEARCHED.sub(b"", page)) for path, page in pages if _SEARCHED in page])


def names_json(names: Iterable[tuple[str, str, str, str]]) -> bytes:
    """The file of names: address, kind, title and description of each."""
    return json.dumps(list(names), ensure_ascii=False, separators=(",", ":")).encode()


def _names(site: Path) -> Iterator[tuple[str, str, str, str]]:
    """Address, kind, title and description of each page and each row of a table, in order of addresses.

    Pagefind ranks pages by the frequency of a word, which puts hundreds of works before the page with that
    title. There are too many works and authors for this list.
    """
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        if _is_work(address):
            continue
        page = file.read_text("utf-8")
        kind, heading = _KIND.search(page), _HEADING.search(page)
        if kind is None or heading is None or kind[1] in {"Authors", "List"}:
            continue
        description = _DESCRIPTION.search(page)
        yield address, unescape(kind[1]), _text(heading[1]), unescape(description[1]) if description else ""
        if rows_are := _ROWS_ARE.search(page):
            for row in _TABLE_ROW.finditer(page):
                yield f"{address}#{row[1]}", unescape(rows_are[1]), _text(row[2]), ""


def _is_work(path: str) -> bool:
    return path.startswith("works/")


def _text(markup: str) -> str:
    """The text of a piece of markup."""
    return " ".join(unescape(_NOT_TEXT.sub(" ", markup)).split())
