"""The MkDocs plugin `survey`: loads the knowledge base at each build and hands its pages to MkDocs."""

from __future__ import annotations

from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from living_survey.knowledge import syntheses
from living_survey.links.findings import load_health
from living_survey.loading import InvalidKnowledgeError, load
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.rules import ALL_RULES
from living_survey.loading.rules.identity import STOP_WORDS
from living_survey.loading.schema import canonical_form, entry_schema
from living_survey.rendering.contribute import EntryRules, form_files
from living_survey.rendering.explorer import explorer_files
from living_survey.rendering.exports.api import data_files
from living_survey.rendering.pages import Page, headings, render_pages, render_panels
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.pages.rules_page import RuleLine
from living_survey.rendering.palette import palette_css
from living_survey.rendering.site_context import SiteContext
from living_survey.rendering.templating import OVERRIDES
from living_survey.sources.cache import Enrichments, load_enrichments
from living_survey.web.navigation import survey_navigation
from living_survey.web.search import build_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.structure.toc import TableOfContents, _TocToken
    from mkdocs.utils.templates import TemplateContext

    from living_survey.knowledge import KnowledgeBase
    from living_survey.knowledge.enrichment import Enrichment

PALETTE = "assets/palette.css"
STYLES = (PALETTE, "assets/survey.css", "assets/matrices.css", "assets/charts.css")
SCRIPTS = ("assets/search.js", "assets/tables.js", "assets/charts.js")
_PACKAGED = Path(__file__).parent
log = get_plugin_logger("survey")


class SurveyPluginConfig(base.Config):
    """Options of the plugin in `mkdocs.yml`; paths are relative to that file."""

    root = option.Type(str, default=".")
    templates = option.Type(str, default=OVERRIDES)
    branch = option.Type(str, default="main")


class SurveyPlugin(BasePlugin[SurveyPluginConfig]):
    """Wires MkDocs' events to the functions that do the work."""

    def __init__(self) -> None:
        """Start with no pages; `on_config` loads the knowledge at every build."""
        self._knowledge: KnowledgeBase | None = None
        self._site: SiteContext | None = None
        self._enrichments: Mapping[str, Enrichment] = {}
        self._pages: dict[str, Page] = {}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the knowledge base and put its pages into the navigation.

        Raises `PluginError` with every problem of the entries, which stops a build and shows in a served one.
        """
        root = self._under(config, self.config.root)
        try:
            self._knowledge = load(root)
        except InvalidKnowledgeError as error:
            message = f"The knowledge base has errors:\n{error}"
            raise PluginError(message) from error
        self._site = SiteContext(
            name=config.site_name,
            description=config.site_description or "",
            site_url=config.site_url or "",
            repo_url=(config.repo_url or "").rstrip("/"),
            repo_branch=self.config.branch,
        )
        templates = self._templates(config)
        rules = [
            RuleLine(rule.code, rule.severity, rule.summary, rule.cure)
            for rule in sorted(ALL_RULES.values(), key=lambda rule: rule.code)
        ]
        self._enrichments = self._fetched(root)
        health = load_health(root, self._knowledge)
        docs = Path(config.docs_dir)
        written = {file.relative_to(docs).as_posix() for file in docs.rglob("*.md")}
        pages = render_pages(
            self._knowledge, self._site, templates, self._enrichments, rules, health=health, written=written
        )
        self._pages = {page.path: page for page in pages}
        if config.nav:
            config.nav = survey_navigation(config.nav, self._knowledge, written | self._pages.keys())
        self._bring_theme(config)
        return config

    @staticmethod
    def _bring_theme(config: MkDocsConfig) -> None:
        """Put the package's parts of the theme, styles and scripts before those that the site adds."""
        theme = str(_PACKAGED / "theme")
        if theme not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, theme)
        config.extra_css[:0] = [path for path in STYLES if path not in config.extra_css]
        known = {str(script) for script in config.extra_javascript}
        scripts = [ExtraScriptValue(path) for path in SCRIPTS if path not in known]
        for script in scripts:
            script.type = "module"
        config.extra_javascript[:0] = scripts
        config.extra["alternate"] = True  # opens the place in the header of our search button
        config.extra.setdefault("generator", False)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add pages, scripts, styles and data files; a file of the same path in the docs goes first."""
        if self._knowledge is None or self._site is None:
            return files
        for path in self._pages:
            if files.get_file_from_path(path) is None:
                files.append(File.generated(config, path, content=""))
        for asset in sorted((_PACKAGED / "assets").rglob("*.*")):
            name = asset.relative_to(_PACKAGED).as_posix()
            if files.get_file_from_path(name) is None:
                files.append(File.generated(config, name, abs_src_path=str(asset)))
        files.append(File.generated(config, PALETTE, content=palette_css(self._knowledge.taxonomy)))
        explorer = explorer_files(self._knowledge, self._enrichments)
        form = form_files(self._knowledge, self._site, self._entry_rules(config))
        panels = render_panels(self._knowledge, self._site, self._templates(config))
        for path, content in chain(data_files(self._knowledge, self._site), explorer, form, panels):
            files.append(File.generated(config, path, content=content))
        return files

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Give a generated page its title and description; its content is HTML and comes later."""
        generated = self._generated(page)
        # The sitemap has the dates of the data, not that of the build; MkDocs needs one date at least.
        if any(one.changed for one in self._pages.values()):
            page.update_date = generated.changed if generated else ""
        if generated is None:
            return markdown
        page.meta = {
            "title": "" if page.is_homepage else escape(generated.title),
            "description": escape(generated.description),
            "kind": escape(generated.kind),
            "hide": list(generated.hide),
        }
        return ""

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Leave anchors on generated pages, which are rendered later, to the checker of links."""
        if self._generated(page) is not None:
            page.present_anchor_ids = None
        return html

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Render a generated page, its table of contents and its edit link, just before it is written.

        Any earlier, and MkDocs would hold the content of all pages at once, which is most of its memory.
        """
        generated = self._generated(page)
        if generated is None:
            return context
        try:
            page.content = generated.render()
            page.meta["head"] = generated.head()
        except TemplateError as error:
            message = f"The page {generated.path} cannot be rendered: {error}"
            raise PluginError(message) from error
        page.toc = self._contents(generated, page.content)
        page.edit_url = self._edit_url(generated)
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Let go of a generated page's content, which is in the output now."""
        if self._generated(page) is not None:
            page.content = None
            page.meta.pop("head", None)
            page.toc = get_toc([])
        return output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Index the built pages for the search box."""
        build_index(Path(config.site_dir))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401 - MkDocs' own
        """Build again when an entry, the taxonomy or a template is saved."""
        root = self._under(config, self.config.root)
        for path in (
            root / "entries",
            root / "taxonomy.yaml",
            root / syntheses.FOLDER,
            root / syntheses.PATHS,
            self._under(config, self.config.templates),
            *([Path(config.theme.custom_dir)] if config.theme.custom_dir else ()),
            _PACKAGED,
        ):
            if path.exists():
                server.watch(str(path))
        return server

    def _fetched(self, root: Path) -> Enrichments:
        """What the cache of fetched metadata knows; records that cannot be read are named in the log."""
        enrichments = load_enrichments(root, self._knowledge)
        for warning in enrichments.warnings:
            log.info(warning)
        return enrichments

    def _entry_rules(self, config: MkDocsConfig) -> EntryRules:
        """What the contribution form checks entries by."""
        vocabulary, _ = read_vocabulary(self._under(config, self.config.root))
        schema = entry_schema(vocabulary.file) if vocabulary.file else {}
        return EntryRules(schema, canonical_form(), STOP_WORDS)

    def _generated(self, page: MkDocsPage) -> Page | None:
        """The generated page behind an MkDocs page; None for a hand-written one."""
        return self._pages.get(page.file.src_uri) if page.file.abs_src_path is None else None

    def _edit_url(self, generated: Page) -> str | None:
        """Where the file is changed that a generated page is made of."""
        if self._site is None or not generated.source or not self._site.repo_url:
            return None
        return f"{self._site.repo_url}/edit/{self._site.repo_branch}/{generated.source}"

    @staticmethod
    def _contents(generated: Page, content: str) -> TableOfContents:
        """The table of contents of a generated page."""
        tokens: list[_TocToken] = []
        for heading in headings(content) if "toc" not in generated.hide else ():
            token: _TocToken = {
                "level": heading.level,
                "id": heading.id,
                "name": escape(heading.title),  # MkDocs and the theme take it for HTML
                "children": [],
            }
            below = tokens[-1]["children"] if heading.level > 2 and tokens else tokens  # noqa: PLR2004 - h3 stands below h2
            below.append(token)
        return get_toc(tokens)

    def _templates(self, config: MkDocsConfig) -> Environment:
        return page_environment(self._under(config, self.config.templates))

    @staticmethod
    def _under(config: MkDocsConfig, path: str) -> Path:
        """A path of the options, seen from the folder of `mkdocs.yml`."""
        folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        return folder / path
