"""What the form of the page Contribute loads: taxonomy with advice, known works, rules of an entry.

The script reads this in `site_src/pages/assets/contribute/main.js`; a change here is a change there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.knowledge import KnowledgeBase, Node, Work
    from generator.rendering.site_context import SiteContext

FOLDER = "assets/contribute/data"
EXAMPLES = 2
FREQUENT_VENUE = 2
FOR_EDITORS_ONLY = "markdownEnumDescriptions"


@dataclass(frozen=True)
class EntryRules:
    """What an entry must be; loading gives it, the form checks it."""

    schema: Mapping[str, Any]
    """The JSON Schema of an entry."""
    untelling: Collection[str]
    """Words of a title that tell nothing, so that an id is not made of them."""


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


class KnownRecord(TypedDict):
    """A work that has an entry: what it is known by, and where it stands."""

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
    untelling: list[str]
    modalities: list[tuple[str, str]]
    venues: list[str]
    nodes: list[PlaceRecord]
    works: list[KnownRecord]


def form_files(kb: KnowledgeBase, site: SiteContext, rules: EntryRules) -> Iterator[tuple[str, bytes]]:
    """Every file with its path from the root of the site: the form's data, and each entry to be corrected."""
    yield f"{FOLDER}/form.json", _json(form_data(kb, site, rules))
    for work in kb:
        yield f"{FOLDER}/entries/{work.id}.json", _json(entry_as_written(work))


def form_data(kb: KnowledgeBase, site: SiteContext, rules: EntryRules) -> FormData:
    """The taxonomy, the works and the rules, as the form wants them."""
    return {
        "repository": site.repo_url,
        "branch": site.repo_branch,
        "schema": _for_programs(rules.schema),
        "untelling": sorted(rules.untelling),
        "modalities": [(modality.id, modality.label) for modality in kb.modalities.values()],
        "venues": [venue for venue, works in kb.venues.items() if len(works) >= FREQUENT_VENUE],
        "nodes": [_place(kb, node) for node in kb.taxonomy],
        "works": [_known(work) for work in kb],
    }


def entry_as_written(work: Work) -> dict[str, Any]:
    """The fields that the entry's file gives, and no others."""
    written = work.model_dump(mode="json", exclude={"id"}, exclude_unset=True, exclude_none=True)
    written["tags"] = [tag["node"] if len(tag) == 1 else tag for tag in written["tags"]]
    return written


def examples(kb: KnowledgeBase, node: Node) -> list[Work]:
    """Works that show what stands at a node: its own before those below, most cited by the survey first."""

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
