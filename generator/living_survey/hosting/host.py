"""The host's REST API, as far as it is needed: issues, comments, pull requests, labels, artifacts.

Source: https://docs.github.com/rest
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import requests
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from living_survey.hosting.settings import HostSettings

TIMEOUT_SECONDS = 30
ATTEMPTS = 4
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
MAX_PAGES = 20
MAX_COMMENT = 65_000
CHUNK = 64 * 1024

NOT_FOUND, FORBIDDEN, UNPROCESSABLE, TOO_MANY = 404, 403, 422, 429
FAILURES = 500
PASSING = frozenset({502, 503, 504})

ModelT = TypeVar("ModelT", bound=BaseModel)


class HostError(Exception):
    """The host refused or could not be reached; `status` is 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        """Keep the HTTP status."""
        super().__init__(message)
        self.status = status


class Answered(BaseModel):
    """A part of an answer; what is not named is not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(Answered):
    """An account."""

    login: str
    id: int


class Label(Answered):
    """A label of issues."""

    name: str


class Issue(Answered):
    """An issue, or a pull request in its shape of an issue."""

    number: int
    title: str
    body: str | None = None
    state: str
    user: User
    labels: tuple[Label, ...] = ()
    pull_request: dict[str, Any] | None = None


class Comment(Answered):
    """A comment on an issue or a pull request."""

    id: int
    body: str | None = None
    user: User | None = None


class Repository(Answered):
    """A repository, by `owner/name`."""

    full_name: str


class Head(Answered):
    """The branch that a pull request offers; without a repository if that was deleted."""

    ref: str
    sha: str
    repo: Repository | None = None


class PullRequest(Answered):
    """A pull request."""

    number: int
    title: str
    body: str | None = None
    user: User
    head: Head


class Artifact(Answered):
    """A file that a workflow run left behind."""

    id: int
    name: str
    size_in_bytes: int
    expired: bool = False


class Artifacts(Answered):
    """The artifacts of a run."""

    artifacts: tuple[Artifact, ...] = ()


class Host:
    """One repository at its host."""

    def __init__(self, settings: HostSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        """Speak with the token of the settings."""
        self.settings = settings
        self._sleep = sleep
        self._session = requests.Session()
        self._session.trust_env = False  # the token is the only password
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {settings.token}",
                "User-Agent": "living-survey",
                "X-GitHub-Api-Version": "2022-11-28",
            }
        )

    # --- comments ------------------------------------------------------------------------------------------

    def say(self, number: int, marker: str, text: str) -> None:
        """Write a comment, or change the one that was written before; `marker` stands at its start."""
        body = f"{marker}\n{text}"
        if len(body) > MAX_COMMENT:
            body = f"{body[:MAX_COMMENT]}\n\n(cut here: too long for a comment)"
        mine = next((comment for comment in self._comments(number) if self._is_mine(comment, marker)), None)
        if mine is None:
            self._call("POST", f"issues/{number}/comments", {"body": body})
        elif mine.body != body:
            self._call("PATCH", f"issues/comments/{mine.id}", {"body": body})

    def _comments(self, number: int) -> Iterator[Comment]:
        return self._pages(f"issues/{number}/comments", Comment)

    def _is_mine(self, comment: Comment, marker: str) -> bool:
        """Whether it is ours: anyone may write the marker into a comment of their own."""
        ours = comment.user is not None and comment.user.login == self.settings.bot
        return ours and (comment.body or "").startswith(marker)

    # --- issues --------------------------------------------------------------------------------------------

    def standing_issue(self, marker: str, label: str) -> Issue | None:
        """Our open issue with a label that starts with a marker."""
        found = self._pages("issues", Issue, {"state": "open", "labels": label})
        return next(
            (
                issue
                for issue in found
                if issue.pull_request is None
                and issue.user.login == self.settings.bot
                and (issue.body or "").startswith(marker)
            ),
            None,
        )

    def open_issue(self, title: str, body: str, label: str) -> Issue:
        """A new issue."""
        return self._one("POST", "issues", Issue, {"title": title, "body": body, "labels": [label]})

    def change_issue(self, number: int, **fields: str) -> Issue:
        """An issue with some fields set: `title`, `body`, `state`."""
        return self._one("PATCH", f"issues/{number}", Issue, fields)

    def add_label(self, number: int, label: str) -> None:
        """Put a label on an issue."""
        self._call("POST", f"issues/{number}/labels", {"labels": [label]})

    def ensure_label(self, name: str, color: str, description: str) -> bool:
        """Make a label unless there is one of that name; whether it was made."""
        try:
            self._call("POST", "labels", {"name": name, "color": color, "description": description})
        except HostError as error:
            if error.status == UNPROCESSABLE:
                return False
            raise
        return True

    # --- pull requests -------------------------------------------------------------------------------------

    def our_pulls(self) -> list[PullRequest]:
        """The open pull requests that we made, from branches of this repository."""
        return [
            pull
            for pull in self._pages("pulls", PullRequest, {"state": "open"})
            if pull.user.login == self.settings.bot
            and pull.head.repo is not None
            and pull.head.repo.full_name == self.settings.repository
        ]

    def pulls_from(self, owner: str, branch: str) -> list[PullRequest]:
        """The open pull requests from a branch of somebody's repository."""
        return list(self._pages("pulls", PullRequest, {"state": "open", "head": f"{owner}:{branch}"}))

    def open_pull(self, branch: str, base: str, title: str, body: str) -> PullRequest:
        """A new pull request that its author's and the maintainers' commits may be added to."""
        return self._one(
            "POST", "pulls", PullRequest, {"head": branch, "base": base, "title": title, "body": body}
        )

    def change_pull(self, number: int, title: str, body: str) -> PullRequest:
        """A pull request with another title and text."""
        return self._one("PATCH", f"pulls/{number}", PullRequest, {"title": title, "body": body})

    def close_pull(self, number: int) -> None:
        """Close a pull request without taking it."""
        self._call("PATCH", f"pulls/{number}", {"state": "closed"})

    # --- workflows -----------------------------------------------------------------------------------------

    def run_workflow(self, file: str, branch: str) -> None:
        """Start a workflow on a branch: pushes with a workflow's token start none by themselves."""
        self._call("POST", f"actions/workflows/{file}/dispatches", {"ref": branch})

    def artifacts(self, run: int) -> tuple[Artifact, ...]:
        """What a run left behind."""
        return self._one("GET", f"actions/runs/{run}/artifacts", Artifacts).artifacts

    def download(self, artifact: Artifact, limit: int) -> bytes:
        """The archive of an artifact; raise `HostError` if it has more bytes than `limit`."""
        if artifact.size_in_bytes > limit:
            raise HostError(f"the artifact {artifact.name} has more than {limit:,} bytes")
        path = f"actions/artifacts/{artifact.id}/zip"
        response = self._ask("GET", self._url(path), stream=True, allow_redirects=False)
        if response.is_redirect:
            # The storage is another host, which must not see the token.
            try:
                with requests.Session() as bare:
                    bare.trust_env = False
                    response = bare.get(response.headers["Location"], timeout=TIMEOUT_SECONDS, stream=True)
            except (requests.RequestException, KeyError) as error:
                raise HostError(f"the artifact {artifact.name} could not be had") from error
        with response:
            if not response.ok:
                raise HostError(f"the artifact {artifact.name} could not be had", response.status_code)
            content = bytearray()
            for chunk in response.iter_content(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise HostError(f"the artifact {artifact.name} has more than {limit:,} bytes")
        return bytes(content)

    # --- asking --------------------------------------------------------------------------------------------

    def _url(self, path: str) -> str:
        return f"{self.settings.api}/repos/{self.settings.repository}/{path}"

    def _one(
        self, method: str, path: str, model: type[ModelT], data: Mapping[str, object] | None = None
    ) -> ModelT:
        try:
            return model.model_validate(self._call(method, path, data))
        except ValidationError as error:
            raise HostError(f"{method} {path}: not the answer that was expected") from error

    def _pages(
        self, path: str, model: type[ModelT], parameters: Mapping[str, str] | None = None
    ) -> Iterator[ModelT]:
        url: str | None = self._url(path)
        asked: Mapping[str, str] | None = {**(parameters or {}), "per_page": "100"}
        many = TypeAdapter(list[model])  # type: ignore[valid-type]
        for _ in range(MAX_PAGES):
            if url is None:
                return
            response = self._ask("GET", url, parameters=asked)
            try:
                yield from many.validate_python(_data_of(response))
            except ValidationError as error:
                raise HostError(f"GET {path}: not the answer that was expected") from error
            following = response.links.get("next", {}).get("url")
            url = following if following and following.startswith(f"{self.settings.api}/") else None
            asked = None

    def _call(self, method: str, path: str, data: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        return _data_of(self._ask(method, self._url(path), data=data))

    def _ask(  # noqa: PLR0913 - what a request is made of
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, object] | None = None,
        parameters: Mapping[str, str] | None = None,
        stream: bool = False,
        allow_redirects: bool = True,
    ) -> requests.Response:
        """An answer that is no refusal; passing faults are waited out where asking twice does no harm."""
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
            wait = _wait_asked_for(response, method, attempt)
            if wait is None or attempt == ATTEMPTS:
                break
            self._sleep(wait)
        if response.status_code >= 400:  # noqa: PLR2004 - where refusals begin
            raise HostError(f"{where}: {response.status_code} {_reason(response)}", response.status_code)
        return response


def _wait_asked_for(response: requests.Response, method: str, attempt: int) -> float | None:
    """Seconds until another try makes sense; None if it does not."""
    asked = response.headers.get("Retry-After", "")
    limited = response.status_code == TOO_MANY or (response.status_code == FORBIDDEN and bool(asked))
    if not limited and not (method == "GET" and response.status_code in PASSING):
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
    try:
        said = response.json()
    except ValueError:
        return response.reason or ""
    parts = [str(said.get("message", ""))] if isinstance(said, dict) else []
    errors: Sequence[object] = said.get("errors", ()) if isinstance(said, dict) else ()
    parts += [str(error.get("message") or error.get("code")) for error in errors if isinstance(error, dict)]
    return "; ".join(part for part in parts if part)[:500]
