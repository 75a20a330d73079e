"""The `survey` command: parses arguments, calls the packages below, prints.

`COMMANDS` lists the commands; the module of a command is imported when it is run, so that all start fast and
none depends on packages that only another one needs.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperGroup

from living_survey.cli._shared import (
    EXIT_BUG,
    EXIT_PROBLEMS,
    EXIT_USAGE,
    complain,
    fail,
    plain_typer,
    print_line,
)

if TYPE_CHECKING:
    from typer import _click as click

DEBUG_VARIABLE = "SURVEY_DEBUG"
COMPLETION_VARIABLE = "_SURVEY_COMPLETE"
# What `pip install 'living-survey[...]'` must name for a module to be there.
EXTRA_OF_MODULE = {
    "defusedxml": "services",
    "filelock": "services",
    "mcp": "mcp",
    "mkdocs": "site",
    "pagefind": "site",
    "requests": "services",
    "rich": "services",
    "tenacity": "services",
    "watchdog": "site",
}


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command, or a group of commands, that is imported when it is run.

    `source` is `module:name` below this package, for example `checking:fmt`: a function, or a `typer.Typer`
    for a group. `extra` is the optional dependency without which it does nothing.
    """

    source: str
    help: str
    extra: str = ""

    def load(self, name: str) -> click.Command:
        """Import the command."""
        return _imported(self.source, name)


@cache
def _imported(source: str, name: str) -> click.Command:
    """Import a command and build it, once: building takes longer than some commands run."""
    module, attribute = source.split(":")
    found = getattr(import_module(f"{__name__}.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        function, found = found, plain_typer()
        found.command(name)(function)
    return typer.main.get_command(found)


COMMANDS = {
    "new": LazyCommand("new:new", "Start a survey: a complete repository in a new folder."),
    "check": LazyCommand("checking:check", "Report every problem of the taxonomy and the entries."),
    "fmt": LazyCommand("checking:fmt", "Rewrite entries in their canonical form."),
    "schema": LazyCommand(
        "checking:schema", "Print the JSON Schema of an entry, with the ids of the taxonomy."
    ),
    "migrate": LazyCommand("checking:migrate", "Rewrite a survey of an older format in the current one."),
    "readme": LazyCommand("rendering:readme", "Render README.md and the lists in lists/."),
    "export": LazyCommand("rendering:export", "Write works, or statements about them, for other programs."),
    "serve": LazyCommand(
        "serving:serve", "Show the site in a browser; open pages follow every saved change.", "site"
    ),
    "list": LazyCommand("curating:list_works", "List works by what they state, or by what they lack."),
    "status": LazyCommand("status:status", "Show the state of the survey at a glance."),
    "set": LazyCommand("curating:set_value", "Set a field of one or many works."),
    "tag": LazyCommand("curating:tag", "Tag works with a node."),
    "untag": LazyCommand("curating:untag", "Delete a tag of works, with all that it states."),
    "retag": LazyCommand("curating:retag", "Move tags of works to another node."),
    "rename": LazyCommand("curating:rename", "Give a work another id; the old one leads to it."),
    "merge": LazyCommand("curating:merge", "Merge two entries of one work; the old id leads to the other."),
    "rename-node": LazyCommand("curating:rename_node", "Give a node another id; the old one leads to it."),
    "split-node": LazyCommand("curating:split_node", "Move a part of a node's works to a new node."),
    "add": LazyCommand("adding:add", "Add works by identifier, or by answering questions.", "services"),
    "discover": LazyCommand(
        "discovery:discover", "Show new papers that may belong in the survey, the best first.", "services"
    ),
    "accept": LazyCommand(
        "discovery:accept", "Accept papers: write an entry for each, which you complete.", "services"
    ),
    "reject": LazyCommand(
        "discovery:reject",
        "Record that papers are not accepted and not to be shown again.",
        "services",
    ),
    "import": LazyCommand("importing:import_files", "Import works from BibTeX, awesome lists and CSV."),
    "fetch": LazyCommand(
        "services:fetch", "Fetch metadata of works into the cache, and complete drafts.", "services"
    ),
    "refresh": LazyCommand(
        "services:refresh", "Show and apply changes at arXiv and DOI registries.", "services"
    ),
    "cache": LazyCommand("services:cache", "Show or clear the cache of outside services.", "services"),
    "links": LazyCommand("links:links", "Check every link of the survey.", "links"),
    "release": LazyCommand("release:release", "Prepare a release of the knowledge, or write its files."),
    "mcp": LazyCommand("mcp:mcp", "Answer language models about the survey (Model Context Protocol).", "mcp"),
    "bot": LazyCommand("bot:bot", "Commands that workflows of the repository's host run.", "bot"),
}


class LazyGroup(TyperGroup):
    """The group of `COMMANDS`: lists them by name and help, and imports the one that is run."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name, imported."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, command, rest
        try:
            return name, COMMANDS[name].load(name), rest
        except ModuleNotFoundError as error:
            if ctx.resilient_parsing and missing_extra(error):  # a shell asks for completions
                return name, command, rest
            if not (missing_extra(error) and "--help" in rest):
                raise
            print_line(f"survey {name}: {COMMANDS[name].help}\n\nTo see its options: {_cure(name, error)}")
            raise typer.Exit from error


app = plain_typer(name="survey", cls=LazyGroup)


def _listed() -> None:
    """Stand for a command that is not imported yet."""


for _name, _command in COMMANDS.items():
    app.command(_name, help=_command.help)(_listed)


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import

        print_line(f"survey {version('living-survey')}")
        raise typer.Exit


def show_completion_script(shell: str | None) -> None:
    """Print the script that completes commands in a shell, and leave."""
    if shell:
        from typer._completion_shared import get_completion_script  # noqa: PLC0415 - slow to import

        script = get_completion_script(prog_name="survey", complete_var=COMPLETION_VARIABLE, shell=shell)
        print_line(script)
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the survey; by default the nearest one upwards with a taxonomy.yaml."
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=show_version),
    ] = False,
    show_completion: Annotated[  # noqa: ARG001 - answered by its callback
        Literal["bash", "zsh", "fish", "pwsh"] | None,
        typer.Option(
            "--show-completion",
            help="Print a script that completes commands, options and ids in this shell, and exit.",
            is_eager=True,
            callback=show_completion_script,
        ),
    ] = None,
) -> None:
    """Check, format and render a living survey."""
    if root is not None and not root.is_dir():
        fail(f"{root}: no such folder")
    ctx.obj = root


def main() -> None:
    """Run the command; an unexpected error is reported on one line."""
    for stream in (sys.stdout, sys.stderr):
        # A character that a terminal or pipe cannot encode is written as an escape.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        if COMPLETION_VARIABLE in os.environ:
            from typer._completion_classes import completion_init  # noqa: PLC0415 - slow to import

            completion_init()
        app(prog_name="survey")
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        complain(f"{name}{error.strerror or error}")
        sys.exit(EXIT_PROBLEMS)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported, and the exit code says so
        if os.environ.get(DEBUG_VARIABLE):
            import traceback  # noqa: PLC0415 - only for those who look for a bug

            traceback.print_exc()
        if isinstance(error, ModuleNotFoundError) and missing_extra(error):
            name = next((argument for argument in sys.argv[1:] if argument in COMMANDS), "")
            print_line(_cure(name, error), err=True)
            sys.exit(EXIT_USAGE)
        complain(f"unexpected {type(error).__name__}: {error}; this is a bug, {DEBUG_VARIABLE}=1 shows where")
        sys.exit(EXIT_BUG)


def missing_extra(error: ModuleNotFoundError) -> str | None:
    """The extra that would bring the missing module."""
    return EXTRA_OF_MODULE.get((error.name or "").partition(".")[0])


def _cure(command: str, error: ModuleNotFoundError) -> str:
    """Which package a command needs, and how to install it."""
    package = (error.name or "").partition(".")[0]
    known = COMMANDS.get(command)
    extra = (known.extra if known else "") or missing_extra(error)
    install = f"pip install 'living-survey[{extra}]'"
    return f"survey {command} needs the package {package}: {install}"
