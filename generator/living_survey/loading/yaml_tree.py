"""YAML text as a tree of values with their places.

Reads the events of libyaml one by one and stops at the first feature that entries do not use (an alias, a
tag, deep nesting), so that no input costs more than its length. PyYAML's own nodes take as long to make, and
three times as long with the garbage collector, as each keeps two marks.
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
Event: TypeAlias = Any  # the stubs of PyYAML lack most attributes of an event

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_TRUE = frozenset({"yes", "true", "on"})
_STR, _INT, _FLOAT, _BOOL, _NULL, _DATE = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")
)
_LINE_ENDS_OF_YAML_ONLY = re.compile(r"[\x85\u2028\u2029]")


def with_line_feeds(text: str) -> str:
    """A text in which every line ends in a line feed, whatever system it comes from."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_counted(text: str) -> str:
    """A text in which YAML counts the lines that everybody else does.

    Three characters that end a line in YAML 1.1, but not in an editor, become spaces.
    """
    return _LINE_ENDS_OF_YAML_ONLY.sub(" ", with_line_feeds(text))


class YamlError(Exception):
    """YAML that cannot be read, or that uses a feature that entries do not."""

    def __init__(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Store the place (counted from 1), the code of the rule, the message and the cure."""
        super().__init__(message)
        self.line, self.column, self.code, self.message, self.hint = line, column, code, message, hint


@dataclass(slots=True)
class Scalar:
    """A single value; `text` is without quotes, and `plain` says that it is written without them."""

    text: str
    line: int
    column: int
    plain: bool

    def value(self) -> str | float | bool | date | None:
        """The value as PyYAML's safe loader reads it; an impossible number or date is text."""
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

    def add(self, node: Tree) -> None:
        """Append the next item."""
        self.items.append(node)

    def value(self) -> list[Plain]:
        """The list as plain Python values."""
        return [item.value() for item in self.items]


@dataclass(slots=True)
class Mapping:
    """Keys and their values; a duplicate key is in `repeated`, and its value is left out."""

    line: int
    column: int
    flow: bool = False
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Tree] = field(default_factory=dict)
    repeated: list[Scalar] = field(default_factory=list)
    pending: Scalar | None = None
    """A key whose value has not been read yet."""

    def add(self, node: Tree) -> None:
        """Take the next key, or the value of the last one. Raises `YamlError` for a key of several words."""
        key = self.pending
        if key is None:
            self.pending = _as_key(node)
            return
        self.pending = None
        if key.text in self.values:
            self.repeated.append(key)
        else:
            self.keys[key.text] = key
            self.values[key.text] = node

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
    """A decimal number as such; one with a sign, leading zeros or another base as a float."""
    if not text.isdecimal() or (text[0] == "0" and text != "0"):
        return float(text.replace("_", ""))
    return int(text) if len(text) <= MAX_DIGITS else text


def read_mapping(text: str) -> dict[str, Plain]:
    """The plain values of a small document of lines `key: value`. Raises `YamlError`."""
    tree = parse(text)
    if not isinstance(tree, Mapping):
        raise YamlError(1, 1, "not-a-mapping", 'expected lines of "key: value"')
    return tree.value()


def walk(tree: Tree, *, keys: bool = False) -> Iterator[Tree]:
    """A tree and everything in it in the order of the file, with or without the keys of mappings."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Sequence):
            stack.extend(reversed(node.items))
        elif isinstance(node, Mapping) and keys:
            for key, value in reversed(node.values.items()):
                stack += (value, node.keys[key])
        elif isinstance(node, Mapping):
            stack.extend(reversed(node.values.values()))


def looks_typed(text: str) -> bool:
    """Whether a text without quotes would be read as another type than text."""
    return _tag_of(text) != _STR


def parse(text: str) -> Tree | None:
    """Read one YAML document; None if it is empty.

    Raises `YamlError` for invalid YAML, for aliases, anchors and tags, and for a second document.
    """
    text = as_counted(text)
    try:
        return _tree_of(iter(yaml.CSafeLoader(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from error
    except yaml.reader.ReaderError as error:
        raise YamlError(1, 1, "yaml-syntax", f"invalid YAML: {error.reason}") from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlError(line, 1, "yaml-syntax", "invalid YAML: half of a surrogate pair") from error


_CURES = {
    "could not find expected ':'": "write a colon and a space after a key; indent a text of several lines",
    "cannot start any token": "put a text that starts with a sign such as @, ` or % in quotes",
    "did not find expected ',' or ']'": 'close the list with "]"; put names with a comma in quotes',
    "did not find expected ',' or '}'": 'close the mapping with "}"; put texts with a comma in quotes',
    "did not find expected node content": (
        'delete a comma or bracket too many, close the list with "]", '
        "or put a text that starts with a sign in quotes"
    ),
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
_OPENED = ("flow sequence", "flow mapping", "quoted")
"""What PyYAML calls things whose start it tells."""
_KEY_AND_TEXT = re.compile(r"(?P<key>[ -]*[\w-]+: +)(?P<text>\S.*?) *")
_ONLY_A_KEY = re.compile(r"[ -]*[\w-]+")


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> YamlError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    line = min(line, text.count("\n") + 1)  # PyYAML marks the end of a text on the line below
    problem = error.problem or "cannot be read"
    if "mapping values are not allowed" in problem:
        source = text.split("\n")[line - 1]
        problem, cure = _stray_colon(source, column)
    else:
        cure = next((cure for start, cure in _CURES.items() if start in problem), "")
        if error.context_mark and any(start in (error.context or "") for start in _OPENED):
            cure = f"{cure}; it starts on line {error.context_mark.line + 1}" if cure else cure
    problem = problem.replace("node content", "value")  # a node is a place in the taxonomy
    return YamlError(line, column, "yaml-syntax", f"invalid YAML: {problem}", cure)


def _stray_colon(source: str, column: int) -> tuple[str, str]:
    """Why YAML rejects a colon: it is in a text without quotes, or the indentation is wrong."""
    if _ONLY_A_KEY.fullmatch(source[: column - 1]):
        return "unexpected key", "check the indentation: keys of one level start in the same column"
    cure = 'put a text with ": " in it in quotes'
    match = _KEY_AND_TEXT.fullmatch(source)
    if match and len(source) <= _SHOWN_LENGTH and not set(match["text"]) & set('"\\'):
        cure += f': {match["key"].strip()} "{match["text"]}"'
    return '": " inside a text without quotes', cure


def _tree_of(events: Iterator[Event]) -> Tree | None:
    root = Sequence(1, 1)
    stack: list[Sequence | Mapping] = [root]
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            stack[-1].add(_scalar(event))
        elif kind in _STARTS:
            if len(stack) > MAX_DEPTH:
                raise _error(event, "yaml-too-deep", f"nested more than {MAX_DEPTH} levels deep")
            node = _collection(event)
            stack[-1].add(node)
            stack.append(node)
        elif kind in _ENDS:
            stack.pop()
        elif kind is yaml.AliasEvent:
            message = f'"*{shortened(event.anchor)}" is an alias'
            raise _error(event, "yaml-alias", message, _WRITE_OUT.format("*"))
        elif kind is yaml.DocumentStartEvent and root.items:
            cure = 'delete the line "---", or make a file of the second part'
            raise _error(event, "yaml-documents", "second document in one file", cure)
    first = root.items[0] if root.items else None
    return None if isinstance(first, Scalar) and first.plain and not first.text else first


def _scalar(event: Event) -> Scalar:
    implicit, mark = event.implicit, event.start_mark
    if event.anchor is not None or not (implicit[0] or implicit[1]):
        _refuse_extras(event)
    return Scalar(event.value, mark.line + 1, mark.column + 1, implicit[0] and not event.style)


def _collection(event: Event) -> Sequence | Mapping:
    if event.anchor is not None or not event.implicit:
        _refuse_extras(event)
    mark = event.start_mark
    return _STARTS[type(event)](mark.line + 1, mark.column + 1, bool(event.flow_style))


_STARTS: dict[Any, type[Sequence | Mapping]] = {
    yaml.MappingStartEvent: Mapping,
    yaml.SequenceStartEvent: Sequence,
}
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_WRITE_OUT = "write the value itself; put a text that starts with {} in quotes"


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
            _WRITE_OUT.format("&"),
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
