"""Python values as an ES module, for scripts that use the constants and patterns of the program."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEADER = "// Generated from the Python sources when the site is built.\n"
SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.isspace` and `\\s` take for white space, as the inside of a class."""
_WORD = r"\p{L}\p{N}_"
# What Python writes in another way. Its classes know all letters, those of JavaScript only ASCII.
_SAME_IN_JAVASCRIPT = {
    r"[^\W\d_]": r"[\p{L}\p{Nl}\p{No}]",
    r"[^\W_]": r"[\p{L}\p{N}]",
    "(?P<": "(?<",
    "$": r"(?=\n?$)",
}
_IN_CLASS = {"w": _WORD, "d": r"\p{Nd}", "s": SPACES, "-": r"\-"}
_OUTSIDE = {
    "w": f"[{_WORD}]",
    "d": r"\p{Nd}",
    "s": f"[{SPACES}]",
    "S": f"[^{SPACES}]",
    "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
    "Z": "$",
}
_ESCAPES = frozenset("nrtfvux0123456789^$\\.*+?()[]{}|/")
_PART = re.compile(
    "|".join(map(re.escape, _SAME_IN_JAVASCRIPT)) + r"|\\.|\(\?[aiLmsux]+\)|\[\^?\]?|.", re.DOTALL
)


class Whole:
    """A pattern that must match a text from start to end, as `fullmatch` does."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern


def module(constants: Mapping[str, object]) -> str:
    """An ES module that exports constants.

    Sets become a `Set`, patterns a `RegExp`, mappings and dataclasses objects.
    """
    lines = (
        f"{_annotation(value)}export const {name} = {expression(value)};\n"
        for name, value in constants.items()
    )
    return HEADER + "".join(lines)


def _annotation(value: object) -> str:
    """A type for mappings that scripts look up by any text."""
    is_table = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return "/** @type {Record<string, string>} */ " if is_table else ""


def expression(value: object) -> str:
    """A value as JavaScript. Raises `TypeError` for what has no counterpart there."""
    match value:
        case re.Pattern():
            source = _regexp(value, _translated(value))
        case Whole():
            source = _regexp(value.pattern, f"^(?:{_translated(value.pattern)})$")
        case frozenset() | set():
            source = f"new Set({expression(sorted(value))})"
        case list() | tuple():
            source = f"[{', '.join(map(expression, value))}]"
        case dict():
            pairs = (f"{json.dumps(key)}: {expression(one)}" for key, one in value.items())
            source = f"{{{', '.join(pairs)}}}"
        case _ if is_dataclass(value):
            source = expression({field.name: getattr(value, field.name) for field in fields(value)})
        case str() | int() | float() | None:
            source = json.dumps(value)
        case _:
            message = f"no JavaScript for {type(value).__name__}"
            raise TypeError(message)
    return source


def _regexp(pattern: re.Pattern[str], source: str) -> str:
    letters = ((re.IGNORECASE, "i"), (re.DOTALL, "s"))
    flags = "".join(letter for flag, letter in letters if pattern.flags & flag)
    return f"new RegExp({json.dumps(source)}, {json.dumps(flags + 'u')})"


def _translated(pattern: re.Pattern[str]) -> str:
    """A pattern in the syntax of JavaScript with the flag `u`.

    Raises `ValueError` for what this does not know, so that no pattern silently means something else.
    """
    return "".join(_parts(pattern.pattern, is_verbose=bool(pattern.flags & re.VERBOSE)))


def _parts(pattern: str, *, is_verbose: bool) -> Iterator[str]:
    in_class = False
    for part in _PART.findall(pattern):
        if in_class:
            in_class = part != "]"
            yield _escaped(part, _IN_CLASS) if part.startswith("\\") else part
        elif part.startswith("\\"):
            yield _escaped(part, _OUTSIDE)
        elif part.startswith("(?") and part.endswith(")"):
            continue  # flags
        elif part in _SAME_IN_JAVASCRIPT:
            yield _SAME_IN_JAVASCRIPT[part]
        elif part.startswith("["):
            in_class = True
            yield part.replace("]", r"\]")
        elif not (is_verbose and part.isspace()):
            yield part


def _escaped(part: str, classes: Mapping[str, str]) -> str:
    letter = part[1]
    if letter in classes:
        return classes[letter]
    if letter in _ESCAPES:
        return part
    if letter.isalnum():
        message = f"no JavaScript for {part} in a pattern"
        raise ValueError(message)
    return letter
