"""The index of authors, with the page and the anchor of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.people import Name
from living_survey.knowledge.text import slug
from living_survey.rendering.pages.environment import letter

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase, Work


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
    def prolific(self) -> list[tuple[str, tuple[Work, ...]]]:
        """Authors with at least three works, those with the most first."""
        several = [(author, works) for author, works in self.kb.authors.items() if len(works) >= 3]  # noqa: PLR2004 - "several"
        return sorted(several, key=lambda item: (-len(item[1]), Name.parse(item[0]).sort_key))

    def address(self, author: str) -> str:
        """The address of an author in the index, from the root of the site."""
        return f"authors/{letter(author)}/#{self.slugs[author]}"
