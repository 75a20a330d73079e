"""Which nodes of a taxonomy the headings, badges and keywords of a file are.

To make a taxonomy of headings instead, see `living_survey.sources.outline`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from living_survey.knowledge.text import STOP_WORDS, normalized_title
from living_survey.sources.drafts import TagDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.knowledge import Node, Taxonomy
    from living_survey.sources.found import FoundWork
    from living_survey.sources.outline import Path

NEAR_WORDS = 0.75
NEAR_SPELLING = 0.9
"""How alike the words of a name, or all its letters, must be for a node to be proposed."""


@dataclass
class UnknownLabel:
    """A heading, badge or keyword that names no node of the taxonomy."""

    path: Path
    file: str
    line: int
    """Where it is first used."""
    works: int = 0
    nearest: str | None = None
    """The node with the most similar name; None if none is similar: a new topic."""

    def __str__(self) -> str:
        """The label as a line of a mapping, which is a comment where there is nothing to propose."""
        name = " > ".join(self.path).replace('"', "'")
        return f'"{name}": {self.nearest}' if self.nearest else f'# "{name}": (new topic)'


@dataclass
class Labels:
    """Finds the nodes of labels by the names of nodes, and by a mapping that people wrote."""

    taxonomy: Taxonomy
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Nodes by normalized label, or by the normalized labels of a path with spaces between."""
    unknown: dict[Path, UnknownLabel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names of nodes; directions are too broad for works."""
        self._nodes: defaultdict[str, list[Node]] = defaultdict(list)
        for node in self.taxonomy:
            names = (
                (node.id, node.title, node.short, *node.entry.aliases) if node.level != "direction" else ()
            )
            for name in dict.fromkeys(map(normalized_title, names)):
                self._nodes[name].append(node)

    def tags(self, found: FoundWork) -> tuple[TagDraft, ...]:
        """The tags of a work: the nodes of its labels, or of the nearest heading above that has one.

        Labels without a node of their own are kept in `unknown`.
        """
        nodes = [self._of_keyword(keyword, found) for keyword in found.keywords]
        nodes += [self._of_path(path, found) for path in found.labels]
        tagged = dict.fromkeys(node.id for node in nodes if node)
        implied = {above.id for node in tagged for above in self.taxonomy[node].ancestors}
        return tuple(TagDraft(node, found.note or None) for node in tagged if node not in implied)

    def _of_keyword(self, keyword: str, found: FoundWork) -> Node | None:
        """One word, such as "quality", means many things, unless it is an id or in the mapping."""
        node = self._named((keyword,))
        key = normalized_title(keyword)
        if node and (" " in key or key in self.mapping or key == normalized_title(node.id)):
            return node
        self._add_unknown((keyword,), found)
        return None

    def _of_path(self, path: Path, found: FoundWork) -> Node | None:
        node = self._named(path)
        if node is None and path:
            self._add_unknown(path, found)
        above = (self._named(path[:end]) for end in range(len(path) - 1, 0, -1))
        return node or next(filter(None, above), None)

    def _named(self, path: Path) -> Node | None:
        """The node that the last label of a path names; if several do, one below the others is taken."""
        keys = [normalized_title(label) for label in path]
        if chosen := self.mapping.get(" ".join(keys)) or self.mapping.get(keys[-1] if keys else ""):
            return self.taxonomy[chosen]
        found = self._nodes.get(keys[-1], []) if keys else []
        around = {node.id for key in keys[:-1] for node in self._nodes.get(key, ())}
        return max(found, key=lambda node: len(around & {one.id for one in node.ancestors}), default=None)

    def _add_unknown(self, path: Path, found: FoundWork) -> None:
        key = tuple(map(normalized_title, path))
        if key not in self.unknown:
            self.unknown[key] = UnknownLabel(path, found.file, found.line)
        self.unknown[key].works += 1

    def proposals(self) -> list[UnknownLabel]:
        """The labels without a node, those of most works first, each with the node of the nearest name."""
        for label in self.unknown.values():
            key = normalized_title(label.path[-1])
            likeness, name = max(((_likeness(key, name), name) for name in self._nodes), default=(0, ""))
            label.nearest = self._nodes[name][0].id if likeness else None
        return sorted(self.unknown.values(), key=lambda label: (-label.works, label.file, label.line))


def _likeness(one: str, other: str) -> float:
    """How alike two names are, by their words in any order or by their letters; 0 if they are not near."""
    mine, theirs = ({word.rstrip("s") for word in name.split()} - STOP_WORDS for name in (one, other))
    of_words = 2 * len(mine & theirs) / (len(mine) + len(theirs) or 1)
    of_letters = fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) / 100
    return max(of_words if of_words >= NEAR_WORDS else 0, of_letters if of_letters >= NEAR_SPELLING else 0)
