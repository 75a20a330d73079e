"""A plain MkDocs site of hand-written Markdown that says the same as a built site of ours.

Each page of the built site becomes one Markdown file with the same headings, paragraphs, lists, tables, code
and links, as an author without our generator would have to write and keep it.
"""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NavStyle = Literal["all pages", "sections"]

# The theme as mkdocs.yml sets it up, without what only our plugin does.
CONFIG = {
    "site_name": "A plain survey",
    "site_url": "https://survey.example/",
    "theme": {
        "name": "material",
        "font": False,
        "palette": [
            {"scheme": "default", "toggle": {"icon": "material/weather-night", "name": "Dark"}},
            {"scheme": "slate", "toggle": {"icon": "material/weather-sunny", "name": "Light"}},
        ],
        "features": [
            "navigation.tabs", "navigation.indexes", "navigation.prune", "navigation.top",
            "content.code.copy", "search.suggest", "search.highlight",
        ],
    },
    "plugins": ["search"],
    "markdown_extensions": [
        "admonition", "attr_list", "tables", {"toc": {"permalink": True}},
        {"pymdownx.highlight": {"use_pygments": True}}, "pymdownx.superfences",
    ],
    "validation": {"nav": {"omitted_files": "ignore"}},
}  # fmt: skip

SKIPPED = {"script", "style", "svg", "template", "button", "form", "select", "dialog"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {"article", "aside", "dd", "details", "div", "dl", "dt", "figure", "nav", "p", "section", "summary"}


def write_plain_sites(built: Path, into: Path) -> dict[NavStyle, Path]:
    """Configurations of two sites with the same pages: all in the navigation, or the indexes of sections."""
    docs = into / "docs"
    addresses = []
    for page in sorted(built.rglob("index.html")):
        address = page.parent.relative_to(built).as_posix().removeprefix(".")
        addresses.append(address)
    files = _files(addresses)
    for address, file in files.items():
        text = markdown((built / address / "index.html").read_text(encoding="utf-8"), address, files)
        (docs / file).parent.mkdir(parents=True, exist_ok=True)
        (docs / file).write_text(text, encoding="utf-8")
    configs: dict[NavStyle, Path] = {}
    styles: tuple[NavStyle, ...] = ("all pages", "sections")
    for style in styles:
        configs[style] = into / f"{style.replace(' ', '-')}.yml"
        config = CONFIG | {"nav": _nav(files.values(), style), "docs_dir": "docs"}
        configs[style].write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return configs


def _files(addresses: Iterable[str]) -> dict[str, str]:
    """The Markdown file of each address; one with pages below it is the index of their folder."""
    known = list(addresses)
    folders = {posixpath.dirname(address) for address in known}
    return {
        address: posixpath.join(address, "index.md") if address in folders else f"{address}.md"
        for address in known
    }


def _nav(files: Iterable[str], style: NavStyle) -> list[object]:
    nav: list[object] = []
    below: dict[str, list[object]] = {}
    for file in sorted(files, key=lambda file: (file.count("/") > 0, file)):
        folder = file.split("/")[0] if "/" in file else ""
        if not folder:
            nav.append(file)
            continue
        if folder not in below:
            below[folder] = []
            nav.append({folder.capitalize(): below[folder]})
        is_index = posixpath.basename(file) == "index.md"
        if style == "all pages" or is_index:
            below[folder].insert(0 if file == f"{folder}/index.md" else len(below[folder]), file)
    return [item for item in nav if not isinstance(item, dict) or all(item.values())]


def markdown(page: str, address: str, files: dict[str, str]) -> str:
    """The content of a page of the theme as Markdown."""
    writer = _Writer(address, files)
    writer.feed(page)
    lines = re.sub(r"\n{3,}", "\n\n", "".join(writer.parts)).strip()
    return re.sub(r"(?m)^[ \t]+$", "", lines) + "\n"


class _Writer(HTMLParser):
    """Writes what stands in the theme's article element."""

    def __init__(self, address: str, files: dict[str, str]) -> None:
        super().__init__()
        self.address, self.files = address, files
        self.parts: list[str] = []
        self.inside = self.skipping = self.lists = self.cells = 0
        self.is_code = self.in_cell = False
        self.targets: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if not self.inside:
            self.inside = int(tag == "article" and "md-content__inner" in classes)
            return
        if tag in VOID:
            return
        if self.skipping or tag in SKIPPED or "headerlink" in classes or "md-content__button" in classes:
            self.skipping += 1
            return
        self.inside += 1
        if tag == "a":
            target = self._target(values.get("href") or "")
            self.targets.append(target)
            self.parts.append("[" if target else "")
        else:
            self._open(tag)

    def _open(self, tag: str) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self._break(f"{'#' * int(tag[1])} ")
        elif tag in {"ul", "ol"}:
            self.lists += 1
            self._break()
        elif tag == "li":
            self.parts.append("\n" + "    " * (self.lists - 1) + "- ")
        elif tag == "pre":
            self.is_code = True
            self.parts.append("\n\n```\n")
        elif tag == "code" and not self.is_code:
            self.parts.append("`")
        elif tag == "tr":
            self.cells = 0
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.in_cell = True
            self.cells += 1
            self.parts.append("| ")
        elif tag in BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if not self.inside or tag in VOID:
            return
        if self.skipping:
            self.skipping -= 1
            return
        self.inside -= 1
        if tag == "a":
            target = self.targets.pop()
            self.parts.append(f"]({target})" if target else "")
        else:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.lists -= 1
            self._break()
        elif tag == "pre":
            self.is_code = False
            self.parts.append("\n```\n\n")
        elif tag == "code" and not self.is_code:
            self.parts.append("`")
        elif tag in {"td", "th"}:
            self.in_cell = False
            self.parts.append(" ")
        elif tag == "tr":
            self.parts.append("|")
        elif tag == "thead":
            self.parts.append("\n" + "| --- " * self.cells + "|")
        elif tag == "table" or tag in BLOCKS or re.fullmatch(r"h[1-6]", tag):
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.inside or self.skipping:
            return
        if self.is_code:
            self.parts.append(data)
        else:
            self.parts.append(re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", re.sub(r"\s+", " ", data)))

    def _break(self, then: str = "") -> None:
        """A new paragraph, which a cell or an item of a list does not have."""
        self.parts.append(" " if self.in_cell or (self.lists and not then) else f"\n\n{then}")

    def _target(self, href: str) -> str | None:
        """An address as it stands in Markdown: the file of the page, seen from this one."""
        if href.startswith(("https:", "http:", "mailto:")):
            return href.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        path = urlsplit(href).path
        to = posixpath.normpath(posixpath.join("/", self.address, path)).strip("/")
        if not path or to not in self.files:
            return None
        return posixpath.relpath(self.files[to], posixpath.dirname(self.files[self.address]) or ".")
