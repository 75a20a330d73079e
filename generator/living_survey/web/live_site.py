"""The site in memory: each page and file is rendered when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import File, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url, is_error_template

from living_survey.rendering.pieces import content_bytes
from living_survey.web.plugin import SurveyPlugin
from living_survey.web.search import NAMES, names_json
from living_survey.web.stamping import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

    from living_survey.knowledge import KnowledgeBase
    from living_survey.rendering.pieces import Content


class LiveSite:
    """A site as MkDocs would build it from a settings file and a knowledge base.

    Nothing is written. The search box finds pages by their names only, since the index of their texts is made
    from a whole site. It is not safe to use from several threads at once.
    """

    def __init__(self, settings: Path, address: str, knowledge: KnowledgeBase) -> None:
        """Read the settings, the theme and the list of pages. Raises what MkDocs and plugins raise."""
        self.config = load_config(str(settings), site_url=address)
        self._plugin = survey_plugin(self.config)
        self._plugin.served = knowledge
        plugins = self.config.plugins
        self.config = plugins.on_config(self.config)
        plugins.on_pre_build(config=self.config)
        self._files = get_files(self.config)
        environment = self.config.theme.get_env()
        self._files.add_files_from_theme(environment, self.config)
        self._files = plugins.on_files(self._files, config=self.config)
        set_exclusions(self._files, self.config)
        self._navigate()
        self._environment: Environment = (
            plugins.on_env(environment, config=self.config, files=self._files) or environment
        )
        self._forget()

    @property
    def templates(self) -> Path:
        """The folder of the survey's own templates of pages."""
        return self._plugin.templates(self.config)

    def has_template(self, path: Path) -> bool:
        """Whether a file is, was or may become a template, of generated pages or of the theme."""
        in_theme = path.suffix == ".html" and any(path.is_relative_to(one) for one in self.config.theme.dirs)
        return in_theme or path.is_relative_to(self.templates)

    def has_source(self, path: Path) -> bool:
        """Whether a file is one of the site, so that only its content has changed."""
        return any(file.abs_src_path == str(path) for file in self._files) and path.exists()

    def show(self, knowledge: KnowledgeBase, *, navigation: bool) -> None:
        """Take another knowledge base with the same nodes; say whether titles of pages may have changed."""
        self._plugin.show(knowledge, self.config, self._files)
        if navigation:
            self._plugin.renew_navigation(self.config)
            self._navigate()
        self._forget()

    def forget_templates(self) -> None:
        """Read templates again when they are needed."""
        if self._environment.cache is not None:
            self._environment.cache.clear()
        self._plugin.forget_templates()
        self._forget()

    def page(self, address: str) -> str | None:
        """The document of a page by its address from the root of the site, such as `works/x/`."""
        file = self._addresses.get(address)
        if file is None or file.abs_src_path is None:
            # Which pages are generated may have changed since the list was made.
            generated = self._generated(address)
            file = generated and (file or generated)
        return None if file is None else self._document(file)

    def has_page(self, address: str) -> bool:
        """Whether there is a page of an address, which is not rendered."""
        return address in self._addresses or self._generated(address) is not None

    def file(self, address: str) -> bytes | None:
        """The content of any other file by its address: scripts, styles, images, data."""
        file = self._by_address.get(address)
        if file is not None and not file.is_documentation_page() and not file.src_uri.endswith(".md"):
            return file.content_bytes
        if address in self.config.theme.static_templates:
            return self._static(address).encode()
        if address == NAMES:
            return names_json(self._names())
        while address not in self._generated_files and self._groups:
            self._generated_files |= self._groups.pop(0)()
        content = self._generated_files.get(address)
        return None if content is None else content_bytes(content)

    def not_found(self) -> str:
        """The page for an address that leads nowhere."""
        return self._static("404.html")

    def _navigate(self) -> None:
        """Make the navigation, which shows the titles of pages; their contents are not rendered."""
        nav = get_navigation(self._files, self.config)
        self._nav = self.config.plugins.on_nav(nav, config=self.config, files=self._files)
        self._pages = list(self._files.documentation_pages())
        self._addresses = {file.url.removeprefix("./"): file for file in self._pages}
        for file in self._pages:
            self._read(file)

    def _forget(self) -> None:
        self._by_address = {file.dest_uri: file for file in self._files}
        self._generated_files: dict[str, Content] = {}
        self._groups = [*self._plugin.file_groups, self._plugin.data_files]

    def _read(self, file: File) -> MkDocsPage:
        """The page of a file with its title."""
        page = file.page or MkDocsPage(None, file, self.config)
        page = self.config.plugins.on_pre_page(page, config=self.config, files=self._files) or page
        page.read_source(self.config)
        page.markdown = self.config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=self.config, files=self._files
        )
        return page

    def _generated(self, address: str) -> File | None:
        """The file of a page that is not in the navigation, such as that of a work."""
        for path in (f"{address.rstrip('/')}.md", f"{address}index.md"):
            if self._plugin.generated_page(path) is not None:
                return File.generated(self.config, path, content="")
        return None

    def _document(self, file: File) -> str:
        page = self._read(file)
        page.render(self.config, self._files)
        page.content = self.config.plugins.on_page_content(
            page.content or "", page=page, config=self.config, files=self._files
        )
        template = page.meta.get("template", "main.html")
        return document(page, self.config, self._nav, self._pages, self._environment, template)

    def _static(self, name: str) -> str:
        """A template of the theme that is a file of its own, such as `sitemap.xml`."""
        template = self._environment.get_template(name)
        base = "/" if is_error_template(name) else get_relative_url(".", name)
        output = template.render(get_context(self._nav, self._files, self.config, base_url=base))
        return self.config.plugins.on_post_template(output, template_name=name, config=self.config)

    def _names(self) -> Iterator[tuple[str, str, str, str]]:
        for file in self._pages:
            page = self._plugin.generated_page(file.src_uri)
            if page and page.kind not in {"Work", "Authors", "List"}:
                yield page.address, page.kind, page.title, page.description


def survey_plugin(config: MkDocsConfig) -> SurveyPlugin:
    """The plugin of this program in a configuration. Raises `LookupError` if it is not there."""
    for plugin in config.plugins.values():
        if isinstance(plugin, SurveyPlugin):
            return plugin
    raise LookupError('mkdocs.yml: the plugin is missing; add "survey" to its plugins')
