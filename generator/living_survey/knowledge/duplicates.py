"""Whether two records are probably of the same work: the one definition of a duplicate.

It is used by `survey add`, `survey import`, `survey check`, the bot and the previews of pull requests. The
contribution form has a port to JavaScript; `tests/knowledge/duplicates.json` has test cases for both.

1. **Identifiers** are what `identifiers.identifier_in` reads from a work's arXiv identifier, DOI and project
   page. With one in common it is the same work. Code and data can belong to several works.
2. **Authors** agree if at least half of the shorter list is in the other one, names compared by
   `people.Name.match_key`. It is unknown whether they agree if a list is empty, or if they have nobody in
   common and one has a name that is not taken apart, as of a group. Else they disagree.
3. **Titles** are the same if `text.normalized_title` makes the same of them, and their numbers are the same:
   the runs of digits and of plus signs in the folded title, sorted. Then it is the same work, or only a
   similar one if the authors disagree. What is **before** and **after** the first colon of a title are
   titles, too, if neither is empty.
4. **Trigrams** of a title are the different sequences of three characters in the normalized title with a
   space before and behind it; the **overlap** of two titles is twice the number of trigrams that they share
   over the sum of their numbers of trigrams.
5. Works whose authors do not disagree are **similar** if
   - the overlap of the titles is at least `NEAR`, they have the same numbers, and, if both have a colon and
     not the same before it, the overlap of what is after it is at least `NEAR_AFTER_OTHER_NAME`; or
   - one title is the same as what is before the colon of the other; or
   - one is the same as what is after it, of at least `LONG` words; or
   - both have the same after the colon, of at least `LONG` words, and the same numbers in the whole title; or
   - both have the same before the colon, and the authors agree.

   Of two works with arXiv identifiers, which are different ones, only the first of these counts, and with
   `NEARLY_EQUAL` in place of `NEAR` unless their authors are the same **team**: at least `SAME_TEAM` of the
   longer list is in the other one. Groups publish several preprints with similar titles, but seldom with
   exactly the same authors.

`KnownWorks.find` compares a work with few others, however many are known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, count, pairwise, product
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import identifier_in
from living_survey.knowledge.people import Name
from living_survey.knowledge.text import fold, normalized_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge.work import Work

NEAR = 0.8
NEAR_AFTER_OTHER_NAME = 0.9
NEARLY_EQUAL = 0.95
SAME_TEAM = 0.9
LONG = 4
MOST_COMPARED = 100

NUMBER = re.compile(r"\d+|\++")
# Counting common bits is many times faster than intersecting sets.
_BIT_OF: defaultdict[str, int] = defaultdict(count().__next__)


class Likeness(StrEnum):
    """What makes two records probably the same work."""

    ARXIV = "arxiv"
    DOI = "doi"
    ACL = "acl"
    OPENREVIEW = "openreview"
    TITLE = "title"
    SIMILAR = "similar"

    @property
    def is_certain(self) -> bool:
        """Whether it is the same work, rather than one to compare."""
        return self is not Likeness.SIMILAR

    @property
    def reason(self) -> str:
        """What both have."""
        return _REASONS[self]


_REASONS = {
    Likeness.ARXIV: "the same arXiv identifier",
    Likeness.DOI: "the same DOI",
    Likeness.ACL: "the same page of the ACL Anthology",
    Likeness.OPENREVIEW: "the same page at OpenReview",
    Likeness.TITLE: "the same title",
    Likeness.SIMILAR: "nearly the same title",
}


@dataclass(frozen=True, eq=False)
class Title:
    """A title as titles are compared."""

    text: str

    @cached_property
    def whole(self) -> str:
        """All of it, normalized."""
        return normalized_title(self.text)

    @cached_property
    def before(self) -> Title | None:
        """What is before the first colon: often a short name."""
        before, _, after = self.text.partition(":")
        return Title(before) if before.strip() and after.strip() else None

    @cached_property
    def after(self) -> Title | None:
        """What is after the first colon."""
        return Title(self.text.partition(":")[2]) if self.before else None

    @property
    def is_long(self) -> bool:
        """Whether it identifies a work by itself, unlike `A Survey`."""
        return self.whole.count(" ") >= LONG - 1

    @cached_property
    def trigrams(self) -> int:
        """Its different sequences of three characters, as the bits of a number."""
        text = f" {self.whole} "
        found = {text[at : at + 3] for at in range(len(text) - 2)}
        return sum(1 << _BIT_OF[trigram] for trigram in found)

    @cached_property
    def size(self) -> int:
        """The number of its trigrams."""
        return self.trigrams.bit_count()

    @cached_property
    def numbers(self) -> list[str]:
        """What distinguishes a work from its sequel."""
        return sorted(NUMBER.findall(fold(self.text)))

    @cached_property
    def features(self) -> frozenset[str]:
        """Its words, without the ending of plurals, and its pairs of adjacent words in any order."""
        words = [word.rstrip("s") for word in self.whole.split()]
        return frozenset([*words, *(" ".join(sorted(pair)) for pair in pairwise(words))])

    def overlap(self, other: Title) -> float:
        """How many trigrams are in both: 1 if all are, 0 if none is (the Dice coefficient)."""
        return 2 * (self.trigrams & other.trigrams).bit_count() / (self.size + other.size)

    def overlaps(self, other: Title, least: float) -> bool:
        """Whether the overlap is at least so much; titles of very different lengths need no look at them."""
        most = 2 * min(self.size, other.size) / (self.size + other.size)
        return most >= least and self.overlap(other) >= least

    def is_near(self, other: Title, least: float) -> bool:
        """Whether enough trigrams are in both, and the numbers are the same."""
        if not self.overlaps(other, least) or self.numbers != other.numbers:
            return False
        if not (self.after and other.after) or self.has_name_of(other):
            return True
        return self.after.overlap(other.after) >= NEAR_AFTER_OTHER_NAME

    def is_same(self, other: Title | None) -> bool:
        """Whether both are the same."""
        return other is not None and self.whole == other.whole and self.numbers == other.numbers

    def is_part_of(self, other: Title) -> bool:
        """Whether it is what the other has before the colon, or after it."""
        return self.is_same(other.before) or (self.is_long and self.is_same(other.after))

    def differs_in_name_only(self, other: Title) -> bool:
        """Whether both have the same after the colon."""
        after = self.after
        return bool(after and after.is_long and after.is_same(other.after)) and self.numbers == other.numbers

    def has_name_of(self, other: Title) -> bool:
        """Whether both have the same before the colon."""
        return self.before is not None and self.before.is_same(other.before)


@dataclass(frozen=True)
class Identity:
    """What identifies a work: titles, authors as far as known, identifiers or addresses of it in any form."""

    title: str = ""
    authors: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()

    @classmethod
    def of(cls, work: Work) -> Identity:
        """The identity of a work that has an entry."""
        addresses = (work.arxiv, work.doi, work.links.project)
        other = (work.upstream.title,) if work.upstream and work.upstream.title else ()
        return cls(work.title, work.authors, tuple(filter(None, addresses)), other)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Its identifiers, each in the form that all of its forms share."""
        return frozenset(found for text in self.addresses if (found := identifier_in(text)))

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Its titles, its own first."""
        titles = (Title(text) for text in (self.title, *self.other_titles))
        return tuple(title for title in titles if title.whole)

    @cached_property
    def people(self) -> frozenset[str]:
        """Its authors, each in the form that the spellings of a name share."""
        return frozenset(Name.parse(author).match_key for author in self.authors)

    @cached_property
    def is_preprint(self) -> bool:
        """Whether it has an arXiv identifier."""
        return any(identifier.startswith("arxiv:") for identifier in self.identifiers)

    def agrees_with(self, other: Identity) -> bool | None:
        """Whether the authors are the same; None if that is unknown."""
        common, shorter = len(self.people & other.people), min(len(self.people), len(other.people))
        if not shorter or (
            not common and any(Name.parse(name).literal for name in self.authors + other.authors)
        ):
            return None
        return 2 * common >= shorter

    def is_by_team_of(self, other: Identity) -> bool:
        """Whether nearly all authors of both are the same."""
        longer = max(len(self.people), len(other.people))
        return bool(longer) and len(self.people & other.people) >= SAME_TEAM * longer

    def likeness(self, other: Identity) -> Likeness | None:
        """What makes two records probably the same work; None if they are two works."""
        if common := self.identifiers & other.identifiers:
            return Likeness(min(common).partition(":")[0])
        pairs = list(product(self.titles, other.titles))
        if any(mine.is_same(theirs) for mine, theirs in pairs):
            return Likeness.SIMILAR if self.agrees_with(other) is False else Likeness.TITLE
        return Likeness.SIMILAR if self._is_similar_to(other, pairs) else None

    def _is_similar_to(self, other: Identity, pairs: Sequence[tuple[Title, Title]]) -> bool:
        are_preprints = self.is_preprint and other.is_preprint
        least = NEARLY_EQUAL if are_preprints and not self.is_by_team_of(other) else NEAR
        if any(mine.is_near(theirs, least) for mine, theirs in pairs):
            return self.agrees_with(other) is not False
        if are_preprints:
            return False
        if any(
            mine.is_part_of(theirs) or theirs.is_part_of(mine) or mine.differs_in_name_only(theirs)
            for mine, theirs in pairs
        ):
            return self.agrees_with(other) is not False
        return any(mine.has_name_of(theirs) for mine, theirs in pairs) and self.agrees_with(other) is True


@dataclass(frozen=True)
class Match:
    """A known work that is probably the same."""

    id: str
    likeness: Likeness


class KnownWorks:
    """Works, indexed by all that identifies them."""

    def __init__(self, works: Iterable[Work] = ()) -> None:
        """Know the works that have an entry."""
        self._identities: dict[str, Identity] = {}
        self._by_identifier: defaultdict[str, list[str]] = defaultdict(list)
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        self._by_feature: defaultdict[str, list[tuple[str, Title]]] = defaultdict(list)
        self._without_features: list[tuple[str, Title]] = []
        """What is not indexed by features yet, since nobody has looked for similar titles."""
        for work in works:
            self.add(work.id, Identity.of(work))

    def __contains__(self, work_id: object) -> bool:
        return work_id in self._identities

    def add(self, work_id: str, identity: Identity) -> None:
        """Know one more work."""
        self._identities[work_id] = identity
        for identifier in identity.identifiers:
            self._by_identifier[identifier].append(work_id)
        for title in identity.titles:
            for part in _parts(title):
                self._by_part[part].append(work_id)
            self._without_features.append((work_id, title))

    def find_same(self, identity: Identity) -> Match | None:
        """The known work that is the same for certain, as `find` has it first, without similar ones."""
        shared = chain(
            *(self._by_identifier.get(one, ())[:MOST_COMPARED] for one in identity.identifiers),
            *(self._by_part.get(title.whole, ())[:MOST_COMPARED] for title in identity.titles),
        )
        likeness = {work_id: identity.likeness(self._identities[work_id]) for work_id in set(shared)}
        same = [Match(work_id, one) for work_id, one in likeness.items() if one and one.is_certain]
        return min(same, key=lambda match: match.id, default=None)

    def find(self, identity: Identity, *, without: str | None = None) -> list[Match]:
        """The known works that are probably the same, certain ones first, then those with the nearest title.

        Looked at are the works that share an identifier or a part of the title, and the nearest of those that
        share one of its rarest features.
        """
        found = {
            work_id: likeness
            for work_id in self._candidates(identity)
            if work_id != without and (likeness := identity.likeness(self._identities[work_id]))
        }
        order = sorted(
            found, key=lambda work_id: (self._distance(identity, work_id, found[work_id]), work_id)
        )
        return [Match(work_id, found[work_id]) for work_id in order]

    def _candidates(self, identity: Identity) -> set[str]:
        found: set[str] = set()
        for identifier in identity.identifiers:
            found.update(self._by_identifier.get(identifier, ())[:MOST_COMPARED])
        for title in identity.titles:
            for part in _parts(title):
                found.update(self._by_part.get(part, ())[:MOST_COMPARED])
            found.update(work_id for work_id, other in self._sharing(title) if title.overlaps(other, NEAR))
        return found

    def _sharing(self, title: Title) -> set[tuple[str, Title]]:
        """The titles with one of its rarest features: at most `MOST_COMPARED`, or those of one feature."""
        for work_id, other in self._without_features:
            for feature in other.features:
                self._by_feature[feature].append((work_id, other))
        self._without_features.clear()
        found: set[tuple[str, Title]] = set()
        known = [feature for feature in title.features if feature in self._by_feature]
        for feature in sorted(known, key=lambda one: (len(self._by_feature[one]), one)):
            holders = self._by_feature[feature]
            if found and len(found) + len(holders) > MOST_COMPARED:
                break
            found.update(holders)
        return found

    def _distance(self, identity: Identity, work_id: str, likeness: Likeness) -> float:
        if likeness.is_certain:
            return -1
        titles = self._identities[work_id].titles
        return 1 - max(mine.overlap(theirs) for mine in identity.titles for theirs in titles)


def _parts(title: Title) -> set[str]:
    after = title.after if title.after and title.after.is_long else None
    return {part.whole for part in (title, title.before, after) if part and part.whole}
