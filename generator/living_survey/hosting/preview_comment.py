"""The comment on a pull request, from data that its own code has made and that is not trusted."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from pydantic import ValidationError

from living_survey.hosting.host import HostError
from living_survey.hosting.preview import Preview
from living_survey.rendering.markdown import Markdown, link, table, text

if TYPE_CHECKING:
    from living_survey.hosting.events import RunEvent
    from living_survey.hosting.host import Artifact, Host
    from living_survey.hosting.preview import Card, Place

ARTIFACT, MEMBER, SITE = "preview", "preview.json", "site"
COMMENT = "<!-- survey:preview -->"
MAX_ARCHIVE = 1024 * 1024
MAX_PREVIEW = 512 * 1024
_OUTCOMES = {"success": "passed", "failure": "failed", "cancelled": "were stopped"}


class BadPreviewError(Exception):
    """What a run left behind is not a preview."""


def read_preview(archive: bytes) -> Preview:
    """The preview in an archive, read in memory; raise `BadPreviewError` for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(MEMBER) as file:
            content = file.read(MAX_PREVIEW + 1)
        if len(content) > MAX_PREVIEW:
            raise BadPreviewError(f"more than {MAX_PREVIEW:,} bytes")
        return Preview.model_validate_json(content)
    except ValidationError as error:
        raise BadPreviewError(f"{error.error_count()} values are not what they should be") from error
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        zlib.error,
    ) as error:
        raise BadPreviewError("not an archive with a preview") from error


def comment_on_run(host: Host, event: RunEvent) -> str:
    """Write the preview of a run into a comment on its pull request; what was done, in a line.

    Which pull request it is follows from the commit that ran, never from what the run says.
    """
    run = event.workflow_run
    pulls = [
        pull
        for pull in host.pulls_from(run.head_repository.owner.login, run.head_branch)
        if pull.head.sha == run.head_sha
    ]
    if not pulls:
        return "no open pull request has this commit; nothing to do"
    artifacts = {artifact.name: artifact for artifact in host.artifacts(run.id) if not artifact.expired}
    page = f"{host.settings.home}/actions/runs/{run.id}"
    try:
        preview = read_preview(_download(host, artifacts.get(ARTIFACT)))
        shown = as_markdown(preview)
        done = f"{len(preview.cards)} works shown"
    except (BadPreviewError, HostError) as error:
        shown = Markdown("There is no preview: the run ended early, or its preview cannot be read.")
        done = f"no preview ({error})"
    outcome = _OUTCOMES.get(run.conclusion or "", "ended")
    end = f"The checks {outcome}: {link('details', page)}."
    if SITE in artifacts:
        end += f" The site with this change: {link('download', f'{page}/artifacts/{artifacts[SITE].id}')}."
    for pull in pulls:
        host.say(pull.number, COMMENT, f"{shown}\n\n{end}\n")
    return f"#{pulls[0].number}: {done}"


def _download(host: Host, artifact: Artifact | None) -> bytes:
    if artifact is None:
        raise BadPreviewError("the run left none")
    return host.download(artifact, MAX_ARCHIVE)


def as_markdown(preview: Preview) -> Markdown:
    """A preview for people; every value is shown as plain text."""
    parts = ["## Preview"]
    if preview.errors:
        parts.append(
            "The entries have errors, which are shown beside their lines in “Files changed”; the preview "
            "follows when they are fixed."
        )
    parts += [_card(card) for card in preview.cards]
    parts += [f"Removed: {', '.join(f'`{work}`' for work in preview.removed)}"] if preview.removed else []
    parts += [f"And {preview.more:,} more works."] if preview.more else []
    if not (preview.cards or preview.removed or preview.errors):
        parts.append("No entry changes.")
    return Markdown("\n\n".join(parts))


def _card(card: Card) -> str:
    authors = ", ".join(text(name) for name in card.authors)
    authors += f" and {card.more_authors:,} more" if card.more_authors else ""
    facts = [authors, str(card.year), text(card.venue)]
    blocks = [
        f"### {card.change.capitalize()}: {link(card.title, card.url)}",
        f"{' · '.join(fact for fact in facts if fact)} · `{card.id}`",
        text(card.summary),
        " · ".join(f"{text(one.facet)}: {', '.join(map(text, one.values))}" for one in card.facets),
        "\n".join(f"- {text(line)}" for line in card.stated),
        "\n".join(line for place in card.places for line in _place(place)),
    ]
    blocks = [block for block in blocks if block]
    if card.near:
        near = "; ".join(f"{text(other.title)} (`{other.id}`)" for other in card.near)
        blocks.append(f"⚠ Similar titles: {near}. Is it the same work?")
    if card.differences:
        rows = [(d.kind, d.entry or "nothing", d.outside, d.source) for d in card.differences]
        blocks += ["Differs from arXiv or Crossref:", table(("What", "Entry", "There", "Source"), rows)]
    return "\n\n".join(blocks)


def _place(place: Place) -> list[str]:
    path = " > ".join(text(step) for step in place.way)
    note = f": {text(place.note)}" if place.note else ""
    return [f"- {path} (`{place.node}`){note}", *(f"  - {text(line)}" for line in place.stated)]
