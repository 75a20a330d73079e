"""A work that somebody asks for in the form, as an entry: the same way that `survey add` goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.hosting.answers import RefusedError
from generator.loading.problems import Severity, shortened
from generator.loading.suggest import did_you_mean
from generator.sources.adding import Given, look_up, with_tags
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
_CURES = {
    "authors": 'write all authors under "Authors", a line each',
    "year": 'write the year under "Year"',
    "title": 'write the title, or an identifier, under "Work"',
    "kind": 'choose one under "Kind"',
    "tags": 'choose a "Main place"',
}


def addition(answers: Mapping[str, str], desk: Desk, outside: Outside) -> Prepared:
    """The entry that answers ask for, ready to be written; raise `RefusedError` with what is in the way."""
    draft = _draft(answers["work"], desk, outside)
    tags = _tags(answers, desk)
    try:
        given = Given.of(
            desk,
            kind=answers["kind"] or None,
            authors=None,
            year=_year(answers["year"]),
            venue=answers["venue"] or None,
            code=answers["code"] or None,
            project=answers["project"] or None,
        )
    except ValueError as error:
        raise RefusedError([str(error)]) from error
    draft = given.put_on(draft)
    if answers["dataset"]:
        draft.links["dataset"] = answers["dataset"]
    if people := [line.strip() for line in answers["authors"].split("\n") if line.strip()]:
        draft.authors = tuple(people)
    draft.tags = ()
    prepared = desk.prepare(with_tags(draft, tags))
    if not prepared.ready:
        raise RefusedError(_reasons(prepared))
    return prepared


def _draft(work: str, desk: Desk, outside: Outside) -> Draft:
    """What is known of a work by what stands under "Work". Never the path of a file, as on a command line."""
    arxiv, doi = arxiv_in(work), doi_in(work)
    if there := desk.known.find(Draft(arxiv=arxiv, doi=doi)):
        raise RefusedError([f"{arxiv or doi} {there}"])
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


def _year(text: str) -> int | None:
    if not text:
        return None
    if not _YEAR.fullmatch(text):
        raise RefusedError([f'"{shortened(text)}" is no year; write four digits under "Year"'])
    return int(text)


def _tags(answers: Mapping[str, str], desk: Desk) -> list[TagDraft]:
    """The main place with its note, then the others with theirs."""
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
    if reasons:
        raise RefusedError(reasons)
    return tags


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
        return [f"{prepared.draft.title or 'this work'} {prepared.duplicate}"]
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
