"""The files of `lists/`: one per area of the taxonomy, divided further if it would be too large."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Node, Row, Table, Work

LISTS = "lists"
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True, eq=False)
class ListFile:
    """A file of `lists/`, or one of several parts of it: works at some nodes, or rows of a table."""

    stem: str
    """Its path without the suffix; that of the first part if there are several."""
    subject: Node | Table
    lines: tuple[tuple[Node, Work | None], ...] = ()
    """Nodes with their works in the order of the list; a node without a work is a heading."""
    rows: tuple[tuple[Row, Work | None], ...] = ()
    part: int = 1
    parts: int = 1
    branches: tuple[Node, ...] = ()
    """The nodes below that get their own files if this one is divided."""

    @property
    def path(self) -> str:
        """Its path from the root of the repository."""
        return self.path_of(self.part)

    def path_of(self, part: int) -> str:
        """The path of a part. Ids have no underscores, so no file of a node has the same path."""
        return f"{self.stem}.md" if part == 1 else f"{self.stem}/part_{part}.md"

    @property
    def is_divisible(self) -> bool:
        """Whether its content can be divided into more files."""
        return bool(self.branches or self.rows[1:] or [work for _, work in self.lines if work][1:])


def lay_out(kb: KnowledgeBase, divisions: Mapping[str, int]) -> Iterator[ListFile]:
    """The files of `lists/`, in the survey's order.

    Each area below a direction has one; what is not in an area is in the direction's own file. `divisions`
    says, by stem, how often a file is divided: first by topic, or below a topic by approach, then into parts
    of equal length.
    """
    planner = _Planner(kb, divisions)
    for root in kb.taxonomy.roots:
        areas = frozenset(child.id for child in root.children if child.level == "area")
        yield from planner.lists(root, f"{LISTS}/{root.id}", areas)
        for area in root.children:
            if area.id in areas:
                yield from planner.lists(area, f"{LISTS}/{area.id}")
    for table in kb.tables.values():
        yield from planner.table(table)


def branches(node: Node, apart: Collection[str] = ()) -> Iterator[Node]:
    """The topics at or below a node, and branches without topics as a whole; else the node itself."""
    if node.level not in {"topic", "approach"}:
        found = [part for child in node.children if child.id not in apart for part in branches(child, apart)]
        if found:
            yield from found
            return
    yield node


class _Planner:
    def __init__(self, kb: KnowledgeBase, divisions: Mapping[str, int]) -> None:
        self._kb = kb
        self._divisions = divisions
        self._stems: set[str] = set()

    def lists(self, node: Node, stem: str, apart: frozenset[str] = frozenset()) -> Iterator[ListFile]:
        """The files of a node and the nodes below it, without the branches in `apart`."""
        kb = self._kb
        if not any(kb.tagged(one) for one in _walk(node, apart)):
            return
        self._stems.add(stem)
        divisions = self._divisions.get(stem, 0)
        below = tuple(part for part in _parts(node, apart) if kb.count(part))
        if below and divisions:
            apart |= {part.id for part in below}
            divisions -= 1
        lines = [line for one in _walk(node, apart) if kb.count(one) for line in self._lines(one)]
        is_whole = apart.isdisjoint(part.id for part in below)
        for part, own in enumerate(_slices(lines, divisions + 1), 1):
            yield ListFile(
                stem, node, lines=own, part=part, parts=divisions + 1, branches=below if is_whole else ()
            )
        if not is_whole:
            for branch in below:
                yield from self.lists(branch, f"{stem}/{branch.id}")

    def _lines(self, node: Node) -> Iterator[tuple[Node, Work | None]]:
        """A node and the works tagged with it: first those with their full line there."""
        works = self._kb.newest(self._kb.tagged(node))
        yield node, None
        for here in (True, False):
            yield from ((node, work) for work in works if (self._kb.primary_node(work) is node) is here)

    def table(self, table: Table) -> Iterator[ListFile]:
        """The files of a table; it is renamed if a node has the same id."""
        stem = f"{LISTS}/{table.id}"
        while stem in self._stems:
            stem += "-table"
        self._stems.add(stem)
        parts = self._divisions.get(stem, 0) + 1
        rows = self._kb.rows(table.id)
        for part, own in enumerate(_slices(rows, parts), 1):
            if rows:
                yield ListFile(stem, table, rows=own, part=part, parts=parts)


def _walk(node: Node, apart: Collection[str]) -> Iterator[Node]:
    """A node and all nodes below it, without the branches in `apart`."""
    yield node
    for child in node.children:
        if child.id not in apart:
            yield from _walk(child, apart)


def _parts(node: Node, apart: Collection[str]) -> Iterator[Node]:
    """The branches into which a node's file is divided: its topics, or the nodes directly below a topic."""
    for child in node.children:
        if child.id not in apart:
            yield from branches(child, apart)


def _slices(items: Sequence[ItemT], number: int) -> Iterator[tuple[ItemT, ...]]:
    """A number of slices of a sequence, of equal length."""
    for index in range(number):
        yield tuple(items[index * len(items) // number : (index + 1) * len(items) // number])


def relative(path: str, start: str) -> str:
    """The path of a file relative to another file that links it."""
    return posixpath.relpath(path, posixpath.dirname(start) or ".")
