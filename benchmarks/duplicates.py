"""Whether works are found again under altered titles, other works are left alone, and what that costs.

Each title of the corpus is altered in several ways and looked for among all of them. Compared with what a
user of rapidfuzz would write: the best `token_sort_ratio` of all titles, from 90 on. The pairs are all that
there are in the corpus, which has each work once.

Run: python -m benchmarks duplicates [--works N ...]
"""

from __future__ import annotations

import argparse
import random
import time
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process, utils

from benchmarks.measuring import print_table
from benchmarks.synthetic import ROOT
from living_survey import load
from living_survey.knowledge.duplicates import Identity, KnownWorks
from tests.knowledge.alterations import ALTERATIONS, SEQUEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey import Work

CUTOFF = 90
SIZES = (1_000, 10_000)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks duplicates")
    options.add_argument("--works", type=int, nargs="*", default=SIZES, help="sizes of the synthetic corpora")
    arguments = options.parse_args()
    works = list(load(ROOT))
    _print_recall(works)
    _print_precision(works)
    _print_cost(works, arguments.works)


def _identity(work: Work, title: str | None = None, *, authors: bool, arxiv: bool) -> Identity:
    addresses = (work.arxiv,) if arxiv and work.arxiv else ()
    return Identity(title or work.title, work.authors if authors else (), addresses)


def _known(works: Sequence[Work], *, authors: bool, arxiv: bool) -> KnownWorks:
    known = KnownWorks()
    for work in works:
        known.add(work.id, _identity(work, authors=authors, arxiv=arxiv))
    return known


# --- what is found -----------------------------------------------------------------------------------------


def _print_recall(works: Sequence[Work]) -> None:
    by_title, by_authors = (_known(works, authors=authors, arxiv=True) for authors in (False, True))
    titles = {work.id: utils.default_process(work.title) for work in works}
    rows = []
    for name, alter in (ALTERATIONS | {"(the second part)": SEQUEL}).items():
        chance = random.Random(0)
        found, others, asked = [0, 0, 0], [0, 0, 0], 0
        for work in works:
            title = alter(chance, work.title)
            if not title or utils.default_process(title) == titles[work.id]:
                continue
            asked += 1
            answers = (
                _ids(by_title, _identity(work, title, authors=False, arxiv=False)),
                _ids(by_authors, _identity(work, title, authors=True, arxiv=False)),
                _by_ratio(title, titles),
            )
            for at, answer in enumerate(answers):
                found[at] += work.id in answer
                others[at] += len(answer - {work.id})
        cells = (f"{100 * hits / asked:.1f} % (+{more})" for hits, more in zip(found, others, strict=True))
        rows.append((name, f"{asked:,}", *cells))
    print_table(
        f"Titles of {len(works):,} works found again after a change (+ other works named beside)",
        ("change", "titles", "by title", "by title and authors", f"token_sort_ratio >= {CUTOFF}"),
        rows,
    )


def _ids(known: KnownWorks, identity: Identity) -> set[str]:
    return {match.id for match in known.find(identity)}


def _by_ratio(title: str, titles: dict[str, str]) -> set[str]:
    found: list[Any] = process.extract(
        utils.default_process(title), titles, scorer=fuzz.token_sort_ratio, score_cutoff=CUTOFF, limit=5
    )
    return {work for _, _, work in found}


# --- what is left alone ------------------------------------------------------------------------------------


def _print_precision(works: Sequence[Work]) -> None:
    pairs = len(works) * (len(works) - 1) // 2
    titles = {work.id: utils.default_process(work.title) for work in works}
    rows = []
    for name, authors, arxiv in (
        ("by title", False, False),
        ("by title and authors", True, False),
        ("by title, authors and arXiv identifier", True, True),
    ):
        known = _known(works, authors=authors, arxiv=arxiv)
        named = {
            frozenset((work.id, match.id))
            for work in works
            for match in known.find(_identity(work, authors=authors, arxiv=arxiv), without=work.id)
        }
        rows.append((name, f"{pairs:,}", str(len(named))))
    named = {
        frozenset((work.id, other)) for work in works for other in _by_ratio(work.title, titles) - {work.id}
    }
    rows.append((f"token_sort_ratio >= {CUTOFF}", f"{pairs:,}", str(len(named))))
    print_table("Pairs of different works taken for one", ("compared", "pairs", "taken for one"), rows)


# --- what it costs -----------------------------------------------------------------------------------------


def _print_cost(works: Sequence[Work], sizes: Sequence[int]) -> None:
    rows = []
    for size in sizes:
        records = _synthetic(works, size)
        known = KnownWorks()
        started = time.process_time()
        for number, record in enumerate(records):
            known.find(record)
            known.add(str(number), record)
        each = (time.process_time() - started) / size
        asked = [Identity(f"{record.title} Again", record.authors) for record in records[:500]]
        started = time.process_time()
        for record in asked:
            known.find(record)
        one = (time.process_time() - started) / len(asked)
        titles = {str(number): utils.default_process(record.title) for number, record in enumerate(records)}
        started = time.process_time()
        for record in asked[:50]:
            _by_ratio(record.title, titles)
        ratio = (time.process_time() - started) / len(asked[:50])
        cells = (f"{1000 * seconds:.2f} ms" for seconds in (one, each, ratio))
        rows.append((f"{size:,}", *cells, f"{each * size:.1f} s"))
    print_table(
        "Processor time",
        ("works", "one more work", "check of all, a work", "token_sort_ratio, one more work", "check of all"),
        rows,
    )


def _synthetic(works: Sequence[Work], size: int) -> list[Identity]:
    """Works with the authors of real ones and titles made of the halves of two real ones."""
    chance = random.Random(0)
    words = [work.title.split() for work in works]
    made = []
    for number in range(size):
        first, second = chance.sample(words, 2)
        title = " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])
        made.append(Identity(title, chance.choice(works).authors, (f"2401.{number + 1:05}",)))
    return made


if __name__ == "__main__":
    main()
