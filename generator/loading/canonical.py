"""The one form in which entries are kept: order of fields, quotes, line breaks.

Comments stay beside what they are about.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from generator.knowledge.work import WorkEntry
from generator.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, looks_typed, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 110
TYPED = frozenset({"year", "published", "added", "refs", "row", "uses_models_as_source"})
ALWAYS_QUOTED = frozenset({"arxiv", "section", "sections"})
PROSE = frozenset({"note", "remarks", "why"})
ONE_LINE_IF_FITS = frozenset({"survey", "relations"})
TOP_ORDER = tuple(WorkEntry.model_fields)
ORDERS: dict[str, tuple[str, ...]] = {
    "": TOP_ORDER,
    "links": ("code", "project", "dataset"),
    "tags": ("node", "by", "note"),
    "survey": ("refs", "sections"),
    "upstream": ("title", "sections", "rejected"),
    "rejected": ("node", "why"),
    "relations": ("section", "stage", "capability", "wording"),
    "datasets": ("dataset", "row", "modality", "sources", "sources_printed", "uses_models_as_source", "stages", "quantity", "objective", "note"),
}  # fmt: skip

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.][^\x00-\x1f\x7f]*", re.DOTALL)
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


class CannotFormatError(Exception):
    """A file that must be put right by hand first."""

    def __init__(self, message: str, place: tuple[int, int] = (1, 1), hint: str = "") -> None:
        """Keep what stands in the way, its line and column (from 1), and what to do."""
        super().__init__(message)
        self.place, self.hint = place, hint


@dataclass
class _Comment:
    line: int
    text: str
    trailing: bool


@dataclass
class _Unit:
    """A piece of the canonical form that starts a line: a key or a list item, with its comments."""

    line: int
    depth: int
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def format_entry(text: str) -> str:
    """The canonical form of an entry's text.

    Idempotent; keeps every value and comment. Raises `CannotFormatError` for what is not a mapping, has a key
    twice, or could not be kept, and `YamlError` for what is not YAML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    tree = parse(text)
    if not isinstance(tree, Mapping):
        message = 'an entry is lines of "key: value"'
        raise CannotFormatError(message)
    _refuse_repeated(tree)
    comments = list(_comments(text))
    result = _Writer(comments).write(tree)
    again = parse(result)
    if (
        again is None
        or _content(again, "") != _content(tree, "")
        or sorted(c.text for c in _comments(result)) != sorted(c.text for c in comments)
    ):
        message = "its comments or values cannot be kept in the canonical form; simplify the text by hand"
        raise CannotFormatError(message)
    return result


def _refuse_repeated(node: Tree) -> None:
    if isinstance(node, Mapping):
        if node.repeated:
            key = node.repeated[0]
            message = f'line {key.line}: the key "{key.text}" stands twice; delete one'
            raise CannotFormatError(message)
        for child in node.values.values():
            _refuse_repeated(child)
    elif isinstance(node, Sequence):
        for child in node.items:
            _refuse_repeated(child)


def _content(node: Tree, key: str) -> object:
    """What a tree says, free of how it is written: empty fields left out, text fields as text."""
    if isinstance(node, Scalar):
        return ("typed", node.text) if key in TYPED and node.plain else node.text
    if isinstance(node, Sequence):
        return [_content(item, key) for item in node.items]
    return {name: _content(value, name) for name, value in node.values.items() if not _is_nothing(value)}


def _is_nothing(node: Tree) -> bool:
    return isinstance(node, Scalar) and node.plain and node.value() is None


# --- comments ------------------------------------------------------------------------------------------------


def _comments(text: str) -> Iterator[_Comment]:
    """The comments of a YAML text: what a `#` starts where no token is."""
    lines = text.split("\n")
    covered: list[list[tuple[int, int]]] = [[] for _ in range(len(lines) + 1)]
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        start, end = token.start_mark, token.end_mark
        if isinstance(token, yaml.ScalarToken) and not token.plain and token.style in ("|", ">"):
            header = lines[start.line][start.column :]
            covered[start.line].append((start.column, start.column + len(header.split("#")[0])))
            start_line, last = start.line + 1, end.line
        else:
            start_line, last = start.line, end.line
        for number in range(start_line, last + 1):
            left = start.column if number == start.line else 0
            right = end.column if number == end.line else len(lines[number])
            covered[number].append((left, right))
    for number, line in enumerate(lines):
        for match in re.finditer(r"(?:^|(?<=\s))#", line):
            if not any(left <= match.start() < right for left, right in covered[number]):
                yield _Comment(
                    number + 1, line[match.start() :].rstrip(), trailing=bool(line[: match.start()].strip())
                )
                break


# --- writing -------------------------------------------------------------------------------------------------


class _Writer:
    def __init__(self, comments: list[_Comment]) -> None:
        self._comments = comments
        self._units: dict[tuple[int, int, str], _Unit] = {}
        self._lines: list[str] = []

    def write(self, tree: Mapping) -> str:
        foot = self._attach(list(_units(tree, "", 0)))
        self._mapping(tree, "", 0)
        return "\n".join([*self._lines, *foot]) + "\n"

    def _attach(self, units: list[tuple[tuple[int, int, str], _Unit]]) -> list[str]:
        """Give every comment to the unit it is about; return those after the last unit."""
        self._units = dict(units)
        in_order = sorted((unit for _, unit in units), key=lambda unit: (unit.line, unit.depth))
        foot = []
        for comment in self._comments:
            if comment.trailing:
                before = [unit for unit in in_order if unit.line <= comment.line]
                if before:
                    before[-1].beside.append(comment.text)
                    continue
            after = next((unit for unit in in_order if unit.line > comment.line), None)
            if after:
                after.above.append(comment.text)
            else:
                foot.append(comment.text)
        return foot

    def _mapping(self, node: Mapping, name: str, indent: int, lead: str = "") -> None:
        """Write a mapping's keys a line each; `lead` stands before the first (`- ` of a list item)."""
        for key in _ordered(node, name):
            self._field(key, node.keys[key], node.values[key], indent, lead)
            lead = ""

    def _field(self, key: str, key_node: Scalar, value: Tree, indent: int, lead: str) -> None:
        unit = self._units.get(_unit_id(key_node, key)) or _Unit(0, 0)
        pad = " " * indent
        start = (
            (pad[: len(pad) - len(lead)] + lead if lead else pad)
            + _scalar(Scalar(key, 0, 0, plain=False), "")
            + ":"
        )
        inside = " " * (indent + 2)
        if isinstance(value, Scalar):
            self._emit(unit, _text_field(start, value, key, inside), indent, lead)
        elif (flow := _flow_field(start, value, key, inside)) is not None:
            self._emit(unit, flow, indent, lead)
        else:
            self._emit(unit, [start], indent, lead, keep_beside=not unit.beside)
            if isinstance(value, Mapping):
                self._mapping(value, key, indent + 2)
            else:
                self._items(value, key, indent + 2)

    def _items(self, node: Sequence, name: str, indent: int) -> None:
        for item in node.items:
            unit = self._units[_unit_id(item, "-")]
            pad = " " * indent
            if isinstance(item, Mapping) and _ordered(item, name):
                short = f"{pad}- {_flow(item, name)}"
                if name in ONE_LINE_IF_FITS and len(short) <= WIDTH:
                    self._emit(unit, [short], indent, "- ")
                else:
                    unit.above += unit.beside
                    unit.beside = []
                    self._above(unit, indent)
                    self._mapping(item, name, indent + 2, "- ")
            else:
                self._emit(unit, [f"{pad}- {_flow(item, name)}"], indent, "")

    def _emit(
        self, unit: _Unit, lines: list[str], indent: int, lead: str, *, keep_beside: bool = True
    ) -> None:
        if len(lines) > 1 or not keep_beside or lines[0].endswith((">-", ":")):
            unit.above += unit.beside
            unit.beside = []
        self._above(unit, indent - len(lead))
        beside = "".join(f"  {text}" for text in unit.beside[:1])
        for extra in unit.beside[1:]:
            self._lines.append(" " * (indent - len(lead)) + extra)
        self._lines.append(lines[0] + beside)
        self._lines += lines[1:]

    def _above(self, unit: _Unit, indent: int) -> None:
        self._lines += [" " * indent + text for text in unit.above]


def _unit_id(node: Tree, name: str) -> tuple[int, int, str]:
    return node.line, node.column, name


def _units(node: Tree, name: str, depth: int) -> Iterator[tuple[tuple[int, int, str], _Unit]]:
    """The keys and items that can start a line of the canonical form."""
    if isinstance(node, Mapping):
        for key in _ordered(node, name):
            yield _unit_id(node.keys[key], key), _Unit(node.keys[key].line, depth)
            value = node.values[key]
            if not isinstance(value, Scalar) and _flow_field("", value, key, "") is None:
                yield from _units(value, key, depth + 2)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield _unit_id(item, "-"), _Unit(item.line, depth + 1)
            if isinstance(item, Mapping) and name not in ONE_LINE_IF_FITS:
                yield from _units(item, name, depth + 2)


def _ordered(node: Mapping, name: str) -> list[str]:
    order = ORDERS.get(name, ())
    keys = [key for key, value in node.values.items() if not _is_nothing(value)]
    return [key for key in order if key in keys] + [key for key in keys if key not in order]


def _text_field(start: str, value: Scalar, key: str, inside: str) -> list[str]:
    one_line = f"{start} {_scalar(value, key, in_brackets=False)}"
    if len(one_line) <= WIDTH or key not in PROSE or not _can_fold(value.text):
        return [one_line]
    return [f"{start} >-", *_wrap(value.text.split(" "), inside, " ")]


def _can_fold(text: str) -> bool:
    return (
        not re.search(r"[\x00-\x1f\x7f]| {2}|^ | $|^#", text)
        and not _UNPRINTABLE.search(text)
        and " " in text
    )


def _flow_field(start: str, value: Tree, key: str, inside: str) -> list[str] | None:
    """A list of scalars, or a short mapping, in brackets; None if it does not suit brackets."""
    if isinstance(value, Sequence):
        if not all(isinstance(item, Scalar) for item in value.items) or key == "tags":
            return None
        one_line = f"{start} {_flow(value, key)}"
        if len(one_line) <= WIDTH:
            return [one_line]
        parts = [_scalar(item, key) for item in value.items if isinstance(item, Scalar)]
        parts = [part + "," for part in parts[:-1]] + [parts[-1] + "]"]
        head, *rest = _wrap([f"{start} [{parts[0]}", *parts[1:]], inside, " ", first="")
        return [head, *rest]
    if isinstance(value, Mapping) and (key in ONE_LINE_IF_FITS or not _ordered(value, key)):
        one_line = f"{key}: {_flow(value, key)}"
        if len(one_line) <= WIDTH:
            return [f"{start} {_flow(value, key)}"]
    return None


def _wrap(parts: list[str], inside: str, glue: str, first: str | None = None) -> list[str]:
    lines, current = [], (inside if first is None else first) + parts[0]
    for part in parts[1:]:
        if len(current) + len(glue) + len(part) > WIDTH:
            lines.append(current)
            current = inside + part
        else:
            current += glue + part
    return [*lines, current]


def _flow(node: Tree, name: str) -> str:
    if isinstance(node, Scalar):
        return _scalar(node, name)
    if isinstance(node, Sequence):
        return "[" + ", ".join(_flow(item, name) for item in node.items) + "]"
    return (
        "{"
        + ", ".join(
            f"{_scalar(Scalar(key, 0, 0, plain=False), '')}: {_flow(node.values[key], key)}"
            for key in _ordered(node, name)
        )
        + "}"
    )


def _scalar(node: Scalar, key: str, *, in_brackets: bool = True) -> str:
    if node.plain and key in TYPED:
        return node.text
    if key in ALWAYS_QUOTED:
        return _quoted(node.text)
    return quoted_if_needed(node.text, in_brackets=in_brackets)


def quoted_if_needed(text: str, *, in_brackets: bool = True) -> str:
    """A text as a YAML scalar on one line: plain where that is safe, else in double quotes."""
    if (
        _PLAIN.fullmatch(text)
        and not looks_typed(text)
        and not re.search(r":(\s|$)|\s#|\s$", text)
        and not (in_brackets and re.search(r"[,\[\]{}]", text))
        and not _UNPRINTABLE.search(text)
        and "\\" not in text
        and not text.startswith(("---", "..."))
    ):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
