"""A proxy between the link checker and the network that lets only public addresses through.

lychee can leave out links to private addresses, but it checks neither what a name resolves to nor where a
redirect leads. So all its connections go through this proxy, which resolves each name itself and connects to
the very address that it checked (a name that changes its address in between gains nothing). For https the
proxy sees only host and port.

Limited: the size of a head, the bytes and seconds of a connection, the ports.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from living_survey.network.access import AccessPolicy, NotPermittedError, Refusal

if TYPE_CHECKING:
    from collections.abc import Coroutine

HEAD_BYTES = 64 * 1024
CONNECTION_BYTES = 4 * 1024 * 1024
CONNECTION_SECONDS = 90.0
CONNECT_SECONDS = 10.0
CHUNK = 64 * 1024
MAX_INTERIM_ANSWERS = 10
RESOLVERS = 32


@dataclass
class _Tally:
    """Counts of connections and the refusals, read after a run."""

    connections: int = 0
    refused: dict[str, Refusal] = field(default_factory=dict)


class Guard:
    """The proxy, running in a thread of its own while used as a context manager."""

    def __init__(self, policy: AccessPolicy | None = None, *, limit: int = CONNECTION_BYTES) -> None:
        """Follow a policy; `limit` is the most bytes of a connection in either direction."""
        self._policy = policy or AccessPolicy()
        self._limit = limit
        self._tally = _Tally()
        self._known: dict[tuple[str, int], asyncio.Future[list[str]]] = {}
        self._loop = _new_loop()
        self._executor = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")
        self._thread = threading.Thread(target=self._loop.run_forever, name="guard", daemon=True)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.address = ""

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._executor.shutdown(wait=False, cancel_futures=True)

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return self._tally.connections

    def refusal(self, host: str, port: int) -> Refusal | None:
        """Why the last attempt to reach a host and port failed; None if it did not."""
        return self._tally.refused.get(_authority(host, port))

    # --- serving -----------------------------------------------------------------------------------------

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=HEAD_BYTES, backlog=512)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _stop(self) -> None:
        if self._server:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError):
            pass  # one side disconnected or does not speak HTTP; the other sees the connection closed
        except asyncio.CancelledError:
            pass  # the guard stops; Python 3.11's asyncio logs a cancelled handler as an error
        finally:
            _drop(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve the requests of a connection, one after another; a tunnel is the last."""
        while True:
            async with asyncio.timeout(CONNECTION_SECONDS):
                request = _Request.parse(await reader.readuntil(b"\r\n\r\n"))
                if request is None:
                    writer.write(_empty(b"HTTP/1.1 400 Bad Request"))
                    return
                try:
                    upstream, to_upstream = await self._connect(request.host, request.port)
                except NotPermittedError as error:
                    self._tally.refused[_authority(request.host, request.port)] = error.refusal
                    writer.write(_empty(_REFUSING[error.refusal is Refusal.NO_CONNECTION]))
                    return
                self._tally.refused.pop(_authority(request.host, request.port), None)
                try:
                    if request.is_tunnel:
                        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        await _first_of(self._pump(reader, to_upstream), self._pump(upstream, writer))
                        return
                    to_upstream.write(request.forwarded)
                    writer.write(_empty(await _head_of_answer(upstream)))
                finally:
                    to_upstream.transport.abort()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for address in await self._permitted(host, port):
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_SECONDS):
                    streams = await asyncio.open_connection(address, port, limit=HEAD_BYTES)
                self._tally.connections += 1
                return streams
        raise NotPermittedError(Refusal.NO_CONNECTION)

    async def _permitted(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, looked up and checked once a run."""
        future = self._known.get((host, port))
        if future is None:
            found = self._loop.run_in_executor(self._executor, self._policy.find, host, port)
            future = self._known[host, port] = found
        return future.result() if future.done() else await asyncio.shield(future)

    # --- moving bytes ------------------------------------------------------------------------------------

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self._limit
        while left > 0 and (data := await reader.read(CHUNK)):
            left -= len(data)
            writer.write(data)
            await writer.drain()


async def _head_of_answer(upstream: asyncio.StreamReader) -> bytes:
    """The head of the final answer, not of interim ones (1xx), of which a server may send a few."""
    for _ in range(MAX_INTERIM_ANSWERS + 1):
        head = await upstream.readuntil(b"\r\n\r\n")
        if head[:7] != b"HTTP/1." or not head[9:10].isdigit():
            raise ValueError("not HTTP")
        if head[9:10] != b"1":
            return head.removesuffix(b"\r\n\r\n")
    raise ValueError("interim answers without end")


@dataclass(frozen=True, slots=True)
class _Request:
    """A request of the link checker to the proxy."""

    host: str
    port: int
    is_tunnel: bool
    forwarded: bytes = b""

    @classmethod
    def parse(cls, head: bytes) -> _Request | None:
        """Read a head; None if it is not a request that a link checker makes."""
        first, *fields = head[:-4].decode("latin-1").split("\r\n")
        try:
            method, target, version = first.split(" ")
            tunnel = method == "CONNECT"
            parts = urlsplit(f"//{target}" if tunnel else target)
            host, port = parts.hostname, parts.port
        except ValueError:
            return None
        if not host or version != "HTTP/1.1" or (tunnel and port is None):
            return None
        if tunnel:
            return cls(host, port or 0, is_tunnel=True)
        if method not in {"GET", "HEAD"} or parts.scheme != "http":
            return None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        kept = [line for line in fields if line.partition(":")[0].strip().lower() not in _NOT_FORWARDED]
        authority = parts.netloc.rpartition("@")[2]
        lines = [f"{method} {path} HTTP/1.1", f"Host: {authority}", *kept, "Connection: close", "", ""]
        return cls(host, port or 80, is_tunnel=False, forwarded="\r\n".join(lines).encode("latin-1"))


_NOT_FORWARDED = frozenset(
    {
        "host", "connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "upgrade",
        "authorization", "cookie", "content-length", "transfer-encoding",
    }
)  # fmt: skip


_REFUSING = (b"HTTP/1.1 403 Forbidden", b"HTTP/1.1 502 Bad Gateway")
_FRAMING = (
    b"connection:", b"keep-alive:", b"content-length:", b"transfer-encoding:", b"content-encoding:",
    b"trailer:", b"proxy-", b"upgrade:",
)  # fmt: skip


def _empty(head: bytes) -> bytes:
    """An answer without its body, which is not needed: only the head decides about a link."""
    status, *fields = head.split(b"\r\n")
    kept = [line for line in fields if not line.lower().startswith(_FRAMING)]
    return b"\r\n".join([status, *kept, b"Content-Length: 0", b"", b""])


def _new_loop() -> asyncio.AbstractEventLoop:
    """An event loop, that of uvloop if it is installed: it needs half the time."""
    try:
        import uvloop  # noqa: PLC0415 - optional
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _authority(host: str, port: int) -> str:
    """Host and port, the same for all notations of an address: `0x7f.1` is `127.0.0.1`."""
    with suppress(ValueError):
        return f"{ipaddress.ip_address(host)}:{port}"
    with suppress(OSError, ValueError):
        return f"{ipaddress.ip_address(socket.inet_aton(host))}:{port}"
    return f"{host.lower()}:{port}"


async def _first_of(*jobs: Coroutine[object, object, object]) -> None:
    """Wait for the first of some jobs to end, and end the others."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _drop(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, RuntimeError):
        writer.close()
