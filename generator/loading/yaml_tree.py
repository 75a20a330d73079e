"""YAML text as a tree of values that know their place.

Reads the events of libyaml one by one and stops at the first thing that an entry has no use for (an alias, a tag,
deep nesting), so that no input costs more than its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 24
PathKey: TypeAlias = str | int
Plain: TypeAlias = "str | int | float | bool | date | None | list[Plain] | dict[str, Plain]"

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_TRUE = frozenset({"yes", "true", "on"})
_STR, _INT, _FLOAT, _BOOL, _NULL, _DATE = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))


class YamlError(Exception):
    """YAML that cannot be read, or that uses what entries may not use."""

    def __init__(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Keep the place (counted from 1), the code of the rule, and what to tell the writer."""
        super().__init__(message)
        self.line, self.column, self.code, self.message, self.hint = line, column, code, message, hint


@dataclass(slots=True)
class Scalar:
    """A single value; `text` is what is written, without quotes."""

    text: str
    line: int
    column: int
    plain: bool

    def value(self) -> str | float | bool | date | None:
        """The value as PyYAML's safe loader has it; what only looks like a number or date stays text."""
        if not self.plain:
            return self.text
        tag = _tag_of(self.text)
        if tag == _STR:
            return self.text
        return _convert(self.text, tag)


@dataclass(slots=True)
class Sequence:
    """A list of values."""

    line: int
    column: int
    flow: bool = False
    items: list[Tree] = field(default_factory=list)

    def value(self) -> list[Plain]:
        """The list as plain Python values."""
        return [item.value() for item in self.items]


@dataclass(slots=True)
class Mapping:
    """Keys and their values; a key that came twice is in `repeated`, its later values are left out."""

    line: int
    column: int
    flow: bool = False
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Tree] = field(default_factory=dict)
    repeated: list[Scalar] = field(default_factory=list)

    def value(self) -> dict[str, Plain]:
        """The mapping as plain Python values."""
        return {key: node.value() for key, node in self.values.items()}

    def get(self, key: str) -> Tree | None:
        """The value of a key; None if there is no such key."""
        return self.values.get(key)


Tree: TypeAlias = Scalar | Sequence | Mapping


def _tag_of(text: str) -> str:
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STR


def _convert(text: str, tag: str) -> str | float | bool | date | None:
    try:
        if tag == _INT:
            if text.isdigit() and (text[0] != "0" or text == "0"):
                return int(text) if len(text) < 20 else text  # noqa: PLR2004 - longer than any number an entry has
            return float(text)
        if tag == _FLOAT:
            return float(text.replace(".inf", "inf").replace(".nan", "nan").replace(".NaN", "nan").replace("_", ""))
        if tag == _DATE:
            return date.fromisoformat(text)
    except ValueError:
        return text
    if tag == _BOOL:
        return text.lower() in _TRUE
    if tag == _NULL:
        return None
    return text


def looks_typed(text: str) -> bool:
    """Whether a text, written without quotes, would be read as something else than text."""
    return _tag_of(text) != _STR


def parse(text: str) -> Tree | None:
    """Read one YAML document; None if there is nothing in it.

    Raises `YamlError` for what is not YAML, for aliases, anchors and tags, and for a second document.
    """
    try:
        return _build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = error.problem or "cannot be read"
        raise YamlError(line, column, "yaml-syntax", f"this is not valid YAML: {problem}", _cure(problem)) from error
    except yaml.reader.ReaderError as error:
        raise YamlError(1, 1, "yaml-syntax", f"this is not valid YAML: {error.reason}") from error


_CURES = {
    "mapping values are not allowed": 'a text with ": " in it must stand in quotes',
    "could not find expected ':'": "a key needs a colon and a space after it; a text of several lines must be indented",
    "cannot start any token": "a text that starts with a sign such as @, ` or % must stand in quotes",
    "did not find expected ',' or ']'": 'close the list with "]"; names with a comma must stand in quotes',
    "did not find expected ',' or '}'": 'close the mapping with "}"',
    "unexpected end of stream": "a quote or bracket that opens here is never closed",
    "did not find expected key": "check the indentation: keys of one level start in the same column; quotes inside quotes need a backslash",
    "did not find expected '-' indicator": "check the indentation: the items of a list start in the same column",
    "undefined alias": "a text that starts with * must stand in quotes",
}


def _cure(problem: str) -> str:
    return next((cure for start, cure in _CURES.items() if start in problem), "")


def _build(events: Iterator[yaml.Event]) -> Tree | None:
    root: Tree | None = None
    stack: list[Sequence | Mapping] = []
    keys: list[Scalar | None] = []
    documents = 0
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            mark = event.start_mark
            _refuse_extras(event, tagged=not any(event.implicit))
            node: Tree = Scalar(event.value, mark.line + 1, mark.column + 1, plain=event.implicit[0] and not event.style)
        elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            mark = event.start_mark
            _refuse_extras(event, tagged=not event.implicit)
            if len(stack) >= MAX_DEPTH:
                raise YamlError(mark.line + 1, mark.column + 1, "yaml-too-deep", f"nested more than {MAX_DEPTH} levels deep")
            shape = Mapping if kind is yaml.MappingStartEvent else Sequence
            node = shape(mark.line + 1, mark.column + 1, bool(event.flow_style))
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            keys.pop()
            continue
        elif kind is yaml.AliasEvent:
            mark = event.start_mark
            raise YamlError(mark.line + 1, mark.column + 1, "yaml-alias", f'"*{event.anchor}" is an alias', "entries repeat what they mean; a text that starts with * must stand in quotes")
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise YamlError(event.start_mark.line + 1, 1, "yaml-documents", "a second document starts here", 'one file holds one entry; remove the line "---"')
            continue
        else:
            continue
        if not stack:
            root = node
        else:
            _attach(stack[-1], keys, node)
        if not isinstance(node, Scalar):
            stack.append(node)
            keys.append(None)
    if isinstance(root, Scalar) and root.plain and not root.text:
        return None
    return root


def _refuse_extras(event: yaml.NodeEvent, *, tagged: bool) -> None:
    mark = event.start_mark
    if event.anchor is not None:
        raise YamlError(mark.line + 1, mark.column + 1, "yaml-alias", f'"&{event.anchor}" is an anchor', "entries repeat what they mean; a text that starts with & must stand in quotes")
    if tagged and event.tag:
        raise YamlError(mark.line + 1, mark.column + 1, "yaml-tag", f'"{event.tag}" is a YAML tag', "entries hold plain values; a text that starts with ! must stand in quotes")


def _attach(parent: Sequence | Mapping, keys: list[Scalar | None], node: Tree) -> None:
    if isinstance(parent, Sequence):
        parent.items.append(node)
        return
    key = keys[-1]
    if key is None:
        if not isinstance(node, Scalar):
            raise YamlError(node.line, node.column, "yaml-key", "a key must be a single word, not a list or mapping", "check the brackets and dashes of this line")
        keys[-1] = node
        return
    keys[-1] = None
    if key.text in parent.values:
        parent.repeated.append(key)
    else:
        parent.keys[key.text] = key
        parent.values[key.text] = node
