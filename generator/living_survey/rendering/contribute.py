"""What the form of the page Contribute loads.

At its start: the taxonomy with advice, the facets and the schema of an entry. When it needs them: the known
works, and what suggests nodes.

The scripts have types for this in `living_survey/web/assets/contribute/data.js`; change both together.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from living_survey.knowledge.duplicates import Identity
from living_survey.knowledge.suggesting import TagSuggester, nodes_of
from living_survey.rendering.pieces import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge import Facet, KnowledgeBase, Node, Work
    from living_survey.knowledge.similarity import Vector
    from living_survey.knowledge.venues import Venue
    from living_survey.rendering.pieces import Content
    from living_survey.rendering.site_context import SiteContext

FOLDER = "assets/contribute/data"
EXAMPLES = 2
FREQUENT_VENUE = 2
MOST_WORDS = 1000
"""The form gets so many words of a centroid; the others hardly change what is suggested."""
WEIGHTS = 1000
"""Weights are whole numbers of such parts of 1."""
FOR_EDITORS_ONLY = "markdownEnumDescriptions"


class PlaceRecord(TypedDict):
    """A node of the taxonomy with what helps to choose it."""

    id: str
    title: str
    short: str
    option: str
    level: str
    parent: str
    area: str
    aliases: list[str]
    about: str
    belongs: str
    not_here: str
    examples: list[tuple[str, str]]
    """Typical works: id and title."""
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
    """A work that has an entry: what finds it. Its authors are in the file of its entry."""

    id: str
    title: str
    also: str
    """Another title by which it is known."""
    identifiers: list[str]


Weights = tuple[list[int], list[int]]
"""Words, by their places in a list, and their weights."""


class SuggestionData(TypedDict):
    """What suggests nodes: the weights of words in general, in each topic and in each node there."""

    words: list[str]
    rarity: list[int]
    topics: dict[str, Weights]
    nodes: dict[str, dict[str, Weights]]
    """By topic, in the order of the taxonomy."""


class VenueRecord(TypedDict):
    """A venue with all its names, the short and the full one first."""

    short: str
    full: str
    is_conference: bool
    names: list[str]


class FormData(TypedDict):
    """What the form loads at its start."""

    repository: str
    branch: str
    schema: dict[str, Any]
    facets: dict[str, FacetRecord]
    fields: list[FieldRecord]
    venues: list[str]
    """Those of several works, which the form suggests."""
    known_venues: list[VenueRecord]
    nodes: list[PlaceRecord]


def form_files(
    kb: KnowledgeBase,
    site: SiteContext,
    schema: Mapping[str, Any],
    abstracts: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, Content]]:
    """Every file with its path from the root of the site: the form's data, and each entry as it is written.

    `schema` is the JSON Schema of an entry; `abstracts`, by work id, make suggestions better.
    """
    yield f"{FOLDER}/form.json", _json(form_data(kb, site, schema))
    yield f"{FOLDER}/works.json", _json(known_works(kb))
    yield f"{FOLDER}/suggestions.json", _json(suggestion_data(TagSuggester(kb, abstracts)))
    for work in kb:
        yield f"{FOLDER}/entries/{work.id}.json", Made(partial(_entry, kb, work), (work,))


def form_data(kb: KnowledgeBase, site: SiteContext, schema: Mapping[str, Any]) -> FormData:
    """The taxonomy, the facets, the venues and the schema, as the form needs them."""
    return {
        "repository": site.repo_url,
        "branch": site.repo_branch,
        "schema": _for_programs(schema),
        "facets": {facet.id: _facet(facet) for facet in kb.facets.values()},
        "fields": [field for facet in kb.facets.values() for field in _fields(facet)],
        "venues": [venue for venue, works in kb.venues.items() if len(works) >= FREQUENT_VENUE],
        "known_venues": [_venue(venue) for venue in kb.file.known_venues],
        "nodes": [_place(kb, node) for node in kb.taxonomy],
    }


def known_works(kb: KnowledgeBase) -> list[KnownRecord]:
    """The works with which the form compares a new one."""
    return [_known(work) for work in kb]


def suggestion_data(suggester: TagSuggester) -> SuggestionData:
    """What the form needs to suggest the nodes that `survey add` suggests."""
    taxonomy = suggester.taxonomy
    topics = {place: _strongest(vector) for place, vector in suggester.places.items()}
    nodes = {
        place: {node.id: _strongest(suggester.nodes[node.id]) for node in nodes_of(taxonomy[place])}
        for place in topics
    }
    vectors = [*topics.values(), *(vector for group in nodes.values() for vector in group.values())]
    words = sorted({word for vector in vectors for word in vector})
    number = {word: at for at, word in enumerate(words)}

    def weights(vector: Vector) -> Weights:
        return [number[word] for word in vector], [round(WEIGHTS * weight) for weight in vector.values()]

    return {
        "words": words,
        "rarity": [round(WEIGHTS * suggester.space.rarity[word]) for word in words],
        "topics": {place: weights(vector) for place, vector in topics.items()},
        "nodes": {
            place: {node: weights(vector) for node, vector in group.items()} for place, group in nodes.items()
        },
    }


def _entry(kb: KnowledgeBase, work: Work) -> bytes:
    return _json(entry_as_written(kb, work))


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


def node_option(node: Node) -> str:
    """A node as an option of the issue form: its path below the area, and its id in parentheses."""
    path = [above for above in node.ancestors if above.level != "direction"] + [node]
    areas = [step for step in path if step.level == "area"]
    shown = areas[-1:] + [step for step in path if step.level != "area"]
    return f"{' > '.join(step.short for step in shown)} ({node.id})"


def examples(kb: KnowledgeBase, node: Node) -> list[Work]:
    """Works that are typical of a node: its own before those below, most cited by the survey first."""

    def order(work: Work) -> tuple[bool, bool, bool, int, str]:
        return (
            work.note_on(node.id) is None,
            work.tags[0].node != node.id,
            work.survey is None,
            -len(work.survey.sections) if work.survey else 0,
            work.id,
        )

    return sorted(kb.works(node=node.id), key=order)[:EXAMPLES]


def _place(kb: KnowledgeBase, node: Node) -> PlaceRecord:
    return {
        "id": node.id,
        "title": node.title,
        "short": node.short,
        "option": node_option(node),
        "level": node.level,
        "parent": node.parent.id if node.parent else "",
        "area": node.colored.id if node.colored else "none",
        "aliases": list(node.entry.aliases),
        "about": node.about or "",
        "belongs": node.entry.belongs or "",
        "not_here": node.entry.not_here or "",
        "examples": [(work.id, work.title) for work in examples(kb, node)],
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


def _venue(venue: Venue) -> VenueRecord:
    return {
        "short": venue.short,
        "full": venue.full,
        "is_conference": venue.kind == "conference",
        "names": list(venue.names),
    }


def _strongest(vector: Vector) -> Vector:
    """The words with the largest weights, in alphabetical order."""
    chosen = sorted(vector, key=lambda word: (-vector[word], word))[:MOST_WORDS]
    return {word: vector[word] for word in sorted(chosen)}


def _known(work: Work) -> KnownRecord:
    return {
        "id": work.id,
        "title": work.title,
        "also": (work.upstream.title if work.upstream else None) or "",
        "identifiers": sorted(Identity.of(work).identifiers),
    }


def _for_programs(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """A schema without what only editors show."""
    if isinstance(schema, dict):
        return {key: _for_programs(value) for key, value in schema.items() if key != FOR_EDITORS_ONLY}
    return [_for_programs(item) for item in schema] if isinstance(schema, list) else schema


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
