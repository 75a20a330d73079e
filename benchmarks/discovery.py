"""Discovery and suggestion of tags, against keyword hits, scikit-learn and chance.

A folder of monthly listings (JSON lines, plain or gzip: arxiv, title, authors, categories, abstract) is
ranked as `survey discover` would rank it. What belongs is learned from the works that were first public
before that month; the works of the month are the ones to find. Identifiers are in the order of time, so a
quarter of a listing stands for a week. The known works are not all that belong: most papers that are ranked
above them do, so that no ranking can show all known ones early. Works that discovery itself found do not
count. With abstracts, a second test hides the works of the year's earlier months among the papers of the
month: more works to find, but of other weeks.

Suggestion of tags is learned from the works before the year of the listing, and tested on those of that year.

scikit-learn is asked only if it is installed, as its manual would have it: TfidfVectorizer and a balanced
LogisticRegression over all papers of the month. It is trained on the papers that it ranks.
Run: python -m benchmarks discovery FOLDER [--abstracts FILE] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import print_table
from living_survey import KnowledgeBase, load
from living_survey.knowledge.discovery import Gate
from living_survey.knowledge.identifiers import ArxivId
from living_survey.knowledge.suggesting import TagSuggester
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.local_file import read_candidates
from living_survey.sources.discovery.ranking import positives_of, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey import Work

ROOT = Path(__file__).parents[1]
WEEKS = 4
SHOWN = (10, 25, 50)
FAR = 500
FOUND = 0.95
SAMPLES = 1000
SEED = 0


@dataclass(frozen=True)
class Month:
    """A listing, and which of its papers the survey has."""

    name: str
    papers: list[Candidate]
    known: frozenset[int]
    """Positions of the papers to find."""
    earlier: list[Work]
    first: date

    @classmethod
    def read(cls, path: Path, kb: KnowledgeBase) -> Month:
        """Read a listing; works that were accepted from a list of discovery are not to be found again."""
        papers = sorted(read_candidates(path), key=lambda one: one.arxiv or "")
        latest = ArxivId.parse(papers[-1].arxiv or "")
        first = date(latest.year, latest.month, 1)
        name = f"{first:%Y-%m}"
        accepted = {paper.entry for paper in kb.discovery.papers.values()}
        known = {
            work.arxiv
            for work in kb
            if work.arxiv and f"20{work.arxiv[:2]}-{work.arxiv[2:4]}" == name and work.id not in accepted
        }
        positions = frozenset(at for at, one in enumerate(papers) if one.arxiv in known)
        earlier = [work for work in kb if work.first_public < name and work.arxiv not in known]
        return cls(name, papers, positions, earlier, first)

    def with_hidden(self, kb: KnowledgeBase, abstracts: Mapping[str, str]) -> Month:
        """The listing with the works of the year's earlier months in place of its own, mixed at random."""
        year = str(self.first.year)
        hidden = [
            Candidate(title=work.title, abstract=abstracts[work.id], arxiv=work.arxiv)
            for work in kb
            if year <= work.first_public < self.name and work.id in abstracts and work.arxiv
        ]
        papers = [one for at, one in enumerate(self.papers) if at not in self.known] + hidden
        random.Random(SEED).shuffle(papers)
        keys = {one.key for one in hidden}
        positions = frozenset(at for at, one in enumerate(papers) if one.key in keys)
        earlier = [work for work in kb if work.first_public < year]
        return Month(f"{self.name}, mixed", papers, positions, earlier, date(self.first.year, 1, 1))


Ranks = list[tuple[int, int]]
"""Of each known paper its rank in its week and in the month, from 1."""


def ranks_of(month: Month, scores: Sequence[float]) -> Ranks:
    """The ranks of the known papers by score; papers of the same score are in the order of time."""
    size = len(scores)
    order = sorted(range(size), key=lambda at: (-scores[at], at))
    overall = {at: place for place, at in enumerate(order, 1)}
    seen = [0] * WEEKS
    in_week = {}
    for at in order:
        week = at * WEEKS // size
        seen[week] += 1
        in_week[at] = seen[week]
    return [(in_week[at], overall[at]) for at in sorted(month.known)]


def figures(ranks: Ranks, papers: int) -> dict[str, float]:
    """The figures of some known papers."""
    total = len(ranks)
    found = {f"recall_week_{k}": sum(week <= k for week, _ in ranks) / total for k in SHOWN}
    overall = sorted(place for _, place in ranks)
    found["average_precision"] = sum(n / place for n, place in enumerate(overall, 1)) / total
    found[f"recall_{FAR}"] = sum(place <= FAR for place in overall) / total
    needed = overall[math.ceil(FOUND * total) - 1]
    found["wss_95"] = 1 - needed / papers - (1 - FOUND)
    return found


def by_chance(month: Month) -> dict[str, float]:
    """What a random order is expected to give."""
    papers, known = len(month.papers), len(month.known)
    found = {f"recall_week_{k}": k * WEEKS / papers for k in SHOWN}
    return found | {"average_precision": known / papers, f"recall_{FAR}": FAR / papers, "wss_95": 0.0}


@dataclass(frozen=True)
class Measured:
    """The figures of a ranking, each the mean over months, and the ranges in which they are."""

    values: dict[str, float]
    ranges: dict[str, tuple[float, float]]

    @classmethod
    def of(cls, months: Sequence[Month], scores: Sequence[Sequence[float]]) -> Measured:
        """Measure rankings of months.

        The range is that of 95 % of samples of the known papers. Average precision has none: drawing a paper
        twice changes what it means.
        """
        ranks = [ranks_of(*one) for one in zip(months, scores, strict=True)]
        sizes = [len(month.papers) for month in months]
        draw = random.Random(SEED)
        samples = [_mean([draw.choices(one, k=len(one)) for one in ranks], sizes) for _ in range(SAMPLES)]
        low, high = round(0.025 * SAMPLES), round(0.975 * SAMPLES) - 1
        ordered = {name: sorted(sample[name] for sample in samples) for name in samples[0]}
        del ordered["average_precision"]
        return cls(_mean(ranks, sizes), {name: (one[low], one[high]) for name, one in ordered.items()})


def _mean(ranks: Sequence[Ranks], sizes: Sequence[int]) -> dict[str, float]:
    found = [figures(*one) for one in zip(ranks, sizes, strict=True)]
    return {name: sum(one[name] for one in found) / len(found) for name in found[0]}


# --- rankings -----------------------------------------------------------------------------------------------


def by_survey(month: Month, gate: Gate, abstracts: Mapping[str, str]) -> list[float]:
    """The order of `survey discover`, as scores."""
    ranked = rank(month.papers, positives_of(month.earlier, abstracts), gate, month.first)
    place = {one.candidate.key: at for at, one in enumerate(ranked)}
    return [-float(place[one.key]) for one in month.papers]


def by_keywords(month: Month, gate: Gate) -> list[float]:
    """How often the survey's terms are in title and abstract, where there is one of each group."""
    return [
        float(sum(hits)) if all(hits := gate.hits(one.title, one.abstract)) else 0.0 for one in month.papers
    ]


def by_scikit_learn(month: Month, abstracts: Mapping[str, str]) -> list[float] | None:
    """TF-IDF and logistic regression of scikit-learn; None if it is not installed."""
    try:
        text, linear = import_module("sklearn.feature_extraction.text"), import_module("sklearn.linear_model")
    except ModuleNotFoundError:
        return None
    texts = [_whole_text(work, abstracts) for work in month.earlier]
    texts += [f"{one.title} {one.abstract}" for one in month.papers]
    vectors = text.TfidfVectorizer(sublinear_tf=True, min_df=3, stop_words="english").fit_transform(texts)
    first = len(month.earlier)
    belongs = [1] * first + [0] * len(month.papers)
    model = linear.LogisticRegression(class_weight="balanced", max_iter=300).fit(vectors, belongs)
    return [float(score) for score in model.decision_function(vectors[first:])]


def _whole_text(work: Work, abstracts: Mapping[str, str]) -> str:
    notes = " ".join(tag.note or "" for tag in work.tags)
    return f"{work.title} {work.summary or ''} {notes} {abstracts.get(work.id, '')}"


# --- tags ---------------------------------------------------------------------------------------------------


def tag_figures(kb: KnowledgeBase, year: int, abstracts: Mapping[str, str]) -> dict[str, float]:
    """How often suggestions for works of a year are right, learned from the works before.

    Without any abstract, their summaries stand for them.
    """
    before = KnowledgeBase(kb.file, (work for work in kb if work.first_public < str(year)))
    tested = [
        work for work in kb if work.first_public >= str(year) and (work.id in abstracts or not abstracts)
    ]
    suggester = TagSuggester(before, abstracts)
    right: dict[str, list[bool]] = {}
    for work in tested:
        suggested = suggester.suggest(work.title, abstracts.get(work.id) or work.summary or "")
        topics = [_topic(kb, tag.node) for tag in work.tags]
        found = [_topic(kb, one.node.id) for one in suggested.nodes]
        outcomes = {
            "topic_first": found[0] in topics,
            "topic_first_3": not set(topics).isdisjoint(found),
            "main_topic_first": found[0] == topics[0],
            "main_topic_first_3": topics[0] in found,
        }
        for facet, values in suggested.values.items():
            if stated := kb.values_of(work, facet):
                outcomes[f"{facet}_first"] = values[0].value in stated
                outcomes[f"{facet}_first_3"] = any(one.value in stated for one in values)
        for name, outcome in outcomes.items():
            right.setdefault(name, []).append(outcome)
    return {"works": len(tested)} | {name: sum(list_) / len(list_) for name, list_ in right.items()}


def _topic(kb: KnowledgeBase, node_id: str) -> str:
    node = kb.taxonomy[node_id]
    return (node.topic or node).id


# --- the whole ----------------------------------------------------------------------------------------------


def main() -> None:
    """Measure what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks discovery", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of monthly listings")
    parser.add_argument("--abstracts", type=Path, help='JSON lines with "id" and "abstract" of works')
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of the survey")
    parser.add_argument("--top", type=int, default=0, help="also print the first papers of each week")
    parser.add_argument("--json", action="store_true", help="print an object")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.iterdir() if ".jsonl" in path.name)
    if not paths:
        sys.exit(f"{options.folder}: no listing; its name must contain .jsonl")
    kb = load(options.root)
    abstracts = read_abstracts(options.abstracts) if options.abstracts else {}
    months = [Month.read(path, kb) for path in paths]
    tests = {"": months}
    if abstracts:
        tests["mixed"] = [month.with_hidden(kb, abstracts) for month in months]
    gate = Gate(kb.file.discover.groups)
    started = time.perf_counter()
    results = {name: measured(listings, gate, abstracts) for name, listings in tests.items()}
    seconds = time.perf_counter() - started
    tags = tag_figures(kb, months[-1].first.year, abstracts)
    if options.json:
        print(json.dumps(as_object(tests, results, tags), indent=2))
        return
    for name, listings in tests.items():
        print_results(results[name], listings)
    print_table("Tags", ("figure", "value"), [(name, f"{value:.3f}") for name, value in tags.items()])
    print(f"Measured in {seconds:.0f} s.")
    for month in months if options.top else ():
        print_top(month, by_survey(month, gate, abstracts), options.top)


def measured(months: Sequence[Month], gate: Gate, abstracts: Mapping[str, str]) -> dict[str, Measured]:
    """The figures of all rankings."""
    orders = {
        "survey": [by_survey(month, gate, abstracts) for month in months],
        "keywords": [by_keywords(month, gate) for month in months],
    }
    peer = [scores for month in months if (scores := by_scikit_learn(month, abstracts))]
    if peer:
        orders["scikit_learn"] = peer
    return {name: Measured.of(months, scores) for name, scores in orders.items()}


def as_object(
    tests: Mapping[str, Sequence[Month]],
    results: Mapping[str, Mapping[str, Measured]],
    tags: Mapping[str, float],
) -> dict[str, object]:
    """All figures; those of the survey's own ranking of the listings are at the top."""
    objects: dict[str, dict[str, object]] = {}
    for name, months in tests.items():
        own, *peers = results[name].items()
        counts: dict[str, object] = {
            "papers": sum(len(month.papers) for month in months),
            "known": sum(len(month.known) for month in months),
        }
        objects[name] = {
            **own[1].values,
            "intervals": own[1].ranges,
            **{peer: one.values for peer, one in peers},
            "random": by_chance(months[0]),
            **counts,
        }
    return objects.pop("") | objects | {"tags": tags}


def read_abstracts(path: Path) -> dict[str, str]:
    """Abstracts by work id."""
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines()
    return {found["id"]: found["abstract"] for found in map(json.loads, lines)}


def print_results(results: Mapping[str, Measured], months: Sequence[Month]) -> None:
    """Print a table with a row a figure."""
    names = ", ".join(month.name for month in months)
    papers, known = sum(len(one.papers) for one in months), sum(len(one.known) for one in months)
    random_order = by_chance(months[0])
    rows = [
        (name, *(_shown(one, name) for one in results.values()), f"{random_order[name]:.3f}")
        for name in random_order
    ]
    columns = ("figure", *(name.replace("_", "-") for name in results), "random")
    print_table(f"{names}: {papers:,} papers, {known} of them known", columns, rows)


def _shown(one: Measured, name: str) -> str:
    low, high = one.ranges.get(name, (None, None))
    return f"{one.values[name]:.3f}" + (f" ({low:.2f} to {high:.2f})" if low is not None else "")


def print_top(month: Month, scores: Sequence[float], number: int) -> None:
    """Print the first papers of each week; an asterisk marks known ones."""
    size = len(month.papers)
    for week in range(WEEKS):
        print(f"\n{month.name}, week {week + 1}")
        of_week = [at for at in range(size) if at * WEEKS // size == week]
        for place, at in enumerate(sorted(of_week, key=lambda at: -scores[at])[:number], 1):
            paper = month.papers[at]
            print(f"{place:3} {'*' if at in month.known else ' '} {paper.arxiv} {paper.title}")


if __name__ == "__main__":
    main()
