"""Every address in a knowledge base, and each place where it is written."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.loading import files
from living_survey.loading.documents import Document, EntryDocument
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import Scalar, with_line_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PAGES = "site_src/pages"
GENERATED = "README.md"
MARKDOWN_FILES = (GENERATED, "CONTRIBUTING.md")
MAX_MARKDOWN_BYTES = 4 * 1024 * 1024

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{}|]+", re.IGNORECASE)
_CODE = re.compile(
    r"^(?P<fence>[ \t]*(?P<marks>`{3,}|~{3,})).*?(?:^[ \t]*(?P=marks)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`)(?:(?!\n\n).)*?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?(?:-->|\Z)",
    re.MULTILINE | re.DOTALL,
)
_PUNCTUATION = ".,;:!?*_~"
# Names reserved for examples (RFC 2606, RFC 6761), and this machine as manuals name it.
_PLACEHOLDER = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost)\.?|127\.0\.0\.1", re.IGNORECASE
)


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where an address is written: a file, the line and column counted from 1, and the kind of link.

    `derived` says that the place has an identifier from which the address is made, not the address itself.
    """

    path: str
    line: int
    column: int
    what: str
    work: str | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """An address with the places where it is written, sorted."""

    url: str
    places: tuple[Place, ...]


def find_addresses(root: Path, *, derived: bool = False, placeholders: bool = False) -> list[Address]:
    """All addresses of entries, taxonomy, hand-written pages and README, sorted.

    `derived` adds the arXiv and DOI pages that identifiers lead to; `placeholders` keeps addresses such as
    `https://example.org`. The README is made of the entries: for an address in both, only the entry is named.
    """
    found: defaultdict[str, set[Place]] = defaultdict(set)
    for url, place in [*_in_entries(root), *_in_taxonomy(root), *_in_pages(root)]:
        if placeholders or not is_placeholder(url):
            found[url].add(place)
    addresses = []
    for url, places in sorted(found.items()):
        from_entries = [place for place in places if place.path != GENERATED]
        kept = [place for place in from_entries or places if derived or not place.derived]
        if kept and (derived or not _is_made_from_an_identifier(url, kept, found)):
            addresses.append(Address(url, tuple(sorted(kept))))
    return addresses


def _is_made_from_an_identifier(url: str, places: list[Place], found: Mapping[str, set[Place]]) -> bool:
    """Whether only the README has an address and made it from an entry's identifier: a PDF at arXiv."""
    page = url.replace("https://arxiv.org/pdf/", "https://arxiv.org/abs/")
    only_there = all(place.path == GENERATED for place in places)
    return only_there and any(place.derived for place in found.get(page, ()))


def is_placeholder(url: str) -> bool:
    """Whether an address is only an example."""
    try:
        return _PLACEHOLDER.fullmatch(urlsplit(url).hostname or "") is not None
    except ValueError:
        return False


def derived_addresses(document: EntryDocument) -> Iterator[tuple[str, Place]]:
    """The pages at arXiv and at the DOI resolver that an entry's identifiers lead to."""
    if document.arxiv:
        place = Place(document.path, *document.place("arxiv"), "arXiv page", document.id, derived=True)
        yield f"https://arxiv.org/abs/{document.arxiv.base}", place
    if doi := document.text("doi"):
        place = Place(document.path, *document.place("doi"), "DOI", document.id, derived=True)
        yield f"https://doi.org/{doi}", place


def _in_entries(root: Path) -> Iterator[tuple[str, Place]]:
    for relative, path in files.entry_files(root):
        if path.suffix != files.ENTRY_SUFFIX:
            continue
        document, _ = files.read_document(root, path, relative, files.MAX_ENTRY_BYTES, EntryDocument)
        if document is not None:
            yield from derived_addresses(document)
            yield from _in_document(document, document.id)


def _in_taxonomy(root: Path) -> Iterator[tuple[str, Place]]:
    path, limit = root / files.TAXONOMY, files.MAX_TAXONOMY_BYTES
    document, _ = files.read_document(root, path, files.TAXONOMY, limit, Document)
    if document is not None:
        yield from _in_document(document, None)


def _in_document(document: Document, work: str | None) -> Iterator[tuple[str, Place]]:
    links = document.at("links")
    named = links.values if isinstance(links, Tree) else {}
    seen = set()
    for what, node in named.items():
        if isinstance(node, Scalar) and node.text:
            seen.add((node.line, node.column))
            yield node.text, Place(document.path, node.line, node.column, f"{what} link", work)
    for node in document.nodes:
        if isinstance(node, Scalar) and (node.line, node.column) not in seen:
            for url, _ in addresses_in(node.text):
                yield url, Place(document.path, node.line, node.column, "link", work)


def _in_pages(root: Path) -> Iterator[tuple[str, Place]]:
    pages = [root / name for name in MARKDOWN_FILES]
    pages += sorted((root / PAGES).rglob("*.md"))
    for path in pages:
        relative = path.relative_to(root).as_posix()
        raw, _ = files.read_bytes(root, path, relative, MAX_MARKDOWN_BYTES)
        if raw is None:
            continue
        text = with_line_feeds(raw.decode("utf-8", errors="replace"))
        for url, offset in addresses_in(without_code(text)):
            yield url, Place(relative, *files.place(text, offset), "link")


def without_code(markdown: str) -> str:
    """Markdown with code and comments replaced by spaces, so that every offset is kept."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), markdown)


def addresses_in(text: str) -> Iterator[tuple[str, int]]:
    """The addresses in a text, each with its offset; punctuation after an address is not part of it."""
    position = 0
    while match := _ADDRESS.search(text, position):
        url = _as_linked(match[0])
        position = match.start() + max(len(url), len("http"))
        if host_of(url):
            yield html.unescape(url), match.start()


def _as_linked(raw: str) -> str:
    url = raw
    while url:
        last = url[-1]
        if last in _PUNCTUATION or (last in ")]" and url.count(last) > url.count("(["[last == "]"])):
            url = url[:-1]
        elif (cut := _unopened(url)) is not None:
            url = url[:cut]
        else:
            break
    return url


def _unopened(url: str) -> int | None:
    """The position of a closing parenthesis without an opening one: the end of a Markdown link."""
    depth = 0
    for index, character in enumerate(url):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return index
    return None


def host_of(url: str) -> str | None:
    """The host of an address; None if it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
