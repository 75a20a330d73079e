"""The one writer of entries: their canonical form, with its order of fields, quotes and line breaks.

Comments stay beside what they are about.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from living_survey.knowledge.statements import StatementItem
from living_survey.knowledge.tables import Row
from living_survey.knowledge.work import Links, Rejection, SurveyMention, Tag, Upstream, Work
from living_survey.loading.comments import Comment, find_comments
from living_survey.loading.files import place
from living_survey.loading.rules.registry import duplicate_key
from living_survey.loading.yaml_tree import (
    Mapping,
    Scalar,
    Sequence,
    Tree,
    YamlError,
    looks_typed,
    parse,
    walk,
    with_line_feeds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from collections.abc import Mapping as AnyMapping

    from living_survey.loading.yaml_tree import Plain

WIDTH = 110
TYPED = frozenset({"draft", "year", "published", "added", "refs"})
ALWAYS_QUOTED = frozenset({"arxiv", "section", "sections"})
PROSE = frozenset({"effect", "note", "remarks", "summary", "why"})
ONE_LINE_IF_FITS = frozenset({"survey", "statements"})
ORDERS: dict[str, tuple[str, ...]] = {
    "": tuple(name for name in Work.model_fields if name != "id"),
    "links": tuple(Links.model_fields),
    "tags": tuple(Tag.model_fields),
    "survey": tuple(SurveyMention.model_fields),
    "upstream": tuple(Upstream.model_fields),
    "rejected": tuple(Rejection.model_fields),
    "statements": tuple(StatementItem.model_fields),
}
# The keys that a taxonomy declares come before these: facets of the whole work, what a tag or an item of
# statements states, and rows of tables.
FACETS_BEFORE = {"": "links", "tags": "effect", "statements": "note"}
TABLES_BEFORE = {"": "remarks"}
KNOWN = frozenset(key for keys in ORDERS.values() for key in keys)

PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.][^\x00-\x1f\x7f]*", re.DOTALL)
_OTHER_LINE_BREAKS = re.compile(r"[\x85\u2028\u2029]")
AMBIGUOUS = re.compile(r":(?:\s|$)|\s#|\s$")
FLOW_SIGN = re.compile(r"[,\[\]{}]")
UNFOLDABLE = re.compile(r"[\x00-\x1f\x7f]| {2}|^ | $|^#")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


class CannotFormatError(Exception):
    """An entry that must be corrected by hand first."""

    def __init__(self, message: str, place: tuple[int, int] = (1, 1), hint: str = "") -> None:
        """Store the reason, its line and column (from 1), and the cure."""
        super().__init__(message)
        self.place, self.hint = place, hint


@dataclass
class _Unit:
    """A piece of the canonical form that starts a line: a key or a list item, with its comments."""

    line: int
    depth: int
    last: int = 0
    """The last line on which a part of it starts, if all of it is written together."""
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def format_entry(text: str, change: Callable[[Mapping], None] | None = None) -> str:
    """The canonical form of an entry's text, or of what a function makes of its tree.

    Idempotent; keeps every value and comment. Raises `YamlError` for invalid YAML, and `CannotFormatError`
    for another document than a mapping, a duplicate key, and a text of which something would be lost.
    """
    text = with_line_feeds(text.removeprefix("\ufeff"))
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


def entry_text(fields: AnyMapping[str, Plain]) -> str:
    """The canonical form of an entry with some fields."""
    return _Writer([]).write(_as_mapping(fields, 0))


def _as_mapping(fields: AnyMapping[str, Plain], line: int) -> Mapping:
    keys = {key: Scalar(key, line, 1, plain=False) for key in fields}
    return Mapping(line, 1, keys=keys, values={key: as_tree(value, line) for key, value in fields.items()})


def as_tree(value: Plain, line: int) -> Tree:
    """The tree of a plain value, all of it on one line."""
    if isinstance(value, dict):
        return _as_mapping(value, line)
    if isinstance(value, list):
        return Sequence(line, 1, items=[as_tree(inner, line) for inner in value])
    if isinstance(value, str):
        return Scalar(value, line, 1, plain=False)
    word = "null" if value is None else str(value).lower()
    return Scalar(word, line, 1, plain=True)


def _keeps_all(result: str, tree: Tree, comments: list[Comment]) -> bool:
    try:
        again = parse(result)
        same = again is not None and _content(again, "") == _content(tree, "")
        return same and sorted(c.text for c in find_comments(result)) == sorted(c.text for c in comments)
    except YamlError:
        return False


def _refuse_repeated(tree: Tree) -> None:
    for node in walk(tree):
        if isinstance(node, Mapping) and node.repeated:
            key = node.repeated[0]
            finding = duplicate_key(key, node.keys[key.text])
            raise CannotFormatError(finding.message, (finding.line, finding.column), finding.hint)


def _content(node: Tree, key: str) -> object:
    """The content of a tree, independent of notation: empty fields left out, text fields as text."""
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
    """Whether a value is a number, date or boolean; in a field for text it is a text without quotes."""
    return node.plain and (key in TYPED or key not in KNOWN) and looks_typed(node.text)


class _Writer:
    def __init__(self, comments: list[Comment]) -> None:
        self._comments = comments
        self._units: dict[int, _Unit] = {}
        """By the identity of the key or item of the tree."""
        self._lines: list[str] = []

    def write(self, tree: Mapping) -> str:
        foot = self._attach(list(_units(tree, "", 0)))
        self._mapping(tree, "", 0)
        return "\n".join([*self._lines, *foot]) + "\n"

    def _attach(self, units: list[tuple[int, _Unit]]) -> list[str]:
        """Attach every comment to the unit it is about; return those after the last unit."""
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
        unit = self._units[id(key_node)]
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
            unit = self._units[id(item)]
            if one_line := _item_on_one_line(item, name, indent):
                self._emit(unit, [one_line], indent, "")
            elif isinstance(item, Mapping):
                self._above(_Unit(0, 0, above=unit.above + unit.beside), indent)
                self._mapping(item, name, indent + 2, "- ")

    def _emit(self, unit: _Unit, lines: list[str], indent: int, lead: str) -> None:
        fits_beside = len(lines) == 1 and len(unit.beside) == 1 and not lines[0].endswith(":")
        if not fits_beside:
            unit.above += unit.beside
        self._above(unit, indent - len(lead))
        self._lines.append(f"{lines[0]}  {unit.beside[0]}" if fits_beside else lines[0])
        self._lines += lines[1:]

    def _above(self, unit: _Unit, indent: int) -> None:
        self._lines += [" " * indent + text for text in unit.above]


def _units(node: Tree, name: str, indent: int) -> Iterator[tuple[int, _Unit]]:
    """The keys and items that can start a line of the canonical form, each with its identity."""
    if isinstance(node, Mapping):
        for key in _ordered(node, name):
            value = node.values[key]
            together = isinstance(value, Scalar) or _flow_field("", value, key, "") is not None
            line = node.keys[key].line
            yield id(node.keys[key]), _Unit(line, indent, last_line(value) if together else line)
            if not together:
                yield from _units(value, key, indent + 2)
    elif isinstance(node, Sequence):
        for item in node.items:
            together = _item_on_one_line(item, name, indent) is not None
            last = last_line(item) if together else item.line
            yield id(item), _Unit(item.line, indent + 1, last)
            if not together:
                yield from _units(item, name, indent + 2)


def last_line(tree: Tree) -> int:
    """The last line on which a value or key inside a value starts."""
    return max(node.line for node in walk(tree, keys=True))


def _item_on_one_line(item: Tree, name: str, indent: int) -> str | None:
    """A list item in one line; None for a mapping written with one key per line."""
    line = f"{' ' * indent}- {_flow(item, name)}"
    if not isinstance(item, Mapping) or not _ordered(item, name):
        return line
    return line if name in ONE_LINE_IF_FITS and len(line) <= WIDTH else None


def _ordered(node: Mapping, name: str) -> list[str]:
    keys = [key for key, value in node.values.items() if not _is_nothing(value)]
    return in_order(name, keys, {key for key in keys if _is_table(node.values[key])})


def in_order(name: str, keys: Collection[str], tables: Collection[str] = ()) -> list[str]:
    """The keys of the mapping below a key (of the whole entry: `""`) in their canonical order.

    `tables` are the keys that hold rows of tables.
    """
    order = ORDERS.get(name, ())
    known = set(keys).intersection(order)
    declared = [key for key in keys if key not in known]
    rows = [key for key in declared if name in TABLES_BEFORE and key in tables]
    facets = [key for key in declared if key not in rows]
    ordered: list[str] = []
    for key in order:
        ordered += facets if key == FACETS_BEFORE.get(name) else []
        ordered += rows if key == TABLES_BEFORE.get(name) else []
        ordered += [key] if key in known else []
    return ordered + [key for key in declared if key not in ordered]


def entry_order(model: type[Work]) -> list[str]:
    """The keys of an entry, as its model has them, in their canonical order."""
    tables = {name for name, info in model.model_fields.items() if _holds_rows(info.annotation)}
    return in_order("", [name for name in model.model_fields if name != "id"], tables)


def _holds_rows(annotation: object) -> bool:
    return any(isinstance(inner, type) and issubclass(inner, Row) for inner in get_args(annotation))


def _is_table(node: Tree) -> bool:
    return isinstance(node, Sequence) and any(isinstance(item, Mapping) for item in node.items)


def _text_field(start: str, value: Scalar, key: str, inside: str) -> list[str]:
    one_line = f"{start} {_scalar(value, key, in_brackets=False)}"
    if len(one_line) <= WIDTH or key not in PROSE or not _can_fold(value.text):
        return [one_line]
    return [f"{start} >-", *_wrap(value.text.split(" "), inside, " ")]


def _can_fold(text: str) -> bool:
    return not UNFOLDABLE.search(text) and not UNPRINTABLE.search(text) and " " in text


def _flow_field(start: str, value: Tree, key: str, inside: str) -> list[str] | None:
    """A list of scalars, or a short mapping, in brackets; None for values that take more lines."""
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
    """A text as a YAML scalar on one line: plain if that is safe, else in double quotes."""
    if (
        PLAIN.fullmatch(text)
        and not looks_typed(text)
        and not AMBIGUOUS.search(text)
        and not (in_brackets and FLOW_SIGN.search(text))
        and not UNPRINTABLE.search(text)
        and "\\" not in text
        and not text.startswith(("---", "..."))
    ):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
