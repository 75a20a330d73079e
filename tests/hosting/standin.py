"""A local HTTP server with the issues, comments and pull requests of the host's REST API."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

BOT = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
TOKEN = "a-token-of-the-tests"
REPOSITORY = "bakers/survey"
JSON = dict[str, Any]


@dataclass
class Call:
    """A request."""

    method: str
    path: str
    query: dict[str, str]
    data: JSON
    headers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Reply:
    """An answer of a test's own."""

    status: int
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class StandIn:
    """One repository behind the API; `calls` are all requests, `next` are answers to give instead."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.next: list[Reply | Callable[[Call], Reply | None]] = []
        self.issues: dict[int, JSON] = {}
        self.comments: dict[int, JSON] = {}
        self.reviews: dict[int, list[JSON]] = {}
        self.review_comments: dict[int, list[JSON]] = {}
        self.pulls: dict[int, JSON] = {}
        self.labels: dict[str, JSON] = {}
        self.files: dict[int, list[str | JSON]] = {}
        self.dispatched: list[tuple[str, str]] = []
        self.artifacts: dict[int, tuple[JSON, bytes]] = {}
        self.pulls_allowed = True
        self.permissions: dict[str, str] = {}
        self.page = 100
        self._numbers = 0
        self._head: Callable[[str], str] = lambda _branch: "0" * 40
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self._server = server
        self.base = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"{self.base}/api",
            "GITHUB_SERVER_URL": "https://git.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": TOKEN,
        }

    def heads_from(self, look: Callable[[str], str]) -> None:
        """Set how the commit of a branch is found."""
        self._head = look

    # --- what people do ----------------------------------------

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def comments_on(self, number: int) -> list[str]:
        return [comment["body"] for comment in self.comments.values() if comment["issue"] == number]

    def comment(self, number: int, body: str, user: JSON, association: str = "NONE") -> int:
        identifier = 1000 + len(self.comments)
        said = {"id": identifier, "body": body, "user": user, "author_association": association}
        self.comments[identifier] = said | {"issue": number}
        return identifier

    def written(self) -> list[str]:
        """The requests that change something."""
        return [str(call) for call in self.calls if call.method != "GET"]

    # --- answers ----------------------------------------

    def answer(self, call: Call) -> Reply:
        self.calls.append(call)
        if self.next:
            turn = self.next.pop(0)
            reply = turn if isinstance(turn, Reply) else turn(call)
            if reply is not None:
                return reply
        if call.path.startswith("/storage/"):
            assert "authorization" not in call.headers, "the storage must not see the token"
            return Reply(200, self.artifacts[int(call.path.rsplit("/", 1)[1])][1])
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        path = call.path.removeprefix(f"/api/repos/{REPOSITORY}/")
        for method, pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, path)
            if call.method == method and match:
                return answer(self, call, *match.groups())
        return Reply(404, {"message": "Not Found"})

    def _list(self, items: list[JSON], call: Call) -> Reply:
        size, page = min(int(call.query.get("per_page", "30")), self.page), int(call.query.get("page", "1"))
        shown = items[(page - 1) * size : page * size]
        headers = {}
        if page * size < len(items):
            query = "&".join(f"{k}={v}" for k, v in {**call.query, "page": str(page + 1)}.items())
            headers["Link"] = f'<{self.base}{call.path}?{query}>; rel="next"'
        return Reply(200, shown, headers)

    def list_comments(self, call: Call, number: str) -> Reply:
        return self._list([c for c in self.comments.values() if c["issue"] == int(number)], call)

    def make_comment(self, call: Call, number: str) -> Reply:
        return Reply(201, self.comments[self.comment(int(number), call.data["body"], BOT)])

    def change_comment(self, call: Call, identifier: str) -> Reply:
        self.comments[int(identifier)]["body"] = call.data["body"]
        return Reply(200, self.comments[int(identifier)])

    def list_reviews(self, call: Call, number: str) -> Reply:
        return self._list(self.reviews.get(int(number), []), call)

    def list_review_comments(self, call: Call, number: str) -> Reply:
        return self._list(self.review_comments.get(int(number), []), call)

    def list_issues(self, call: Call) -> Reply:
        wanted, state = call.query.get("labels"), call.query.get("state", "open")
        return self._list(
            [
                issue
                for issue in self.issues.values()
                if state in {"all", issue["state"]}
                and call.query.get("creator", issue["user"]["login"]) == issue["user"]["login"]
                and (wanted is None or wanted in [label["name"] for label in issue["labels"]])
            ],
            call,
        )

    def make_issue(self, call: Call) -> Reply:
        number = self.number()
        labels = [{"name": name} for name in call.data["labels"]]
        self.issues[number] = {**call.data, "number": number, "state": "open", "user": BOT, "labels": labels}
        return Reply(201, self.issues[number])

    def get_issue(self, _call: Call, number: str) -> Reply:
        return Reply(200, self.issues[int(number)])

    def get_permission(self, _call: Call, login: str) -> Reply:
        if login not in self.permissions:
            return Reply(404, {"message": "Not Found"})
        return Reply(200, {"permission": self.permissions[login], "role_name": self.permissions[login]})

    def change_issue(self, call: Call, number: str) -> Reply:
        self.issues[int(number)].update(call.data)
        return Reply(200, self.issues[int(number)])

    def label_issue(self, call: Call, number: str) -> Reply:
        for name in call.data["labels"]:
            self.issues[int(number)]["labels"].append({"name": name})
        return Reply(200, self.issues[int(number)]["labels"])

    def make_label(self, call: Call) -> Reply:
        if call.data["name"] in self.labels:
            return Reply(422, {"message": "Validation Failed", "errors": [{"code": "already_exists"}]})
        self.labels[call.data["name"]] = call.data
        return Reply(201, call.data)

    def list_pulls(self, call: Call) -> Reply:
        for pull in self.pulls.values():
            if pull["head"]["repo"] and pull["head"]["repo"]["full_name"] == REPOSITORY:
                pull["head"]["sha"] = self._head(pull["head"]["ref"])
        wanted = call.query.get("head")
        return self._list(
            [
                pull
                for pull in self.pulls.values()
                if pull["state"] == "open" and wanted in {None, pull["head"]["label"]}
            ],
            call,
        )

    def make_pull(self, call: Call) -> Reply:
        if not self.pulls_allowed:
            message = "GitHub Actions is not permitted to create or approve pull requests."
            return Reply(403, {"message": message})
        if any(p["head"]["ref"] == call.data["head"] and p["state"] == "open" for p in self.pulls.values()):
            return Reply(422, {"message": "Validation Failed", "errors": [{"message": "already exists"}]})
        return Reply(201, self.pull(call.data["head"], call.data["title"], call.data["body"], BOT))

    def pull(self, branch: str, title: str, body: str, user: JSON, repository: str = REPOSITORY) -> JSON:
        number = self.number()
        head = {
            "ref": branch,
            "sha": self._head(branch),
            "repo": {"full_name": repository},
            "label": f"{repository.partition('/')[0]}:{branch}",
        }
        self.pulls[number] = {
            "number": number,
            "title": title,
            "body": body,
            "user": user,
            "state": "open",
            "head": head,
        }
        return self.pulls[number]

    def list_files(self, call: Call, number: str) -> Reply:
        files = self.files.get(int(number), ["entries/doe2024new.yaml"])
        return self._list([file if isinstance(file, dict) else {"filename": file} for file in files], call)

    def change_pull(self, call: Call, number: str) -> Reply:
        self.pulls[int(number)].update(call.data)
        return Reply(200, self.pulls[int(number)])

    def dispatch(self, call: Call, workflow: str) -> Reply:
        self.dispatched.append((workflow, call.data["ref"]))
        return Reply(204)

    def list_artifacts(self, _call: Call, _run: str) -> Reply:
        found = [artifact for artifact, _ in self.artifacts.values()]
        return Reply(200, {"total_count": len(found), "artifacts": found})

    def get_artifact(self, _call: Call, identifier: str) -> Reply:
        return Reply(302, headers={"Location": f"{self.base}/storage/{identifier}"})

    def leaves(self, name: str, content: bytes, size: int | None = None) -> None:
        """Let the run have uploaded an artifact; `size` is the size that it claims."""
        identifier = 500 + len(self.artifacts)
        said = len(content) if size is None else size
        self.artifacts[identifier] = (
            {"id": identifier, "name": name, "size_in_bytes": said, "expired": False},
            content,
        )


_ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("GET", r"issues/(\d+)/comments", StandIn.list_comments),
    ("POST", r"issues/(\d+)/comments", StandIn.make_comment),
    ("PATCH", r"issues/comments/(\d+)", StandIn.change_comment),
    ("POST", r"issues/(\d+)/labels", StandIn.label_issue),
    ("GET", "issues", StandIn.list_issues),
    ("POST", "issues", StandIn.make_issue),
    ("GET", r"issues/(\d+)", StandIn.get_issue),
    ("GET", r"collaborators/([\w-]+)/permission", StandIn.get_permission),
    ("PATCH", r"issues/(\d+)", StandIn.change_issue),
    ("POST", "labels", StandIn.make_label),
    ("GET", "pulls", StandIn.list_pulls),
    ("POST", "pulls", StandIn.make_pull),
    ("PATCH", r"pulls/(\d+)", StandIn.change_pull),
    ("GET", r"pulls/(\d+)/files", StandIn.list_files),
    ("GET", r"pulls/(\d+)/reviews", StandIn.list_reviews),
    ("GET", r"pulls/(\d+)/comments", StandIn.list_review_comments),
    ("POST", r"actions/workflows/([\w.-]+)/dispatches", StandIn.dispatch),
    ("GET", r"actions/runs/(\d+)/artifacts", StandIn.list_artifacts),
    ("GET", r"actions/artifacts/(\d+)/zip", StandIn.get_artifact),
]


def _handler(standin: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _do(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            call = Call(
                self.command,
                parts.path,
                {name: values[-1] for name, values in parse_qs(parts.query).items()},
                json.loads(body) if body else {},
                {name.lower(): value for name, value in self.headers.items()},
            )
            reply = standin.answer(call)
            content = b"" if reply.status == 204 else _bytes(reply.data)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _do  # noqa: N815 - names of the base class

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler


def _bytes(data: object) -> bytes:
    return data if isinstance(data, bytes) else json.dumps(data).encode()
