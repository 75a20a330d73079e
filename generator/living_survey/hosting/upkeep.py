"""What keeps the repository in order by itself: standing reports, proposals on the newest commit, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.hosting.checkout import Checkout
from living_survey.hosting.forms import LABELS
from living_survey.hosting.proposals import renew_readme, start_checks
from living_survey.loading import InvalidKnowledgeError
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey.hosting.host import Host, PullRequest

BRANCHES = ("add/", "fix/")
ENTRIES = "entries"
MAX_REPORT = 60_000


def keep_report(host: Host, label: str, title: str, report: str, *, clean: bool) -> str:
    """Open a report's standing issue, bring it up to date, or close it when all is well; what was done."""
    marker = f"<!-- survey:report:{label} -->"
    issue = host.standing_issue(marker, label)
    if clean:
        if issue is None:
            return "all is well, and no issue is open"
        host.change_issue(issue.number, body=f"{marker}\nAll is well again.\n", state="closed")
        return f"#{issue.number} is closed: all is well again"
    shown = report if len(report) <= MAX_REPORT else f"{report[:MAX_REPORT]}\n\n(cut here: too long)"
    body = f"{marker}\n{shown}"
    if issue is None:
        return f"#{host.open_issue(title, body, label).number} is opened"
    if (issue.title, issue.body) != (title, body):
        host.change_issue(issue.number, title=title, body=body)
        return f"#{issue.number} is brought up to date"
    return f"#{issue.number} is up to date"


def ensure_labels(host: Host) -> list[str]:
    """Make the labels that forms and workflows use; the names of those that were not there."""
    return [label.name for label in LABELS if host.ensure_label(label.name, label.color, label.description)]


def renew_proposals(host: Host, root: Path, base: str) -> Iterator[str]:
    """Put our open proposals on the newest commit of `base`, with README.md and lists/ as they follow then.

    Each changes these, so that each accepted one would leave all others in conflict.
    """
    for pull in host.our_pulls():
        if pull.head.ref.startswith(BRANCHES):
            with Checkout.fresh(root, base, host.settings) as checkout:
                yield f"#{pull.number}: {_renew(host, checkout, pull, base)}"


def _renew(host: Host, checkout: Checkout, pull: PullRequest, base: str) -> str:
    branch = pull.head.ref
    tip = checkout.tip(branch)
    if tip is None or tip.committer != checkout.identity:
        return "was changed by hand; left as it is"
    if checkout.is_newest(branch, base):
        return "is on the newest commit"
    paths = checkout.changed_since_base(branch, base, ENTRIES)
    if checkout.changed_in_base(branch, base, paths):
        return "is about an entry that has changed meanwhile; left as it is"
    for path in paths:
        replace_file(checkout.folder / path, checkout.read(branch, path))
    try:
        readme = renew_readme(checkout.folder)
    except InvalidKnowledgeError as error:
        return f"does not fit any more ({error.problems[0].message}); left as it is"
    if not checkout.commit([*paths, *readme], checkout.message(branch)):
        return "says what is there already; left as it is"
    checkout.push(branch, tip.sha)
    start_checks(host, branch)
    return "is put on the newest commit"


def changed_works(root: Path, since: str) -> dict[str, str]:
    """The ids of entries that differ from a commit: `added`, `changed` or `removed`. Raises `GitError`."""
    span = f"{since}...HEAD"
    listed = Checkout(root).git(
        "diff", "--name-status", "-z", "--no-renames", "--end-of-options", span, "--", f"{ENTRIES}/*.yaml"
    )
    parts = listed.split("\0")
    words = {"A": "added", "D": "removed"}
    return {
        path.removeprefix(f"{ENTRIES}/").removesuffix(".yaml"): words.get(status, "changed")
        for status, path in zip(parts[0::2], parts[1::2], strict=False)
    }
