"""What the form of the page Contribute loads: taxonomy with advice, facets, known works, rules of an entry.

The script reads this in `living_survey/web/assets/contribute/main.js`; a change here is a change there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from living_survey.knowledge import Facet, KnowledgeBase, Node, Work
    from living_survey.rendering.site_context import SiteContext

FOLDER = "assets/contribute/data"
EXAMPLES = 2
FREQUENT_VENUE = 2
FOR_EDITORS_ONLY = "markdownEnumDescriptions"


@dataclass(frozen=True)
class EntryRules:
    """What an entry must be and how it is written; loading gives it, the form keeps to it."""

    schema: Mapping[str, Any]
    """The JSON Schema of an entry."""
    layout: Mapping[str, Any]
    """The canonical form of an entry's file."""
    stop_words: Collection[str]
    """Words of a title that an id is not made of."""


class PlaceRecord(TypedDict):
    """A node of the taxonomy with what helps to choose it."""

    id: str
    title: str
    short: str
    level: str
    parent: str
    area: str
    aliases: list[str]
    about: str
    belongs: str
    not_here: str
    examples: list[str]
    works: int


class ValueRecord(TypedDict):
    """A value of a facet, with what suggests it."""

    id: str
    title: str
    label: str
    about: str
    group: str
    suggested_by: list[str]
    record_types: list[str]


class FacetRecord(TypedDict):
    """A facet with its values."""

    title: str
    plural: str
    about: str
    many: bool
    required: bool
    groups: list[tuple[str, str]]
    values: list[ValueRecord]


class FieldRecord(TypedDict):
    """A field of an entry, or of its tags, that takes values of a facet."""

    key: str
    facet: str
    label: str
    """Of a field of the whole work."""
    title: str
    """Of the relation: `Acts at`."""
    verb: str
    of_statements: bool
    entry: bool
    tag: bool
    asked: bool
    """Whether the form has a field for it as a property of the whole work."""
    asked_at_tags: bool


class KnownRecord(TypedDict):
    """A work that has an entry: what identifies it, and its places."""

    id: str
    title: str
    also: str
    arxiv: str
    doi: str
    tags: list[tuple[str, str]]


class FormData(TypedDict):
    """All that the form knows before anybody types."""

    repository: str
    branch: str
    schema: dict[str, Any]
    layout: dict[str, Any]
    stop_words: list[str]
    facets: dict[str, FacetRecord]
    fields: list[FieldRecord]
    venues: list[str]
    nodes: list[PlaceRecord]
    works: list[KnownRecord]


def form_files(kb: KnowledgeBase, site: SiteContext, rules: EntryRules) -> Iterator[tuple[str, bytes]]:
    """Every file with its path from the root of the site: the form's data, and each entry to be corrected."""
    yield f"{FOLDER}/form.json", _json(form_data(kb, site, rules))
    for work in kb:
        yield f"{FOLDER}/entries/{work.id}.json", _json(entry_as_written(kb, work))


def form_data(kb: KnowledgeBase, site: SiteContext, rules: EntryRules) -> FormData:
    """The taxonomy, the facets, the works and the rules, as the form needs them."""
    return {
        "repository": site.repo_url,
        "branch": site.repo_branch,
        "schema": _for_programs(rules.schema),
        "layout": dict(rules.layout),
        "stop_words": sorted(rules.stop_words),
        "facets": {facet.id: _facet(facet) for facet in kb.facets.values()},
        "fields": [field for facet in kb.facets.values() for field in _fields(facet)],
        "venues": [venue for venue, works in kb.venues.items() if len(works) >= FREQUENT_VENUE],
        "nodes": [_place(kb, node) for node in kb.taxonomy],
        "works": [_known(work) for work in kb],
    }


def entry_as_written(kb: KnowledgeBase, work: Work) -> dict[str, Any]:
    """The fields that the entry's file gives, and no others."""
    written = work.model_dump(mode="json", exclude={"id"}, exclude_unset=True, exclude_none=True)
    keys = [kb.relations[name].key for name, facet in kb.facet_of.items() if facet.of_statements]
    for place in (written, *written["tags"]):
        for stated in (place, *place.get("statements", ())):
            for key in keys:
                match stated.get(key):
                    case [value]:
                        stated[key] = value
    written["tags"] = [tag["node"] if len(tag) == 1 else tag for tag in written["tags"]]
    return written


def examples(kb: KnowledgeBase, node: Node) -> list[Work]:
    """Works that are typical of a node: its own before those below, most cited by the survey first."""

    def telling(work: Work) -> tuple[bool, bool, bool, int, str]:
        return (
            work.note_on(node.id) is None,
            work.tags[0].node != node.id,
            work.survey is None,
            -len(work.survey.sections) if work.survey else 0,
            work.id,
        )

    return sorted(kb.works(node=node.id), key=telling)[:EXAMPLES]


def _place(kb: KnowledgeBase, node: Node) -> PlaceRecord:
    return {
        "id": node.id,
        "title": node.title,
        "short": node.short,
        "level": node.level,
        "parent": node.parent.id if node.parent else "",
        "area": node.area.id if node.color and node.area else "none",
        "aliases": list(node.entry.aliases),
        "about": node.about or "",
        "belongs": node.entry.belongs or "",
        "not_here": node.entry.not_here or "",
        "examples": [work.id for work in examples(kb, node)],
        "works": kb.count(node),
    }


def _facet(facet: Facet) -> FacetRecord:
    return {
        "title": facet.title,
        "plural": facet.plural,
        "about": facet.about or "",
        "many": facet.many,
        "required": facet.required,
        "groups": [(group.id, group.title) for group in facet.groups],
        "values": [
            {
                "id": value.id,
                "title": value.title,
                "label": value.label,
                "about": value.about or "",
                "group": group.id if (group := facet.group_of(value)) else "",
                "suggested_by": list(value.suggested_by),
                "record_types": list(value.record_types),
            }
            for value in facet.values
        ],
    }


def _fields(facet: Facet) -> Iterator[FieldRecord]:
    for relation in facet.relations:
        yield {
            "key": relation.key,
            "facet": facet.id,
            "label": facet.field_label(relation),
            "title": relation.title,
            "verb": relation.verb,
            "of_statements": facet.of_statements,
            "entry": "entry" in facet.stated,
            "tag": "tag" in facet.stated,
            "asked": facet.in_forms,
            "asked_at_tags": "tag" in facet.stated and "form" in facet.shown,
        }


def _known(work: Work) -> KnownRecord:
    return {
        "id": work.id,
        "title": work.title,
        "also": (work.upstream.title if work.upstream else None) or "",
        "arxiv": work.arxiv or "",
        "doi": work.doi or "",
        "tags": [(tag.node, tag.note or "") for tag in work.tags],
    }


def _for_programs(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """A schema without what only editors show."""
    if isinstance(schema, dict):
        return {key: _for_programs(value) for key, value in schema.items() if key != FOR_EDITORS_ONLY}
    return [_for_programs(item) for item in schema] if isinstance(schema, list) else schema


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
