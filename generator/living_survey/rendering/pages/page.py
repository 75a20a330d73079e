"""A generated page: its path, its title, and how to render it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ValueT = TypeVar("ValueT")
_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_ELEMENT = re.compile(r"<[^>]+>")
_ASIDE = re.compile(r'<(span|a) [^>]*class="(?:count|headerlink)"[^>]*>.*?</\1>', re.DOTALL)


class Later(Generic[ValueT]):
    """A value that is made when it is looked at, so that the title of a page is known without its lists."""

    def __init__(self, make: Callable[[], ValueT]) -> None:
        """Take what makes it, which is called once at most."""
        self._make = make

    @cached_property
    def value(self) -> ValueT:
        """The value."""
        return self._make()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the table of contents of a page."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page.

    `path` is its source path, `works/x.md`, which becomes the address `works/x/`. `render` returns the HTML
    of its content and `head` additions to the head of the document; both are called once, when the page is
    built. `kind` is its label in search results, such as `Work`. `changed` is the day on which its newest
    content was added (`2026-11-23`), for the sitemap. `made_from` gives a digest of all that it shows apart
    from what all pages have in common; a page without it is made in each build.
    """

    path: str
    title: str
    description: str
    render: Callable[[], str]
    head: Callable[[], str] = str
    source: str | None = None
    hide: tuple[str, ...] = ()
    changed: str = ""
    kind: str = "Page"
    made_from: Callable[[], bytes] | None = None

    @property
    def address(self) -> str:
        """The address relative to the root of the site, as `works/x/`; empty for the home page."""
        return page_address(self.path)


def page_address(path: str) -> str:
    """The address of a page from its source path."""
    stem = path.removesuffix(".md")
    return stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else f"{stem}/"


def root_of(path: str) -> str:
    """The relative path from a page to the root of the site: `../../` for `works/x/`."""
    return "../" * page_address(path).count("/") or "./"


def headings(content: str) -> Iterator[Heading]:
    """The second- and third-level headings in a page's HTML."""
    for level, anchor, inner in _HEADING.findall(content):
        yield Heading(
            int(level), html.unescape(anchor), html.unescape(_ELEMENT.sub("", _ASIDE.sub("", inner))).strip()
        )
