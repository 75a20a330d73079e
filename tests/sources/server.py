"""A real HTTP server that speaks as arXiv, a DOI resolver and OpenAlex do, and misbehaves on demand.

The shapes are those of the services' manuals and of answers recorded by public clients; the
texts are made up.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/qFNnN3Zc8bA02fouemuGZq2J4Tg</id>
  <title>arXiv Query: search_query=&amp;id_list={ids}&amp;start=0&amp;max_results={size}</title>
  <updated>2026-04-12T22:09:36Z</updated>
  <link href="https://arxiv.org/api/query?search_query=&amp;id_list={ids}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
  <opensearch:totalResults>{count}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""

ERROR = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/</id>
  <title>arXiv Search Results</title>
  <updated>2026-04-12T22:59:06Z</updated>
  <opensearch:totalResults>1</opensearch:totalResults>
  <entry>
    <id>https://arxiv.org/api/errors#{anchor}</id>
    <title>Error</title>
    <updated>2026-04-12T22:59:06Z</updated>
    <link href="https://arxiv.org/api/errors#{anchor}" rel="alternate" type="text/html"/>
    <summary>{summary}</summary>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>
</feed>
"""


@dataclass
class Preprint:
    """What the server knows of a preprint."""

    id: str
    title: str = "A Study of Made-Up Data"
    authors: tuple[str, ...] = ("Ada Example", "Ben Sample")
    abstract: str = "We make up data\n  and study it."
    version: int = 2
    published: str = "2024-01-02T10:11:12Z"
    updated: str = "2024-05-06T07:08:09Z"
    categories: tuple[str, ...] = ("cs.CV", "cs.LG")
    comment: str | None = None
    doi: str | None = None
    journal_ref: str | None = None

    def entry(self) -> str:
        """The Atom entry, in the order of elements that arXiv uses since 2025."""
        lines = [
            "  <entry>",
            f"    <id>http://arxiv.org/abs/{self.id}v{self.version}</id>",
            f"    <title>{escape(self.title)}</title>",
            f"    <updated>{self.updated}</updated>",
            f'    <link href="https://arxiv.org/abs/{self.id}v{self.version}" rel="alternate"/>',
            f"    <summary>{escape(self.abstract)}</summary>",
            *(
                f'    <category term="{term}" scheme="http://arxiv.org/schemas/atom"/>'
                for term in self.categories
            ),
            f"    <published>{self.published}</published>",
        ]
        extras = {"comment": self.comment, "doi": self.doi, "journal_ref": self.journal_ref}
        lines += [f"    <arxiv:{name}>{escape(text)}</arxiv:{name}>" for name, text in extras.items() if text]
        if self.categories:
            lines.append(f'    <arxiv:primary_category term="{self.categories[0]}"/>')
        lines += [f"    <author>\n      <name>{escape(name)}</name>\n    </author>" for name in self.authors]
        return "\n".join([*lines, "  </entry>", ""])


def feed(preprints: list[Preprint], asked: list[str] | None = None) -> str:
    ids = ",".join(asked or [preprint.id for preprint in preprints])
    entries = "".join(preprint.entry() for preprint in preprints)
    return FEED.format(
        ids=escape(ids), size=max(len(ids.split(",")), 1), count=len(preprints), entries=entries
    )


def error_feed(summary: str) -> str:
    return ERROR.format(anchor=summary.replace(" ", "_"), summary=summary)


@dataclass
class Reply:
    """What is sent back, whole or not."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None  # a Content-Length other than the true one
    drip: float | None = None  # seconds between single bytes
    hang: float | None = None  # seconds of silence before anything is said

    @classmethod
    def atom(cls, text: str, **keywords: object) -> Reply:
        headers = {"Content-Type": "application/atom+xml; charset=utf-8"}
        return cls(text.encode(), headers=headers, **keywords)  # type: ignore[arg-type]

    @classmethod
    def json(cls, data: object, **keywords: object) -> Reply:
        return cls(json.dumps(data).encode(), headers={"Content-Type": "application/json"}, **keywords)  # type: ignore[arg-type]


@dataclass
class Request:
    """What was asked."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def ids(self) -> list[str]:
        return [item for item in self.query.get("id_list", "").split(",") if item]


Misbehaviour = Callable[[Request], Reply | None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    services: Services

    def handle_error(self, *arguments: object) -> None:
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def services(self) -> Services:
        assert isinstance(self.server, _Server)
        return self.server.services

    def setup(self) -> None:
        super().setup()
        with self.services.lock:
            self.services.open_connections += 1
            self.services.most_connections = max(
                self.services.most_connections, self.services.open_connections
            )

    def finish(self) -> None:
        with self.services.lock:
            self.services.open_connections -= 1
        super().finish()

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        request = Request(unquote(parts.path), query, headers, body)
        with self.services.lock:
            self.services.requests.append(request)
        try:
            self._send(self.services.answer(request))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if reply.hang:
            self.services.stopped.wait(reply.hang)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        length = len(reply.body) if reply.announced is None else reply.announced
        self.send_header("Content-Length", str(length))
        if length != len(reply.body):
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if reply.drip is None:
            self.wfile.write(reply.body)
            return
        for byte in reply.body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.services.stopped.wait(reply.drip):
                return

    def log_message(self, *arguments: object) -> None:
        pass


class Services:
    """The services behind one address; `next` says how the next requests are answered instead."""

    def __init__(self) -> None:
        self.preprints: dict[str, Preprint] = {}
        self.dois: dict[str, dict[str, object]] = {}
        self.openalex: list[dict[str, object]] = []
        self.credits: int | None = None  # of OpenAlex, which says nothing of them if there is no budget
        self.requests: list[Request] = []
        self.next: list[Reply | Misbehaviour] = []
        self.always: Misbehaviour | None = None
        self.etag: str | None = None
        self.open_connections = 0
        self.most_connections = 0
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.services = self
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SURVEY_ARXIV_URL": f"{self.base}/api/query",
            "SURVEY_DOI_URL": f"{self.base}/doi/",
            "SURVEY_OPENALEX_URL": f"{self.base}/works",
            "SURVEY_CONTACT": "mailto:tests@example.org",
        }

    def knows(self, *identifiers: str, **keywords: object) -> None:
        """Let arXiv have some preprints, alike but for the id in their titles."""
        for identifier in identifiers:
            fields = {"title": f"A Study of {identifier}", **keywords}
            self.preprints[identifier] = Preprint(identifier, **fields)  # type: ignore[arg-type]

    def answer(self, request: Request) -> Reply:
        with self.lock:
            turn = self.next.pop(0) if self.next else self.always
        if turn is not None:
            reply = turn if isinstance(turn, Reply) else turn(request)
            if reply is not None:
                return reply
        return self.honest(request)

    def honest(self, request: Request) -> Reply:
        if request.path.startswith("/api/query"):
            return self._arxiv(request)
        if request.path.startswith("/doi/"):
            return self._doi(request.path.removeprefix("/doi/").lower())
        if request.path.startswith("/works"):
            return self._budgeted(request)
        return Reply(b"not found", 404)

    def _arxiv(self, request: Request) -> Reply:
        for identifier in request.ids:
            if not any(character.isdigit() for character in identifier):
                return Reply.atom(error_feed(f"incorrect id format for {identifier}"), status=400)
        if self.etag and request.headers.get("if-none-match") == self.etag:
            return Reply(status=304)
        limit = int(request.query.get("max_results", "10"))
        found = [self.preprints[key] for key in request.ids if key in self.preprints][:limit]
        reply = Reply.atom(feed(found, request.ids))
        if self.etag:
            reply.headers["ETag"] = self.etag
        if "gzip" in request.headers.get("accept-encoding", ""):
            reply.body = gzip.compress(reply.body)
            reply.headers["Content-Encoding"] = "gzip"
        return reply

    def _doi(self, doi: str) -> Reply:
        if doi not in self.dois:
            return Reply(
                b"<html><title>Error: DOI Not Found</title></html>", 404, {"Content-Type": "text/html"}
            )
        reply = Reply.json(self.dois[doi])
        reply.headers["Content-Type"] = "application/vnd.citationstyles.csl+json"
        return reply

    def _budgeted(self, request: Request) -> Reply:
        """What OpenAlex answers: a look-up is free, a list costs a credit of a thousand."""
        cost = int(request.path == "/works")
        if self.credits is not None and self.credits < cost:
            reply = Reply.json({"error": "Rate limit exceeded", "message": "Insufficient budget"}, status=429)
            price = {"X-RateLimit-Credits-Required": str(cost)}
            return self._with_budget(reply, {"Retry-After": "54000"} | price)
        reply = self._openalex(request) if cost else self._openalex_work(request)
        if self.credits is None:
            return reply
        self.credits -= cost
        return self._with_budget(reply, {"X-RateLimit-Credits-Used": str(cost)})

    def _with_budget(self, reply: Reply, headers: dict[str, str]) -> Reply:
        budget = {"Limit": "1000", "Remaining": str(self.credits), "Reset": "54000"}
        reply.headers |= {f"X-RateLimit-{name}": value for name, value in budget.items()} | headers
        return reply

    def _openalex_work(self, request: Request) -> Reply:
        wanted = "https://doi.org/" + request.path.removeprefix("/works/doi:").lower()
        for found in self.openalex:
            if str(found["doi"]).lower() == wanted:
                return Reply.json(found)
        return Reply.json({"error": "Not Found", "message": "The work was not found."}, status=404)

    def _openalex(self, request: Request) -> Reply:
        _, _, values = request.query.get("filter", "").partition("doi:")
        wanted = {value.lower() for value in values.split("|")}
        if len(wanted) > 100:
            message = "Maximum number of values exceeded for doi."
            return Reply.json({"error": "Invalid query parameters error.", "message": message}, status=403)
        found = [w for w in self.openalex if str(w["doi"]).removeprefix("https://doi.org/").lower() in wanted]
        size = int(request.query.get("per-page", "25"))
        meta = {
            "count": len(found),
            "db_response_time_ms": 12,
            "page": 1,
            "per_page": size,
            "groups_count": None,
        }
        return Reply.json({"meta": meta, "results": found[:size], "group_by": []})
