"""The page "Commands": what `survey` can do, from the definitions of its commands."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import typer
import typer.main
from typer.core import TyperGroup

from living_survey.cli import COMMANDS, app
from living_survey.cli._shared import EXIT_BUG, EXIT_PROBLEMS, EXIT_USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer import _click as click

EXIT_CODES = {
    0: "All is well, or the command has done what it was asked to.",
    EXIT_PROBLEMS: "Problems were found, or something could not be done: errors in files, a file that is not "
    "up to date (`--check`), a dead link, a service that does not answer.",
    EXIT_USAGE: "The command line is wrong, the folder is not in a survey, or an extra is missing.",
    EXIT_BUG: "A bug of the program; please report it.",
    130: "Interrupted from the keyboard.",
}
EXTRAS = {
    "site": "build the site with MkDocs and its theme Material: `python -m mkdocs build`",
    "services": "ask arXiv, DOI registries and OpenAlex",
    "links": "check links with lychee (a large program, about 300 MB)",
    "bot": "answer issues and propose changes in workflows",
    "mcp": "answer language models over the Model Context Protocol",
    "all": "all of these",
}
ENVIRONMENT = {
    "SURVEY_CONTACT": "A mail address or URL that requests name, so that services can reach you; else "
    "`extra: {contact: ...}` in `mkdocs.yml`.",
    "SURVEY_CACHE_DIR": "The folder of answers of services; else `.cache/survey` in the survey.",
    "SURVEY_ARXIV_URL": "Another address of the arXiv API, such as a mirror: the whole query address.",
    "SURVEY_DOI_URL": "Another address of the DOI resolver.",
    "SURVEY_OPENALEX_URL": "Another address of the OpenAlex API.",
    "OPENALEX_API_KEY": "A key of OpenAlex: free, and with a larger daily budget; never printed or kept.",
    "SURVEY_ARXIV_OAI_URL": "Another address of the arXiv OAI-PMH service.",
    "SEMANTIC_SCHOLAR_API_KEY": "A key of Semantic Scholar: optional; never printed or kept.",
    "SURVEY_SEMANTIC_SCHOLAR_URL": "Another address of the Semantic Scholar API.",
    "SURVEY_DBLP_URL": "Another address of the search API of DBLP.",
    "SURVEY_CROSSREF_URL": "Another address of the Crossref API.",
    "SURVEY_PAGES_URL": "Asked for the pages of papers instead of their hosts, for tests.",
    "SURVEY_DEBUG": "If set, an unexpected error is printed with its traceback.",
    "SURVEY_SITE_URL": "The address of the site, read by `mkdocs.yml`.",
    "SURVEY_REPO_URL": "The address of the repository, read by `mkdocs.yml`.",
    "SOURCE_DATE_EPOCH": "The day to use instead of today, in seconds since 1970-01-01.",
    "HTTP_PROXY": "The proxy for requests to services, as HTTPS_PROXY and NO_PROXY are.",
    "REQUESTS_CA_BUNDLE": "A file of certificates to trust in requests to services.",
    "SSL_CERT_FILE": "A file of certificates that lychee and git trust.",
    "SSL_CERT_DIR": "A folder of certificates that lychee trusts.",
    "GITHUB_REPOSITORY": "For `survey bot`, as workflows get it: owner/name of the repository.",
    "GITHUB_TOKEN": "For `survey bot`: the token to use there.",
    "GITHUB_API_URL": "For `survey bot`: the address of the host's API.",
    "GITHUB_SERVER_URL": "For `survey bot`: the address of the host.",
    "GITHUB_EVENT_PATH": "For `survey bot look-up`, `issue`, `decide` and `comment`: the file of the event.",
    "SURVEY_BOT_LOGIN": "For `survey bot`: the account that commits, if it is not that of GitHub Actions.",
    "SURVEY_BOT_NUMBER": "For `survey bot`: the number of that account.",
}
START = """\
---
title: Commands
description: Every command of the program with its arguments, options, exit codes and environment variables.
---

# Commands

`survey COMMAND --help` prints what this page says about a command. Commands work on the survey that the
current folder is in; `survey --root DIR COMMAND` names another one.
"""
COMPLETION = """\
## Completion in a shell

`eval "$(survey --show-completion bash)"` in `~/.bashrc` (or `zsh` in `~/.zshrc`) completes commands, options,
ids of works and ids of nodes with the Tab key. For fish: `survey --show-completion fish | source` in
`~/.config/fish/config.fish`. `survey` must be on the path, as in an activated environment.
"""
FORMATS = """\
## Formats

Commands that report something take `--format`: `text` for people; `json` for programs, for which `--json` is
short; `markdown` for a page or an issue; `github` for annotations in GitHub Actions. Each has those that fit.
"""
INSTALLING = """\
## Extras

`pip install living-survey` is enough for most commands. Extras bring what the others need, for example
`pip install 'living-survey[services]'`.
"""


def page() -> str:
    """The page as Markdown."""
    root = typer.main.get_command(app)
    names = [f"[`{name}`](#survey-{name})" for name in COMMANDS]
    parts = [
        START,
        f"{', '.join(names[:-1])} and {names[-1]}.\n",
        "## Options before the command\n",
        *_parameters(root, typer.Context(root, info_name="survey")),
        COMPLETION,
        FORMATS,
        "## Exit codes\n",
        _table(("Code", "Meaning"), ((str(code), text) for code, text in EXIT_CODES.items())),
        INSTALLING,
        _table(("Extra", "To", "Commands"), _extras()),
        "## Environment variables\n",
        _table(("Variable", "Meaning"), ((f"`{name}`", text) for name, text in ENVIRONMENT.items())),
    ]
    for name, listed in COMMANDS.items():
        parts += _described(name, listed.load(name), listed.extra)
    return "\n".join(parts)


def _extras() -> Iterator[tuple[str, str, str]]:
    for extra, purpose in EXTRAS.items():
        commands = [f"`{name}`" for name, listed in COMMANDS.items() if listed.extra == extra]
        yield f"`{extra}`", purpose, ", ".join(commands)


def _described(name: str, command: click.Command, extra: str = "") -> Iterator[str]:
    """A heading, the help, the usage and the parameters of a command; of a group, of each command in it."""
    yield f"## survey {name}\n" if " " not in name else f"### survey {name}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    if extra:
        yield f"Needs `pip install 'living-survey[{extra}]'`.\n"
    if isinstance(command, TyperGroup):
        for inner, one in command.commands.items():
            yield from _described(f"{name} {inner}", one)
        return
    ctx = typer.Context(command, info_name=f"survey {name}")
    yield f"```text\n{command.get_usage(ctx).removeprefix('Usage: ')}\n```\n"
    yield from _parameters(command, ctx)


def _parameters(command: click.Command, ctx: typer.Context) -> Iterator[str]:
    """The arguments and options as a list."""
    records = (parameter.get_help_record(ctx) for parameter in command.params)
    lines = [f"- `{declaration}`: {help_text}" for declaration, help_text in filter(None, records)]
    if lines:
        yield "\n".join([*lines, ""])


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join([*(f"| {' | '.join(cells)} |" for cells in lines), ""])
