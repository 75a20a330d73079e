"""What the Explorer's script loads: works as compact columns, their abstracts, their exports ready-made.

The script decodes this in `site_src/pages/assets/explore/corpus.js`; a change here is a change there.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict, get_args

from generator.knowledge.work import Kind
from generator.rendering.bibtex import bibtex
from generator.rendering.exports.csl import csl_item
from generator.rendering.exports.reading_list import reading_list
from generator.rendering.exports.ris import ris_record
from generator.rendering.exports.table import csv_table
from generator.rendering.markdown import is_linkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.knowledge import Facet, KnowledgeBase, Node, Work
    from generator.knowledge.enrichment import Enrichment

FOLDER = "assets/explore/data"

FacetRow = tuple[str, str, str]
"""Id, title, and the label for menus."""
NodeRow = tuple[str, str, str, int, str, str]
"""Id, title, label, place of the parent in the list (-1 at the top), level, and id of the coloured area."""


class Columns(TypedDict):
    """One list a field, all in the same order: the newest work first."""

    id: list[str]
    title: list[str]
    authors: list[list[str | int]]
    year: list[int]
    date: list[str]
    venue: list[int]
    kind: list[int]
    arxiv: list[str]
    doi: list[str]
    code: list[str]
    project: list[str]
    dataset: list[str]
    modality: list[list[int]]
    stage: list[list[int]]
    capability: list[list[int]]
    role: list[list[int]]
    nodes: list[list[int]]
    notes: list[list[str]]


class Payload(TypedDict):
    """Everything the Explorer shows and searches, but the abstracts."""

    abstracts: bool
    nodes: list[NodeRow]
    facets: dict[str, list[FacetRow]]
    venues: list[str]
    works: Columns


def explorer_files(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> Iterator[tuple[str, bytes]]:
    """Every data file of the Explorer with its path from the root of the site."""
    yield f"{FOLDER}/works.json", _json(payload(kb, enrichments))
    if abstracts := _abstracts(kb, enrichments):
        yield f"{FOLDER}/abstracts.json", _json(abstracts)
    for name, texts in export_texts(kb).items():
        yield f"{FOLDER}/{name}.json", _json(texts)


def version(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> str:
    """A mark that changes with the data, for the addresses of the files: browsers keep them for long."""
    digest = sha256(_json(payload(kb, enrichments)))
    digest.update(_json(_abstracts(kb, enrichments)))
    return digest.hexdigest()[:12]


def payload(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> Payload:
    """All works as columns; values that repeat are numbers that point into lists."""
    works = kb.newest()
    nodes = list(kb.taxonomy)
    venues = list(kb.venues)
    facets: dict[str, list[FacetRow]] = {
        "stage": _facet_rows(kb.stages),
        "capability": _facet_rows(kb.capabilities),
        "role": _facet_rows(kb.roles),
        "modality": _facet_rows(kb.modalities),
        "kind": [(kind, kind.capitalize(), kind.capitalize()) for kind in get_args(Kind)],
    }
    place = {name: {row[0]: at for at, row in enumerate(rows)} for name, rows in facets.items()}
    node_place = {node.id: at for at, node in enumerate(nodes)}
    venue_place = {venue: at for at, venue in enumerate(venues)}
    columns: Columns = {
        "id": [work.id for work in works],
        "title": [work.title for work in works],
        "authors": _author_lists(works),
        "year": [work.year for work in works],
        "date": [work.first_public for work in works],
        "venue": [venue_place[work.venue] if work.venue else -1 for work in works],
        "kind": [place["kind"][work.kind] for work in works],
        "arxiv": [work.arxiv_id.base if work.arxiv_id else "" for work in works],
        "doi": [work.doi or "" for work in works],
        "code": [_address(work.links.code) for work in works],
        "project": [_address(work.links.project) for work in works],
        "dataset": [_address(work.links.dataset) for work in works],
        "modality": [[place["modality"][name] for name in work.modalities] for work in works],
        "stage": [[place["stage"][stage.id] for stage in kb.stages_of(work)] for work in works],
        "capability": [[place["capability"][one.id] for one in kb.capabilities_of(work)] for work in works],
        "role": [[place["role"][role.id] for role in kb.roles_of(work)] for work in works],
        "nodes": [[node_place[tag.node] for tag in work.tags] for work in works],
        "notes": [[tag.note or "" for tag in work.tags] for work in works],
    }
    return {
        "abstracts": bool(_abstracts(kb, enrichments)),
        "nodes": [_node_row(node, node_place) for node in nodes],
        "facets": facets,
        "venues": venues,
        "works": columns,
    }


def export_texts(kb: KnowledgeBase) -> dict[str, object]:
    """What the exports say of each work, by format, so that a browser only has to join the chosen ones.

    Joined in the order of ids these give the bytes of `generator.rendering.exports.FORMATS`.
    """
    return {
        "bibtex": {work.id: bibtex(work) for work in kb},
        "ris": {work.id: ris_record(work) for work in kb},
        "csl": {work.id: json.dumps(csl_item(work), ensure_ascii=False) for work in kb},
        "csv": _csv_rows(kb),
        "markdown": _reading_list_items(kb),
    }


def _csv_rows(kb: KnowledgeBase) -> dict[str, object]:
    header = csv_table(kb, []).decode()
    return {
        "head": header,
        "rows": {work.id: csv_table(kb, [work]).decode().removeprefix(header) for work in kb},
    }


def _reading_list_items(kb: KnowledgeBase) -> dict[str, object]:
    """The items of the reading list under the headings they stand under, all in the order of the list."""
    headings: dict[str, str] = {}
    items: dict[str, dict[str, str]] = {}
    for work in kb.newest():
        node = kb.primary_node(work)
        section = (node.topic or node).id
        _, _, headings[section], _, items.setdefault(section, {})[work.id] = (
            reading_list(kb, [work]).decode().splitlines()
        )
    sections = [[headings[node.id], items[node.id]] for node in kb.taxonomy if node.id in items]
    return {"head": reading_list(kb, []).decode().strip(), "sections": sections}


def _author_lists(works: Sequence[Work]) -> list[list[str | int]]:
    """Of each work its authors: a name where it comes first in the file, from then on its number."""
    numbers: dict[str, int] = {}
    lists: list[list[str | int]] = []
    for work in works:
        row: list[str | int] = []
        for author in work.authors:
            row.append(numbers.get(author, author))
            numbers.setdefault(author, len(numbers))
        lists.append(row)
    return lists


def _facet_rows(facets: Mapping[str, Facet]) -> list[FacetRow]:
    return [(facet.id, facet.title, facet.label) for facet in facets.values()]


def _node_row(node: Node, place: Mapping[str, int]) -> NodeRow:
    parent = place[node.parent.id] if node.parent else -1
    area = node.area.id if node.area and node.color else ""
    return node.id, node.title, node.short, parent, node.level, area


def _address(url: str | None) -> str:
    """An address that may be linked, else nothing."""
    return url if url and is_linkable(url) else ""


def _abstracts(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> dict[str, str]:
    found: Iterable[tuple[str, Enrichment | None]] = ((work.id, enrichments.get(work.id)) for work in kb)
    return {work_id: known.abstract for work_id, known in found if known and known.abstract}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
