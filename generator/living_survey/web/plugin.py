"""The MkDocs plugin `survey`: loads the knowledge base and passes its pages to MkDocs."""

from __future__ import annotations

import atexit
import gc
import logging
import re
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import get_toc
from mkdocs.utils import CountHandler

from living_survey.knowledge import syntheses
from living_survey.links.findings import load_health
from living_survey.loading import InvalidKnowledgeError
from living_survey.loading.again import load_again
from living_survey.loading.build_cache import BuildCache, program_digest
from living_survey.loading.rules import ALL_RULES
from living_survey.loading.schema import entry_schema
from living_survey.rendering.contribute import form_files
from living_survey.rendering.explorer import explorer_files
from living_survey.rendering.exports.api import feed_files, index_file, knowledge_files, knowledge_parts, size
from living_survey.rendering.pages import Page, render_pages
from living_survey.rendering.pages.digests import digest
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.pages.rules_page import RuleLine
from living_survey.rendering.pages.site_map import RELATED
from living_survey.rendering.palette import palette_css
from living_survey.rendering.pieces import made_anew
from living_survey.rendering.redirects import redirect_files
from living_survey.rendering.site_context import SiteContext
from living_survey.rendering.social_pictures import social_pictures, social_tags
from living_survey.rendering.templating import OVERRIDES
from living_survey.sources.cache import load_enrichments
from living_survey.web.bundling import EXTRA, PACKAGED, Assets, bundled, is_source
from living_survey.web.caching import CompiledTemplates
from living_survey.web.faults import why_not_written
from living_survey.web.finishing import finished
from living_survey.web.kept_files import KeptNeighbours, KeptPieces, SiteFiles
from living_survey.web.navigation import SurveyNavigation, outline, place_in_settings
from living_survey.web.parallel import in_parallel
from living_survey.web.publishing import NewSite, written_files
from living_survey.web.search import FOLDERS, indexing, searched
from living_survey.web.stamping import StampedFile, Stamper, WrittenFile, contents, document, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.rendering.pages.site_map import SiteMap
    from living_survey.rendering.pieces import Content
    from living_survey.sources.cache import Enrichments
    from living_survey.web.navigation import NavItem

# What a plugin that works on single pages listens to.
PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
# The kinds of pages that are stamped, each with whether the index of the search box has their texts.
STAMPED = {"Authors": True, "List": False, "Work": False}
# What the theme brings for developers, and for a search that this site does not use.
_SOURCE_MAP = re.compile(r"assets/.*\.map")
_THEME_SEARCH = re.compile(r"assets/javascripts/(?:lunr/.*|workers/search\..*)")
# Where functions of the settings are in memory, which says nothing.
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
# A template of the theme for pages that are written already, and what MkDocs writes for each of them.
_NOTHING, _UNUSED = "nothing.html", ".nothing"
log = get_plugin_logger("survey")


class SurveyPluginConfig(base.Config):
    """Options of the plugin in `mkdocs.yml`; paths are relative to that file."""

    root = option.Type(str, default=".")
    templates = option.Type(str, default=OVERRIDES)
    branch = option.Type(str, default="main")
    stamped = option.Type(bool, default=True)
    """Whether pages of which there are many are put into a shell that the theme renders once; else MkDocs
    renders each."""


class SurveyPlugin(BasePlugin[SurveyPluginConfig]):
    """Connects MkDocs' events to the functions that do the work."""

    served: KnowledgeBase | None = None
    """The knowledge base of `survey serve`, which renders a page or file when a browser asks for it."""
    _knowledge: KnowledgeBase
    _cache: BuildCache
    _site: SiteContext
    _templates: Environment
    _enrichments: Enrichments
    _site_map: SiteMap
    _written: Sequence[str]
    """The source paths of hand-written pages."""
    _paths: Sequence[str]
    """Those of generated pages."""
    _given_nav: list[NavItem] | None
    """The navigation of `mkdocs.yml`, with its placeholders."""
    _pages: dict[str, Page]
    _has_dates: bool
    """Whether any page is known to have changed on some day."""
    _done: set[str]
    """The source paths of the pages that are written, which MkDocs reads in place of rendering them."""
    _files: SiteFiles
    _neighbours: KeptNeighbours | None
    """The works that are near to others, as earlier builds found them; None if they are looked for."""
    _frame: bytes
    """A digest of what all generated pages share; empty if not all of it is known."""
    _has_theme: bool
    """Whether the survey has parts of the theme of its own."""
    _stamper: Stamper | None
    """Writes the pages of works and lists; None if MkDocs does."""
    _nav: Navigation
    _assets = Assets({}, {}, {})
    _palette: str
    """The style sheet of the survey's colours, which is in the bundle."""
    _is_mkdocs_serve = False
    """Whether MkDocs serves the site, which puts a script of its own into each page."""
    _site_dir: str
    _new_site: NewSite | None = None
    """Where the build writes until it is complete."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note what MkDocs does; the plugin is kept from one build to the next."""
        self._is_mkdocs_serve = command == "serve"
        atexit.register(gc.freeze)  # else the collector looks through all works as the process ends

    def _load(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the knowledge base.

        Raises `PluginError` with every problem of the entries, which stops a build and shows in a served one.
        """
        self._cache = BuildCache.of(self.root(config))
        if self.served is None:
            try:
                self._knowledge = load_again(self.root(config), self._cache)
            except InvalidKnowledgeError as error:
                message = f"The knowledge base has errors:\n{error}"
                raise PluginError(message) from error
        else:
            self._knowledge = self.served
        self._site = SiteContext(
            name=config.site_name,
            description=config.site_description or "",
            site_url=config.site_url or "",
            repo_url=(config.repo_url or "").rstrip("/"),
            repo_branch=self.config.branch,
        )
        config.extra["survey_picture"] = social_tags(self._site)
        self._templates = page_environment(self.templates(config))
        self._templates.bytecode_cache = CompiledTemplates()
        self._enrichments = load_enrichments(self.root(config), self._knowledge)
        for warning in self._enrichments.warnings:
            log.info(warning)
        self._pages, self._done = {}, set()
        self._stamper = None
        self._add_theme(config)
        if self.served is None:
            gc.freeze()  # the works are needed to the end, so the collector need not look through them
        return config

    @event_priority(-100)
    def _write_beside(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let MkDocs and all plugins write into a folder beside the site. Raises `PluginError`."""
        if self.served is not None:
            return config
        self._new_site = NewSite(Path(config.site_dir))
        self._site_dir, config.site_dir = config.site_dir, str(self._new_site.folder)
        old = None if self._has_others(config) else self._new_site.site
        self._files = SiteFiles(self._new_site.folder, old, self._cache)
        return config

    on_config = CombinedEvent(_load, _write_beside)

    @staticmethod
    def _add_theme(config: MkDocsConfig) -> None:
        """Put the package's parts of the theme before the theme's own, and behind those of the site."""
        theme = str(PACKAGED / "theme")
        if theme not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, theme)
        config.extra["alternate"] = True  # makes the theme include partials/alternate.html, our search button
        config.extra.setdefault("generator", False)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add pages, data files, scripts and styles, and fill the navigation.

        A page or asset in the docs folder takes precedence over the generated one of the same path.
        """
        for file in list(files):
            if _SOURCE_MAP.fullmatch(file.src_uri) or (
                _THEME_SEARCH.fullmatch(file.src_uri) and not _has_theme_search(config)
            ):
                files.remove(file)
        written = [file.src_uri for file in files.documentation_pages()]
        self._site_map = self._rendered_pages(config, written)
        self._bundle(config, files)
        if self.served is None:
            self._write_data(config, files)
        else:
            self._add_pages(config, files, self._site_map.main_pages)
            self._follow_works(config, files)
        self._has_dates = any(page.changed for page in self._pages.values())
        self._written, self._paths, self._given_nav = written, list(self._pages), config.nav
        self._fill_navigation(config)
        return files

    def _add_pages(self, config: MkDocsConfig, files: Files, pages: Iterable[Page]) -> None:
        for page in pages:
            if files.get_file_from_path(page.path) is None:
                self._pages[page.path] = page
                files.append(self._file(config, page))

    def _write_data(self, config: MkDocsConfig, files: Files) -> None:
        """Write the data files now, since MkDocs would keep them in memory until it copies files.

        Meanwhile, list the pages and prepare them.
        """
        digests = self._site_map.digests
        all_works = digest(program_digest(), digests.shared)
        digests.of_works(self._knowledge)
        pieces = KeptPieces(self._cache, lambda work: digest(all_works, digests.of_work(work)))
        has_own_templates = self._has_own_templates(config)

        def made_from(works: Iterable[Work], beside: object) -> bytes:
            return (
                b"" if has_own_templates else digest(all_works, self._site, digests.of_works(works), beside)
            )

        def meanwhile() -> None:
            self._add_pages(config, files, self._site_map)
            self._site_map.prepare()

        site = Path(config.site_dir)
        kb, context = self._knowledge, self._site
        in_parallel(
            # Parts that take long come first, so that no process has one left at the end.
            [
                *knowledge_parts(kb, context, made_anew if self._has_others(config) else pieces),
                *self.file_groups[::-1],
            ],
            lambda part: self._files.write_all(part(), made_from),
            size=len(kb),
            meanwhile=meanwhile,
            finish=self._save,
        )
        index = index_file(kb, context, lambda path: size((site / path).read_bytes()))
        self._files.write_all([index], made_from)
        for path in written_files(site):
            if files.get_file_from_path(path) is None:
                files.append(WrittenFile(config, path))

    def _file(self, config: MkDocsConfig, page: Page) -> File:
        """The file of a page, which need not be in the navigation: works and the like are too many for it."""
        if page.kind in STAMPED and self._may_stamp(config):
            return StampedFile(config, page.path)
        return File.generated(config, page.path, content="", inclusion=InclusionLevel.NOT_IN_NAV)

    def _may_stamp(self, config: MkDocsConfig) -> bool:
        """Whether no other plugin or hook wants to see every page."""
        return self.config.stamped and all(
            getattr(method, "__self__", None) is self
            for event in PAGE_EVENTS
            for method in config.plugins.events[event]
        )

    def _rendered_pages(self, config: MkDocsConfig, written: Sequence[str]) -> SiteMap:
        rules = [
            RuleLine(rule.code, rule.severity, rule.summary, rule.cure)
            for rule in sorted(ALL_RULES.values(), key=lambda rule: rule.code)
        ]
        health = load_health(self.root(config), self._knowledge)
        keeps = self.served is None and not self._has_others(config)
        self._neighbours = KeptNeighbours(self._cache, self._knowledge, RELATED) if keeps else None
        return render_pages(
            self._knowledge,
            self._site,
            self._templates,
            self._enrichments,
            rules,
            health=health,
            written=written,
            nearest=self._neighbours.of if self._neighbours else None,
        )

    @property
    def file_groups(self) -> Sequence[Callable[[], Iterable[tuple[str, Content]]]]:
        """What yields files that scripts load, pictures and feeds, by path."""
        kb, site = self._knowledge, self._site
        abstracts = {key: found.abstract for key, found in self._enrichments.items() if found.abstract}
        return (
            lambda: explorer_files(kb, self._enrichments),
            lambda: form_files(kb, site, entry_schema(kb.file), abstracts),
            self._site_map.question_files,
            lambda: redirect_files(kb, site),
            lambda: social_pictures(kb),
            lambda: feed_files(kb, site),
        )

    def data_files(self) -> Iterable[tuple[str, Content]]:
        """The files with the content of the knowledge base, by path."""
        return knowledge_files(self._knowledge, self._site)

    def _bundle(self, config: MkDocsConfig, files: Files) -> None:
        """Publish bundles of the scripts and styles, and none of their sources. Raises `PluginError`."""
        for file in list(files):
            if is_source(file.src_uri) or file.src_uri in self._assets.files:
                files.remove(file)
        self._palette = palette_css(self._knowledge.taxonomy)
        self._assets = config.extra[EXTRA] = bundled(config, self._palette)
        for path, content in self._assets.files.items():
            files.append(File.generated(config, path, content=content))

    def show(self, knowledge: KnowledgeBase, config: MkDocsConfig, files: Files) -> None:
        """Render from now on from another knowledge base."""
        if _identifiers(knowledge) != _identifiers(self._knowledge):
            self._enrichments = load_enrichments(self.root(config), knowledge)
        self.served = self._knowledge = knowledge
        if palette_css(knowledge.taxonomy) != self._palette:
            self._bundle(config, files)
        self._site_map = self._rendered_pages(config, self._written)
        self._pages = {}
        self._follow_works(config, files)

    def _follow_works(self, config: MkDocsConfig, files: Files) -> None:
        """Have a file for each work of a served base, which links may lead to."""
        paths = {f"works/{work.id}.md" for work in self._knowledge}
        for file in [file for file in files if isinstance(file, StampedFile)]:
            if file.src_uri in paths:
                paths.remove(file.src_uri)
            elif file.src_uri.startswith("works/"):
                files.remove(file)
        for path in sorted(paths):
            files.append(StampedFile(config, path))

    def renew_navigation(self, config: MkDocsConfig) -> None:
        """Fill the navigation again, with the titles that nodes have now."""
        config.nav = self._given_nav
        self._fill_navigation(config)

    def forget_templates(self) -> None:
        """Read the templates of generated pages again when they are needed."""
        if self._templates.cache is not None:
            self._templates.cache.clear()
        self._site_map.fragments.clear()

    def generated_page(self, path: str) -> Page | None:
        """The page of a source path that is generated, if there is one."""
        if path not in self._pages and (page := self._site_map.page(path)):
            self._pages[path] = page
        return self._pages.get(path)

    def _fill_navigation(self, config: MkDocsConfig) -> None:
        """Replace the placeholders of `nav`; log items without a page, which fails a strict build."""
        navigation = SurveyNavigation(self._knowledge, self._written, self._paths)
        settings = Path(config.config_file_path or "mkdocs.yml")
        nav = navigation.filled(config.nav)
        config.nav = nav
        for missing in navigation.missing:
            place = place_in_settings(settings, missing.target)
            log.log(config.validation.nav.not_found, "%s: %s", place, missing)

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Set the title and description of a generated page; its content is HTML and is rendered later."""
        generated = self._generated(page)
        # The sitemap has the dates of the data, not that of the build; MkDocs fails without any date.
        if self._has_dates:
            page.update_date = generated.changed if generated else ""
        if generated is None:
            return markdown
        page.meta = {
            "title": "" if page.is_homepage else escape(generated.title),
            "description": escape(generated.description),
            "kind": escape(generated.kind),
            "hide": list(generated.hide),
        }
        page.render = _no_markdown  # type: ignore[method-assign]  # a parser for each page takes a while
        page.content = ""
        return ""

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Do not let MkDocs check anchors on generated pages, which are rendered later."""
        if self._generated(page) is not None:
            page.present_anchor_ids = None
        return html

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Render a generated page, its table of contents and its edit link, just before it is written.

        MkDocs would otherwise keep the content of all pages in memory at once.
        """
        if page.file.src_uri in self._done:
            return context
        generated = self._generated(page)
        if generated is not None:
            page.content, page.meta["head"] = rendered(generated)
            page.toc = contents(generated, page.content)
            page.edit_url = self._edit_url(generated)
        page.meta["loads"] = self._assets.loads(page.content or "", is_generated=generated is not None)
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Add the policy, and free the content of a generated page, which is written now."""
        if page.file.src_uri in self._done:
            return _UNUSED
        if not self._is_mkdocs_serve:
            output = finished(output, config, page.content or "", page.meta.get("head", ""))
        if self._generated(page) is not None:
            page.content = None
            page.meta.pop("head", None)
            page.toc = get_toc([])
        return output

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation, which the shells of stamped pages show."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Render the generated pages, now that the theme is complete; MkDocs does it one by one."""
        env.bytecode_cache = CompiledTemplates()
        if self.served is not None:
            return env
        stamped = [self._pages[file.src_uri] for file in files if isinstance(file, StampedFile)]
        self._stamper = Stamper(config, self._nav, env, stamped, self._edit_url)
        self._has_theme = config.theme.custom_dir is not None
        self._frame = self._shared(config)
        if self._may_stamp(config) and not self._is_mkdocs_serve:
            self._render(env, config, files)
        return env

    def _has_others(self, config: MkDocsConfig) -> bool:
        """Whether there are other plugins or hooks, which may do anything to any file."""
        return any(plugin is not self for plugin in config.plugins.values())

    def _has_own_templates(self, config: MkDocsConfig) -> bool:
        """Whether the survey has page templates of its own, which may show anything."""
        return (self.templates(config) / "pages").exists()

    def _shared(self, config: MkDocsConfig) -> bytes:
        """A digest of what all pages share; empty if it is not known what has a say in pages."""
        if self._is_mkdocs_serve or self._has_own_templates(config):
            return b""
        theme = Path(config.theme.custom_dir) if config.theme.custom_dir else None
        return digest(
            program_digest(),
            self._site,
            self._site_map.digests.shared,
            self._assets.files,
            self._written,
            outline(self._nav.items),
            _ADDRESS.sub("", repr(config.user_configs)),
            [(path, (theme / path).read_bytes()) for path in written_files(theme)] if theme else (),
        )

    def _render(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Write what `document` gives for each generated page, so that MkDocs need not render it."""
        all_pages = files.documentation_pages(inclusion=InclusionLevel.is_included)
        pages = [file.page for file in all_pages if file.page and self._generated(file.page)]
        # Those that are rendered in any case come first, so that no process has one left at the end.
        pages.sort(key=lambda page: self._pages[page.file.src_uri].made_from is not None)

        def render(page: MkDocsPage) -> None:
            text = partial(document, page, config, self._nav, all_pages, env)
            self._write_page(self._pages[page.file.src_uri], page.file.dest_uri, text)

        in_parallel(pages, render, finish=self._save)
        for page in pages:
            page.meta["template"] = _NOTHING
            page.file.abs_dest_path = str(Path(config.site_dir, _UNUSED))
            self._done.add(page.file.src_uri)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Add stamped pages to the sitemap, and the policy to the page of what is not found."""
        if template_name == "sitemap.xml" and self._stamper is not None:
            return self._stamper.in_sitemap(output_content)
        if template_name.endswith(".html") and not self._is_mkdocs_serve:
            return finished(output_content, config)
        return output_content

    def _complete(self, *, config: MkDocsConfig) -> None:
        """Write the stamped pages, and index all but lists, and works, which have an index of their own."""
        if (new := self._new_site) is None:
            return
        site = new.folder
        (site / "sitemap.xml.gz").unlink(missing_ok=True)  # hosts compress what they send
        (site / _UNUSED).unlink(missing_ok=True)
        self._write_stamped(is_searched=True)
        with self._files.folders_written(FOLDERS, lambda: indexing(site, new.beside), lambda: searched(site)):
            self._write_stamped(is_searched=False)
        self._save()
        self._files.forget_others(written_files(site))

    def _write_stamped(self, *, is_searched: bool) -> None:
        """Write the stamped pages that the index has, or the others."""
        if (stamper := self._stamper) is None:
            return
        pages = [page for page in stamper.pages if STAMPED[page.kind] is is_searched]
        in_parallel(
            pages,
            lambda page: self._write_page(page, f"{page.address}index.html", lambda: stamper.document(page)),
            finish=self._save,
        )

    def _save(self) -> None:
        """Keep what this process has made for the next build."""
        self._files.save()
        if self._neighbours:
            self._neighbours.save()

    def _write_page(self, page: Page, path: str, text: Callable[[], str]) -> None:
        """Write a page, which the last build may have written already."""
        made_from, frame = page.made_from, self._frame
        date = page.changed if self._has_theme else ""  # which no other theme shows
        self._files.write(
            path, text, (lambda: digest(frame, date, made_from())) if made_from and frame else None
        )

    @event_priority(-100)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Replace the site, after all plugins, unless MkDocs is about to fail a strict build."""
        new, self._new_site = self._new_site, None
        if new is None:
            return
        gc.unfreeze()
        config.site_dir = self._site_dir
        if _has_warnings():
            new.discard()
        else:
            new.publish()

    on_post_build = CombinedEvent(_complete, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it is. Raises `PluginError` with the reason if the disk is full."""
        if self._new_site is not None:
            gc.unfreeze()
            self._new_site.discard()
            self._new_site = None
        if message := why_not_written(error):
            raise PluginError(message) from error

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401 - MkDocs' own
        """Rebuild when an entry, the taxonomy or a template is saved."""
        root = self.root(config)
        for path in (
            root / "entries",
            root / "taxonomy.yaml",
            root / syntheses.FOLDER,
            root / syntheses.PATHS,
            self.templates(config),
            *([Path(config.theme.custom_dir)] if config.theme.custom_dir else ()),
            PACKAGED,
        ):
            if path.exists():
                server.watch(str(path))
        return server

    def _generated(self, page: MkDocsPage) -> Page | None:
        """The generated page behind an MkDocs page; None for a hand-written one."""
        if page.file.abs_src_path is not None:
            return None
        return self._pages.get(page.file.src_uri) or (
            self.generated_page(page.file.src_uri) if self.served else None
        )

    def _edit_url(self, generated: Page) -> str | None:
        """The address at which the source of a generated page can be edited."""
        if not generated.source or not self._site.repo_url:
            return None
        return f"{self._site.repo_url}/edit/{self._site.repo_branch}/{generated.source}"

    def root(self, config: MkDocsConfig) -> Path:
        """The folder with the taxonomy and the entries."""
        return self._resolved(config, self.config.root)

    def templates(self, config: MkDocsConfig) -> Path:
        """The folder with the survey's own templates of pages."""
        return self._resolved(config, self.config.templates)

    @staticmethod
    def _resolved(config: MkDocsConfig, path: str) -> Path:
        """A path of the options, which are relative to the folder of `mkdocs.yml`."""
        folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        return folder / path


def _identifiers(kb: KnowledgeBase) -> list[tuple[str | None, ...]]:
    """What the cache of outside services knows works by."""
    return [(work.id, work.arxiv, work.doi) for work in kb]


def _no_markdown(config: MkDocsConfig, files: Files) -> None:
    """Convert nothing, in place of what MkDocs does for a page."""


def _has_theme_search(config: MkDocsConfig) -> bool:
    """Whether the search of the theme is used beside that of this plugin."""
    return any(name.rpartition("/")[2] == "search" for name in config.plugins)


def _has_warnings() -> bool:
    """Whether MkDocs counted warnings, which it does for a strict build: it fails one with any at its end."""
    name, _, _ = log.logger.name.partition(".")  # that of MkDocs, or of ProperDocs in its place
    handlers = logging.getLogger(name).handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)
