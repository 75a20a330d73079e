"""How people look at the site, and what must never happen while they do."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


@dataclass(frozen=True)
class Look:
    """A screen and the colours that its owner prefers."""

    screen: Literal["phone", "desktop"]
    scheme: Literal["light", "dark"]

    @property
    def width(self) -> int:
        return 390 if self.screen == "phone" else 1280

    @property
    def height(self) -> int:
        return 844 if self.screen == "phone" else 900

    def __str__(self) -> str:
        return f"{self.screen}-{self.scheme}"


PHONE, PHONE_DARK = Look("phone", "light"), Look("phone", "dark")
DESKTOP, DESKTOP_DARK = Look("desktop", "light"), Look("desktop", "dark")
LOOKS = (PHONE, PHONE_DARK, DESKTOP, DESKTOP_DARK)


@dataclass
class Guard:
    """Notes whatever goes wrong in the pages of a browser context.

    A test that means something to go wrong puts a part of its message into `expected`.
    """

    problems: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def unexpected(self) -> list[str]:
        return [line for line in self.problems if not any(part in line for part in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        # The browser's own lines on failed requests are reported with their addresses below.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script error: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname != "127.0.0.1":
            self.problems.append(f"request to another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left while something still loads ends that request; nothing failed then.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed ({request.failure}): {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= HTTPStatus.BAD_REQUEST:
            self.problems.append(f"status {response.status}: {response.url}")


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder as hosts of static sites do: with the site's own page for what is not there."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has above
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A page asks for all its files at once.
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Say nothing of browsers that hang up."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address, with a slash at its end, under which the files of a folder are served."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
