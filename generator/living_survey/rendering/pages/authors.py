"""The index of authors, with the page and the anchor of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from living_survey.knowledge.people import Name
from living_survey.knowledge.text import slug

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase, Work


AuthorPage: TypeAlias = "dict[str, tuple[Work, ...]]"

LINES = 1400
"""The most authors and works on a page of the index, so that it stays below 60 KB compressed."""
FIRST_LINES = 500
"""The most on the first of several pages, which also names the authors of the others."""


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

    @cached_property
    def pages(self) -> dict[str, list[AuthorPage]]:
        """The pages of each letter, with the authors on each.

        The first page of a letter that has several also names all others, so that their anchors are there.
        """
        return {name: _pages(authors) for name, authors in self.by_letter.items()}

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {
            author: f"authors/{name}/{f'{number}/' if number > 1 else ''}#{self.slugs[author]}"
            for name, pages in self.pages.items()
            for number, authors in enumerate(pages, 1)
            for author in authors
        }

    @cached_property
    def prolific(self) -> list[tuple[str, tuple[Work, ...]]]:
        """Authors with at least three works, those with the most first."""
        several = [(author, works) for author, works in self.kb.authors.items() if len(works) >= 3]  # noqa: PLR2004 - "several"
        return sorted(several, key=lambda item: (-len(item[1]), Name.parse(item[0]).sort_key))

    def address(self, author: str) -> str:
        """The address of an author in the index, from the root of the site."""
        return self._addresses[author]


def letter(author: str) -> str:
    """The page of the index for a name: the first letter that it is sorted by, or `other`."""
    first = Name.parse(author).sort_key[0][:1]
    return first if "a" <= first <= "z" else "other"


def _pages(authors: AuthorPage) -> list[AuthorPage]:
    """The authors of a letter page by page; only an author with more works makes a page longer."""
    lines = sum(len(works) + 1 for works in authors.values())
    room = FIRST_LINES if lines > LINES else LINES
    pages: list[AuthorPage] = [{}]
    used = 0
    for author, works in authors.items():
        if pages[-1] and used + len(works) + 1 > room:
            pages.append({})
            used, room = 0, LINES
        pages[-1][author] = works
        used += len(works) + 1
    return pages
