"""Headings of a list: what they are called, and below which there are no works."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from living_survey.knowledge.text import fold
from living_survey.sources.listed.venues import venue_of_heading
from living_survey.sources.listed.wording import COLONS, FEW_WORDS, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.sources.listed.units import Unit
    from living_survey.sources.listed.works import ListedWork

LONGEST_HEADING = 80

_NO_WORKS = re.compile(
    r"(?:(?:latest|recent|breaking) )?(?:news|updates?)(?: (?:and|&) (?:news|updates?))*(?::.*)?|what s new"
    r"|(?:change ?|update )logs?|(?:\S+ )?cit(?:ations?|e|ing)(?: (?:us|our|this|the)\b.*)?|bibtex"
    r"|how to (?:cite|contribute|use|search)\b.*"
    r"|(?:\S+ )?contribut(?:e|ing|ions?|ors?)(?: (?:to|guid|welcome)\b.*)?"
    r"|acknowledge?ments?|licen[cs]es?|star history|contacts?(?: (?:&|and|us|information)(?: .*)?)?"
    r"|announcements?|todos?|disclaimer|(?:the )?team"
    r"|(?:the |project )?(?:maintainers?|sponsors?)(?: & contributors)?"
    r"|people(?: directory)?|(?:\S+ ){0,3}researchers|communit(?:y|ies)"
    r"|(?:(?:other|related|similar) )?awesome (?:lists?|repos(?:itories)?)"
)
_NAVIGATION = re.compile(r"(?:table of )?contents?(?: .{0,20})?|toc|(?:quick|useful) (?:links?|start)|index")
_NUMBER = re.compile(
    r"^(?:(?:sec\.?|section|chapter|part|§)\s*\d+(?:\.\d+)*|\d{1,2}(?:\.\d{1,2})+|\d{1,3}(?=[.)、]|\s+[^\W\d]))"
    r"(?:[.):]*\s+|[.)、](?=[^\s\d]))",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"\[\s*\]|\(\s*\)")


@dataclass(frozen=True)
class Heading:
    """A heading above works: a topic, a venue, a year, or a venue and a year."""

    level: float
    title: str
    venue: str | None = None
    year: int | None = None

    @classmethod
    def of(cls, level: int, title: str) -> Heading:
        """Read a heading; a year is below headings of its own level, which some lists divide by years."""
        venue, year = venue_of_heading(title)
        return cls(level if venue or not year else level + 0.5, title, venue, year)

    @property
    def is_topic(self) -> bool:
        """Whether it says what the works are about."""
        return not (self.venue or self.year or is_navigation(self.title))


def heading_text(unit: Unit) -> str:
    """The words of a heading without numbers, punctuation around them and links within the page."""
    words = "".join(one.text for one in unit.segments if not one.is_badge and not one.url.startswith("#"))
    text = _EMPTY_BRACKETS.sub("", clean(words) or unit.text).strip(" \t:\uff1a#-–—*|")
    return clean(_NUMBER.sub("", text, count=1)).strip(" :.-–—")


def may_be_heading(unit: Unit) -> bool:
    """Whether words without links are a heading by themselves: all of them are set off, or end in a colon."""
    if not 0 < len(unit.text) <= LONGEST_HEADING:
        return False
    has_colon = unit.text.endswith(COLONS) and len(unit.text.split()) <= FEW_WORDS
    return unit.is_emphasized or has_colon


@lru_cache(maxsize=1_000)
def has_no_works(heading: str) -> bool:
    """Whether no works are below a heading, such as News or Citation."""
    return bool(_NO_WORKS.fullmatch(_plain(heading)))


@lru_cache(maxsize=1_000)
def is_navigation(heading: str) -> bool:
    """Whether a heading has a table of contents below it; below further headings there may be works."""
    return bool(_NAVIGATION.fullmatch(_plain(heading)))


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+|[:&]", fold(heading))).replace(" :", ":")


def strip_common_headings(works: Sequence[ListedWork]) -> None:
    """Drop the outer headings that all works share, such as the list's own title, unless it is the last."""
    paths = {work.headings for work in works}
    longest = max(paths, key=len, default=())
    common = 0
    while common < len(longest) and all(path[: common + 1] == longest[: common + 1] for path in paths):
        common += 1
    common = min(common, max(0, len(longest) - 1))
    for work in works:
        work.headings = work.headings[common:]
