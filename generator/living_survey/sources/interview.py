"""Adding a work step by step on the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from living_survey.knowledge.people import split_names
from living_survey.knowledge.text import normalized_title
from living_survey.sources.adding import EntryBuilder, Prepared, look_up, with_tags
from living_survey.sources.drafts import Draft, TagDraft, with_suggested
from living_survey.sources.facet_fields import facet_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from living_survey.knowledge import Node
    from living_survey.sources.facet_fields import FacetField
    from living_survey.sources.services import Services

SHOWN = 12


@dataclass
class Interview:
    """Asks for a work and its places; `ask` gives an answer to a question, `say` shows a line."""

    builder: EntryBuilder
    services: Services
    ask: Callable[[str], str]
    say: Callable[[str], None]

    def run(self) -> Prepared | None:
        """The entry that the answers make, ready to be written; None if there is none."""
        draft = self._work()
        if draft is None:
            return None
        duplicate = self.builder.duplicate_of(draft)
        if duplicate:
            self.say(str(duplicate))
            return None
        draft = self._complete(draft)
        draft = with_tags(draft, self._tags(draft))
        prepared = self.builder.prepare(draft)
        for line in prepared.reasons():
            self.say(line)
        self.say(f"--- {prepared.path}\n{prepared.text}")
        if not prepared.ready or self.ask("Write it? [y/N] ").strip().lower() not in {"y", "yes"}:
            return None
        return prepared

    def _work(self) -> Draft | None:
        answer = self.ask("arXiv id, address, DOI or BibTeX file (or a title, to fill in by hand): ").strip()
        if not answer:
            return None
        found = look_up([answer], self.services)[0]
        if found.drafts:
            return found.drafts[0]
        self.say(found.reason)
        by_hand = self.ask(f'Take "{answer}" as the title? [y/N] ').strip().lower() in {"y", "yes"}
        return Draft(title=answer) if by_hand else None

    def _complete(self, draft: Draft) -> Draft:
        """The draft with what is missing, tags aside."""
        if not draft.authors:
            names = self.ask("Authors, given name first, separated by commas: ")
            draft = replace(draft, authors=tuple(split_names(names)))
        while not draft.year:
            year = self.ask("Year: ").strip()
            draft = replace(draft, year=int(year)) if year.isdigit() else draft
        draft = with_suggested(draft, self.builder.kb.facets.values())
        for field in facet_fields(self.builder.kb.facets.values()).values():
            if field.facet.required:
                draft = replace(draft, facets=draft.facets | {field.key: self._value(field, draft)})
        return draft

    def _value(self, field: FacetField, draft: Draft) -> str | list[str]:
        """The value of a facet that every entry must have; an empty answer takes what is suggested."""
        default = draft.facets[field.key]
        shown = default if isinstance(default, str) else ", ".join(default)
        values = ", ".join(value.id for value in field.facet.values)
        while True:
            answer = self.ask(f"{field.label} ({values}) [{shown}]: ").strip()
            try:
                return field.read(answer) if answer else default
            except ValueError as error:
                self.say(str(error))

    def _tags(self, draft: Draft) -> list[TagDraft]:
        """The places chosen, each with a note; an empty answer ends the choice."""
        offered = [suggestion.node for suggestion in self.builder.suggest(draft, SHOWN)]
        self.say("Choose its places: a number selects one of these, words search the taxonomy.")
        chosen: dict[str, TagDraft] = {}
        while True:
            for number, node in enumerate(offered, 1):
                mark = "*" if node.id in chosen else " "
                path = " > ".join(step.short for step in (*node.ancestors, node))
                self.say(f" {mark}{number:>2}  {node.id:<32} {path}")
            answer = self.ask("Number or words; empty when done: ").strip()
            if not answer:
                if chosen or self.ask("An entry needs at least one place. Stop? [y/N] ").lower() == "y":
                    return list(chosen.values())
            elif answer.isdigit() and 1 <= int(answer) <= len(offered):
                node = offered[int(answer) - 1]
                note = self.ask(f"What does it do at {node.short}? One phrase, or empty: ").strip()
                chosen[node.id] = TagDraft(node.id, note or None)
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
