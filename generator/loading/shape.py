"""Do a file's values have the types and keys of its model? pydantic says it; this says it at a line, with a cure."""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from generator.loading.rules.registry import ALL_RULES, Finding, Rule, register
from generator.loading.suggest import did_you_mean
from generator.loading.yaml_tree import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from generator.loading.documents import Document
    from generator.loading.problems import Problem
    from generator.loading.yaml_tree import PathKey

UNKNOWN_KEY = register(Rule("unknown-key", "Every key is one that the format knows.", "Correct the spelling, or delete the line."))
MISSING = register(Rule("missing-field", "Every required field is there and has a value.", "Add the field; an entry needs title, authors, year, kind and tags."))
WRONG_TYPE = register(Rule("wrong-type", "Every value has the type of its field: text, whole number, date, list or mapping.", "Numbers that are names (arXiv identifiers, DOIs) stand in quotes; lists in square brackets."))
EMPTY = register(Rule("empty-field", "A field that is given has something in it.", "Give it a value, or delete the line."))
CHOICE = register(Rule("unknown-choice", "A field with fixed choices has one of them.", "Use one of the words that the message lists."))
BAD_DATE = register(Rule("bad-date", "A date is a day that exists, written year-month-day.", "Write it as 2023-04-27; leave the field out if the day is not known."))
BAD_ID = register(Rule("bad-id", "Ids are small letters, digits and single hyphens.", "Use the id as taxonomy.yaml has it."))
TOO_LONG = register(Rule("out-of-range", "Texts, numbers and lists keep to sensible sizes.", "Shorten the text or correct the number."))
INVALID = register(Rule("invalid-value", "A value makes sense for its field.", "The message says what is wrong with it."))
NOT_A_MAPPING = register(Rule("not-a-mapping", 'A file is a mapping: lines of "key: value".', "Write the fields one below the other, without dashes or brackets around them."))
EMPTY_FILE = register(Rule("empty-file", "A file has something in it.", "Delete the file, or write the entry."))
DUPLICATE_KEY = register(Rule("duplicate-key", "A key stands once in a mapping.", "Delete one of the two lines."))

EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date",
    "tuple": "a list",
    "model": "a mapping",
    "dict": "a mapping",
}


@cache
def _keys_below(model: type[BaseModel]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The keys that a model and all models inside it know, by path without list positions."""
    keys: dict[tuple[str, ...], tuple[str, ...]] = {}
    stack: list[tuple[tuple[str, ...], type[BaseModel]]] = [((), model)]
    while stack:
        path, current = stack.pop()
        keys[path] = tuple(current.model_fields)
        for name, info in current.model_fields.items():
            for inner in _models_in(info.annotation):
                if inner is not current:
                    stack.append(((*path, name), inner))
    return keys


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, list, dict, Union, types.UnionType, Annotated):
        for argument in get_args(annotation):
            yield from _models_in(argument)


def validate(document: Document, model: type[BaseModel], extra: dict[str, str] | None = None) -> tuple[BaseModel | None, list[Problem]]:
    """Read a document as a model; `extra` gives fields that do not stand in the file, such as the id."""
    problems = [_repeated(document, key) for key in _repeated_keys(document)]
    try:
        return model.model_validate(document.data | (extra or {})), problems
    except ValidationError as error:
        for details in error.errors(include_url=False):
            rule, finding = _explain(document, model, details)
            problems.append(rule.problem(document.path, finding))
        return None, problems


def _repeated_keys(document: Document) -> Iterator[Scalar]:
    from generator.loading.yaml_tree import Mapping, Sequence

    stack = [document.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            yield from node.repeated
            stack.extend(child for child in node.values.values() if not isinstance(child, Scalar))
        elif isinstance(node, Sequence):
            stack.extend(child for child in node.items if not isinstance(child, Scalar))


def _repeated(document: Document, key: Scalar) -> Problem:
    return DUPLICATE_KEY.problem(document.path, Finding.at(key, f'the key "{key.text}" stands here a second time'))


def _explain(document: Document, model: type[BaseModel], details: ErrorDetails) -> tuple[Rule, Finding]:
    """One pydantic error as a rule and a finding. Error types: https://docs.pydantic.dev/latest/errors/validation_errors/."""
    kind, keys = details["type"], tuple(details["loc"])
    field = _spelled(keys)
    context = details.get("ctx", {})
    place = document.place(*keys)
    if kind == "extra_forbidden":
        known = _keys_below(model).get(tuple(key for key in keys[:-1] if isinstance(key, str)), ())
        return UNKNOWN_KEY, Finding.at(document.place_of_key(*keys), f'unknown key "{keys[-1]}"', did_you_mean(str(keys[-1]), known))
    if kind == "missing":
        written = document.at(*keys)
        return MISSING, Finding.at(written or document.place(*keys[:-1]), f'"{field}" is {"empty" if written else "missing"}')
    if kind.startswith(("date", "timezone")):
        return BAD_DATE, Finding.at(place, f'"{field}" is not a date: {_shown(document, keys)}', "write it as 2023-04-27, without quotes or time")
    if kind == "literal_error":
        choices = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        hint = did_you_mean(str(details["input"]), choices) or f"one of {', '.join(choices)}"
        return CHOICE, Finding.at(place, f'"{details["input"]}" is not a known value of "{field}"', hint)
    if kind in {"string_too_short", "too_short"} or (kind == "string_pattern_mismatch" and not str(details["input"]).strip()):
        return EMPTY, Finding.at(place, f'"{field}" is empty')
    if kind == "string_pattern_mismatch":
        return BAD_ID, Finding.at(place, f'"{field}" is not an id: {_shown(document, keys)}', "small letters, digits and single hyphens")
    if kind in {"string_too_long", "too_long", "greater_than_equal", "less_than_equal"}:
        limit = next((context[key] for key in ("max_length", "ge", "le") if key in context), "")
        return TOO_LONG, Finding.at(place, f'"{field}" is {_how_far(kind)} {limit}')
    expected = EXPECTED.get(kind.removesuffix("_type"))
    if expected:
        return WRONG_TYPE, Finding.at(place, f'"{field}" must be {expected}, not {_shown(document, keys)}', _type_hint(document, keys, expected))
    return INVALID, Finding.at(place, f'"{field}": {details["msg"].removeprefix("Value error, ")}')


def _how_far(kind: str) -> str:
    return {"greater_than_equal": "less than", "string_too_long": "longer than", "too_long": "longer than"}.get(kind, "more than")


def _spelled(keys: tuple[PathKey, ...]) -> str:
    """A path as people write it: `tags[1].node` counts items from 1."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def _shown(document: Document, keys: tuple[PathKey, ...]) -> str:
    """What is written at a path, short enough for a message."""
    node = document.at(*keys)
    if isinstance(node, Scalar):
        text = node.text if len(node.text) <= 60 else node.text[:57] + "..."  # noqa: PLR2004 - of one line
        return text or "nothing" if node.plain else f'"{text}"'
    return "a list" if node is not None and hasattr(node, "items") else "a mapping" if node is not None else "nothing"


def _type_hint(document: Document, keys: tuple[PathKey, ...], expected: str) -> str:
    node = document.at(*keys)
    if not isinstance(node, Scalar):
        return {"text": "write the text itself, without brackets or dashes"}.get(expected, "")
    if expected == "text" and node.plain:
        return f'put it in quotes: "{node.text}"; without them YAML reads a {_yaml_word(node)}, and digits can get lost'
    if expected == "a list":
        return f"write [{node.text}]" if "," not in node.text else f'write ["{node.text}"], or the parts separately'
    if expected == "a whole number":
        return f"write {node.text}" if not node.plain and node.text.isdigit() else "digits only, without quotes"
    return ""


def _yaml_word(node: Scalar) -> str:
    value = node.value()
    return "yes-or-no value" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "date" if value is not None else "missing value"


__all__ = ["ALL_RULES", "validate"]
