"""The issue "Candidates": papers that wait for a decision, with boxes that maintainers tick.

Whatever is interrupted is done again by the next run: what was shown and decided is in `discovery.yaml`
before it is in the issue, an accepted paper has one pull request, found by its marker, and boxes stay ticked
until they are answered.

`find` and `look_up` ask services and write nothing there; `update` and `decide` write and ask no service.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.hosting.artifacts import MOST_REFERENCES, FoundPapers, LookUps, read_artifact
from living_survey.hosting.candidate_boxes import answered, boxes, digest, ticked_in, unticked
from living_survey.hosting.checkout import Checkout
from living_survey.hosting.forms import CANDIDATES
from living_survey.hosting.host import HostError
from living_survey.hosting.issues import add_proposed_works
from living_survey.hosting.proposals import (
    NotAllowedError,
    Proposal,
    UnderReviewError,
    open_proposal,
    propose,
    propose_changes,
    start_checks,
)
from living_survey.hosting.texts import rendered
from living_survey.knowledge.track_record import TrackRecord
from living_survey.loading import load
from living_survey.loading.discovery import read_state, state_of, write_state
from living_survey.loading.files import DISCOVERY, ENTRIES, entry_path
from living_survey.rendering.markdown import Markdown, text
from living_survey.sources.adding import EntryBuilder, LookedUp
from living_survey.sources.discovery.asking import SERVICES
from living_survey.sources.discovery.deciding import Decisions
from living_survey.sources.discovery.discovering import Discovery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from living_survey.hosting.artifacts import FoundPaper
    from living_survey.hosting.events import IssueEvent
    from living_survey.hosting.host import Host, Issue, PullRequest
    from living_survey.knowledge import KnowledgeBase
    from living_survey.knowledge.discovery import Decision, DiscoveryState, Rejection, ShownPaper
    from living_survey.sources.discovery.listing import Listing
    from living_survey.sources.drafts import Draft
    from living_survey.sources.services import Services

TITLE = "Candidates"
MARKER = "<!-- survey:candidates -->"
COMMENT = "<!-- survey:candidates:comment -->"
BRANCH = "bot/candidates"
RECORD = "Record papers shown and decisions"
MAX_SHOWN = 20_000


@dataclass
class _Answers:
    """What ticked boxes led to: lines that replace the boxes, by digest, and what could not be done."""

    lines: dict[str, Markdown] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


@dataclass
class CandidateIssue:
    """Keeps the issue; `root` is a checkout on this machine, which is left as it is."""

    host: Host
    root: Path
    services: Services
    today: date
    base: str = "main"

    # --- every week ----------------------------------------------------------------------------------------

    def find(self, sources: Sequence[str] = tuple(SERVICES)) -> tuple[Listing, FoundPapers]:
        """Look for new papers; the list, and what `update` needs of it.

        Raises `BusyError`, `GitError`, `HostError` or `InvalidKnowledgeError`.
        """
        with self._checkout() as checkout:
            discovery = Discovery(checkout.folder, load(checkout.folder), self.services, self.today)
            before = read_state(checkout.folder)[0]
            listing = discovery.run(discovery.sources(sources), without=self._reviewed(before))
            return listing, FoundPapers.of(listing, before, read_state(checkout.folder)[0])

    def update(self, found: FoundPapers) -> str:
        """Record that papers are shown, and show them; what was done, in a line.

        Raises `GitError`, `HostError`, `InvalidKnowledgeError`, `NotAllowedError` or `UnderReviewError`.
        """
        with self._checkout() as checkout:
            kb = load(checkout.folder)
            before = read_state(checkout.folder)[0]
            state = found.added_to(before, self.today)
            if state != before:
                write_state(checkout.folder, state)
            recorded = self._record(checkout)
        return f"{DISCOVERY}: {recorded}; issue {self._show(found, kb, state)}"

    def _show(self, found: FoundPapers, kb: KnowledgeBase, state: DiscoveryState) -> str:
        issue = self.host.find_issue(MARKER, CANDIDATES.name)
        ticked = ticked_in(issue.body or "") if issue else {}
        reviewed = self._reviewed(state)
        papers = [one for one in found.papers if state.papers[one.key].waits and one.key not in reviewed]
        waiting = sum(paper.waits for paper in state.papers.values())
        shown = rendered(
            "candidates",
            papers=[_paper(one, kb, ticked.get(digest(one.key), set())) for one in papers],
            reviewed=[(state.papers[key].title, pull.number) for key, pull in reviewed.items()],
            more=waiting - len(papers) - len(reviewed),
            record=TrackRecord(state, tuple(kb), kb.file.discover.categories),
        )
        if issue is None:
            return f"#{self.host.open_issue(TITLE, MARKER, shown, CANDIDATES.name).number} opened"
        changed = self.host.update_issue(issue, TITLE, MARKER, shown)
        return f"#{issue.number} {'updated' if changed else 'is up to date'}"

    def _reviewed(self, state: DiscoveryState) -> dict[str, PullRequest]:
        """The accepted papers whose pull request is open, by key."""
        pulls = {(pull.body or "").partition("\n")[0].strip(): pull for pull in self.host.our_pulls()}
        return {key: pulls[marker] for key in state.papers if (marker := _marker(digest(key))) in pulls}

    # --- when somebody ticks a box -------------------------------------------------------------------------

    def look_up(self, event: IssueEvent) -> LookUps:
        """What services say of the papers that are to be accepted.

        Raises `BusyError`, `GitError`, `HostError` or `InvalidKnowledgeError`.
        """
        ticked = self._asked(event)
        if not ticked:
            return LookUps()
        with self._checkout() as checkout:
            decisions = self._decisions(checkout, "")
            keys = [
                key
                for key in read_state(checkout.folder)[0].papers
                if "accepted" in ticked.get(digest(key), ())
            ]
            return LookUps.of(
                {key: _looked_up(key, decisions.draft_of(key)) for key in keys[:MOST_REFERENCES]}
            )

    def _asked(self, event: IssueEvent) -> dict[str, set[Decision]]:
        """What an edit of the issue by a person asks for; nothing if it is another event."""
        is_asked = (
            event.action == "edited"
            and event.issue.state == "open"
            and self.host.is_ours(event.issue, MARKER)
            and self.host.is_person(event.sender)
        )
        return ticked_in(event.issue.body or "") if is_asked else {}

    def decide(self, event: IssueEvent, found: Path) -> str:
        """Do what the ticked boxes ask for, with what `look_up` left in a file; what was done, in a line.

        An exception is raised again after an apology in a comment.
        """
        issue, sender = event.issue, event.sender
        ticked = self._asked(event)
        if not (ticked and sender):
            return f"#{issue.number}: nothing to do"
        try:
            if not self.host.may_write(sender.login):
                self._edit(issue.number, unticked)
                reason = f"{sender.login} may not decide, since that takes the right to write here"
                return self._report(issue, [reason], "not allowed")
            return self._decide(issue, ticked, sender.login, read_artifact(found, LookUps))
        except Exception:
            with suppress(HostError):  # the first error is the one to report
                self.host.comment(issue.number, COMMENT, rendered("failed"))
            raise

    def _decide(self, issue: Issue, ticked: Mapping[str, set[Decision]], login: str, found: LookUps) -> str:
        answers = _Answers()
        with self._checkout() as checkout:
            papers = {digest(key): (key, one) for key, one in read_state(checkout.folder)[0].papers.items()}
            chosen: dict[str, Decision] = {}
            for paper, decisions in ticked.items():
                if paper in papers and len(decisions) > 1:
                    answers.failures.append(f"{papers[paper][1].title}: tick one box only")
                elif paper in papers:
                    (chosen[paper],) = decisions
            self._reject(checkout, papers, chosen, login, answers)
        for paper, decision in chosen.items():
            if decision == "accepted":
                key, shown = papers[paper]
                self._accept(issue, key, shown, login, found, answers)
        if answers.lines:
            # Boxes that were ticked meanwhile stay ticked.
            self._edit(issue.number, lambda body: answered(body, answers.lines))
        done = f"{len(answers.lines)} answered, {len(answers.failures)} not"
        return self._report(issue, answers.failures, done)

    def _reject(
        self,
        checkout: Checkout,
        papers: Mapping[str, tuple[str, ShownPaper]],
        chosen: Mapping[str, Decision],
        login: str,
        answers: _Answers,
    ) -> None:
        """Record the rejections on the base branch, where they need no review."""
        decisions: Decisions | None = None
        for paper, decision in chosen.items():
            if decision == "accepted":
                continue
            key, shown = papers[paper]
            if shown.decision != decision:
                decisions = decisions or self._decisions(checkout, login)
                (result,) = decisions.reject([key], _rejection(decision))
                if not result.done:
                    answers.failures.append(result.message)
                    continue
            answers.lines[paper] = Markdown(f"{text(decision)}, decided by {text(login)}")
        if decisions is not None:
            self._record(checkout)

    def _accept(  # noqa: PLR0913, PLR0917 - the parts of a proposal
        self, issue: Issue, key: str, shown: ShownPaper, login: str, found: LookUps, answers: _Answers
    ) -> None:
        """Open a pull request with the draft of a paper and its line in `discovery.yaml`."""
        paper = digest(key)
        pull = open_proposal(self.host, _marker(paper))
        try:
            if pull is not None:  # from a run that ended before its checks were started, perhaps
                start_checks(self.host, pull.head.ref)
            else:
                with Checkout.fresh(self.root, self.base, self.host.settings) as checkout:
                    pull = self._propose(checkout, issue, key, shown, login, found, answers)
        except UnderReviewError as error:
            answers.failures.append(f"{shown.title}: {error}")
        except NotAllowedError as error:
            answers.failures.append(f"{shown.title}: open its pull request yourself: {error}")
        if pull is not None:
            answers.lines[paper] = Markdown(f"accepted by {text(login)}: #{pull.number}")

    def _propose(  # noqa: PLR0913, PLR0917 - the parts of a proposal
        self,
        checkout: Checkout,
        issue: Issue,
        key: str,
        shown: ShownPaper,
        login: str,
        found: LookUps,
        answers: _Answers,
    ) -> PullRequest | None:
        state = read_state(checkout.folder)[0]
        if key not in state.papers:  # where the record itself is still a pull request
            write_state(checkout.folder, state.with_paper(key, shown))
        decisions = self._decisions(checkout, login)
        decisions.found = {key: _draft(found[key])}
        (result,) = decisions.accept([key])
        entry = read_state(checkout.folder)[0].papers[key].entry
        paths = tuple(checkout.changed([ENTRIES, DISCOVERY]))
        path = entry_path(entry) if entry else ""
        if not result.done or not entry or not (checkout.folder / path).exists():
            answers.failures.append(result.message)
            return None
        if not paths:
            answers.lines[digest(key)] = Markdown(f"accepted: {text(path)}")
            return None
        branch = f"add/{entry}"
        draft = rendered(
            "candidate_accepted",
            issue=issue.number,
            login=login,
            title=shown.title,
            path=path,
            address=f"{self.host.settings.home}/edit/{branch}/{path}",
            entry=(checkout.folder / path).read_text(encoding="utf-8")[:MAX_SHOWN],
        )
        message = f"Add {entry} as a draft\n\nAccepted in #{issue.number}.\n"
        proposal = Proposal(branch, f"Add: {shown.title}", draft, _marker(digest(key)), message, paths)
        return propose(self.host, checkout, proposal, self.base)

    # --- what both have in common --------------------------------------------------------------------------

    @contextmanager
    def _checkout(self) -> Iterator[Checkout]:
        """The newest commit of the base branch, with what an open pull request records."""
        with Checkout.fresh(self.root, self.base, self.host.settings) as checkout:
            pull = open_proposal(self.host, f"<!-- survey:{BRANCH} -->")
            if pull and checkout.tip(pull.head.ref):
                state = read_state(checkout.folder)[0]
                write_state(checkout.folder, state.merged(state_of(checkout.read(pull.head.ref, DISCOVERY))))
            yield checkout

    def _record(self, checkout: Checkout) -> str:
        """Push `discovery.yaml` to the base branch, or propose it if the branch is protected."""
        return propose_changes(
            self.host,
            checkout.folder,
            [DISCOVERY],
            branch=BRANCH,
            title=RECORD,
            text=rendered("candidates_recorded"),
            base=self.base,
            direct=True,
        )

    def _decisions(self, checkout: Checkout, login: str) -> Decisions:
        kb = load(checkout.folder)
        builder = EntryBuilder(checkout.folder, kb, self.today)
        add_proposed_works(self.host, builder, checkout, self.base)
        return Decisions(Discovery(checkout.folder, kb, self.services, self.today), builder, login)

    def _edit(self, number: int, change: Callable[[str], str]) -> None:
        """Change the text of the issue as it is now."""
        before = self.host.issue(number).body or ""
        if (after := change(before)) != before:
            self.host.edit_issue(number, after)

    def _report(self, issue: Issue, failures: Sequence[str], done: str) -> str:
        """Say in a comment what could not be done."""
        if failures:
            self.host.comment(issue.number, COMMENT, rendered("undecided", reasons=failures))
        return f"#{issue.number}: {'; '.join([done, *failures])}"


def _marker(paper: str) -> str:
    """What the pull request of an accepted paper starts with."""
    return f"<!-- survey:accepted:{paper} -->"


def _rejection(decision: Decision) -> Rejection:
    if decision == "accepted":
        raise ValueError(decision)
    return decision


def _looked_up(key: str, found: Draft | str) -> LookedUp:
    return LookedUp(key, reason=found) if isinstance(found, str) else LookedUp(key, (found,))


def _draft(found: LookedUp) -> Draft | str:
    return found.drafts[0] if found.drafts else found.reason


def _paper(paper: FoundPaper, kb: KnowledgeBase, ticked: set[Decision]) -> dict[str, object]:
    """A paper as the text of the issue shows it."""
    node = kb.taxonomy[paper.node] if paper.node and paper.node in kb.taxonomy else None
    return {
        "title": paper.title,
        "url": paper.url,
        "facts": [paper.authors, paper.published.isoformat() if paper.published else ""],
        "id": paper.key.removeprefix("arxiv:"),
        "reason": paper.reason,
        "words": paper.words,
        "near": [(kb[work_id].title, work_id) for work_id in paper.near if work_id in kb],
        "place": " > ".join(step.short for step in (*node.ancestors, node)) if node else "",
        "node": node.id if node else "",
        "similar": paper.similar,
        "boxes": boxes(paper.key, ticked),
    }
