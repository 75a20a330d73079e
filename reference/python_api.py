"""The page "Python API": the public names of `living_survey`, from their docstrings."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import BaseModel

import living_survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = """\
---
title: Python API
description: The public names of the package living_survey, with examples.
---

# Python API

`pip install living-survey` is enough. In the folder of a survey, such as a clone of this repository:

```python
import living_survey

kb = living_survey.load(".")
print(kb)  # the number of works and of nodes
print(list(kb.facets))  # the keywords that kb.works and kb.statements take for this survey
for value in next(iter(kb.facets.values())).values:
    print(value.id, value.title)
```

The examples below are run by the tests on a small survey with three works, `reference/example/` in the
repository of the program.

"""


def page() -> str:
    """The page as Markdown."""
    parts = [START + _markdown(inspect.getdoc(living_survey) or "")]
    public = {name: getattr(living_survey, name) for name in living_survey.__all__}
    parts += ["## Functions\n"]
    for name, one in public.items():
        if inspect.isfunction(one):
            parts += [f"### `{name}`\n", _function(one)]
    parts += ["## Classes\n"]
    for name, one in public.items():
        if inspect.isclass(one):
            parts += _class(name, one)
    return "\n".join(parts)


def _markdown(text: str) -> str:
    """A docstring with its examples as code blocks."""
    blocks = text.split("\n\n")
    return (
        "\n\n".join(f"```pycon\n{block}\n```" if block.startswith(">>>") else block for block in blocks)
        + "\n"
    )


class _Bare(str):
    """An annotation that a signature shows as it is written."""

    __slots__ = ()
    __repr__ = str.__str__


def _signature(function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    parameters = [
        one if one.annotation is one.empty else one.replace(annotation=_Bare(one.annotation))
        for one in signature.parameters.values()
        if one.name != "self"
    ]
    return str(signature.replace(parameters=parameters, return_annotation=_Bare(signature.return_annotation)))


def _function(function: Callable[..., object]) -> str:
    """The signature of a function or method, and its docstring."""
    code = f"```python\n{function.__name__}{_signature(function)}\n```\n"
    return f"{code}\n{_markdown(inspect.getdoc(function) or '')}"


def _class(name: str, cls: type) -> Iterator[str]:
    yield f"### `{name}`\n"
    yield _markdown(inspect.getdoc(cls) or "")
    attributes = dict(_attributes(cls))
    if attributes:
        yield "".join(f"- `{attribute}`{text and f': {text}'}\n" for attribute, text in attributes.items())
    for owner in _own_classes(cls):
        for method, member in vars(owner).items():
            if not method.startswith("_") and inspect.isfunction(member):
                yield _function(member)


def _own_classes(cls: type) -> Iterator[type]:
    """The class and those of this package that it is derived from."""
    return (one for one in cls.__mro__ if one.__module__.startswith("living_survey."))


def _attributes(cls: type) -> Iterator[tuple[str, str]]:
    """The public fields, attributes and properties, each with its description."""
    if issubclass(cls, BaseModel):
        for name, field in cls.model_fields.items():
            yield name, field.description or ""
    for owner in _own_classes(cls):
        if not issubclass(cls, BaseModel):
            yield from _written(owner)
        for name, member in vars(owner).items():
            if not name.startswith("_") and isinstance(member, (property, cached_property)):
                yield name, " ".join((inspect.getdoc(member) or "").split())


def _written(cls: type) -> Iterator[tuple[str, str]]:
    """The attributes that the source of a class declares or its `__init__` sets, with the text below each."""
    for owner in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(cls)))):
        if isinstance(owner, ast.ClassDef) or (
            isinstance(owner, ast.FunctionDef) and owner.name == "__init__"
        ):
            for statement, below in pairwise([*owner.body, None]):
                name = _target(statement)
                if name and not name.startswith("_"):
                    yield name, _text(below)


def _target(statement: ast.stmt | None) -> str | None:
    """The name that a statement declares or sets: `name: type` or `self.name = value`."""
    match statement:
        case (
            ast.AnnAssign(target=ast.Name(id=name))
            | ast.AnnAssign(target=ast.Attribute(attr=name))
            | ast.Assign(targets=[ast.Attribute(attr=name)])
        ):
            return name
    return None


def _text(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
    return ""
