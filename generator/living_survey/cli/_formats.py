"""How commands print what they found: one vocabulary of formats, of which a command has those that fit."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

import typer

from living_survey.cli._shared import fail

_FORMAT = typer.Option("--format", "-f", help="How to print.")

Format = Literal["text", "json", "markdown", "github"]
"""For people, for programs, for a page or an issue, and as annotations of GitHub Actions."""
TextOrJson = Annotated[Literal["text", "json"], _FORMAT]
ListFormat = Annotated[Literal["text", "json", "markdown"], _FORMAT]
ProblemFormat = Annotated[Literal["text", "json", "github"], _FORMAT]
AnyFormat = Annotated[Format, _FORMAT]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as --format json does.")]

FormatT = TypeVar("FormatT", bound=Format)


def chosen_format(named: FormatT, *, is_json: bool) -> FormatT | Literal["json"]:
    """The format that `--format` and `--json` ask for."""
    if is_json and named not in {"text", "json"}:
        fail(f"--json and --format {named} cannot be given together")
    return "json" if is_json else named
