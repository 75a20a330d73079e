"""HTTP of `survey serve`: requests of browsers, and the events that tell pages of changes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

CHANGES = "/-/changes"
"""Where pages wait for changes."""
_LOCAL_NAMES = {"localhost", "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Response:
    """What a browser gets."""

    status: HTTPStatus
    content: bytes
    type: str = "text/html; charset=utf-8"
    location: str = ""


class LiveAnswers(Protocol):
    """What answers requests."""

    is_local: bool
    """Whether only this machine is served."""

    def respond(self, address: str) -> Response:
        """The answer to a request for an address that starts with a slash."""

    def wait_for_newer(self, version: int) -> bool:
        """Whether there is a version of the site other than a given one, waiting a while for it."""


class HttpServer(ThreadingHTTPServer):
    """Answers each request of a browser in a thread of its own."""

    daemon_threads = True

    def __init__(self, place: tuple[str, int], live: LiveAnswers) -> None:
        """Listen at an address and port. Raises `OSError`."""
        self.live = live
        super().__init__(place, _Request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that closed a connection, as browsers do when a page is left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HttpServer

    def do_GET(self) -> None:
        """Answer with a page, a file or, where pages wait for changes, with events."""
        if self.server.live.is_local and not _is_local(self.headers.get("Host", "")):
            # A page of another site whose name leads to this machine must not read drafts.
            self._send(Response(HTTPStatus.FORBIDDEN, b"Only for this machine", "text/plain"))
            return
        address = urlsplit(self.path)
        if address.path == CHANGES:
            self._send_changes(parse_qs(address.query).get("since", [""])[0])
        else:
            self._send(self.server.live.respond(unquote(address.path)))

    do_HEAD = do_GET  # noqa: N815 - the name that the base class looks for

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.type)
        self.send_header("Content-Length", str(len(response.content)))
        self.send_header("Cache-Control", "no-cache")
        if response.location:
            self.send_header("Location", response.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)

    def _send_changes(self, since: str) -> None:
        """Tell that there is something newer than a version, and keep the connection alive until then."""
        version = int(since) if since.isdecimal() else 0
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.server.live.wait_for_newer(version):
                self.wfile.write(b": still here\n\n")
            self.wfile.write(b"data: changed\n\n")
        except OSError:
            pass  # the page was closed
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Print nothing for each request."""


def _is_local(host: str) -> bool:
    """Whether the host that a browser asks for is this machine by its own name."""
    try:
        return urlsplit(f"//{host}").hostname in _LOCAL_NAMES
    except ValueError:
        return False
