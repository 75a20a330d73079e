"""Commands that ask outside services about works, and keep the answers: fetch, refresh, cache."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._completing import work_ids
from living_survey.cli._formats import Json, ListFormat, TextOrJson, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    announce,
    chosen_works,
    fail,
    load_knowledge,
    open_builder,
    print_line,
    print_text,
    print_visible,
    report_fetch,
    survey_root,
)
from living_survey.hosting.reports import metadata_report
from living_survey.loading.problems import plural, visible
from living_survey.sources import refreshing
from living_survey.sources.refreshing import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey.sources.fetching import Progress
    from living_survey.sources.services import Services

MaxAge = Annotated[
    int, typer.Option("--max-age", min=0, metavar="DAYS", help="Ask again if the answer is older than this.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", autocompletion=work_ids, help="Only this work; may be repeated."),
]

CHANGE_FORMATS = {
    "text": refreshing.as_text,
    "json": refreshing.as_json,
    "markdown": metadata_report,
}


def fetch(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    only: Only = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again about every work, however new its answer is.")
    ] = False,
    max_age: MaxAge = 30,
    batch: Annotated[int, typer.Option(min=1, max=500, help="Works per request to arXiv.")] = 100,
    citations: Annotated[
        bool, typer.Option("--citations", help="Ask OpenAlex about citations instead.")
    ] = False,
    time_limit: Annotated[
        int | None,
        typer.Option(
            "--time-limit",
            min=1,
            metavar="MINUTES",
            help="Stop after this time; the next run continues with what is left.",
        ),
    ] = None,
    keep_drafts: Annotated[bool, typer.Option("--keep-drafts", help="Leave drafts as they are.")] = False,
    style: TextOrJson = "text",
    is_json: Json = False,
) -> None:
    """Fetch metadata of works into the cache, and complete drafts.

    arXiv is asked about the works, and DOI registries about drafts that are not at arXiv; or OpenAlex about
    citations. Only works that are new in the cache, or whose record is old, are asked about. A draft with an
    identifier gets its authors and year, and is named after them.
    """
    root = survey_root(ctx)
    builder = open_builder(root)
    works = chosen_works(builder.kb, only)
    services = open_services(root, max_age=max_age, refresh=refresh, batch=batch)
    if time_limit is not None:
        services.stop_after(timedelta(minutes=time_limit))
    service = "OpenAlex" if citations else "arXiv"
    drafts = [] if citations or keep_drafts else [work for work in works if work.draft]
    announce(services, [service, *(["DOI"] if drafts else [])])
    with one_run_at_a_time(), progress_bar(f"Asking {service}") as services.progress:
        result = services.ask_openalex(works) if citations else services.ask_arxiv(works)
        completed = builder.completer.complete(drafts, services)
    if chosen_format(style, is_json=is_json) == "json":
        record = {**asdict(result), "completed": [asdict(outcome) for outcome in completed]}
        print_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    else:
        for outcome in completed:
            print_visible(str(outcome))
    report_fetch(result)
    if not result.complete:
        raise typer.Exit(EXIT_PROBLEMS)


def refresh(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    only: Only = None,
    write: Annotated[
        list[str] | None,
        typer.Option(
            "--write",
            metavar="KIND",
            help="Write this kind of change into the entries: title, authors, published, doi, withdrawn "
            "or all; may be repeated.",
        ),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Show only this kind; may be repeated.")
    ] = None,
    style: ListFormat = "text",
    is_json: Json = False,
    max_age: MaxAge = 1,
    search: Annotated[
        bool,
        typer.Option(
            "--search", help="Also look for publications of preprints at DBLP, Crossref and OpenAlex."
        ),
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache only.")] = False,
) -> None:
    """Show and apply changes at arXiv and DOI registries.

    Lists where entries differ from what the services say, and writes the chosen kinds of change. A field that
    an entry names in `pinned` is left alone.
    """
    style = chosen_format(style, is_json=is_json)
    kinds = kinds_named(kind or ["all"])
    to_write = kinds_named(write or [])
    root = survey_root(ctx)
    kb = load_knowledge(root)
    works = chosen_works(kb, only)
    services = open_services(root, max_age=max_age)
    if not offline:
        announce(services, ["arXiv", "DOI"])
        with one_run_at_a_time(), progress_bar("Asking arXiv") as services.progress:
            report_fetch(services.ask_arxiv(works))
        with one_run_at_a_time(), progress_bar("Asking DOI registries") as services.progress:
            report_fetch(services.ask_dois(work.doi for work in works if work.doi))
    if search and not offline:
        announce(services, ["DBLP", "Crossref", "OpenAlex"])
        with one_run_at_a_time(), progress_bar("Looking for publications") as services.progress:
            report_fetch(services.ask_publications(works))
    found = [change for change in refreshing.changes(kb, services.cache, works) if change.kind in kinds]
    print_text(CHANGE_FORMATS[style](found))
    written = refreshing.write(root, found, to_write)
    for work in written.works:
        print_visible(f"wrote entries/{work}.yaml", err=True)
    for work, reason in written.failed.items():
        print_visible(f"entries/{work}.yaml: {reason}", err=True)
    if written.failed:
        raise typer.Exit(EXIT_PROBLEMS)


def cache(
    ctx: typer.Context,
    clear: Annotated[bool, typer.Option("--clear", help="Delete all records.")] = False,
) -> None:
    """Show or clear the cache of outside services."""
    kept = open_services(survey_root(ctx)).cache
    folder = visible(str(kept.folder))
    if clear:
        print_line(f"deleted {plural(kept.clear(), 'record')} from {folder}")
        return
    print_line(folder)
    for held in kept.inventory(datetime.now(UTC)):
        print_line(
            f"  {held.service:<10}{plural(held.records, 'record'):>16}{held.size / 1e6:>9.1f} MB"
            f"   {held.newest.days} to {held.oldest.days} days old"
        )


def kinds_named(names: list[str]) -> frozenset[Kind]:
    """Kinds of change by name."""
    known = {kind.value: kind for kind in Kind}
    for name in names:
        if name not in known and name != "all":
            fail(f'unknown kind "{name}"; {", ".join(known)} or all')
    return frozenset(Kind if "all" in names else [known[name] for name in names])


# --- used by other commands, too ---------------------------------------------------------------------------
# What needs an extra is imported when a command runs, so that its help can be read without the extra.


def open_services(root: Path, *, max_age: int = 30, refresh: bool = False, batch: int = 100) -> Services:
    """The services of a survey; records older than `max_age` days are asked for again."""
    from living_survey.sources.services import Services  # noqa: PLC0415

    return Services.of(root, max_age=timedelta(days=max_age), refresh=refresh, batch=batch)


@contextmanager
def one_run_at_a_time() -> Iterator[None]:
    """End the command if another run is asking the same service."""
    from living_survey.sources.fetching import BusyError  # noqa: PLC0415

    try:
        yield
    except BusyError as error:
        fail(str(error))


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
