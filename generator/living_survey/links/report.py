"""Findings as text, as JSON, and as annotations on GitHub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from living_survey.knowledge.health import LinkState
from living_survey.links.findings import summary
from living_survey.loading import report as problems_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from living_survey.links.checking import Outcome
    from living_survey.links.findings import Finding

SHOWN = frozenset({LinkState.REFUSED, LinkState.DEAD, LinkState.FAILING, LinkState.MOVED})


def as_text(outcome: Outcome) -> str:
    """A line for each finding, with its place, and a summary; unverifiable links are only counted."""
    lines = [f"{finding.problem()}\n" for finding in outcome.findings if finding.link.state in SHOWN]
    return "".join(lines) + summary(outcome.findings, outcome.links) + "\n"


def as_github(outcome: Outcome) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    shown = [finding.problem() for finding in outcome.findings if finding.link.state in SHOWN]
    return problems_report.as_github(shown)


def as_json(outcome: Outcome) -> str:
    """One object with the day, counts and findings; ASCII only.

    `clean` is true if there is nothing to do: no link is dead, refused or moved.
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
    """Whether there is nothing to do: no link is dead, refused or moved."""
    to_do = {LinkState.REFUSED, LinkState.DEAD, LinkState.MOVED}
    return not any(finding.link.state in to_do for finding in outcome.findings)


def _in_state(outcome: Outcome, state: LinkState) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.link.state is state]


FORMATS: Mapping[str, Callable[[Outcome], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
