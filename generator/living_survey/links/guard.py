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
from enum import StrEnum
from typing import TYPE_CHECKING, Self, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = "Callable[[str, int], Iterable[str]]"

HEAD_BYTES = 64 * 1024
CONNECTION_BYTES = 4 * 1024 * 1024
CONNECTION_SECONDS = 90.0
CONNECT_SECONDS = 10.0
CHUNK = 64 * 1024
WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
MOST_ADDRESSES = 4
RESOLVERS = 32

# Networks that carry IPv4 inside IPv6 (RFC 6052, RFC 8215, RFC 3056, RFC 4380): their targets are hidden.
_TRANSLATED = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class Refusal(StrEnum):
    """Why a connection was not made, in words for people."""

    PRIVATE = "not a public address"
    PORT = "not a port of the web"
    NO_NAME = "the name does not resolve"
    NO_CONNECTION = "no connection"


class RefusedError(Exception):
    """A connection that the guard did not make."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the reason."""
        super().__init__(refusal.value)
        self.refusal = refusal


def is_public(address: str) -> bool:
    """Whether an address belongs to one host of the public internet.

    Loopback, private, link-local, shared, multicast, reserved and translated addresses do not.
    Source: https://www.iana.org/assignments/iana-ipv4-special-registry/
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_multicast or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.is_site_local:
        return False
    return not any(found in network for network in _TRANSLATED if network.version == found.version)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, from the resolver of this machine; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass
class AccessPolicy:
    """Which addresses the guard connects to.

    `allowed` are networks besides the public ones, for tests on this machine.
    """

    allowed: tuple[IpNetwork, ...] = ()
    resolve: Resolve = look_up

    def permits(self, address: str) -> bool:
        """Whether an address may be connected to."""
        if is_public(address):
            return True
        plain = ipaddress.ip_address(address.partition("%")[0])
        return any(plain in network for network in self.allowed if network.version == plain.version)


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
                except RefusedError as error:
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
        for address in (await self._permitted(host, port))[:MOST_ADDRESSES]:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_SECONDS):
                    streams = await asyncio.open_connection(address, port, limit=HEAD_BYTES)
                self._tally.connections += 1
                return streams
        raise RefusedError(Refusal.NO_CONNECTION)

    async def _permitted(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, looked up and checked once a run."""
        future = self._known.get((host, port))
        if future is None:
            future = asyncio.ensure_future(self._look_up(host, port))
            self._known[host, port] = future
        return future.result() if future.done() else await asyncio.shield(future)

    async def _look_up(self, host: str, port: int) -> list[str]:
        if port not in WEB_PORTS and port < FIRST_FREE_PORT:
            raise RefusedError(Refusal.PORT)
        try:
            found: Iterable[str] = [str(ipaddress.ip_address(host))]
        except ValueError:
            try:
                found = await self._loop.run_in_executor(self._executor, self._policy.resolve, host, port)
            except (OSError, UnicodeError):
                raise RefusedError(Refusal.NO_NAME) from None
        permitted = [address for address in found if self._policy.permits(address)]
        if not permitted:
            raise RefusedError(Refusal.PRIVATE)
        return permitted

    # --- moving bytes ------------------------------------------------------------------------------------

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self._limit
        while left > 0 and (data := await reader.read(CHUNK)):
            left -= len(data)
            writer.write(data)
            await writer.drain()


async def _head_of_answer(upstream: asyncio.StreamReader) -> bytes:
    """The head of the final answer, not of interim ones (1xx)."""
    while True:
        head = await upstream.readuntil(b"\r\n\r\n")
        if head[:7] != b"HTTP/1." or not head[9:10].isdigit():
            raise ValueError("not HTTP")
        if head[9:10] != b"1":
            return head.removesuffix(b"\r\n\r\n")


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
