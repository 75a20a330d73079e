"""What the Explorer's script loads: works as compact columns, in parts, their rows of tables, and abstracts.

The script decodes this in `living_survey/web/assets/works/corpus.js`; change both together.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict, cast

from living_survey.knowledge.search import SHORTCUTS, SPELLINGS
from living_survey.rendering.exports import FORMATS
from living_survey.rendering.markdown import is_linkable
from living_survey.rendering.sourced import source_of, with_section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import Facet, Group, KnowledgeBase, Node, Work
    from living_survey.knowledge.enrichment import Enrichment
    from living_survey.knowledge.tables import Cell, Column

FOLDER = "assets/explore/data"
OFFERED = ("bibtex", "ris", "csl-json", "csv", "markdown")
"""The formats that works can be downloaded in, the first one chosen already."""

FIRST_WORKS = 250
"""The works of the first file, which a visitor waits for; they come with all that works share."""
WORKS_A_PART = 1000
"""The works of each further file, which stays below 250 KB (gzip)."""

FormatRow = tuple[str, str, str, str, str]
"""Name, label, suffix of a saved file, media type, and name of the file of all works in the folder `data`."""

NodeRow = tuple[str, str, str, int, str, str]
"""Id, title, label, place of the parent in the list (-1 at the top), level, and id of the coloured area."""
ValueRow = tuple[str, str, str, int, list[str]]
"""Id, title, the label for menus, the place of its group in the list of groups (-1 for none), other names."""
ShortcutRow = tuple[str, str, list[str]]
"""Address, title, and the words that it is found by."""
GroupRow = tuple[int, int, *tuple[list[int], ...]]
"""Place of the tag among those of the work (-1: the whole work), place of the source, then for each relation
its place with the values: `[2, 0, [1, 17], [3, 4, 5]]`."""
ApproachRow = tuple[int, int, *tuple[list[int], ...]]
"""Place of the node and of the source, then relations with values, as in a `GroupRow`."""


class FacetRow(TypedDict):
    """A facet with its values. Relations are counted over all facets, in their order."""

    id: str
    title: str
    plural: str
    of_statements: bool
    groups: list[str]
    relations: list[tuple[str, str, str]]
    """Id, verb and title of each."""
    values: list[ValueRow]


class Columns(TypedDict):
    """One list a field, all in the same order: the newest work first."""

    id: list[str]
    title: list[str]
    names: list[list[str]]
    summary: list[str]
    authors: list[list[str | int]]
    year: list[int]
    date: list[str]
    venue: list[int]
    arxiv: list[str]
    doi: list[str]
    code: list[str]
    project: list[str]
    dataset: list[str]
    nodes: list[list[int]]
    notes: list[list[str]]
    facets: dict[str, list[list[int]]]
    """Values of facets of the whole work, by id of the facet."""
    groups: list[list[GroupRow]]
    """What is stated together; tags that state nothing have none."""
    effects: list[list[str]]
    """Results as the sources state them, one a group; none if no group of a work has one."""


class Payload(TypedDict):
    """Everything the Explorer shows and searches, but the abstracts; of the works the newest."""

    total: int
    """How many works there are."""
    parts: int
    """How many files follow with the columns of the other works, from the newest to the oldest."""
    abstracts: bool
    nodes: list[NodeRow]
    facets: list[FacetRow]
    venues: list[str]
    drafts: list[int]
    """Places of the works of which facts are missing."""
    since: list[int]
    """Places of the works published after the survey."""
    formats: list[FormatRow]
    sources: list[str]
    """Where statements come from, in words: `the survey, §3.1.1`."""
    approaches: list[ApproachRow]
    """What the survey states of nodes; it holds for all below them, too."""
    synonyms: list[list[str]]
    """Words and phrases that mean the same."""
    shortcuts: list[ShortcutRow]
    """Pages and actions that are found by more than their titles."""
    works: Columns


def explorer_files(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> Iterator[tuple[str, bytes]]:
    """Every data file of the Explorer with its path from the root of the site."""
    abstracts = _abstracts(kb, enrichments)
    start, *others = _parts(kb, bool(abstracts))
    yield f"{FOLDER}/works.json", start
    for number, part in enumerate(others, 1):
        yield f"{FOLDER}/works-{number}.json", part
    yield f"{FOLDER}/rows.json", _json(_table_rows(kb))
    if abstracts:
        yield f"{FOLDER}/abstracts.json", _json(abstracts)


def version(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> str:
    """A mark that changes with the data, for the addresses of the files: browsers keep them for long."""
    abstracts = _abstracts(kb, enrichments)
    digest = sha256(b"".join(_parts(kb, bool(abstracts))))
    digest.update(_json(_table_rows(kb)))
    digest.update(_json(abstracts))
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _parts(kb: KnowledgeBase, has_abstracts: bool) -> tuple[bytes, ...]:  # noqa: FBT001 - for the cache
    """The files of the works: first the newest with everything that all share, then columns of the others."""
    whole = payload(kb, has_abstracts=has_abstracts)
    first = _sliced(whole["works"], slice(FIRST_WORKS))
    starts = range(FIRST_WORKS, whole["total"], WORKS_A_PART)
    others = (_sliced(whole["works"], slice(start, start + WORKS_A_PART)) for start in starts)
    return _json(whole | {"works": first}), *map(_json, others)


def _sliced(columns: Columns, part: slice) -> dict[str, object]:
    facets = {name: column[part] for name, column in columns["facets"].items()}
    lists = cast("dict[str, list[object]]", columns)
    return {name: column[part] for name, column in lists.items() if name != "facets"} | {"facets": facets}


def payload(kb: KnowledgeBase, *, has_abstracts: bool = False) -> Payload:
    """All works as columns; values that repeat are numbers that point into lists."""
    works = kb.newest()
    nodes = list(kb.taxonomy)
    venues = list(kb.venues)
    facets = [facet for facet in kb.facets.values() if "filter" in facet.shown]
    places = _Places(kb, facets)
    venue_place = {venue: at for at, venue in enumerate(venues)}
    stated = [places.groups(work) for work in works]
    columns: Columns = {
        "id": [work.id for work in works],
        "title": [work.title for work in works],
        "names": [list(work.names) for work in works],
        "summary": [work.summary or "" for work in works],
        "authors": _author_lists(works),
        "year": [work.year or 0 for work in works],
        "date": [work.first_public for work in works],
        "venue": [venue_place[work.venue] if work.venue else -1 for work in works],
        "arxiv": [work.arxiv_id.base if work.arxiv_id else "" for work in works],
        "doi": [work.doi or "" for work in works],
        "code": [_address(work.links.code) for work in works],
        "project": [_address(work.links.project) for work in works],
        "dataset": [_address(work.links.dataset) for work in works],
        "nodes": [[places.node[tag.node] for tag in work.tags] for work in works],
        "notes": [[tag.note or "" for tag in work.tags] for work in works],
        "facets": {
            facet.id: [
                [places.value[facet.id, value] for value in kb.values_of(work, facet.id)] for work in works
            ]
            for facet in facets
            if not facet.of_statements
        },
        "groups": [[row for row, _ in groups] for groups in stated],
        "effects": [
            [group.effect or "" for _, group in groups] if any(group.effect for _, group in groups) else []
            for groups in stated
        ],
    }
    approaches = places.approaches()
    return {
        "total": len(works),
        "parts": -(-max(len(works) - FIRST_WORKS, 0) // WORKS_A_PART),
        "abstracts": has_abstracts,
        "nodes": [_node_row(node, places.node) for node in nodes],
        "facets": [_facet_row(facet) for facet in facets],
        "venues": venues,
        "drafts": [at for at, work in enumerate(works) if work.draft],
        "since": [at for at, work in enumerate(works) if kb.is_since_survey(work)],
        "formats": [_format_row(name) for name in OFFERED],
        "sources": list(places.source),
        "approaches": approaches,
        "synonyms": [list(group) for group in (*SPELLINGS, *kb.file.search.synonyms)],
        "shortcuts": [
            *((f"{one.id}/", one.label, [one.title, one.id]) for one in kb.file.questions),
            *((one.address, one.title, list(one.words)) for one in (*kb.file.search.shortcuts, *SHORTCUTS)),
        ],
        "works": columns,
    }


class _Places:
    """Numbers for what repeats, by which groups of statements are written down."""

    def __init__(self, kb: KnowledgeBase, facets: Sequence[Facet]) -> None:
        self.kb = kb
        self.node = {node.id: at for at, node in enumerate(kb.taxonomy)}
        self.value = {(facet.id, value.id): at for facet in facets for at, value in enumerate(facet.values)}
        relations = [(facet, relation) for facet in facets for relation in facet.relations]
        self.relation = {
            relation.id: at for at, (facet, relation) in enumerate(relations) if facet.of_statements
        }
        self.source: defaultdict[str, int] = defaultdict(lambda: len(self.source))

    def groups(self, work: Work) -> list[tuple[GroupRow, Group]]:
        """The groups of a work that state something of the facets, or an effect."""
        tags = {tag.node: at for at, tag in enumerate(work.tags)}
        return [
            ((tags[group.node] if group.node else -1, self.source[source_of(group)], *values), group)
            for group in self.kb.groups_of(work)
            if (values := self._values(group)) or group.effect
        ]

    def approaches(self) -> list[ApproachRow]:
        """What the survey states of each node, statement by statement."""
        return [
            (self.node[node], self.source[with_section("the survey on the approach", group.section)], *values)
            for group in self.kb.approach_groups
            if (values := self._values(group))
            for node in group.nodes
        ]

    def _values(self, group: Group) -> list[list[int]]:
        facet_of = self.kb.facet_of
        return [
            [self.relation[relation], *(self.value[facet_of[relation].id, value] for value in values)]
            for relation, values in group.values.items()
            if relation in self.relation
        ]


def _format_row(name: str) -> FormatRow:
    exported = FORMATS[name]
    label = re.split("[,:]", exported.description)[0]
    # Only a site generator would make a page of a Markdown file; readers need no second suffix.
    return name, label, exported.suffix.removesuffix(".txt"), exported.media_type, f"works.{exported.suffix}"


def _table_rows(kb: KnowledgeBase) -> dict[str, list[str]]:
    """Of each work its rows of tables in words, such as a dataset with its size, by id."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for table in kb.tables.values():
        for row, work in kb.rows(table.id) if table.in_entries else ():
            cells = [(column, _cell_text(kb, column, row.cell(column))) for column in table.shown]
            if work is not None:
                found[work.id].append("; ".join(f"{column.title}: {text}" for column, text in cells if text))
    return found


def _cell_text(kb: KnowledgeBase, column: Column, cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, str | int | float):
        return "" if cell is None else str(cell)
    facet = kb.facet_of[column.relation] if column.relation else None
    return ", ".join(facet.value(one).label if facet else str(one) for one in cell)


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


def _facet_row(facet: Facet) -> FacetRow:
    place = {group.id: at for at, group in enumerate(facet.groups)}
    groups = [facet.group_of(value) for value in facet.values]
    return {
        "id": facet.id,
        "title": facet.title,
        "plural": facet.plural,
        "of_statements": facet.of_statements,
        "groups": [group.title for group in facet.groups],
        "relations": [(relation.id, relation.verb, relation.title) for relation in facet.relations],
        "values": [
            (value.id, value.title, value.label, place[group.id] if group else -1, list(value.called))
            for value, group in zip(facet.values, groups, strict=True)
        ],
    }


def _node_row(node: Node, place: Mapping[str, int]) -> NodeRow:
    parent = place[node.parent.id] if node.parent else -1
    return node.id, node.title, node.short, parent, node.level, node.colored.id if node.colored else ""


def _address(url: str | None) -> str:
    """An address that may be linked, else nothing."""
    return url if url and is_linkable(url) else ""


def _abstracts(kb: KnowledgeBase, enrichments: Mapping[str, Enrichment]) -> dict[str, str]:
    found: Iterable[tuple[str, Enrichment | None]] = ((work.id, enrichments.get(work.id)) for work in kb)
    return {work_id: known.abstract for work_id, known in found if known and known.abstract}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
