"""Pages of works and lists: the theme renders a few of them, and the others are stamped from these.

What the theme puts around the content of a page is its shell. It depends on the table of contents only, so a
few shells serve any number of pages. A stamped page is byte for byte the page that MkDocs would write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from jinja2 import TemplateError
from mkdocs.commands.build import get_context
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from living_survey.rendering.pages import headings
from living_survey.web.bundling import EXTRA
from living_survey.web.finishing import finished

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.toc import TableOfContents, _TocToken

    from living_survey.rendering.pages import Page
    from living_survey.web.bundling import Assets

# Marks are of letters and digits, so that no escaping changes them, and no text of a survey has them.
_MARKS = {
    name: f"stampedhere7f3a{name}"
    for name in ("address", "title", "description", "source", "head", "content")
}
# The theme adds a heading to content that has none.
_CONTENT = f"<h1>{_MARKS['content']}</h1>"
_ANY = re.compile(f"({_CONTENT}|{'|'.join(_MARKS.values())})")
_FIELDS = {mark: name for name, mark in _MARKS.items()} | {_CONTENT: "content"}


def document(  # noqa: PLR0913, PLR0917 - what MkDocs passes on
    page: MkDocsPage,
    config: MkDocsConfig,
    nav: Navigation,
    pages: Sequence[File],
    environment: Environment,
    template: str = "main.html",
) -> str:
    """A whole page as MkDocs renders it, with what plugins do about it."""
    page.active, config._current_page = True, page  # noqa: SLF001 - as MkDocs does
    try:
        context = get_context(nav, pages, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        output = environment.get_template(template).render(context)
        return config.plugins.on_post_page(output, page=page, config=config)
    finally:
        page.active, config._current_page = False, None  # noqa: SLF001


class WrittenFile(File):
    """A file that links may lead to and that MkDocs neither renders nor writes."""

    def __init__(self, config: MkDocsConfig, path: str, address: str | None = None) -> None:
        """Take the source path and, if it is another one, the path in the site."""
        super().__init__(
            path,
            src_dir=None,
            dest_dir=config.site_dir,
            use_directory_urls=config.use_directory_urls,
            dest_uri=address or path,
        )
        self.generated_by = "survey"

    def is_documentation_page(self) -> bool:
        """Whether MkDocs renders it: no."""
        return False

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - MkDocs' own signature
        """Leave the file as it is."""


class StampedFile(WrittenFile):
    """A page that the stamper writes."""

    def __init__(self, config: MkDocsConfig, path: str) -> None:
        """Take the configuration and the source path of the page."""
        stem = path.removesuffix(".md")
        super().__init__(config, path, f"{stem}/index.html" if config.use_directory_urls else f"{stem}.html")


@dataclass(frozen=True, slots=True)
class _Shell:
    """A rendered page in pieces; every second one is the name of what goes there."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, rendered: str) -> _Shell:
        return cls(tuple(_FIELDS.get(piece, piece) for piece in _ANY.split(rendered)))

    def stamp(self, texts: Mapping[str, str]) -> str:
        pieces = list(self.pieces)
        pieces[1::2] = [texts[name] for name in pieces[1::2]]
        return "".join(pieces)


class Stamper:
    """Renders pages that are not in the navigation, each in the shell that fits it."""

    def __init__(
        self,
        config: MkDocsConfig,
        nav: Navigation,
        environment: Environment,
        pages: Sequence[Page],
        edit_url: Callable[[Page], str | None],
    ) -> None:
        """Take the pages, the complete theme, and what says where the source of a page is edited."""
        self._config, self._nav, self._environment = config, nav, environment
        self.pages, self._edit_url = pages, edit_url
        self._assets: Assets = config.extra[EXTRA]
        self._shells: dict[object, _Shell] = {}

    def in_sitemap(self, sitemap: str) -> str:
        """A sitemap with the addresses of the pages, if the address of the site is known."""
        if not self._config.site_url:
            return sitemap
        before, end, after = sitemap.rpartition("</urlset>")
        urls = (
            f"<url><loc>{escape(urljoin(self._config.site_url, page.address))}</loc>"
            f"{f'<lastmod>{page.changed}</lastmod>' if page.changed else ''}</url>\n"
            for page in self.pages
        )
        return "".join([before, *urls, end, after])

    def document(self, page: Page) -> str:
        """A whole page. Raises `PluginError` if it cannot be rendered."""
        content, head = rendered(page)
        source = self._edit_url(page)
        outline = () if "toc" in page.hide else tuple(headings(content))
        loads = self._assets.loads(content, is_generated=True)
        folder = page.path.rpartition("/")[0]  # the links of the navigation are relative to it
        key = (page.kind, page.hide, folder, source is None, outline, loads)
        shell = self._shells.get(key)
        if shell is None:
            shell = self._shells[key] = self._shell(page, content, with_source=source is not None)
        return shell.stamp(
            {
                "address": page.address,
                "title": escape(page.title),
                "description": escape(page.description),
                "source": source or "",
                "head": head,
                "content": content,
            }
        )

    def _shell(self, like: Page, content: str, *, with_source: bool) -> _Shell:
        folder = like.path.rpartition("/")[0]
        file = File.generated(self._config, f"{folder}/{_MARKS['address']}.md", content="")
        page = MkDocsPage(None, file, self._config)
        page.meta = {
            "title": _MARKS["title"],
            "description": _MARKS["description"],
            "kind": escape(like.kind),
            "hide": list(like.hide),
            "head": _MARKS["head"],
            "loads": self._assets.loads(content, is_generated=True),
        }
        page.content = _CONTENT
        page.toc = contents(like, content)
        page.edit_url = _MARKS["source"] if with_source else None
        page.active = True
        context = get_context(self._nav, [], self._config, page)
        document = self._environment.get_template("main.html").render(context)
        document = finished(document, self._config)
        return _Shell.of(document.replace(f"{folder}/{_MARKS['address']}/", _MARKS["address"]))


def rendered(generated: Page) -> tuple[str, str]:
    """The content and the head of a generated page. Raises `PluginError` if it cannot be rendered."""
    try:
        return generated.render(), generated.head()
    except TemplateError as error:
        message = f"The page {generated.path} cannot be rendered: {error}"
        raise PluginError(message) from error


def contents(generated: Page, content: str) -> TableOfContents:
    """The table of contents of a generated page."""
    tokens: list[_TocToken] = []
    for heading in headings(content) if "toc" not in generated.hide else ():
        token: _TocToken = {
            "level": heading.level,
            "id": heading.id,
            "name": escape(heading.title),  # MkDocs and the theme treat it as HTML
            "children": [],
        }
        below = tokens[-1]["children"] if heading.level > 2 and tokens else tokens  # noqa: PLR2004 - h3 is below h2
        below.append(token)
    return get_toc(tokens)
