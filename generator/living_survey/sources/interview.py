"""Adding a work step by step on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from living_survey.knowledge.people import split_names
from living_survey.knowledge.text import normalized_title
from living_survey.loading.problems import Severity
from living_survey.sources.adding import EntryBuilder, Prepared, look_up, with_tags
from living_survey.sources.drafts import Draft, TagDraft, problems_of, with_suggested
from living_survey.sources.facet_fields import facet_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from living_survey.knowledge import Node
    from living_survey.sources.facet_fields import FacetField
    from living_survey.sources.services import Services

SHOWN = 12
BACK = "<"
YES = frozenset({"y", "yes"})
ANY_ID = "doe2000work"
"""Stands for the id while an entry is not complete."""


class _BackError(Exception):
    """The last question is to be asked again."""


class _StopError(Exception):
    """There is no entry to write."""


@dataclass
class Interview:
    """Asks for a work and its places; `ask` gives an answer to a question, `say` shows a line.

    Each answer is checked at once, and `<` goes back to the question before.
    """

    builder: EntryBuilder
    services: Services
    ask: Callable[[str], str]
    say: Callable[[str], None]
    draft: Draft = field(default_factory=Draft)
    """What is known by now, to be kept if the conversation ends early."""
    _asked: bool = False

    def run(self) -> Prepared | None:
        """The entry that the answers make, ready to be written; None if there is none."""
        self.say(f"An empty answer leaves out what is optional; {BACK} goes back one question.")
        steps, done, at = list(self._steps()), list[tuple[int, Draft]](), 0
        try:
            while at < len(steps):
                self._asked, before = False, self.draft
                try:
                    self.draft = self._checked(steps[at], before)
                except _BackError:
                    if done:
                        at, self.draft = done.pop()
                    continue
                if self._asked:
                    done.append((at, before))
                at += 1
        except _StopError:
            return None
        return self._confirmed()

    def _steps(self) -> Iterator[Callable[[Draft], Draft]]:
        yield self._work
        yield self._title
        yield self._authors
        yield self._year
        yield self._venue
        for one in facet_fields(self.builder.kb.facets.values()).values():
            if one.facet.required:
                yield partial(self._value, one)
        yield self._tags

    def _answer(self, question: str) -> str:
        """An answer to a question. Raises `_BackError`."""
        self._asked = True
        answer = self.ask(question).strip()
        if answer == BACK:
            raise _BackError
        return answer

    def _checked(self, step: Callable[[Draft], Draft], draft: Draft) -> Draft:
        """The draft after a step, which is repeated while `survey check` would object to what it brought.

        An answer that is given again is taken, unless it is an error.
        """
        said = set(self._faults(draft))
        while True:
            changed = step(draft)
            faults = self._faults(changed)
            new = [fault for fault in faults if fault not in said]
            if not self._asked or not (new or any(faults[fault] for fault in faults)):
                return changed
            for fault in new:
                self.say(fault)
            said.update(new)

    def _faults(self, draft: Draft) -> dict[str, bool]:
        """What would be wrong with the entry, but for what is missing; each is an error or a warning."""
        found = problems_of(ANY_ID, draft.text(), self.builder.vocabulary)
        return {
            f"{one.message} ({one.hint})" if one.hint else one.message: one.severity is Severity.ERROR
            for one in found
            if one.code != "missing-field" and not one.code.startswith("id-")
        }

    # --- the steps -----------------------------------------------------------------------------------------

    def _work(self, draft: Draft) -> Draft:
        if draft.title or draft.links or draft.arxiv or draft.doi:
            return draft
        answer = self._answer("arXiv id, DOI, address of a paper, BibTeX file, or its title: ")
        if not answer:
            raise _StopError
        found = look_up([answer], self.services)[0]
        if found.drafts:
            return self._new(found.drafts[0])
        if " " in answer and "://" not in answer and not answer.startswith("@"):
            return self._new(replace(draft, title=answer))
        self.say(found.reason)
        if found.known is None:
            return self._work(draft)
        self.say("Nobody told more about it; the next questions are for what you know.")
        return self._new(found.known)

    def _new(self, draft: Draft) -> Draft:
        """The draft, if there is no entry of the work."""
        duplicate = self.builder.duplicate_of(draft)
        if duplicate:
            self.say(str(duplicate))
            raise _StopError
        if draft.title:
            self.say(f"{draft.title} ({', '.join(draft.authors[:3]) or 'authors not known'})")
        return draft

    def _title(self, draft: Draft) -> Draft:
        while not draft.title:
            draft = self._new(replace(draft, title=self._answer("Title: ")))
        return draft

    def _authors(self, draft: Draft) -> Draft:
        while not draft.authors:
            names = self._answer("Authors, given name first, separated by commas: ")
            draft = replace(draft, authors=tuple(split_names(names)))
        return draft

    def _year(self, draft: Draft) -> Draft:
        while not draft.year:
            year = self._answer("Year: ")
            if year.isdigit():
                return replace(draft, year=int(year))
            self.say(f'"{year}" is not a year')
        return draft

    def _venue(self, draft: Draft) -> Draft:
        if draft.venue or not (venue := self._answer("Venue, in its usual short form, or empty: ")):
            return draft
        known = self.builder.vocabulary.entry_model.known_venues
        named = known.canonical(venue)
        found = known.get(named)
        self.say(f"{named}: {found.full}" if found and found.full else f"{named} (not a venue known here)")
        return replace(draft, venue=named)

    def _value(self, one: FacetField, draft: Draft) -> Draft:
        """The draft with the value of a facet that every entry has; an empty answer takes the default."""
        if one.key in draft.facets:
            return draft
        default = with_suggested(draft, self.builder.kb.facets.values()).facets[one.key]
        shown = default if isinstance(default, str) else ", ".join(default)
        values = ", ".join(value.id for value in one.facet.values)
        while True:
            answer = self._answer(f"{one.label} ({values}) [{shown}]: ")
            try:
                chosen = one.read(answer) if answer else default
                return replace(draft, facets=draft.facets | {one.key: chosen})
            except ValueError as error:
                self.say(str(error))

    def _tags(self, draft: Draft) -> Draft:
        """The draft with the places chosen, each with a note; an empty answer ends the choice."""
        offered = [suggestion.node for suggestion in self.builder.suggest(draft, SHOWN)]
        self.say("Choose its places: a number selects one of these, words search the taxonomy.")
        chosen: dict[str, TagDraft] = {tag.node: tag for tag in draft.tags}
        while True:
            for number, node in enumerate(offered, 1):
                mark = "*" if node.id in chosen else " "
                path = " > ".join(step.short for step in (*node.ancestors, node))
                self.say(f" {mark}{number:>2}  {node.id:<32} {path}")
            answer = self._answer("Number or words; empty when done: ")
            if not answer:
                if chosen:
                    return with_tags(draft, chosen.values())
                if self._answer("An entry needs at least one place. Stop? [y/N] ").lower() in YES:
                    raise _StopError
            elif answer.isdigit() and 1 <= int(answer) <= len(offered):
                node = offered[int(answer) - 1]
                note = self._answer(f"What does it do at {node.short}? One phrase, or empty: ")
                chosen[node.id] = TagDraft(node.id, note or None)
                self.draft = with_tags(draft, chosen.values())
            else:
                offered = self._matching(answer) or offered

    def _matching(self, text: str) -> list[Node]:
        """The nodes whose id, title or path has all the words."""
        wanted = normalized_title(text).split()
        found = []
        for node in self.builder.kb.taxonomy:
            path = " ".join(n.title for n in (*node.ancestors, node))
            haystack = normalized_title(f"{node.id} {path} {' '.join(node.entry.aliases)}")
            if all(word in haystack for word in wanted):
                found.append(node)
        if not found:
            self.say("no matches")
        return found[:SHOWN]

    def _confirmed(self) -> Prepared | None:
        prepared = self.builder.prepare(self.draft)
        for line in prepared.reasons():
            self.say(line)
        self.say(f"--- {prepared.path}\n{prepared.text}")
        if not prepared.ready or self.ask("Write it? [y/N] ").strip().lower() not in YES:
            return None
        return prepared
