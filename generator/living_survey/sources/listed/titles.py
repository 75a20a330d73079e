"""The title of a work among the words of a unit.

Every text that may be the title gets a score: it is higher for words that are quoted, bold or linked to a
paper than for plain ones, and for many words than for few. Labels, venues and names are not titles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.sources.listed.addresses import BARE_ARXIV, BARE_URL, Address
from living_survey.sources.listed.citations import as_title, citation, edge_tags, quoted_title
from living_survey.sources.listed.people import PAIR, people, people_in
from living_survey.sources.listed.segments import Segment, runs
from living_survey.sources.listed.venues import is_venue, venue_before_year
from living_survey.sources.listed.wording import (
    COLONS,
    ENUMERATION,
    FEW_WORDS,
    LONGEST_LEAD,
    LONGEST_PIECE,
    MANY_WORDS,
    SHORTEST_TITLE,
    is_label,
    title_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_TITLE = 300
QUOTED = 20

_BULLETS = " \n•*-–—"
_WIDE_GAP = re.compile(r"(?<=\S)\s{2,}(?=[A-Z])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Title:
    """A text that may be the title, with the words before and after it."""

    text: str
    score: int
    before: str = ""
    after: str = ""
    around: tuple[Segment, ...] = ()
    """The segments around it, for names that are emphasized."""
    tags: str = ""
    """What was in brackets with it."""
    is_set_off: bool = True
    """Whether it is linked, bold, in italics or in quotes."""

    @property
    def is_usable(self) -> bool:
        """Whether it has words, and not too many."""
        return 0 < len(self.text) <= LONGEST_TITLE


def best_title(segments: Sequence[Segment]) -> Title | None:
    """The most likely title."""
    words = "".join("\n" if one.is_label else one.words for one in segments)[:LONGEST_PIECE]
    if quoted := quoted_title(words):
        title = Title(as_title(quoted.title), QUOTED, quoted.before, quoted.after, tuple(segments))
        if title.is_usable:
            return title
    found = [title for title in _set_off_titles(segments) if title.is_usable]
    best = max(found, key=lambda title: title.score, default=None)
    if best and best.score >= MANY_WORDS:
        return best
    plain = _plain_title(segments)
    return plain if plain and plain.is_usable and (best is None or plain.score > best.score) else best


# --- titles that are emphasized ----------------------------------------------------------------------------


def _set_off_titles(segments: Sequence[Segment]) -> Iterator[Title]:
    for start, end in runs(segments):
        run = _Run(tuple(segments), start, end)
        if run.may_be_title:
            yield run.title()


@dataclass(frozen=True)
class _Run:
    """Words of a unit that are linked, bold or in italics together."""

    segments: tuple[Segment, ...]
    start: int
    end: int

    @property
    def first(self) -> Segment:
        return self.segments[self.start]

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.segments[self.start : self.end])

    @property
    def before(self) -> str:
        return _words(self.segments[: self.start])

    @property
    def is_paper(self) -> bool:
        address = Address.read(self.first.url) if self.first.url else None
        return address is not None and address.is_paper

    @property
    def is_bracketed(self) -> bool:
        """Whether it is a link or bold in brackets, as labels and short names are."""
        inner = self.text
        before = self.segments[self.start - 1].text.rstrip() if self.start else ""
        after = self.segments[self.end].text.lstrip() if self.end < len(self.segments) else ""
        is_around = before.endswith(("[", "(")) and after.startswith(("]", ")"))
        is_apart = bool(self.first.url) or self.first.bold
        return is_apart and (_is_in_brackets(inner) or is_around)

    @property
    def may_be_title(self) -> bool:
        """Whether it is not a label, a venue or names."""
        text, first = self.text, self.first
        if first.is_badge or first.is_local or is_label(text, is_linked=bool(first.url)) or is_venue(text):
            return False
        if self.is_bracketed and len(text.split()) <= FEW_WORDS:
            return False
        if first.marked and venue_before_year(text):
            return False
        return self.is_paper or not self._is_people

    @property
    def _is_people(self) -> bool:
        """Whether it is names; what follows names in italics is the title, even if it looks like a name."""
        is_alone = self.first.marked and not self.first.url and not self._follows_names
        found = people(self.text, alone=is_alone)
        return found is not None and (self.first.marked or found.more or len(found.names) > PAIR)

    @property
    def _follows_names(self) -> bool:
        return people(ENUMERATION.sub("", self.before, count=1).strip(" ,.\n"), alone=True) is not None

    def title(self) -> Title:
        """The title that it may be."""
        text, title = self.text, as_title(self.text)
        score = self._score(title)
        after = _words(self.segments[self.end :])
        plain, stop = _until_link(self.segments, self.end)
        words = len(title.split())
        if _continues(text, plain, words):
            mark, rest = ("." if plain.startswith(".") else ":"), plain.strip(" :.\uff1a")
            found = citation(f"{title}{mark} {rest}", is_whole=True)
            if len(found.title.split()) > words + 1:
                title, score = as_title(found.title), score + 3
                after = f"{found.after}\n{_words(self.segments[stop:])}"
        around = (*self.segments[: self.start], *self.segments[self.end :])
        return Title(title, score, self.before, after, around, edge_tags(text, title))

    def _score(self, title: str) -> int:
        score = min(len(title.split()), MANY_WORDS) + (4 if self.is_paper else 0)
        if self.first.bold:
            score += 8 if self._follows_names else 4
        elif self.first.url:
            score += 2
        else:
            score += 4 if self._follows_names else -6
        score -= 6 if self.is_bracketed else 0
        return score - (10 if not self._follows_names and _has_title(self.before) else 0)


def _continues(text: str, plain: str, words: int) -> bool:
    """Whether a title continues after a short linked or bold name: `**Name**: What It Does`."""
    if text.rstrip().endswith(COLONS) or plain.lstrip().startswith(COLONS):
        return words <= FEW_WORDS
    is_next = plain.startswith(". ") and words == 1 and len(plain.split()) > FEW_WORDS
    return is_next and not people_in(plain.strip(" ."))


def _has_title(before: str) -> bool:
    """Whether the words before a link or bold words are a title or running text, not names or tags."""
    bare = _BRACKETS.sub(" ", before).strip(" \n,.|-–—*")
    if not bare or before.rstrip().endswith(COLONS):
        return len(bare) > LONGEST_LEAD
    found = citation(bare)
    return (
        len(found.title.split()) > FEW_WORDS
        and not people(found.title)
        and not is_venue(as_title(found.title))
    )


# --- plain titles ------------------------------------------------------------------------------------------


def _plain_title(segments: Sequence[Segment]) -> Title | None:
    """A title in words that are not set off, before the names, the venue or the first link."""
    start = _start_of_words(segments)
    text, stop = _until_link(segments, start)
    if not segments or _is_lead_in(text, segments[stop:]) or _is_set_off(segments[start]) or people(text):
        return None
    found = citation(text, is_whole=stop < len(segments) and segments[stop].marked)
    title = as_title(found.title)
    if not title or is_label(title, is_linked=False) or is_venue(title) or people(found.title):
        return None
    after = f"{found.after}\n{_words(segments[stop:])}"
    score = min(len(title.split()), MANY_WORDS)
    tags = edge_tags(found.title, title)
    return Title(title, score, found.before, after, tuple(segments[stop:]), tags, is_set_off=False)


def _start_of_words(segments: Sequence[Segment]) -> int:
    """The first segment with words, or the next one if that is a label such as `[arXiv:2301.00001]`."""
    found = [at for at, one in enumerate(segments) if one.text.strip(_BULLETS) and not one.is_badge]
    spoken = [at for at in found if segments[at].text.strip(f"{_BULLETS}[(")]
    if len(spoken) > 1 and (first := segments[spoken[0]]).is_label:
        address, words = Address.read(first.url), segments[spoken[1]].text.strip(f"{_BULLETS}])|:")
        is_sentence = words[:1].isupper() and len(words.split()) > FEW_WORDS
        if address and address.is_paper and is_sentence:
            return spoken[1]
    return found[0] if found else 0


def _is_lead_in(text: str, after: Sequence[Segment]) -> bool:
    """Whether words end in a colon and lead to what follows: `Paper:`, `See also:`."""
    is_before_label = bool(after) and after[0].is_label
    return text.rstrip().endswith(COLONS) and (len(text.split()) <= FEW_WORDS or not is_before_label)


def _is_set_off(first: Segment) -> bool:
    """Whether a unit begins with a bold title or names in italics, so that no plain title does."""
    if _is_in_brackets(first.text):
        return False
    if first.marked and not first.bold:
        return people(first.text, alone=True) is not None
    is_title = title_size(first.text) >= SHORTEST_TITLE // 2 and not is_label(first.text, is_linked=False)
    return first.bold and not first.url and is_title and not is_venue(first.text)


def _is_in_brackets(text: str) -> bool:
    text = text.strip()
    return (text[:1], text[-1:]) == ("[", "]") and len(text) <= LONGEST_LEAD


def _until_link(segments: Sequence[Segment], start: int) -> tuple[str, int]:
    """The words up to a link, a badge, or something emphasized after enough words for a title."""
    text = ""
    for at in range(start, len(segments)):
        segment = segments[at]
        if segment.url or segment.is_badge or (segment.marked and title_size(text) >= SHORTEST_TITLE):
            return _front(text), at
        text += segment.text
    return _front(text), len(segments)


def _front(text: str) -> str:
    """The text before addresses, and before the wide gap that precedes descriptions in some lists."""
    text = BARE_URL.split(text, maxsplit=1)[0][:LONGEST_PIECE]
    number = BARE_ARXIV.search(text)
    if number:
        before, after = text[: number.start()], text[number.end() :]
        text = before if title_size(before) >= SHORTEST_TITLE else before + after
    text = text.rstrip("[( ")
    for gap in _WIDE_GAP.finditer(text):
        is_title = title_size(_BRACKETS.sub(" ", text[: gap.start()])) > 0
        if is_title and len(text[gap.end() :].split()) >= MANY_WORDS:
            return text[: gap.start()]
    return text


def _words(segments: Sequence[Segment]) -> str:
    return "".join(one.words for one in segments)
