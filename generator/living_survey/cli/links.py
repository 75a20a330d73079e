"""The command that checks links: links."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._formats import AnyFormat, Json, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    fail,
    print_line,
    print_text,
    print_visible,
    survey_root,
)
from living_survey.cli._shared import today as current_day
from living_survey.hosting.reports import links_report
from living_survey.links import command, report
from living_survey.links.lychee import LycheeError, executable
from living_survey.loading.problems import plural
from living_survey.sources.settings import settings

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = {**report.FORMATS, "markdown": links_report}


def links(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    *,
    style: AnyFormat = "text",
    is_json: Json = False,
    only: Annotated[
        list[Path] | None, typer.Option("--only", help="Only this file or folder; may be repeated.")
    ] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="REF", help="Only lines that are new since this commit or branch.")
    ] = None,
    site: Annotated[
        Path | None,
        typer.Option(help="Check the links and anchors inside this built site; no network is used."),
    ] = None,
    derived: Annotated[
        bool, typer.Option("--derived", help="Check every identifier at arXiv and doi.org too.")
    ] = False,
    fix_redirects: Annotated[
        bool, typer.Option("--fix-redirects", help="Replace addresses that have moved permanently.")
    ] = False,
    failures: Annotated[
        int, typer.Option(min=1, help="A link is dead after it failed on this number of days.")
    ] = 3,
    state: Annotated[
        Path | None, typer.Option(help="The file with the history of checks; by default links.json.")
    ] = None,
    max_age: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Check again if the answer is older than this.")
    ] = 1,
    bot_hostile: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A host that blocks automated requests; may be repeated."),
    ] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to check for, instead of today.")
    ] = None,
    allow_private: Annotated[
        list[str] | None, typer.Option(metavar="NETWORK", help="For tests.", hidden=True)
    ] = None,
) -> None:
    """Check every link of the survey.

    Exits with 1 if a link is dead or must not be followed.
    """
    style = chosen_format(style, is_json=is_json)
    try:
        executable()
    except LycheeError as error:
        fail(str(error))
    try:
        if site:
            result = command.run_site(site, style)
        else:
            root = survey_root(ctx)
            where = settings(root)
            options = command.Options(
                root=root,
                cache=where.cache,
                user_agent=where.user_agent,
                today=_day(today) if today is not None else current_day(),
                render=FORMATS[style],
                only=tuple(only or ()),
                changed_since=changed_since,
                derived=derived,
                fix_redirects=fix_redirects,
                failures=failures,
                state=state,
                max_age=max_age,
                bot_hostile=tuple(bot_hostile or ()),
                allow_private=tuple(allow_private or ()),
            )
            result = command.run(options, announce(where.user_agent))
    except command.UsageError as error:
        fail(str(error))
    except command.FAILURES as error:
        fail(str(error), EXIT_PROBLEMS)
    print_text(result.text)
    for line in result.notes:
        print_visible(line, err=True)
    if result.failed:
        raise typer.Exit(EXIT_PROBLEMS)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise command.UsageError(f'"{text}" is not a date; write it as 2026-11-23') from None


def announce(user_agent: str) -> Callable[[list[str]], None]:
    """Print how many hosts will be contacted, and with which name."""
    return lambda hosts: print_line(f"asks {plural(len(hosts), 'host')} as {user_agent}", err=True)
