"""What one unit of a list has: an item, a row, a cell, a paragraph or a line."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.sources.listed.addresses import BARE_ARXIV, BARE_DOI, BARE_URL, Address
from living_survey.sources.listed.people import (
    People,
    is_details,
    people,
    people_before_title,
    people_in,
    single_author,
    text_after_names,
)
from living_survey.sources.listed.segments import Segment, collect, is_tag, merged, venue_of_badge
from living_survey.sources.listed.titles import Title, best_title
from living_survey.sources.listed.venues import is_venue, venue_in, year_near, years_in
from living_survey.sources.listed.wording import (
    ENUMERATION,
    FEW_WORDS,
    LONGEST_PIECE,
    SHORTEST_TITLE,
    clean,
    is_label,
    title_size,
)
from living_survey.sources.listed.works import LikelyAuthor, ListedWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.sources.listed.markup import Element

_THREE_LETTERS = re.compile(r"\w{3}")


class Unit:
    """Segments that belong together, with their badges."""

    def __init__(self, segments: Iterable[Segment], badges: Iterable[str] = ()) -> None:
        self.segments = merged(segments)
        self.all_badges = tuple(dict.fromkeys(badges))

    @classmethod
    def of(cls, nodes: Iterable[Element | str]) -> Unit:
        """The unit of some nodes."""
        return cls(*collect(nodes))

    def joined(self, other: Unit) -> Unit:
        """The unit with another one below it."""
        segments = (*self.segments, Segment("\n"), *other.segments)
        return Unit(segments, (*self.all_badges, *other.all_badges))

    def lines(self) -> list[tuple[int, Unit]]:
        """Its lines as units without badges, with their distance from the first line in the file."""
        lines: list[tuple[int, list[Segment]]] = [(0, [])]
        at = 0
        for segment in self.segments:
            texts = [segment.text] if segment.url or segment.is_break else segment.text.split("\n")
            for number, text in enumerate(texts):
                if number:
                    lines.append((at + number, []))
                lines[-1][1].append(replace(segment, text=text))
            if segment.is_break:
                lines.append((at, []))
            else:
                at += segment.text.count("\n")
        return [(distance, Unit(line)) for distance, line in lines]

    # --- what it has ---------------------------------------------------------------------------------------

    @cached_property
    def raw(self) -> str:
        """All its words as they are written, without those of badges."""
        return "".join(segment.text for segment in self.segments if not segment.is_badge)

    @cached_property
    def text(self) -> str:
        """All its words on one line."""
        return clean(self.raw)

    @cached_property
    def addresses(self) -> list[Address]:
        """The addresses in it."""
        found = [Address.read(url, words) for segment in self.segments for url, words in _urls(segment)]
        found += [Address.read(f"https://arxiv.org/abs/{number}") for number in BARE_ARXIV.findall(self.raw)]
        found += [Address.read(f"https://doi.org/{doi}") for doi in BARE_DOI.findall(self.raw)]
        return [address for address in found if address]

    @property
    def has_paper(self) -> bool:
        """Whether it leads to a paper."""
        return any(address.is_paper for address in self.addresses)

    @cached_property
    def badges(self) -> tuple[str, ...]:
        """Its static badges that are tags."""
        return tuple(badge for badge in self.all_badges if is_tag(badge))

    @cached_property
    def title(self) -> Title | None:
        """Its most likely title."""
        return best_title(self.segments)

    # --- what it is ----------------------------------------------------------------------------------------

    @property
    def is_contents(self) -> bool:
        """Whether it is a line of a table of contents: its links lead to places in the same repository."""
        linked = [segment for segment in self.segments if segment.url and not segment.is_badge]
        return bool(linked) and all(segment.is_local for segment in linked)

    @property
    def is_emphasized(self) -> bool:
        """Whether all of it is emphasized, as headings in bold are."""
        words = [segment for segment in self.segments if segment.text.strip(" \n:*")]
        return bool(words) and all((one.bold or one.marked) and not one.url for one in words)

    @property
    def is_in_italics(self) -> bool:
        """Whether all of it is in italics, as names below a title are."""
        words = [segment for segment in self.segments if segment.text.strip(" \n*,.")]
        return bool(words) and all(one.marked and not one.bold for one in words)

    @property
    def starts_with_title(self) -> bool:
        """Whether a linked or bold title is the first thing in it."""
        for segment in self.segments:
            if segment.url or segment.bold:
                is_named = not is_label(segment.text) and not is_venue(segment.text)
                return is_named and title_size(segment.text) >= SHORTEST_TITLE // 2
            if _THREE_LETTERS.search(segment.text):
                return False
        return False

    @cached_property
    def is_detail(self) -> bool:
        """Whether it has no title of its own but names, a venue or labelled links: the details of a work."""
        if is_details("".join(segment.words for segment in self.segments)):
            return True
        return self.title is None and bool(self.addresses or people(self.text, alone=True))

    @cached_property
    def is_citation(self) -> bool:
        """Whether it is a citation without links, with names before the title."""
        if self.title is None or any(segment.url for segment in self.segments):
            return False
        return bool(people_in(self.title.before) or self._single_author)

    @property
    def _single_author(self) -> People | None:
        """The only author, before a title that is set off."""
        if self.title is None or not self.title.is_set_off:
            return None
        before = ENUMERATION.sub("", self.title.before, count=1).strip(" .,\n")
        return people(before, alone=True) if before else None

    # --- the work ------------------------------------------------------------------------------------------

    def work(self, line: int) -> ListedWork | None:
        """The work that it shows; None if it shows no title."""
        title = self.title
        if title is None:
            return None
        work = ListedWork(title.text, line, badges=self.badges, is_set_off=title.is_set_off)
        work.add_addresses(self.addresses)
        after, before = title.after[:LONGEST_PIECE], title.before[:LONGEST_PIECE]
        work.add_people(_people_set_off(title.around) or people_in(after) or people_before_title(before))
        if self.is_citation:
            work.add_people(self._single_author)
        tags = "\n".join(map(venue_of_badge, self.all_badges))
        around = (after, before, tags)
        work.venue, work.year = _publication((title.tags, text_after_names(after, work.authors), *around))
        if not work.authors and (single := single_author(after)):
            author, rest = single
            work.likely = LikelyAuthor(author, *_publication((title.tags, rest, *around)))
        if work.venue == "Preprint" and work.arxiv:
            work.venue = "arXiv"
        work.is_certain = self._is_certain(work)
        return work

    def _is_certain(self, work: ListedWork) -> bool:
        """Whether it is a work by itself: it leads to a paper, has authors, or a long title and a link."""
        if not title_size(work.title):
            return False
        if self.has_paper or (work.authors and (self.addresses or work.is_set_off)):
            return True
        is_long = title_size(work.title) >= SHORTEST_TITLE and len(work.title.split()) >= FEW_WORDS
        return is_long and bool(self.addresses or work.authors or (work.venue and work.year))


def _publication(pieces: Iterable[str]) -> tuple[str | None, int | None]:
    """The venue in the first piece of text that names one, and the year there or in another piece."""
    found, year = None, None
    for piece in pieces:
        if found is None and (venue := venue_in(piece)) and not people(venue):
            found, year = venue, year_near(piece, venue) or year
        year = year or next(iter(years_in(piece)), None)
    return found, year


def _urls(segment: Segment) -> list[tuple[str, str]]:
    """Its addresses with the words that link to them."""
    if segment.url:
        return [(segment.url, clean(segment.text))]
    return [(url, "") for url in BARE_URL.findall(segment.text)]


def _people_set_off(segments: Sequence[Segment]) -> People | None:
    """Names in italics, also where a footnote mark ended the italics too early."""
    for at, segment in enumerate(segments):
        after = segments[at + 1].text.lstrip() if at + 1 < len(segments) else ""
        before = segments[at - 1].text.rstrip() if at else ""
        is_institution = before.endswith("(") and after.startswith(")")
        if segment.marked and not segment.url and not is_institution:
            text = segment.text + (after if after.startswith((",", "*,")) else "")
            if found := people(text, alone=True) or people_in(text):
                return found
    return None
