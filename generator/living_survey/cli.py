"""The `survey` command: parses arguments, calls the packages below, prints."""

# ruff: noqa: PLC0415 - a command imports what only it needs, so that all start fast

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from living_survey.loading.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from living_survey.hosting.host import Host
    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.sources.adding import Desk
    from living_survey.sources.fetching import Fetched, Progress
    from living_survey.sources.outside import Outside
    from living_survey.sources.refreshing import Kind

DEBUG_VARIABLE = "SURVEY_DEBUG"
EXIT_PROBLEMS, EXIT_USAGE, EXIT_BUG = 1, 2, 70

app = typer.Typer(
    name="survey",
    help="Check, format and render a living survey.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

bot = typer.Typer(
    help="What workflows of the repository's host run; see .github/workflows.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(bot, name="bot")


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
    from living_survey.loading import report
    from living_survey.loading.inspection import inspect
    from living_survey.loading.selection import SelectionError, select

    root: Path = ctx.obj
    try:
        selected = select(root, paths or [])
    except SelectionError as error:
        fail(str(error))
    inspection = inspect(root).about(selected)
    print_text(report.FORMATS[format](inspection.problems))
    if format is Format.TEXT:
        print_line(report.summary(inspection.problems, inspection.asked_for, len(inspection.paths)))
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
    from living_survey.loading.formatting import rewrite_entries
    from living_survey.loading.problems import plural
    from living_survey.loading.selection import SelectionError, select

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
def migrate(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; print what would change.")
    ] = False,
) -> None:
    """Rewrite a knowledge base of an older format in the current one; see the page "Upgrading"."""
    from living_survey.loading.migration import CannotMigrateError, write
    from living_survey.loading.migration import migrate as migrated
    from living_survey.loading.problems import plural

    try:
        changed = migrated(ctx.obj)
    except CannotMigrateError as error:
        print_line(visible_lines(str(error)), err=True)
        print_line("nothing was changed", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    if not changed:
        print_line("already in the current format; nothing to do")
        return
    if not dry_run:
        write(changed)
    verb = "would migrate" if dry_run else "migrated"
    for one in changed:
        print_line(f"{verb} {visible(one.name)}")
    print_line(plural(len(changed), "file"))
    if not dry_run:
        print_line("now run: survey check")


@app.command()
def schema(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Fail if the file is not up to date.")] = False,
) -> None:
    """Print the JSON Schema of an entry, with the ids of the taxonomy."""
    from living_survey.loading.inspection import read_vocabulary
    from living_survey.loading.schema import SCHEMA_FILE, schema_text
    from living_survey.loading.writing import replace_file

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
    """Render README.md and the lists in lists/ from the taxonomy, the entries and their templates."""
    from living_survey.hosting.readme_files import changes, write
    from living_survey.loading import InvalidKnowledgeError, load, report
    from living_survey.rendering.readme import BadTemplateError
    from living_survey.rendering.readme_changes import report_of_changes

    root: Path = ctx.obj
    try:
        found = changes(root, load(root))
    except InvalidKnowledgeError as error:
        print_text(report.as_text(error.problems))
        raise typer.Exit(EXIT_PROBLEMS) from None
    except BadTemplateError as error:
        print_line(f"{error.template}: {visible(str(error))}", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    if not found:
        print_line("README.md and lists/ are up to date")
    elif check:
        for line in report_of_changes((one.path, one.before, one.after) for one in found):
            print_line(visible(line))
        raise typer.Exit(EXIT_PROBLEMS)
    else:
        write(root, found)
        for one in found:
            print_line(f"{'removed' if one.after is None else 'wrote'} {visible(one.path)}")


@app.command()
def export(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT|statements",
            help="Works as bibtex, csl-json, ris, csv, jsonl, parquet, sqlite or markdown; or statements: "
            "one row for each value that is stated of a work, or by the survey of an approach.",
        ),
    ],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file; else print.")
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        str | None,
        typer.Option(
            "--format", help="Of statements: csv, jsonl or parquet; else by the ending of the file; else csv."
        ),
    ] = None,
    nodes: Annotated[
        list[str] | None, typer.Option("--node", help="Works at or below this node; may be repeated.")
    ] = None,
    ids: Annotated[list[str] | None, typer.Option("--id", help="This work; may be repeated.")] = None,
) -> None:
    """Write works, or what is stated of them, for other programs: all, or those of some nodes and ids."""
    from living_survey.loading import InvalidKnowledgeError, load, report
    from living_survey.loading.suggest import did_you_mean
    from living_survey.loading.writing import replace_file
    from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS, NotFoundError, select

    formats, name, words = FORMATS, what, (*FORMATS, "statements")
    if what == "statements":
        ending = output.suffix.removeprefix(".") if output else ""
        formats, name, words = STATEMENT_FORMATS, format or ending or "csv", tuple(STATEMENT_FORMATS)
    elif format is not None:
        fail(f"--format is for statements: survey export statements --format {visible(format)}")
    if name not in formats:
        hint = did_you_mean(name, words) or f"one of {', '.join(words)}"
        fail(with_hint(f'unknown format "{name}"', hint))
    chosen = formats[name]
    if output is None and not chosen.is_text and sys.stdout.isatty():
        fail(f"{name} is not for a terminal; name a file with -o, such as works.{chosen.suffix}")
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


Days = Annotated[int, typer.Option("--max-age", min=0, help="Ask again for what is older than these days.")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only this work; may be repeated.")]
Again = Annotated[bool, typer.Option("--refresh", help="Ask again for everything, however new.")]


@app.command()
def fetch(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    only: Only = None,
    refresh: Again = False,
    max_age: Days = 30,
    batch: Annotated[int, typer.Option(min=1, max=500, help="Works a request to arXiv.")] = 100,
    citations: Annotated[bool, typer.Option("--citations", help="Ask OpenAlex about citations.")] = False,
) -> None:
    """Ask arXiv about the works, or OpenAlex about their citations; keep the answers in the cache."""
    from datetime import timedelta

    from living_survey.sources.fetching import BusyError
    from living_survey.sources.outside import Outside

    kb = load_knowledge(ctx.obj)
    works = chosen_works(kb, only)
    outside = Outside.of(ctx.obj, max_age=timedelta(days=max_age), refresh=refresh, batch=batch)
    service = "OpenAlex" if citations else "arXiv"
    announce(outside, [service])
    try:
        with progress_bar(f"Asking {service}") as outside.progress:
            result = outside.ask_openalex(works) if citations else outside.ask_arxiv(works)
    except BusyError as error:
        fail(str(error))
    report_fetch(result)
    if not result.complete:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def refresh(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    only: Only = None,
    write: Annotated[
        list[str] | None,
        typer.Option(
            "--write", help="Write this kind into the entries: title, authors, published, withdrawn or all."
        ),
    ] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Show only this kind.")] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        str, typer.Option("--format", "-f", help="table, json or markdown.")
    ] = "table",
    max_age: Days = 1,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody; use the cache.")] = False,
) -> None:
    """Show where entries differ from what arXiv and DOI registries say, and write what is chosen."""
    from datetime import timedelta

    from living_survey.sources import refreshing
    from living_survey.sources.fetching import BusyError
    from living_survey.sources.outside import Outside

    if format not in {"table", "json", "markdown"}:
        fail(f'unknown format "{format}"; table, json or markdown')
    kinds = kinds_named(kind or ["all"])
    to_write = kinds_named(write or [])
    kb = load_knowledge(ctx.obj)
    works = chosen_works(kb, only)
    outside = Outside.of(ctx.obj, max_age=timedelta(days=max_age))
    if not offline:
        announce(outside, ["arXiv", "DOI"])
        try:
            with progress_bar("Asking arXiv") as outside.progress:
                report_fetch(outside.ask_arxiv(works))
            with progress_bar("Asking DOI registries") as outside.progress:
                report_fetch(outside.ask_dois(work.doi for work in works if work.doi))
        except BusyError as error:
            fail(str(error))
    found = [change for change in refreshing.changes(kb, outside.cache, works) if change.kind in kinds]
    if format == "table":
        print_text(refreshing.as_table(found))
    else:
        print_text(refreshing.as_json(found) if format == "json" else refreshing.as_markdown(found))
    written = refreshing.write(ctx.obj, found, to_write)
    for work in written.works:
        print_line(f"wrote entries/{visible(work)}.yaml", err=True)
    for work, reason in written.failed.items():
        print_line(f"entries/{visible(work)}.yaml: {visible(reason)}", err=True)
    if written.failed:
        raise typer.Exit(EXIT_PROBLEMS)


@app.command()
def cache(
    ctx: typer.Context,
    clear: Annotated[bool, typer.Option("--clear", help="Delete what is in it.")] = False,
) -> None:
    """Show what is kept of outside services on this machine, or drop it."""
    from datetime import UTC, datetime

    from living_survey.sources.fetching import counted
    from living_survey.sources.outside import Outside

    kept = Outside.of(ctx.obj).cache
    if clear:
        print_line(f"deleted {counted(kept.clear(), 'record')} from {visible(str(kept.folder))}")
        return
    print_line(visible(str(kept.folder)))
    for held in kept.inventory(datetime.now(UTC)):
        print_line(
            f"  {held.service:<10}{counted(held.records, 'record'):>16}{held.size / 1e6:>9.1f} MB"
            f"   {held.newest.days} to {held.oldest.days} days old"
        )


@app.command()
def add(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(help="arXiv ids or addresses, DOIs, BibTeX or .bib files.")
    ] = None,
    *,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", "-t", help="A taxonomy node; may be repeated.")
    ] = None,
    notes: Annotated[
        list[str] | None, typer.Option("--note", "-n", help="What it does there; one for each --tag.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="FACET=VALUE, as taxonomy.yaml declares them; may be repeated."),
    ] = None,
    manual: Annotated[str | None, typer.Option(help="A title; nobody is asked.")] = None,
    authors: Annotated[str | None, typer.Option(help="Separated by commas, given name first.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the venue.")] = None,
    venue: Annotated[str | None, typer.Option(help="Where it appeared, in short.")] = None,
    code: Annotated[str | None, typer.Option(help="Address of its source code.")] = None,
    project: Annotated[str | None, typer.Option(help="Address of its project page.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the entries; write nothing.")] = False,
) -> None:
    """Add works by identifier; bare on a terminal, in a conversation."""
    from living_survey.sources.adding import Given, add_all
    from living_survey.sources.fetching import BusyError
    from living_survey.sources.outside import Outside

    desk = open_desk(ctx.obj)
    outside = Outside.of(ctx.obj)
    if not references and manual is None:
        converse(desk, outside)
        return
    try:
        given = Given.of(desk, tags, notes, values, authors, year, venue, code, project)
    except ValueError as error:
        fail(str(error))
    if references:
        announce(outside, ["arXiv", "DOI"])
    try:
        outcomes = add_all(desk, outside, references or [], manual, given, dry_run=dry_run)
    except BusyError as error:
        fail(str(error))
    for outcome in outcomes:
        print_text(visible_lines(outcome.entry))
        for line in outcome.lines:
            print_line(visible(line), err=True)
    if not all(outcome.done for outcome in outcomes):
        raise typer.Exit(EXIT_PROBLEMS)


@app.command("import")
def import_file(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .bib file, an awesome list (.md), or a .csv file.")],
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Read as CSV, whatever its name.")] = False,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=HEADING of a CSV file; may be repeated.")
    ] = None,
    keywords: Annotated[
        Path | None, typer.Option(help="Lines of keyword: node, for keywords and tags of the file.")
    ] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", "-t", help="A taxonomy node for all new works.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Only report; ask nobody, write nothing.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
) -> None:
    """Import works from BibTeX, an awesome list or CSV; match those that have an entry."""
    from living_survey.sources.fetching import BusyError
    from living_survey.sources.importing import (
        SUFFIXES,
        CannotImportError,
        import_works,
        read_keywords,
        read_works,
    )
    from living_survey.sources.outside import Outside
    from living_survey.sources.tables import ColumnError

    kind = ".csv" if csv else file.suffix.lower()
    if kind not in SUFFIXES:
        fail(f"{file}: the name of the file must end in {', '.join(SUFFIXES)}")
    mapping = dict(column.partition("=")[::2] for column in columns or ())
    desk = open_desk(ctx.obj)
    outside = None if report or offline else Outside.of(ctx.obj)
    try:
        given = [desk.tag(tag) for tag in tags or ()]
        known = read_keywords(keywords.read_text(encoding="utf-8"), desk) if keywords else {}
        found, notes = read_works(file, desk, kind=kind, keywords=known, columns=mapping)
        if outside:
            announce(outside, ["arXiv"])
        result = import_works(found, notes, desk, outside=outside, tags=given, write=not report)
    except (CannotImportError, ColumnError, BusyError, ValueError) as error:
        fail(str(error))
    for line in result.lines(str(file), report=report):
        print_line(visible(line))
    if result.incomplete:
        raise typer.Exit(EXIT_PROBLEMS)


def converse(desk: Desk, outside: Outside) -> None:
    """Add one work by questions and answers on the terminal."""
    from living_survey.sources.fetching import BusyError
    from living_survey.sources.interview import Interview

    if not sys.stdin.isatty():
        fail("name a reference such as 2304.14108, or a title with --manual")
    announce(outside, ["arXiv", "DOI"])
    try:
        prepared = Interview(desk, outside, input, lambda text: print_line(visible_lines(text))).run()
    except BusyError as error:
        fail(str(error))
    except EOFError:
        prepared = None
    if prepared is None:
        print_line("nothing written")
        raise typer.Exit(EXIT_PROBLEMS)
    desk.write(prepared)
    print_line(f"wrote {prepared.path}")


# --- run by workflows ----------------------------------------

EventFile = Annotated[
    Path, typer.Option("--event", envvar="GITHUB_EVENT_PATH", help="What has happened, as the host's JSON.")
]
Base = Annotated[str, typer.Option("--base", help="The branch that changes are proposed for.")]


@bot.command("forms")
def bot_forms(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if something would.")] = False,  # noqa: A002, RUF100 - the name of the option
) -> None:
    """Write the issue forms, with the places of the taxonomy to choose from."""
    from living_survey.hosting.forms import forms
    from living_survey.loading.writing import replace_file

    stale = 0
    for form in forms(load_knowledge(ctx.obj)).values():
        target: Path = ctx.obj / form.path
        if read_text(target) == form.text():
            continue
        stale += 1
        if check:
            print_line(f"{form.path} is not up to date; run: survey bot forms")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, form.text())
            print_line(f"wrote {form.path}")
    if check and stale:
        raise typer.Exit(EXIT_PROBLEMS)


@bot.command("issue")
def bot_issue(ctx: typer.Context, event: EventFile) -> None:
    """Answer an issue from a form: a pull request, what is in the way, or a person."""
    from living_survey.hosting.events import IssueEvent, read_event
    from living_survey.hosting.issues import Office
    from living_survey.sources.outside import Outside

    with host_errors():
        office = Office(open_host(), ctx.obj.resolve(), Outside.of(ctx.obj.resolve()), today())
        print_line(visible(office.answer(read_event(event, IssueEvent))))


@bot.command("preview")
def bot_preview(
    ctx: typer.Context,
    since: Annotated[str, typer.Option(help="The commit that changes are counted from.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Write to this file.")],
    ask: Annotated[bool, typer.Option("--ask", help="Ask arXiv about the changed works first.")] = False,
) -> None:
    """Write which works a pull request changes, with what they may be mistaken for, as JSON."""
    from living_survey.hosting.checkout import GitError
    from living_survey.hosting.preview import Preview, preview
    from living_survey.hosting.upkeep import changed_works
    from living_survey.loading.inspection import inspect
    from living_survey.loading.writing import replace_file
    from living_survey.sources.fetching import BusyError
    from living_survey.sources.outside import Outside

    inspection = inspect(ctx.obj)
    if inspection.knowledge is None:
        found = Preview(errors=len(inspection.errors))
    else:
        kb, outside = inspection.knowledge, Outside.of(ctx.obj)
        try:
            changed = changed_works(ctx.obj, since)
            if ask:
                announce(outside, ["arXiv"])
                report_fetch(outside.ask_arxiv([kb[work_id] for work_id in changed if work_id in kb]))
        except (GitError, BusyError) as error:
            fail(str(error))
        found = preview(kb, outside.cache, changed)
    replace_file(output, found.model_dump_json(indent=1) + "\n")
    print_line(f"{len(found.cards)} works shown, {len(found.removed)} removed, {found.more} more")


@bot.command("comment")
def bot_comment(event: EventFile) -> None:
    """Write the preview that a run left behind into a comment on its pull request."""
    from living_survey.hosting.events import RunEvent, read_event
    from living_survey.hosting.preview_comment import comment_on_run

    with host_errors():
        print_line(visible(comment_on_run(open_host(), read_event(event, RunEvent))))


@bot.command("report")
def bot_report(
    label: Annotated[str, typer.Option(help="The label of the standing issue.")],
    title: Annotated[str, typer.Option(help="Its title.")],
    file: Annotated[Path, typer.Option(help="Its text, in Markdown.")],
    outcome: Annotated[str, typer.Option(help="success if all is well, failure if not.")],
) -> None:
    """Open, bring up to date or close the standing issue of a report."""
    from living_survey.hosting.upkeep import keep_report

    text = read_text(file)
    if outcome not in {"success", "failure"}:
        fail(f'unknown outcome "{outcome}"; success or failure')
    if outcome == "failure" and not (text or "").strip():
        fail(f"{file}: there is no report")
    with host_errors():
        print_line(visible(keep_report(open_host(), label, title, text or "", clean=outcome == "success")))


@bot.command("propose")
def bot_propose(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="Files and folders; what has changed there is proposed.")
    ],
    *,
    branch: Annotated[str, typer.Option(help="The branch to put it on.")],
    title: Annotated[str, typer.Option(help="The title of the pull request.")],
    body: Annotated[Path, typer.Option(help="Its text, in Markdown.")],
    base: Base = "main",
) -> None:
    """Open a pull request of what has changed in this checkout, or bring the open one up to date."""
    from living_survey.hosting.checkout import Checkout
    from living_survey.hosting.proposals import propose_changes

    text = read_text(body)
    if text is None:
        fail(f"{body}: cannot be read")
    with host_errors():
        host, root = open_host(), ctx.obj.resolve()
        with Checkout.fresh(root, base, host.settings) as checkout:
            pull = propose_changes(
                host, checkout, root, paths, branch=branch, title=title, body=text, base=base
            )
        print_line(f"proposed in #{pull.number}" if pull else "nothing has changed")


@bot.command("renew")
def bot_renew(ctx: typer.Context, base: Base = "main") -> None:
    """Put open proposals of issues on the newest commit, with README.md and lists/ as they follow then."""
    from living_survey.hosting.upkeep import renew_proposals

    with host_errors():
        for line in renew_proposals(open_host(), ctx.obj.resolve(), base):
            print_line(visible(line))


@bot.command("labels")
def bot_labels() -> None:
    """Make the labels that forms and workflows use, unless they are there."""
    from living_survey.hosting.upkeep import ensure_labels

    with host_errors():
        made = ensure_labels(open_host())
    print_line(f"made {', '.join(made)}" if made else "all labels are there")


def open_host() -> Host:
    """The repository's host, as the environment of a workflow has it."""
    from living_survey.hosting.host import Host
    from living_survey.hosting.settings import HostSettings, NotConfiguredError

    try:
        return Host(HostSettings.of())
    except (NotConfiguredError, ValueError) as error:
        fail(str(error))


@contextmanager
def host_errors() -> Iterator[None]:
    """What the host, git or an event file did wrong is said in a line and ends the command."""
    from living_survey.hosting.checkout import GitError
    from living_survey.hosting.events import BadEventError
    from living_survey.hosting.host import HostError
    from living_survey.hosting.proposals import ChangedByHandError, NotAllowedError
    from living_survey.loading import InvalidKnowledgeError, report
    from living_survey.sources.fetching import BusyError

    try:
        yield
    except InvalidKnowledgeError as error:
        print_line(report.as_text(error.problems), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except ChangedByHandError as error:
        print_line(f"the {error} was changed by hand and stays as it is", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except NotAllowedError as error:
        print_line(
            f"programs may not open pull requests here; open it by hand: {visible(str(error))}", err=True
        )
        raise typer.Exit(EXIT_PROBLEMS) from None
    except (GitError, BadEventError, HostError, BusyError) as error:
        print_line(f"survey: {visible(str(error))}", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None


def today() -> date:
    """The day, or that of SOURCE_DATE_EPOCH."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return now.date()


@app.command()
def links(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    format: Annotated[  # noqa: A002 - the name of the option
        str, typer.Option("--format", "-f", help="text, json, github or markdown.")
    ] = "text",
    only: Annotated[
        list[Path] | None, typer.Option("--only", help="Only this file or folder; may be repeated.")
    ] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="REF", help="Only lines that are new since this commit or branch.")
    ] = None,
    site: Annotated[
        Path | None, typer.Option(help="Check the links and anchors inside this built site; ask nobody.")
    ] = None,
    derived: Annotated[
        bool, typer.Option("--derived", help="Ask arXiv and doi.org for every identifier too.")
    ] = False,
    fix_redirects: Annotated[
        bool, typer.Option("--fix-redirects", help="Write the addresses of what has moved for good.")
    ] = False,
    failures: Annotated[int, typer.Option(min=1, help="A link is dead after it failed on so many days.")] = 3,
    state: Annotated[Path | None, typer.Option(help="The history; else links.json.")] = None,
    max_age: Annotated[int, typer.Option(min=0, help="Days for which an answer is good.")] = 1,
    bot_hostile: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="A host that turns programs away.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="DAY", help="Another day than today.")] = None,
    allow_private: Annotated[
        list[str] | None, typer.Option(metavar="NETWORK", help="For tests.", hidden=True)
    ] = None,
) -> None:
    """Check every link of the knowledge base; exit with 1 if one is dead or must not be followed."""
    from living_survey.links import command
    from living_survey.loading.problems import plural
    from living_survey.sources.settings import settings

    def announce(hosts: list[str]) -> None:
        print_line(f"asks {plural(len(hosts), 'host')} as {where.user_agent}", err=True)

    where = settings(ctx.obj)
    try:
        wanted = command.Wanted(
            root=ctx.obj,
            cache=where.cache,
            user_agent=where.user_agent,
            format=format,
            only=tuple(only or ()),
            changed_since=changed_since,
            derived=derived,
            fix_redirects=fix_redirects,
            failures=failures,
            state=state,
            max_age=max_age,
            bot_hostile=tuple(bot_hostile or ()),
            today=today,
            allow_private=tuple(allow_private or ()),
        )
        result = command.run_site(site, format) if site else command.run(wanted, announce)
    except command.UsageError as error:
        fail(str(error))
    except command.FAILURES as error:
        print_line(f"survey: {visible(str(error))}", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    print_text(result.text)
    for line in result.notes:
        print_line(visible(line), err=True)
    if result.failed:
        raise typer.Exit(EXIT_PROBLEMS)


def open_desk(root: Path) -> Desk:
    """A place to prepare new entries at."""
    from living_survey.loading.inspection import read_vocabulary
    from living_survey.sources.adding import Desk

    return Desk(root, load_knowledge(root), read_vocabulary(root)[0], today())


def visible_lines(text: str) -> str:
    """A text of several lines that is safe to print."""
    return "\n".join(visible(line) for line in text.split("\n"))


def load_knowledge(root: Path) -> KnowledgeBase:
    """The knowledge base; its problems are printed and end the command."""
    from living_survey.loading import InvalidKnowledgeError, load, report

    try:
        return load(root)
    except InvalidKnowledgeError as error:
        print_line(report.as_text(error.problems), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None


def chosen_works(kb: KnowledgeBase, only: list[str] | None) -> list[Work]:
    """The works that are asked for by id; all if none is."""
    from living_survey.loading.suggest import did_you_mean

    for work_id in only or ():
        if work_id not in kb:
            fail(with_hint(f'there is no work "{work_id}"', did_you_mean(work_id, (work.id for work in kb))))
    return [kb[work_id] for work_id in only] if only else list(kb)


def kinds_named(names: list[str]) -> frozenset[Kind]:
    """Kinds of change by name."""
    from living_survey.sources.refreshing import Kind

    known = {kind.value: kind for kind in Kind}
    for name in names:
        if name not in known and name != "all":
            fail(f'unknown kind "{name}"; {", ".join(known)} or all')
    return frozenset(Kind if "all" in names else [known[name] for name in names])


def announce(outside: Outside, services: list[str]) -> None:
    """Say who may be contacted, and as whom; what goes wrong on the way will be said too."""
    outside.notice = lambda text: print_line(visible(text), err=True)
    hosts = ", ".join(outside.hosts[service] for service in services)
    print_line(f"may ask {visible(hosts)} as {outside.settings.user_agent}", err=True)
    if outside.settings.contact is None:
        print_line("  (services want a contact: SURVEY_CONTACT, or extra: contact: in mkdocs.yml)", err=True)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def report_fetch(result: Fetched) -> None:
    """Print what a fetch did, its warnings first."""
    for warning in dict.fromkeys(result.warnings):
        print_line(f"warning: {visible(warning)}", err=True)
    for key, reason in result.failed.items():
        print_line(f"{visible(key)}: {visible(reason)}", err=True)
    for key in result.absent:
        print_line(f"{visible(key)}: {result.service} does not know it", err=True)
    print_line(str(result), err=True)


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
