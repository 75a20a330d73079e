"""Entries in the making: what is known of a new work, what is missing, and the text that is written."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import Identity
from living_survey.knowledge.identifiers import ArxivId, CitationKey
from living_survey.knowledge.text import slug
from living_survey.knowledge.venue_kinds import short_and_full
from living_survey.knowledge.venues import PREPRINT, WELL_KNOWN
from living_survey.loading.canonical import entry_text
from living_survey.loading.characters import cleaned_value
from living_survey.loading.checking import check_text
from living_survey.loading.problems import Severity
from living_survey.sources.facet_fields import facet_fields

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

    from living_survey.knowledge.duplicates import Match
    from living_survey.knowledge.facets import Facet
    from living_survey.loading.problems import Problem
    from living_survey.loading.rules.registry import Vocabulary
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.records import ArxivRecord, DoiRecord

REQUIRED = ("title", "authors", "year", "tags")
DRAFTS_MAY_LACK = frozenset({"authors", "year"})
LONGEST_DRAFT_ID = 60
SUFFIXES = "bcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class TagDraft:
    """A place in the taxonomy, why the work is there, and what it does there."""

    node: str
    note: str | None = None
    stated: Mapping[str, Plain] = field(default_factory=dict, hash=False)
    """The other lines of the tag: values by relation, an effect, statements."""

    def __post_init__(self) -> None:
        """Clean all texts: they come from outside sources."""
        for info in fields(self):
            object.__setattr__(self, info.name, cleaned_value(getattr(self, info.name)))


@dataclass
class Draft:
    """What is known of a work that has no entry yet."""

    draft: bool = False
    """Whether its entry is a draft: authors or year are not known yet, or not all authors."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    published: date | None = None
    venue: str | None = None
    arxiv: str | None = None
    arxiv_category: str | None = None
    doi: str | None = None
    names: tuple[str, ...] = ()
    summary: str | None = None
    facets: dict[str, str | list[str]] = field(default_factory=dict)
    """Values of facets, by key, as the entry has them."""
    links: dict[str, str] = field(default_factory=dict)
    tags: tuple[TagDraft, ...] = ()
    remarks: str | None = None
    added: date | None = None
    abstract: str = field(default="", metadata={"written": False})
    record_type: str = field(default="", metadata={"written": False})
    """The type of the BibTeX entry or DOI record that it comes from."""
    full_venue: str = field(default="", metadata={"written": False})
    """The full name of a conference that no table has, if its acronym is given, too."""
    suggestions: tuple[str, ...] = field(default=(), metadata={"written": False})
    """Lines of our own below the entry, as comments, that help a person to complete it."""

    def __post_init__(self) -> None:
        """Clean all texts, which come from outside sources, and write the venue as entries have it."""
        for name, value in vars(self).items():
            if value and name != "suggestions":
                setattr(self, name, cleaned_value(value))
        self.venue = WELL_KNOWN.canonical(self.venue) if self.venue else None
        if self.venue and not WELL_KNOWN.get(self.venue):
            self.venue, full = short_and_full(self.venue)
            self.full_venue = full or self.full_venue

    @property
    def identity(self) -> Identity:
        """What identifies the work."""
        addresses = tuple(filter(None, (self.arxiv, self.doi, self.links.get("project"))))
        return _identity(self.title or "", self.authors, addresses)

    @property
    def missing(self) -> list[str]:
        """The required fields that nobody has given yet; a draft with suggestions needs no tags."""
        optional = DRAFTS_MAY_LACK if self.draft else frozenset()
        optional |= {"tags"} if self.draft and self.suggestions else frozenset()
        return [name for name in REQUIRED if not (getattr(self, name) or name in optional)]

    @property
    def first_year(self) -> int | None:
        """The first public year: of the first date, of the arXiv identifier, or of the venue."""
        if self.published:
            return self.published.year
        return ArxivId.parse(self.arxiv).year if self.arxiv else self.year

    def data(self) -> dict[str, Plain]:
        """The fields of the entry that are known."""
        written: dict[str, Plain] = {}
        for info in fields(self):
            value = getattr(self, info.name)
            if not value or not info.metadata.get("written", True):
                continue
            if info.name == "tags":
                written["tags"] = [_tag(tag) for tag in self.tags]
            elif info.name == "facets":
                for key, named in self.facets.items():
                    written[key] = named if isinstance(named, str) else [*named]
            elif isinstance(value, tuple):
                written[info.name] = list(value)
            else:
                written[info.name] = value
        return written

    def text(self) -> str:
        """The canonical text of the entry, with the suggestions."""
        return entry_text(self.data()) + "".join(f"# {line}\n" for line in self.suggestions)


@lru_cache(maxsize=256)  # a work is compared several times in a row, and its titles are costly to compare
def _identity(title: str, authors: tuple[str, ...], addresses: tuple[str, ...]) -> Identity:
    return Identity(title, authors, addresses)


def _tag(tag: TagDraft) -> Plain:
    note = {"note": tag.note} if tag.note else {}
    lines = {"node": tag.node, **note, **tag.stated}
    return lines if len(lines) > 1 else tag.node


# --- from records ----------------------------------------


def from_arxiv(record: ArxivRecord) -> Draft:
    """The entry of a preprint, from its record at arXiv."""
    return Draft(
        title=record.title,
        authors=record.authors,
        year=record.published.year,
        published=record.published,
        venue=PREPRINT,
        arxiv=record.id,
        arxiv_category=record.categories[0] if record.categories else None,
        doi=record.doi,
        remarks="withdrawn at arXiv" if record.withdrawn else None,
        abstract=record.abstract,
    )


def from_doi(record: DoiRecord) -> Draft:
    """The entry of a publication, from the record of its DOI."""
    known = (name for name in record.venue_names if WELL_KNOWN.get(name))
    return Draft(
        title=record.title,
        authors=record.authors,
        year=record.year,
        published=record.published,
        venue=next(iter((*known, *record.venue_names)), None),
        doi=record.doi,
        remarks="retracted by its publisher" if record.retracted else None,
        record_type=record.kind or "",
    )


def with_suggested(draft: Draft, facets: Iterable[Facet]) -> Draft:
    """The draft with the values of facets that its title or record suggests, where it has none.

    A facet that every entry must have gets its first value if nothing is suggested.
    """
    found = {}
    for key, one in facet_fields(facets).items():
        facet = one.facet
        values: tuple[str, ...] = ()
        if one.relation == facet.relations[0] and not facet.of_statements:
            values = facet.suggested(draft.title or "", draft.record_type)
        if facet.required:
            values = values or (facet.values[0].id,)
        if key in draft.facets or values:
            found[key] = draft.facets.get(key) or (list(values) if facet.many else values[0])
    return replace(draft, facets=found)


# --- ids ----------------------------------------


def citation_key(draft: Draft, taken: Container[str]) -> str | None:
    """The id of a work: first author's last name, first public year, first significant word of the title.

    A second work of the same id gets a `b`, a third a `c`. A draft without author or year is named after its
    title. None if there is nothing to make one of.
    """
    first = draft.authors[0] if draft.authors else ""
    key = CitationKey.of(first, draft.first_year, draft.title or "")
    if key is None:
        return _id_from_title(draft.title or "", taken) if draft.draft else None
    return next((one for suffix in ("", *SUFFIXES) if (one := f"{key}{suffix}") not in taken), None)


def _id_from_title(title: str, taken: Container[str]) -> str:
    """The words of a title, as many as fit; with `-2`, `-3` and so on if it is taken."""
    base = slug(title)
    if len(base) > LONGEST_DRAFT_ID:
        base = base[: LONGEST_DRAFT_ID + 1].rpartition("-")[0] or base[:LONGEST_DRAFT_ID]
    base = base or "untitled"
    numbered = (f"{base}-{number}" if number > 1 else base for number in count(1))
    return next(one for one in numbered if one not in taken)


# --- duplicates ----------------------------------------


class DuplicateError(Exception):
    """The work has an entry already; `work` is its id."""

    def __init__(self, match: Match) -> None:
        """Name the entry and what both have in common."""
        super().__init__(f"is already in entries/{match.id}.yaml ({match.likeness.reason})")
        self.work = match.id


# --- checking ----------------------------------------


def problems_of(work_id: str, text: str, vocabulary: Vocabulary) -> list[Problem]:
    """The problems that `survey check` would report about an entry by itself."""
    return check_text(work_id, text, vocabulary)[1]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep an entry out."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
