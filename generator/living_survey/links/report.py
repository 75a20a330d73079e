"""Findings as people, programs, GitHub and its issues read them."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING

from living_survey.knowledge.health import LinkState
from living_survey.links.findings import ORDER, summary
from living_survey.loading import report as problems_report
from living_survey.loading.problems import plural, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from living_survey.links.checking import Outcome
    from living_survey.links.findings import Finding

SHOWN = frozenset({LinkState.REFUSED, LinkState.DEAD, LinkState.FAILING, LinkState.MOVED})
MAX_ROWS = 200

HEADINGS = {
    LinkState.REFUSED: ("Not followed", "These lead to places that not everybody can reach."),
    LinkState.DEAD: (
        "Dead",
        "Checks on several days found nothing there. Find the new address, or take the link out.",
    ),
    LinkState.FAILING: ("Not answering", "These may be back at the next check; nothing to do yet."),
    LinkState.MOVED: ("Moved permanently", "`survey links --fix-redirects` writes the new addresses."),
    LinkState.UNVERIFIABLE: (
        "Cannot be checked by a program",
        "The hosts turn programs away; a look in a browser tells.",
    ),
}


def as_text(outcome: Outcome) -> str:
    """A line a finding, with its place, and a summary; links that no program can check are only counted."""
    lines = [f"{finding.problem()}\n" for finding in outcome.findings if finding.link.state in SHOWN]
    return "".join(lines) + summary(outcome.findings, outcome.links) + "\n"


def as_github(outcome: Outcome) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    shown = [finding.problem() for finding in outcome.findings if finding.link.state in SHOWN]
    return problems_report.as_github(shown)


def as_json(outcome: Outcome) -> str:
    """One object with the day, counts and findings; ASCII only.

    `clean` says that nobody need act: nothing is dead, refused or moved.
    """
    data = {
        "checked": outcome.day.isoformat(),
        "links": outcome.links,
        "asked": outcome.asked,
        "clean": is_clean(outcome),
        "counts": {state.value: len(_in_state(outcome, state)) for state in LinkState},
        "findings": [_finding(finding) for finding in outcome.findings],
    }
    return json.dumps(data, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, str | int | None]:
    problem, link = finding.problem(), finding.link
    return {
        **problems_report.as_object(problem),
        "work": link.work,
        "what": link.what,
        "url": link.url,
        "state": link.state.value,
        "reason": link.reason,
        "since": link.since.isoformat(),
        "checks": link.checks,
        "moved_to": link.moved_to,
        "archived": link.archived,
    }


def is_clean(outcome: Outcome) -> bool:
    """Whether nobody need act: nothing is dead, refused or moved."""
    to_do = {LinkState.REFUSED, LinkState.DEAD, LinkState.MOVED}
    return not any(finding.link.state in to_do for finding in outcome.findings)


def _in_state(outcome: Outcome, state: LinkState) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.link.state is state]


# --- the standing issue ----------------------------------------------------------------------------------


def as_markdown(outcome: Outcome) -> str:
    """The body of the standing issue; empty if nobody need act, which is when the issue can be closed."""
    if is_clean(outcome):
        return ""
    parts = [f"As of {outcome.day.isoformat()}: {summary(outcome.findings, outcome.links)}.\n"]
    findings = sorted(outcome.findings, key=lambda finding: ORDER[finding.link.state])
    for state, group in groupby(findings, key=lambda finding: finding.link.state):
        parts.append(_section(state, list(group)))
    return "\n".join(parts)


def _section(state: LinkState, findings: Sequence[Finding]) -> str:
    title, advice = HEADINGS[state]
    rows = [_row(finding) for finding in findings[:MAX_ROWS]]
    if more := len(findings) - MAX_ROWS:
        rows += [f"| … | {plural(more, 'more place')} | | |"] if more > 0 else []
    last = "Now" if state is LinkState.MOVED else "Copy"
    head = [f"| Where | Link | Found | {last} |", "|---|---|---|---|"]
    return "\n".join([f"## {title} ({len(findings):,})", "", advice, "", *head, *rows, ""])


def _row(finding: Finding) -> str:
    place, link = finding.place, finding.link
    found = f"{cell(link.reason)} since {link.since}, {plural(link.checks, 'check')}"
    other = link.moved_to or link.archived
    shown = (address(other) if link.moved_to else f"[look]({escaped(other)})") if other else ""
    where, what = code(f"{place.path}:{place.line}"), f"{cell(place.what)} {address(link.url)}"
    return f"| {where} | {what} | {found} | {shown} |"


def cell(text: str) -> str:
    """A text that Markdown shows as it is, in a cell of a table, and that names and links nobody."""
    text = visible(" ".join(text.split()))
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&])", r"\\\1", text).replace("@", "<span>@</span>")


def code(text: str) -> str:
    """A text in code, in a cell of a table."""
    return "`" + visible(text).replace("`", "'").replace("|", "\\|") + "`"


def address(url: str) -> str:
    """An address as a link that shows itself; one that is none of the web as code."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return code(url)
    return f"<{escaped(url)}>"


def escaped(url: str) -> str:
    """An address with everything percent-encoded that could end a link or a cell."""
    return "".join(
        "&amp;" if character == "&"
        else character if character.isascii() and character.isprintable() and character not in ' <>|\\`()"\''
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", errors="replace"))
        for character in url
    )  # fmt: skip


FORMATS: Mapping[str, Callable[[Outcome], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "markdown": as_markdown,
}
