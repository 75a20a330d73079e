"""New entries from references: look works up, refuse duplicates, report what is missing, write files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import KnownWorks
from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.knowledge.people import split_names
from living_survey.knowledge.suggesting import TagSuggester
from living_survey.knowledge.text import normalized_title
from living_survey.loading.canonical import CannotFormatError
from living_survey.loading.files import ENTRIES, ENTRY_SUFFIX
from living_survey.loading.rules.registry import Vocabulary
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import YamlError
from living_survey.sources import unfinished
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.cache import load_enrichments
from living_survey.sources.completing import EntryCompleter
from living_survey.sources.drafts import (
    Draft,
    DuplicateError,
    TagDraft,
    citation_key,
    errors,
    from_arxiv,
    from_doi,
    problems_of,
    with_suggested,
)
from living_survey.sources.facet_fields import field_named
from living_survey.sources.references import (
    ArxivReference,
    BibtexReference,
    DoiReference,
    KnownReference,
    PageReference,
    parse_reference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.suggesting import SuggestedNode
    from living_survey.loading.problems import Problem
    from living_survey.sources.references import Reference
    from living_survey.sources.services import Services

SIMILAR_SHOWN = 3
SUGGESTED = 5
NEXT_STEP = "next: read it, then survey check {0}; commit it on a branch and open a pull request"


@dataclass(frozen=True)
class LookedUp:
    """What a reference led to: drafts, or the reason why there is none."""

    reference: str
    drafts: tuple[Draft, ...] = ()
    reason: str = ""
    known: Draft | None = None
    """What the reference itself tells, if it is one of a work of which nobody told more."""


def look_up(references: Sequence[str], services: Services) -> list[LookedUp]:
    """What the services know of references, in their order: one request to arXiv, and one per DOI or page."""
    parsed: list[Reference | LookedUp] = []
    for text in references:
        try:
            found = parse_reference(text)
        except ValueError as error:
            parsed.append(LookedUp(text, reason=str(error)))
            continue
        parsed.append(_from_page(text, found, services) if isinstance(found, PageReference) else found)
    reasons: dict[str, str] = {}
    if identifiers := [one.arxiv for one in map(_identified, parsed) if one and one.arxiv]:
        reasons |= services.ask_arxiv_for(dict.fromkeys(identifiers)).failed
    if dois := [one.doi for one in map(_identified, parsed) if one and one.doi and not one.arxiv]:
        reasons |= services.ask_dois(dois).failed
    return [_drafts_of(text, item, services, reasons) for text, item in zip(references, parsed, strict=True)]


def _from_page(text: str, page: PageReference, services: Services) -> LookedUp:
    """What the page of a paper tells."""
    # Works are added by hand and imported without the extra that these need.
    from living_survey.sources.http import SourceError  # noqa: PLC0415
    from living_survey.sources.paper_pages import ask_page  # noqa: PLC0415

    try:
        draft = ask_page(page, services)
    except SourceError as error:
        return LookedUp(text, reason=str(error), known=page.draft)
    if draft is None:
        return LookedUp(text, reason="there is no such page", known=page.draft)
    return LookedUp(text, (draft,))


def _identified(item: Reference | LookedUp) -> Draft | None:
    """A work that its identifier may tell more about."""
    if isinstance(item, ArxivReference):
        return Draft(arxiv=item.id)
    if isinstance(item, DoiReference):
        return Draft(doi=item.doi)
    if isinstance(item, KnownReference):
        return item.draft if not (item.draft.title and item.draft.authors) else None
    if isinstance(item, LookedUp) and item.drafts and not item.drafts[0].title:
        return item.drafts[0]
    return None


def _drafts_of(
    text: str, item: Reference | LookedUp, services: Services, reasons: dict[str, str]
) -> LookedUp:
    if isinstance(item, BibtexReference):
        found = read_bibtex(item.text)
        reason = "; ".join(map(str, found.unread)) or "has no BibTeX entry in it"
        return LookedUp(text[:60], tuple(item.draft for item in found.drafts), "" if found.drafts else reason)
    wanted = _identified(item)
    if wanted is None or not (wanted.arxiv or wanted.doi):
        if isinstance(item, KnownReference):
            return LookedUp(text, (item.draft,))
        return item if isinstance(item, LookedUp) else LookedUp(text, reason="names no work")
    registered = _registered(wanted, services)
    if registered is not None:
        return LookedUp(text, (_joined(registered, wanted),))
    reason = reasons.get(wanted.arxiv or (wanted.doi or "").lower(), "")
    unknown = "arXiv does not know it" if wanted.arxiv else "no DOI registry knows it"
    if isinstance(item, KnownReference) and item.draft.title:
        return LookedUp(text, (item.draft,))
    return LookedUp(text, (), reason or unknown, known=wanted if reason else None)


def _registered(wanted: Draft, services: Services) -> Draft | None:
    """What arXiv, or the registry of a DOI, says of a work."""
    if wanted.arxiv:
        preprint = services.cache.arxiv.get(wanted.arxiv)
        return from_arxiv(preprint.record) if preprint and preprint.record else None
    publication = services.cache.doi.get((wanted.doi or "").lower())
    if publication is None or publication.record is None:
        return None
    return replace(from_doi(publication.record), doi=wanted.doi)


def _joined(registered: Draft, known: Draft) -> Draft:
    """What is registered, and what was known besides: links, tags and values of facets."""
    return replace(
        registered,
        doi=registered.doi or known.doi,
        links=registered.links | {key: url for key, url in known.links.items() if key != "project"},
        facets=registered.facets | known.facets,
        tags=registered.tags or known.tags,
        summary=known.summary,
        names=known.names,
    )


@dataclass(frozen=True)
class Prepared:
    """An entry that could be written: its id and text, and what keeps it from being written."""

    draft: Draft
    id: str | None = None
    text: str = ""
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    duplicate: DuplicateError | None = None
    nearly: str | None = None
    unreadable: str = ""

    @property
    def ready(self) -> bool:
        """Whether it may be written."""
        blocked = self.missing or self.duplicate or self.unreadable or errors(self.problems)
        return self.id is not None and not blocked

    @property
    def path(self) -> str:
        """The file that it would be."""
        return f"{ENTRIES}/{self.id}{ENTRY_SUFFIX}"

    def reasons(self) -> list[str]:
        """Why it may not be written, and what is odd, a line each."""
        if self.duplicate:
            return [str(self.duplicate)]
        lines = ["has no topic"] if "tags" in self.missing else []
        if others := [name for name in self.missing if name != "tags"]:
            lines.append(f"lacks {', '.join(others)}")
        lines += [self.unreadable] if self.unreadable else []
        lines += [str(problem) for problem in self.problems]
        lines += [self.nearly] if self.nearly else []
        return lines


@dataclass
class EntryBuilder:
    """Builds new entries one after the other, each of them known to the next."""

    root: Path
    kb: KnowledgeBase
    today: date
    known: KnownWorks = field(init=False)

    def __post_init__(self) -> None:
        """Know the works that have an entry."""
        self.known = KnownWorks((*self.kb, *self.kb.unplaced))

    def tag(self, node: str, note: str | None = None) -> TagDraft:
        """A tag by the node's id, title or alias; `ValueError` with the nearest node if there is none."""
        if node in self.kb.taxonomy:
            return TagDraft(node, note)
        wanted = normalized_title(node)
        for known in self.kb.taxonomy:
            if wanted in {
                normalized_title(name) for name in (known.title, known.short, *known.entry.aliases)
            }:
                return TagDraft(known.id, note)
        hint = did_you_mean(node, (known.id for known in self.kb.taxonomy))
        raise ValueError(f'unknown taxonomy node "{node}"' + (f" ({hint})" if hint else ""))

    def reason_against(self, reference: str) -> str | None:
        """Why a reference need not be looked up: its identifier has an entry. None if it has none."""
        parsed = _parsed(reference)
        if isinstance(parsed, ArxivReference):
            duplicate = self.duplicate_of(Draft(arxiv=parsed.id))
        elif isinstance(parsed, DoiReference):
            duplicate = self.duplicate_of(Draft(doi=parsed.doi))
        else:
            return None
        return str(duplicate) if duplicate and not self.draft_entry(duplicate.work) else None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that entries may use."""
        return Vocabulary(self.kb.taxonomy, self.kb.file)

    @cached_property
    def completer(self) -> EntryCompleter:
        """Completes entries that are drafts."""
        return EntryCompleter(self.root, self.vocabulary, self.known)

    def draft_entry(self, work_id: str) -> Work | None:
        """The work of an entry that is a draft, which may be completed; None for others."""
        return self.kb[work_id] if work_id in self.kb and self.kb[work_id].draft else None

    def duplicate_of(self, draft: Draft) -> DuplicateError | None:
        """The entry that a draft would repeat for certain."""
        found = self.known.find_same(draft.identity)
        return DuplicateError(found) if found else None

    def suggest(self, draft: Draft, limit: int = SUGGESTED) -> tuple[SuggestedNode, ...]:
        """Places in the taxonomy for a draft, by the works that its words are like."""
        return self._suggester.suggest(draft.title or "", draft.abstract, limit).nodes

    @cached_property
    def _suggester(self) -> TagSuggester:
        found = load_enrichments(self.root, self.kb)
        return TagSuggester(self.kb, {key: one.abstract for key, one in found.items() if one.abstract})

    def prepare(self, draft: Draft, *, may_be_draft: bool = False) -> Prepared:
        """The entry of a draft, checked as `survey check` would.

        `may_be_draft` makes it a draft if authors or year are not known.
        """
        draft = with_suggested(draft, self.kb.facets.values())
        if may_be_draft and not (draft.authors and draft.year):
            draft = replace(draft, draft=True)
        draft = replace(draft, added=draft.added or self.today)
        if draft.venue:
            draft.venue = self.vocabulary.entry_model.known_venues.canonical(draft.venue)
        found = self.known.find(draft.identity)
        duplicate = DuplicateError(found[0]) if found and found[0].likeness.is_certain else None
        similar = ", ".join(f"entries/{match.id}.yaml" for match in found[:SIMILAR_SHOWN])
        nearly = f"the title is nearly that of {similar}" if similar and not duplicate else None
        key = citation_key(draft, self.known)
        try:
            text = draft.text()
        except (CannotFormatError, YamlError, ValueError) as error:
            return Prepared(
                draft, key, missing=tuple(draft.missing), unreadable=f"cannot be written: {error}"
            )
        problems = problems_of(key or "unknown", text, self.vocabulary) if not draft.missing else []
        return Prepared(draft, key, text, tuple(draft.missing), tuple(problems), duplicate, nearly)

    def write(self, prepared: Prepared) -> None:
        """Put an entry that is ready into its file, which must not exist."""
        path = self.root / prepared.path
        if not prepared.ready or prepared.id is None or path.exists():
            raise FileExistsError(f"{prepared.path} cannot be written")
        replace_file(path, prepared.text)
        self.keep(prepared)

    def keep(self, prepared: Prepared) -> None:
        """Know a work that was written, or would have been."""
        if prepared.id:
            self.known.add(prepared.id, prepared.draft.identity)


def with_tags(draft: Draft, tags: Iterable[TagDraft]) -> Draft:
    """The draft with more tags; a node that it has already is not repeated."""
    kept = {tag.node: tag for tag in (*draft.tags, *tags)}
    return replace(draft, tags=tuple(kept.values()))


# --- on the command line ----------------------------------------


@dataclass(frozen=True)
class Given:
    """What the options set for all works that are added."""

    tags: tuple[TagDraft, ...] = ()
    fields: dict[str, object] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    facets: dict[str, str | list[str]] = field(default_factory=dict)

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - an option each
        cls,
        builder: EntryBuilder,
        tags: Sequence[str] | None = None,
        notes: Sequence[str] | None = None,
        values: Sequence[str] | None = None,
        authors: str | None = None,
        year: int | None = None,
        venue: str | None = None,
        arxiv: str | None = None,
        doi: str | None = None,
        code: str | None = None,
        project: str | None = None,
        dataset: str | None = None,
        summary: str | None = None,
    ) -> Given:
        """Read options; `values` are texts like `facet=value`.

        Raises `ValueError` for a node, facet, value or identifier that does not exist, and for a note without
        a tag.
        """
        for text, read, noun in ((arxiv, arxiv_in, "an arXiv identifier"), (doi, doi_in, "a DOI")):
            if text and not read(text):
                raise ValueError(f'"{text}" is not {noun}')
        names, reasons = list(tags or ()), list(notes or ())
        if len(reasons) > len(names):
            raise ValueError("a note needs a tag: give --tag before each --note")
        padded = [*reasons, *[None] * (len(names) - len(reasons))]
        fields = {
            "authors": tuple(split_names(authors or "")),
            "year": year,
            "venue": venue,
            "arxiv": arxiv_in(arxiv or ""),
            "doi": doi_in(doi or ""),
            "summary": summary,
        }
        links = {"code": code, "project": project, "dataset": dataset}
        return cls(
            tuple(builder.tag(name, note) for name, note in zip(names, padded, strict=True)),
            {name: value for name, value in fields.items() if value},
            {name: url for name, url in links.items() if url},
            dict(_value(text, builder.kb) for text in values or ()),
        )

    def put_on(self, draft: Draft) -> Draft:
        """The draft with what the options set."""
        links, facets = draft.links | self.links, draft.facets | self.facets
        draft = replace(draft, **self.fields, links=links, facets=facets)  # type: ignore[arg-type]
        return with_tags(draft, self.tags)


def _value(text: str, kb: KnowledgeBase) -> tuple[str, str | list[str]]:
    """The key and value of an entry that an option such as `language=en,de` sets."""
    name, separator, value = text.partition("=")
    if not (separator and value.strip()):
        raise ValueError(f'"{text}" is not of the form FACET=VALUE')
    found = field_named(name.strip(), kb.facets.values())
    return found.key, found.read(value)


@dataclass(frozen=True)
class Outcome:
    """The result for one reference: whether it was added, lines to show, and the entry to print."""

    done: bool
    lines: tuple[str, ...]
    entry: str = ""


def add_all(  # noqa: PLR0913 - the options of the command
    builder: EntryBuilder,
    services: Services,
    references: Sequence[str],
    title: str | None,
    given: Given,
    *,
    dry_run: bool,
) -> list[Outcome]:
    """Add works by reference and one by title; what cannot be added costs the others nothing."""
    outcomes = []
    if title and len(references) == 1 and isinstance(known := _parsed(references[0]), KnownReference):
        outcome = add_one(builder, given.put_on(replace(known.draft, title=title)), dry_run=dry_run)
        return [_finished(outcome, references[0], dry_run=dry_run)]
    here = {text: reason for text in references if (reason := builder.reason_against(text))}
    asked = [text for text in references if text not in here]
    found = [LookedUp(text, reason=reason) for text, reason in here.items()]
    found += look_up(asked, services) if asked else []
    if title:
        found.append(LookedUp(title, (Draft(title=title),)))
    for item in found:
        if not item.drafts:
            cure = _kept(builder, given.put_on(item.known), item.reference) if item.known else ()
            outcomes.append(Outcome(done=False, lines=(f"{item.reference}: {item.reason}", *cure)))
        for draft in item.drafts:
            outcome = add_one(builder, given.put_on(draft), dry_run=dry_run)
            outcomes.append(_finished(outcome, item.reference, dry_run=dry_run))
    return outcomes


def _parsed(text: str) -> Reference | None:
    """The reference that a text is; None if it is none."""
    try:
        return parse_reference(text)
    except ValueError:
        return None


def _finished(outcome: Outcome, reference: str, *, dry_run: bool) -> Outcome:
    """The outcome; the file of a work that was unfinished is deleted once it has an entry."""
    known = _parsed(reference) if outcome.done and not dry_run else None
    if isinstance(known, KnownReference):
        known.path.unlink()
    return outcome


def _kept(builder: EntryBuilder, draft: Draft, reference: str) -> tuple[str, ...]:
    """Keep what is known of a work that no service told about, and say how to go on."""
    path = unfinished.keep(builder.root, draft, reference)
    return (
        f"  what is known is in {path}; try again with: survey add {path}",
        f"  without asking: survey add {path} --manual TITLE --authors NAMES --year YEAR --tag NODE",
    )


def add_one(builder: EntryBuilder, draft: Draft, *, dry_run: bool) -> Outcome:
    """Write an entry, or report why not, with suggestions where a tag is missing."""
    prepared = builder.prepare(draft)
    entry = builder.draft_entry(prepared.duplicate.work) if prepared.duplicate else None
    if entry and not dry_run:
        outcome = builder.completer.fill(entry, draft)
        return Outcome(not outcome.reason, (str(outcome),))
    name = draft.title or "a work without title"
    lines = [f"{name}: {reason}" for reason in prepared.reasons()]
    if "tags" in prepared.missing and not prepared.duplicate:
        lines += [
            f"  --tag {suggestion.node.id}  ({suggestion.score:.2f}, {suggestion.node.title}"
            + (f"; like {', '.join(suggestion.because)})" if suggestion.because else ")")
            for suggestion in builder.suggest(draft)
        ]
    if dry_run:
        if prepared.ready:
            builder.keep(prepared)
        return Outcome(
            prepared.ready, tuple(lines), f"# {prepared.path}\n{prepared.text}" if prepared.text else ""
        )
    if prepared.ready:
        builder.write(prepared)
        lines += [f"wrote {prepared.path}", NEXT_STEP.format(prepared.path)]
    return Outcome(prepared.ready, tuple(lines))
