"""Reading a document as a model, and explaining wrong types and keys.

pydantic finds the errors; here each is reported once, at its line, with a cure.
"""

from __future__ import annotations

import re
import types
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from living_survey.knowledge.statements import ApproachStatement
from living_survey.knowledge.survey import declared_relations
from living_survey.knowledge.work import Work
from living_survey.loading.canonical import entry_order
from living_survey.loading.files import MAX_PROBLEMS
from living_survey.loading.problems import shortened
from living_survey.loading.rules import shape as rules
from living_survey.loading.rules.registry import Finding, Rule, duplicate_key
from living_survey.loading.suggest import did_you_mean, nearest
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic_core import ErrorDetails

    from living_survey.loading.documents import Document
    from living_survey.loading.problems import Problem
    from living_survey.loading.yaml_tree import PathKey

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
# The names of fields in BibTeX, CSL and other lists.
OTHER_NAMES = {
    "abstract": "remarks",
    "author": "authors",
    "booktitle": "venue",
    "categories": "tags",
    "category": "tags",
    "code": "links",
    "conference": "venue",
    "date": "published",
    "eprint": "arxiv",
    "github": "links",
    "homepage": "links",
    "id": "node",
    "journal": "venue",
    "keywords": "tags",
    "link": "links",
    "name": "title",
    "notes": "remarks",
    "pdf": "links",
    "project": "links",
    "repo": "code",
    "repository": "code",
    "topic": "node",
    "topics": "tags",
    "url": "links",
    "website": "project",
}

GATHERED = ApproachStatement.model_fields["values"].alias
"""The field of the model for relations, which are keys in the file."""
ModelT = TypeVar("ModelT", bound=BaseModel)
Path = tuple["PathKey", ...]


def validate(
    document: Document, model: type[ModelT], extra: dict[str, str | int] | None = None
) -> tuple[ModelT | None, list[Problem]]:
    """Read a document as a model; `extra` has fields that are not in the file, such as the id."""
    repeated = islice(_repeated_keys(document), MAX_PROBLEMS + 1)
    problems = [rules.DUPLICATE_KEY.problem(document.path, duplicate_key(*keys)) for keys in repeated]
    extra = extra or {}
    try:
        return model.model_validate(document.data | extra), problems
    except ValidationError as error:
        errors = _Errors(document, model, given=frozenset(extra))
        return None, [*problems, *errors.problems(error)]


def validate_part(document: Document, at: Path, model: type[BaseModel]) -> Iterator[Problem]:
    """The problems of the part of a document at a path, read as a model."""
    part = document.at(*at)
    try:
        model.model_validate(part.value() if part else None)
    except ValidationError as error:
        yield from _Errors(document, model, at).problems(error)


def _repeated_keys(document: Document) -> Iterator[tuple[Scalar, Scalar]]:
    """Every duplicate key, with the first one of its name."""
    for node in document.nodes:
        if isinstance(node, Mapping):
            yield from ((key, node.keys[key.text]) for key in node.repeated)


@dataclass(frozen=True)
class _Errors:
    """The errors that pydantic found in a document or a part of it, as problems with cures."""

    document: Document
    model: type[BaseModel]
    at: Path = ()
    given: frozenset[str] = frozenset()
    """Fields that are not in the file."""

    def problems(self, error: ValidationError) -> Iterator[Problem]:
        """The errors as problems of the file."""
        errors = [self._placed(details) for details in error.errors(include_url=False)]
        for rule, finding in self._explain_all(errors):
            yield rule.problem(self.document.path, finding)

    def _placed(self, details: ErrorDetails) -> ErrorDetails:
        """An error with the path of its value in the file."""
        loc = details["loc"]
        keys = (*self.at, *(key for key in loc[:-1] if key != GATHERED), *loc[-1:])
        if keys and keys[-1] == 0 and isinstance(self.document.at(*keys[:-1]), Scalar):
            keys = keys[:-1]  # one value instead of a list
        return {**details, "loc": keys}

    def _explain_all(self, errors: list[ErrorDetails]) -> Iterator[tuple[Rule, Finding]]:
        """Errors as findings, without those that another one implies."""
        explained = self._fields_meant(errors)
        alike: defaultdict[tuple[str, Path], list[ErrorDetails]] = defaultdict(list)
        faulty_inside = {e["loc"][:depth] for e in errors for depth in range(len(e["loc"]))}
        for details in errors:
            path: Path = details["loc"]
            if details["type"] == "missing" and path in explained:
                continue
            if details["type"] == "too_short" and path in faulty_inside:
                continue  # pydantic counts the items that are right
            pattern = tuple("" if isinstance(key, int) else key for key in path)
            alike[details["type"], pattern].append(details)
        for group in islice(alike.values(), MAX_PROBLEMS + 1):
            if group[0]["type"].endswith("_type") and len(group) > 1:
                rule, finding = self._explain(group[0])
                more = f"the same in {len(group) - 1:,} more places"
                hint = f"{finding.hint}; {more}" if finding.hint else more
                yield rule, Finding(finding.line, finding.column, finding.message, hint)
            else:
                for details in group[: MAX_PROBLEMS + 1]:
                    yield self._explain(details)

    def _fields_meant(self, errors: list[ErrorDetails]) -> set[Path]:
        """The missing fields for which there are similar unknown keys beside them."""
        unknown = [tuple(e["loc"]) for e in errors if e["type"] == "extra_forbidden"][:MAX_PROBLEMS]
        meant = {(*path[:-1], self._meant(path) or "") for path in unknown}
        for path in unknown:
            if self._is_short_form(path):
                meant.add((*path[:-1], "node"))
        return meant

    def _explain(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        """One pydantic error. Error types: https://docs.pydantic.dev/latest/errors/validation_errors/."""
        kind = details["type"]
        explanations: dict[str, Callable[[ErrorDetails], tuple[Rule, Finding]]] = {
            "extra_forbidden": self._unknown_key,
            "missing": self._missing,
            "literal_error": self._bad_choice,
            "string_too_short": self._too_short,
            "too_short": self._too_short,
            "string_pattern_mismatch": self._bad_pattern,
            "string_too_long": self._out_of_range,
            "too_long": self._out_of_range,
            "greater_than_equal": self._out_of_range,
            "less_than_equal": self._out_of_range,
            "not_a_day": self._bad_date,
        }
        if kind in explanations:
            return explanations[kind](details)
        if kind.startswith(("date", "timezone")):
            return self._bad_date(details)
        if kind.endswith("_type"):
            return self._wrong_type(details)
        path: Path = details["loc"]
        message = details["msg"].removeprefix("Value error, ")
        return rules.INVALID, self._finding(
            path, f'"{_spelled(path)}": {shortened(message, 200)}' if path else message
        )

    def _unknown_key(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        key = str(path[-1])
        if self._is_short_form(path):
            hint = f'write it as {{node: {key}, note: "..."}}'
        elif meant := self._meant(path):
            is_other_name = OTHER_NAMES.get(key.lower()) == meant
            inside = ", ".join(self.known_keys((*path[:-1], meant))) if is_other_name else ""
            hint = f'put it below "{meant}", as one of {inside}' if inside else f'did you mean "{meant}"?'
        else:
            hint = f"known keys: {', '.join(self._known(path))}"
        message = f'unknown key "{shortened(key)}"'
        return rules.UNKNOWN_KEY, Finding.at(self.document.place_of_key(*path), message, hint)

    def _missing(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        written = self.document.at(*path)
        state = "empty" if written else "missing"
        place = written or self.document.place(*path[:-1])
        description = self._description(path)
        return rules.MISSING, Finding.at(place, f'"{_spelled(path)}" is {state}', description)

    def _bad_date(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        return rules.BAD_DATE, self._finding(
            path,
            f'"{_spelled(path)}" is not a date: {self._shown(path)}',
            "write a day that exists as 2023-04-27, or leave the field out",
        )

    def _bad_choice(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        expected = str(details.get("ctx", {})["expected"])
        choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
        shown = self._shown(path)
        hint = did_you_mean(shown, choices) or f"one of {', '.join(choices)}"
        return rules.CHOICE, self._finding(
            path, f'"{shown}" is not a known value of "{_spelled(path)}"', hint
        )

    def _too_short(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        written = self.document.at(*path)
        if isinstance(written, Sequence) and written.items:
            least = details.get("ctx", {})["min_length"]
            return rules.OUT_OF_RANGE, self._finding(path, f'"{_spelled(path)}" needs at least {least} items')
        return rules.EMPTY, self._finding(path, f'"{_spelled(path)}" is empty', self._description(path))

    def _bad_pattern(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        if not str(details["input"]).strip():
            return self._too_short(details)
        path: Path = details["loc"]
        message = f'invalid "{_spelled(path)}": {self._shown(path)}'
        if "#" in str(details.get("ctx", {})["pattern"]):
            return rules.INVALID, self._finding(path, message, 'write a colour as "#1f77b4"')
        return rules.BAD_ID, self._finding(path, message, "use small letters, digits and single hyphens")

    def _out_of_range(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        context = details.get("ctx", {})
        limit = next((context[key] for key in ("max_length", "ge", "le", "gt", "lt") if key in context), "")
        kind = details["type"]
        how = (
            "longer than"
            if kind.endswith("too_long")
            else "less than"
            if kind.startswith("g")
            else "more than"
        )
        unit = " characters" if kind.startswith("string") else ""
        return rules.OUT_OF_RANGE, self._finding(path, f'"{_spelled(path)}" is {how} {limit}{unit}')

    def _wrong_type(self, details: ErrorDetails) -> tuple[Rule, Finding]:
        path: Path = details["loc"]
        expected = EXPECTED.get(details["type"].removesuffix("_type"), "something else")
        return rules.WRONG_TYPE, self._finding(
            path,
            f'"{_spelled(path)}" must be {expected}, not {self._shown(path)}',
            _TypeCure(self.document, path, self.known_keys).for_expected(expected),
        )

    def _finding(self, path: Path, message: str, hint: str = "") -> Finding:
        return Finding.at(self.document.place(*path), message, hint)

    def _shown(self, path: Path) -> str:
        """The text at a path, short enough for a message."""
        node = self.document.at(*path)
        if node is None:
            return "nothing"
        if isinstance(node, Scalar):
            text = shortened(node.text)
            return (text or "nothing") if node.plain else f'"{text}"'
        return "a list" if isinstance(node, Sequence) else "a mapping"

    def _is_short_form(self, path: Path) -> bool:
        """Whether a key is the only one of a list item: `- wild-yeasts: a note`."""
        parent = self.document.at(*path[:-1])
        return (
            isinstance(parent, Mapping)
            and len(parent.values) == 1
            and "node" in self._known(path)
            and OTHER_NAMES.get(str(path[-1])) is None
            and nearest(str(path[-1]), self._known(path)) is None
        )

    def _meant(self, path: Path) -> str | None:
        """The known key that is most like an unknown one."""
        known = self._known(path)
        word = str(path[-1]).lower()
        other = OTHER_NAMES.get(word)
        return other if other in known else nearest(word, known)

    def _known(self, path: Path) -> tuple[str, ...]:
        return self.known_keys(path[:-1])

    def known_keys(self, path: Path) -> tuple[str, ...]:
        """The keys of the mapping at a path."""
        model = self._model_at(path)
        if model is None:
            return ()
        names: list[str] = []
        for name in entry_order(model) if issubclass(model, Work) else model.model_fields:
            info = model.model_fields[name]
            if info.alias == GATHERED:
                names += declared_relations(self.document.data.get("facets"))
            elif name not in self.given or model is not self.model:
                names.append(info.alias or name)
        return tuple(names)

    def _model_at(self, path: Path) -> type[BaseModel] | None:
        model: type[BaseModel] | None = self.model
        is_name = True
        for key in path[len(self.at) :]:
            if isinstance(key, str) and model is not None and is_name:
                info = model.model_fields.get(key)
                model = next(_models_in(info.annotation), None) if info else None
                is_name = info is None or get_origin(info.annotation) is not dict
            else:
                is_name = True  # the key of a mapping of models
        return model

    def _description(self, path: Path) -> str:
        """The description of a field, from its model."""
        model = self._model_at(path[:-1])
        info = model.model_fields.get(str(path[-1])) if model else None
        if info is None or not info.description:
            return ""
        if get_origin(info.annotation) is Literal:
            return f"one of {', '.join(get_args(info.annotation))}"
        text = info.description.rstrip(".")
        return text[:1].lower() + text[1:] if text[1:2].islower() else text


@dataclass(frozen=True)
class _TypeCure:
    """The cure of a value of the wrong type."""

    document: Document
    path: Path
    known_keys: Callable[[Path], tuple[str, ...]]

    @cached_property
    def node(self) -> Scalar | Sequence | Mapping | None:
        return self.document.at(*self.path)

    def for_expected(self, expected: str) -> str:
        cures = {
            "text": self._text,
            "a list": self._list,
            "a whole number": self._number,
            "a mapping": self._mapping,
            "true or false": self._truth,
        }
        return cures[expected]() if expected in cures else ""

    def _text(self) -> str:
        node = self.node
        if isinstance(node, Scalar):
            return f'put it in quotes: "{shortened(node.text)}"; without them YAML reads {_yaml_word(node)}'
        if isinstance(node, Sequence) and node.flow:
            return "put a text that starts with [ in quotes"
        if isinstance(node, Mapping) and node.flow and all(value is None for value in node.value().values()):
            return "put a text that starts with { in quotes"
        if isinstance(node, Mapping) and not node.flow:
            return 'put a text with ": " in it in quotes'
        return "write the text itself, without brackets, braces or dashes"

    def _list(self) -> str:
        node = self.node
        if isinstance(node, Mapping):
            return 'start each item with "- "'
        if not isinstance(node, Scalar):
            return ""
        parts = [part.strip() for part in re.split(r",|;|\band\b", node.text)]
        return f"write it in brackets: [{shortened(', '.join(part for part in parts if part))}]"

    def _number(self) -> str:
        node = self.node
        if isinstance(node, Scalar) and not node.plain and node.text.isdecimal():
            return f"write {shortened(node.text)}, without quotes"
        return "write digits only, without quotes"

    def _truth(self) -> str:
        return "write true or false, without quotes"

    def _mapping(self) -> str:
        keys = self.known_keys(self.path)
        return f"write it as a mapping with keys such as {', '.join(keys[:6])}" if keys else ""


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, list, dict, Union, types.UnionType, Annotated):
        for argument in get_args(annotation):
            yield from _models_in(argument)


def _spelled(path: Path) -> str:
    """A path in words for people: `tags[1].node` counts items from 1."""
    keys = (f"[{key + 1}]" if isinstance(key, int) else f".{shortened(key)}" for key in path)
    return "".join(keys).lstrip(".")


def _yaml_word(node: Scalar) -> str:
    value = node.value()
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number, and digits can get lost"
    return "null" if value is None else "a date"
