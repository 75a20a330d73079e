"""Changed files, offered as a branch and a pull request that follows what it was made from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.hosting.checkout import Checkout, GitError
from living_survey.hosting.host import FORBIDDEN, HostError
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from living_survey.hosting.host import Host, PullRequest
    from living_survey.rendering.markdown import Markdown

CHECKS = "pull-request.yml"


class UnderReviewError(Exception):
    """A branch must not be changed by us any more; the message says why.

    `pull` is the number of its pull request, if there is one.
    """

    def __init__(self, branch: str, pull: int | None, reason: str) -> None:
        super().__init__(f"{f'pull request #{pull}' if pull else f'branch {branch}'} {reason}")
        self.branch = branch
        self.pull = pull
        self.reason = reason


class NotAllowedError(Exception):
    """Workflows may not open pull requests; the message is the address to open that of the pushed branch."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed; `marker` starts the pull request's text and names its origin.

    Branch and message hold nothing that others wrote, since the host obeys words in them.
    """

    branch: str
    title: str
    text: Markdown
    marker: str
    message: str
    paths: tuple[str, ...]


def propose(host: Host, checkout: Checkout, proposal: Proposal, base: str) -> PullRequest:
    """Commit the proposal's files, push the branch, and open or update its pull request.

    Raises `UnderReviewError`, `NotAllowedError`, `HostError` or `GitError`.
    """
    pull = open_proposal(host, proposal.marker)
    branch = pull.head.ref if pull else proposal.branch
    number = pull.number if pull else None
    tip = checkout.tip(branch)
    if tip and tip.committer != checkout.identity:
        raise UnderReviewError(branch, number, "has commits by others")
    if tip and pull and _is_current(checkout, proposal, branch, base):
        return _pull(host, proposal, branch, base, pull)
    if pull and host.has_maintainer_comments(pull.number):
        raise UnderReviewError(branch, number, "has comments by a maintainer")
    checkout.commit(proposal.paths, proposal.message)
    checkout.push(branch, tip.sha if tip else None)
    pull = _pull(host, proposal, branch, base, pull)
    start_checks(host, branch)
    return pull


def start_checks(host: Host, branch: str) -> None:
    """Start the checks of a branch; where that is not allowed, a maintainer does."""
    with suppress(HostError):
        host.run_workflow(CHECKS, branch)


def _is_current(checkout: Checkout, proposal: Proposal, branch: str, base: str) -> bool:
    """Whether a branch has the proposal already, and nothing else."""
    others = set(checkout.changed_since_base(branch, base, ".")) - set(proposal.paths)
    return not others and checkout.is_same(branch, proposal.paths)


def _pull(host: Host, proposal: Proposal, branch: str, base: str, pull: PullRequest | None) -> PullRequest:
    if pull:
        return host.update_pull(pull, proposal.title, proposal.marker, proposal.text)
    try:
        return host.open_pull(branch, base, proposal.title, proposal.marker, proposal.text)
    except HostError as error:
        if error.status == FORBIDDEN:
            raise NotAllowedError(f"{host.settings.home}/compare/{base}...{branch}?expand=1") from error
        raise


def open_proposal(host: Host, marker: str) -> PullRequest | None:
    """Our open pull request whose text starts with a marker."""
    return next((pull for pull in host.our_pulls() if (pull.body or "").startswith(f"{marker}\n")), None)


def propose_changes(  # noqa: PLR0913 - the parts of a proposal
    host: Host,
    root: Path,
    paths: Sequence[str],
    *,
    branch: str,
    title: str,
    text: Markdown,
    base: str,
    direct: bool = False,
) -> str:
    """Propose what differs from the last commit in files of a checkout; what was done, in a line.

    With `direct`, it is pushed to `base`, and proposed only if the host refuses that. An open proposal is
    closed when there is nothing to propose any more.
    """
    marker = f"<!-- survey:{branch} -->"
    here = Checkout(root, host.settings)
    changed = here.changed(paths)
    if not changed:
        return _withdraw(host, marker, "nothing has changed")
    with Checkout.fresh(root, base, host.settings) as checkout:
        if direct and here.head != checkout.head:
            return f"not at the newest commit of {base}; nothing done"
        _copy(root, checkout.folder, changed)
        proposal = Proposal(branch, title, text, marker, f"{title}\n", tuple(changed))
        if direct and _pushed(checkout, proposal, base):
            return _withdraw(host, marker, f"pushed to {base}")
        return f"proposed in #{propose(host, checkout, proposal, base).number}"


def _pushed(checkout: Checkout, proposal: Proposal, base: str) -> bool:
    """Push the files to the base branch; False if the host refuses it, as for a protected branch."""
    checkout.commit(proposal.paths, proposal.message)
    try:
        checkout.push_to_base(base)
    except GitError:
        return False
    return True


def _withdraw(host: Host, marker: str, reason: str) -> str:
    """Close the open proposal, if there is one."""
    pull = open_proposal(host, marker)
    if pull is None:
        return reason
    host.close_pull(pull.number)
    return f"{reason}; #{pull.number} is closed"


def _copy(source: Path, target: Path, paths: Sequence[str]) -> None:
    """Copy files between checkouts; those that do not exist in the source are removed."""
    for path in paths:
        copied = target / path
        if (source / path).is_file():
            copied.parent.mkdir(parents=True, exist_ok=True)
            replace_file(copied, (source / path).read_bytes())
        else:
            copied.unlink(missing_ok=True)
