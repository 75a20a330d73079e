"""Issues from the forms: each is answered by a pull request, by what to change, or by a maintainer."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.hosting.additions import addition, references, warnings_of
from living_survey.hosting.answers import RefusedError, read_answers
from living_survey.hosting.artifacts import LookUps, read_artifact
from living_survey.hosting.checkout import Checkout
from living_survey.hosting.corrections import NeedsMaintainerError, apply, correction, moved_link
from living_survey.hosting.forms import ADD, CORRECT, NEEDS_MAINTAINER, forms
from living_survey.hosting.host import HostError
from living_survey.hosting.limits import check_open_proposals
from living_survey.hosting.proposals import (
    NotAllowedError,
    Proposal,
    UnderReviewError,
    open_proposal,
    propose,
)
from living_survey.hosting.texts import rendered
from living_survey.knowledge.duplicates import Identity
from living_survey.loading import load
from living_survey.loading.files import ENTRIES, entry_path, work_id_of
from living_survey.loading.yaml_tree import YamlError, read_mapping
from living_survey.rendering.markdown import Markdown
from living_survey.sources.adding import EntryBuilder, look_up

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from living_survey.hosting.corrections import Correction
    from living_survey.hosting.events import IssueEvent
    from living_survey.hosting.host import Host, PullRequest
    from living_survey.sources.adding import Prepared
    from living_survey.sources.services import Services

COMMENT = "<!-- survey:issue -->"
ACTIONS = frozenset({"opened", "edited", "reopened"})
MAX_SHOWN = 20_000
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")


@dataclass
class IssueHandler:
    """Answers issues of a repository; `root` is a checkout of it on this machine.

    `look_up` asks services and writes nothing; `answer` writes at the host and asks no service.
    """

    host: Host
    root: Path
    today: date

    def look_up(self, event: IssueEvent, services: Services) -> LookUps:
        """What services say of the work that an issue suggests; nothing if it is refused without them."""
        if not _is_asked(event) or ADD.name not in {label.name for label in event.issue.labels}:
            return LookUps()
        base = event.repository.default_branch
        with Checkout.fresh(self.root, base, self.host.settings) as checkout:
            kb = load(checkout.folder)
            builder = EntryBuilder(checkout.folder, kb, self.today)
            try:
                check_open_proposals(self.host, event)
                answers = read_answers(forms(kb)[ADD.name], event.issue.body or "")
                proposed = add_proposed_works(self.host, builder, checkout, base, without=_marker(event))
                named = references(answers["work"], builder, proposed)
            except RefusedError:
                return LookUps()
        return LookUps.of(dict(zip(named, look_up(named, services), strict=True)))

    def answer(self, event: IssueEvent, found: Path) -> str:
        """Do what an issue asks for, with what `look_up` left in a file, and answer in a comment.

        Returns what was done, in a line.

        Every exception but those that are answered is raised again after an apology in a comment.
        """
        number = event.issue.number
        if not _is_asked(event):
            return f"#{number}: nothing to do"
        try:
            return self._answer(event, found)
        except RefusedError as error:
            pull = open_proposal(self.host, _marker(event))
            self._reply(event, "refused", reasons=error.reasons, pull=pull and pull.number)
            return f"#{number}: refused ({'; '.join(error.reasons)})"
        except NeedsMaintainerError as error:
            self.host.add_label(number, NEEDS_MAINTAINER.name)
            base = event.repository.default_branch
            file = f"{self.host.settings.home}/edit/{base}/{entry_path(error.work)}"
            self._reply(event, "needs_maintainer", reason=str(error), file=file)
            return f"#{number}: left to a maintainer ({error})"
        except UnderReviewError as error:
            self._reply(event, "under_review", branch=error.branch, pull=error.pull, reason=error.reason)
            return f"#{number}: not changed, {error}"
        except NotAllowedError as error:
            self._reply(event, "not_allowed", address=str(error))
            return f"#{number}: on a branch, but no pull request may be opened"
        except Exception:
            with suppress(HostError):  # the first error is the one to report
                self._reply(event, "failed")
            raise

    def _reply(self, event: IssueEvent, template: str, **values: object) -> None:
        self.host.comment(event.issue.number, COMMENT, rendered(template, **values))

    def _answer(self, event: IssueEvent, found: Path) -> str:
        labels = {label.name for label in event.issue.labels}
        base = event.repository.default_branch
        with Checkout.fresh(self.root, base, self.host.settings) as checkout:
            kb = load(checkout.folder)
            form = next((form for name, form in forms(kb).items() if name in labels), None)
            if form is None:
                return f"#{event.issue.number}: not from a form"
            check_open_proposals(self.host, event)
            answers = read_answers(form, event.issue.body or "")
            if form.label == ADD:
                builder = EntryBuilder(checkout.folder, kb, self.today)
                return self._add(event, answers, builder, checkout, read_artifact(found, LookUps))
            change = (correction if form.label == CORRECT else moved_link)(answers, kb)
            apply(change, checkout.folder)
            return self._correct(event, change, kb[change.work].title, answers.get("source", ""), checkout)

    def _add(
        self,
        event: IssueEvent,
        answers: dict[str, str],
        builder: EntryBuilder,
        checkout: Checkout,
        looked_up: LookUps,
    ) -> str:
        base = event.repository.default_branch
        proposed = add_proposed_works(self.host, builder, checkout, base, without=_marker(event))
        prepared = addition(answers, builder, looked_up, proposed)
        builder.write(prepared)
        title, warnings = prepared.draft.title or "", warnings_of(prepared)
        text = rendered(
            "addition",
            issue=event.issue.number,
            author=_author(event),
            title=title,
            path=prepared.path,
            tags=_tags(prepared, builder),
            warnings=warnings,
        )
        pull = self._propose(
            event,
            checkout,
            branch=f"add/{prepared.id}",
            title=f"Add: {title}",
            text=text,
            subject=f"Add {prepared.id}",
            path=prepared.path,
        )
        self._reply(
            event,
            "addition_proposed",
            title=title,
            pull=pull.number,
            path=prepared.path,
            entry=prepared.text[:MAX_SHOWN],
            warnings=warnings,
        )
        return f"#{event.issue.number}: {prepared.path} is proposed in #{pull.number}"

    def _correct(
        self, event: IssueEvent, change: Correction, work_title: str, source: str, checkout: Checkout
    ) -> str:
        shown = {"field": change.field, "before": change.before, "after": change.after}
        issue = event.issue.number
        text = rendered(
            "correction", issue=issue, author=_author(event), path=change.path, source=source, **shown
        )
        pull = self._propose(
            event,
            checkout,
            branch=f"fix/{change.work}-{issue}",
            title=f"Correct {change.field}: {work_title}",
            text=text,
            subject=f"Correct {change.work}: {change.field}",
            path=change.path,
        )
        self._reply(event, "correction_proposed", pull=pull.number, work=change.work, **shown)
        return f"#{issue}: {change.path} is corrected in #{pull.number}"

    def _propose(  # noqa: PLR0913 - the parts of a proposal
        self,
        event: IssueEvent,
        checkout: Checkout,
        *,
        branch: str,
        title: str,
        text: Markdown,
        subject: str,
        path: str,
    ) -> PullRequest:
        message = _message(subject, event, self.host)
        proposal = Proposal(branch, title, text, _marker(event), message, (path,))
        return propose(self.host, checkout, proposal, event.repository.default_branch)


def add_proposed_works(
    host: Host, builder: EntryBuilder, checkout: Checkout, base: str, *, without: str | None = None
) -> dict[str, int]:
    """Make the works of open proposals known, so that no work is proposed and no id given twice.

    `without` is the marker of a proposal that is left out. Returns the pull request of each work, by id.
    """
    proposed: dict[str, int] = {}
    for pull in host.our_pulls():
        branch = pull.head.ref
        if (without and (pull.body or "").startswith(without)) or checkout.tip(branch) is None:
            continue
        for path in checkout.changed_since_base(branch, base, ENTRIES):
            if not (checkout.folder / path).exists():
                _add_proposed_work(builder, path, checkout.read(branch, path))
                proposed[work_id_of(path)] = pull.number
    return proposed


def _add_proposed_work(builder: EntryBuilder, path: str, content: str) -> None:
    """Make the work of a proposed entry known; one that cannot be read is left to its reviewers."""
    try:
        data = read_mapping(content)
    except YamlError:
        return
    title, *addresses = (data.get(name) for name in ("title", "arxiv", "doi"))
    builder.known.add(
        work_id_of(path),
        Identity(str(title or ""), addresses=tuple(one for one in addresses if isinstance(one, str))),
    )


def _is_asked(event: IssueEvent) -> bool:
    """Whether an event asks for an answer."""
    issue = event.issue
    return event.action in ACTIONS and issue.state == "open" and issue.pull_request is None


def _marker(event: IssueEvent) -> str:
    return f"<!-- survey:issue:{event.issue.number} -->"


def _message(subject: str, event: IssueEvent, host: Host) -> str:
    """A commit message that credits the author of the issue and holds nothing that they wrote."""
    author = event.issue.user
    lines = [subject, "", f"Requested in #{event.issue.number}."]
    if _LOGIN.fullmatch(author.login):
        lines += ["", f"Co-authored-by: {author.login} <{host.settings.address_of(author.login, author.id)}>"]
    return "\n".join([*lines, ""])


def _author(event: IssueEvent) -> Markdown:
    """A mention of the issue's author."""
    login = event.issue.user.login
    return Markdown(f"@{login}" if _LOGIN.fullmatch(login) else "somebody")


def _tags(prepared: Prepared, builder: EntryBuilder) -> list[dict[str, str]]:
    """The tags of a new entry, with the paths of their nodes."""
    found = [(builder.kb.taxonomy[tag.node], tag.note or "") for tag in prepared.draft.tags]
    return [
        {"path": " > ".join(step.short for step in (*node.ancestors, node)), "node": node.id, "note": note}
        for node, note in found
    ]
