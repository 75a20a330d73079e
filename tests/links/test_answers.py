"""The status of a link, by the answer of a real server."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from living_survey.knowledge.health import LinkState
from living_survey.links.checking import NoNetworkError
from living_survey.links.lychee import Hop, taking_turns
from living_survey.links.verdicts import leads_to_front_page, permanent_target
from tests.links.server import HUGE, Web

if TYPE_CHECKING:
    from pathlib import Path

    from tests.links.conftest import Base


def test_every_kind_of_answer_in_one_run(base: Base, web: Web) -> None:
    secure = web.base.replace("http:", "https:")
    paths = {
        "status/200": None,
        "to/302/%2Fstatus%2F200": None,
        "to/307/%2Fstatus%2F200": None,
        "huge": None,
        "passing/429": None,
        "passing/500": None,
        "to/301/%2Fstatus%2F200": ("moved", "moved permanently"),
        "to/308/%2Fstatus%2F200": ("moved", "moved permanently"),
        "to/301/%2Fstatus%2F404": ("failing", "404"),
        "status/403": ("failing", "403"),
        "status/404": ("failing", "404"),
        "status/410": ("failing", "410"),
        "status/500": ("failing", "500"),
        "status/502": ("failing", "502"),
        "status/429": ("unverifiable", "429"),
        "hang": ("failing", "no answer in time"),
        "reset": ("failing", "connection closed"),
        "to/301/%2Fa%20b": ("unverifiable", "301 to a malformed address"),
        "loop": ("failing", "too many redirects"),
        "endless-head": ("failing", "connection closed"),
    }
    links = {f"link{number}": web.url(path) for number, path in enumerate(paths)}
    base.entry(**links, tls=f"{secure}/tls", nobody="http://127.0.0.1:9/", nothing=_closed_port())
    found = base.reasons(base.check())
    expected = {f"/{path}": verdict for path, verdict in paths.items() if verdict}
    expected[f"{secure}/tls"] = ("failing", "no secure connection")
    expected["http://127.0.0.1:9/"] = ("refused", "not a port of the web")
    expected[_closed_port()] = ("failing", "no connection")
    assert found == expected
    assert web.sent < HUGE / 10


def _closed_port() -> str:
    return "http://127.0.0.1:29999/"


def test_a_self_signed_certificate_is_not_a_secure_connection(base: Base, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    secure = Web()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    secure._server.socket = context.wrap_socket(secure._server.socket, server_side=True)
    base.entry(code=secure.base.replace("http:", "https:"))
    outcome = base.check()
    assert [finding.link.reason for finding in outcome.findings] == ["no secure connection"]
    secure.close()


@pytest.mark.parametrize("status", [403, 418, 429, 999])
def test_hosts_that_block_automated_requests_are_unverifiable(base: Base, web: Web, status: int) -> None:
    base.entry(code=web.url(f"status/{status}"))
    outcome = base.check(bot_hostile=frozenset({"127.0.0.1"}))
    assert base.reasons(outcome) == {f"/status/{status}": ("unverifiable", str(status))}
    assert not outcome.failed


def test_a_404_counts_even_from_a_host_that_blocks_automated_requests(base: Base, web: Web) -> None:
    base.entry(code=web.url("status/404"))
    outcome = base.check(bot_hostile=frozenset({"127.0.0.1"}))
    assert base.reasons(outcome) == {"/status/404": ("failing", "404")}


def test_no_credentials_are_sent(base: Base, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_secret")
    (base.root / "lychee.toml").write_text('header = ["authorization=Bearer secret"]\n')
    monkeypatch.chdir(base.root)
    to = web.base.replace("//", "//user:password@").replace("/", "%2F").replace("@", "%40")
    base.entry(code=web.url("status/200"), project=web.url(f"to/302/{to}%2Fhere"))
    base.check()
    assert "/here" in web.paths()
    for headers in web.headers:
        assert set(headers) <= {"host", "accept", "user-agent", "accept-encoding", "connection", "referer"}
        assert headers["user-agent"] == "tests"
    assert "secret" not in str(web.headers)
    assert "password" not in str([h for h in web.headers if "referer" not in h])


def test_a_machine_without_a_network_says_so_and_leaves_the_history(base: Base) -> None:
    base.entry(**{f"link{number}": f"http://127.0.0.1:2999{number}/" for number in range(5)})
    with pytest.raises(NoNetworkError, match="could be reached"):
        base.check()
    assert not (base.root / "links.json").exists()


def test_a_link_that_answered_today_is_not_requested_again(base: Base, web: Web) -> None:
    base.entry(code=web.url("fine"), project=web.url("status/404"), dataset=web.url("to/301/%2Ffine"))
    first = base.check(max_age=1)
    again = base.check(max_age=1)
    assert (first.asked, again.asked) == (3, 1)
    assert web.times["/to/301/%2Ffine"] == 1
    assert web.times["/status/404"] == 2
    assert base.reasons(again) == base.reasons(first)


def test_a_damaged_cache_is_ignored(base: Base, web: Web) -> None:
    (base.root / ".cache/links").mkdir(parents=True)
    (base.root / ".cache/links/answered.json").write_text("{oops")
    base.entry(code=web.url("fine"))
    assert base.check(max_age=1).asked == 1


def test_only_the_permanent_redirects_at_the_start_of_a_chain_count() -> None:
    chain = (("https://b/x", 301), ("https://c/x", 308), ("https://d/", 302))
    hops = tuple(Hop(url=url, code=code) for url, code in chain)
    assert permanent_target("https://a/x", hops) == "https://c/x"
    assert permanent_target("https://a/x#part", hops) == "https://c/x#part"
    assert permanent_target("https://a/x", hops[2:]) is None
    assert permanent_target("https://a/x", ()) is None


def test_a_page_replaced_by_a_front_page_is_told_from_a_move() -> None:
    assert leads_to_front_page("https://a.org/papers/x", "https://a.org/")
    assert not leads_to_front_page("http://a.org/", "https://a.org/")
    assert not leads_to_front_page("https://a.org/x", "https://b.org/x")


def test_hosts_take_turns_so_that_one_with_many_links_blocks_no_other() -> None:
    urls = ["https://a/1", "https://a/2", "https://a/3", "https://b/1", "https://c/1", "https://c/2"]
    turns = ["https://a/1", "https://b/1", "https://c/1", "https://a/2", "https://c/2", "https://a/3"]
    assert taking_turns(urls) == turns


def test_states_are_ordered_by_what_matters() -> None:
    assert [state.value for state in LinkState][:2] == ["refused", "dead"]
