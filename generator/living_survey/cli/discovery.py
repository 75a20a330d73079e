"""Commands that find new papers and record what is decided of them: discover, accept, reject."""

from __future__ import annotations

import getpass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._formats import Json, ListFormat, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    announce,
    fail,
    load_knowledge,
    open_builder,
    print_text,
    print_visible,
    survey_root,
    today,
)
from living_survey.cli.services import progress_bar
from living_survey.hosting.candidates import candidates_report
from living_survey.hosting.checkout import Checkout, GitError
from living_survey.knowledge.track_record import TrackRecord
from living_survey.sources.discovery.asking import SERVICES
from living_survey.sources.discovery.deciding import Decisions
from living_survey.sources.discovery.discovering import LIMIT, Discovery
from living_survey.sources.discovery.listing import as_json, as_text, record_json, record_lines, summary
from living_survey.sources.discovery.local_file import CannotReadError, read_candidates
from living_survey.sources.fetching import BusyError
from living_survey.sources.services import Services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from living_survey.knowledge import KnowledgeBase
    from living_survey.sources.discovery.deciding import Decided

Identifiers = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Identifiers, as `survey discover` shows them, or addresses."),
]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; else git's user.name.")]


class Reason(StrEnum):
    """Why a paper is not accepted."""

    OFF_TOPIC = "off-topic"
    MINOR = "minor"
    DUPLICATE = "duplicate"
    LATER = "later"


def discover(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Show papers from this day on; by default each source is read from where it was left.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Show at most so many papers.")] = LIMIT,
    style: ListFormat = "text",
    is_json: Json = False,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Take papers of this file, JSON lines or BibTeX, and ask no service; may be repeated.",
        ),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="NAME", help=f"Ask only this one of {', '.join(SERVICES)}; may be repeated."
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no service; rank what was found before.")
    ] = False,
    later: Annotated[bool, typer.Option("--later", help="Also show papers that were set aside.")] = False,
    statistics: Annotated[
        bool,
        typer.Option("--statistics", help="Show only what became of the papers that were shown, by month."),
    ] = False,
) -> None:
    """Show new papers that may belong in the survey, the best first.

    Papers that wait for a decision are shown before new ones. New papers are looked for where `discover` of
    taxonomy.yaml says, and ranked by how much they are like the works of the survey. Those that are shown are
    recorded in discovery.yaml; a paper that was accepted or rejected is not shown again.
    """
    style = chosen_format(style, is_json=is_json)
    root = survey_root(ctx)
    if statistics:
        if style == "markdown":
            fail("--statistics has no format markdown; text or json")
        print_statistics(load_knowledge(root), is_json=style == "json")
        return
    names = [] if offline or files else list(sources or SERVICES)
    for name in names:
        if name not in SERVICES:
            fail(f'unknown source "{name}"; {", ".join(SERVICES)}')
    try:
        given = [one for file in files or () for one in read_candidates(file)]
    except CannotReadError as error:
        fail(str(error))
    day = since.date() if since else None
    discovery = Discovery(root, load_knowledge(root), Services.of(root), today())
    if names:
        announce(discovery.services, list(dict.fromkeys(host for name in names for host in SERVICES[name])))
    try:
        with progress_bar("Reading sources") as discovery.progress:
            asked = discovery.sources(names, day)
            listing = discovery.run(asked, since=day, limit=limit, given=given, with_later=later)
    except BusyError as error:
        fail(str(error))
    if style == "text":
        print_visible(as_text(listing), end="")
    else:
        print_text(as_json(listing) if style == "json" else candidates_report(listing))
    print_visible(summary(listing), err=True)
    if listing.harvested and all(one.failure for one in listing.harvested):
        raise typer.Exit(EXIT_PROBLEMS)


def print_statistics(kb: KnowledgeBase, *, is_json: bool) -> None:
    """Print what became of the papers that were shown."""
    record = TrackRecord.of(kb)
    if is_json:
        print_text(record_json(record))
    else:
        print_visible("\n".join(record_lines(record)))


def accept(ctx: typer.Context, papers: Identifiers, *, by: By = None) -> None:
    """Accept papers: write an entry for each, which you complete.

    The entry is a draft without tags, which is not a part of the survey yet. Suggestions of tags are comments
    in it: choose, write a note, and delete the line "draft: true".
    """
    report(decisions(ctx, by).accept(papers))


def reject(
    ctx: typer.Context,
    papers: Identifiers,
    *,
    why: Annotated[
        Reason,
        typer.Option(
            help="minor: belongs, but is not worth an entry; later: set aside.",
        ),
    ] = Reason.OFF_TOPIC,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A remark on the decision.")] = None,
    by: By = None,
) -> None:
    """Record that papers are not accepted and not to be shown again."""
    report(decisions(ctx, by).reject(papers, why.value, note))


def decisions(ctx: typer.Context, by: str | None) -> Decisions:
    """What records decisions about papers of the survey."""
    root = survey_root(ctx)
    builder = open_builder(root)
    services = Services.of(root)
    services.notice = lambda text: print_visible(text, err=True)
    return Decisions(Discovery(root, builder.kb, services, builder.today), builder, by or _user(root))


def _user(root: Path) -> str:
    """The name of who runs the command."""
    try:
        name = Checkout(root).git("config", "user.name").strip()
    except GitError:
        name = ""
    return name or getpass.getuser()


def report(decided: Sequence[Decided]) -> None:
    """Print what was done; exit with 1 if something was not."""
    for one in decided:
        print_visible(one.message, err=not one.done)
    if not all(one.done for one in decided):
        raise typer.Exit(EXIT_PROBLEMS)
