"""Entries in the making: what is known of a new work, what is missing, and the text that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from living_survey.knowledge.identifiers import ArxivId
from living_survey.knowledge.text import fold, last_name, normalized_title
from living_survey.loading import shape
from living_survey.loading.canonical import format_entry, quoted_if_needed
from living_survey.loading.documents import EntryDocument
from living_survey.loading.files import ENTRIES, ENTRY_SUFFIX, SourceFile
from living_survey.loading.problems import Severity
from living_survey.loading.rules import ALL_RULES, EntryRule
from living_survey.loading.rules.identity import STOP_WORDS
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import parse
from living_survey.sources.cache import arxiv_key
from living_survey.sources.facet_fields import facet_fields

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from living_survey.knowledge import Work
    from living_survey.knowledge.facets import Facet
    from living_survey.loading.problems import Problem
    from living_survey.loading.rules.registry import Vocabulary
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.records import ArxivRecord, DoiRecord

NEARLY = 95
REQUIRED = ("title", "authors", "year", "tags")
GROUPS = frozenset({"team", "group", "collaboration", "consortium", "project", "community"})
SUFFIXES = "bcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class TagDraft:
    """A place in the taxonomy, why the work is there, and what it does there."""

    node: str
    note: str | None = None
    stated: Mapping[str, Plain] = field(default_factory=dict, hash=False)
    """The other lines of the tag: values by relation, an effect, statements."""


@dataclass
class Draft:
    """What is known of a work that has no entry yet."""

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

    @property
    def missing(self) -> list[str]:
        """The required fields that nobody has given yet."""
        return [name for name in REQUIRED if not getattr(self, name)]

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
        """The canonical text of the entry."""
        return format_entry("".join(f"{key}: {_yaml(value)}\n" for key, value in self.data().items()))


def _tag(tag: TagDraft) -> Plain:
    note = {"note": tag.note} if tag.note else {}
    lines = {"node": tag.node, **note, **tag.stated}
    return lines if len(lines) > 1 else tag.node


def _yaml(value: Plain) -> str:
    """A value as YAML on one line; JSON is YAML, and dates are plain."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {_yaml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(inner) for inner in value) + "]"
    return quoted_if_needed(value) if isinstance(value, str) else json.dumps(value)


# --- from records ----------------------------------------


def from_arxiv(record: ArxivRecord) -> Draft:
    """What arXiv says of a preprint, as an entry."""
    return Draft(
        title=record.title,
        authors=record.authors,
        year=record.published.year,
        published=record.published,
        venue="arXiv",
        arxiv=record.id,
        arxiv_category=record.categories[0] if record.categories else None,
        doi=record.doi,
        remarks="withdrawn at arXiv" if record.withdrawn else None,
        abstract=record.abstract,
    )


def from_doi(record: DoiRecord) -> Draft:
    """What a registration agency says of a publication, as an entry."""
    return Draft(
        title=record.title,
        authors=record.authors,
        year=record.year,
        published=record.published,
        venue=record.container_short or record.container or record.event,
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
    """The id of a work: first author's last name, first public year, first telling word of the title.

    A second work of the same id gets a `b`, a third a `c`. None if there is nothing to make one of.
    """
    name = re.sub(r"[^a-z]", "", fold(_naming_word(draft.authors[0]))) if draft.authors else ""
    year = draft.first_year
    candidates = (re.sub(r"[^a-z0-9]", "", fold(part)) for part in (draft.title or "").split())
    telling = [word for word in candidates if word]
    word = next((word for word in telling if word not in STOP_WORDS), telling[0] if telling else "")
    if not (name and year and word):
        return None
    key = f"{name[:40]}{year}{word[:55]}"
    return next((f"{key}{suffix}" for suffix in ("", *SUFFIXES) if f"{key}{suffix}" not in taken), None)


def _naming_word(author: str) -> str:
    """The last name of a person, the first word of a group: `Gemini Team` -> `Gemini`."""
    last = last_name(author)
    first = author.split(maxsplit=1)[0] if author.split() else author
    return first if fold(last) in GROUPS else last


# --- duplicates ----------------------------------------


class DuplicateError(Exception):
    """The work has an entry already; `work` is its id."""

    def __init__(self, work: str, reason: str) -> None:
        """Say which entry, and what is the same."""
        super().__init__(f"is entries/{work}.yaml already ({reason})")
        self.work = work


class Known:
    """The works that have an entry, by all that identifies a work."""

    def __init__(self, works: Iterable[Work]) -> None:
        """Index works."""
        self._arxiv: dict[str, str] = {}
        self._doi: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self.ids: set[str] = set()
        for work in works:
            self.add(work.id, work.title, work.arxiv, work.doi)
            if work.upstream and work.upstream.title:
                self._titles.setdefault(normalized_title(work.upstream.title), work.id)

    def add(self, work_id: str, title: str | None, arxiv: str | None, doi: str | None) -> None:
        """Know one more work."""
        self.ids.add(work_id)
        if arxiv:
            self._arxiv.setdefault(arxiv_key(arxiv), work_id)
        if doi:
            self._doi.setdefault(doi.lower(), work_id)
        if title:
            self._titles.setdefault(normalized_title(title), work_id)

    def find(self, draft: Draft) -> DuplicateError | None:
        """The entry that a draft would repeat, with what is the same."""
        if draft.arxiv and (found := self._arxiv.get(arxiv_key(draft.arxiv))):
            return DuplicateError(found, "the same arXiv identifier")
        if draft.doi and (found := self._doi.get(draft.doi.lower())):
            return DuplicateError(found, "the same DOI")
        if draft.title and (found := self._titles.get(normalized_title(draft.title))):
            return DuplicateError(found, "the same title")
        return None

    def nearly(self, title: str) -> tuple[str, str] | None:
        """A known title that is almost the same, with its work."""
        wanted = normalized_title(title)
        match = process.extractOne(wanted, self._titles.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY)
        return (match[0], self._titles[match[0]]) if match and match[0] != wanted else None


# --- checking ----------------------------------------


def problems_of(work_id: str, text: str, vocabulary: Vocabulary) -> list[Problem]:
    """What the rules of `survey check` about a single entry say of a text."""
    tree = parse(text)
    if not isinstance(tree, Tree):
        raise TypeError("an entry is a mapping")
    entry = EntryDocument(SourceFile(f"{ENTRIES}/{work_id}{ENTRY_SUFFIX}", text, tree), tree)
    _, problems = shape.validate(entry, vocabulary.entry_model, {"id": work_id})
    for rule in ALL_RULES.values():
        if isinstance(rule, EntryRule):
            problems += [rule.problem(entry.path, finding) for finding in rule.check(entry, vocabulary)]
    return sorted(problems)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep an entry out."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
