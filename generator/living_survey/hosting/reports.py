"""Reports in Markdown of what checks found, and the issue that a repeated report is kept in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from living_survey.knowledge.health import LinkState
from living_survey.links.findings import ORDER, summary
from living_survey.links.report import is_clean
from living_survey.loading.problems import plural, visible
from living_survey.rendering.markdown import Markdown, code, heading, link, table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.hosting.host import Host
    from living_survey.links.checking import Outcome
    from living_survey.links.findings import Finding
    from living_survey.sources.refreshing import Change

MAX_ROWS = 200
_HEADINGS = {
    LinkState.REFUSED: ("Not followed", "These lead to addresses that are not public."),
    LinkState.DEAD: (
        "Dead",
        "These failed on several days. Find the new address, or remove the link.",
    ),
    LinkState.FAILING: ("Not answering", "These may work again at the next check; nothing to do yet."),
    LinkState.MOVED: ("Moved permanently", "`survey links --fix-redirects` writes the new addresses."),
    LinkState.UNVERIFIABLE: (
        "Cannot be checked automatically",
        "These hosts block automated requests; check in a browser.",
    ),
}


def update_report(host: Host, label: str, title: str, report: Markdown, *, clean: bool) -> str:
    """Open, update or, if there is nothing to do, close the issue of a report; what was done, in a line."""
    marker = f"<!-- survey:report:{label} -->"
    issue = host.find_issue(marker, label)
    if issue is None:
        if clean:
            return "nothing to report, and no issue is open"
        return f"#{host.open_issue(title, marker, report, label).number} opened"
    if clean:
        host.update_issue(issue, title, marker, Markdown("Nothing to do any more."))
        host.close_issue(issue.number)
        return f"#{issue.number} closed: nothing to do any more"
    done = "updated" if host.update_issue(issue, title, marker, report) else "is up to date"
    return f"#{issue.number} {done}"


def metadata_report(changes: Iterable[Change]) -> Markdown:
    """Where entries differ from what arXiv and DOI registries say."""
    rows = [
        (code(change.work), change.kind.value, change.before, change.after, change.source)
        for change in changes
    ]
    if not rows:
        return Markdown("No entry differs from what the services say.\n")
    return Markdown(f"{table(('Work', 'What', 'Entry', 'Now', 'Source'), rows)}\n")


def links_report(outcome: Outcome) -> Markdown:
    """The links that need attention, by state; empty if there is nothing to do."""
    if is_clean(outcome):
        return Markdown()
    parts = [f"As of {outcome.day.isoformat()}: {summary(outcome.findings, outcome.links)}.\n"]
    findings = sorted(outcome.findings, key=lambda finding: ORDER[finding.link.state])
    for state, group in groupby(findings, key=lambda finding: finding.link.state):
        parts.append(_section(state, list(group)))
    return Markdown("\n".join(parts))


def _section(state: LinkState, findings: Sequence[Finding]) -> str:
    title, advice = _HEADINGS[state]
    rows = [_row(finding) for finding in findings[:MAX_ROWS]]
    if len(findings) > MAX_ROWS:
        rows.append(["…", plural(len(findings) - MAX_ROWS, "more place"), None, None])
    last = "Now" if state is LinkState.MOVED else "Copy"
    listed = table(("Where", "Link", "Found", last), rows)
    return f"{heading(2, f'{title} ({len(findings):,})')}\n\n{advice}\n\n{listed}\n"


def _row(finding: Finding) -> list[object]:
    place, found = finding.place, finding.link
    since = f"{visible(found.reason)} since {found.since}, {plural(found.checks, 'check')}"
    other = found.moved_to or found.archived
    copy = link(found.moved_to or "archived copy", other) if other else None
    what = Markdown(f"{text(place.what)} {link(visible(found.url), found.url)}")
    return [visible(f"{place.path}:{place.line}"), what, since, copy]
