"""How many proposals from issues may be open: each takes a maintainer's time and a run of all checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.hosting.answers import RefusedError
from living_survey.hosting.host import MAINTAINERS

if TYPE_CHECKING:
    from living_survey.hosting.events import IssueEvent
    from living_survey.hosting.host import Host

MAX_OPEN = 100
MAX_OPEN_OF_ACCOUNT = 10
_OF_ISSUE = re.compile(r"<!-- survey:issue:(\d{1,12}) -->\n")


def check_open_proposals(host: Host, event: IssueEvent) -> None:
    """Raise `RefusedError` if an issue would open one proposal too many; maintainers have no limit."""
    issue = event.issue
    if issue.author_association in MAINTAINERS:
        return
    proposed = {
        int(match[1]) for pull in host.our_pulls() if (match := _OF_ISSUE.match(pull.body or "")) is not None
    }
    if issue.number in proposed:
        return
    if len(proposed) >= MAX_OPEN:
        raise RefusedError(f"{MAX_OPEN} proposals are open already; please wait until some are merged")
    if len(proposed.intersection(host.issues_of(issue.user))) >= MAX_OPEN_OF_ACCOUNT:
        raise RefusedError(
            f"{MAX_OPEN_OF_ACCOUNT} of your proposals are open already; please wait until some are merged"
        )
