"""A check from start to end: which links, which answers are known, which hosts are asked, what follows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.links.addresses import Address, find_addresses
from living_survey.links.changes import changed_lines
from living_survey.links.findings import FAILURES, Finding, find
from living_survey.links.fixing import Fixed, fix_redirects
from living_survey.links.guard import Guard
from living_survey.links.history import FILE, load_history, save_history
from living_survey.links.lychee import SECONDS, RequestPolicy, ask, broken_links
from living_survey.links.recent import load_recent, save_recent
from living_survey.links.verdicts import BOT_HOSTILE, Status, Verdict, judge
from living_survey.loading.problems import Problem
from living_survey.loading.rules.bibliography import fault_of_url
from living_survey.network.access import AccessPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

MIN_ASKED = 3
SERVER_FAULTS = range(500, 600)


class NoNetworkError(Exception):
    """Nothing could be reached: this machine, rather than the links, has a problem."""


class UnknownPathError(Exception):
    """A path that is not in the knowledge base."""


@dataclass(frozen=True)
class Request:
    """What to check, and how.

    `only` and `changed_since` restrict a check to some files or to the changes of a branch: a failure then
    counts at once and is not recorded in the history. An answer is used again for `max_age` days.
    """

    root: Path
    today: date
    cache: Path
    state: Path | None = None
    only: tuple[Path, ...] = ()
    changed_since: str | None = None
    derived: bool = False
    max_age: int = 1
    failures: int = FAILURES
    fix: bool = False
    requests: RequestPolicy = field(default_factory=RequestPolicy)
    access: AccessPolicy = field(default_factory=AccessPolicy)
    bot_hostile: frozenset[str] = BOT_HOSTILE
    seconds: float = SECONDS

    @property
    def is_partial(self) -> bool:
        """Whether only some links are looked at."""
        return bool(self.only) or self.changed_since is not None

    @property
    def state_file(self) -> Path:
        """The file of the history."""
        return self.state or self.root / FILE


@dataclass(frozen=True)
class Outcome:
    """What a check found; `links` counts all addresses, `asked` those requested in this run."""

    findings: tuple[Finding, ...]
    links: int
    asked: int
    day: date
    fixed: Fixed = field(default_factory=Fixed)

    @property
    def failed(self) -> bool:
        """Whether any finding needs action."""
        return any(finding.is_error for finding in self.findings)


def check_links(request: Request, announce: Callable[[list[str]], None] = lambda _: None) -> Outcome:
    """Check links; `announce` is called with the hosts before any of them is contacted.

    Raises `HistoryError`, `LycheeError`, `ChangesError`, `NoNetworkError`, `UnknownPathError` or `OSError`.
    """
    history = load_history(request.state_file)
    addresses = _chosen(request)
    urls = [address.url for address in addresses]
    recent = load_recent(request.cache)
    known = recent.verdicts(request.today, request.max_age)
    verdicts = {url: known[url] for url in urls if url in known}
    to_ask = [url for url in urls if url not in known]
    verdicts |= _asked(request, to_ask, announce)
    save_recent(request.cache, recent.after(verdicts, request.today, request.max_age))
    history = history.after(verdicts, request.today)
    findings = find(addresses, history, failures=1 if request.is_partial else request.failures)
    fixed = Fixed()
    if request.fix:
        fixed = fix_redirects(request.root, findings, any_host=bool(request.access.allowed))
    if not request.is_partial:
        save_history(request.state_file, history)
    return Outcome(tuple(findings), len(urls), len(to_ask), request.today, fixed)


def check_site(site: Path, shown: str) -> list[Problem]:
    """The broken links between the pages of a built site; uses no network. Raises `LycheeError`."""
    return [
        Problem(
            f"{shown}/{link.path}",
            link.line,
            link.column,
            "broken-page-link",
            f"link to /{link.target}: {link.text[:1].lower()}{link.text[1:]}",
        )
        for link in broken_links(site)
    ]


def _chosen(request: Request) -> list[Address]:
    has_local = bool(request.access.allowed)
    addresses = find_addresses(request.root, derived=request.derived, placeholders=has_local)
    if request.only:
        folders = [_relative(request.root, path) for path in request.only]
        addresses = _at(addresses, lambda path, _: any(path.is_relative_to(folder) for folder in folders))
    if request.changed_since is not None:
        lines = changed_lines(request.root, request.changed_since)
        addresses = _at(addresses, lambda path, line: line in lines.get(path.as_posix(), ()))
    return addresses


def _at(addresses: Iterable[Address], is_chosen: Callable[[Path, int], bool]) -> list[Address]:
    """The addresses with only the places that are chosen."""
    kept = (
        Address(
            address.url,
            tuple(place for place in address.places if is_chosen(Path(place.path), place.line)),
        )
        for address in addresses
    )
    return [address for address in kept if address.places]


def _relative(root: Path, path: Path) -> Path:
    real, real_root = path.resolve(), root.resolve()
    if not path.exists() or not real.is_relative_to(real_root):
        raise UnknownPathError(f"{path}: not a file or folder of the knowledge base")
    return real.relative_to(real_root)


def _asked(request: Request, urls: list[str], announce: Callable[[list[str]], None]) -> Mapping[str, Verdict]:
    verdicts = {}
    if not request.access.allowed:
        for url in urls:
            if fault := fault_of_url(url):
                verdicts[url] = Verdict(Status.REFUSED, fault[0], reached=False)
    to_ask = [url for url in urls if url not in verdicts]
    if not to_ask:
        return verdicts
    announce(sorted({urlsplit(url).hostname or "" for url in to_ask}))
    with Guard(request.access) as guard:
        answers = ask(to_ask, guard.address, request.requests, seconds=request.seconds)
        # lychee repeats requests after a busy or broken connection, but not after a server's own error.
        if faulty := [url for url, answer in answers.items() if answer.code in SERVER_FAULTS]:
            time.sleep(request.requests.wait)
            answers |= ask(faulty, guard.address, request.requests, seconds=request.seconds)
        asked = {url: judge(url, answers.get(url), guard, request.bot_hostile) for url in to_ask}
    if len(asked) >= MIN_ASKED and not any(verdict.reached for verdict in asked.values()):
        raise NoNetworkError(
            "nothing could be reached; check the network of this machine. The history was not changed"
        )
    return verdicts | asked
