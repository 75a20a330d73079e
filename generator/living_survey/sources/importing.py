"""Many works at once out of files: match those that have an entry, write the others, report all else."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import Likeness
from living_survey.knowledge.text import fold, normalized_title
from living_survey.knowledge.venues import PREPRINT
from living_survey.loading.writing import flushed_together
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse
from living_survey.sources.adding import with_tags
from living_survey.sources.completing import complete, is_same_title, is_short_name
from living_survey.sources.facet_fields import stated_by_headings
from living_survey.sources.found import FoundWork, Note
from living_survey.sources.listed.venues import is_preprint
from living_survey.sources.venue_kinds import undeclared_venues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import Work
    from living_survey.knowledge.duplicates import Identity
    from living_survey.knowledge.venues import Venue
    from living_survey.sources.adding import EntryBuilder
    from living_survey.sources.drafts import Draft, TagDraft
    from living_survey.sources.found import FoundWorks, Unread
    from living_survey.sources.mapping import Labels, UnknownLabel
    from living_survey.sources.services import Services


class BadMappingError(Exception):
    """A mapping of labels that cannot be used; the message says why."""


def read_mapping(text: str, builder: EntryBuilder) -> dict[str, str]:
    """The nodes by normalized label of a mapping file, lines of `label: node`. Raises `BadMappingError`."""
    try:
        tree = parse(text)
    except YamlError as error:
        raise BadMappingError(f"the mapping is not YAML: line {error.line}: {error.message}") from error
    if tree is None:
        return {}
    if not isinstance(tree, Tree):
        raise BadMappingError('the mapping must consist of lines of "label: node"')
    mapping = {}
    for label, node in tree.value().items():
        try:
            mapping[normalized_title(label)] = builder.tag(str(node)).node
        except ValueError as error:
            raise BadMappingError(f'label "{label}": {error}') from error
    return mapping


# --- the result ----------------------------------------


@dataclass(frozen=True)
class New:
    """A work that got an entry, or would get one."""

    found: FoundWork
    entry: str
    missing: tuple[str, ...] = ()
    """What is not known yet; the entry is a draft then."""
    reason: str = ""
    """Why the services could not complete it."""
    similar: str = ""
    """An entry with almost the same title."""


@dataclass(frozen=True)
class Matched:
    """A work that has an entry, with what the file has and the entry lacks or has differently."""

    found: FoundWork
    entry: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotWritten:
    """A work that got no entry; `reasons` says why."""

    found: FoundWork
    reasons: str


@dataclass
class Imported:
    """What became of the works of some files."""

    files: dict[str, int] = field(default_factory=dict)
    """The number of works that were read in each."""
    new: list[New] = field(default_factory=list)
    matched: list[Matched] = field(default_factory=list)
    completed: list[Matched] = field(default_factory=list)
    """Works whose entry was a draft that the file completes."""
    not_written: list[NotWritten] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    inconsistencies: list[Note] = field(default_factory=list)
    unknown_labels: list[UnknownLabel] = field(default_factory=list)
    venues: list[Venue] = field(default_factory=list)
    """Venues of new works that `taxonomy.yaml` should declare."""
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields of each file that entries have no place for."""

    @property
    def entries(self) -> list[New]:
        """The new entries that have all facts."""
        return [new for new in self.new if not new.missing]

    @property
    def drafts(self) -> list[New]:
        """The new entries that lack facts."""
        return [new for new in self.new if new.missing]

    @property
    def differing(self) -> list[Matched]:
        """The works of which their entries say something else."""
        return [matched for matched in self.matched if matched.differences]


# --- importing ----------------------------------------


@dataclass
class Importer:
    """Matches, completes and writes the works of files."""

    builder: EntryBuilder
    labels: Labels
    services: Services | None = None
    """The services that complete works; None asks nobody."""
    tags: Sequence[TagDraft] = ()
    """Tags of all works, beside those of their labels."""
    write: bool = True

    def run(self, files: Mapping[str, FoundWorks]) -> Imported:
        """Import the works of files; one that lacks authors or year is written as a draft."""
        result = Imported({name: len(found.works) for name, found in files.items()})
        result.dropped = {name: found.dropped for name, found in files.items() if found.dropped}
        for found in files.values():
            result.unread += found.unread
            result.inconsistencies += found.notes
        works = (work for found in files.values() for work in found.works)
        fresh: list[FoundWork] = []
        for work in merged(works, result.inconsistencies):
            tags = self.labels.tags(work)
            if duplicate := self.builder.duplicate_of(work.draft):
                self._match(work, duplicate.work, tags, result)
            else:
                draft = with_tags(work.draft, (*tags, *self.tags))
                stated = stated_by_headings(work.labels, self.builder.kb.facets.values())
                fresh.append(replace(work, draft=replace(draft, facets=stated | draft.facets)))
        completed = complete([work.draft for work in fresh], self.services)
        with flushed_together() if self.write else nullcontext():
            for work, one in zip(fresh, completed, strict=True):
                self._take(replace(work, draft=one.draft), one.reason, result)
        result.unknown_labels = self.labels.proposals()
        known = self.builder.vocabulary.entry_model.known_venues
        result.venues = undeclared_venues((new.found.draft for new in result.new), known)
        return result

    def _match(self, found: FoundWork, entry: str, tags: Sequence[TagDraft], result: Imported) -> None:
        """Compare a work with its entry, which is completed if it is a draft and the file has more."""
        if entry not in self.builder.kb:  # written since it was loaded
            result.matched.append(Matched(found, entry))
            return
        work, draft = self.builder.kb[entry], found.draft
        if work.draft and draft.authors and draft.year and not draft.draft:
            completed = self.builder.completer.fill(work, draft) if self.write else None
            if completed is None or not completed.reason:
                result.completed.append(Matched(found, completed.new_id if completed else entry))
                return
        differences = (*_facts(draft, work, self.builder), *_tags(tags, work, self.builder))
        result.matched.append(Matched(found, entry, differences))

    def _take(self, found: FoundWork, reason: str, result: Imported) -> None:
        prepared = self.builder.prepare(found.draft, may_be_draft=True)
        if prepared.duplicate:
            result.matched.append(Matched(found, prepared.duplicate.work))
            return
        if not prepared.ready or prepared.id is None:
            reasons = "; ".join(prepared.reasons()) or "no id is free"
            result.not_written.append(NotWritten(found, reasons))
            return
        if self.write:
            self.builder.write(prepared)
        else:
            self.builder.keep(prepared)
        missing = _missing(prepared.draft)
        result.new.append(New(found, prepared.id, missing, reason, prepared.nearly or ""))


def _missing(draft: Draft) -> tuple[str, ...]:
    """What a draft says it lacks; nothing for other entries."""
    if not draft.draft:
        return ()
    return tuple(name for name in ("authors", "year") if not getattr(draft, name)) or ("further authors",)


# --- works in several places ----------------------------------------


def merged(works: Iterable[FoundWork], notes: list[Note]) -> Iterator[FoundWork]:
    """Works that are in several places or files, each once, with all that they show.

    Two works with one identifier but other titles are two: the second one loses the identifier, with a note.
    """
    kept: dict[str, FoundWork] = {}
    order: list[FoundWork] = []
    for work in works:
        first, note = _first_of(work, kept)
        if first:
            _merge(first, work)
        else:
            first = replace(work, draft=_without_identifiers(work.draft) if note else replace(work.draft))
            order.append(first)
        notes += [note] if note else []
        if any(kept.setdefault(key, first) is not first for key in _keys(first.draft.identity)):
            first.draft = _without_identifiers(first.draft)  # merged with a work that has those of another
    yield from order


def _keys(identity: Identity) -> list[str]:
    """What the same work at another place has in common."""
    return [*(title.whole for title in identity.titles), *sorted(identity.identifiers)]


def _first_of(work: FoundWork, kept: Mapping[str, FoundWork]) -> tuple[FoundWork | None, Note | None]:
    """The same work at an earlier place, or a note on another work there that has the same identifier."""
    identity = work.draft.identity
    for first in filter(None, map(kept.get, _keys(identity))):
        likeness = identity.likeness(first.draft.identity)
        if likeness is None or not likeness.is_certain:
            continue
        if likeness is Likeness.TITLE or is_same_title(work.draft.title or "", first.draft.title or ""):
            return first, None
        where = f"line {first.line}" if first.file == work.file else f"{first.file}:{first.line}"
        message = f'"{work.draft.title}" has {likeness.reason} as "{first.draft.title}" ({where})'
        return None, Note(work.line, message, work.file)
    return None, None


def _without_identifiers(draft: Draft) -> Draft:
    links = {kind: url for kind, url in draft.links.items() if kind != "project"}
    return replace(draft, arxiv=None, doi=None, links=links)


def _merge(first: FoundWork, other: FoundWork) -> None:
    """Take what another place shows besides; all authors are better than some."""
    own, more = first.draft, other.draft
    if is_short_name(own.title) and more.title and not is_short_name(more.title):
        own.title, own.names = more.title, (*own.names, own.title or "")
    if more.authors and (not own.authors or (own.draft and not more.draft)):
        own.authors, own.draft = more.authors, more.draft
    if own.year is None or (is_preprint(own.venue or PREPRINT) and more.venue):
        own.year, own.venue = more.year or own.year, more.venue or own.venue
    own.arxiv, own.doi = own.arxiv or more.arxiv, own.doi or more.doi
    own.published = own.published or more.published
    own.record_type = own.record_type or more.record_type
    own.full_venue = own.full_venue or more.full_venue
    own.links, own.facets = more.links | own.links, more.facets | own.facets
    first.labels = tuple(dict.fromkeys((*first.labels, *other.labels)))
    first.keywords = tuple(dict.fromkeys((*first.keywords, *other.keywords)))
    first.note = first.note or other.note


# --- differences from entries ----------------------------------------


def _facts(draft: Draft, work: Work, builder: EntryBuilder) -> Iterator[str]:
    """What a file says of a work and its entry does not, or says differently."""
    if draft.title and not is_same_title(draft.title, work.title):
        yield f'title "{work.title}" in the entry'
    for name in ("arxiv", "doi"):
        listed, own = getattr(draft, name), getattr(work, name)
        if listed and fold(listed) != fold(own or ""):
            yield f"{name} {listed}, {own or 'none'} in the entry"
    if draft.venue and not is_preprint(draft.venue):
        venue = builder.vocabulary.entry_model.known_venues.canonical(draft.venue)
        yield from _publication(venue, draft.year, work)
    for kind, url in draft.links.items():
        if kind != "project" and not getattr(work.links, kind):
            yield f"{kind} {url}, none in the entry"


def _publication(venue: str, year: int | None, work: Work) -> Iterator[str]:
    own = work.venue or PREPRINT
    if is_preprint(own):
        yield f"published in {venue} {year or ''}".rstrip() + ", a preprint in the entry"
    elif fold(venue) not in fold(own) and fold(own) not in fold(venue):
        yield f"venue {venue}, {own} in the entry"
    elif year and year != work.year:
        yield f"year {year}, {work.year or 'none'} in the entry"


def _tags(tags: Sequence[TagDraft], work: Work, builder: EntryBuilder) -> Iterator[str]:
    """Tags that the entry lacks; it may have one of a node below, or have rejected the tag."""
    covered = {step.id for node in builder.kb.nodes_of(work) for step in (*node.ancestors, node)}
    rejected = {item.node for item in work.upstream.rejected} if work.upstream else set()
    for tag in tags:
        if tag.node not in covered and tag.node not in rejected:
            yield f"no tag {tag.node} in the entry"
