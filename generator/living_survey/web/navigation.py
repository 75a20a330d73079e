"""The navigation of the site: what `mkdocs.yml` says, with the survey's own pages put in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypeAlias

from living_survey.rendering.pages.site_map import OPTIONAL_PAGES, topic_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from living_survey.knowledge import KnowledgeBase, Node

NavItem: TypeAlias = "str | dict[str, str | list[NavItem]]"


def survey_navigation(nav: list[NavItem], kb: KnowledgeBase, pages: Collection[str]) -> list[NavItem]:
    """The navigation with placeholders replaced, and without what only other surveys have.

    `survey:taxonomy` stands for directions, areas and topics; `survey:questions`, `survey:facets`,
    `survey:paths` and `survey:tables` for the pages of each. `pages` are the source paths of all pages of the
    site: an item that names another page is dropped if that is one of the program's that this survey has no
    use for, and so is a section that is left empty. Any other item stays, so that MkDocs can warn of it.
    """
    return list(_filled(nav, kb, frozenset(pages)))


def _filled(nav: list[NavItem], kb: KnowledgeBase, pages: frozenset[str]) -> list[NavItem]:
    result: list[NavItem] = []
    for item in nav:
        if isinstance(item, str):
            result += PLACEHOLDERS[item](kb) if item in PLACEHOLDERS else [item] * _is_kept(item, pages)
            continue
        kept: dict[str, str | list[NavItem]] = {}
        for title, below in item.items():
            if isinstance(below, list):
                if items := _filled(below, kb, pages):
                    kept[title] = items
            elif _is_kept(below, pages):
                kept[title] = below
        if kept:
            result.append(kept)
    return result


def _is_kept(target: str, pages: frozenset[str]) -> bool:
    return target in pages or target not in OPTIONAL_PAGES


def _branch(node: Node) -> NavItem:
    page = topic_path(node)
    below = [child for child in node.children if child.level != "approach"]
    title = escape(node.short)  # the theme takes titles of the navigation for HTML
    return {title: [page, *(_branch(child) for child in below)] if below else page}


def _taxonomy(kb: KnowledgeBase) -> list[NavItem]:
    return [_branch(root) for root in kb.taxonomy.roots]


def _questions(kb: KnowledgeBase) -> list[NavItem]:
    return [{escape(one.label): f"{one.id}.md"} for one in kb.questions.values() if one.matrices]


def _facets(kb: KnowledgeBase) -> list[NavItem]:
    return [{escape(one.plural): f"{one.folder}.md"} for one in kb.facets.values() if "pages" in one.shown]


def _tables(kb: KnowledgeBase) -> list[NavItem]:
    return [{escape(one.title): f"{one.id}.md"} for one in kb.tables.values()]


def _paths(kb: KnowledgeBase) -> list[NavItem]:
    return [{escape(one.label): f"paths/{one.id}.md"} for one in kb.paths.values()]


PLACEHOLDERS: Mapping[str, Callable[[KnowledgeBase], list[NavItem]]] = {
    "survey:taxonomy": _taxonomy,
    "survey:questions": _questions,
    "survey:facets": _facets,
    "survey:paths": _paths,
    "survey:tables": _tables,
}
