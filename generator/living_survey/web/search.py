"""The index of the search box: Pagefind's index of the built pages, and the names of pages and table rows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
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
# What changes with entries and is neither searched nor a name: lists, notes on citations, attributes,
# addresses of data that scripts load, and what Pagefind ignores, up to the first end of such an element.
# Nothing that may have a table in it is here, since the index has the names of rows.
_NOT_SEARCHED = re.compile(
    rb'<([uo]l) class="works[ "].*?</\1>|<(ul|ol|dl|p|span)\b[^>]* data-pagefind-ignore.*?</\2>'
    rb'|<span class="cite__note".*?</span>| (?:title|data-version)="[^"]*"|<link rel="preload"[^>]*>',
    re.DOTALL,
)
_KIND = re.compile(r'data-pagefind-meta="kind:([^"]*)"')
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_ROWS_ARE = re.compile(r'<table[^>]* data-rows-are="([^"]*)"')
_TABLE_ROW = re.compile(r'<tr id="([\w-]+)">\s*<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)
_NOT_TEXT = re.compile(r'<a class="headerlink".*?</a>|<[^>]+>', re.DOTALL)


@contextmanager
def indexing(site: Path, copies: Path) -> Iterator[None]:
    """Write the index of the pages that a site has now: Pagefind's to `pagefind/`, names to `search/`.

    Pagefind runs while the caller adds pages that it shall not see, since it is given further names of the
    others, in the folder `copies` on the same disk. Raises `PluginError` with its output if it fails.
    """
    for path in _indexed_paths(site):
        (copies / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(site / path, copies / path)
        except OSError:  # where files have one name each
            shutil.copyfile(site / path, copies / path)
    options = ["--site", str(copies), "--output-path", str(site / "pagefind")]
    command = [sys.executable, "-m", "pagefind", *options, "--exclude-selectors", NOT_SEARCHED, "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603 - arguments of our own
        names = site / NAMES
        names.parent.mkdir(exist_ok=True)
        names.write_bytes(names_json(_names(site)))
        yield
        output, _ = process.communicate()
    if process.returncode != 0:
        # It may repeat a message for each page.
        message = f"Pagefind could not index the site:\n{output[:MAX_MESSAGE_LENGTH]}"
        raise PluginError(message)
    for pattern in UNUSED:
        for file in (site / "pagefind").glob(pattern):
            file.unlink()


def searched(site: Path) -> bytes:
    """A digest of all that the index of a built site is made from."""
    pages = ((path, (site / path).read_bytes()) for path in _indexed_paths(site))
    # A digest for each page, since all pages together would fill the memory.
    return digest([digest(path, _NOT_SEARCHED.sub(b"", page)) for path, page in pages if _SEARCHED in page])


def names_json(names: Iterable[tuple[str, str, str, str]]) -> bytes:
    """The file of names: address, kind, title and description of each."""
    return json.dumps(list(names), ensure_ascii=False, separators=(",", ":")).encode()


def _names(site: Path) -> Iterator[tuple[str, str, str, str]]:
    """Address, kind, title and description of each page and each row of a table, in order of addresses.

    Pagefind ranks pages by the frequency of a word, which puts hundreds of works before the page with that
    title. There are too many works and authors for this list.
    """
    for path in sorted(_indexed_paths(site), key=lambda path: path.split("/")):
        address = path.removesuffix("index.html")
        page = (site / path).read_text("utf-8")
        kind, heading = _KIND.search(page), _HEADING.search(page)
        if kind is None or heading is None or kind[1] in {"Authors", "List"}:
            continue
        description = _DESCRIPTION.search(page)
        yield address, unescape(kind[1]), _text(heading[1]), unescape(description[1]) if description else ""
        if rows_are := _ROWS_ARE.search(page):
            for row in _TABLE_ROW.finditer(page):
                yield f"{address}#{row[1]}", unescape(rows_are[1]), _text(row[2]), ""


def _indexed_paths(site: Path) -> list[str]:
    """The pages by path, without those of works, which have an index of their own."""
    return [path for path in written_files(site, without="works") if path.endswith(".html")]


def _text(markup: str) -> str:
    """The text of a piece of markup."""
    return " ".join(unescape(_NOT_TEXT.sub(" ", markup)).split())
