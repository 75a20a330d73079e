"""Works of several files, each work once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import KnownWorks
from living_survey.knowledge.text import normalized_title
from living_survey.sources.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from living_survey.sources.found import FoundWork
    from living_survey.sources.outline import Path

MOST_KEYWORDS = 40
"""The number of keywords, the most frequent ones, that become topics."""
FEWEST_WORKS = 3
"""A keyword of fewer works does not become a topic."""
OTHER: Path = ("Other",)
"""The topic of works that no heading or keyword places."""


@dataclass
class ListedWork:
    """A work with all places of the files that have it, the first one first."""

    draft: Draft
    places: list[FoundWork] = field(default_factory=list)

    @property
    def labels(self) -> list[Path]:
        """The heading paths that it is below, each once."""
        return list(dict.fromkeys(label for place in self.places for label in place.labels if label))

    @property
    def keywords(self) -> list[str]:
        """Its keywords, each once."""
        return list(dict.fromkeys(keyword for place in self.places for keyword in place.keywords))


def each_once(found: Iterable[FoundWork]) -> list[ListedWork]:
    """The works of files in their order; what one place does not show is taken from another."""
    works: list[ListedWork] = []
    known = KnownWorks()
    for place in found:
        same = known.find_same(place.draft.identity)
        if same:
            work = works[int(same.id)]
            work.draft = _completed(work.draft, place.draft)
        else:
            work = ListedWork(place.draft)
            works.append(work)
        work.places.append(place)
        known.add(same.id if same else str(len(works) - 1), work.draft.identity)
    return works


def _completed(draft: Draft, other: Draft) -> Draft:
    """A draft with what only another one of the same work says; the longer list of authors counts."""
    found = {
        name: getattr(draft, name) or getattr(other, name) for name in (one.name for one in fields(Draft))
    }
    fuller = max(draft, other, key=lambda one: (len(one.authors), not one.draft))
    found |= {"authors": fuller.authors, "draft": fuller.draft, "links": other.links | draft.links}
    return Draft(**found)


def topic_paths(works: Iterable[ListedWork]) -> list[list[Path]]:
    """The headings of the topics of each work: those of its lists, else its keywords.

    A keyword is a topic if a heading has its name, or if enough works have it.
    """
    works = list(works)
    headings: dict[str, Path] = {}
    for path in (path for work in works for path in work.labels):
        headings.setdefault(normalized_title(path[-1]), path)
    keywords = _keyword_paths([work.keywords for work in works if not work.labels], headings)
    return [
        work.labels
        or [keywords[key] for keyword in work.keywords if (key := normalized_title(keyword)) in keywords]
        or [OTHER]
        for work in works
    ]


def _keyword_paths(lists: Iterable[Sequence[str]], headings: Mapping[str, Path]) -> dict[str, Path]:
    """The paths of keywords that are topics, by their normalized form, with those of headings.

    A keyword is placed below another one that all of its works have, and other works too: below that of the
    fewest works (Sanderson and Croft, "Deriving concept hierarchies from text", SIGIR 1999, with certainty).
    """
    titles: dict[str, str] = {}
    works: defaultdict[str, set[int]] = defaultdict(set)
    for number, keywords in enumerate(lists):
        for keyword in keywords:
            key = normalized_title(keyword)
            titles.setdefault(key, keyword)
            works[key].add(number)
    frequent = sorted(works, key=lambda key: -len(works[key]))[:MOST_KEYWORDS]
    frequent = [key for key in frequent if key and len(works[key]) >= FEWEST_WORKS]
    parents = {
        key: min(
            (other for other in frequent if works[key] < works[other]),
            key=lambda one: len(works[one]),
            default="",
        )
        for key in frequent
    }
    paths = dict(headings)
    for key in frequent:  # a parent has more works and so comes first
        paths.setdefault(key, (*paths.get(parents[key], ()), titles[key]))
    return paths
