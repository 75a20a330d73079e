"""Requests reach public addresses of the web and what whoever runs the program has named, and they end."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.network.access import AccessPolicy, NotPermittedError, Refusal, is_public
from living_survey.sources.clock import SystemClock
from living_survey.sources.http import Answer, Client, Pace, RefusedError, UnavailableError, redirect_of
from tests.links.server import Web
from tests.sources.server import Reply, Services

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_PUBLIC = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:168.63.129.16",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001:0:0:1::1", "2001:2::1", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::5", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_of_one_public_host_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_a_public_host_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_a_private_address_inside_an_ipv6_one_is_private(address: ipaddress.IPv4Address) -> None:
    for network in ("::ffff:0:0", "64:ff9b::"):
        assert not is_public(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(network)) + int(address))))


@given(st.ip_addresses())
def test_what_python_calls_private_is_not_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(str(address)):
        assert not any((address.is_private, address.is_multicast, address.is_link_local))


@pytest.mark.parametrize("port", [22, 25, 81, 3306, 6379, 8081, 65535])
def test_other_ports_than_those_of_the_web_are_refused(port: int) -> None:
    with pytest.raises(NotPermittedError) as caught:
        AccessPolicy().find("93.184.216.34", port)
    assert caught.value.refusal is Refusal.PORT


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_ports_of_the_web_are_permitted(port: int) -> None:
    assert AccessPolicy().find("93.184.216.34", port) == ["93.184.216.34"]


# --- redirects of services ----------------------------------------------------------------------------------


@pytest.fixture
def web() -> Iterator[Web]:
    running = Web()
    yield running
    running.close()


@pytest.fixture
def private() -> Iterator[Web]:
    """A server at an address of this machine that nobody has named."""
    running = Web("127.0.0.9")
    yield running
    running.close()


@pytest.fixture
def services() -> Iterator[Services]:
    running = Services()
    yield running
    running.close()


def client(*trusted: str, deadline: float = 5.0) -> Client:
    return Client("tests", pace=Pace(0, SystemClock()), attempts=1, deadline=deadline, trusted=trusted)


def status(answer: Answer) -> int:
    return answer.status


def test_a_redirect_of_a_service_to_a_private_address_is_refused(web: Web, private: Web) -> None:
    number = int(ipaddress.IPv4Address("127.0.0.9"))
    for target in (
        private.url("secret"),
        private.url("secret").replace("http:", "https:"),
        f"http://{number}:{private.port}/",
        f"http://0x7f.0.0.9:{private.port}/",
        f"http://[::ffff:127.0.0.9]:{private.port}/",
        f"http://localhost:{private.port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        f"//127.0.0.9:{private.port}/secret",
        web.url("to/301/" + quote(private.url("secret"), safe="")),
    ):
        with pytest.raises(RefusedError, match=r"not a (public address|port of the web)"):
            client(web.base).ask(web.url("to/302/" + quote(target, safe="")), status)
    assert private.asked == []


def test_an_address_that_nobody_has_named_must_be_public(private: Web) -> None:
    for url in (private.url("secret"), f"http://localhost:{private.port}/", "http://[::1]/", "http://0/"):
        with pytest.raises(RefusedError, match=r"not a (public address|port of the web)"):
            client().ask(url, status)
    assert private.asked == []


def test_a_named_service_on_this_machine_is_asked_and_may_redirect_to_itself(web: Web) -> None:
    assert client(web.base).ask(web.url("to/302/%2Ffine"), status) == 200
    assert web.paths() == ["/to/302/%2Ffine", "/fine"]


def test_a_name_and_password_in_a_redirect_are_not_sent(web: Web) -> None:
    target = web.url("fine").replace("://", "://ann:secret@")
    assert client(web.base).ask(web.url("to/302/" + quote(target, safe="")), status) == 200
    assert not [headers for headers in web.headers if "authorization" in headers]


@pytest.mark.parametrize(
    "location", ["http://[", "http://[::1", "http://a]b/", "http://a:99999/", "http://", "ftp://a/b"]
)
def test_a_malformed_redirect_is_refused(web: Web, location: str) -> None:
    with pytest.raises((RefusedError, UnavailableError)):
        client(web.base).ask(web.url("to/302/" + quote(location, safe="")), status)


def test_a_proxy_is_not_asked_for_private_addresses(
    services: Services, private: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", services.base)
    monkeypatch.setenv("no_proxy", "")
    services.next = [Reply(b"", 302, {"Location": private.url("secret")})]
    with pytest.raises(RefusedError, match="not a port"):
        client().ask("http://service.survey.example/x", status)
    assert len(services.requests) == 1


def test_a_secure_service_must_not_redirect_to_an_open_address() -> None:
    answer = Answer(302, "https://service.example/a", b"", {"location": "http://service.example/b"})
    with pytest.raises(RefusedError, match="from https to http"):
        redirect_of(answer)


# --- deadlines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_an_answer_byte_by_byte_ends_at_the_deadline(services: Services, connection: str) -> None:
    services.next = [Reply(b"x" * 1000, headers={"Connection": connection}, drip=0.05)]
    began = time.monotonic()
    with pytest.raises(UnavailableError, match=r"within 0\.5 s"):
        client(services.base, deadline=0.5).ask(f"{services.base}/slow", status)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("secure", [False, True], ids=["head", "handshake"])
def test_a_head_or_handshake_byte_by_byte_ends_at_the_deadline(*, secure: bool) -> None:
    handshake, head = b"\x16\x03\x03\x40\x00" + b"\0" * 5000, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90
    with dripping(handshake if secure else head) as port:
        url = f"{'https' if secure else 'http'}://127.0.0.1:{port}/"
        began = time.monotonic()
        with pytest.raises(UnavailableError):
            client(url, deadline=0.5).ask(url, status)
        assert time.monotonic() - began < 5


def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    ended = threading.Event()

    def hang(_host: str, _port: int) -> list[str]:
        ended.wait(60)
        return ["93.184.216.34"]

    began = time.monotonic()
    asking = Client("tests", pace=Pace(0, SystemClock()), attempts=1, deadline=0.3, resolve=hang)
    with pytest.raises(UnavailableError, match=r"in time|within 0\.3 s"):
        asking.ask("http://slow.survey.org/", status)
    with pytest.raises(NotPermittedError) as caught:
        AccessPolicy(resolve=hang).find("slow.survey.org", 443, 0.1)
    assert caught.value.refusal is Refusal.SLOW_NAME
    assert time.monotonic() - began < 5
    ended.set()


@contextmanager
def dripping(content: bytes) -> Iterator[int]:
    """A server that says something a byte at a time; its port."""
    stopped = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            connection, _ = server.accept()
            with connection:
                for byte in content:
                    connection.sendall(bytes([byte]))
                    if stopped.wait(0.05):
                        return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stopped.set()
    thread.join(10)
