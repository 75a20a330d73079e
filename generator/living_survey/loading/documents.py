"""An entry as written: raw values with their places, for rules to examine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import Identity
from living_survey.knowledge.identifiers import ArxivId
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.loading.yaml_tree import PathKey, Plain


@dataclass(frozen=True)
class Document:
    """A YAML file of lines `key: value`, possibly with mistakes in it; `path` is relative to the root."""

    path: str
    tree: Mapping

    @cached_property
    def id(self) -> str:
        """The file's name without its ending: the id of an entry."""
        return PurePosixPath(self.path).stem

    @cached_property
    def data(self) -> dict[str, Plain]:
        """The file as plain values, without the keys that have none (`doi:`)."""
        data = self.tree.value()
        return {key: value for key, value in data.items() if value is not None}

    def at(self, *keys: PathKey) -> Tree | None:
        """The value at a path such as `("tags", 0, "node")`; None if there is none."""
        node: Tree | None = self.tree
        for key in keys:
            if isinstance(node, Mapping) and isinstance(key, str):
                node = node.get(key)
            elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
                node = node.items[key]
            elif isinstance(node, Scalar) and key == 0:
                pass  # where a list may be written as its only item
            else:
                return None
        return node

    def text(self, *keys: PathKey) -> str | None:
        """The text at a path; None if there is none or it is not text."""
        value = self._scalar_value(*keys)
        return value if isinstance(value, str) else None

    def number(self, *keys: PathKey) -> int | None:
        """The whole number at a path; None if there is none."""
        value = self._scalar_value(*keys)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, *keys: PathKey) -> date | None:
        """The date at a path; None if there is none."""
        value = self._scalar_value(*keys)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return None
        return value if isinstance(value, date) else None

    def texts(self, *keys: PathKey) -> Iterator[tuple[str, Scalar]]:
        """The texts in a list, each with its place; values of other types are left out."""
        node = self.at(*keys)
        return texts_of(node.items if isinstance(node, Sequence) else ())

    def positions(self, *keys: PathKey) -> range:
        """The positions of the items of a list; empty if there is no list."""
        node = self.at(*keys)
        return range(len(node.items) if isinstance(node, Sequence) else 0)

    @cached_property
    def nodes(self) -> tuple[Tree, ...]:
        """All values of the file in their order."""
        return tuple(walk(self.tree))

    def place(self, *keys: PathKey) -> tuple[int, int]:
        """Line and column of the value at a path, else of the nearest value above it."""
        node: Tree = self.tree
        for depth in range(len(keys), 0, -1):
            if found := self.at(*keys[:depth]):
                node = found
                break
        return node.line, node.column

    def place_of_key(self, *keys: PathKey) -> tuple[int, int]:
        """Line and column of a key of a mapping, else those of `place`."""
        parent, last = self.at(*keys[:-1]), keys[-1]
        if isinstance(parent, Mapping) and isinstance(last, str) and last in parent.keys:
            return parent.keys[last].line, parent.keys[last].column
        return self.place(*keys)

    def _scalar_value(self, *keys: PathKey) -> str | float | bool | date | None:
        node = self.tree.get(keys[0]) if len(keys) == 1 and isinstance(keys[0], str) else self.at(*keys)
        return node.value() if isinstance(node, Scalar) else None


@dataclass(frozen=True)
class EntryDocument(Document):
    """A file of `entries/`."""

    @cached_property
    def arxiv(self) -> ArxivId | None:
        """The arXiv identifier, if there is a possible one."""
        try:
            return ArxivId.parse(self.text("arxiv") or "")
        except ValueError:
            return None

    @cached_property
    def identity(self) -> Identity:
        """What tells the work from others."""
        addresses = (self.text("arxiv"), self.text("doi"), self.text("links", "project"))
        other = self.text("upstream", "title")
        authors = tuple(name for name, _ in self.texts("authors"))
        return Identity(
            self.text("title") or "", authors, tuple(filter(None, addresses)), (other,) if other else ()
        )

    @property
    def is_draft(self) -> bool:
        """Whether it says that authors or year are not known yet."""
        return self.data.get("draft") is True

    @cached_property
    def tag_nodes(self) -> tuple[tuple[str, Scalar], ...]:
        """The nodes that the entry is tagged with, short form or long, each with its place."""
        tags = self.at("tags")
        items = tags.items if isinstance(tags, Sequence) else []
        return tuple(texts_of(item.get("node") if isinstance(item, Mapping) else item for item in items))

    @cached_property
    def rejected_nodes(self) -> tuple[tuple[str, Scalar], ...]:
        """The nodes that the upstream list tags it with and this project does not, each with its place."""
        positions = self.positions("upstream", "rejected")
        return tuple(texts_of(self.at("upstream", "rejected", at, "node") for at in positions))


def texts_of(nodes: Iterable[Tree | None]) -> Iterator[tuple[str, Scalar]]:
    """Those of some values that are texts, each with its place."""
    for node in nodes:
        if isinstance(node, Scalar) and isinstance(value := node.value(), str):
            yield value, node
