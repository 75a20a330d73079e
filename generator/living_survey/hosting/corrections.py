"""Corrections of an entry that the bot can make: one field, one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from living_survey.hosting.answers import RefusedError, reason
from living_survey.hosting.forms import CORRECTABLE, LINK_FIELDS, LISTS, NEEDS_DECISION, asked_facets
from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.loading.editing import CannotEditError, edit_entry
from living_survey.loading.files import entry_path
from living_survey.loading.inspection import inspect
from living_survey.loading.problems import shortened
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.facet_fields import FacetField

YEAR_DIGITS = 4
MAX_REASONS = 10


class NeedsMaintainerError(Exception):
    """A correction that a maintainer has to make; the message says why, `work` is the id of the entry."""

    def __init__(self, work: str, reason: str) -> None:
        super().__init__(reason)
        self.work = work


@dataclass(frozen=True)
class Correction:
    """One field of an entry, before and after; `edits` are the fields to write."""

    work: str
    field: str
    before: str
    after: str
    edits: Mapping[str, Plain]

    @property
    def path(self) -> str:
        """The file of the entry."""
        return entry_path(self.work)


def work_named(text: str, kb: KnowledgeBase) -> Work:
    """The work that an id or the address of its page or file names; raise `RefusedError` if there is none."""
    name = text.strip().rstrip("/").rsplit("/", 1)[-1].removesuffix(".yaml")
    if name in kb:
        return kb[name]
    hint = did_you_mean(name, (work.id for work in kb))
    advice = f" ({hint})" if hint else "; the address of its page ends with its id"
    raise RefusedError(f'unknown work "{shortened(name)}"{advice}')


def correction(answers: Mapping[str, str], kb: KnowledgeBase) -> Correction:
    """The correction that answers ask for; raise `RefusedError` or `NeedsMaintainerError`."""
    work = work_named(answers["work"], kb)
    field, value = answers["field"], answers["right"]
    if field in NEEDS_DECISION:
        raise NeedsMaintainerError(work.id, "it is not the value of one field")
    facets = {one.key: one for one in asked_facets(kb.facets.values()).values()}
    link = field.removesuffix(" link")
    if field in facets:
        return _changed(work, field, {field: _facet_value(facets[field], value)})
    if field not in CORRECTABLE and link not in LINK_FIELDS:
        raise RefusedError(f'"{shortened(field)}" is not a field of the form')
    if field == link:
        return _changed(work, field, {field: _value(field, value)})
    return _relinked(work, link, _one_line(field, value))


def moved_link(answers: Mapping[str, str], kb: KnowledgeBase) -> Correction:
    """The new address of a link; raise `RefusedError` or `NeedsMaintainerError`."""
    work = work_named(answers["work"], kb)
    dead = answers["dead"].rstrip("/")
    name = next((name for name, url in work.links.items() if url.rstrip("/") == dead), None)
    if name is None:
        has = ", ".join(url for _, url in work.links.items()) or "none"
        raise RefusedError(f"{entry_path(work.id)} does not have this link; its links: {has}")
    if not answers["alive"]:
        raise NeedsMaintainerError(work.id, f"its {name} link has no new address")
    return _relinked(work, name, answers["alive"])


def _relinked(work: Work, name: str, url: str) -> Correction:
    links: dict[str, Plain] = {known: address for known, address in work.links.items()}  # noqa: C416 - a wider type
    return _changed(work, f"{name} link", {"links": links | {name: url}}, getattr(work.links, name), url)


def _changed(
    work: Work, field: str, edits: Mapping[str, Plain], before: object = None, after: object = None
) -> Correction:
    old = getattr(work, field) if before is None and hasattr(work, field) else before
    new = edits[field] if after is None else after
    if _shown(old) == _shown(new):
        raise RefusedError(f"the {field} already has this value: {shortened(_shown(new), 200)}")
    return Correction(work.id, field, _shown(old), _shown(new), edits)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _facet_value(field: FacetField, text: str) -> Plain:
    try:
        value = field.read(text)
    except ValueError as error:
        raise RefusedError(str(error)) from None
    return value if isinstance(value, str) else [*value]


def _value(field: str, text: str) -> Plain:
    """An answer as the value of a field; raise `RefusedError` with the form that is needed."""
    if field in LISTS:
        return [line.strip() for line in text.split("\n") if line.strip()]
    line = _one_line(field, text)
    if field == "year":
        if not (line.isascii() and line.isdigit() and len(line) == YEAR_DIGITS):
            raise RefusedError(f'"{shortened(line)}" is not a year; write four digits')
        return int(line)
    if field == "published":
        try:
            return date.fromisoformat(line)
        except ValueError:
            raise RefusedError(f'"{shortened(line)}" is not a date; write it as 2023-04-27') from None
    if field == "arxiv":
        return arxiv_in(line) or line
    if field == "doi":
        return doi_in(line) or line
    return line


def _one_line(field: str, text: str) -> str:
    if "\n" in text:
        raise RefusedError(f"the {field} must be one line; write only the new value")
    return text


def apply(correction: Correction, root: Path) -> None:
    """Write a correction into its entry; raise `RefusedError` if that makes an error."""
    path = root / correction.path
    try:
        replace_file(path, edit_entry(path.read_text(encoding="utf-8"), correction.edits))
    except CannotEditError as error:
        raise NeedsMaintainerError(correction.work, str(error)) from error
    # All entries are checked, since another one may have the same value.
    if found := inspect(root).errors:
        raise RefusedError(*(reason(problem) for problem in found[:MAX_REASONS]))
