"""The tree that works are placed in: directions > areas > topics > approaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Section, Slug, Text
from living_survey.knowledge.lookup import Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Level = Literal["direction", "area", "topic", "approach"]
LEVEL_KEYS: Mapping[str, Level] = {"areas": "area", "topics": "topic", "approaches": "approach"}


class NodeEntry(Model):
    """One node as `taxonomy.yaml` has it; the key it stands under (`areas`, `topics`, ...) says its level."""

    id: Slug
    formerly: tuple[Slug, ...] = Field(
        default=(), description="Ids that it had before; their pages and feeds lead to it."
    )
    title: Text
    short: Text | None = Field(default=None, description="One to four words, for chips and menus.")
    question: Slug | None = Field(default=None, description="The research question that a direction answers.")
    section: Section | None = Field(default=None, description="Section of the survey.")
    sections: tuple[Section, ...] = Field(default=(), description="Where a direction spans several sections.")
    discussion: Section | None = Field(default=None, description="Section that discusses an area as a whole.")
    table: Section | None = None
    color: str | None = Field(
        default=None, pattern=r"^#[0-9a-f]{6}$", description="Colour of the node and all below it."
    )
    aliases: tuple[Text, ...] = Field(default=(), description="Other names, such as the upstream list's tag.")
    about: Text | None = None
    belongs: Text | None = Field(default=None, description="What kind of work is tagged here.")
    not_here: Text | None = Field(default=None, description="What is not, and where it goes instead.")
    remark: Text | None = None
    added_by: Literal["survey", "curation"] = Field(
        default="survey", description="Whether the survey has it, or this project added it."
    )
    areas: tuple[NodeEntry, ...] = ()
    topics: tuple[NodeEntry, ...] = ()
    approaches: tuple[NodeEntry, ...] = ()

    def children(self) -> Iterator[tuple[Level, NodeEntry]]:
        """The nodes directly below, with their level."""
        for key, level in LEVEL_KEYS.items():
            for child in getattr(self, key):
                yield level, child


@dataclass(frozen=True)
class Node:
    """A place in the tree, with its neighbours."""

    entry: NodeEntry
    level: Level
    parent: Node | None = field(repr=False)
    position: int
    children: tuple[Node, ...] = field(default=(), repr=False, compare=False)

    @property
    def id(self) -> str:
        """Unique over the whole tree, stable: `wild-yeasts`."""
        return self.entry.id

    @property
    def title(self) -> str:
        """The title as the survey prints it."""
        return self.entry.title

    @property
    def short(self) -> str:
        """A title for chips and menus."""
        return self.entry.short or self.entry.title

    @property
    def about(self) -> str | None:
        """What the node is about, in a sentence or two."""
        return self.entry.about

    @cached_property
    def section(self) -> str | None:
        """The survey's section; an approach has that of its topic."""
        return self.entry.section or (
            self.parent.section if self.parent and self.level == "approach" else None
        )

    @cached_property
    def colored(self) -> Node | None:
        """The node whose colour it has: itself, or the nearest one above with a colour."""
        if self.entry.color:
            return self
        return self.parent.colored if self.parent else None

    @property
    def color(self) -> str | None:
        """The colour of the node, `#rrggbb`."""
        return self.colored.entry.color if self.colored else None

    @cached_property
    def ancestors(self) -> tuple[Node, ...]:
        """From the direction down to the parent."""
        return (*self.parent.ancestors, self.parent) if self.parent else ()

    @property
    def root(self) -> Node:
        """The direction (or other branch) above, or the node itself."""
        return self.ancestors[0] if self.parent else self

    @cached_property
    def topic(self) -> Node | None:
        """The topic that the node is or belongs to; None above topics."""
        if self.level == "topic":
            return self
        return self.parent.topic if self.parent and self.level == "approach" else None

    @cached_property
    def area(self) -> Node | None:
        """The topmost area that the node is or belongs to."""
        return next((node for node in (*self.ancestors, self) if node.level == "area"), None)

    def walk(self) -> Iterator[Node]:
        """The node and everything below it, in the survey's order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Taxonomy:
    """All nodes, by id and in the survey's order."""

    def __init__(self, tree: tuple[NodeEntry, ...]) -> None:
        """Index the tree; ids must be unique (validation sees to it)."""
        self._nodes: Index[Node] = Index("taxonomy node", {})
        self.roots = tuple(self._grow(entry, "direction", None) for entry in tree)

    def _grow(self, entry: NodeEntry, level: Level, parent: Node | None) -> Node:
        node = Node(entry, level, parent, len(self._nodes))
        self._nodes[entry.id] = node
        children = tuple(self._grow(child, child_level, node) for child_level, child in entry.children())
        object.__setattr__(node, "children", children)
        return node

    def __getitem__(self, node_id: str) -> Node:
        """The node of an id. Raises `KeyError`, which names ids like it."""
        return self._nodes[node_id]

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._nodes

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes.values())

    def __len__(self) -> int:
        return len(self._nodes)

    def topics(self) -> tuple[Node, ...]:
        """All topics in the survey's order."""
        return tuple(node for node in self if node.level == "topic")
