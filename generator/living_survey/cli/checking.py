"""Commands that check and rewrite the files of a survey: check, fmt, schema, migrate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._formats import Json, ProblemFormat, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    CheckOnly,
    fail,
    print_line,
    print_text,
    print_visible,
    read_text,
    survey_root,
)
from living_survey.hosting.releases import last_release, lost_addresses
from living_survey.loading import migration, report
from living_survey.loading.formatting import rewrite_entries
from living_survey.loading.inspection import inspect, read_vocabulary
from living_survey.loading.problems import plural, visible
from living_survey.loading.schema import SCHEMA_FILE, schema_text
from living_survey.loading.selection import Selection, SelectionError, select
from living_survey.loading.writing import replace_file

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Files or folders; all if none is given.")
]


def selected(root: Path, paths: list[Path] | None) -> Selection:
    """The files that a command line names."""
    try:
        return select(root, paths or [])
    except SelectionError as error:
        fail(str(error))


def check(
    ctx: typer.Context,
    paths: Paths = None,
    style: ProblemFormat = "text",
    is_json: Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
) -> None:
    """Report every problem of the taxonomy and the entries."""
    style = chosen_format(style, is_json=is_json)
    root = survey_root(ctx)
    inspection = inspect(root)
    if inspection.knowledge is not None and (release := last_release(root)):
        inspection = inspection.adding(lost_addresses(inspection.knowledge, release))
    inspection = inspection.about(selected(root, paths))
    print_text(report.FORMATS[style](inspection.problems))
    if style == "text":
        kb = inspection.knowledge
        drafts = sum(work.draft for work in (*kb, *kb.unplaced)) if kb else 0
        print_line(report.summary(inspection.problems, inspection.asked_for, len(inspection.paths), drafts))
    if inspection.errors or (strict and inspection.problems):
        raise typer.Exit(EXIT_PROBLEMS)


def fmt(
    ctx: typer.Context,
    paths: Paths = None,
    check: CheckOnly = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the changes.")] = False,
) -> None:
    """Rewrite entries in their canonical form."""
    root = survey_root(ctx)
    changed = failed = total = 0
    for outcome in rewrite_entries(root, selected(root, paths), write=not check):
        total += 1
        if outcome.problem:
            failed += 1
            print_line(str(outcome.problem), err=True)
        elif outcome.changed:
            changed += 1
            print_visible(f"{'would format' if check else 'formatted'} {outcome.path}")
            if diff:
                print_text(outcome.diff())
    verb = "would change" if check else "changed"
    print_line(f"{plural(total, 'file')}: {changed} {verb}, {failed:,} could not be formatted")
    if failed or (check and changed):
        raise typer.Exit(EXIT_PROBLEMS)


def schema(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; by default standard output.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Fail if the file is not up to date.")] = False,
) -> None:
    """Print the JSON Schema of an entry, with the ids of the taxonomy."""
    root = survey_root(ctx)
    vocabulary, problems = read_vocabulary(root)
    if vocabulary.file is None:
        for problem in problems:
            print_line(str(problem), err=True)
        raise typer.Exit(EXIT_PROBLEMS)
    text = schema_text(vocabulary.file)
    target = output or root / SCHEMA_FILE
    if check:
        if read_text(target) != text:
            name = visible(str(target))
            print_line(f"{name} is not up to date; run: survey schema -o {name}")
            raise typer.Exit(EXIT_PROBLEMS)
    elif output:
        replace_file(output, text)
    else:
        print_text(text)


def migrate(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; print what would change.")
    ] = False,
) -> None:
    """Rewrite a survey of an older format in the current one.

    The page "Upgrading" describes the formats.
    """
    try:
        changed = migration.migrate(survey_root(ctx))
    except migration.CannotMigrateError as error:
        print_visible(str(error), err=True)
        print_line("nothing was changed", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    if not changed:
        print_line("already in the current format; nothing to do")
        return
    if not dry_run:
        migration.write(changed)
    verb = "would migrate" if dry_run else "migrated"
    for one in changed:
        print_visible(f"{verb} {one.name}")
    print_line(plural(len(changed), "file"))
    if not dry_run:
        print_line("now run: survey check")
