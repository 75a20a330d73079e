"""Sites of hand-written Markdown that say the same as a built site of ours: for MkDocs, Zensical and Hugo.

Each page of the built site becomes one Markdown file with the same headings, paragraphs, lists, tables, code
and links, as an author without our generator would have to write and keep it. As with ours, pages are not in
the navigation; there is no search, which our site has.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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
            "content.code.copy",
        ],
    },
    "plugins": [],
    "nav": ["index.md"],
    "docs_dir": "docs",
    "markdown_extensions": [
        "admonition", "attr_list", "tables", {"toc": {"permalink": True}},
        {"pymdownx.highlight": {"use_pygments": True}}, "pymdownx.superfences",
    ],
    "validation": {"nav": {"omitted_files": "ignore"}},
}  # fmt: skip

HUGO = """\
baseURL = "https://survey.example/"
title = "A plain survey"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderHooks.link]
useEmbedded = "always"
"""
_TITLE = "Titlemark"

SKIPPED = {"script", "style", "svg", "template", "button", "form", "select", "dialog"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {"article", "aside", "dd", "details", "div", "dl", "dt", "figure", "nav", "p", "section", "summary"}


def write_plain_site(built: Path, into: Path) -> Path:
    """The configuration of a site for MkDocs and Zensical with the pages of a built one."""
    docs = into / "docs"
    addresses = [
        page.parent.relative_to(built).as_posix().removeprefix(".")
        for page in sorted(built.rglob("index.html"))
    ]
    files = _files(addresses)
    for address, file in files.items():
        text = markdown((built / address / "index.html").read_text(encoding="utf-8"), address, files)
        (docs / file).parent.mkdir(parents=True, exist_ok=True)
        (docs / file).write_text(text, encoding="utf-8")
    return _write_config(into)


def _write_config(into: Path) -> Path:
    config = into / "mkdocs.yml"
    config.write_text(yaml.safe_dump(CONFIG, sort_keys=False), encoding="utf-8")
    return config


def write_shell_page(into: Path) -> Path:
    """The configuration of a site with an empty page, whose shell `write_hugo_site` takes."""
    (into / "docs/shell").mkdir(parents=True)
    (into / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    (into / "docs/shell/page.md").write_text(f"# {_TITLE}\n", encoding="utf-8")
    return _write_config(into)


def write_hugo_site(docs: Path, shell: Path, into: Path) -> None:
    """A site for Hugo with the same Markdown, whose layout is what the theme puts around a page.

    `shell` is the built site of `write_shell_page`.
    """
    page = (shell / "shell/page/index.html").read_text(encoding="utf-8").replace("../../", "/")
    page = re.sub(r"(?s)<title>.*?</title>", "<title>{{ .Title }}</title>", page)
    page = page.replace(f"{CONFIG['site_url']}shell/page/", "{{ .Permalink }}")
    page, contents = re.subn(f"(?s)<h1[^>]*>{_TITLE}.*?</h1>", "{{ .Content }}", page)
    page, outlines = re.subn(
        r'(?s)(data-md-type="toc".*?<div class="md-sidebar__inner">)', r"\1{{ .TableOfContents }}", page
    )
    if (contents, outlines) != (1, 1):
        raise ValueError("the theme's page has another form than this benchmark knows")
    for name in ("home", "section", "page"):
        (into / "layouts").mkdir(parents=True, exist_ok=True)
        (into / f"layouts/{name}.html").write_text(page, encoding="utf-8")
    shutil.copytree(shell / "assets", into / "static/assets")
    (into / "hugo.toml").write_text(HUGO, encoding="utf-8")
    for source in docs.rglob("*.md"):
        # A folder's index.md is `_index.md` there, and pairs of braces call templates.
        target = into / "content" / source.relative_to(docs)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8").replace("{{", "{ {")
        text = re.sub(r"(?<=[(/])index\.md\)", "_index.md)", text)
        title = re.search(r"(?m)^# (.*)$", text)
        front = json.dumps({"title": title[1] if title else source.stem})
        target.with_name(target.name.replace("index.md", "_index.md")).write_text(
            f"{front}\n\n{text}", encoding="utf-8"
        )


def _files(addresses: Iterable[str]) -> dict[str, str]:
    """The Markdown file of each address; one with pages below it is the index of their folder."""
    known = list(addresses)
    folders = {posixpath.dirname(address) for address in known}
    return {
        address: posixpath.join(address, "index.md") if address in folders else f"{address}.md"
        for address in known
    }


def markdown(page: str, address: str, files: dict[str, str]) -> str:
    """The content of a page of the theme as Markdown."""
    writer = _Writer(address, files)
    writer.feed(page)
    lines = re.sub(r"\n{3,}", "\n\n", "".join(writer.parts)).strip()
    return re.sub(r"(?m)^[ \t]+$", "", lines) + "\n"


class _Writer(HTMLParser):
    """Writes the content of the theme's article element."""

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
        """An address in Markdown: the file of the page, seen from this one."""
        if href.startswith(("https:", "http:", "mailto:")):
            return href.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        path = urlsplit(href).path
        to = posixpath.normpath(posixpath.join("/", self.address, path)).strip("/")
        if not path or to not in self.files:
            return None
        return posixpath.relpath(self.files[to], posixpath.dirname(self.files[self.address]) or ".")
