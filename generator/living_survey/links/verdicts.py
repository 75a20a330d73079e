"""What an answer means: whether a link lives, moved, fails, cannot be judged, or must not be followed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.links.guard import Refusal
from living_survey.links.lychee import MAX_REDIRECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.links.guard import Guard
    from living_survey.links.lychee import Answer, Hop

PERMANENT = frozenset({301, 308})
SOME_REDIRECT = range(300, 400)
TOO_MANY_REQUESTS = 429
ANSWERS_OF_THE_GUARD = frozenset({403, 502})
TURNED_AWAY = frozenset({401, 403, 405, 418, 429, 503, 999})

# Hosts that turn programs away and let people in; their subdomains count as well.
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


class Standing(StrEnum):
    """What one check says of an address."""

    ALIVE = "alive"
    MOVED = "moved"
    FAILING = "failing"
    UNVERIFIABLE = "unverifiable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check says of an address, and why; `moved_to` is where it has gone for good.

    `reached` is whether any server answered, so that a machine without a network is not taken for dead links.
    """

    standing: Standing
    reason: str = ""
    moved_to: str | None = None
    reached: bool = True


def judge(url: str, answer: Answer | None, guard: Guard, hostile: Iterable[str] = BOT_HOSTILE) -> Verdict:
    """The verdict on an address."""
    if answer is None:
        return Verdict(Standing.UNVERIFIABLE, "the link checker leaves out such addresses", reached=False)
    if answer.ok:
        moved_to = permanent_target(url, last_try(answer.hops))
        return Verdict(Standing.MOVED, "moved permanently", moved_to) if moved_to else Verdict(Standing.ALIVE)
    last = answer.hops[-1].url if answer.hops else url
    where = f" (redirected to {_host(last)})" if _host(last) != _host(url) else ""
    if answer.code in {None, *ANSWERS_OF_THE_GUARD} and (refusal := _refusal(guard, last)):
        is_refused = refusal in {Refusal.PRIVATE, Refusal.PORT}
        standing = Standing.REFUSED if is_refused else Standing.FAILING
        return Verdict(standing, f"{refusal.value}{where}", reached=is_refused or bool(answer.hops))
    if answer.code is None:
        return Verdict(Standing.FAILING, f"{_what_happened(last, answer)}{where}", reached=not answer.timeout)
    is_hostile = _is_hostile(url, hostile) or _is_hostile(last, hostile)
    return _of_status(answer.code, len(answer.hops), where, is_hostile=is_hostile)


def _of_status(code: int, hops: int, where: str, *, is_hostile: bool) -> Verdict:
    """The verdict on a status that is not a good one, at the end of some redirects."""
    if code == TOO_MANY_REQUESTS or (is_hostile and code in TURNED_AWAY):
        return Verdict(Standing.UNVERIFIABLE, f"{code}{where}")
    if code in SOME_REDIRECT and hops < MAX_REDIRECTS:
        return Verdict(Standing.UNVERIFIABLE, f"{code} to a malformed address{where}")
    return Verdict(Standing.FAILING, "redirects without end" if code in SOME_REDIRECT else f"{code}{where}")


def last_try(hops: Sequence[Hop]) -> Sequence[Hop]:
    """The redirects of the last try: lychee lists those of all one after the other."""
    last = max((index for index, hop in enumerate(hops) if hop == hops[0]), default=0)
    return hops[last:]


def permanent_target(url: str, hops: Sequence[Hop]) -> str | None:
    """Where the permanent redirects at the start of a chain lead; None if there is none or it is no news.

    What follows a temporary redirect is temporary as well. A fragment stays unless the new address has one.
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
    """Whether a page of a site was replaced by the site's front page, which says nothing of it."""
    return urlsplit(url).path.strip("/") != "" and urlsplit(target).path.strip("/") == ""


def _what_happened(url: str, answer: Answer) -> str:
    """What happened where no server gave a status, in few words."""
    said = answer.text.lower()
    if answer.timeout or "timed out" in said or "timeout" in said:
        return "no answer in time"
    # Bytes that are no TLS are to lychee a malformed answer.
    is_secure = urlsplit(url).scheme == "https"
    if any(word in said for word in ("certificate", "tls", "ssl", "handshake")) or (
        is_secure and "malformed" in said
    ):
        return "no secure connection"
    return "redirects without end" if "redirect" in said else "the connection broke"


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
