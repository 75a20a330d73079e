"""The command that adds works one by one: add."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._completing import node_ids
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    announce,
    fail,
    open_builder,
    print_line,
    print_visible,
    survey_root,
)
from living_survey.cli.services import one_run_at_a_time, open_services
from living_survey.sources import unfinished
from living_survey.sources.adding import NEXT_STEP, Given, add_all
from living_survey.sources.interview import Interview

if TYPE_CHECKING:
    from living_survey.sources.adding import EntryBuilder
    from living_survey.sources.services import Services


def add(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REFERENCE",
            help="arXiv ids, DOIs, addresses of papers, BibTeX, .bib files, or files of unfinished works.",
        ),
    ] = None,
    *,
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", "-t", metavar="NODE", autocompletion=node_ids, help="A taxonomy node; may be repeated."
        ),
    ] = None,
    notes: Annotated[
        list[str] | None,
        typer.Option(
            "--note", "-n", metavar="TEXT", help="What the work does at the node; one for each --tag."
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FACET=VALUE", help="A value of a facet of taxonomy.yaml; may be repeated."
        ),
    ] = None,
    manual: Annotated[
        str | None, typer.Option(metavar="TITLE", help="Add a work by its title; no service is asked.")
    ] = None,
    authors: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Separated by commas, given name first.")
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Year of the venue.")] = None,
    venue: Annotated[str | None, typer.Option(metavar="NAME", help="Where it appeared, in short.")] = None,
    arxiv: Annotated[str | None, typer.Option(metavar="ID", help="Its arXiv identifier.")] = None,
    doi: Annotated[str | None, typer.Option(metavar="DOI", help="Its DOI.")] = None,
    code: Annotated[str | None, typer.Option(metavar="URL", help="Address of its source code.")] = None,
    project: Annotated[str | None, typer.Option(metavar="URL", help="Address of its project page.")] = None,
    dataset: Annotated[str | None, typer.Option(metavar="URL", help="Address of its data.")] = None,
    summary: Annotated[str | None, typer.Option(metavar="TEXT", help="What it does, in a sentence.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the entries; write nothing.")] = False,
) -> None:
    """Add works by identifier, or by answering questions.

    Without a reference, it asks on the terminal for what it needs. With --manual no service is asked. If a
    service gives no answer, what is known is kept in a file, from which the command continues.
    """
    root = survey_root(ctx)
    builder, services = open_builder(root), open_services(root)
    if manual is None and not references and (arxiv or doi):
        references = [arxiv or doi or ""]
    if not references and manual is None:
        converse(builder, services)
        return
    try:
        given = Given.of(
            builder, tags, notes, values, authors, year, venue, arxiv, doi, code, project, dataset, summary
        )
    except ValueError as error:
        fail(str(error))
    if references and manual is None:
        announce(services, ["arXiv", "DOI"])
    with one_run_at_a_time():
        outcomes = add_all(builder, services, references or [], manual, given, dry_run=dry_run)
    for outcome in outcomes:
        print_visible(outcome.entry, end="")
        for line in outcome.lines:
            print_visible(line, err=True)
    if not all(outcome.done for outcome in outcomes):
        raise typer.Exit(EXIT_PROBLEMS)


def converse(builder: EntryBuilder, services: Services) -> None:
    """Add one work by questions and answers on the terminal."""
    if not sys.stdin.isatty():
        fail("name a reference such as 2401.01234, or a title with --manual")
    announce(services, ["arXiv", "DOI"])
    interview = Interview(builder, services, input, print_visible)
    try:
        with one_run_at_a_time():
            prepared = interview.run()
    except (EOFError, KeyboardInterrupt):
        prepared = None
        print_line("")
    if prepared is None:
        print_line("nothing written")
        if interview.draft.data() and not builder.duplicate_of(interview.draft):
            path = unfinished.keep(builder.root, interview.draft)
            print_visible(f"your answers are in {path}; to continue: survey add {path}")
        raise typer.Exit(EXIT_PROBLEMS)
    builder.write(prepared)
    print_line(f"wrote {prepared.path}")
    print_line(NEXT_STEP.format(prepared.path))
