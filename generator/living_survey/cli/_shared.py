"""What several commands share: the survey they work on, printing, failing."""

# ruff: noqa: PLC0415 - `survey --help` imports this module, and must not wait for the knowledge base

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from datetime import date

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.sources.adding import EntryBuilder
    from living_survey.sources.fetching import Fetched
    from living_survey.sources.services import Services

EXIT_PROBLEMS, EXIT_USAGE, EXIT_BUG = 1, 2, 70
TAXONOMY = "taxonomy.yaml"
MOST_KEYS = 5
"""So many identifiers are named in a message about several."""

# Plain text and plain errors: rich would be slow to import, and show hostile text.
plain_typer = partial(
    typer.Typer,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
CheckOnly = Annotated[bool, typer.Option("--check", help="Change nothing; fail if a file would change.")]


# --- the survey ----------------------------------------


def survey_root(ctx: typer.Context) -> Path:
    """The folder of the survey: the one of `--root`, else the nearest one upwards with a taxonomy."""
    named: Path | None = ctx.obj
    if named is not None:
        if not (named / TAXONOMY).is_file():
            fail(f"{named}: not a survey, since it has no {TAXONOMY} (to make one: survey new DIR)")
        return named
    root = find_root(Path.cwd())
    if root is None:
        fail(
            f"not in a survey: no {TAXONOMY} here or in a folder above "
            "(change to the folder of a survey, name it with --root, or make one: survey new DIR)"
        )
    return root


def find_root(folder: Path) -> Path | None:
    """The nearest folder upwards with a taxonomy."""
    return next((one for one in (folder, *folder.parents) if (one / TAXONOMY).is_file()), None)


def load_knowledge(root: Path) -> KnowledgeBase:
    """The knowledge base; its problems are printed and end the command."""
    from living_survey.loading import InvalidKnowledgeError
    from living_survey.loading.again import load_again
    from living_survey.loading.build_cache import BuildCache

    try:
        return load_again(root, BuildCache.of(root))
    except InvalidKnowledgeError as error:
        print_line(str(error), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None


def chosen_works(kb: KnowledgeBase, only: list[str] | None) -> list[Work]:
    """The works that are asked for by id; all if none is."""
    from living_survey.loading.suggest import did_you_mean

    for work_id in only or ():
        if work_id not in kb:
            fail(with_hint(f'unknown work "{work_id}"', did_you_mean(work_id, (work.id for work in kb))))
    return [kb[work_id] for work_id in only] if only else list(kb)


def open_builder(root: Path) -> EntryBuilder:
    """A builder of new entries for a survey."""
    from living_survey.sources.adding import EntryBuilder

    return EntryBuilder(root, load_knowledge(root), today())


def today() -> date:
    """The day in UTC, or that of SOURCE_DATE_EPOCH."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return now.date()


def read_text(path: Path) -> str | None:
    """The text of a file; None if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


# --- services ----------------------------------------


def announce(services: Services, names: list[str]) -> None:
    """Say which hosts may be contacted and with which name, and print what goes wrong on the way."""
    services.notice = lambda text: print_visible(text, err=True)
    hosts = ", ".join(services.hosts[name] for name in names)
    print_visible(f"may contact {hosts} as {services.settings.user_agent}", err=True)
    if services.settings.contact is None:
        print_line(
            "  (set SURVEY_CONTACT, or extra: contact: in mkdocs.yml, so that services can reach you)",
            err=True,
        )


def report_fetch(result: Fetched) -> None:
    """Print what a fetch did, its warnings first; works with the same fate in one line."""
    for warning in dict.fromkeys(result.warnings):
        print_visible(f"warning: {warning}", err=True)
    by_reason: dict[str, list[str]] = {}
    for key, reason in result.failed.items():
        by_reason.setdefault(reason, []).append(key)
    if result.absent:
        by_reason[f"unknown to {result.service}"] = result.absent
    for reason, keys in by_reason.items():
        more = f" and {len(keys) - MOST_KEYS:,} more" if len(keys) > MOST_KEYS else ""
        print_visible(f"{', '.join(keys[:MOST_KEYS])}{more}: {reason}", err=True)
    print_line(str(result), err=True)


# --- printing and failing ----------------------------------------


def print_text(text: str) -> None:
    """Print a text as it is."""
    sys.stdout.write(text)


def print_line(text: str, *, err: bool = False) -> None:
    """Print a line as it is."""
    stream = sys.stderr if err else sys.stdout
    stream.write(text + "\n")


def print_visible(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Print lines of untrusted text, with control and invisible characters as escapes."""
    from living_survey.loading.problems import visible

    stream = sys.stderr if err else sys.stdout
    stream.write("\n".join(map(visible, text.split("\n"))) + end)


def with_hint(message: str, hint: str) -> str:
    """A message with what may help in parentheses."""
    return f"{message} ({hint})" if hint else message


def complain(message: str) -> None:
    """Print an error of the command as a whole."""
    from living_survey.loading.problems import visible

    print_line(f"survey: {visible(message)}", err=True)


def fail(message: str, code: int = EXIT_USAGE) -> NoReturn:
    """Report an error, by default of usage, and leave."""
    complain(message)
    raise typer.Exit(code)
