"""The comment on a pull request, from data made by its own code and therefore not trusted.

The run of a pull request uses the workflows, checks and program of that pull request. Its result means
something only if nothing but entries changes, which is decided here from the host's list of files.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from living_survey.hosting.artifacts import BadArtifactError, parse_artifact
from living_survey.hosting.host import HostError
from living_survey.hosting.preview import Preview
from living_survey.hosting.texts import rendered

if TYPE_CHECKING:
    from living_survey.hosting.events import RunEvent
    from living_survey.hosting.host import Artifact, Host

ARTIFACT, MEMBER, SITE = "preview", "preview.json", "site"
COMMENT = "<!-- survey:preview -->"
MAX_ARCHIVE = 1024 * 1024
MAX_PREVIEW = 512 * 1024
_OUTCOMES = {"success": "passed", "failure": "failed", "cancelled": "were cancelled"}


MAX_SHOWN_FILES = 20
_ENTRY = re.compile(r"entries/[a-z0-9-]+\.yaml")


def read_preview(archive: bytes) -> Preview:
    """The preview in an archive, read in memory; raise `BadArtifactError` if there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(MEMBER) as file:
            content = file.read(MAX_PREVIEW + 1)
    except Exception as error:  # a damaged archive makes the zipfile module raise many kinds
        raise BadArtifactError("not an archive with a preview") from error
    return parse_artifact(content, Preview, MAX_PREVIEW)


def comment_on_run(host: Host, event: RunEvent) -> str:
    """Write the preview of a run into a comment on its pull request; what was done, in a line.

    The pull request is found by the commit that ran, never by what the run says.
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
    site = f"{page}/artifacts/{artifacts[SITE].id}" if SITE in artifacts else None
    preview = None
    try:
        preview = read_preview(_download(host, artifacts.get(ARTIFACT)))
        done = f"{len(preview.cards)} works shown"
    except (BadArtifactError, HostError) as error:
        done = f"no preview ({error})"
    outcome = _OUTCOMES.get(run.conclusion or "", "ended")
    for pull in pulls:
        text = rendered(
            "preview",
            preview=preview,
            outcome=outcome,
            run=page,
            site=site,
            unverified=_unverified(host, pull.number),
            most=MAX_SHOWN_FILES,
        )
        host.comment(pull.number, COMMENT, text)
    return f"#{pulls[0].number}: {done}"


def _unverified(host: Host, pull: int) -> list[str] | None:
    """The files other than entries that a pull request changes; None if they cannot be listed."""
    try:
        return [name for name in host.changed_files(pull) if not _ENTRY.fullmatch(name)]
    except HostError:
        return None


def _download(host: Host, artifact: Artifact | None) -> bytes:
    if artifact is None:
        raise BadArtifactError("the run uploaded none")
    return host.download(artifact, MAX_ARCHIVE)
