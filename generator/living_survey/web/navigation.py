"""The navigation of the site: that of `mkdocs.yml`, or a default one, filled with the pages of the survey."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from living_survey.loading.suggest import did_you_mean
from living_survey.rendering.pages.site_map import topic_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mkdocs.structure import StructureItem

    from living_survey.knowledge import KnowledgeBase, Node

NavItem: TypeAlias = "str | dict[str, str | list[NavItem]]"
Outline: TypeAlias = "list[tuple[str | None, str, Outline]]"

DEFAULT_NAVIGATION: list[NavItem] = [
    {"Home": "index.md"},
    {"Explore": "explore.md"},
    {"Topics": ["topics/index.md", "survey:taxonomy"]},
    {"Reading paths": "survey:paths"},
    {"Questions": ["survey:questions", "survey:cycle"]},
    {"Facets": ["survey:facets", "survey:gaps"]},
    {"Trends": "trends.md"},
    {"Survey": [{"Reading order": "survey:reading-order"}, "survey:since", "survey:roadmap"]},
    {"Lists": ["survey:tables", "authors.md", "survey:venues", "years.md"]},
    {
        "About": [
            "survey:pages",
            "cite.md",
            "survey:whats-new",
            "contribute.md",
            "tagging-guide.md",
            "checks.md",
            "health.md",
            "survey:candidates",
        ]
    },
]
"""The navigation of a site whose `mkdocs.yml` has no `nav`."""

PREFIX = "survey:"
_SINGLE_PAGES = {
    "survey:candidates": "candidates.md",
    "survey:cycle": "cycle.md",
    "survey:gaps": "gaps.md",
    "survey:reading-order": "survey.md",
    "survey:roadmap": "roadmap.md",
    "survey:since": "since.md",
    "survey:venues": "venues.md",
    "survey:whats-new": "whats-new.md",
}


@dataclass(frozen=True)
class MissingPage:
    """An item of `nav` that names no page of the site."""

    target: str
    hint: str

    def __str__(self) -> str:
        return f'nav: there is no page "{self.target}"; {self.hint}'


@dataclass
class SurveyNavigation:
    """Fills a navigation; `written` and `generated` are the source paths of the pages of the site.

    Placeholders are replaced by the pages that this survey has: `survey:taxonomy`, `survey:questions`,
    `survey:facets`, `survey:paths` and `survey:tables` by the pages of each, `survey:pages` by the
    hand-written pages that `nav` does not name, the others by one page that only some surveys have. A section
    that is left empty is dropped. An item that is neither placeholder nor page nor address is dropped, too,
    and listed in `missing`.
    """

    kb: KnowledgeBase
    written: Sequence[str]
    generated: Sequence[str]
    missing: list[MissingPage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pages = {*self.written, *self.generated}
        paths: list[NavItem] = [{escape(one.label): f"paths/{one.id}.md"} for one in self.kb.paths.values()]
        self._placeholders: dict[str, list[NavItem]] = {
            "survey:taxonomy": [_branch(root) for root in self.kb.taxonomy.roots],
            "survey:questions": [
                {escape(one.label): f"{one.id}.md"} for one in self.kb.questions.values() if one.matrices
            ],
            "survey:facets": [f"{one.folder}.md" for one in self.kb.facets.values() if "pages" in one.shown],
            "survey:paths": ["paths/index.md", *paths] if paths else [],
            "survey:tables": [f"{table}.md" for table in self.kb.tables],
        }
        for name, page in _SINGLE_PAGES.items():
            self._placeholders[name] = [page] if page in self._pages else []

    def filled(self, nav: list[NavItem] | None) -> list[NavItem]:
        """A navigation with its placeholders replaced; the default one for None."""
        nav = DEFAULT_NAVIGATION if nav is None else nav
        others = {*self.written} - {*_targets(nav), "index.md"}
        self._placeholders["survey:pages"] = [*sorted(others)]
        return self._filled(nav)

    def _filled(self, nav: list[NavItem]) -> list[NavItem]:
        result: list[NavItem] = []
        for item in nav:
            if isinstance(item, str):
                result += self._expanded(item)
                continue
            for title, below in item.items():
                items = self._filled(below if isinstance(below, list) else [below])
                if isinstance(below, str) and len(items) == 1 and isinstance(items[0], str):
                    result.append({title: items[0]})
                elif items:
                    result.append({title: items})
        return result

    def _expanded(self, target: str) -> list[NavItem]:
        if target in self._placeholders:
            return self._placeholders[target]
        if not target.startswith(PREFIX) and (target in self._pages or _is_address(target)):
            return [target]
        self.missing.append(MissingPage(target, self._hint(target)))
        return []

    def _hint(self, target: str) -> str:
        placeholder = next((name for name, page in _SINGLE_PAGES.items() if page == target), None)
        if placeholder:
            return f'this survey has nothing to show there; "{placeholder}" names it for surveys that have it'
        known = self._placeholders if target.startswith(PREFIX) else self._pages
        return did_you_mean(target, known) or "correct its path or remove the item"


def place_in_settings(settings: Path, target: str) -> str:
    """Where a settings file names a target of `nav`: `mkdocs.yml:57:9`; the file alone if it does not."""
    whole = re.compile(rf"(?<![\w/.-]){re.escape(target)}(?![\w/.-])")
    lines = settings.read_text(encoding="utf-8").splitlines() if settings.is_file() else ()
    for number, line in enumerate(lines, 1):
        if match := whole.search(line):
            return f"{settings.name}:{number}:{match.start() + 1}"
    return settings.name


def _targets(nav: list[NavItem]) -> Iterator[str]:
    """The pages and placeholders that a navigation names."""
    for item in nav:
        if isinstance(item, str):
            yield item
            continue
        for below in item.values():
            yield from _targets(below if isinstance(below, list) else [below])


def _is_address(target: str) -> bool:
    """Whether an item leads out of the documentation; MkDocs checks those that start with a slash."""
    parts = urlsplit(target)
    return bool(parts.scheme or parts.netloc or target.startswith("/"))


def _branch(node: Node) -> NavItem:
    page = topic_path(node)
    below = [child for child in node.children if child.level != "approach"]
    title = escape(node.short)  # the theme treats titles of the navigation as HTML
    return {title: [page, *(_branch(child) for child in below)] if below else page}


def outline(items: Iterable[StructureItem]) -> Outline:
    """What a complete navigation shows: titles and addresses, with what is below each."""
    return [
        (one.title, getattr(one, "url", ""), outline(getattr(one, "children", None) or ())) for one in items
    ]
