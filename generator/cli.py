"""The `survey` command: parses arguments, calls the packages below, prints."""

# ruff: noqa: PLC0415 - a command imports what only it needs, so that all start fast

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from generator.loading.problems import visible

DEBUG_VARIABLE = "SURVEY_DEBUG"
README_TEMPLATE = "site_src/templates/README.md.j2"
EXIT_PROBLEMS, EXIT_USAGE, EXIT_BUG = 1, 2, 70

app = typer.Typer(
    name="survey",
    help="Check, format and render a living survey.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How `survey check` prints problems."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; all if none is given.")]


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import version

        print_line(f"survey {version('living-survey')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(help="Folder with taxonomy.yaml; else the nearest one upwards."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=show_version),
    ] = False,
) -> None:
    """Check, format and render a living survey."""
    if root is not None and not root.is_dir():
        fail(f"{root}: there is no such folder")
    ctx.obj = root or nearest_root(Path.cwd())


@app.command()
def check(
    ctx: typer.Context,
    paths: Paths = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to print problems.")] = Format.TEXT,  # noqa: A002 - the name of the option
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
) -> None:
    """Report every problem of the taxonomy and the entries."""
    from generator.loading import report
    from generator.loading.inspection import inspect
    from generator.loading.selection import SelectionError, select

    root: Path = ctx.obj
    try:
        selected = select(root, paths or [])
    except SelectionError as error:
        fail(str(error))
    inspection = inspect(root).about(selected)
    print_text(report.FORMATS[format](inspection.problems))
    if format is Format.TEXT:
        print_line(report.summary(inspection.problems, inspection.works))
    if inspection.errors or (strict and inspection.problems):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def fmt(
    ctx: typer.Context,
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if something would.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what changes.")] = False,
) -> None:
    """Rewrite entries in their canonical form."""
    from generator.loading.formatting import rewrite_entries
    from generator.loading.report import plural
    from generator.loading.selection import SelectionError, select

    root: Path = ctx.obj
    try:
        selected = select(root, paths or [])
    except SelectionError as error:
        fail(str(error))
    changed = failed = total = 0
    for outcome in rewrite_entries(root, selected, write=not check):
        total += 1
        if outcome.problem:
            failed += 1
            print_line(str(outcome.problem), err=True)
        elif outcome.changed:
            changed += 1
            print_line(f"{'would format' if check else 'formatted'} {visible(outcome.path)}")
            if diff:
                print_text(outcome.diff())
    verb = "would change" if check else "changed"
    print_line(f"{plural(total, 'file')}: {changed} {verb}, {failed:,} could not be formatted")
    if failed or (check and changed):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def schema(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Fail if the file is not up to date.")] = False,
) -> None:
    """Print the JSON Schema of an entry, with the ids of the taxonomy."""
    from generator.loading.inspection import read_vocabulary
    from generator.loading.schema import SCHEMA_FILE, schema_text
    from generator.loading.writing import replace_file

    root: Path = ctx.obj
    vocabulary, problems = read_vocabulary(root)
    if vocabulary.file is None:
        for problem in problems:
            print_line(str(problem), err=True)
        raise typer.Exit(EXIT_PROBLEMS)
    text = schema_text(vocabulary.file)
    target = output or root / SCHEMA_FILE
    if check:
        if read_text(target) != text:
            print_line(
                f"{visible(str(target))} is not up to date; run: survey schema -o {visible(str(target))}"
            )
            raise typer.Exit(EXIT_PROBLEMS)
    elif output:
        replace_file(output, text)
    else:
        print_text(text)


@app.command()
def readme(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if something would.")] = False,  # noqa: A002, RUF100 - the name of the option
) -> None:
    """Render README.md from the taxonomy, the entries and its template."""
    from jinja2 import TemplateError

    from generator.loading import InvalidKnowledgeError, load, report
    from generator.loading.writing import replace_file
    from generator.rendering.readme import render_readme
    from generator.rendering.readme_changes import summary_of_changes

    root: Path = ctx.obj
    template = read_text(root / README_TEMPLATE)
    if template is None:
        fail(f"{README_TEMPLATE}: cannot be read")
    try:
        text = render_readme(load(root), template)
    except InvalidKnowledgeError as error:
        print_text(report.as_text(error.problems))
        raise typer.Exit(EXIT_PROBLEMS) from None
    except TemplateError as error:
        print_line(f"{README_TEMPLATE}: {visible(str(error))}", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    target = root / "README.md"
    before = read_text(target)
    if before == text:
        print_line("README.md is up to date")
    elif check:
        print_line("README.md is not up to date; run: survey readme")
        for line in summary_of_changes(before or "", text).splitlines():
            print_line(visible(line))
        raise typer.Exit(EXIT_PROBLEMS)
    else:
        replace_file(target, text)
        print_line("wrote README.md")


@app.command()
def export(
    ctx: typer.Context,
    format: Annotated[  # noqa: A002 - the name of the argument
        str,
        typer.Argument(help="bibtex, csl-json, ris, csv, jsonl, parquet, sqlite or markdown."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file; else print.")
    ] = None,
    nodes: Annotated[
        list[str] | None, typer.Option("--node", help="Works at or below this node; may be repeated.")
    ] = None,
    ids: Annotated[list[str] | None, typer.Option("--id", help="This work; may be repeated.")] = None,
) -> None:
    """Write works for other programs: all, or those of some nodes and ids."""
    from generator.loading import InvalidKnowledgeError, load, report
    from generator.loading.suggest import did_you_mean
    from generator.loading.writing import replace_file
    from generator.rendering.exports import FORMATS, NotFoundError, select

    if format not in FORMATS:
        fail(with_hint(f'unknown format "{format}"', did_you_mean(format, FORMATS)))
    chosen = FORMATS[format]
    if output is None and not chosen.is_text and sys.stdout.isatty():
        fail(f"{format} is not for a terminal; name a file with -o, such as works.{chosen.suffix}")
    if output is not None and not output.absolute().parent.is_dir():
        fail(f"{output.parent}: there is no such folder")
    if output is not None and output.exists() and not output.is_file():
        fail(f"{output}: not a regular file")
    try:
        kb = load(ctx.obj)
        content = chosen.render(kb, select(kb, nodes or (), ids or ()))
    except InvalidKnowledgeError as error:
        print_line(report.as_text(error.problems), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except NotFoundError as error:
        fail(with_hint(str(error), did_you_mean(error.asked, error.known)))
    if output:
        replace_file(output, content)
    else:
        sys.stdout.buffer.write(content)


def nearest_root(start: Path) -> Path:
    """The nearest folder upwards that holds a taxonomy, else the start."""
    return next((folder for folder in (start, *start.parents) if (folder / "taxonomy.yaml").is_file()), start)


def read_text(path: Path) -> str | None:
    """The text of a file; None if there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def print_text(text: str) -> None:
    """Print a text as it is."""
    sys.stdout.write(text)


def print_line(text: str, *, err: bool = False) -> None:
    """Print a line."""
    stream = sys.stderr if err else sys.stdout
    stream.write(text + "\n")


def with_hint(message: str, hint: str) -> str:
    """A message with what may help in parentheses."""
    return f"{message} ({hint})" if hint else message


def fail(message: str) -> NoReturn:
    """Say what is wrong with the command line and leave."""
    print_line(f"survey: {visible(message)}", err=True)
    raise typer.Exit(EXIT_USAGE)


def main() -> None:
    """Run the command; what goes wrong unexpectedly is said in one line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that knows few characters gets the others written out.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="survey")
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        print_line(f"survey: {visible(f'{name}{error.strerror or error}')}", err=True)
        sys.exit(EXIT_PROBLEMS)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported and the exit code tells
        if os.environ.get(DEBUG_VARIABLE):
            import traceback

            traceback.print_exc()
        print_line(
            f"survey: unexpected {type(error).__name__}: {visible(str(error))}; this is a bug, "
            f"{DEBUG_VARIABLE}=1 shows where",
            err=True,
        )
        sys.exit(EXIT_BUG)
