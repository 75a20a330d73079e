"""The server of `survey serve`: follows the files of a survey and reloads open pages when one is saved."""

from __future__ import annotations

import gc
import ipaddress
import json
import logging
import mimetypes
import os
import subprocess
import sys
import threading
import time
import traceback
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateError
from mkdocs.exceptions import MkDocsException
from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from living_survey.knowledge import releases, syntheses
from living_survey.loading import files
from living_survey.loading.problems import visible
from living_survey.web.bundling import PACKAGED
from living_survey.web.live_http import CHANGES, HttpServer, Response
from living_survey.web.live_knowledge import LiveKnowledge, is_record
from living_survey.web.live_site import LiveSite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from watchdog.observers.api import BaseObserver

    from living_survey.knowledge import KnowledgeBase

QUIET = 0.02
"""Seconds without a further event after which a file counts as saved."""
LONGEST_WAIT = 0.2
"""Seconds after which changes are shown although more of them come in."""
CHECK_AFTER = 1.0
"""Seconds without a change after which the rules that compare files are checked."""
HEARTBEAT = 15.0
RELOADING = "/-/reloading.js"
"""Where pages load the script that reloads them."""
_TEMPLATES = PACKAGED.parent / "rendering/templates"
# Not that a file was opened or read, which this process does ten thousand times at its start.
_WRITTEN: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileClosedEvent,
]
# Only while the page is visible, since browsers allow few connections to one server at a time.
_RELOADING = """let changes;
const follow = () => {
  changes?.close();
  if (document.visibilityState !== "visible") return;
  changes = new EventSource(new URL("%s", location) + new URL(import.meta.url).search);
  changes.onmessage = () => { changes.close(); location.reload(); };
};
document.addEventListener("visibilitychange", follow);
addEventListener("pagehide", () => changes?.close());
addEventListener("pageshow", follow);
if (document.readyState === "complete") follow();
"""
_SCRIPT = '<script type="module" src="{script}?since={version}"></script>\n'
# The policy of a page allows no inline scripts and style sheets.
_PROBLEMS = """<div id="survey-problems" role="alert" style="
  position: fixed; inset: auto 0 0 0; z-index: 99; max-height: 50vh; overflow: auto; padding: .6rem 1rem;
  background: #7a1020; color: #fff; font: 14px/1.5 monospace; white-space: pre-wrap"
><strong>{title}</strong>
{problems}</div>
"""
_PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1></body></html>
"""


class LiveServer:
    """A survey that is served while people work on it.

    `report` prints a line in the terminal.
    """

    def __init__(
        self,
        root: Path,
        settings: Path,
        report: Callable[[str], None],
        host: str = "127.0.0.1",
        port: int = 8000,
    ) -> None:
        """Listen. Raises `ValueError` for a host that is not an IPv4 address, `OSError` for a port in use."""
        self.is_local = ipaddress.IPv4Address(host).is_loopback
        self._http = HttpServer((host, port), self)
        self.address = f"http://{host}:{self._http.server_port}/"
        self._settings, self._report = settings.resolve(), report
        self._knowledge = LiveKnowledge(root.resolve())
        self._site: LiveSite | None = None
        self._messages = _Messages()
        logging.getLogger("mkdocs").addHandler(self._messages)
        self._lock = threading.Lock()
        """Held while the site is changed or used."""
        self._site_problem = ""
        self._across: tuple[str, ...] = ()
        """Problems that only a check of all files finds."""
        self._reported: tuple[str, ...] = ()
        self._observer: BaseObserver = Observer()
        self._watched: set[Path] = set()
        self._changed: set[str] = set()
        self._event = threading.Event()
        self._is_loaded = False
        self._version = time.time_ns()
        self._newer = threading.Condition()

    def run(self) -> None:
        """Serve until the process is interrupted."""
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self._report(f"Serving on {self.address} (Ctrl+C stops)")
        gc.disable()  # the collector would pause the rendering of pages; it runs when nothing happens
        try:
            self._watch()
            with self._lock:
                self._knowledge.load()
                self._rebuild()
                gc.freeze()  # the works, which later versions share, need not be looked through again
                self._is_loaded = True
            self._publish()
            self._follow()
        finally:
            self._http.shutdown()
            self._http.server_close()

    # --- following files -----------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Have the system report changes; look for them regularly where it cannot."""
        try:
            self._schedule()
            self._observer.start()
        except OSError as error:
            self._report(f"The system cannot report changes ({error.strerror}); looking every second.")
            self._observer, self._watched = PollingObserver(timeout=1), set()
            self._schedule()
            self._observer.start()

    def _schedule(self) -> None:
        """Watch the folders of the survey and, once its settings are read, those that they name."""
        root = self._knowledge.root
        folders = {root: False, self._settings.parent: False}
        folders |= dict.fromkeys(
            [
                root / files.ENTRIES,
                root / releases.FOLDER,
                root / "site_src",
                PACKAGED / "assets",
                _TEMPLATES,
            ],
            True,
        )
        if self._site is not None:
            config = self._site.config
            own = [Path(folder) for folder in config.theme.dirs if not _is_installed(folder)]
            folders |= dict.fromkeys([Path(config.docs_dir), self._site.templates, *own], True)
        for folder, recursive in folders.items():
            if folder.is_dir() and folder not in self._watched:
                handler = _Handler(self._note)
                self._observer.schedule(handler, str(folder), recursive=recursive, event_filter=_WRITTEN)
                self._watched.add(folder)

    def _note(self, path: str) -> None:
        self._changed.add(path)
        self._event.set()

    def _follow(self) -> None:
        unchecked = False
        check: subprocess.Popen[bytes] | None = None
        while True:
            if not self._event.wait(0.1 if check else CHECK_AFTER):
                if check is not None:
                    if check.poll() is not None:
                        self._take_check(check)
                        check = None
                elif unchecked:
                    gc.collect()
                    check, unchecked = self._start_check(), False
                continue
            changed = self._settled()
            if self._update(changed):
                unchecked = True
                if check is not None:
                    check.kill()
                    check.wait()
                    check = None

    def _settled(self) -> set[str]:
        """The changed files, when no more come in for a moment: programs write a file in several steps."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            self._event.clear()
            if not self._event.wait(QUIET):
                break
        self._event.clear()
        changed, self._changed = self._changed, set()
        return changed

    def _update(self, changed: Collection[str]) -> bool:
        """Take changes of files over; whether any of them concerns the site."""
        paths = {Path(path) for path in changed if not _is_by_product(path)}
        if not paths:
            return False
        started = time.perf_counter()
        with self._lock:
            if not self._take(paths):
                return False
        self._publish()
        names = ", ".join(sorted(path.name for path in paths)[:3])
        took = f"{(time.perf_counter() - started) * 1000:.0f} ms"
        kept = "; what has problems is shown as it was before them" if self.problems else ""
        self._report(f"{visible(names)}: read in {took}{kept}")
        return True

    def _take(self, paths: Collection[Path]) -> bool:
        knowledge = self._knowledge
        relative = {
            path.relative_to(knowledge.root).as_posix()
            for path in paths
            if path.is_relative_to(knowledge.root)
        }
        known = {name for name in relative if _is_knowledge(name)}
        outside = {path for path in paths if self._concerns_the_site(path)}
        if not known and not outside:
            return False
        before = knowledge.knowledge
        if known:
            self._across = ()
            knowledge.update(known)
        now = knowledge.knowledge
        if now is None:
            return True
        if (
            self._site is None
            or before is None
            or self._needs_other_pages(outside)
            or any(map(is_record, known))
            or (files.TAXONOMY in known and _structure(before) != _structure(now))
        ):
            self._rebuild()
        else:
            if any(self._is_template(path) for path in outside):
                self._site.forget_templates()
            if known:
                self._site.show(now, navigation=files.TAXONOMY in known)
        return True

    def _concerns_the_site(self, path: Path) -> bool:
        if path == self._settings:
            return True
        if self._site is None:
            return False
        config = self._site.config
        folders = [Path(config.docs_dir), self._site.templates, _TEMPLATES, *map(Path, config.theme.dirs)]
        return any(path.is_relative_to(folder) for folder in [*folders, PACKAGED])

    def _needs_other_pages(self, paths: Collection[Path]) -> bool:
        """Whether more has changed than the content of files and templates that are known."""
        site = self._site
        return site is None or not all(self._is_template(path) or site.has_source(path) for path in paths)

    def _is_template(self, path: Path) -> bool:
        """Whether a file is a template of generated pages or of the theme."""
        return path.is_relative_to(_TEMPLATES) or (self._site is not None and self._site.has_template(path))

    def _rebuild(self) -> None:
        """Read settings, theme and the list of pages again; the last good site stays if that fails."""
        if self._knowledge.knowledge is None:
            return
        try:
            self._site = LiveSite(self._settings, self.address, self._knowledge.knowledge)
            self._site_problem = ""
            self._schedule()
        except (MkDocsException, TemplateError, LookupError, OSError) as error:
            # MkDocs writes what is wrong to its log, and raises an exception that says little.
            lines = self._messages.taken() or [str(error)]
            self._site_problem = "\n".join(f"{self._settings.name}: {line}" for line in lines)
        self._report_messages()

    def _report_messages(self) -> None:
        """Print the warnings of MkDocs and plugins, such as links that lead nowhere."""
        for line in self._messages.taken():
            self._report(visible(f"warning: {line}"))

    # --- the check of all files ----------------------------------------------------------------------------

    def _start_check(self) -> subprocess.Popen[bytes]:
        """Check rules that compare files in another process, so that pages need not wait."""
        command = [
            sys.executable,
            "-m",
            "living_survey",
            "--root",
            str(self._knowledge.root),
            "check",
            "-f",
            "json",
        ]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own

    def _take_check(self, check: subprocess.Popen[bytes]) -> None:
        output, _ = check.communicate()
        try:
            found = json.loads(output)
        except ValueError:
            return  # it ended early; the next change starts another
        errors = tuple(_line(one) for one in found if one["severity"] == "error")
        if errors != self._across:
            self._across = errors
            self._publish()

    # --- answering browsers --------------------------------------------------------------------------------

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong now, one line for each problem."""
        own = [str(problem) for problem in self._knowledge.problems]
        site = self._site_problem.splitlines()
        return tuple(dict.fromkeys([*own, *site, *self._across]))

    def _publish(self) -> None:
        """Print new problems, and have open pages reload."""
        problems = self.problems
        if problems != self._reported:
            for line in problems or ("No problems.",):
                self._report(line)
            self._reported = problems
        with self._newer:
            self._version = max(self._version + 1, time.time_ns())
            self._newer.notify_all()

    def wait_for_newer(self, version: int) -> bool:
        """Whether there is a version of the site other than a given one, waiting a while for it."""
        with self._newer:
            return self._newer.wait_for(lambda: self._version != version, HEARTBEAT)

    def respond(self, address: str) -> Response:
        """The answer to a request for an address that starts with a slash."""
        version = self._version
        if address == RELOADING:
            return Response(HTTPStatus.OK, (_RELOADING % CHANGES).encode(), "text/javascript")
        if not self._is_loaded:
            return self._page(
                HTTPStatus.SERVICE_UNAVAILABLE, _PLAIN.format(title="Loading the survey …"), version
            )
        with self._lock:
            site = self._site
            if site is None:
                title = "The survey has problems"
                return self._page(HTTPStatus.INTERNAL_SERVER_ERROR, _PLAIN.format(title=title), version)
            try:
                return self._found(site, address, version)
            except Exception as error:  # noqa: BLE001 - whatever a template or plugin raises is shown
                return self._failure(address, error, version)
            finally:
                self._report_messages()

    def _found(self, site: LiveSite, address: str, version: int) -> Response:
        path = address.removeprefix("/")
        if not path or path.endswith("/"):
            if (document := site.page(path)) is not None:
                return self._page(HTTPStatus.OK, document, version)
        elif site.has_page(f"{path}/"):
            return Response(HTTPStatus.FOUND, b"", location=f"{path.rpartition('/')[2]}/")
        elif (content := site.file(path)) is not None:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            is_text = kind.startswith("text/") or kind in {"application/json", "application/javascript"}
            return Response(HTTPStatus.OK, content, f"{kind}; charset=utf-8" if is_text else kind)
        return self._page(HTTPStatus.NOT_FOUND, site.not_found(), version)

    def _failure(self, address: str, error: Exception, version: int) -> Response:
        place = f"{getattr(error, 'name', '') or ''}:{getattr(error, 'lineno', '')}: ".removeprefix(":: ")
        line = f"{address}: {place}{type(error).__name__}: {error}"
        self._report(visible(line))
        if not isinstance(error, TemplateError | MkDocsException):
            self._report("".join(traceback.format_exception(error)))
        body = _PLAIN.format(title="This page cannot be rendered")
        return self._page(HTTPStatus.INTERNAL_SERVER_ERROR, body, version, (visible(line),))

    def _page(self, status: HTTPStatus, document: str, version: int, more: tuple[str, ...] = ()) -> Response:
        """A document that reloads itself, with the problems that there are now."""
        added = _SCRIPT.format(script=RELOADING, version=version)
        if problems := (*self.problems, *more):
            title = "The survey has problems; what you see is as it was before them."
            added += _PROBLEMS.format(title=title, problems=escape("\n".join(problems)))
        before, end, after = document.rpartition("</body>")
        return Response(status, f"{before}{added}{end}{after}".encode(errors="xmlcharrefreplace"))


class _Messages(logging.Handler):
    """Warnings and errors that were logged, each once until it is taken."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self._lines[record.getMessage()] = None

    def taken(self) -> list[str]:
        """The messages since the last time."""
        lines = list(self._lines)
        self._lines.clear()
        return lines


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in filter(None, (event.src_path, event.dest_path)):
            self._note(os.fsdecode(path) if isinstance(path, bytes) else str(path))


def _structure(kb: KnowledgeBase) -> object:
    """What of a taxonomy decides which pages there are and how the navigation is nested."""
    return (
        [(node.id, node.level, node.parent and node.parent.id) for node in kb.taxonomy],
        [(facet.id, facet.shown, [value.id for value in facet.values]) for facet in kb.facets.values()],
        [(question.id, len(question.matrices)) for question in kb.questions.values()],
        list(kb.tables),
        [bool(part) for part in (kb.survey, kb.cycle, kb.paradigms)],
    )


def _is_knowledge(name: str) -> bool:
    """Whether a file below the root belongs to the knowledge base."""
    folders = (f"{files.ENTRIES}/", f"{syntheses.FOLDER}/")
    return name in {files.TAXONOMY, syntheses.PATHS} or name.startswith(folders) or is_record(name)


def _is_by_product(path: str) -> bool:
    """Whether a file is one that editors keep beside others."""
    name = os.path.basename(path)  # noqa: PTH119 - called for many texts
    return name.startswith(".") or name.endswith(("~", ".swp", ".tmp", ".survey-tmp")) or name == "4913"


def _is_installed(folder: str) -> bool:
    """Whether a folder of the theme comes with a package, and is not worked on."""
    return "site-packages" in Path(folder).parts


def _line(problem: dict[str, object]) -> str:
    place = "{path}:{line}:{column}: ".format_map(problem)
    hint = f" ({problem['hint']})" if problem["hint"] else ""
    return visible(f"{place}{problem['message']}{hint} [{problem['code']}]")
