"""A change of some files, offered as a branch and a pull request, and kept up with what it came from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.hosting import readme_files
from living_survey.hosting.host import FORBIDDEN, HostError, PullRequest
from living_survey.loading import load
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from living_survey.hosting.checkout import Checkout
    from living_survey.hosting.host import Host

CHECKS = "pull-request.yml"


class ChangedByHandError(Exception):
    """Somebody else's commit is on the branch, which must not be lost."""


class NotAllowedError(Exception):
    """The branch is there, but the host does not let programs open pull requests."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed; `marker` starts the pull request's text and says what it came from.

    Branch, title and message hold nothing that others wrote: hosts obey words in them.
    """

    branch: str
    title: str
    body: str
    marker: str
    message: str
    paths: tuple[str, ...]


def propose(host: Host, checkout: Checkout, proposal: Proposal, base: str) -> PullRequest:
    """Commit the proposal's files, push the branch, open its pull request or bring it up to date.

    Raises `ChangedByHandError`, `NotAllowedError`, `HostError` or `GitError`.
    """
    pull = open_proposal(host, proposal.marker)
    branch = pull.head.ref if pull else proposal.branch
    tip = checkout.tip(branch)
    if tip and tip.committer != checkout.identity:
        raise ChangedByHandError(f"pull request #{pull.number}" if pull else f"branch {branch}")
    if tip and pull and _says_the_same(checkout, proposal, branch, base):
        return _pull(host, proposal, branch, base, pull)
    checkout.commit(proposal.paths, proposal.message)
    checkout.push(branch, tip.sha if tip else None)
    pull = _pull(host, proposal, branch, base, pull)
    start_checks(host, branch)
    return pull


def start_checks(host: Host, branch: str) -> None:
    """Start the checks of a branch; where the host does not let us, a maintainer starts them by hand."""
    with suppress(HostError):
        host.run_workflow(CHECKS, branch)


def _says_the_same(checkout: Checkout, proposal: Proposal, branch: str, base: str) -> bool:
    """Whether a branch has the proposal already, and nothing else."""
    more = set(checkout.changed_since_base(branch, base, ".")) - set(proposal.paths)
    return not more and checkout.is_same(branch, proposal.paths)


def _pull(host: Host, proposal: Proposal, branch: str, base: str, pull: PullRequest | None) -> PullRequest:
    body = f"{proposal.marker}\n{proposal.body}"
    if pull is None:
        try:
            return host.open_pull(branch, base, proposal.title, body)
        except HostError as error:
            if error.status == FORBIDDEN:
                address = f"{host.settings.home}/compare/{base}...{branch}?expand=1"
                raise NotAllowedError(address) from error
            raise
    if (pull.title, pull.body) != (proposal.title, body):
        return host.change_pull(pull.number, proposal.title, body)
    return pull


def open_proposal(host: Host, marker: str) -> PullRequest | None:
    """Our open pull request whose text starts with a marker."""
    return next((pull for pull in host.our_pulls() if (pull.body or "").startswith(f"{marker}\n")), None)


def renew_readme(root: Path) -> list[str]:
    """Write README.md and lists/ as they follow from the entries; the files that change.

    Raises `InvalidKnowledgeError` and `BadTemplateError`.
    """
    return readme_files.write(root, readme_files.changes(root, load(root)))


def propose_changes(  # noqa: PLR0913 - what a proposal is made of
    host: Host,
    checkout: Checkout,
    here: Path,
    paths: Sequence[str],
    *,
    branch: str,
    title: str,
    body: str,
    base: str,
) -> PullRequest | None:
    """Offer what differs in files of the checkout `here` from its last commit.

    None if nothing does; what was offered before is taken back then.
    """
    changed = type(checkout)(here, host.settings).changed(paths)
    for path in changed:
        target = checkout.folder / path
        if (here / path).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, (here / path).read_bytes())
        else:
            target.unlink(missing_ok=True)
    marker = f"<!-- survey:{branch} -->"
    if not changed:
        if before := open_proposal(host, marker):
            host.close_pull(before.number)
        return None
    return propose(host, checkout, Proposal(branch, title, body, marker, f"{title}\n", tuple(changed)), base)
