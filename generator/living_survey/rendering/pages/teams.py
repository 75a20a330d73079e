"""Who works on a topic: people with several works there, those of the same works together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase, Node, Work

MIN_WORKS = 2
MOST_AUTHORS = 50
"""Works with more authors do not count: few of these work on each of its topics."""


@dataclass(frozen=True)
class Team:
    """People who wrote the same works of a topic."""

    people: tuple[str, ...]
    works: tuple[Work, ...]
    """The newest first."""


def teams(kb: KnowledgeBase, node: Node) -> list[Team]:
    """Those with at least two works at a node or below it, the most works first, then the newest."""
    written: defaultdict[str, list[str]] = defaultdict(list)
    for work in kb.newest(kb.works(node=node.id)):
        if len(work.authors) <= MOST_AUTHORS:
            for author in dict.fromkeys(work.authors):
                written[author].append(work.id)
    together: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for author, works in written.items():
        if len(works) >= MIN_WORKS:
            together[tuple(works)].append(author)
    ranked = sorted(together.items(), key=lambda item: -len(item[0]))
    return [Team(tuple(people), tuple(kb[work] for work in works)) for works, people in ranked]
