"""Commands that write what is rendered: readme, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._completing import node_ids, work_ids
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    CheckOnly,
    fail,
    load_knowledge,
    print_line,
    print_visible,
    survey_root,
    with_hint,
)
from living_survey.hosting.readme_files import changes, write
from living_survey.loading.problems import visible
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.writing import replace_file
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS, NotFoundError, select
from living_survey.rendering.readme import BadTemplateError
from living_survey.rendering.readme_changes import report_of_changes


def readme(
    ctx: typer.Context,
    check: CheckOnly = False,
) -> None:
    """Render README.md and the lists in lists/."""
    root = survey_root(ctx)
    try:
        found = changes(root, load_knowledge(root))
    except BadTemplateError as error:
        print_visible(f"{error.template}: {error}", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    if not found:
        print_line("README.md and lists/ are up to date")
    elif check:
        for line in report_of_changes((one.path, one.before, one.after) for one in found):
            print_visible(line)
        raise typer.Exit(EXIT_PROBLEMS)
    else:
        write(root, found)
        for one in found:
            print_visible(f"{'removed' if one.after is None else 'wrote'} {one.path}")


def export(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT|statements",
            help=f"Works as {', '.join(FORMATS)}; or statements: one row per value that "
            "an entry states about a work, or the survey about an approach.",
        ),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write; by default standard output."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORMAT",
            help=f"The format of statements: {', '.join(STATEMENT_FORMATS)}. "
            "Without it the file's extension decides, "
            "then csv.",
        ),
    ] = None,
    nodes: Annotated[
        list[str] | None,
        typer.Option(
            "--node",
            metavar="ID",
            autocompletion=node_ids,
            help="Works at or below this node; may be repeated.",
        ),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="ID", autocompletion=work_ids, help="This work; may be repeated."),
    ] = None,
) -> None:
    """Write works, or statements about them, for other programs.

    All works are written, or those of the given nodes and ids.
    """
    formats, name, words = FORMATS, what, (*FORMATS, "statements")
    if what == "statements":
        ending = output.suffix.removeprefix(".") if output else ""
        formats, name, words = STATEMENT_FORMATS, kind or ending or "csv", tuple(STATEMENT_FORMATS)
    elif kind is not None:
        fail(f"--as is for statements: survey export statements --as {visible(kind)}")
    if name not in formats:
        hint = did_you_mean(name, words) or f"one of {', '.join(words)}"
        fail(with_hint(f'unknown format "{name}"', hint))
    chosen = formats[name]
    if output is None and not chosen.is_text and sys.stdout.isatty():
        fail(f"{name} is not for a terminal; name a file with -o, such as works.{chosen.suffix}")
    if output is not None and not output.absolute().parent.is_dir():
        fail(f"{output.parent}: no such folder")
    if output is not None and output.exists() and not output.is_file():
        fail(f"{output}: not a regular file")
    kb = load_knowledge(survey_root(ctx))
    try:
        content = chosen.render(kb, select(kb, nodes or (), ids or ()))
    except NotFoundError as error:
        fail(with_hint(str(error), did_you_mean(error.asked, error.known)))
    if output:
        replace_file(output, content)
    else:
        sys.stdout.buffer.write(content)
