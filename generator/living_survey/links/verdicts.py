"""What an answer means: a link works, has moved, fails, cannot be verified, or must not be followed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.links.lychee import MAX_REDIRECTS
from living_survey.network.access import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.links.guard import Guard
    from living_survey.links.lychee import Answer, Hop

PERMANENT = frozenset({301, 308})
SOME_REDIRECT = range(300, 400)
TOO_MANY_REQUESTS = 429
ANSWERS_OF_THE_GUARD = frozenset({403, 502})
BLOCKED = frozenset({401, 403, 405, 418, 429, 503, 999})

# Hosts that block automated requests but work in a browser, with their subdomains.
BOT_HOSTILE = frozenset(
    {
        "acm.org", "adobe.com", "bloomberg.com", "cell.com", "elsevier.com", "facebook.com", "ieee.org",
        "instagram.com", "iop.org", "jstor.org", "kaggle.com", "linkedin.com", "mdpi.com", "medium.com",
        "openai.com", "openreview.net", "oup.com", "pnas.org", "quora.com", "reddit.com",
        "researchgate.net", "royalsocietypublishing.org", "sagepub.com", "science.org",
        "sciencedirect.com", "semanticscholar.org", "springer.com", "ssrn.com", "stackexchange.com",
        "stackoverflow.com", "tandfonline.com", "towardsdatascience.com", "twitter.com", "wiley.com",
        "x.com", "zhihu.com",
    }
)  # fmt: skip


class Status(StrEnum):
    """The result of one check of an address."""

    ALIVE = "alive"
    MOVED = "moved"
    FAILING = "failing"
    UNVERIFIABLE = "unverifiable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of an address in one check, and the reason; `moved_to` is its permanent new address.

    `reached` is whether any server answered: without it a machine has no network rather than dead links.
    """

    status: Status
    reason: str = ""
    moved_to: str | None = None
    reached: bool = True


def judge(url: str, answer: Answer | None, guard: Guard, hostile: Iterable[str] = BOT_HOSTILE) -> Verdict:
    """The verdict on an address."""
    if answer is None:
        return Verdict(Status.UNVERIFIABLE, "not supported by the link checker", reached=False)
    if answer.ok:
        moved_to = permanent_target(url, last_try(answer.hops))
        return Verdict(Status.MOVED, "moved permanently", moved_to) if moved_to else Verdict(Status.ALIVE)
    last = answer.hops[-1].url if answer.hops else url
    where = f" (redirected to {_host(last)})" if _host(last) != _host(url) else ""
    if answer.code in {None, *ANSWERS_OF_THE_GUARD} and (refusal := _refusal(guard, last)):
        is_refused = refusal in {Refusal.PRIVATE, Refusal.PORT}
        status = Status.REFUSED if is_refused else Status.FAILING
        return Verdict(status, f"{refusal.value}{where}", reached=is_refused or bool(answer.hops))
    if answer.code is None:
        return Verdict(Status.FAILING, f"{_failure(last, answer)}{where}", reached=not answer.timeout)
    is_hostile = _is_hostile(url, hostile) or _is_hostile(last, hostile)
    return _of_status(answer.code, len(answer.hops), where, is_hostile=is_hostile)


def _of_status(code: int, hops: int, where: str, *, is_hostile: bool) -> Verdict:
    """The verdict on a status code that means failure, after some redirects."""
    if code == TOO_MANY_REQUESTS or (is_hostile and code in BLOCKED):
        return Verdict(Status.UNVERIFIABLE, f"{code}{where}")
    if code in SOME_REDIRECT and hops < MAX_REDIRECTS:
        return Verdict(Status.UNVERIFIABLE, f"{code} to a malformed address{where}")
    return Verdict(Status.FAILING, "too many redirects" if code in SOME_REDIRECT else f"{code}{where}")


def last_try(hops: Sequence[Hop]) -> Sequence[Hop]:
    """The redirects of the last attempt: lychee lists those of all attempts one after the other."""
    last = max((index for index, hop in enumerate(hops) if hop == hops[0]), default=0)
    return hops[last:]


def permanent_target(url: str, hops: Sequence[Hop]) -> str | None:
    """The target of the permanent redirects at the start of a chain; None if it is the same address.

    Redirects after a temporary one are temporary as well. A fragment is kept unless the new address has one.
    """
    target = None
    for hop in hops:
        if hop.code not in PERMANENT:
            break
        target = hop.url
    if target is None:
        return None
    fragment = urlsplit(url).fragment
    if fragment and not urlsplit(target).fragment:
        target = f"{target}#{fragment}"
    return None if target == url else target


def leads_to_front_page(url: str, target: str) -> bool:
    """Whether a page redirects to a front page, which is not its new address."""
    return urlsplit(url).path.strip("/") != "" and urlsplit(target).path.strip("/") == ""


def _failure(url: str, answer: Answer) -> str:
    """Why no server gave a status, in a few words."""
    text = answer.text.lower()
    if answer.timeout or "timed out" in text or "timeout" in text:
        return "no answer in time"
    # lychee calls bytes that are not TLS a malformed answer.
    is_secure = urlsplit(url).scheme == "https"
    if any(word in text for word in ("certificate", "tls", "ssl", "handshake")) or (
        is_secure and "malformed" in text
    ):
        return "no secure connection"
    return "too many redirects" if "redirect" in text else "connection closed"


def _refusal(guard: Guard, url: str) -> Refusal | None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    return guard.refusal(parts.hostname or "", port)


def _is_hostile(url: str, hostile: Iterable[str]) -> bool:
    host = _host(url)
    return any(host == name or host.endswith(f".{name}") for name in hostile)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().removesuffix(".")
    except ValueError:
        return ""
