"""The entry of a work that is proposed in the form, prepared as `survey add` does."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from living_survey.hosting.answers import RefusedError
from living_survey.hosting.forms import LINK_FIELDS, asked_facets, stated_keys
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse
from living_survey.rendering.markdown import is_linkable
from living_survey.sources.adding import look_up, with_tags
from living_survey.sources.drafts import Draft
from living_survey.sources.references import arxiv_in, doi_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.adding import Desk, Prepared
    from living_survey.sources.drafts import TagDraft
    from living_survey.sources.outside import Outside

_OPTION_ENDS = re.compile(r"(?<=\)), ")
_OPTION = re.compile(r"[^\n]*\((?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\)")
_NOTE = re.compile(r"[-*\s]*\(?`?(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)`?\)?\s*:\s*(?P<note>\S.*)")
_YEAR = re.compile(r"[12][0-9]{3}")
_IS_THERE = 'to change it, use the form "Correct a work" and close this issue'
_CURES = {
    "authors": 'write all authors under "Authors", a line each',
    "year": 'write the year under "Year"',
    "title": 'write the title, or an identifier, under "Work"',
    "tags": 'choose a "Main place"',
}


def addition(answers: Mapping[str, str], desk: Desk, outside: Outside) -> Prepared:
    """The entry from the answers, ready to be written; raise `RefusedError` with what is in the way."""
    tags, reasons = _tags(answers, desk)
    reasons += _wrong_fields(answers)
    facets, wrong_values = _facets(answers, desk)
    reasons += wrong_values
    draft = Draft()
    try:
        draft = _draft(answers["work"], desk, outside)
    except RefusedError as error:
        reasons += error.reasons
    if reasons:
        raise RefusedError(reasons)
    draft = replace(draft, facets=draft.facets | facets)
    prepared = desk.prepare(with_tags(_with_fields(draft, answers), tags))
    if not prepared.ready:
        raise RefusedError(_reasons(prepared))
    return prepared


def _wrong_fields(answers: Mapping[str, str]) -> list[str]:
    """What is wrong with the form of answers."""
    reasons = [
        f'"{name}" is not an address: {shortened(answers[name])}; copy all of it, from https:// on'
        for name in LINK_FIELDS
        if answers[name] and not (is_linkable(answers[name]) and answers[name].startswith("http"))
    ]
    if answers["year"] and not _YEAR.fullmatch(answers["year"]):
        reasons.append(f'"{shortened(answers["year"])}" is not a year; write four digits under "Year"')
    return reasons


def _facets(answers: Mapping[str, str], desk: Desk) -> tuple[dict[str, str | list[str]], list[str]]:
    """The values of facets that were chosen, by key, and what is wrong with them."""
    found, reasons = {}, []
    for name, one in asked_facets(desk.kb.facets.values()).items():
        if answers[name]:
            try:
                found[one.key] = one.read(answers[name])
            except ValueError as error:
                reasons.append(str(error))
    return found, reasons


def _with_fields(draft: Draft, answers: Mapping[str, str]) -> Draft:
    """What is known of a work, replaced by the answers where they are given."""
    return replace(
        draft,
        authors=_lines(answers["authors"]) or draft.authors,
        names=_lines(answers["names"]),
        summary=answers["summary"] or None,
        year=int(answers["year"]) if answers["year"] else draft.year,
        venue=answers["venue"] or draft.venue,
        links=draft.links | {name: answers[name] for name in LINK_FIELDS if answers[name]},
        tags=(),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _draft(work: str, desk: Desk, outside: Outside) -> Draft:
    """What is known of a work by the answer to "Work"; never the path of a file, as on a command line."""
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
                    f'"{shortened(work, 100)}" is neither an address at arXiv nor a DOI',
                    'write the identifier; or the title, with "Authors", "Year" and a "Project page"',
                ]
            )
        return Draft(title=work)
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
    stated, wrong_lines = _stated(answers.get("stated", ""), desk)
    reasons += wrong_lines
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
        tags.append(replace(desk.tag(node, note), stated=stated.pop(node, {})))
    reasons += [
        f'"{shortened(node)}" has a phrase but is not chosen under "Other places"; add it there'
        for node in notes
    ]
    reasons += [
        f'"{shortened(node)}" has values but is not chosen as a place; add it under "Other places"'
        for node in stated
    ]
    return tags, reasons


def _stated(text: str, desk: Desk) -> tuple[dict[str, Mapping[str, Plain]], list[str]]:
    """What is stated at places, by node, from lines like `node: {key: value}`, and what is wrong with them.

    One line for a node gives lines of its tag, several give items of `statements`. Values are checked later,
    with the entry.
    """
    allowed = [*stated_keys(desk.kb.facets.values()), "effect"]
    items: dict[str, list[dict[str, Plain]]] = {}
    reasons = []
    for line in map(str.strip, text.split("\n")):
        try:
            tree = parse(line) if line else None
        except YamlError:
            tree = None
        values = tree.value() if isinstance(tree, Tree) else {}
        for node, item in values.items():
            if isinstance(item, dict) and item and set(allowed).issuperset(item):
                items.setdefault(str(node), []).append(item)
            else:
                reasons.append(f'"{shortened(line)}": the keys in braces are {", ".join(allowed)}')
        if line and not values:
            reasons.append(f'"{shortened(line)}" is not of the form "node-id: {{key: value}}"')
    return {
        node: stated[0] if len(stated) == 1 else {"statements": [*stated]} for node, stated in items.items()
    }, reasons


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
    reasons = [f"the {name} could not be found; {_CURES[name]}" for name in prepared.missing]
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
