"""How good the works are that the page of a work names as related.

`neighbours.yaml` has works with those that a reader would want to read next, judged by hand. The ranking of
the site is compared with the likeness of the words alone: of the entries, and of the abstracts if they were
fetched. Precision counts the judged works among the first five (of those that there are, if there are fewer),
recall those among the first six. The time is that of the lists of all works, without the index.

Run: python -m benchmarks neighbours [--missed]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import yaml

from benchmarks.measuring import print_table
from benchmarks.synthetic import ROOT
from living_survey import load
from living_survey.knowledge.similarity import TextSpace, cosine
from living_survey.knowledge.suggesting import text_of
from living_survey.sources.cache import load_enrichments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from living_survey import KnowledgeBase

JUDGED = Path(__file__).with_suffix(".yaml")
FIRST, SHOWN = 5, 6


def by_words(kb: KnowledgeBase, abstracts: Mapping[str, str]) -> Callable[[str], Sequence[str]]:
    """Ranks by the words of the texts (TF-IDF, cosine)."""
    bags = {work.id: text_of(work, abstracts.get(work.id)) for work in kb}
    space = TextSpace(bags.values())
    vectors = {work_id: space.vector(bag) for work_id, bag in bags.items()}

    def rank(asked: str) -> Sequence[str]:
        others = (work_id for work_id in vectors if work_id != asked)
        return sorted(others, key=lambda other: (-cosine(vectors[asked], vectors[other]), other))

    return rank


def measured(
    judged: Mapping[str, Sequence[str]], rank: Callable[[str], Sequence[str]]
) -> tuple[float, float]:
    """Precision of the first works, and recall of those that are shown."""
    precisions, recalls = [], []
    for asked, near in judged.items():
        found = rank(asked)[:SHOWN]
        precisions.append(len(set(found[:FIRST]) & set(near)) / min(FIRST, len(near)))
        recalls.append(len(set(found) & set(near)) / len(near))
    return mean(precisions), mean(recalls)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks neighbours")
    options.add_argument(
        "--missed", action="store_true", help="name the judged works that are not among the first six"
    )
    arguments = options.parse_args()
    kb = load(ROOT)
    judged: dict[str, list[str]] = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))

    def of_the_site(asked: str) -> list[str]:
        return [work.id for work, _ in kb.related(kb[asked])]

    rankings: dict[str, Callable[[str], Sequence[str]]] = {
        "the site": of_the_site,
        "words of the entries": by_words(kb, {}),
    }
    abstracts = {work_id: one.abstract for work_id, one in load_enrichments(ROOT, kb).items() if one.abstract}
    if abstracts:
        rankings["words of the abstracts too"] = by_words(kb, abstracts)
    rows = [
        (name, *(f"{number:.2f}" for number in measured(judged, rank))) for name, rank in rankings.items()
    ]
    print_table(
        f"Neighbours of {len(judged)} works, {sum(map(len, judged.values()))} judged by hand",
        ("ranking", f"precision at {FIRST}", f"recall at {SHOWN}"),
        rows,
    )
    started = time.process_time()
    for work in kb:
        kb.related(work)
    print(f"{(time.process_time() - started) / len(kb) * 1000:.2f} ms a work.")
    if arguments.missed:
        for asked, near in judged.items():
            print(f"{asked}: {', '.join(sorted(set(near) - set(of_the_site(asked)))) or 'none missed'}")


if __name__ == "__main__":
    main()
