"""Changing fields of an entry by program; everything else is kept, comments included."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from living_survey.loading.canonical import CannotFormatError, as_tree, format_entry, last_line
from living_survey.loading.characters import cleaned_value
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import Scalar, YamlError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.loading.yaml_tree import Plain


class CannotEditError(Exception):
    """An entry that must be changed by hand; the message is the reason."""


def edit_entry(text: str, changes: Mapping[str, Plain]) -> str:
    """The canonical text of an entry with some top-level fields set, or removed if their value is None.

    Raises `CannotEditError` for an entry that cannot be read, or of which something else would change.
    """
    try:
        return format_entry(text, partial(_set_fields, changes=changes))
    except (YamlError, CannotFormatError) as error:
        raise CannotEditError(str(error)) from error


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
        # A comment is attached to a key at or below its line: none to line 0.
        entry.keys[key] = Scalar(key, 0, 1, plain=False)
        entry.values[key] = as_tree(value, 0)
