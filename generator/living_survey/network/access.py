"""Addresses that belong to the public web, and names looked up once and checked before a connection.

Whoever connects uses the addresses that `AccessPolicy.find` returns and never looks up the name again: a name
that changes its address in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = "Callable[[str, int], Iterable[str]]"

WEB_PORTS = frozenset({80, 443, 8080, 8443})
FIRST_FREE_PORT = 1024
MAX_ADDRESSES = 4
LOOK_UP_SECONDS = 15.0

# `ipaddress.is_global` differs between versions of Python, so the networks are listed here.
# Sources: https://www.iana.org/assignments/iana-ipv4-special-registry/ and iana-ipv6-special-registry/.
_NOT_PUBLIC_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # the platform services of a cloud, reached from its machines only
    )
)  # fmt: skip
# Of IPv6 only global unicast is public. In it: protocol assignments with Teredo, documentation, 6to4, AS112.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class Refusal(StrEnum):
    """Why a connection was not made, in words for people."""

    PRIVATE = "not a public address"
    PORT = "not a port of the web"
    NO_NAME = "the name does not resolve"
    SLOW_NAME = "the name does not resolve in time"
    NO_CONNECTION = "no connection"


class NotPermittedError(Exception):
    """A connection that was not made."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the reason."""
        super().__init__(refusal.value)
        self.refusal = refusal


def is_public(address: str) -> bool:
    """Whether an address belongs to one host of the public internet.

    Loopback, private, link-local, shared, multicast, reserved and translated addresses do not.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return found in _GLOBAL_UNICAST and not any(found in network for network in _NOT_PUBLIC_V6)
        found = found.ipv4_mapped
    return not any(found in network for network in _NOT_PUBLIC_V4)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, from the resolver of this machine; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class AccessPolicy:
    """Which addresses may be connected to: public ones at ports of the web.

    `allowed` are other networks, at any port that no service of a system has, and `trusted` are hosts and
    ports that whoever runs the program has named, such as those of a service on this machine.
    """

    allowed: tuple[IpNetwork, ...] = ()
    trusted: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = look_up

    def find(self, host: str, port: int, seconds: float = LOOK_UP_SECONDS) -> list[str]:
        """The addresses of a host to connect to, some at most, found in time; raises `NotPermittedError`."""
        is_trusted = (host.lower(), port) in self.trusted
        if not (port in WEB_PORTS or is_trusted or (self.allowed and port >= FIRST_FREE_PORT)):
            raise NotPermittedError(Refusal.PORT)
        found = self._addresses(host, port, seconds)
        if not is_trusted:
            found = [address for address in found if self._permits(address, port)]
        if not found:
            raise NotPermittedError(Refusal.PRIVATE)
        return found[:MAX_ADDRESSES]

    def _addresses(self, host: str, port: int, seconds: float) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            return self._resolved(host, port, seconds)

    def _resolved(self, host: str, port: int, seconds: float) -> list[str]:
        """The addresses of a name.

        No resolver can be interrupted: one that takes too long is left behind in a thread that does not keep
        the program from ending.
        """
        answer: Future[list[str]] = Future()

        def resolve() -> None:
            try:
                answer.set_result(list(self.resolve(host, port)))
            except Exception as error:  # noqa: BLE001 - raised where the result is taken
                answer.set_exception(error)

        threading.Thread(target=resolve, name="resolver", daemon=True).start()
        try:
            error = answer.exception(max(seconds, 0))
        except TimeoutError:
            raise NotPermittedError(Refusal.SLOW_NAME) from None
        if isinstance(error, (OSError, UnicodeError)):
            raise NotPermittedError(Refusal.NO_NAME) from None
        return answer.result()

    def _permits(self, address: str, port: int) -> bool:
        if is_public(address):
            return port in WEB_PORTS
        plain = ipaddress.ip_address(address.partition("%")[0])
        return any(plain in network for network in self.allowed if network.version == plain.version)
