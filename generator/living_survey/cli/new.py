"""The command that starts a survey: new."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._shared import EXIT_PROBLEMS, fail, print_visible, today
from living_survey.starting import CannotStartError, Program, start


def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to make; it must not exist or be empty.")
    ] = None,
    *,
    title: Annotated[str | None, typer.Option(help="The title of the survey.")] = None,
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Works to start with: a .bib file, a list in Markdown or HTML, or .csv; may be repeated.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=HEADING of a CSV file; may be repeated.")
    ] = None,
    program: Annotated[
        str | None,
        typer.Option(
            metavar="WHEEL",
            help="What the survey installs the program from: a wheel, which is copied into the survey, or a "
            "requirement of pip. [default: what the running program was installed from]",
        ),
    ] = None,
) -> None:
    """Start a survey: a complete repository in a new folder.

    Headings, keywords or columns of the files become topics. What is not given is asked for on a terminal.
    """
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if folder is None:
        folder = Path(_asked("Folder of the new survey", "DIR", is_terminal=is_terminal))
    if not (title or "").strip():
        title = _asked("Title of the survey", "--title TEXT", is_terminal=is_terminal)
        if sources is None:
            file = typer.prompt("File with works (.bib, .md, .html, .csv; empty for none)", default="")
            sources = [Path(file)] if file else []
    try:
        started = start(
            folder,
            " ".join((title or "").split()),
            sources or [],
            program=Program.named(program) if program else Program.running(),
            today=today(),
            columns=dict(column.partition("=")[::2] for column in columns or ()),
        )
    except CannotStartError as error:
        fail(str(error), EXIT_PROBLEMS)
    for line in started.lines():
        print_visible(line)


def _asked(question: str, argument: str, *, is_terminal: bool) -> str:
    """An answer from the terminal; without one the command fails and says what to give."""
    if not is_terminal:
        fail(f"{argument} is missing (survey new DIR --title TEXT --from FILE)")
    answer: str = typer.prompt(question)
    return answer
