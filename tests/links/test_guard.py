"""No request leaves for a place that is not public, however a link leads there."""

from __future__ import annotations

import ipaddress
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from living_survey.links.guard import Guard
from living_survey.links.lychee import ask
from living_survey.network.access import AccessPolicy, Refusal
from tests.links.conftest import BRISK, HERE
from tests.links.server import Web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.links.conftest import Base


@pytest.fixture
def private() -> Iterator[Web]:
    """A server at an address of this machine that no test allows."""
    running = Web("127.0.0.9")
    yield running
    running.close()


def test_lychee_alone_follows_redirects_to_loopback_where_the_guard_does_not(web: Web, private: Web) -> None:
    url = web.url("to/302/" + quote(private.url("secret"), safe=""))
    with Guard(AccessPolicy(allowed=HERE)) as guard:
        answers = ask([url], guard.address, BRISK)
        assert not answers[url].ok
        assert guard.refusal("127.0.0.9", private.port) is Refusal.PRIVATE
    assert web.paths()
    assert not private.asked


def test_redirects_to_private_addresses_are_refused_and_reported(base: Base, web: Web, private: Web) -> None:
    forms = {
        "plain": private.url("secret"),
        "secure": private.url("secret").replace("http:", "https:"),
        "hexadecimal": f"http://0x7f.0.0.9:{private.port}/secret",
        "decimal": f"http://2130706441:{private.port}/secret",
        "mapped": f"http://[::ffff:127.0.0.9]:{private.port}/secret",
        "twice": web.url("to/301/" + quote(private.url("secret"), safe="")),
    }
    base.entry(**{name: web.url("to/302/" + quote(to, safe="")) for name, to in forms.items()})
    outcome = base.check()
    assert {finding.link.state.value for finding in outcome.findings} == {"refused"}
    assert len(outcome.findings) == len(forms)
    assert all("not a public address (redirected to " in finding.link.reason for finding in outcome.findings)
    assert outcome.failed
    assert not private.asked


def test_links_to_private_addresses_are_not_followed(base: Base, private: Web) -> None:
    base.entry(
        code=private.url("a"),
        project=private.url("b").replace("http:", "https:"),
        dataset=f"http://0x7f000009:{private.port}/c",
    )
    outcome = base.check()
    assert [finding.link.state.value for finding in outcome.findings] == ["refused"] * 3
    assert not private.asked


def test_names_that_resolve_to_private_addresses_are_not_followed(base: Base, web: Web) -> None:
    """`localhost` is 127.0.0.1, which is not among what is allowed here."""
    policy = AccessPolicy(allowed=(ipaddress.ip_network("127.0.0.200/32"),))
    base.entry(code=f"http://localhost:{web.port}/", project=f"https://localhost:{web.port}/")
    outcome = base.check(access=policy)
    reasons = {(finding.link.state.value, finding.link.reason) for finding in outcome.findings}
    assert reasons == {("refused", "not a public address")}
    assert not web.asked


def test_a_name_that_changes_its_address_is_looked_up_once(web: Web, private: Web) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.9"], ["127.0.0.9"]])
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    urls = [f"http://rebinding.survey.org:{web.port}/{number}" for number in range(5)]
    with Guard(AccessPolicy(allowed=HERE, resolve=rebinding)) as guard:
        found = ask(urls, guard.address, BRISK)
    assert all(found[url].ok for url in urls)
    assert asked == ["rebinding.survey.org"]
    assert not private.asked


def test_of_several_addresses_only_the_public_ones_are_tried(web: Web, private: Web) -> None:
    policy = AccessPolicy(allowed=HERE, resolve=lambda *_: ["127.0.0.9", "10.0.0.1", "127.0.0.1"])
    with Guard(policy) as guard:
        url = f"http://mixed.survey.org:{web.port}/x"
        assert ask([url], guard.address, BRISK)[url].ok
    assert not private.asked


def test_a_name_that_does_not_resolve_is_reported(base: Base, web: Web) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    base.entry(code="https://gone.survey.org/", project=web.url("fine"))
    outcome = base.check(access=replace(base.request.access, resolve=unknown))
    assert [finding.link.reason for finding in outcome.findings] == ["the name does not resolve"]


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /relative HTTP/1.1",
        "GET ftp://127.0.0.1/ HTTP/1.1",
        "POST http://127.0.0.1/ HTTP/1.1",
        "CONNECT nowhere HTTP/1.1",
        "GET http://127.0.0.1:99999999/ HTTP/1.1",
        "GET http:///no-host HTTP/1.1",
        "\x00\x01",
    ],
)
def test_other_requests_than_those_of_a_link_checker_are_rejected(request_line: str) -> None:
    with Guard(AccessPolicy(allowed=HERE)) as guard:
        reply = _say(guard, f"{request_line}\r\n\r\n")
        assert reply.startswith(b"HTTP/1.1 400 ")
        assert guard.connections == 0


def test_every_request_of_a_connection_is_judged(web: Web, private: Web) -> None:
    with Guard(AccessPolicy(allowed=HERE)) as guard:
        first = f"GET {web.url('a')} HTTP/1.1\r\nHost: x\r\n\r\n"
        second = f"GET {private.url('b')} HTTP/1.1\r\nHost: {urlsplit(web.base).netloc}\r\n\r\n"
        reply = _say(guard, first + second)
    assert b"HTTP/1.1 200" in reply
    assert b"HTTP/1.1 403" in reply
    assert not private.asked


def test_a_tunnel_carries_no_more_than_its_limit(web: Web) -> None:
    with Guard(AccessPolicy(allowed=HERE), limit=200_000) as guard:
        reply = _say(guard, f"CONNECT 127.0.0.1:{web.port} HTTP/1.1\r\n\r\n", "GET /huge HTTP/1.1\r\n\r\n")
    assert 100_000 < len(reply) < 300_000


def test_interim_answers_without_end_are_not_read_to_their_end() -> None:
    with chattering() as (port, sent), Guard(AccessPolicy(allowed=HERE)) as guard:
        assert _say(guard, f"GET http://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n") == b""
    assert sum(sent) < 20_000_000


@contextmanager
def chattering() -> Iterator[tuple[int, list[int]]]:
    """A server that says 103 Early Hints for ever; its port, and how many bytes it sent."""
    sent: list[int] = []
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000

    def chatter() -> None:
        with suppress(OSError):
            connection, _ = server.accept()
            with connection:
                while sum(sent) < 100_000_000:
                    connection.sendall(hints)
                    sent.append(len(hints))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=chatter, daemon=True)
        thread.start()
        yield server.getsockname()[1], sent
    thread.join(10)


def _say(guard: Guard, *texts: str) -> bytes:
    parts = urlsplit(guard.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        received = b""
        for number, text in enumerate(texts):
            connection.sendall(text.encode("latin-1"))
            if number + 1 < len(texts):
                received += connection.recv(1000)
        try:
            while data := connection.recv(65536):
                received += data
                if received.endswith(b"\r\n\r\n") and b" 403 " in received:
                    break
        except ConnectionResetError:
            pass
    return received
