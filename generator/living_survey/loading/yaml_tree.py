"""YAML text as a tree of values that know their place.

Reads the events of libyaml one by one and stops at the first thing that an entry has no use for (an alias,
a tag, deep nesting), so that no input costs more than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from living_survey.loading.problems import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 24
MAX_DIGITS = 19  # longer than any number that an entry has
_SHOWN_LENGTH = 120
PathKey: TypeAlias = str | int
Plain: TypeAlias = "str | int | float | bool | date | list[Plain] | dict[str, Plain] | None"
Event: TypeAlias = Any  # the stubs of PyYAML leave out most of what an event knows

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_TRUE = frozenset({"yes", "true", "on"})
_STR, _INT, _FLOAT, _BOOL, _NULL, _DATE = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")
)


class YamlError(Exception):
    """YAML that cannot be read, or that has what entries may not have."""

    def __init__(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Keep the place (counted from 1), the code of the rule, the message and the cure."""
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
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return text.lower() in _TRUE
    try:
        if tag == _INT:
            return _whole_number(text)
        if tag == _FLOAT:
            return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
        if tag == _DATE:
            return date.fromisoformat(text)
    except ValueError:
        pass  # a day that does not exist, a number to base 60
    return text


def _whole_number(text: str) -> str | float:
    """Decimal numbers as such; with signs, leading zeros or another base as floats, which no field takes."""
    if not text.isdecimal() or (text[0] == "0" and text != "0"):
        return float(text.replace("_", ""))
    return int(text) if len(text) <= MAX_DIGITS else text


def looks_typed(text: str) -> bool:
    """Whether a text, written without quotes, would be read as something else than text."""
    return _tag_of(text) != _STR


def parse(text: str) -> Tree | None:
    """Read one YAML document; None if there is nothing in it.

    Raises `YamlError` for what is not YAML, for aliases, anchors and tags, and for a second document.
    """
    try:
        return _Builder().build(iter(yaml.CSafeLoader(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from error
    except yaml.reader.ReaderError as error:
        raise YamlError(1, 1, "yaml-syntax", f"invalid YAML: {error.reason}") from error


_CURES = {
    "could not find expected ':'": "write a colon and a space after a key; indent a text of several lines",
    "cannot start any token": "put a text that starts with a sign such as @, ` or % in quotes",
    "did not find expected ',' or ']'": 'close the list with "]"; put names with a comma in quotes',
    "did not find expected ',' or '}'": 'close the mapping with "}"; put texts with a comma in quotes',
    "unexpected end of stream": "close the open quote or bracket",
    "did not find expected key": (
        "check the indentation: keys of one level start in the same column; "
        "put a text that contains quotes or brackets in quotes as a whole"
    ),
    "did not find expected '-' indicator": (
        "check the indentation: the items of a list start in the same column"
    ),
    "block sequence entries are not allowed": 'start a list on the line below its key, each item with "- "',
    "unknown escape character": "write a backslash inside double quotes twice",
    "did not find expected hexdecimal number": "write a backslash inside double quotes twice",
}
_KEY_AND_TEXT = re.compile(r"(?P<key>[ -]*[\w-]+: +)(?P<text>\S.*?) *")
_ONLY_A_KEY = re.compile(r"[ -]*[\w-]+")


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "cannot be read"
    if "mapping values are not allowed" in problem:
        source = text.split("\n")[line - 1]
        problem, cure = _stray_colon(source, column)
    else:
        cure = next((cure for start, cure in _CURES.items() if start in problem), "")
        if error.context_mark and error.context and any(word in error.context for word in ("flow", "quoted")):
            cure = f"{cure}; it starts on line {error.context_mark.line + 1}" if cure else cure
    return YamlError(line, column, "yaml-syntax", f"invalid YAML: {problem}", cure)


def _stray_colon(source: str, column: int) -> tuple[str, str]:
    """Why YAML refuses a colon: in a text without quotes, or because of the indentation."""
    if _ONLY_A_KEY.fullmatch(source[: column - 1]):
        return "unexpected key", "check the indentation: keys of one level start in the same column"
    cure = 'put a text with ": " in it in quotes'
    match = _KEY_AND_TEXT.fullmatch(source)
    if match and len(source) <= _SHOWN_LENGTH and not set(match["text"]) & set('"\\'):
        cure += f': {match["key"].strip()} "{match["text"]}"'
    return '": " inside a text without quotes', cure


class _Builder:
    """Puts events together into a tree; one builder a document."""

    def __init__(self) -> None:
        self._root: Tree | None = None
        self._stack: list[Sequence | Mapping] = []
        self._keys: list[Scalar | None] = []
        self._documents = 0

    def build(self, events: Iterator[Event]) -> Tree | None:
        steps = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in events:
            if step := steps.get(type(event)):
                step(event)
        root = self._root
        return None if isinstance(root, Scalar) and root.plain and not root.text else root

    def _scalar(self, event: Event) -> None:
        implicit = event.implicit
        if event.anchor is not None or not (implicit[0] or implicit[1]):
            _refuse_extras(event)
        mark = event.start_mark
        self._attach(
            Scalar(event.value, mark.line + 1, mark.column + 1, plain=implicit[0] and not event.style)
        )

    def _start(self, event: Event) -> None:
        if event.anchor is not None or not event.implicit:
            _refuse_extras(event)
        if len(self._stack) >= MAX_DEPTH:
            raise _error(event, "yaml-too-deep", f"nested more than {MAX_DEPTH} levels deep")
        mark = event.start_mark
        shape = Mapping if type(event) is yaml.MappingStartEvent else Sequence
        node = shape(mark.line + 1, mark.column + 1, bool(event.flow_style))
        self._attach(node)
        self._stack.append(node)
        self._keys.append(None)

    def _end(self, _event: Event) -> None:
        self._stack.pop()
        self._keys.pop()

    def _alias(self, event: Event) -> None:
        raise _error(
            event,
            "yaml-alias",
            f'"*{shortened(event.anchor)}" is an alias',
            "write out what is meant; put a text that starts with * in quotes",
        )

    def _document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _error(
                event,
                "yaml-documents",
                "second document in one file",
                'delete the line "---", or make a file of the second part',
            )

    def _attach(self, node: Tree) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = _as_key(node)
            return
        self._keys[-1] = None
        if key.text in parent.values:
            parent.repeated.append(key)
        else:
            parent.keys[key.text] = key
            parent.values[key.text] = node


def _as_key(node: Tree) -> Scalar:
    if isinstance(node, Scalar):
        return node
    raise YamlError(
        node.line,
        node.column,
        "yaml-key",
        "a key must be a single word, not a list or a mapping",
        "check the brackets, dashes and question marks of this line",
    )


def _refuse_extras(event: Event) -> None:
    if event.anchor is not None:
        raise _error(
            event,
            "yaml-alias",
            f'"&{shortened(event.anchor)}" is an anchor',
            "write out what is meant; put a text that starts with & in quotes",
        )
    if event.tag:
        raise _error(
            event,
            "yaml-tag",
            f'"{shortened(event.tag.replace("tag:yaml.org,2002:", "!!"))}" is a YAML tag',
            "delete the tag; put a text that starts with ! in quotes",
        )


def _error(event: Event, code: str, message: str, hint: str = "") -> YamlError:
    return YamlError(event.start_mark.line + 1, event.start_mark.column + 1, code, message, hint)
