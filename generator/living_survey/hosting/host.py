"""The parts of the host's REST API that are needed: issues, comments, pull requests, labels, artifacts.

Source: https://docs.github.com/rest
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import requests
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from living_survey.hosting.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from living_survey.hosting.settings import HostSettings
    from living_survey.rendering.markdown import Markdown

TIMEOUT_SECONDS = 30
ATTEMPTS = 4
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
MAX_PAGES = 20
MAX_FILES = 1_900  # fewer than are listed on so many pages
MAX_BODY = 65_000
CHUNK = 64 * 1024

FIRST_ERROR, FORBIDDEN, NOT_FOUND, UNPROCESSABLE, TOO_MANY = 400, 403, 404, 422, 429
TRANSIENT = frozenset({502, 503, 504})
MAINTAINERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""Who may write to the repository, in the host's words."""
WRITERS = frozenset({"admin", "write"})
"""Permissions with which one may; `maintain` is reported as `write`, `triage` as `read`."""

ModelT = TypeVar("ModelT", bound=BaseModel)


class HostError(Exception):
    """The host refused a request or could not be reached; `status` is 0 if there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Payload(BaseModel):
    """A part of the host's JSON; other fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(Payload):
    """An account."""

    login: str
    id: int
    type: str = "User"


class Label(Payload):
    """A label of an issue."""

    name: str


class Issue(Payload):
    """An issue, or a pull request listed as an issue."""

    number: int
    title: str
    body: str | None = None
    state: str
    user: User
    labels: tuple[Label, ...] = ()
    pull_request: dict[str, Any] | None = None
    author_association: str = "NONE"


class Permission(Payload):
    """What an account may do with the repository."""

    permission: str


class Comment(Payload):
    """A comment on an issue or a pull request, or a review."""

    id: int
    body: str | None = None
    user: User | None = None
    author_association: str = "NONE"


class Repository(Payload):
    """A repository; its full name is `owner/name`."""

    full_name: str


class Head(Payload):
    """The branch of a pull request; its repository may have been deleted."""

    ref: str
    sha: str
    repo: Repository | None = None


class PullRequest(Payload):
    """A pull request."""

    number: int
    title: str
    body: str | None = None
    user: User
    head: Head


class ChangedFile(Payload):
    """A file that a pull request changes; one that is renamed has a former name."""

    filename: str
    previous_filename: str | None = None


class Artifact(Payload):
    """A file that a workflow run uploaded."""

    id: int
    name: str
    size_in_bytes: int
    expired: bool = False


class Artifacts(Payload):
    """The artifacts of a run."""

    artifacts: tuple[Artifact, ...] = ()


class Host:
    """One repository at its host."""

    def __init__(self, settings: HostSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self._sleep = sleep
        self._session = requests.Session()
        self._session.trust_env = False  # no other credentials than the token
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {settings.token}",
                "User-Agent": "living-survey",
                "X-GitHub-Api-Version": "2022-11-28",
            }
        )

    # --- comments ------------------------------------------------------------------------------------------

    def comment(self, number: int, marker: str, text: Markdown) -> None:
        """Write a comment that starts with a marker, or update the one written before."""
        body = _body(marker, text)
        ours = next((comment for comment in self._comments(number) if self._is_ours(comment, marker)), None)
        if ours is None:
            self._call("POST", f"issues/{number}/comments", {"body": body})
        elif ours.body != body:
            self._call("PATCH", f"issues/comments/{ours.id}", {"body": body})

    def _comments(self, number: int) -> Iterator[Comment]:
        return self._pages(f"issues/{number}/comments", Comment)

    def _is_ours(self, comment: Comment, marker: str) -> bool:
        """Whether we wrote it: anyone may write the marker into a comment of their own."""
        return self._is_bot(comment.user) and (comment.body or "").startswith(marker)

    def _is_bot(self, user: User | None) -> bool:
        return user is not None and user.login == self.settings.bot

    def is_person(self, user: User | None) -> bool:
        """Whether an account is that of a person, as far as the host tells."""
        return user is not None and user.type != "Bot" and not self._is_bot(user)

    def has_maintainer_comments(self, number: int) -> bool:
        """Whether a maintainer has commented on a pull request or reviewed it."""
        return any(
            comment.author_association in MAINTAINERS and self.is_person(comment.user)
            for path in (f"issues/{number}/comments", f"pulls/{number}/reviews", f"pulls/{number}/comments")
            for comment in self._pages(path, Comment)
        )

    # --- issues --------------------------------------------------------------------------------------------

    def find_issue(self, marker: str, label: str) -> Issue | None:
        """Our open issue that has a label and starts with a marker."""
        found = self._pages("issues", Issue, {"state": "open", "labels": label})
        return next(
            (issue for issue in found if issue.pull_request is None and self.is_ours(issue, marker)),
            None,
        )

    def is_ours(self, issue: Issue, marker: str) -> bool:
        """Whether we opened an issue, whose text starts with a marker."""
        return self._is_bot(issue.user) and (issue.body or "").startswith(marker)

    def issue(self, number: int) -> Issue:
        """An issue as it is now."""
        return self._one("GET", f"issues/{number}", Issue)

    def issues_of(self, user: User) -> frozenset[int]:
        """The numbers of all issues that an account opened."""
        found = self._pages("issues", Issue, {"state": "all", "creator": user.login})
        return frozenset(issue.number for issue in found if issue.user.id == user.id)

    def edit_issue(self, number: int, body: str) -> None:
        """Replace the text of an issue."""
        self._call("PATCH", f"issues/{number}", {"body": body})

    def may_write(self, login: str) -> bool:
        """Whether an account may write to the repository."""
        try:
            path = f"collaborators/{quote(login, safe='')}/permission"
            return self._one("GET", path, Permission).permission in WRITERS
        except HostError as error:
            if error.status == NOT_FOUND:
                return False
            raise

    def open_issue(self, title: str, marker: str, text: Markdown, label: str) -> Issue:
        """Open an issue."""
        return self._one("POST", "issues", Issue, {**_fields(title, marker, text), "labels": [label]})

    def update_issue(self, issue: Issue, title: str, marker: str, text: Markdown) -> bool:
        """Set the title and text of an issue; whether they were different."""
        fields = _fields(title, marker, text)
        if (issue.title, issue.body) == (fields["title"], fields["body"]):
            return False
        self._call("PATCH", f"issues/{issue.number}", fields)
        return True

    def close_issue(self, number: int) -> None:
        """Close an issue."""
        self._call("PATCH", f"issues/{number}", {"state": "closed"})

    def add_label(self, number: int, label: str) -> None:
        """Put a label on an issue."""
        self._call("POST", f"issues/{number}/labels", {"labels": [label]})

    def ensure_label(self, name: str, color: str, description: str) -> bool:
        """Create a label unless it exists; whether it was created."""
        try:
            self._call("POST", "labels", {"name": name, "color": color, "description": description})
        except HostError as error:
            if error.status == UNPROCESSABLE:
                return False
            raise
        return True

    # --- pull requests -------------------------------------------------------------------------------------

    def our_pulls(self) -> list[PullRequest]:
        """The open pull requests that we opened from branches of this repository."""
        return [
            pull
            for pull in self._pages("pulls", PullRequest, {"state": "open"})
            if self._is_bot(pull.user)
            and pull.head.repo is not None
            and pull.head.repo.full_name == self.settings.repository
        ]

    def pulls_from(self, owner: str, branch: str) -> list[PullRequest]:
        """The open pull requests from a branch of an account's repository."""
        return list(self._pages("pulls", PullRequest, {"state": "open", "head": f"{owner}:{branch}"}))

    def changed_files(self, number: int) -> list[str]:
        """The files that a pull request adds, changes, removes or renames; raise `HostError` for too many."""
        found = list(self._pages(f"pulls/{number}/files", ChangedFile))
        if len(found) >= MAX_FILES:
            raise HostError(f"#{number} changes more files than can be listed")
        names = ((file.filename, file.previous_filename) for file in found)
        return sorted({name for pair in names for name in pair if name})

    def open_pull(self, branch: str, base: str, title: str, marker: str, text: Markdown) -> PullRequest:
        """Open a pull request."""
        fields = {"head": branch, "base": base, **_fields(title, marker, text)}
        return self._one("POST", "pulls", PullRequest, fields)

    def update_pull(self, pull: PullRequest, title: str, marker: str, text: Markdown) -> PullRequest:
        """Set the title and text of a pull request, if they are different."""
        fields = _fields(title, marker, text)
        if (pull.title, pull.body) == (fields["title"], fields["body"]):
            return pull
        return self._one("PATCH", f"pulls/{pull.number}", PullRequest, fields)

    def close_pull(self, number: int) -> None:
        """Close a pull request without merging it."""
        self._call("PATCH", f"pulls/{number}", {"state": "closed"})

    # --- workflows -----------------------------------------------------------------------------------------

    def run_workflow(self, file: str, branch: str) -> None:
        """Start a workflow on a branch: a push with a workflow's token starts none."""
        self._call("POST", f"actions/workflows/{file}/dispatches", {"ref": branch})

    def artifacts(self, run: int) -> tuple[Artifact, ...]:
        """The artifacts of a run."""
        return self._one("GET", f"actions/runs/{run}/artifacts", Artifacts).artifacts

    def download(self, artifact: Artifact, limit: int) -> bytes:
        """The archive of an artifact; raise `HostError` if it has more than `limit` bytes."""
        too_large = f"the artifact {artifact.name} has more than {limit:,} bytes"
        if artifact.size_in_bytes > limit:
            raise HostError(too_large)
        path = f"actions/artifacts/{artifact.id}/zip"
        response = self._request("GET", self._url(path), stream=True, allow_redirects=False)
        content = bytearray()
        try:
            if response.is_redirect:
                # The storage is another host and must not get the token.
                with requests.Session() as bare:
                    bare.trust_env = False
                    response = bare.get(response.headers["Location"], timeout=TIMEOUT_SECONDS, stream=True)
            with response:
                response.raise_for_status()
                for chunk in response.iter_content(CHUNK):
                    content += chunk
                    if len(content) > limit:
                        raise HostError(too_large)
        except (requests.RequestException, KeyError) as error:
            raise HostError(f"the artifact {artifact.name} could not be downloaded") from error
        return bytes(content)

    # --- requests ------------------------------------------------------------------------------------------

    def _url(self, path: str) -> str:
        return f"{self.settings.api}/repos/{self.settings.repository}/{path}"

    def _one(
        self, method: str, path: str, model: type[ModelT], data: Mapping[str, object] | None = None
    ) -> ModelT:
        try:
            return model.model_validate(self._call(method, path, data))
        except ValidationError as error:
            raise HostError(f"{method} {path}: unexpected answer") from error

    def _pages(
        self, path: str, model: type[ModelT], parameters: Mapping[str, str] | None = None
    ) -> Iterator[ModelT]:
        url: str | None = self._url(path)
        query: Mapping[str, str] | None = {**(parameters or {}), "per_page": "100"}
        many = TypeAdapter(list[model])  # type: ignore[valid-type]
        for _ in range(MAX_PAGES):
            if url is None:
                return
            response = self._request("GET", url, parameters=query)
            try:
                yield from many.validate_python(_data_of(response))
            except ValidationError as error:
                raise HostError(f"GET {path}: unexpected answer") from error
            next_url = response.links.get("next", {}).get("url")
            url = next_url if next_url and next_url.startswith(f"{self.settings.api}/") else None
            query = None

    def _call(self, method: str, path: str, data: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        return _data_of(self._request(method, self._url(path), data=data))

    def _request(  # noqa: PLR0913 - the parts of a request
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, object] | None = None,
        parameters: Mapping[str, str] | None = None,
        stream: bool = False,
        allow_redirects: bool = True,
    ) -> requests.Response:
        """A successful answer; requests that may be repeated are retried after transient errors."""
        where = f"{method} {url.removeprefix(self.settings.api)}"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = self._session.request(
                    method,
                    url,
                    json=data,
                    params=parameters,
                    timeout=TIMEOUT_SECONDS,
                    stream=stream,
                    allow_redirects=allow_redirects,
                )
            except requests.RequestException as error:
                if method != "GET" or attempt == ATTEMPTS:
                    raise HostError(f"{where}: no answer ({type(error).__name__})") from error
                self._sleep(FIRST_WAIT_SECONDS * 2 ** (attempt - 1))
                continue
            wait = _retry_delay(response, method, attempt)
            if wait is None or attempt == ATTEMPTS:
                break
            self._sleep(wait)
        if response.status_code >= FIRST_ERROR:
            raise HostError(f"{where}: {response.status_code} {_reason(response)}", response.status_code)
        return response


def _fields(title: str, marker: str, text: Markdown) -> dict[str, str]:
    """The title and text of an issue or a pull request."""
    return {"title": plain(title), "body": _body(marker, text)}


def _body(marker: str, text: Markdown) -> str:
    """What is posted: a hidden marker by which we find it again, and the text."""
    body = f"{marker}\n{text}"
    return body if len(body) <= MAX_BODY else f"{body[:MAX_BODY]}\n\n(cut here: too long to be shown)"


def _retry_delay(response: requests.Response, method: str, attempt: int) -> float | None:
    """Seconds until the request may be repeated; None if it should not be."""
    asked = response.headers.get("Retry-After", "")
    limited = response.status_code == TOO_MANY or (response.status_code == FORBIDDEN and bool(asked))
    if not limited and not (method == "GET" and response.status_code in TRANSIENT):
        return None
    wait = float(asked) if asked.isdigit() else FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    return wait if wait <= LONGEST_WAIT_SECONDS else None


def _data_of(response: requests.Response) -> Any:  # noqa: ANN401 - JSON
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError as error:
        raise HostError("the host did not answer with JSON", response.status_code) from error


def _reason(response: requests.Response) -> str:
    """Why the host refused a request, in its own words."""
    try:
        answer = response.json()
    except ValueError:
        return response.reason or ""
    if not isinstance(answer, dict):
        return ""
    errors: Sequence[object] = answer.get("errors", ())
    parts = [str(answer.get("message", ""))]
    parts += [str(error.get("message") or error.get("code")) for error in errors if isinstance(error, dict)]
    return "; ".join(part for part in parts if part)[:500]
