"""Recording decisions; an accepted paper gets an entry that a person has to complete.

The entry is written before the decision: after a crash between the two, accepting again finds the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.discovery import ShownPaper
from living_survey.loading.characters import cleaned
from living_survey.loading.discovery import read_state, write_state
from living_survey.loading.files import entry_path
from living_survey.sources.adding import look_up
from living_survey.sources.discovery.asking import POOL
from living_survey.sources.discovery.candidates import Candidate, paper_key
from living_survey.sources.discovery.discovering import LOCK
from living_survey.sources.discovery.drafting import suggestion_lines
from living_survey.sources.drafts import Draft
from living_survey.sources.fetching import alone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from living_survey.knowledge.discovery import Decision, DiscoveryState, Rejection
    from living_survey.sources.adding import EntryBuilder
    from living_survey.sources.discovery.discovering import Discovery

LONGEST_NAME, LONGEST_REMARK = 300, 1000


@dataclass(frozen=True)
class Decided:
    """The result for one identifier: whether it was done, and what to say."""

    done: bool
    message: str


@dataclass
class Decisions:
    """Records decisions in somebody's name."""

    discovery: Discovery
    builder: EntryBuilder
    by: str
    found: Mapping[str, Draft | str] | None = None
    """The drafts of papers by key, or why there is none, where no service may be asked."""

    def accept(self, references: Sequence[str]) -> list[Decided]:
        """Write an entry for each paper and record the decision. Raises `BusyError`."""
        return self._each(references, self._accept)

    def reject(self, references: Sequence[str], decision: Rejection, why: str | None = None) -> list[Decided]:
        """Record that papers are not wanted. Raises `BusyError`."""
        return self._each(references, lambda key, reference: self._reject(key, reference, decision, why))

    def _each(self, references: Sequence[str], decide: Callable[[str, str], Decided]) -> list[Decided]:
        with alone(self.discovery.services.cache, LOCK):
            return [
                decide(key, reference)
                if (key := self._key(reference))
                else Decided(done=False, message=f'"{reference}" is not an identifier of a paper')
                for reference in references
            ]

    @property
    def _state(self) -> DiscoveryState:
        return read_state(self.builder.root)[0]

    @cached_property
    def _harvested(self) -> Mapping[str, Candidate]:
        """The papers of the last weeks by key."""
        since = self.discovery.today - POOL
        return {one.key: one for one in self.discovery.harvest.candidates(since)}

    def _key(self, reference: str) -> str | None:
        return reference if reference in self._state.papers else paper_key(reference)

    def _has_entry(self, entry: str) -> bool:
        return (self.builder.root / entry_path(entry)).exists()

    def _record(self, key: str, paper: ShownPaper) -> None:
        write_state(self.builder.root, self._state.with_paper(key, paper))

    # --- accepting -----------------------------------------------------------------------------------------

    def _accept(self, key: str, reference: str) -> Decided:
        paper = self._state.papers.get(key)
        if paper and paper.entry and self._has_entry(paper.entry):
            message = f"{reference}: accepted by {paper.by} on {paper.on} as {entry_path(paper.entry)}"
            return Decided(done=True, message=message)
        draft = self._identified(key)
        duplicate = self.builder.duplicate_of(draft)
        if duplicate is None:
            found = self.draft_of(key) if self.found is None else self.found.get(key, "was not looked up")
            if isinstance(found, str):
                return Decided(done=False, message=f"{reference}: {found}")
            draft, duplicate = found, self.builder.duplicate_of(found)
        if duplicate is not None and not self._has_entry(duplicate.work):
            message = f"{reference}: proposed already as {entry_path(duplicate.work)}"
            return Decided(done=False, message=message)
        if duplicate is not None:
            entry, message = duplicate.work, f"{reference}: {duplicate}"
        else:
            prepared = self.builder.prepare(draft)
            if not prepared.ready or prepared.id is None:
                return Decided(done=False, message=f"{reference}: {'; '.join(prepared.reasons())}")
            self.builder.write(prepared)
            entry = prepared.id
            message = f"wrote {prepared.path}: choose its tags from the suggestions there, and write a note"
        self._record(key, self._decided(key, self._title(key, draft, entry), "accepted", entry=entry))
        return Decided(done=True, message=message)

    def _title(self, key: str, draft: Draft, entry: str) -> str:
        if draft.title:
            return draft.title
        return self.builder.kb[entry].title if entry in self.builder.kb else key

    def _identified(self, key: str) -> Draft:
        """A paper of which only the identifier is known."""
        kind, _, name = key.partition(":")
        return Draft(arxiv=name if kind == "arxiv" else None, doi=name if kind == "doi" else None)

    def draft_of(self, key: str) -> Draft | str:
        """The draft of a paper's entry with suggestions, or the reason why nothing is known of it."""
        found = self._told(key)
        return found if isinstance(found, str) else self._with_suggestions(found)

    def _told(self, key: str) -> Draft | str:
        """What the sources tell of a paper, or the reason why it is not known."""
        candidate = self._harvested.get(key)
        if candidate and candidate.authors and candidate.published and candidate.arxiv:
            return candidate.draft()
        kind, _, name = key.partition(":")
        if kind in {"arxiv", "doi"}:
            found = look_up([name], self.discovery.services)[0]
            if found.drafts or candidate is None:
                return found.drafts[0] if found.drafts else found.reason
        return candidate.draft() if candidate else "no source has it any more; add it with `survey add`"

    def _with_suggestions(self, draft: Draft) -> Draft:
        suggested = self.discovery.suggester.suggest(draft.title or "", draft.abstract)
        lines = suggestion_lines(suggested, self.builder.kb.relations)
        return replace(draft, draft=True, suggestions=lines)

    # --- rejecting -----------------------------------------------------------------------------------------

    def _reject(self, key: str, reference: str, decision: Rejection, why: str | None) -> Decided:
        state = self._state
        candidate = self._harvested.get(key)
        if key not in state.papers and candidate is None:
            return Decided(done=False, message=f"{reference}: not shown, and no source has had it lately")
        title = candidate.title if candidate else state.papers[key].title
        entry = state.papers[key].entry if key in state.papers else None
        if entry and self._has_entry(entry):
            return Decided(done=False, message=f"{reference}: accepted; delete {entry_path(entry)} first")
        self._record(key, self._decided(key, title, decision, why=why))
        return Decided(done=True, message=f"{reference}: {decision}")

    def _decided(
        self, key: str, title: str, decision: Decision, *, entry: str | None = None, why: str | None = None
    ) -> ShownPaper:
        paper = self._state.papers.get(key) or ShownPaper(title=title, shown=self.discovery.today)
        by, remark = cleaned(self.by)[:LONGEST_NAME] or "unknown", cleaned(why or "")[:LONGEST_REMARK]
        return paper.decided(decision, by, self.discovery.today, entry=entry, why=remark or None)
