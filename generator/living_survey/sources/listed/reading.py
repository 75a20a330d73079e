"""Goes through a list, keeps track of the headings and decides which units belong together.

A unit is a list item, a table row, a paragraph, or a line of one. Units without a title of their own (names,
labelled links, a citation) are details of the unit before them, so a unit stays open until the next one with
a title. A unit without an address is a heading if others follow below it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.sources.found import Note, Unread
from living_survey.sources.listed.blocks import (
    HEADINGS,
    LAYOUT,
    SKIPPED,
    is_prose,
    is_work_in_heading,
    may_start_work,
    runs_of,
    split_works,
    work_heading_levels,
)
from living_survey.sources.listed.headings import (
    LONGEST_HEADING,
    Heading,
    has_no_works,
    heading_text,
    is_navigation,
    may_be_heading,
    strip_common_headings,
)
from living_survey.sources.listed.inconsistencies import find_inconsistencies, written_twice
from living_survey.sources.listed.markup import MOST_LINES, Element, parse
from living_survey.sources.listed.people import people
from living_survey.sources.listed.rows import Table
from living_survey.sources.listed.units import Unit
from living_survey.sources.listed.venues import is_venue
from living_survey.sources.listed.wording import FEW_WORDS, SHORTEST_TITLE, is_label, title_size

if TYPE_CHECKING:
    from living_survey.sources.listed.works import ListedWork

LONGEST_REMARK = 100

_SUMMARY_LEVEL = 7
_EMPHASIZED_LEVEL = 8
_ITEM_LEVEL = 9
_NEWS = re.compile(
    r"\b(?:we (?:are|have|add|release|propose|will|also)|our (?:\w+ ){0,3}(?:paper|survey|work|repo)|has been"
    r"|have been|this (?:repo|list|project)"
    r"|(?:is|are|were|was) (?:now |officially )?(?:released|accepted|available)"
    r"|check (?:out|it)|thanks|feel free|please)\b",
    re.IGNORECASE,
)
_OTHER_LIST = re.compile(r"awesome\b", re.IGNORECASE)
_STRAY_BAR = re.compile(r"[^|]\|\s*$")


@dataclass
class ReadList:
    """The content of a list, in the order of its lines."""

    works: list[ListedWork] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    inconsistencies: list[Note] = field(default_factory=list)


def read_list(text: str, *, is_html: bool = False) -> ReadList:
    """Read a list in Markdown, or in HTML."""
    document = parse(text, is_html=is_html)
    found = _Walk().read(document.root)
    found.unread += [Unread(line, "", "the text is too long to be a work") for line in document.skipped_lines]
    if document.is_cut:
        found.unread.append(Unread(MOST_LINES + 1, "", f"not read from here on: over {MOST_LINES:,} lines"))
    found.inconsistencies += find_inconsistencies(found.works)
    found.works.sort(key=lambda work: work.line)
    found.unread.sort(key=lambda one: one.line)
    found.inconsistencies.sort(key=lambda note: (note.line, note.message))
    return found


@dataclass
class _OpenUnit:
    """A unit that may be followed by its details."""

    unit: Unit
    line: int
    depth: int
    is_item: bool
    has_more: bool
    """Whether it is an item with something below it, as below a heading."""
    citation: Unit | None = None
    """A citation of the same work, with names and the whole title, below a short title."""


@dataclass
class _Scope:
    """An element whose headings end with it, such as an item or `<details>`."""

    headings: int
    """The number of headings around it."""
    badges: tuple[str, ...]
    starts_with_work: bool = False
    follows_work: bool = False
    """Whether the last paragraph in it is a work."""


class _Walk:
    """Goes through the elements in their order."""

    def __init__(self) -> None:
        self.found = ReadList()
        self._headings: list[Heading] = []
        self._scopes = [_Scope(0, ())]
        self._badges: tuple[str, ...] = ()
        self._open: _OpenUnit | None = None
        self._work_levels: frozenset[int] = frozenset()
        self._excluded: list[tuple[str, ListedWork]] = []
        """Works below headings such as News, which are usually listed elsewhere, too."""

    def read(self, root: Element) -> ReadList:
        """Read a whole page."""
        self._work_levels = work_heading_levels(root)
        self._flow(root)
        self._close()
        self._resolve_uncertain()
        strip_common_headings(self.found.works)
        return self.found

    # --- elements ------------------------------------------------------------------------------------------

    def _flow(self, parent: Element) -> None:
        """Go through what an element holds: blocks, and words between them."""
        for line, run in runs_of(parent):
            if isinstance(run, Unit):
                self._paragraph(run, line)
            else:
                self._element(run)

    def _element(self, element: Element) -> None:
        name = element.name
        if name in HEADINGS:
            self._heading(element, HEADINGS[name])
        elif name == "summary":
            self._close()
            self._enter(_SUMMARY_LEVEL, heading_text(Unit.of(element.children)))
        elif name == "table":
            self._table(element)
        elif name in {"ul", "ol"}:
            self._list(element)
        elif name == "dl":
            self._definitions(element)
        elif name == "details":
            self._close()
            self._begin_scope()
            self._flow(element)
            self._end_scope()
        elif name not in SKIPPED:
            self._flow(element)

    def _heading(self, element: Element, level: int) -> None:
        """A heading, or a work in the place of one; blocks within it, if it was not closed, are read too."""
        (_, first), *others = [*runs_of(element)] or [(element.line, Unit([]))]
        unit = first if isinstance(first, Unit) else Unit([])
        self._close()
        if level > 1 and is_work_in_heading(unit, is_usual=level in self._work_levels):
            self._leave(level, len(self._scopes))
            self._unit(unit, element.line, is_work=True)
        else:
            self._enter(level, heading_text(unit))
        for _, run in others if isinstance(first, Unit) else [(0, first), *others]:
            if isinstance(run, Element):
                self._element(run)

    def _list(self, element: Element) -> None:
        """Items, and other elements between them."""
        for child in element.elements:
            if child.name == "li":
                self._begin_scope()
                self._item(child)
                self._end_scope()
            else:
                self._element(child)

    def _definitions(self, element: Element) -> None:
        """Terms with descriptions: works with details, or headings with works below them."""
        self._begin_scope()
        for child in element.elements:
            if child.name == "dt":
                self._item(child, has_more=True)
            else:
                self._flow(child)
        self._end_scope()

    def _item(self, item: Element, *, has_more: bool = False) -> None:
        runs = list(runs_of(item))
        for number, (line, run) in enumerate(runs):
            if not isinstance(run, Unit):
                self._element(run)
            elif number == 0:
                self._unit(run, line, is_item=True, has_more=has_more or len(runs) > 1)
            else:
                self._paragraph(run, line)

    def _table(self, element: Element) -> None:
        self._close()
        if any(cell.has_any(LAYOUT) for cell in element.find_all("td")):
            for cell in element.find_all("td"):
                self._flow(cell)
            return
        table = Table(element)
        for row in table.rows():
            if row.heading is not None:
                self._enter(_EMPHASIZED_LEVEL, row.heading)
            elif row.work is not None:
                self._add(row.work)
                if row.fault:
                    self._note(row.line, row.fault)
                if "tags" in table.headings and not (row.work.badges or row.work.columns.get("tags")):
                    self._note(row.line, f'"{row.work.title}" has no tag')
            elif row.leads_to_paper:
                self._add_unread(row.line, row.text, "no title was found")

    # --- headings ------------------------------------------------------------------------------------------

    def _begin_scope(self) -> None:
        self._scopes.append(_Scope(len(self._headings), self._badges))

    def _end_scope(self) -> None:
        if self._open and self._open.depth >= len(self._scopes):
            self._close()
        scope = self._scopes.pop()
        del self._headings[scope.headings :]
        self._badges = scope.badges

    def _enter(self, level: int, title: str, depth: int | None = None) -> None:
        """Begin what is below a heading, which is in the current scope or in one around it."""
        depth = depth or len(self._scopes)
        heading = Heading.of(level, title)
        self._leave(heading.level, depth)
        if title:
            self._headings.append(heading)
        for scope in self._scopes[depth:]:
            scope.headings = len(self._headings)

    def _leave(self, level: float, depth: int) -> None:
        kept = self._scopes[depth - 1].headings
        while len(self._headings) > kept and self._headings[-1].level >= level:
            self._headings.pop()
        self._badges = ()
        self._scopes[depth - 1].follows_work = False

    @property
    def _excluding_heading(self) -> str | None:
        """The heading, such as News, that makes what is below it no works; Contents only directly below."""
        titles = [heading.title for heading in self._headings]
        found = [title for title in titles if has_no_works(title)] + [*filter(is_navigation, titles[-1:])]
        return next(iter(found), None)

    # --- units ---------------------------------------------------------------------------------------------

    def _paragraph(self, unit: Unit, line: int) -> None:
        if unit.all_badges and not unit.text and not unit.addresses:
            self._close()
            self._badges = unit.badges
            return
        for start, part in split_works(unit):
            self._unit(part, line + start)

    def _unit(
        self, unit: Unit, line: int, *, is_item: bool = False, has_more: bool = False, is_work: bool = False
    ) -> None:
        """Open a unit, or add it to the open one; `is_work` means that it is known to be a work."""
        current = self._open
        if unit.is_contents:
            self._close()
        elif current and self._is_below(current) and current.unit.addresses and unit.is_citation:
            current.citation = current.citation or unit
        elif current and not has_more and self._belongs_to(current, unit, is_item=is_item):
            current.unit = current.unit.joined(unit)
        else:
            self._close(next_follows=True)
            if not is_prose(unit) and (is_item or is_work or may_start_work(unit)):
                self._open = _OpenUnit(unit, line, len(self._scopes), is_item, has_more)

    def _is_below(self, current: _OpenUnit) -> bool:
        return len(self._scopes) > current.depth

    def _belongs_to(self, current: _OpenUnit, unit: Unit, *, is_item: bool) -> bool:
        """Whether a unit has details of the open one."""
        if unit.is_detail or (self._is_below(current) and people(unit.text, alone=True)):
            return not is_item or self._is_below(current)
        if unit.is_in_italics and not (is_item or unit.has_paper) and current.unit.addresses:
            return True
        # A paragraph with labelled links, after a title without links: `Posted by ... [blog]`
        is_second = current.is_item and not is_item and not self._is_below(current)
        title = current.unit.title
        has_labels = all(is_label(one.words) or is_venue(one.words) for one in unit.addresses)
        is_next = bool(title and title.is_set_off and not current.unit.addresses)
        return is_second and is_next and bool(unit.addresses) and has_labels

    def _close(self, *, next_follows: bool = False) -> None:
        """Decide what the open unit is, now that its details are known: a work, or a heading."""
        current, self._open = self._open, None
        if current is None:
            return
        unit = current.unit
        work = self._work(current)
        if work and work.is_certain:
            self._scopes[current.depth - 1].starts_with_work |= current.is_item
            self._scopes[current.depth - 1].follows_work = not current.is_item
            self._add(work, unit)
        elif next_follows and not unit.addresses and self._is_heading(current):
            level = _ITEM_LEVEL if current.is_item else _EMPHASIZED_LEVEL
            self._enter(level, heading_text(unit), current.depth)
        elif work and (current.is_item or (unit.starts_with_title and unit.addresses)):
            has_badges = bool(work.badges or self._badges)
            work.is_certain = has_badges and title_size(work.title) >= SHORTEST_TITLE // 2
            self._add(work, unit)
        elif unit.has_paper and not unit.title and not self._excluding_heading:
            self._add_unread(current.line, unit.text, "no title was found")

    def _work(self, current: _OpenUnit) -> ListedWork | None:
        """The work that a unit shows; None if it has no title, or is news or a remark on a work."""
        work = current.unit.work(current.line)
        cited = current.citation.work(current.line) if current.citation else None
        if work and cited:
            work.complete(cited)
        return None if work and self._is_remark(current, work) else work

    def _is_remark(self, current: _OpenUnit, work: ListedWork) -> bool:
        unit = current.unit
        if (
            current.is_item
            and not unit.has_paper
            and any(scope.starts_with_work for scope in self._scopes[: current.depth - 1])
        ):
            return True
        if current.is_item and not unit.addresses and self._scopes[current.depth - 2].follows_work:
            return True
        around = f"{unit.title.before} {unit.title.after}" if unit.title else ""
        return bool(_NEWS.search(around)) and not (work.authors and work.venue)

    def _is_heading(self, current: _OpenUnit) -> bool:
        if current.is_item:
            return current.has_more and 0 < len(current.unit.text) <= LONGEST_HEADING
        return may_be_heading(current.unit)

    # --- results -------------------------------------------------------------------------------------------

    def _add(self, work: ListedWork, unit: Unit | None = None) -> None:
        if heading := self._excluding_heading:
            self._excluded.append((heading, work))
            return
        if _OTHER_LIST.match(work.title) and not (work.arxiv or work.doi or work.links.keys() - {"code"}):
            return
        if unit and _STRAY_BAR.search(unit.raw):
            self._note(work.line, 'a stray "|" at the end of the line')
        if once := written_twice(work.title):
            self._note(work.line, f'the title is written twice in a row: "{once}"')
            work.title = once
        work.headings = tuple(one.title for one in self._headings if one.is_topic)
        work.badges = work.badges or (() if work.in_table else self._badges)
        if not work.venue and work.published_at:
            work.venue, work.year = work.published_at
        work.venue = work.venue or next((one.venue for one in reversed(self._headings) if one.venue), None)
        work.year = work.year or next((one.year for one in reversed(self._headings) if one.year), None)
        self.found.works.append(work)

    def _note(self, line: int, message: str) -> None:
        self.found.inconsistencies.append(Note(line, message))

    def _add_unread(self, line: int, text: str, reason: str) -> None:
        self.found.unread.append(Unread(line, text[:LONGEST_REMARK], reason))

    def _resolve_uncertain(self) -> None:
        """Take doubtful works that are listed elsewhere for sure, or among others under the heading."""
        works = self.found.works
        known = {work.key for work in works if work.is_certain}
        for work in works:
            work.is_certain = work.is_certain or (work.key in known and len(work.title.split()) > 1)
        places = Counter((work.headings, work.is_certain) for work in works)
        without_links = Counter(work.is_certain for work in works if not (work.in_table or work.is_linked))
        self.found.works = []
        for work in works:
            sure, doubtful = places[work.headings, True], places[work.headings, False]
            is_among_works = sure >= doubtful or (
                not work.is_linked and without_links[True] > without_links[False]
            )
            is_title = work.is_linked or work.is_set_off or _is_capitalized(work.title)
            if work.is_certain or (is_among_works and is_title):
                self.found.works.append(work)
            elif work.is_linked:
                self._add_unread(work.line, work.title, "no paper among its links")
            elif sure and _is_capitalized(work.title):
                self._add_unread(work.line, work.title, "no address, names, venue or year")
        self._add_single_authors()
        listed = {identifier for work in works for identifier in (work.arxiv, work.doi)}
        for heading, work in self._excluded:
            identifier = work.arxiv or work.doi
            if identifier and identifier not in listed and work.key not in known:
                self._add_unread(work.line, work.title, f'below the heading "{heading}"')

    def _add_single_authors(self) -> None:
        """Take what looks like a single author, if most works of the list have authors."""
        works = self.found.works
        if 2 * sum(bool(work.authors) for work in works) < len(works):
            return
        for work in works:
            if work.likely and not work.authors:
                work.authors = (work.likely.name,)
                if work.likely.name in (work.venue or ""):
                    work.venue, work.year = work.likely.venue, work.likely.year or work.year


def _is_capitalized(title: str) -> bool:
    """Whether most of the longer words are capitalized, as in titles and unlike in sentences."""
    longer = [word for word in re.findall(r"[^\W\d_][\w-]*", title) if len(word) > FEW_WORDS]
    return len(title.split()) >= FEW_WORDS and 2 * sum(word[0].isupper() for word in longer) >= len(longer)
