"""An issue from a form is answered: by a pull request, by what is in the way, or by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.hosting.additions import addition, remarks_on
from living_survey.hosting.answers import RefusedError, read_answers
from living_survey.hosting.checkout import Checkout, GitError
from living_survey.hosting.corrections import Correction, NeedsPersonError, apply, correction, moved_link
from living_survey.hosting.forms import ADD, BY_PERSON, CORRECT, forms
from living_survey.hosting.proposals import (
    ChangedByHandError,
    NotAllowedError,
    Proposal,
    open_proposal,
    propose,
    renew_readme,
)
from living_survey.loading import InvalidKnowledgeError, load
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse
from living_survey.rendering.markdown import Markdown, fenced, link, text
from living_survey.sources.adding import Desk
from living_survey.sources.fetching import BusyError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from living_survey.hosting.events import IssueEvent
    from living_survey.hosting.forms import Form
    from living_survey.hosting.host import Host, PullRequest, User
    from living_survey.sources.adding import Prepared
    from living_survey.sources.outside import Outside

COMMENT = "<!-- survey:issue -->"
ACTIONS = frozenset({"opened", "edited", "reopened"})
MAX_SHOWN = 20_000
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")


@dataclass
class Office:
    """What answering takes: the host, the repository on this machine, the services, and the day."""

    host: Host
    root: Path
    outside: Outside
    today: date

    def answer(self, event: IssueEvent) -> str:
        """Do what an issue asks for and say so in a comment; what was done, in a line.

        What is wrong with the issue is answered there. What is wrong here raises `HostError`, `GitError` or
        `InvalidKnowledgeError`, after an apology if that can be had.
        """
        issue = event.issue
        if event.action not in ACTIONS or issue.state != "open" or issue.pull_request is not None:
            return f"#{issue.number}: nothing to do"
        try:
            return self._answer(event)
        except RefusedError as error:
            self._say(event, _refusal(error, open_proposal(self.host, _marker(event))))
            return f"#{issue.number}: refused ({'; '.join(error.reasons)})"
        except NeedsPersonError as error:
            self.host.add_label(issue.number, BY_PERSON.name)
            file = (
                f"{self.host.settings.home}/edit/{event.repository.default_branch}/entries/{error.work}.yaml"
            )
            self._say(event, _handed_over(error, file))
            return f"#{issue.number}: left to a person ({error})"
        except ChangedByHandError as error:
            self._say(
                event,
                f"Somebody has changed the {error} by hand, so it stays as it is. Please comment there.",
            )
            return f"#{issue.number}: {error} was changed by hand"
        except NotAllowedError as error:
            self._say(event, _not_allowed(str(error)))
            return f"#{issue.number}: the branch is there, but no pull request may be opened"
        except (GitError, InvalidKnowledgeError, BusyError):
            self._say(event, _APOLOGY)
            raise

    def _say(self, event: IssueEvent, words: str) -> None:
        self.host.say(event.issue.number, COMMENT, words)

    def _answer(self, event: IssueEvent) -> str:
        labels = {label.name for label in event.issue.labels}
        base = event.repository.default_branch
        with Checkout.fresh(self.root, base, self.host.settings) as checkout:
            kb = load(checkout.folder)
            form = next((form for name, form in forms(kb).items() if name in labels), None)
            if form is None:
                return f"#{event.issue.number}: not from a form"
            answers = read_answers(form, event.issue.body or "")
            if form.label == ADD:
                return self._add(
                    event,
                    form,
                    answers,
                    Desk(checkout.folder, kb, read_vocabulary(checkout.folder)[0], self.today),
                    checkout,
                )
            wanted = (correction if form.label == CORRECT else moved_link)(answers, kb)
            apply(wanted, checkout.folder)
            source = answers.get("source", "")
            return self._correct(event, wanted, source, checkout)

    def _add(
        self, event: IssueEvent, form: Form, answers: dict[str, str], desk: Desk, checkout: Checkout
    ) -> str:
        self._know_proposals(event, desk, checkout)
        prepared = addition(answers, desk, self.outside)
        desk.write(prepared)
        paths = (prepared.path, *renew_readme(desk.root))
        title = f"Add {prepared.id}"
        proposal = Proposal(
            branch=f"add/{prepared.id}",
            title=title,
            body=_addition_body(event, prepared, desk),
            marker=_marker(event),
            message=_message(title, event, self.host),
            paths=paths,
        )
        pull = propose(self.host, checkout, proposal, event.repository.default_branch)
        self._say(event, _thanks(pull, prepared, form))
        return f"#{event.issue.number}: {prepared.path} is proposed in #{pull.number}"

    def _know_proposals(self, event: IssueEvent, desk: Desk, checkout: Checkout) -> None:
        """Know the works of other proposals, so that none is proposed twice and no id is given twice."""
        for pull in self.host.our_pulls():
            if not pull.head.ref.startswith("add/") or (pull.body or "").startswith(_marker(event)):
                continue
            if checkout.tip(pull.head.ref) is None:
                continue
            for path in checkout.changed_since_base(
                pull.head.ref, event.repository.default_branch, "entries"
            ):
                _know(desk, path, checkout.read(pull.head.ref, path))

    def _correct(self, event: IssueEvent, wanted: Correction, source: str, checkout: Checkout) -> str:
        paths = (wanted.path, *renew_readme(checkout.folder))
        title = f"Correct {wanted.work}: {wanted.field}"
        proposal = Proposal(
            branch=f"fix/{wanted.work}-{event.issue.number}",
            title=title,
            body=_correction_body(event, wanted, source),
            marker=_marker(event),
            message=_message(title, event, self.host),
            paths=paths,
        )
        pull = propose(self.host, checkout, proposal, event.repository.default_branch)
        self._say(
            event, f"Thank you! {text(_change(wanted))}: this is proposed in #{pull.number}.\n\n{_NEXT}"
        )
        return f"#{event.issue.number}: {wanted.path} is corrected in #{pull.number}"


def _know(desk: Desk, path: str, content: str) -> None:
    """Know the work of an entry that is proposed; one that cannot be read is its reviewers' business."""
    try:
        tree = parse(content)
    except YamlError:
        return
    data = tree.value() if isinstance(tree, Tree) else {}
    title, arxiv, doi = (data.get(name) for name in ("title", "arxiv", "doi"))
    desk.known.add(
        path.removeprefix("entries/").removesuffix(".yaml"),
        title if isinstance(title, str) else None,
        arxiv if isinstance(arxiv, str) else None,
        doi if isinstance(doi, str) else None,
    )


# --- words ----------------------------------------

_NEXT = (
    "What comes next: the checks run there, a maintainer has a look, and this issue closes by itself when it "
    "is accepted. To change something, **edit this issue**: the pull request follows."
)
_APOLOGY = (
    "Something went wrong here, and it is not your fault. A maintainer sees the failed run; editing this "
    "issue tries again. Nothing that you wrote is lost."
)


def _marker(event: IssueEvent) -> str:
    return f"<!-- survey:issue:{event.issue.number} -->"


def _message(title: str, event: IssueEvent, host: Host) -> str:
    """A commit message that credits whoever wrote the issue, and holds nothing that they wrote."""
    author = event.issue.user
    lines = [title, "", f"Asked for in #{event.issue.number}."]
    if _LOGIN.fullmatch(author.login):
        lines += ["", f"Co-authored-by: {author.login} <{host.settings.address_of(author.login, author.id)}>"]
    return "\n".join([*lines, ""])


def _name(user: User) -> str:
    return f"@{user.login}" if _LOGIN.fullmatch(user.login) else "somebody"


def _addition_body(event: IssueEvent, prepared: Prepared, desk: Desk) -> Markdown:
    draft = prepared.draft
    lines = [
        f"Closes #{event.issue.number}, where {_name(event.issue.user)} asks for it.",
        "",
        f"**{text(draft.title or '')}** · `{prepared.path}`",
        "",
    ]
    for tag in draft.tags:
        node = desk.kb.taxonomy[tag.node]
        way = " > ".join(text(step.short) for step in (*node.ancestors, node))
        lines.append(f"- {way} (`{node.id}`): {text(tag.note or 'no note')}")
    if remarks := remarks_on(prepared):
        lines += ["", "To look at:", "", *(f"- {text(remark)}" for remark in remarks)]
    return Markdown("\n".join([*lines, "", _CHECKLIST]))


_CHECKLIST = """Before it is merged:

- [ ] it belongs to the subject of this survey
- [ ] the places are right (their pages say what belongs there), the main one first
- [ ] the notes say what the work does, in words of their own
- [ ] the facts are those of the paper"""


def _correction_body(event: IssueEvent, wanted: Correction, source: str) -> Markdown:
    lines = [
        f"Closes #{event.issue.number}, where {_name(event.issue.user)} reports it.",
        "",
        f"`{wanted.path}`, {wanted.field}:",
        "",
        f"- before: {text(wanted.before or 'nothing')}",
        f"- after: {text(wanted.after)}",
    ]
    if source:
        lines += ["", f"To be seen at: {text(source)}"]
    return Markdown("\n".join(lines))


def _change(wanted: Correction) -> str:
    before = wanted.before or "nothing"
    return f"the {wanted.field} of {wanted.work} changes from “{before}” to “{wanted.after}”"


def _thanks(pull: PullRequest, prepared: Prepared, form: Form) -> str:
    shown = prepared.text if len(prepared.text) <= MAX_SHOWN else prepared.text[:MAX_SHOWN]
    title = text(prepared.draft.title or "")
    lines = [
        f"Thank you! **{title}** is proposed in #{pull.number}, with you as co-author.",
        "",
        _NEXT,
    ]
    if remarks := remarks_on(prepared):
        lines += ["", "Perhaps you want to look at:", "", *(f"- {text(remark)}" for remark in remarks)]
    lines += [
        "",
        f"<details><summary>The entry that “{form.name}” made: <code>{prepared.path}</code></summary>",
        "",
        fenced(shown, "yaml"),
        "",
        "</details>",
    ]
    return "\n".join(lines)


def _refusal(error: RefusedError, pull: PullRequest | None) -> str:
    stays = f" The pull request #{pull.number} stays as it was until then." if pull else ""
    return "\n".join(
        [
            "This cannot be done yet:",
            "",
            *(f"- {text(reason)}" for reason in error.reasons),
            "",
            "**Edit the issue** (“…” and “Edit” at the top of it) and it is tried again within some minutes."
            + stays,
        ]
    )


def _handed_over(error: NeedsPersonError, file: str) -> str:
    return (
        f"Thank you! This waits for a maintainer: {text(str(error))}. "
        f"If you like, {link('change the file yourself', file)}; the host makes a pull request of it."
    )


def _not_allowed(address: str) -> str:
    return (
        f"The change is ready on a branch, but programs may not open pull requests here. "
        f"A maintainer can {link('open it', address)}, and allow it for the future: Settings, Actions, "
        "General, “Allow GitHub Actions to create and approve pull requests”."
    )
