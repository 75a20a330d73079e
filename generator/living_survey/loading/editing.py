"""Changing fields of an entry by program; all else stays, comments included."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as RuamelError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from living_survey.loading.canonical import CannotFormatError, format_entry
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse

if TYPE_CHECKING:
    from living_survey.loading.yaml_tree import Plain


class CannotEditError(Exception):
    """An entry that must be changed by hand; the message is the reason."""


def edit_entry(text: str, changes: Mapping[str, Plain]) -> str:
    """The canonical text of an entry with some top-level fields set; None takes a field out.

    Comments and all other values stay. Raises `CannotEditError` where that cannot be promised.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.allow_duplicate_keys = False
    try:
        document: Any = yaml.load(text)
        if not isinstance(document, dict):
            raise CannotEditError('expected lines of "key: value"')
        for key, value in changes.items():
            if value is None:
                document.pop(key, None)
            else:
                document[key] = _quoted(value)
        written = io.StringIO()
        yaml.dump(document, written)
        result = format_entry(written.getvalue())
        _see_that_only(changes, text, result)
    except (RuamelError, YamlError, CannotFormatError, RecursionError) as error:
        raise CannotEditError(str(error)) from error
    return result


def _quoted(value: Plain) -> Any:  # noqa: ANN401 - ruamel.yaml is not typed
    """A value with its texts in quotes, since YAML 1.1 reads `no` as false."""
    if isinstance(value, str):
        return DoubleQuotedScalarString(value)
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _quoted(item) for key, item in value.items()}
    return value


def _see_that_only(changes: Mapping[str, Plain], before: str, after: str) -> None:
    old, new = _values(before), _values(after)
    expected = {key: value for key, value in (old | dict(changes)).items() if value is not None}
    if new != expected:
        differing = sorted(key for key in new.keys() | expected.keys() if new.get(key) != expected.get(key))
        raise CannotEditError(f"{', '.join(differing)} would not be kept; change the entry by hand")
    if _comments(before) - _comments(after):
        raise CannotEditError("a comment would be lost; change the entry by hand")


def _values(text: str) -> dict[str, Plain]:
    tree = parse(text)
    if not isinstance(tree, Tree):
        raise CannotEditError('expected lines of "key: value"')
    return {key: value for key, value in tree.value().items() if value is not None}


def _comments(text: str) -> set[str]:
    """What follows a `#` at the start of a line or after a space: comments, and what looks like one."""
    found = set()
    for line in text.splitlines():
        start = 0 if line.startswith("#") else line.find(" #") + 1
        if start or line.startswith("#"):
            found.add(line[start:].strip())
    return found


def plain(value: object) -> Plain:
    """A value as YAML can hold it: tuples as lists, models left to the caller."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (str, int, float, bool, date)):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")
