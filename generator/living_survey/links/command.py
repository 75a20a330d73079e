"""`survey links`: reads the options, runs the check and reports the result."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from living_survey.links.changes import ChangesError
from living_survey.links.checking import (
    NoNetworkError,
    Outcome,
    Request,
    UnknownPathError,
    check_links,
    check_site,
)
from living_survey.links.history import HistoryError
from living_survey.links.lychee import LycheeError, RequestPolicy
from living_survey.links.verdicts import BOT_HOSTILE
from living_survey.loading import report as problems_report
from living_survey.loading.problems import Problem, plural
from living_survey.network.access import AccessPolicy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from living_survey.links.fixing import Fixed

FAILURES = (ChangesError, HistoryError, LycheeError, NoNetworkError)


class UsageError(Exception):
    """An option with an impossible value; the message names it."""


@dataclass(frozen=True)
class Options:
    """The options of the command, as typed."""

    root: Path
    cache: Path
    user_agent: str
    today: date
    render: Callable[[Outcome], str]
    only: tuple[Path, ...] = ()
    changed_since: str | None = None
    derived: bool = False
    fix_redirects: bool = False
    failures: int = 3
    state: Path | None = None
    max_age: int = 1
    bot_hostile: tuple[str, ...] = ()
    allow_private: tuple[str, ...] = ()

    def request(self) -> Request:
        """The check that they ask for; raises `UsageError`."""
        return Request(
            root=self.root,
            today=self.today,
            cache=self.cache,
            state=self.state,
            only=self.only,
            changed_since=self.changed_since,
            derived=self.derived,
            max_age=self.max_age,
            failures=self.failures,
            fix=self.fix_redirects,
            requests=replace(RequestPolicy(), user_agent=self.user_agent),
            access=AccessPolicy(allowed=tuple(map(_network, self.allow_private))),
            bot_hostile=BOT_HOSTILE | {host.lower() for host in self.bot_hostile},
        )


@dataclass(frozen=True)
class Result:
    """The output, notes for standard error, and whether anything needs action."""

    text: str
    notes: tuple[str, ...] = ()
    failed: bool = False


def run(options: Options, announce: Callable[[list[str]], None]) -> Result:
    """Check links as the options say; raises `UsageError` or one of `FAILURES`."""
    try:
        outcome = check_links(options.request(), announce)
    except UnknownPathError as error:
        raise UsageError(str(error)) from error
    notes = (*_notes(outcome), *_notes_on(outcome.fixed))
    return Result(options.render(outcome), notes, outcome.failed)


def run_site(site: Path, style: str) -> Result:
    """Check the links inside a built site; raises `UsageError` or one of `FAILURES`."""
    if not (site / "index.html").is_file():
        raise UsageError(f"{site}: not a built site; run: make site")
    if style not in problems_report.FORMATS:
        raise UsageError(f'--site has no format "{style}"; use {", ".join(problems_report.FORMATS)}')
    problems: list[Problem] = sorted(check_site(site, site.as_posix().rstrip("/")))
    text = problems_report.FORMATS[style](problems)
    if style == "text":
        text += f"{plural(len(problems), 'broken link')} inside the site\n"
    return Result(text, failed=bool(problems))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _notes(outcome: Outcome) -> list[str]:
    known = outcome.links - outcome.asked
    return [f"skipped {plural(known, 'link')} that answered recently"] if known else []


def _notes_on(fixed: Fixed) -> list[str]:
    wrote = [f"replaced {plural(count, 'link')} in {path}" for path, count in fixed.written.items()]
    left = [
        f"{finding.place.path}:{finding.place.line}: not changed, {reason}: {finding.link.moved_to}"
        for finding, reason in fixed.left
    ]
    return [*wrote, *left]
