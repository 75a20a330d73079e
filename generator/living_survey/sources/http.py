"""Asking an outside service: one request at a time, no faster than it allows, never for ever.

`requests` speaks HTTP and `tenacity` repeats; what is kept here is what neither does: a gap between requests
that also holds between runs, a deadline for a whole exchange, a limit on what is read, and no credentials on
any path.
"""

from __future__ import annotations

import json
import os
import random
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.stop import stop_base
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from living_survey.loading.writing import replace_file
from living_survey.network.access import AccessPolicy, NotPermittedError, Refusal, look_up
from living_survey.sources.clock import Clock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pydantic import JsonValue

    from living_survey.network.access import Resolve

    Fields = dict[str, JsonValue]

ATTEMPTS = 4
ATTEMPTS_AT_BROKEN = 3
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
DEADLINE_SECONDS = 120.0
LONGEST_WAIT = 300.0
FIRST_WAIT = 5.0
MAX_BYTES = 32 * 1024 * 1024
MAX_REDIRECTS = 5
CHUNK = 64 * 1024

OK, NOT_MODIFIED, BAD_REQUEST = 200, 304, 400
SECRET_HEADERS = frozenset({"authorization", "x-api-key"})
"""Headers for one host only, in lower case."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
WORTH_REPEATING = frozenset({408, 425, 429, 500, 502, 503, 504})

ResultT = TypeVar("ResultT")


class SourceError(Exception):
    """A service did not give what was asked; the message says why, for the person who asked."""


class RefusedError(SourceError):
    """The service answered, and asking again would not change the answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        """Keep the HTTP status; 0 if the answer was refused on this side."""
        super().__init__(message)
        self.status = status


class UnavailableError(SourceError):
    """The service could not be reached, or asked to be left alone for longer than anyone waits."""


class SpentError(UnavailableError):
    """The service gives nothing more before its budget is renewed, hours later."""


class BrokenAnswerError(SourceError):
    """The service answered with something that is not what it promises, and did so each time."""


class PassingError(Exception):
    """A fault worth another try; `wait` is what the service asked for, in seconds."""

    def __init__(self, message: str, *, wait: float | None = None, reached: bool = True) -> None:
        """Say what happened; `reached` is whether the service itself gave a broken answer."""
        super().__init__(message)
        self.wait = wait
        self.reached = reached


@dataclass(frozen=True)
class Answer:
    """An answer of a service, read to its end."""

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        """What the service says that it is, without parameters: `application/atom+xml`."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character set that the service names, if it does."""
        for parameter in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip('"').lower() or None
        return None

    def refuse_unless(self, *statuses: int) -> None:
        """Raise `RefusedError` for a status that is none of these."""
        if self.status not in statuses:
            raise RefusedError(f"the service answers with status {self.status}", self.status)

    def fields(self) -> Fields:
        """The JSON object that it is; `PassingError` for anything else, `RefusedError` for other statuses."""
        self.refuse_unless(OK)
        try:
            found = json.loads(self.body.decode("utf-8-sig").encode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise PassingError("the answer is cut off or not JSON") from error
        if not isinstance(found, dict):
            raise PassingError("the answer is not a JSON object")
        return found


class Pace:
    """A gap between the end of one request and the start of the next, kept between runs by a file."""

    def __init__(self, seconds: float, clock: Clock, file: Path | None = None) -> None:
        """Keep `seconds` between requests; `file` remembers the last one for other runs."""
        self._gap = timedelta(seconds=seconds)
        self._clock = clock
        self._file = file
        self._last = self._remembered()

    def _remembered(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._file.read_text("ascii")) if self._file else None
        except (OSError, ValueError):
            return None

    def wait(self) -> None:
        """Wait until the gap is over; a last request in the future is not believed."""
        if self._last is None:
            return
        left = self._last + self._gap - self._clock.now()
        if timedelta(0) < left <= self._gap:
            self._clock.sleep(left.total_seconds())

    def done(self) -> None:
        """A request has just ended."""
        self._last = self._clock.now()
        if self._file:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                replace_file(self._file, self._last.isoformat())
            except OSError:
                self._file = None


class Client:
    """Asks one service; not for use by several threads."""

    def __init__(  # noqa: PLR0913 - one keyword a limit
        self,
        user_agent: str,
        *,
        pace: Pace,
        clock: Clock | None = None,
        attempts: int = ATTEMPTS,
        deadline: float = DEADLINE_SECONDS,
        silence: float = SILENCE_SECONDS,
        max_bytes: int = MAX_BYTES,
        notice: Callable[[str], None] | None = None,
        headers: Mapping[str, str] | None = None,
        watch: Callable[[Answer], None] | None = None,
        until: datetime | None = None,
        trusted: Iterable[str] = (),
        resolve: Resolve = look_up,
    ) -> None:
        """Ask as `user_agent`.

        `deadline` is for a whole exchange, `silence` for the time between two bytes, in seconds; `notice` is
        told why and how long a request waits for another try, and none waits beyond `until`. `headers` go
        with every request; `watch` sees each answer first and may raise `SourceError`. After a `SpentError`
        the service is not asked again. Hosts and ports of `trusted` addresses may be anywhere, and all others
        must be public.
        """
        self._clock = clock or SystemClock()
        self._pace = pace
        self._deadline = deadline
        self._timeout = (min(CONNECT_SECONDS, deadline), min(silence, deadline))
        self._max_bytes = max_bytes
        self._attempts = attempts
        self._notice = notice
        self._headers = headers or {}
        self._watch = watch
        self._until = until
        self._spent: SpentError | None = None
        self._trusted = frozenset(map(_origin, trusted))
        self._adapter = _Adapter()
        self._adapter.access = AccessPolicy(resolve=resolve)
        self._session = requests.Session()
        self._session.trust_env = False  # no password from ~/.netrc
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers = requests.structures.CaseInsensitiveDict(
            {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        )
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)
        self.requests = 0

    def ask(
        self,
        url: str,
        read: Callable[[Answer], ResultT],
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: JsonValue = None,
    ) -> ResultT:
        """What `read` makes of the answer to a GET, or with a body to a POST.

        `read` gets answers of status 200, 304 and 4xx, and raises `PassingError` for one worth another try.
        Raises `UnavailableError`, `BrokenAnswerError` or `RefusedError`.
        """
        if self._spent:
            raise self._spent
        host = urlsplit(url).hostname or url
        retrying = Retrying(
            sleep=self._clock.sleep,
            wait=_wait,
            stop=stop_after_attempt(self._attempts) | _NotWorthMore() | _TooLate(self._clock, self._until),
            retry=retry_if_exception_type(PassingError),
            before_sleep=lambda state: self._tell(host, state),
            reraise=True,
        )
        try:
            sent = {**self._headers, **(headers or {})}
            return retrying(lambda: read(self._exchange(url, parameters or {}, sent, body)))
        except SpentError as error:
            self._spent = error
            raise
        except PassingError as error:
            kind = BrokenAnswerError if error.reached else UnavailableError
            raise kind(f"{host}: {error}") from error

    def _tell(self, host: str, state: RetryCallState) -> None:
        if self._notice:
            self._notice(f"{host}: {_fault(state)}; trying again in {state.upcoming_sleep:.0f} s")

    def _exchange(
        self, url: str, parameters: Mapping[str, str], headers: Mapping[str, str], body: JsonValue
    ) -> Answer:
        """One request and the redirects that it leads to."""
        proxies = get_environ_proxies(url).values()
        self._adapter.access = replace(
            self._adapter.access, trusted=self._trusted.union(map(_origin, proxies))
        )
        self._pace.wait()
        self.requests += 1
        try:
            with self._within_deadline():
                for _ in range(MAX_REDIRECTS + 1):
                    answer = self._request(url, parameters, headers, body)
                    if answer.status not in REDIRECTS or "location" not in answer.headers:
                        if self._watch:
                            self._watch(answer)
                        return _worth_reading(answer, self._clock.now())
                    url, parameters = redirect_of(answer), {}
                    if _origin(url) != _origin(answer.url):
                        headers = {
                            name: headers[name] for name in headers if name.lower() not in SECRET_HEADERS
                        }
        finally:
            self._pace.done()
        raise RefusedError(f"{urlsplit(url).hostname}: more than {MAX_REDIRECTS} redirects")

    def _request(
        self, url: str, parameters: Mapping[str, str], headers: Mapping[str, str], body: JsonValue
    ) -> Answer:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise RefusedError(f"{url[:100]} is not an address of the web")
        proxies = get_environ_proxies(url)
        if proxies:
            self._check_for_proxy(url)
        try:
            with self._session.request(
                "GET" if body is None else "POST",
                url,
                params=dict(parameters),
                json=body,
                headers=dict(headers),
                timeout=self._timeout,
                stream=True,
                allow_redirects=False,
                proxies=proxies,
                verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
            ) as response:
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, response.url, self._body(response), names)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # An address that no request can be made of is a ValueError too.
            if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)):
                raise RefusedError(f"{url[:100]} is not an address: {error}") from error
            self._raise_if_not_permitted(error, urlsplit(url).hostname)
            raise PassingError(self._what_happened(error), reached=False) from error

    def _check_for_proxy(self, url: str) -> None:
        """Refuse an address that a proxy must not be asked for; a name may resolve for the proxy only."""
        host, port = _origin(url)
        try:
            self._adapter.access.find(host, port, self._adapter.left)
        except NotPermittedError as error:
            if error.refusal not in {Refusal.NO_NAME, Refusal.SLOW_NAME}:
                raise RefusedError(f"{host}, port {port}: {error}") from error

    @staticmethod
    def _raise_if_not_permitted(error: Exception, host: str | None) -> None:
        failed = error.args[0] if error.args else None
        cause = failed.reason if isinstance(failed, MaxRetryError) else failed
        if isinstance(cause, _NotConnectedError):
            if cause.refusal is Refusal.NO_NAME:  # waiting seldom changes that
                raise UnavailableError(f"{host} cannot be found; is this machine online?") from error
            raise RefusedError(f"{host}: {cause.refusal.value}") from error

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._max_bytes:
                raise RefusedError(f"{urlsplit(response.url).hostname}: more than {self._max_bytes:,} bytes")
        if self._adapter.aborted:
            raise HTTPError("cut")
        return bytes(body)

    def _what_happened(self, error: Exception) -> str:
        if self._adapter.aborted:
            return f"no complete answer within {self._deadline:g} s"
        if isinstance(error, (requests.Timeout, TimeoutError)) or "timed out" in str(error):
            return "no answer in time"
        return f"the connection failed ({type(error).__name__})"

    @contextmanager
    def _within_deadline(self) -> Iterator[None]:
        """Cut the connection when time is up, whatever state the exchange is in."""
        self._adapter.begin(self._deadline)
        timer = threading.Timer(self._deadline, self._adapter.abort)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self._adapter.open.tidy()


def _origin(url: str) -> tuple[str, int]:
    """Host and port of an address; raises `RefusedError` if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RefusedError(f"{url[:100]} is not an address: {error}") from error
    return (parts.hostname or "").lower(), port


def redirect_of(answer: Answer) -> str:
    """Where a redirect leads, without name and password; raises `RefusedError` if it ends encryption."""
    try:
        parts = urlsplit(urljoin(answer.url, answer.headers["location"]))
    except ValueError as error:
        raise RefusedError(f"{urlsplit(answer.url).hostname} redirects to a malformed address") from error
    if parts.scheme == "http" and urlsplit(answer.url).scheme == "https":
        raise RefusedError(f"{urlsplit(answer.url).hostname} redirects from https to http")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _worth_reading(answer: Answer, now: datetime) -> Answer:
    if answer.status in WORTH_REPEATING:
        raise PassingError(
            f"the service answers with status {answer.status}",
            wait=retry_after(answer.headers.get("retry-after"), now),
            reached=False,
        )
    return answer


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for, which is a number or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if value.isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def _fault(state: RetryCallState) -> PassingError | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, PassingError) else None


def _wait(state: RetryCallState) -> float:
    """What the service asked for, else 5, 10, 20, ... seconds with up to a quarter more."""
    error = _fault(state)
    if error and error.wait is not None:
        return error.wait
    growing = FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
    return min(LONGEST_WAIT, growing * random.uniform(1.0, 1.25))  # noqa: S311 - spreads load, keeps no secret


class _NotWorthMore(stop_base):
    """Stops where the service asks for more patience than there is, or gives broken answers over and over."""

    def __call__(self, retry_state: RetryCallState) -> bool:
        error = _fault(retry_state)
        if error is None:
            return False
        too_long = error.wait is not None and error.wait > LONGEST_WAIT
        return too_long or (error.reached and retry_state.attempt_number >= ATTEMPTS_AT_BROKEN)


class _TooLate(stop_base):
    """Stops where the next try would be after all time is used up."""

    def __init__(self, clock: Clock, until: datetime | None) -> None:
        self._clock = clock
        self._until = until

    def __call__(self, retry_state: RetryCallState) -> bool:
        wait = timedelta(seconds=retry_state.upcoming_sleep)
        return self._until is not None and self._clock.now() + wait > self._until


# --- connections that can be cut ----------------------------------------


class _NotConnectedError(NewConnectionError):
    """A connection that is not permitted, or a name without an address."""

    def __init__(self, connection: HTTPConnection, refusal: Refusal) -> None:
        super().__init__(connection, refusal.value)
        self.refusal = refusal


class _Open:
    """The connections that are open, so that a deadline can cut them.

    Each is held by a duplicate of its socket: a handshake and an answer that ends the connection take the
    socket away from the connection while it is still read from.
    """

    def __init__(self) -> None:
        self._held: dict[HTTPConnection, socket.socket] = {}
        self._closed: list[socket.socket] = []

    def add(self, connection: HTTPConnection, opened: socket.socket) -> None:
        self.close(connection)
        self._held[connection] = opened.dup()

    def close(self, connection: HTTPConnection) -> None:
        """The connection is closed, although an answer may still be read from it."""
        if held := self._held.pop(connection, None):
            self._closed.append(held)

    def tidy(self) -> None:
        """The exchange is over, so nothing is read from closed connections any more."""
        while self._closed:
            self._closed.pop().close()

    def cut(self) -> None:
        for held in [*self._held.values(), *self._closed]:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """One connection at a time to a host, each to a permitted address, cut when time is up."""

    def __init__(self) -> None:
        self.open = _Open()
        self.access = AccessPolicy()
        self.aborted = False
        self._ends = 0.0
        super().__init__(pool_connections=2, pool_maxsize=1, max_retries=0, pool_block=True)

    def begin(self, seconds: float) -> None:
        self.aborted = False
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds until the deadline."""
        return self._ends - time.monotonic()

    def abort(self) -> None:
        self.aborted = True
        self.open.cut()

    def init_poolmanager(self, *args: object, **keywords: object) -> None:
        super().init_poolmanager(*args, **keywords)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **keywords: object) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(proxy, **keywords)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def connect(self, connection: HTTPConnection, seconds: float) -> socket.socket:
        """A connected socket; raises the errors that urllib3 expects."""
        try:
            addresses = self.access.find(connection.host, connection.port, min(seconds, self.left))
        except NotPermittedError as error:
            if error.refusal is Refusal.SLOW_NAME:
                raise ConnectTimeoutError(connection, error.refusal.value) from error
            raise _NotConnectedError(connection, error.refusal) from error
        failed: Exception = OSError("no address")
        for address in addresses:
            left = min(seconds, self.left)
            if self.aborted or left <= 0:
                break
            try:
                opened = socket.create_connection((address, connection.port), left)
            except OSError as error:
                failed = error
                continue
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.settimeout(seconds)
            self.open.add(connection, opened)
            return opened
        if isinstance(failed, TimeoutError) or self.aborted:
            raise ConnectTimeoutError(connection, "connection timed out")
        raise NewConnectionError(connection, f"cannot connect: {failed}") from failed

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        adapter = self

        class Http(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return adapter.connect(self, cast("float", self.timeout))

            def close(self) -> None:
                adapter.open.close(self)
                super().close()

        class Https(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return adapter.connect(self, cast("float", self.timeout))

            def close(self) -> None:
                adapter.open.close(self)
                super().close()

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

        return {"http": HttpPool, "https": HttpsPool}
