"""A work as a line of a list of references: in the style of the APA, and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering import markdown
from living_survey.rendering.citation import Authors, full_venue, publication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.knowledge import Work
    from living_survey.knowledge.people import Name

APA_AUTHORS = 20
"""The most authors that the APA names; of more, the first 19 and the last (Publication Manual, 9.8)."""
MARKDOWN_AUTHORS = 10


def apa(work: Work) -> str:
    """The reference in the style of the APA, as plain text.

    Source: Publication Manual of the American Psychological Association, 7th edition, chapter 9.
    """
    authors = Authors.of(work)
    people = _apa_authors([_apa_name(name) for name in authors.names], has_others=authors.has_others)
    year = f"({work.year or 'n.d.'})"
    address = f"https://doi.org/{work.doi}" if work.doi else work.url
    title = _sentence(work.title)
    opening = [_sentence(people), f"{year}.", title] if people else [title, f"{year}."]
    venue = full_venue(work)
    if venue:
        opening.append(_sentence(f"In {venue}" if publication(work) == "conference" else venue))
    return " ".join([*opening, *([address] if address else [])])


def markdown_reference(work: Work) -> str:
    """The reference in Markdown: the linked title, the authors, the full venue and the year."""
    authors = Authors.of(work)
    names = [name.natural for name in authors.names]
    has_others = authors.has_others or len(names) > MARKDOWN_AUTHORS
    people = [*names[:MARKDOWN_AUTHORS], *(["and others"] if has_others else [])]
    title = markdown.link(work.title, work.url or (f"https://doi.org/{work.doi}" if work.doi else None))
    venue = full_venue(work)
    place = [*([f"*{markdown.text(venue)}*"] if venue else []), *([str(work.year)] if work.year else [])]
    parts = [title, markdown.text(", ".join(people)), ", ".join(place)]
    return " ".join(_sentence(part) for part in parts if part)


def _apa_name(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.surname, name.initials, name.suffix) if part)


def _apa_authors(names: Sequence[str], *, has_others: bool) -> str:
    if has_others:
        return ", ".join([*names[: APA_AUTHORS - 1], "et al."])
    if len(names) > APA_AUTHORS:
        return f"{', '.join(names[: APA_AUTHORS - 1])}, … {names[-1]}"
    return ", & ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _sentence(text: str) -> str:
    """The text with a full stop at its end, unless it has a mark of its own there."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
