"""The canonical form of entries: order of fields, quotes, line breaks.

Comments stay beside what they are about.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import StatedTogether
from living_survey.knowledge.work import Links, Rejection, SurveyMention, Tag, Upstream, WorkEntry
from living_survey.loading.comments import Comment, find_comments
from living_survey.loading.files import place
from living_survey.loading.rules.registry import duplicate_key
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, YamlError, looks_typed, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDTH = 110
TYPED = frozenset({"year", "published", "added", "refs"})
ALWAYS_QUOTED = frozenset({"arxiv", "section", "sections"})
PROSE = frozenset({"effect", "note", "remarks", "summary", "why"})
ONE_LINE_IF_FITS = frozenset({"survey", "statements"})
ORDERS: dict[str, tuple[str, ...]] = {
    "": tuple(WorkEntry.model_fields),
    "links": tuple(Links.model_fields),
    "tags": tuple(Tag.model_fields),
    "survey": tuple(SurveyMention.model_fields),
    "upstream": tuple(Upstream.model_fields),
    "rejected": tuple(Rejection.model_fields),
    "statements": tuple(StatedTogether.model_fields),
}
# Before these come the keys that a taxonomy declares, in the order in which they are written: facets of the
# whole work, what a tag or an item of statements states, and rows of tables.
FACETS_BEFORE = {"": "links", "tags": "effect", "statements": "note"}
TABLES_BEFORE = {"": "remarks"}
KNOWN = frozenset(key for keys in ORDERS.values() for key in keys)

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.][^\x00-\x1f\x7f]*", re.DOTALL)
_OTHER_LINE_BREAKS = re.compile(r"[\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


class CannotFormatError(Exception):
    """A file that must be corrected by hand first."""

    def __init__(self, message: str, place: tuple[int, int] = (1, 1), hint: str = "") -> None:
        """Keep the reason, its line and column (from 1), and what to do."""
        super().__init__(message)
        self.place, self.hint = place, hint


@dataclass
class _Unit:
    """A piece of the canonical form that starts a line: a key or a list item, with its comments."""

    line: int
    depth: int
    last: int = 0
    """The last line on which something of it starts, if all of it is written together."""
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def format_entry(text: str, change: Callable[[Mapping], None] | None = None) -> str:
    """The canonical form of an entry's text, or of what a function makes of its tree.

    Idempotent; keeps every value and comment. Raises `CannotFormatError` for what is not a mapping, has a key
    twice, or could not be kept, and `YamlError` for what is not YAML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if match := _OTHER_LINE_BREAKS.search(text):
        message = f"unusual line break U+{ord(match[0]):04X}"
        raise CannotFormatError(message, place(text, match.start()), "replace it with a line feed")
    tree = parse(text)
    if not isinstance(tree, Mapping):
        raise CannotFormatError('expected lines of "key: value"')
    _refuse_repeated(tree)
    if change:
        change(tree)
    comments = list(find_comments(text))
    result = _Writer(comments).write(tree)
    if not _keeps_all(result, tree, comments):
        raise CannotFormatError(
            "formatting would lose a comment or a value", hint="simplify the text by hand"
        )
    return result


def _keeps_all(result: str, tree: Tree, comments: list[Comment]) -> bool:
    try:
        again = parse(result)
        same = again is not None and _content(again, "") == _content(tree, "")
        return same and sorted(c.text for c in find_comments(result)) == sorted(c.text for c in comments)
    except YamlError:
        return False


def _refuse_repeated(tree: Tree) -> None:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            for key in node.repeated:
                finding = duplicate_key(key, node.keys[key.text])
                raise CannotFormatError(finding.message, (finding.line, finding.column), finding.hint)
            stack += node.values.values()
        elif isinstance(node, Sequence):
            stack += node.items


def _content(node: Tree, key: str) -> object:
    """The content of a tree, whatever its notation: empty fields left out, text fields as text."""
    if isinstance(node, Scalar):
        if _is_nothing(node):
            return None
        return ("typed", node.text) if _is_typed(node, key) else node.text
    if isinstance(node, Sequence):
        return [_content(item, key) for item in node.items]
    return {name: _content(value, name) for name, value in node.values.items() if not _is_nothing(value)}


def _is_nothing(node: Tree) -> bool:
    return isinstance(node, Scalar) and node.plain and node.value() is None


def _is_typed(node: Scalar, key: str) -> bool:
    """Whether a value is a number, date or truth value; in a field for text it is text that lacks quotes."""
    return node.plain and (key in TYPED or key not in KNOWN) and looks_typed(node.text)


class _Writer:
    def __init__(self, comments: list[Comment]) -> None:
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
        lines = [unit.line for unit in in_order]
        foot = []
        for comment in self._comments:
            after = bisect_right(lines, comment.line)
            if after > 0 and comment.trailing:
                in_order[after - 1].beside.append(comment.text)
            elif after > 0 and in_order[after - 1].last > comment.line:
                in_order[after - 1].above.append(comment.text)
            elif after < len(in_order):
                in_order[after].above.append(comment.text)
            else:
                foot.append(comment.text)
        return foot

    def _mapping(self, node: Mapping, name: str, indent: int, lead: str = "") -> None:
        """Write a mapping's keys a line each; `lead` comes before the first (`- ` of a list item)."""
        for key in _ordered(node, name):
            self._field(key, node.keys[key], node.values[key], indent, lead)
            lead = ""

    def _field(self, key: str, key_node: Scalar, value: Tree, indent: int, lead: str) -> None:
        unit = self._units[_unit_id(key_node, key)]
        start = " " * (indent - len(lead)) + lead + quoted_if_needed(key) + ":"
        inside = " " * (indent + 2)
        if isinstance(value, Scalar):
            self._emit(unit, _text_field(start, value, key, inside), indent, lead)
        elif (flow := _flow_field(start, value, key, inside)) is not None:
            self._emit(unit, flow, indent, lead)
        else:
            self._emit(unit, [start], indent, lead)
            if isinstance(value, Mapping):
                self._mapping(value, key, indent + 2)
            else:
                self._items(value, key, indent + 2)

    def _items(self, node: Sequence, name: str, indent: int) -> None:
        for item in node.items:
            unit = self._units[_unit_id(item, "-")]
            if one_line := _item_on_one_line(item, name, indent):
                self._emit(unit, [one_line], indent, "")
            elif isinstance(item, Mapping):
                self._above(_Unit(0, 0, above=unit.above + unit.beside), indent)
                self._mapping(item, name, indent + 2, "- ")

    def _emit(self, unit: _Unit, lines: list[str], indent: int, lead: str) -> None:
        stays = len(lines) == 1 and len(unit.beside) == 1 and not lines[0].endswith(":")
        if not stays:
            unit.above += unit.beside
        self._above(unit, indent - len(lead))
        self._lines.append(f"{lines[0]}  {unit.beside[0]}" if stays else lines[0])
        self._lines += lines[1:]

    def _above(self, unit: _Unit, indent: int) -> None:
        self._lines += [" " * indent + text for text in unit.above]


def _unit_id(node: Tree, name: str) -> tuple[int, int, str]:
    return node.line, node.column, name


def _units(node: Tree, name: str, indent: int) -> Iterator[tuple[tuple[int, int, str], _Unit]]:
    """The keys and items that can start a line of the canonical form."""
    if isinstance(node, Mapping):
        for key in _ordered(node, name):
            value = node.values[key]
            together = isinstance(value, Scalar) or _flow_field("", value, key, "") is not None
            line = node.keys[key].line
            yield _unit_id(node.keys[key], key), _Unit(line, indent, _last_line(value) if together else line)
            if not together:
                yield from _units(value, key, indent + 2)
    elif isinstance(node, Sequence):
        for item in node.items:
            together = _item_on_one_line(item, name, indent) is not None
            last = _last_line(item) if together else item.line
            yield _unit_id(item, "-"), _Unit(item.line, indent + 1, last)
            if not together:
                yield from _units(item, name, indent + 2)


def _last_line(node: Tree) -> int:
    """The last line on which a value or key inside a value starts."""
    if isinstance(node, Sequence):
        return max([node.line, *map(_last_line, node.items)])
    if isinstance(node, Mapping):
        return max([node.line, *map(_last_line, (*node.keys.values(), *node.values.values()))])
    return node.line


def _item_on_one_line(item: Tree, name: str, indent: int) -> str | None:
    """A list item in one line; None for a mapping that takes a line a key."""
    line = f"{' ' * indent}- {_flow(item, name)}"
    if not isinstance(item, Mapping) or not _ordered(item, name):
        return line
    return line if name in ONE_LINE_IF_FITS and len(line) <= WIDTH else None


def _ordered(node: Mapping, name: str) -> list[str]:
    order = ORDERS.get(name, ())
    keys = [key for key, value in node.values.items() if not _is_nothing(value)]
    declared = [key for key in keys if key not in order]
    tables = [key for key in declared if name in TABLES_BEFORE and _is_table(node.values[key])]
    facets = [key for key in declared if key not in tables]
    ordered: list[str] = []
    for key in order:
        ordered += facets if key == FACETS_BEFORE.get(name) else []
        ordered += tables if key == TABLES_BEFORE.get(name) else []
        ordered += [key] if key in keys else []
    return ordered + [key for key in declared if key not in ordered]


def _is_table(node: Tree) -> bool:
    return isinstance(node, Sequence) and any(isinstance(item, Mapping) for item in node.items)


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
        if value.items and (key == "tags" or not all(isinstance(item, Scalar) for item in value.items)):
            return None
        one_line = f"{start} {_flow(value, key)}"
        if len(one_line) <= WIDTH or not value.items:
            return [one_line]
        parts = [_scalar(item, key) for item in value.items if isinstance(item, Scalar)]
        parts = [part + "," for part in parts[:-1]] + [parts[-1] + "]"]
        head, *rest = _wrap([f"{start} [{parts[0]}", *parts[1:]], inside, " ", first="")
        return [head, *rest]
    if isinstance(value, Mapping):
        in_braces = _flow(value, key)
        fits = key in ONE_LINE_IF_FITS and len(f"{key}: {in_braces}") <= WIDTH
        if fits or in_braces == "{}":
            return [f"{start} {in_braces}"]
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
            f"{quoted_if_needed(key)}: {_flow(node.values[key], key)}" for key in _ordered(node, name)
        )
        + "}"
    )


def _scalar(node: Scalar, key: str, *, in_brackets: bool = True) -> str:
    if _is_nothing(node):
        return "null"
    if _is_typed(node, key):
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
