"""Changing entries and other YAML files by program; everything else is kept, comments included.

An entry is written in its canonical form; in other files only the words that change are replaced.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from living_survey.loading.canonical import (
    CannotFormatError,
    as_tree,
    format_entry,
    last_line,
    quoted_if_needed,
)
from living_survey.loading.characters import cleaned_value
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import Scalar, Sequence, YamlError, parse, with_line_feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from living_survey.loading.yaml_tree import Plain
    from living_survey.loading.yaml_tree import Tree as AnyTree


class CannotEditError(Exception):
    """An entry that must be changed by hand; the message is the reason."""


def edit_entry(text: str, changes: Mapping[str, Plain]) -> str:
    """The canonical text of an entry with some top-level fields set, or removed if their value is None.

    Raises `CannotEditError` for an entry that cannot be read, or of which something else would change.
    """
    return edit_tree(text, partial(_set_fields, changes=changes))


def edit_tree(text: str, change: Callable[[Tree], None]) -> str:
    """The canonical text of an entry after a function has changed its tree; see `new_value`.

    Raises `CannotEditError` as `edit_entry` does.
    """
    try:
        return format_entry(text, change)
    except (YamlError, CannotFormatError) as error:
        raise CannotEditError(str(error)) from error


def new_value(value: Plain) -> AnyTree:
    """A value to put into a tree, which takes no comment from its neighbours."""
    # A comment is attached to a key at or below its line: none to line 0.
    return as_tree(cleaned_value(value), 0)


def _set_fields(entry: Tree, changes: Mapping[str, Plain]) -> None:
    for key, value in changes.items():
        _set(entry, key, cleaned_value(value))


def _set(entry: Tree, key: str, value: Plain) -> None:
    """Set a value; keys that a mapping has already keep their places and the comments about them."""
    old = entry.values.get(key)
    if isinstance(old, Tree) and isinstance(value, dict):
        for gone in old.values.keys() - value.keys():
            del old.values[gone], old.keys[gone]
        for inner, its_value in value.items():
            _set(old, inner, its_value)
    elif old is not None:
        # Comments inside the old value are on lines up to its last.
        entry.values[key] = as_tree(value, last_line(old))
    else:
        entry.keys[key] = Scalar(key, 0, 1, plain=False)
        entry.values[key] = new_value(value)


# --- other files -------------------------------------------------------------------------------------------


class YamlText:
    """A YAML file in which words are replaced and added; all else stays as it is written."""

    def __init__(self, text: str) -> None:
        """Read the text. Raises `CannotEditError` if it is not lines of `key: value`."""
        self._text = with_line_feeds(text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self._patches: list[tuple[int, int, str]] = []
        try:
            tree = parse(self._text)
        except YamlError as error:
            raise CannotEditError(f"line {error.line}: {error.message}") from error
        if not isinstance(tree, Tree):
            raise CannotEditError('expected lines of "key: value"')
        self.tree = tree

    def replace(self, word: Scalar, new: str) -> None:
        """Put another word in the place of one."""
        start, end = self._span(word)
        self._patches.append((start, end, quoted_if_needed(new)))

    def add_to(self, node: Tree, after: str, key: str, value: str) -> None:
        """Add a value to the list of a key of a mapping; a new key comes after another one."""
        found = node.get(key)
        word = quoted_if_needed(value)
        if isinstance(found, Sequence) and found.items and isinstance(last := found.items[-1], Scalar):
            new = f", {word}" if found.flow else f"\n{' ' * (found.column - 1)}- {word}"
            self._insert(self._span(last)[1] if found.flow else self._line_end(last.line), new)
        elif found is not None:
            raise CannotEditError(f"line {found.line}: write {key} as a list with at least one item")
        elif node.flow and isinstance(named := node.get(after), Scalar):
            self._insert(self._span(named)[1], f", {key}: [{word}]")
        else:
            indent = " " * (node.keys[after].column - 1)
            self._insert(self._line_end(node.values[after].line), f"\n{indent}{key}: [{word}]")

    def add_item(self, node: Tree, text: str, below: str = "") -> None:
        """Add an item after one of a list that has a line for each, or as the first one of a key below it.

        `text` is the item as YAML on one line.
        """
        start = self._starts[node.line - 1]
        line = self._text[start : self._line_end(node.line)]
        dash = re.match(r"( *)- *", line)
        if dash is None or dash.end() != node.column - 1:
            raise CannotEditError(f"line {node.line}: start each item of the list on a line of its own")
        indent = dash[1]
        if below:
            if node.flow:
                raise CannotEditError(
                    f"line {node.line}: write the item with a line for each key, without braces"
                )
            if isinstance(items := node.get(below), Sequence) and items.items:
                last = items.items[-1]
                if isinstance(last, Tree):
                    self.add_item(last, text)
                    return
            inner = " " * (node.column - 1)
            self._insert(self._block_end(node.line, len(indent)), f"\n{inner}{below}:\n{inner}- {text}")
            return
        self._insert(self._block_end(node.line, len(indent)), f"\n{indent}- {text}")

    def result(self) -> str:
        """The changed text. Raises `CannotEditError` if it cannot be read any more."""
        text = self._text
        for start, end, new in sorted(self._patches, reverse=True):
            text = text[:start] + new + text[end:]
        YamlText(text)
        return text

    def _insert(self, at: int, new: str) -> None:
        self._patches.append((at, at, new))

    def _line_end(self, line: int) -> int:
        """The place after the last character of a line."""
        return self._starts[line] - 1 if line < len(self._starts) else len(self._text)

    def _block_end(self, line: int, indent: int) -> int:
        """The place after an item of a list that starts on a line, which ends where less is indented."""
        end = self._line_end(line)
        for number in range(line + 1, len(self._starts) + 1):
            text = self._text[self._starts[number - 1] : self._line_end(number)]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            if len(text) - len(text.lstrip()) <= indent:
                break
            end = self._line_end(number)
        return end

    def _span(self, word: Scalar) -> tuple[int, int]:
        """Where a word is in the text, its quotes included."""
        start = self._starts[word.line - 1] + word.column - 1
        for written in (word.text, f'"{word.text}"', f"'{word.text}'"):
            if self._text.startswith(written, start):
                return start, start + len(written)
        raise CannotEditError(f'line {word.line}: "{word.text}" must be changed by hand')
