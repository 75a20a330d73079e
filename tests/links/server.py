"""A real web server on this machine whose answers depend on the path."""

from __future__ import annotations

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

HUGE = 10**9


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    web: Web

    def handle_error(self, *arguments: object) -> None:
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def web(self) -> Web:
        assert isinstance(self.server, _Server)
        return self.server.web

    def do_GET(self) -> None:
        path = self.path
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.web.lock:
            self.web.asked.append((headers.get("host", ""), path))
            self.web.headers.append(headers)
            times = self.web.times[path] = self.web.times.get(path, 0) + 1
        _, kind, *rest = path.split("/", 3)
        if kind == "status":
            self._send(int(rest[0]), {"Retry-After": "1"} if rest[0] == "429" else {})
        elif kind == "passing":
            self._send(int(rest[0]) if times == 1 else 200, {"Retry-After": "1"})
        elif kind == "to":
            self._send(int(rest[0]), {"Location": unquote(rest[1])})
        elif kind == "loop":
            self._send(302, {"Location": path})
        elif kind == "hang":
            self.web.stopped.wait(60)
        elif kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif kind == "huge":
            self._huge()
        elif kind == "endless-head":
            self._endless_head()
        else:
            self._send(200, {}, b"ok")

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status, "Said")
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        try:
            while self.web.sent < HUGE:
                self.wfile.write(b"x" * 65536)
                self.web.sent += 65536
        except OSError:
            self.close_connection = True

    def _endless_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while not self.web.stopped.is_set():
                self.wfile.write(b"X-Filler: " + b"x" * 4000 + b"\r\n")
                self.web.sent += 4000
        except OSError:
            self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        pass


class Web:
    """A server at an address; `asked` has host and path of every request, in order."""

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.times: dict[str, int] = {}
        self.sent = 0
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self._server = _Server((address, port), _Handler)
        self._server.web = self
        self.port = self._server.server_address[1]
        self.base = f"http://{address}:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"{self.base}/{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def close(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
