"""What entries can lack, by the names that curators ask for it with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from living_survey.knowledge.base import KnowledgeBase
    from living_survey.knowledge.work import Work

LINKS = ("code", "project", "dataset")


@dataclass(frozen=True)
class MissingFact:
    """A fact that entries can lack, and whether a work does."""

    title: str
    is_missing: Callable[[Work], bool]


def missing_facts(kb: KnowledgeBase) -> Mapping[str, MissingFact]:
    """The optional facts of entries, and the facets that works can state, by name."""
    found = {
        "summary": MissingFact("Summary", lambda work: not work.summary),
        "names": MissingFact("Names", lambda work: not work.names),
        "authors": MissingFact("Authors", lambda work: not work.authors),
        "year": MissingFact("Year", lambda work: not work.year),
        "venue": MissingFact("Venue", lambda work: not work.venue),
        "published": MissingFact("Day of publication", lambda work: not work.published),
        "month": MissingFact("Month of publication", lambda work: not work.month),
        "arxiv": MissingFact("arXiv identifier", lambda work: not work.arxiv),
        "arxiv_category": MissingFact("Category at arXiv", lambda work: not work.arxiv_category),
        "doi": MissingFact("DOI", lambda work: not work.doi),
        "identifier": MissingFact("arXiv identifier or DOI", lambda work: not (work.arxiv or work.doi)),
        "code": MissingFact("Code", lambda work: not work.links.code),
        "project": MissingFact("Project page", lambda work: not work.links.project),
        "dataset": MissingFact("Address of the data", lambda work: not work.links.dataset),
        "link": MissingFact("Link to code, project or data", lambda work: not work.links.items()),
        "tags": MissingFact("Place in the taxonomy", lambda work: not work.tags),
        "note": MissingFact("Note on each tag", lambda work: not all(tag.note for tag in work.tags)),
        "statements": MissingFact("Statements", lambda work: not _states_something(kb, work)),
        "added": MissingFact("Day of addition", lambda work: not work.added),
    }
    for facet in kb.facets.values():
        if "tree" not in facet.stated:
            found[facet.id] = MissingFact(facet.title, partial(_is_unstated, kb, facet.id))
    return found


def _states_something(kb: KnowledgeBase, work: Work) -> bool:
    """Whether a work states what it does at any of its places."""
    return bool(work.tags) and any(group.node and group.says_something for group in kb.groups_of(work))


def _is_unstated(kb: KnowledgeBase, facet_id: str, work: Work) -> bool:
    return not work.tags or not kb.values_of(work, facet_id)
