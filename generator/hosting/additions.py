"""A work that somebody asks for in the form, as an entry: the same way that `survey add` goes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.hosting.answers import RefusedError
from generator.hosting.forms import LINK_FIELDS
from generator.loading.problems import Severity, shortened
from generator.loading.suggest import did_you_mean
from generator.rendering.markdown import is_linkable
from generator.sources.adding import look_up, with_tags
from generator.sources.drafts import Draft
from generator.sources.references import arxiv_in, doi_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.sources.adding import Desk, Prepared
    from generator.sources.drafts import TagDraft
    from generator.sources.outside import Outside

_OPTION_ENDS = re.compile(r"(?<=\)), ")
_OPTION = re.compile(r"[^\n]*\((?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\)")
_NOTE = re.compile(r"[-*\s]*\(?`?(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)`?\)?\s*:\s*(?P<note>\S.*)")
_YEAR = re.compile(r"[12][0-9]{3}")
_IS_THERE = 'to change it, use the form "Correct a work" and close this issue'
_CURES = {
    "authors": 'write all authors under "Authors", a line each',
    "year": 'write the year under "Year"',
    "title": 'write the title, or an identifier, under "Work"',
    "kind": 'choose one under "Kind"',
    "tags": 'choose a "Main place"',
}


def addition(answers: Mapping[str, str], desk: Desk, outside: Outside) -> Prepared:
    """The entry that answers ask for, ready to be written; raise `RefusedError` with what is in the way."""
    tags, reasons = _tags(answers, desk)
    reasons += _wrong_fields(answers)
    draft = Draft()
    try:
        draft = _draft(answers["work"], desk, outside)
    except RefusedError as error:
        reasons += error.reasons
    if reasons:
        raise RefusedError(reasons)
    prepared = desk.prepare(with_tags(_with_fields(draft, answers), tags))
    if not prepared.ready:
        raise RefusedError(_reasons(prepared))
    return prepared


def _wrong_fields(answers: Mapping[str, str]) -> list[str]:
    """What is wrong with answers whose form alone tells."""
    reasons = [
        f'"{name}" is no address: {shortened(answers[name])}; copy the whole of it, from https:// on'
        for name in LINK_FIELDS
        if answers[name] and not (is_linkable(answers[name]) and answers[name].startswith("http"))
    ]
    if answers["year"] and not _YEAR.fullmatch(answers["year"]):
        reasons.append(f'"{shortened(answers["year"])}" is no year; write four digits under "Year"')
    return reasons


def _with_fields(draft: Draft, answers: Mapping[str, str]) -> Draft:
    """What is known of a work, with what the answers say over it."""
    people = tuple(line.strip() for line in answers["authors"].split("\n") if line.strip())
    return replace(
        draft,
        authors=people or draft.authors,
        year=int(answers["year"]) if answers["year"] else draft.year,
        venue=answers["venue"] or draft.venue,
        kind=answers["kind"] or draft.kind,
        links=draft.links | {name: answers[name] for name in LINK_FIELDS if answers[name]},
        tags=(),
    )


def _draft(work: str, desk: Desk, outside: Outside) -> Draft:
    """What is known of a work by what stands under "Work". Never the path of a file, as on a command line."""
    arxiv, doi = arxiv_in(work), doi_in(work)
    if there := desk.known.find(Draft(arxiv=arxiv, doi=doi)):
        raise RefusedError([f"{arxiv or doi} {there}; {_IS_THERE}"])
    reference = arxiv or doi or (work if work.startswith("@") else None)
    if reference is None:
        if "\n" in work:
            raise RefusedError(
                ['"Work" has several lines; write one identifier, one title, or one BibTeX entry']
            )
        if "://" in work:
            raise RefusedError(
                [
                    f'"{shortened(work, 100)}" is no address at arXiv and no DOI',
                    'write the identifier; or the title, with "Authors", "Year" and a "Project page"',
                ]
            )
        return Draft(title=work, kind="paper")
    found = look_up([reference], outside)[0]
    if len(found.drafts) > 1:
        raise RefusedError([f'"Work" has {len(found.drafts)} entries of BibTeX; one work an issue, please'])
    if not found.drafts:
        raise RefusedError([f"{shortened(found.reference, 100)}: {found.reason}"])
    return found.drafts[0]


def _tags(answers: Mapping[str, str], desk: Desk) -> tuple[list[TagDraft], list[str]]:
    """The main place with its note, then the others with theirs; and what is wrong with them."""
    known = [node.id for node in desk.kb.taxonomy]
    notes, reasons = _notes(answers["other_notes"])
    tags = []
    options = _OPTION_ENDS.split(answers["other_places"]) if answers["other_places"] else []
    for number, option in enumerate([answers["place"], *options]):
        match = _OPTION.fullmatch(option)
        node = match["id"] if match else option
        if node not in desk.kb.taxonomy:
            hint = did_you_mean(node, known)
            reasons.append(f'there is no place "{shortened(node)}"' + (f" ({hint})" if hint else ""))
            continue
        note = answers["note"] if number == 0 else notes.pop(node, None)
        tags.append(desk.tag(node, note))
    reasons += [
        f'"{shortened(node)}" has a phrase but is not chosen under "Other places"; add it there'
        for node in notes
    ]
    return tags, reasons


def _notes(text: str) -> tuple[dict[str, str], list[str]]:
    """Phrases by node, and what is wrong with their lines."""
    notes: dict[str, str] = {}
    reasons = []
    for line in filter(str.strip, text.split("\n")):
        if match := _NOTE.fullmatch(line.strip()):
            notes[match["id"]] = match["note"]
        else:
            reasons.append(f'"{shortened(line.strip())}" is not of the form "node-id: phrase"')
    return notes, reasons


def _reasons(prepared: Prepared) -> list[str]:
    if prepared.duplicate:
        return [f"{prepared.draft.title or 'this work'} {prepared.duplicate}; {_IS_THERE}"]
    reasons = [f"the {name} could not be found out; {_CURES[name]}" for name in prepared.missing]
    reasons += [prepared.unreadable] if prepared.unreadable else []
    reasons += [
        f"{problem.message}" + (f" ({problem.hint})" if problem.hint else "")
        for problem in prepared.problems
        if problem.severity is Severity.ERROR
    ]
    return reasons or ["no id can be made of its first author, year and title; write them out in the form"]


def remarks_on(prepared: Prepared) -> list[str]:
    """What a reviewer should look at, though it keeps nothing out."""
    lines = [
        f"{problem.message}" + (f" ({problem.hint})" if problem.hint else "")
        for problem in prepared.problems
        if problem.severity is Severity.WARNING
    ]
    return lines + ([prepared.nearly] if prepared.nearly else [])
