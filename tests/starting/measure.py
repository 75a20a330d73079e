"""How many works of a list a new survey recognises, misses, or has with wrong facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.knowledge.text import normalized_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey import KnowledgeBase, Work
    from tests.starting.invented import Invented


@dataclass
class Measured:
    """The titles of works by what became of them."""

    recognised: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong: dict[str, dict[str, tuple[object, object]]] = field(default_factory=dict)
    """Facts of recognised works that differ, as (in the list, in the survey)."""
    invented: list[str] = field(default_factory=list)
    """Works of the survey that the list does not have."""


def measure(some: Iterable[Invented], kb: KnowledgeBase) -> Measured:
    """Compare a survey with the works of the list that it was made from."""
    found = {normalized_title(work.title): work for work in kb}
    measured = Measured()
    for work in some:
        same = found.pop(normalized_title(work.title), None)
        if same is None:
            measured.missed.append(work.title)
            continue
        measured.recognised.append(work.title)
        if wrong := _differences(work, same, kb):
            measured.wrong[work.title] = wrong
    measured.invented = [work.title for work in found.values()]
    return measured


def _differences(listed: Invented, work: Work, kb: KnowledgeBase) -> dict[str, tuple[object, object]]:
    """What the survey says otherwise; a fact that it does not have is not wrong."""
    places = {node.title for node in kb.nodes_of(work)}
    pairs = {
        "title": (listed.title, work.title),
        "authors": (listed.authors, work.authors or listed.authors),
        "year": (listed.year, work.year or listed.year),
        "venue": (listed.venue, work.venue or listed.venue),
        "arxiv": (listed.arxiv, work.arxiv or ""),
        "doi": (listed.doi, work.doi or ""),
        "topic": ({listed.topic}, places),
        "code": (listed.code, work.links.code or listed.code),
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
