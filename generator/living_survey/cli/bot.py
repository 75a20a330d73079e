"""Commands that workflows of the repository's host run: bot forms, issue, candidates, decide and others.

Those that ask services are run by jobs that cannot write, and leave what they found in a file for the others.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    CheckOnly,
    announce,
    fail,
    load_knowledge,
    plain_typer,
    print_line,
    print_visible,
    read_text,
    report_fetch,
    survey_root,
    today,
)
from living_survey.hosting.artifacts import BadArtifactError, FoundPapers, read_artifact
from living_survey.hosting.candidate_issue import CandidateIssue
from living_survey.hosting.checkout import GitError
from living_survey.hosting.events import BadEventError, IssueEvent, RunEvent, read_event
from living_survey.hosting.forms import CANDIDATES, create_labels, forms
from living_survey.hosting.host import Host, HostError
from living_survey.hosting.issues import IssueHandler
from living_survey.hosting.preview import Preview, changed_works, preview
from living_survey.hosting.preview_comment import comment_on_run
from living_survey.hosting.proposals import NotAllowedError, UnderReviewError, propose_changes
from living_survey.hosting.reports import update_report
from living_survey.hosting.settings import HostSettings, NotConfiguredError
from living_survey.loading import InvalidKnowledgeError
from living_survey.loading.inspection import inspect
from living_survey.loading.writing import replace_file
from living_survey.rendering.markdown import Markdown
from living_survey.sources.discovery.asking import SERVICES
from living_survey.sources.discovery.listing import summary
from living_survey.sources.fetching import BusyError
from living_survey.sources.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator

bot = plain_typer(help="Commands that workflows of the repository's host run.")
EventFile = Annotated[
    Path, typer.Option("--event", envvar="GITHUB_EVENT_PATH", help="The event, as the host's JSON.")
]

FoundFile = Annotated[Path, typer.Option("--found", help="What `survey bot look-up` wrote about the issue.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="Write to this file, as JSON.")]
Base = Annotated[str, typer.Option(help="The branch that decisions are recorded on.")]


@bot.command("forms")
def bot_forms(
    ctx: typer.Context,
    check: CheckOnly = False,
) -> None:
    """Write the issue forms, which list the places of the taxonomy."""
    root = survey_root(ctx)
    stale = 0
    for form in forms(load_knowledge(root)).values():
        target = root / form.path
        if read_text(target) == form.text():
            continue
        stale += 1
        if check:
            print_line(f"{form.path} is not up to date; run: survey bot forms")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, form.text())
            print_line(f"wrote {form.path}")
    if check and stale:
        raise typer.Exit(EXIT_PROBLEMS)


@bot.command("look-up")
def bot_look_up(ctx: typer.Context, event: EventFile, output: Output) -> None:
    """Ask services about the works that an issue suggests or accepts, and write what they say.

    Needs a token that can read issues and pull requests, and changes nothing at the host.
    """
    root = survey_root(ctx).resolve()
    services = Services.of(root)
    with host_errors():
        found = read_event(event, IssueEvent)
        if CANDIDATES.name in {label.name for label in found.issue.labels}:
            base = found.repository.default_branch
            looked_up = CandidateIssue(open_host(), root, services, today(), base).look_up(found)
        else:
            looked_up = IssueHandler(open_host(), root, today()).look_up(found, services)
    replace_file(output, looked_up.model_dump_json(indent=1) + "\n")
    print_line(f"{len(looked_up.found)} references looked up")


@bot.command("issue")
def bot_issue(ctx: typer.Context, event: EventFile, found: FoundFile) -> None:
    """Answer an issue from a form.

    The answer is a pull request, a list of what must be changed, or a call for a maintainer.
    """
    root = survey_root(ctx).resolve()
    with host_errors():
        handler = IssueHandler(open_host(), root, today())
        print_visible(handler.answer(read_event(event, IssueEvent), found))


@bot.command("find")
def bot_find(ctx: typer.Context, output: Output, base: Base = "main") -> None:
    """Look for new papers, and write those to show in the issue "Candidates".

    Needs a token that can read pull requests, and changes nothing at the host. Fails if no source answered.
    """
    root = survey_root(ctx).resolve()
    services = Services.of(root)
    announce(services, list(dict.fromkeys(host for hosts in SERVICES.values() for host in hosts)))
    with host_errors():
        listing, found = CandidateIssue(open_host(), root, services, today(), base).find()
    replace_file(output, found.model_dump_json(indent=1) + "\n")
    print_visible(summary(listing))
    if listing.harvested and all(one.failure for one in listing.harvested):
        raise typer.Exit(EXIT_PROBLEMS)


@bot.command("candidates")
def bot_candidates(
    ctx: typer.Context,
    found: Annotated[Path, typer.Argument(help="What `survey bot find` wrote.")],
    base: Base = "main",
) -> None:
    """Record in discovery.yaml which papers are shown, and update the issue "Candidates"."""
    root = survey_root(ctx).resolve()
    with host_errors():
        issue = CandidateIssue(open_host(), root, Services.of(root), today(), base)
        print_visible(issue.update(read_artifact(found, FoundPapers)))


@bot.command("decide")
def bot_decide(ctx: typer.Context, event: EventFile, found: FoundFile) -> None:
    """Do what the boxes ask for that were ticked in the issue "Candidates".

    An accepted paper gets a pull request with a draft; a rejection is recorded in discovery.yaml.
    """
    root = survey_root(ctx).resolve()
    with host_errors():
        asked = read_event(event, IssueEvent)
        base = asked.repository.default_branch
        issue = CandidateIssue(open_host(), root, Services.of(root), today(), base)
        print_visible(issue.decide(asked, found))


@bot.command("preview")
def bot_preview(
    ctx: typer.Context,
    since: Annotated[str, typer.Option(help="The commit to compare with.")],
    output: Output,
    ask: Annotated[bool, typer.Option("--ask", help="Ask arXiv about the changed works first.")] = False,
) -> None:
    """Write the works that a pull request changes, with similar works, as JSON."""
    root = survey_root(ctx)
    inspection = inspect(root)
    if inspection.knowledge is None:
        found = Preview(errors=len(inspection.errors))
    else:
        kb, services = inspection.knowledge, Services.of(root)
        try:
            changed = changed_works(root, since)
            if ask:
                announce(services, ["arXiv"])
                report_fetch(services.ask_arxiv([kb[work_id] for work_id in changed if work_id in kb]))
        except (GitError, BusyError) as error:
            fail(str(error))
        found = preview(kb, services.cache, changed, root, since)
    replace_file(output, found.model_dump_json(indent=1) + "\n")
    print_line(f"{len(found.cards)} works shown, {len(found.removed)} removed, {found.more} more")


@bot.command("comment")
def bot_comment(event: EventFile) -> None:
    """Write the preview of a finished run into a comment on its pull request."""
    with host_errors():
        print_visible(comment_on_run(open_host(), read_event(event, RunEvent)))


@bot.command("report")
def bot_report(
    label: Annotated[str, typer.Option(help="The label of the issue.")],
    title: Annotated[str, typer.Option(help="Its title.")],
    file: Annotated[Path, typer.Option(help="Its text, in Markdown.")],
    outcome: Annotated[str, typer.Option(help="Of the check: success closes the issue, failure opens it.")],
) -> None:
    """Open, update or close the issue of a repeated report."""
    text = read_text(file)
    if outcome not in {"success", "failure"}:
        fail(f'unknown outcome "{outcome}"; success or failure')
    if outcome == "failure" and not (text or "").strip():
        fail(f"{file}: the report is empty or cannot be read")
    with host_errors():
        report, clean = Markdown(text or ""), outcome == "success"
        print_visible(update_report(open_host(), label, title, report, clean=clean))


@bot.command("propose")
def bot_propose(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="Files and folders; what has changed there is proposed.")
    ],
    *,
    branch: Annotated[str, typer.Option(help="The branch of the pull request.")],
    title: Annotated[str, typer.Option(help="The title of the pull request.")],
    body: Annotated[Path | None, typer.Option(help="A file with its text, in Markdown.")] = None,
    base: Annotated[str, typer.Option(help="The branch that the changes are for.")] = "main",
    direct: Annotated[
        bool,
        typer.Option(
            "--direct", help="Push to the base branch; open a pull request only if that is refused."
        ),
    ] = False,
) -> None:
    """Open or update a pull request with the changes of this checkout."""
    text = read_text(body) if body else ""
    if text is None:
        fail(f"{body}: cannot be read")
    root = survey_root(ctx).resolve()
    with host_errors():
        done = propose_changes(
            open_host(),
            root,
            paths,
            branch=branch,
            title=title,
            text=Markdown(text),
            base=base,
            direct=direct,
        )
    print_visible(done)


@bot.command("labels")
def bot_labels() -> None:
    """Create the labels that forms and workflows use, if they are missing."""
    with host_errors():
        created = create_labels(open_host())
    print_line(f"created {', '.join(created)}" if created else "all labels exist")


def open_host() -> Host:
    """The repository's host, as the environment of a workflow has it."""
    try:
        return Host(HostSettings.of())
    except NotConfiguredError as error:
        fail(str(error))


@contextmanager
def host_errors() -> Iterator[None]:
    """An error of the host, git or an event file is reported on one line and ends the command."""
    try:
        yield
    except InvalidKnowledgeError as error:
        print_line(str(error), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except UnderReviewError as error:
        fail(f"{error}, so it is not changed; merge or close it first", EXIT_PROBLEMS)
    except NotAllowedError as error:
        fail(f"workflows may not open pull requests here; open it by hand: {error}", EXIT_PROBLEMS)
    except (GitError, BadArtifactError, BadEventError, HostError, BusyError) as error:
        fail(str(error), EXIT_PROBLEMS)
