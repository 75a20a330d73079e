"""What answers rest on: the pairs and joins that a site shows, and the statements behind them.

Run: python -m benchmarks statements [FOLDER]
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import combinations

from living_survey import KnowledgeBase, load


def main(folder: str = ".") -> None:
    """Print the counts of a knowledge base."""
    kb = load(folder)
    print(f"{len(kb):,} works, {sum(len(work.tags) for work in kb):,} tags")
    print("statements about works, by relation and basis:")
    rows = kb.statements()
    for (relation, basis), number in sorted(Counter((row.relation, row.basis) for row in rows).items()):
        print(f"  {relation:<12} {basis:<9} {number:>6,}")
    print(f"statements about approaches: {len(kb.statements(subject='approach')):,}")
    facets = [facet for facet in kb.facets.values() if facet.of_statements]
    for facet in facets:
        pairs = {(row.work, row.value) for row in rows if row.facet == facet.id}
        inherited = {
            (work.id, value) for work in kb for value in kb.values_of(work, facet.id, approaches=True)
        }
        print(
            f"{facet.plural}: {len(pairs):,} pairs with works are shown by default, each with a statement; "
            f"{len(inherited - pairs):,} more with what the survey states of approaches; "
            f"{len(kb.unstated(facet.id)):,} works state none"
        )
    for one, other in combinations(facets, 2):
        joins, unsupported = count_joins(kb, one.id, other.id)
        print(f"{one.title} x {other.title}: {joins:,} joins by filters, {unsupported:,} without a statement")


def count_joins(kb: KnowledgeBase, one: str, other: str) -> tuple[int, int]:
    """How many (work, value, value) the default filters give, and how many of these no statement joins."""
    together = {
        (group.work, first, second)
        for work in kb
        for group in kb.groups_of(work)
        for first in group.of_facet(kb.facets[one])
        for second in group.of_facet(kb.facets[other])
    }
    found = {
        (work.id, first.id, second.id)
        for first in kb.facets[one].values
        for second in kb.facets[other].values
        for work in kb.works({one: first.id, other: second.id})
    }
    return len(found), len(found - together)


if __name__ == "__main__":
    main(*sys.argv[1:])
