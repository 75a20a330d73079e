"""The navigation of the site: what `mkdocs.yml` says, with the taxonomy put where it says so."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypeAlias

from generator.rendering.pages.site_map import topic_path

if TYPE_CHECKING:
    from generator.knowledge import Node, Taxonomy

NavItem: TypeAlias = "str | dict[str, str | list[NavItem]]"

PLACEHOLDER = "survey:taxonomy"


def with_taxonomy(nav: list[NavItem], taxonomy: Taxonomy) -> list[NavItem]:
    """The navigation with every item `survey:taxonomy` replaced by the directions, areas and topics."""
    result: list[NavItem] = []
    for item in nav:
        if item == PLACEHOLDER:
            result += [_branch(root) for root in taxonomy.roots]
        elif isinstance(item, dict):
            result.append(
                {
                    title: with_taxonomy(below, taxonomy) if isinstance(below, list) else below
                    for title, below in item.items()
                }
            )
        else:
            result.append(item)
    return result


def _branch(node: Node) -> NavItem:
    page = topic_path(node)
    below = [child for child in node.children if child.level != "approach"]
    title = escape(node.short)  # the theme takes titles of the navigation for HTML
    return {title: [page, *(_branch(child) for child in below)] if below else page}
