"""Completes what is known of works with what arXiv and DOI registries say of their identifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from living_survey.knowledge.identifiers import CitationKey
from living_survey.knowledge.text import normalized_title
from living_survey.knowledge.venues import PREPRINT, WELL_KNOWN
from living_survey.loading.editing import CannotEditError, edit_entry
from living_survey.loading.files import ENTRIES, ENTRY_SUFFIX, TAXONOMY
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse
from living_survey.sources.drafts import Draft, citation_key, errors, from_arxiv, from_doi, problems_of
from living_survey.sources.listed.venues import is_preprint, year_near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from living_survey.knowledge import Work
    from living_survey.knowledge.duplicates import KnownWorks
    from living_survey.loading.rules.registry import Vocabulary
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.services import Services

LONGEST_SHORT_NAME = 2
SAME_TITLE = 60
"""How alike, in percent, titles are at least that belong to versions of one work."""


@dataclass(frozen=True)
class Completed:
    """A draft with what the services add; `reason` says why it still lacks something."""

    draft: Draft
    reason: str = ""


def complete(drafts: Sequence[Draft], services: Services | None) -> list[Completed]:
    """Fill in what drafts lack from their records: one request to arXiv for many, one for each DOI.

    None asks nobody. A record with another title is not used: the identifier or the title is wrong.
    """
    lacking = [draft for draft in drafts if _is_lacking(draft)]
    if services and (identifiers := dict.fromkeys(draft.arxiv for draft in lacking if draft.arxiv)):
        services.ask_arxiv_for(identifiers)
    if services and (dois := dict.fromkeys(draft.doi for draft in lacking if draft.doi and not draft.arxiv)):
        services.ask_dois(dois)
    return [
        _complete(draft, services) if services and _is_lacking(draft) else Completed(draft)
        for draft in drafts
    ]


def _is_lacking(draft: Draft) -> bool:
    """Whether authors or year are not known, or not all authors."""
    return draft.draft or not (draft.authors and draft.year)


def _complete(draft: Draft, services: Services) -> Completed:
    if not (draft.arxiv or draft.doi):
        return Completed(draft, "no arXiv identifier or DOI")
    where = f"arXiv {draft.arxiv}" if draft.arxiv else f"DOI {draft.doi}"
    record = _record_of(draft, services)
    if record is None:
        return Completed(draft, f"no answer about {where}")
    if not is_same_title(draft.title or "", record.title or ""):
        return Completed(draft, f'{where} is "{record.title}"; correct the identifier or the title')
    merged = _merged(draft, record)
    missing = ", ".join(name for name in ("authors", "year") if not getattr(merged, name))
    return Completed(merged, f"{where} does not have the {missing}" if missing else "")


def _record_of(draft: Draft, services: Services) -> Draft | None:
    """What the services say; arXiv knows the year of a venue if the authors tell it in their comment."""
    if draft.arxiv:
        preprint = services.cache.arxiv.get(draft.arxiv)
        if preprint is None or preprint.record is None:
            return None
        record = from_arxiv(preprint.record)
        said = f"{preprint.record.journal_ref or ''}\n{preprint.record.comment or ''}"
        is_named = draft.venue and (draft.venue in said or WELL_KNOWN.mentioned_in(said) == draft.venue)
        if is_named and draft.venue != PREPRINT:
            record.venue, record.year = draft.venue, year_near(said, draft.venue)
        return record
    publication = services.cache.doi.get((draft.doi or "").lower())
    return from_doi(publication.record) if publication and publication.record else None


def is_same_title(one: str, other: str) -> bool:
    """Whether two titles may be of one work: one can be a short name, and titles change between versions."""
    if is_short_name(one) or is_short_name(other):
        return True
    return fuzz.token_set_ratio(normalized_title(one), normalized_title(other)) >= SAME_TITLE


def is_short_name(title: str | None) -> bool:
    """Whether a title is a name such as `T5`, which lists of models have in its place."""
    return len((title or "").split()) <= LONGEST_SHORT_NAME


def _merged(draft: Draft, record: Draft) -> Draft:
    """A draft with the facts of a record; its own venue and year are kept: preprints do not know them."""
    authors = record.authors or draft.authors
    has_more = record.draft if record.authors else draft.draft
    venue, year = record.venue, record.year
    if draft.venue and not is_preprint(draft.venue):
        venue, year = draft.venue, draft.year or (None if record.venue == PREPRINT else record.year)
    is_named = draft.title and is_short_name(draft.title) and not is_short_name(record.title)
    names = (*draft.names, draft.title) if is_named and draft.title else draft.names
    return replace(
        draft,
        draft=has_more or not (authors and year),
        title=record.title,
        names=names,
        authors=authors,
        venue=venue,
        year=year,
        published=draft.published or record.published,
        arxiv=draft.arxiv or record.arxiv,
        arxiv_category=record.arxiv_category,
        doi=draft.doi or record.doi,
        remarks=draft.remarks or record.remarks,
        tags=draft.tags or record.tags,
        abstract=record.abstract,
        record_type=draft.record_type or record.record_type,
    )


# --- entries that are drafts ----------------------------------------

FIELDS = (
    "title", "names", "authors", "year", "published", "venue", "arxiv", "arxiv_category", "doi", "remarks",
)  # fmt: skip
"""What a record can change in an entry."""


@dataclass(frozen=True)
class EntryCompleted:
    """What became of an entry that was a draft; `reason` says why it still is one."""

    work: str
    new_id: str = ""
    """Its id, if that is another one now."""
    reason: str = ""

    def __str__(self) -> str:
        """What became of it, on one line."""
        if self.reason:
            return f"entries/{self.work}.yaml is still a draft: {self.reason}"
        renamed = f" as entries/{self.new_id}.yaml" if self.new_id != self.work else ""
        return f"completed entries/{self.work}.yaml{renamed}"


@dataclass
class EntryCompleter:
    """Completes entries that are drafts, and renames those that were named after their title.

    Comments and all other fields stay. A draft that something cites by its id is not renamed.
    """

    root: Path
    vocabulary: Vocabulary
    known: KnownWorks

    def complete(self, works: Iterable[Work], services: Services) -> list[EntryCompleted]:
        """Complete the drafts among works with what the services say."""
        drafts = [work for work in works if work.draft]
        completed = complete([_as_draft(work) for work in drafts], services)
        return [self._write(work, one) for work, one in zip(drafts, completed, strict=True)]

    def fill(self, work: Work, facts: Draft) -> EntryCompleted:
        """Complete a draft with facts from elsewhere; their tags are added to its own."""
        return self._write(work, Completed(_merged(_as_draft(work), facts)))

    def _write(self, work: Work, completed: Completed) -> EntryCompleted:
        draft, before = completed.draft, _as_draft(work)
        old, new = before.data(), draft.data()
        changes = {field: new.get(field) for field in FIELDS if new.get(field) != old.get(field)}
        if not draft.draft:
            changes["draft"] = None
        work_id = self._id(work, draft)
        if work_id != work.id and work.tags:  # its page was published
            changes["formerly"] = [*work.formerly, work.id]
        path = self.root / ENTRIES / f"{work.id}{ENTRY_SUFFIX}"
        try:
            text = path.read_text(encoding="utf-8")
            if tags := _more_tags(text, work, draft):
                changes["tags"] = tags
            if not changes:
                return EntryCompleted(work.id, reason=completed.reason or "nothing more is known")
            text = edit_entry(text, changes)
        except (CannotEditError, YamlError, OSError, UnicodeError) as error:
            return EntryCompleted(work.id, reason=str(error))
        if wrong := errors(problems_of(work_id, text, self.vocabulary)):
            return EntryCompleted(work.id, reason="; ".join(map(str, wrong)))
        if work_id != work.id and (where := self._citing(work.id)):
            return EntryCompleted(work.id, reason=f"cited in {where}; rename it to {work_id} there and here")
        replace_file(path.with_name(f"{work_id}{ENTRY_SUFFIX}"), text)
        if work_id != work.id:
            path.unlink()
            self.known.add(work_id, draft.identity)
        return EntryCompleted(work.id, work_id, completed.reason)

    def _id(self, work: Work, draft: Draft) -> str:
        """The id of a completed draft, which is kept if it has the form of other ids."""
        if draft.draft or CitationKey.parse(work.id):
            return work.id
        return citation_key(draft, self.known) or work.id

    def _citing(self, work_id: str) -> str | None:
        """The first file besides entries that names a work by its id."""
        whole = re.compile(rf"(?<![\w-]){re.escape(work_id)}(?![\w-])")
        texts = self._other_texts
        return next((name for name, text in texts.items() if work_id in text and whole.search(text)), None)

    @cached_property
    def _other_texts(self) -> dict[str, str]:
        """The files besides entries that may name works by their ids."""
        root = self.root
        own = root / "site_src"
        paths = [root / TAXONOMY, *sorted((*own.rglob("*.md"), *own.rglob("*.yaml")))]
        return {
            str(path.relative_to(root)): path.read_text(encoding="utf-8", errors="replace")
            for path in paths
            if path.is_file()
        }


def _more_tags(text: str, work: Work, draft: Draft) -> list[Plain]:
    """The tags of an entry with those that only a draft has; nothing if there are none."""
    tags = tuple(tag for tag in draft.tags if tag.node not in {own.node for own in work.tags})
    tree = parse(text)
    own = tree.value().get("tags") if isinstance(tree, Tree) else None
    more = replace(draft, tags=tags).data().get("tags")
    return [*own, *more] if isinstance(own, list) and isinstance(more, list) else []


def _as_draft(work: Work) -> Draft:
    return Draft(
        draft=True,
        title=work.title,
        names=work.names,
        authors=work.authors,
        year=work.year,
        published=work.published,
        venue=work.venue,
        arxiv=work.arxiv,
        doi=work.doi,
        remarks=work.remarks,
    )
