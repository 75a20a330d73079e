"""The index of authors: the page and the anchor of each, and profiles of those with several works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from living_survey.knowledge.people import Name
from living_survey.knowledge.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge import KnowledgeBase, Node, Work


AuthorPage: TypeAlias = "dict[str, tuple[Work, ...]]"

LINES = 480
"""The most lines of text on a page of the index on a phone, which stays below 15,000 pixels."""
LINE_LENGTH = 42
"""The number of characters in a line on a phone."""
NAME_LINES = 2
PROFILE_LINES = 4
"""A name and a profile take as much room as this many lines."""
MIN_WORKS = 3
"""Authors with fewer works have no profile."""
MIN_SHARED = 2
"""Co-authors are named if they share this many works."""
MAX_CO_AUTHORS = 8
MAX_ROWS = 1200
"""The most rows of the table of authors, so that it stays below 60 KB compressed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an author with several works."""

    years: str
    """`2021–2026`; empty if no year is known."""
    topics: tuple[Node, ...]
    """The topics of the works, the most frequent first."""
    co_authors: tuple[tuple[str, int], ...]
    """Those with the most works together, with their numbers."""


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """A row of the table of authors."""

    author: str
    place: int
    """Its position in the order of family names."""
    works: int
    years: str
    topics: tuple[str, ...]
    """The short titles of topics, without commas, which separate them."""


@dataclass(frozen=True)
class AuthorIndex:
    """All authors of a knowledge base, with their works."""

    kb: KnowledgeBase

    @cached_property
    def slugs(self) -> dict[str, str]:
        """The anchor of each author; names that fold to the same anchor get a number."""
        seen: Counter[str] = Counter()
        slugs = {}
        for author in self.kb.authors:
            base = slug(author) or "author"
            seen[base] += 1
            slugs[author] = base if seen[base] == 1 else f"{base}-{seen[base]}"
        return slugs

    @cached_property
    def by_letter(self) -> dict[str, dict[str, tuple[Work, ...]]]:
        """Authors with their works, by the first letter of their last name."""
        groups: dict[str, dict[str, tuple[Work, ...]]] = {}
        for author, works in self.kb.authors.items():
            groups.setdefault(letter(author), {})[author] = works
        return dict(sorted(groups.items(), key=lambda item: (item[0] == "other", item[0])))

    def pages_of(self, name: str) -> list[AuthorPage]:
        """The pages of a letter, with the authors on each.

        The first page of a letter that has several also names all others, so that their anchors are there.
        """
        if name not in self._made:
            self._made[name] = _pages(self.by_letter[name])
        return self._made[name]

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """The addresses that were asked for."""
        return {}

    @cached_property
    def _made(self) -> dict[str, list[AuthorPage]]:
        """The pages of the letters that were asked for; the page of a work needs few of them."""
        return {}

    @cached_property
    def prolific(self) -> list[tuple[str, tuple[Work, ...]]]:
        """Authors with at least three works, those with the most first."""
        several = [(author, works) for author, works in self.kb.authors.items() if len(works) >= MIN_WORKS]
        return sorted(several, key=lambda item: (-len(item[1]), Name.parse(item[0]).sort_key))

    @cached_property
    def rows(self) -> list[AuthorRow]:
        """The rows of the table of authors with several works."""
        place = {author: number for number, author in enumerate(self.kb.authors)}
        return [
            AuthorRow(
                author,
                place[author],
                len(works),
                years_of(works),
                tuple(node.short.replace(",", "") for node in self.topics(works)),
            )
            for author, works in self.prolific[:MAX_ROWS]
        ]

    @property
    def topic_options(self) -> list[tuple[str, int]]:
        """The topics in the table, each with its number of rows."""
        return sorted(Counter(topic for row in self.rows for topic in row.topics).items())

    def topics(self, works: Iterable[Work]) -> tuple[Node, ...]:
        """The topics of the primary nodes of works, the most frequent first."""
        primary = map(self.kb.primary_node, works)
        counts = Counter((node.topic or node).id for node in primary)
        nodes = [self.kb.taxonomy[node_id] for node_id in counts]
        return tuple(sorted(nodes, key=lambda node: (-counts[node.id], node.position)))

    def profile(self, author: str) -> Profile | None:
        """The profile of an author; None with fewer than three works."""
        works = self.kb.authors[author]
        if len(works) < MIN_WORKS:
            return None
        shared = Counter(name for work in works for name in set(work.authors) if name != author)
        together = [(name, number) for name, number in shared.items() if number >= MIN_SHARED]
        together.sort(key=lambda one: (-one[1], Name.parse(one[0]).sort_key))
        return Profile(years_of(works), self.topics(works), tuple(together[:MAX_CO_AUTHORS]))

    def address(self, author: str) -> str:
        """The address of an author in the index, from the root of the site."""
        if author not in self._addresses:
            name = letter(author)
            number = next(number for number, page in enumerate(self.pages_of(name), 1) if author in page)
            address = f"authors/{name}/{f'{number}/' if number > 1 else ''}#{self.slugs[author]}"
            self._addresses[author] = address
        return self._addresses[author]


def years_of(works: Iterable[Work]) -> str:
    """The first and the last year of works: `2021–2026`, `2024`; empty if none is known."""
    years = [work.year for work in works if work.year]
    return "–".join(map(str, dict.fromkeys([min(years), max(years)]))) if years else ""


def letter(author: str) -> str:
    """The page of the index for a name: the first letter that it is sorted by, or `other`."""
    first = Name.parse(author).sort_key[0][:1]
    return first if "a" <= first <= "z" else "other"


def _pages(authors: AuthorPage) -> list[AuthorPage]:
    """The authors of a letter page by page; only an author with more works makes a page longer."""
    pages: list[AuthorPage] = [{}]
    used = 0
    for author, works in authors.items():
        if pages[-1] and used + _lines(works) > LINES:
            pages.append({})
            used = 0
        pages[-1][author] = works
        used += _lines(works)
    return pages


def _lines(works: Sequence[Work]) -> int:
    """The room that an author takes on a page."""
    lines = sum(1 + len(f"{work.title} {work.appeared}") // LINE_LENGTH for work in works)
    return lines + NAME_LINES + (PROFILE_LINES if len(works) >= MIN_WORKS else 0)
