"""The entry of a work suggested in the form, prepared as by `survey add`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from living_survey.hosting.answers import RefusedError, reason
from living_survey.hosting.forms import LINK_FIELDS, asked_facets, stated_keys
from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.yaml_tree import YamlError, read_mapping
from living_survey.rendering.markdown import is_linkable
from living_survey.sources.adding import with_tags
from living_survey.sources.drafts import Draft
from living_survey.sources.listed.venues import is_preprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.hosting.artifacts import LookUps
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.adding import EntryBuilder, Prepared
    from living_survey.sources.drafts import DuplicateError, TagDraft

_OPTION_ENDS = re.compile(r"(?<=\)), ")
_OPTION = re.compile(r"[^\n]*\((?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\)")
_NOTE = re.compile(r"[-*\s]*\(?`?(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)`?\)?\s*:\s*(?P<note>\S.*)")
_YEAR = re.compile(r"[12][0-9]{3}")
MOST_IDENTIFIERS = 5
_SEPARATORS = re.compile(r"[\s,;]+")
_ONE_WORK = "keep one here and open an issue for each of the others"
_USE_CORRECTION = 'to change it, close this issue and use the form "Correct a work"'
_HINTS = {
    "authors": 'write all authors under "Authors", one per line',
    "year": 'write the year under "Year"',
    "title": 'write the title, or an identifier, under "Work"',
    "tags": 'choose a "Main place"',
}


def addition(
    answers: Mapping[str, str],
    builder: EntryBuilder,
    looked_up: LookUps,
    proposed: Mapping[str, int],
) -> Prepared:
    """The entry from the answers, ready to be written; raise `RefusedError` with all that must be changed.

    `looked_up` is what services say of the references in the answers, and `proposed` are the works that open
    pull requests add, by id, each with the number of the pull request.
    """
    tags, reasons = _tags(answers, builder)
    reasons += _field_errors(answers)
    facets, errors = _facets(answers, builder)
    reasons += errors
    draft = Draft()
    try:
        draft = _draft(answers["work"], builder, looked_up, proposed)
    except RefusedError as error:
        reasons += error.reasons
    if reasons:
        raise RefusedError(*reasons)
    draft = replace(draft, facets=draft.facets | facets)
    prepared = builder.prepare(with_tags(_with_fields(draft, answers), tags))
    if not prepared.ready:
        raise RefusedError(*_reasons(prepared, proposed))
    return prepared


def _field_errors(answers: Mapping[str, str]) -> list[str]:
    """What is wrong with the answers that are addresses or years."""
    reasons = [
        f'"{name}" is not an address: {shortened(answers[name])}; copy it whole, from https:// on'
        for name in LINK_FIELDS
        if answers[name] and not (is_linkable(answers[name]) and answers[name].startswith("http"))
    ]
    if answers["year"] and not _YEAR.fullmatch(answers["year"]):
        reasons.append(f'"{shortened(answers["year"])}" is not a year; write four digits under "Year"')
    return reasons


def _facets(
    answers: Mapping[str, str], builder: EntryBuilder
) -> tuple[dict[str, str | list[str]], list[str]]:
    """The chosen values of facets, by key, and what is wrong with them."""
    found, reasons = {}, []
    for name, one in asked_facets(builder.kb.facets.values()).items():
        if answers[name]:
            try:
                found[one.key] = one.read(answers[name])
            except ValueError as error:
                reasons.append(str(error))
    return found, reasons


def _with_fields(draft: Draft, answers: Mapping[str, str]) -> Draft:
    """A draft with the fields that are answered."""
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


def references(work: str, builder: EntryBuilder, proposed: Mapping[str, int]) -> list[str]:
    """The identifiers or the BibTeX that the answer to "Work" has; none if it is a title.

    Raises `RefusedError` if there are too many, or if there is an entry of one already.
    """
    found = [work] if work.startswith("@") else _identifiers(work)
    if len(found) > MOST_IDENTIFIERS:
        raise RefusedError(f'"Work" has {len(found)} identifiers; {_ONE_WORK}')
    for reference in found:
        if known := builder.duplicate_of(Draft(arxiv=arxiv_in(reference), doi=doi_in(reference))):
            raise RefusedError(_known(reference, known, proposed))
    return found


def _draft(work: str, builder: EntryBuilder, looked_up: LookUps, proposed: Mapping[str, int]) -> Draft:
    """What is known of the work that the answer to "Work" names: by identifiers, BibTeX or title."""
    named = references(work, builder, proposed)
    if not named:
        return _titled(work)
    found = [looked_up[reference] for reference in named]
    if unknown := [f"{shortened(one.reference, 100)}: {one.reason}" for one in found if not one.drafts]:
        raise RefusedError(*unknown)
    first, *others = (draft for one in found for draft in one.drafts)
    if len(named) == 1 and others:
        raise RefusedError(f'"Work" has {len(others) + 1} BibTeX entries; {_ONE_WORK}')
    if not all(_are_one_work(first, other) for other in others):
        titles = "; ".join(
            f"{name}: {shortened(one.drafts[0].title or '')}" for name, one in zip(named, found, strict=True)
        )
        raise RefusedError(f'"Work" has {len(named)} works ({shortened(titles, 400)}); {_ONE_WORK}')
    for other in others:
        first = replace(first, arxiv=first.arxiv or other.arxiv, doi=first.doi or other.doi)
        if is_preprint(first.venue or "") and other.venue and not is_preprint(other.venue):
            first = replace(first, venue=other.venue, year=other.year)
    return first


def _are_one_work(one: Draft, other: Draft) -> bool:
    """Whether two records are of the same work for certain."""
    likeness = one.identity.likeness(other.identity)
    return likeness is not None and likeness.is_certain


def _known(name: str, duplicate: DuplicateError, proposed: Mapping[str, int]) -> str:
    """Why a work is not added that has an entry already, here or in an open pull request."""
    if number := proposed.get(duplicate.work):
        return f"{name} is already proposed in #{number}; comment there if something is missing"
    return f"{name} {duplicate}; {_USE_CORRECTION}"


def _identifiers(text: str) -> list[str]:
    """The arXiv identifiers and DOIs that a text is or has among its words, each once."""
    candidates = [text] if arxiv_in(text) or doi_in(text) else _SEPARATORS.split(text)
    found = (arxiv_in(word) or doi_in(word) for word in (word.strip("()[]<>.") for word in candidates))
    return list(dict.fromkeys(identifier for identifier in found if identifier))


def _titled(title: str) -> Draft:
    """A work without an identifier."""
    if "\n" in title:
        raise RefusedError('"Work" has several lines; write one identifier, one title, or one BibTeX entry')
    if "://" in title:
        raise RefusedError(
            f'"{shortened(title, 100)}" is not the address of an arXiv preprint or a DOI; '
            'write an identifier, or the title with "Authors", "Year" and a "Project page"'
        )
    return Draft(title=title)


def _tags(answers: Mapping[str, str], builder: EntryBuilder) -> tuple[list[TagDraft], list[str]]:
    """The main tag, then the others, each with its note; and what is wrong with them."""
    known = [node.id for node in builder.kb.taxonomy]
    notes, reasons = _notes(answers["other_notes"])
    stated, errors = _stated(answers.get("stated", ""), builder)
    reasons += errors
    tags = []
    options = _OPTION_ENDS.split(answers["other_places"]) if answers["other_places"] else []
    for number, option in enumerate([answers["place"], *options]):
        match = _OPTION.fullmatch(option)
        node = match["id"] if match else option
        if node not in builder.kb.taxonomy:
            hint = did_you_mean(node, known)
            reasons.append(f'unknown place "{shortened(node)}"' + (f" ({hint})" if hint else ""))
            continue
        note = answers["note"] if number == 0 else notes.pop(node, None)
        tags.append(replace(builder.tag(node, note), stated=stated.pop(node, {})))
    reasons += [
        f'"{shortened(node)}" has a phrase but is not chosen under "Other places"; add it there'
        for node in notes
    ]
    reasons += [
        f'"{shortened(node)}" has values but is not chosen as a place; add it under "Other places"'
        for node in stated
    ]
    return tags, reasons


def _stated(text: str, builder: EntryBuilder) -> tuple[dict[str, Mapping[str, Plain]], list[str]]:
    """What is stated at nodes, from lines like `node: {key: value}`, and what is wrong with them.

    One line for a node becomes fields of its tag, several become `statements`. The values are checked later,
    with the entry.
    """
    allowed = [*stated_keys(builder.kb.facets.values()), "effect"]
    items: dict[str, list[dict[str, Plain]]] = {}
    reasons = []
    for line in map(str.strip, text.split("\n")):
        try:
            values = read_mapping(line) if line else {}
        except YamlError:
            values = {}
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
    """Notes by node, and what is wrong with their lines."""
    notes: dict[str, str] = {}
    reasons = []
    for line in filter(str.strip, text.split("\n")):
        if match := _NOTE.fullmatch(line.strip()):
            notes[match["id"]] = match["note"]
        else:
            reasons.append(f'"{shortened(line.strip())}" is not of the form "node-id: phrase"')
    return notes, reasons


def _reasons(prepared: Prepared, proposed: Mapping[str, int]) -> list[str]:
    if prepared.duplicate:
        return [_known(prepared.draft.title or "this work", prepared.duplicate, proposed)]
    reasons = [f"no {name} found; {_HINTS[name]}" for name in prepared.missing]
    reasons += [prepared.unreadable] if prepared.unreadable else []
    reasons += [reason(problem) for problem in prepared.problems if problem.severity is Severity.ERROR]
    return reasons or ["its first author, year and title give no id; write them out in the form"]


def warnings_of(prepared: Prepared) -> list[str]:
    """What a reviewer should check, though it does not keep the entry out."""
    lines = [reason(problem) for problem in prepared.problems if problem.severity is Severity.WARNING]
    return lines + ([prepared.nearly] if prepared.nearly else [])
