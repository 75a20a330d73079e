"""The findings of a check: one for each place where a link with a problem is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from living_survey.knowledge.health import HealthReport, LinkState, TroubledLink
from living_survey.links.addresses import Address, Place
from living_survey.links.history import FILE, HistoryError, load_history
from living_survey.links.verdicts import Status, leads_to_front_page
from living_survey.loading.files import entry_path
from living_survey.loading.problems import Problem, Severity, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from living_survey.links.history import History, Trouble

FAILURES = 3
ARCHIVE = "https://web.archive.org/web"

CODES = {
    LinkState.REFUSED: "private-link",
    LinkState.DEAD: "dead-link",
    LinkState.FAILING: "failing-link",
    LinkState.MOVED: "moved-link",
    LinkState.UNVERIFIABLE: "unverifiable-link",
}
ERRORS = frozenset({LinkState.REFUSED, LinkState.DEAD})
ORDER = {state: position for position, state in enumerate(LinkState)}


@dataclass(frozen=True, slots=True)
class Finding:
    """A link with a problem, at one place."""

    place: Place
    link: TroubledLink

    @property
    def is_error(self) -> bool:
        """Whether the finding needs action."""
        return self.link.state in ERRORS

    def problem(self) -> Problem:
        """The finding as a problem at its place."""
        severity = Severity.ERROR if self.is_error else Severity.WARNING
        message, hint = _message(self.place, self.link)
        place = self.place
        return Problem(place.path, place.line, place.column, CODES[self.link.state], message, hint, severity)


def find(addresses: Iterable[Address], history: History, *, failures: int = FAILURES) -> list[Finding]:
    """The findings of a history, sorted by place; a link is dead after it failed on so many days."""
    found = []
    for address in addresses:
        trouble = history.troubles.get(address.url)
        if trouble is None:
            continue
        for place in address.places:
            if trouble.status is Status.MOVED and place.derived:
                continue  # redirecting is what a resolver does
            found.append(Finding(place, troubled(address.url, place, trouble, failures)))
    return sorted(found, key=lambda finding: (finding.place, finding.link.url))


def troubled(url: str, place: Place, trouble: Trouble, failures: int) -> TroubledLink:
    """A link with its problem, as the history has it."""
    state = LinkState(trouble.status.value)
    if state is LinkState.FAILING and trouble.checks >= failures:
        state = LinkState.DEAD
    gone = state in {LinkState.DEAD, LinkState.FAILING}
    return TroubledLink(
        url=url,
        state=state,
        reason=trouble.reason,
        since=trouble.since,
        checks=trouble.checks,
        what=place.what,
        work=place.work,
        moved_to=trouble.moved_to,
        archived=archived_copy(url, trouble.since) if gone else None,
    )


def archived_copy(url: str, failing_since: date) -> str:
    """The address of the copy at the Internet Archive nearest to the day before a link began to fail.

    Source: https://archive.org/help/wayback_api.php; whether there is a copy is not checked.
    """
    day = failing_since - timedelta(days=1)
    return f"{ARCHIVE}/{day:%Y%m%d}/{url}"


def _message(place: Place, link: TroubledLink) -> tuple[str, str]:
    """The message about a link, and a hint."""
    what = place.what
    history = f"{link.reason} since {link.since}, {plural(link.checks, 'check')}"
    if link.state is LinkState.DEAD:
        return f"{what} is dead ({history}): {link.url}", f"archived copy: {link.archived}"
    if link.state is LinkState.FAILING:
        return f"{what} does not work ({history}): {link.url}", "it may work again at the next check"
    if link.state is LinkState.REFUSED:
        message = f"{what} is not followed: {link.reason}: {link.url}"
        return message, "link to a page that everybody can reach"
    if link.state is LinkState.MOVED and link.moved_to:
        if leads_to_front_page(link.url, link.moved_to):
            return (
                f"{what} redirects to a front page: {link.url}",
                f"find the new address of the page at {link.moved_to}",
            )
        return f"{what} has moved permanently: {link.url}", f"now {link.moved_to}; --fix-redirects writes it"
    return f"{what} cannot be checked automatically ({link.reason}): {link.url}", "check it in a browser"


def summary(findings: Sequence[Finding], links: int) -> str:
    """One line: how many links were checked, and what was found."""
    checked = plural(links, "link")
    states = Counter({finding.link.url: finding.link.state for finding in findings}.values())
    if not states:
        return f"{checked}: all work"
    return f"{checked}: " + ", ".join(
        f"{states[state]:,} {state.value}" for state in LinkState if states[state]
    )


def load_health(root: Path, kb: KnowledgeBase, *, failures: int = FAILURES) -> HealthReport:
    """The state of the links for the site, from the history beside the entries; a damaged one is noted."""
    try:
        history = load_history(root / FILE)
    except HistoryError as error:
        return HealthReport(note=str(error))
    of_works = list(_links_of_works(kb))
    links = [
        troubled(url, place, history.troubles[url], failures)
        for url, place in of_works
        if url in history.troubles and not (history.troubles[url].moved_to and place.derived)
    ]
    listed = {link.url for link in links}.union(url for url, place in of_works if place.derived)
    links += [
        troubled(url, Place("", 1, 1, "link"), trouble, failures)
        for url, trouble in sorted(history.troubles.items())
        if url not in listed
    ]
    links.sort(key=lambda link: (ORDER[link.state], link.work is None, link.work or "", link.url))
    return HealthReport(checked=history.checked, links=history.links, troubles=tuple(links))


def _links_of_works(kb: KnowledgeBase) -> Iterator[tuple[str, Place]]:
    for work in kb:
        path = entry_path(work.id)
        for what, url in work.links.items():
            yield url, Place(path, 1, 1, f"{what} link", work.id)
        if work.arxiv_id:
            url = f"https://arxiv.org/abs/{work.arxiv_id.base}"
            yield url, Place(path, 1, 1, "arXiv page", work.id, derived=True)
        if work.doi:
            yield f"https://doi.org/{work.doi}", Place(path, 1, 1, "DOI", work.id, derived=True)
