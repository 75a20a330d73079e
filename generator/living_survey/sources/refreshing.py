"""What has changed outside since an entry was written, and putting it into the entry."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import arxiv_in, arxiv_key
from living_survey.knowledge.people import Name
from living_survey.knowledge.text import fold, normalized_title
from living_survey.knowledge.venues import PREPRINT, Venue, Venues
from living_survey.loading.editing import CannotEditError, edit_entry
from living_survey.loading.problems import visible
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.cache import Cache
    from living_survey.sources.records import ArxivRecord, DoiRecord, PublicationRecord

SHOWN_NAMES = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ACCEPTED = re.compile(
    r"\b(?:accepted|published|appears?|appeared|to appear|camera[- ]ready)\b", re.IGNORECASE
)


class Kind(StrEnum):
    """What can change."""

    TITLE = "title"
    AUTHORS = "authors"
    PUBLISHED = "published"
    DOI = "doi"
    WITHDRAWN = "withdrawn"
    VERSION = "version"


_ABOUT = {
    Kind.TITLE: frozenset({"title"}),
    Kind.AUTHORS: frozenset({"authors"}),
    Kind.PUBLISHED: frozenset({"venue"}),
    Kind.DOI: frozenset({"doi"}),
    Kind.WITHDRAWN: frozenset({"remarks"}),
}
"""The fields that a kind of change is about, also where nothing is written."""


@dataclass(frozen=True)
class Change:
    """One difference between an entry and what a service says; `edits` are the fields that would change."""

    work: str
    kind: Kind
    before: str
    after: str
    source: str
    edits: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the entry that it is about."""
        return frozenset(self.edits) | _ABOUT.get(self.kind, frozenset())

    def as_data(self) -> dict[str, str | bool]:
        """The change for programs."""
        return {
            "work": self.work,
            "kind": self.kind.value,
            "before": self.before,
            "after": self.after,
            "source": self.source,
            "writable": bool(self.edits),
        }


def changes(kb: KnowledgeBase, cache: Cache, works: Iterable[Work] | None = None) -> Iterator[Change]:
    """What differs between entries and the records in the cache, work by work."""
    known = kb.file.known_venues
    of_entries = (Venue(short=name, full=name) for name in kb.venues if known.get(name) is None)
    venues = Venues((*kb.file.venues, *of_entries))
    arxiv, doi, publications = cache.arxiv, cache.doi, cache.publications
    for work in kb if works is None else works:
        preprint = arxiv.get(arxiv_key(work.arxiv)) if work.arxiv else None
        publication = doi.get(work.doi.lower()) if work.doi else None
        listed = publications.get(work.id) if work.venue in {None, PREPRINT} else None
        yield from compare(
            work,
            preprint.record if preprint else None,
            publication.record if publication else None,
            venues,
            listed.record if listed else None,
        )


def compare(
    work: Work,
    preprint: ArxivRecord | None,
    publication: DoiRecord | None,
    venues: Venues,
    listed: PublicationRecord | None = None,
) -> Iterator[Change]:
    """What differs between an entry and its records, in the order of `Kind`; what is pinned is left alone.

    Of what several records say, the first counts.
    """
    found: dict[Kind, Change] = {}
    for change in (*_differences(work, preprint, publication, venues), *_listed(work, listed, venues)):
        known = found.get(change.kind)
        if known is None or (change.edits and not known.edits):
            found[change.kind] = change
    for kind in Kind:
        if kind in found and not found[kind].fields.intersection(work.pinned):
            yield found[kind]


def _listed(work: Work, listed: PublicationRecord | None, venues: Venues) -> Iterator[Change]:
    """What a list of publications says of a preprint."""
    if listed is None:
        return
    if listed.venue and (named := _venue_in(listed.venue, venues)):
        after = ", ".join(str(part) for part in (listed.venue, listed.year) if part)
        edits = _venue_edits(named, listed.year)
        yield Change(work.id, Kind.PUBLISHED, work.venue or "no venue", after, listed.source, edits)
    elif listed.venue:
        after = f"{listed.venue}, {listed.year or 'no year'}"
        yield Change(work.id, Kind.PUBLISHED, work.venue or "no venue", after, listed.source)
    if listed.doi and not work.doi and arxiv_in(listed.doi) is None:
        yield Change(work.id, Kind.DOI, "", listed.doi, listed.source, {"doi": listed.doi})


def _differences(
    work: Work, preprint: ArxivRecord | None, publication: DoiRecord | None, venues: Venues
) -> Iterator[Change]:
    if preprint:
        yield from _title(work, preprint, publication)
        yield from _authors(work, preprint, publication)
        yield from _published(work, preprint, venues)
        yield from _doi(work, preprint)
    if publication:
        yield from _registered(work, publication, venues)
    if preprint:
        yield from _withdrawn(work, preprint)
        yield from _version(work, preprint)


def _title(work: Work, preprint: ArxivRecord, publication: DoiRecord | None) -> Iterator[Change]:
    known = {normalized_title(work.title)}
    if publication and normalized_title(publication.title) in known:
        return
    if normalized_title(preprint.title) not in known:
        yield Change(
            work.id,
            Kind.TITLE,
            work.title,
            preprint.title,
            f"arXiv v{preprint.version}",
            {"title": preprint.title},
        )


def _authors(work: Work, preprint: ArxivRecord, publication: DoiRecord | None) -> Iterator[Change]:
    """Authors count as the same if their last names are, in order: given names come short and long."""
    ours = _last_names(work.authors)
    if not preprint.authors or ours == _last_names(preprint.authors):
        return
    if publication and publication.authors and ours == _last_names(publication.authors):
        return
    yield Change(
        work.id,
        Kind.AUTHORS,
        _summary(work.authors),
        _difference(work.authors, preprint.authors),
        f"arXiv v{preprint.version}",
        {"authors": list(preprint.authors)},
    )


def _last_names(names: Iterable[str]) -> list[str]:
    return [_last_name(name) for name in names]


def _last_name(name: str) -> str:
    return Name.parse(name).sort_key[0]


def _summary(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")


def _difference(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    known = set(_last_names(before))
    kept = set(_last_names(after))
    joined = [name for name in after if _last_name(name) not in known]
    left = [name for name in before if _last_name(name) not in kept]
    parts = [f"with {_summary(tuple(joined))}"] if joined else []
    parts += [f"without {_summary(tuple(left))}"] if left else []
    return "; ".join(parts) or "another order"


def _published(work: Work, preprint: ArxivRecord, venues: Venues) -> Iterator[Change]:
    if work.doi or work.venue not in {None, PREPRINT}:
        return
    before = work.venue or "no venue"
    if text := preprint.journal_ref:
        edits = _venue_edits(_venue_in(text, venues), _last_year(text))
        yield Change(work.id, Kind.PUBLISHED, before, text, "arXiv journal reference", edits)
    elif preprint.comment and _ACCEPTED.search(preprint.comment) and _venue_in(preprint.comment, venues):
        yield Change(work.id, Kind.PUBLISHED, before, preprint.comment, "arXiv comment; see for yourself")


def _doi(work: Work, preprint: ArxivRecord) -> Iterator[Change]:
    """The DOI of the publication, which authors tell arXiv; that of the preprint itself says nothing new."""
    if preprint.doi and not work.doi and arxiv_in(preprint.doi) is None:
        yield Change(work.id, Kind.DOI, "", preprint.doi, "arXiv", {"doi": preprint.doi})


def _registered(work: Work, publication: DoiRecord, venues: Venues) -> Iterator[Change]:
    if publication.retracted and "retracted" not in fold(work.remarks or ""):
        note = "retracted by its publisher"
        yield Change(work.id, Kind.WITHDRAWN, "", note, "DOI", {"remarks": _with_remark(work, note)})
    if work.venue in {None, PREPRINT} and (names := publication.venue_names):
        named = next((found for name in names if (found := _venue_in(name, venues))), None)
        edits = _venue_edits(named or publication.container_short, publication.year)
        after = ", ".join(str(part) for part in (publication.container or names[0], publication.year) if part)
        yield Change(work.id, Kind.PUBLISHED, work.venue or "no venue", after, "DOI", edits)


def _venue_in(text: str, venues: Venues) -> str | None:
    """The venue that a text names, if it is more than a preprint."""
    found = venues.mentioned_in(text)
    return found if found != PREPRINT else None


def _venue_edits(venue: str | None, year: int | None) -> dict[str, Plain]:
    if venue is None:
        return {}
    return {"venue": venue, "year": year} if year else {"venue": venue}


def _last_year(text: str) -> int | None:
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def _withdrawn(work: Work, preprint: ArxivRecord) -> Iterator[Change]:
    if preprint.withdrawn and "withdrawn" not in fold(work.remarks or ""):
        note = f"withdrawn at arXiv (v{preprint.version}, {preprint.updated})"
        edits: dict[str, Plain] = {"remarks": _with_remark(work, note)}
        yield Change(work.id, Kind.WITHDRAWN, "", preprint.comment or note, "arXiv", edits)


def _with_remark(work: Work, note: str) -> str:
    return f"{work.remarks}; {note}" if work.remarks else note


def _version(work: Work, preprint: ArxivRecord) -> Iterator[Change]:
    """A version that came after the work was added here."""
    if work.added and preprint.version > 1 and preprint.updated > work.added:
        after = f"v{preprint.version} of {preprint.updated}"
        yield Change(work.id, Kind.VERSION, f"added {work.added}", after, "arXiv")


# --- writing ----------------------------------------


@dataclass
class Written:
    """What became of the changes that were to be written."""

    works: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def write(root: Path, found: Iterable[Change], kinds: frozenset[Kind]) -> Written:
    """Put the changes of some kinds into the entries; comments and order stay."""
    edits: dict[str, dict[str, Plain]] = {}
    for change in found:
        if change.kind in kinds and change.edits:
            edits.setdefault(change.work, {}).update(change.edits)
    written = Written()
    for work, wanted in sorted(edits.items()):
        path = root / "entries" / f"{work}.yaml"
        try:
            before = path.read_text(encoding="utf-8")
            after = edit_entry(before, wanted)
        except (CannotEditError, OSError, UnicodeError) as error:
            written.failed[work] = str(error)
            continue
        if after != before:
            replace_file(path, after)
            written.works.append(work)
    return written


# --- showing ----------------------------------------


def as_text(found: Iterable[Change]) -> str:
    """The changes for people, a paragraph a work."""
    lines: list[str] = []
    work = None
    for change in found:
        if change.work != work:
            lines += [*([""] if lines else []), visible(change.work)]
            work = change.work
        before = f"{change.before} -> " if change.before else ""
        mark = "" if change.edits else "  (by hand)"
        lines.append(visible(f"  {change.kind.value:<10} {before}{change.after}  [{change.source}]{mark}"))
    return "\n".join(lines or ["no entry differs from what the services say"]) + "\n"


def as_json(found: Iterable[Change]) -> str:
    """The changes for programs."""
    return json.dumps([change.as_data() for change in found], ensure_ascii=False, indent=2) + "\n"
