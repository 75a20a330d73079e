"""The list of papers that wait for a decision, in Markdown; titles and names are escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.markdown import Markdown, code, link, table, text

if TYPE_CHECKING:
    from living_survey.sources.discovery.listing import Item, Listing


def candidates_report(listing: Listing) -> Markdown:
    """A table with a row a paper, the best first."""
    if not listing.items:
        return Markdown("No new paper waits for a decision.\n")
    rows = [_row(item) for item in listing.items]
    return Markdown(f"{table(('Paper', 'Id', 'Why', 'Suggested'), rows)}\n")


def _row(item: Item) -> list[object]:
    published = item.candidate.published
    facts = ", ".join(fact for fact in (item.authors, published.isoformat() if published else "") if fact)
    paper = Markdown(f"{link(item.shown.title, item.candidate.url)} {text(facts)}".rstrip())
    why = "; ".join(part for part in (item.reason, ", ".join(item.words), _near(item)) if part)
    nodes = Markdown(", ".join(code(node.id) for node in item.nodes))
    return [paper, code(item.id), why, nodes]


def _near(item: Item) -> str:
    return f"like {', '.join(item.near)}" if item.near else ""
