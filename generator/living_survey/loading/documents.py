"""An entry as it was written: raw values that know their place, for rules to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import ArxivId
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.files import SourceFile
    from living_survey.loading.yaml_tree import PathKey, Plain


@dataclass(frozen=True)
class Document:
    """A YAML file whose top level is a mapping, possibly with mistakes in it."""

    file: SourceFile
    tree: Mapping

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return self.file.path

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
        """The texts of a list, each with its place; what is not text is passed over."""
        node = self.at(*keys)
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(value := item.value(), str):
                yield value, item

    def positions(self, *keys: PathKey) -> range:
        """The positions of a list's items; none if there is no list."""
        node = self.at(*keys)
        return range(len(node.items) if isinstance(node, Sequence) else 0)

    def strings(self) -> Iterator[Scalar]:
        """All scalars of the file, keys left out."""
        stack: list[Tree] = [self.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, Scalar):
                yield node
            elif isinstance(node, Sequence):
                stack.extend(reversed(node.items))
            else:
                stack.extend(reversed(list(node.values.values())))

    def place(self, *keys: PathKey) -> tuple[int, int]:
        """Line and column of the value at a path, else of the nearest thing above it."""
        node: Tree = self.tree
        for depth in range(len(keys), 0, -1):
            if found := self.at(*keys[:depth]):
                node = found
                break
        return node.line, node.column

    def place_of_key(self, *keys: PathKey) -> tuple[int, int]:
        """Line and column of a key of a mapping, else as `place`."""
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

    def tag_nodes(self) -> Iterator[tuple[str, Scalar]]:
        """The nodes that the entry is tagged with, short form or long, each with its place."""
        tags = self.at("tags")
        for item in tags.items if isinstance(tags, Sequence) else ():
            node = item.get("node") if isinstance(item, Mapping) else item
            if isinstance(node, Scalar) and isinstance(value := node.value(), str):
                yield value, node

    def rejected_nodes(self) -> Iterator[tuple[str, Scalar]]:
        """The nodes that the upstream list tags it with and this project does not, each with its place."""
        for position in self.positions("upstream", "rejected"):
            node = self.at("upstream", "rejected", position, "node")
            if isinstance(node, Scalar) and isinstance(value := node.value(), str):
                yield value, node
