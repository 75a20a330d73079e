"""The command that makes a release of the knowledge: release."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    fail,
    load_knowledge,
    print_line,
    print_visible,
    survey_root,
    today,
)
from living_survey.hosting.checkout import GitError
from living_survey.hosting.readme_files import configured_site
from living_survey.hosting.releasing import release_notes
from living_survey.loading.problems import plural
from living_survey.loading.releases import notes_path, notes_text
from living_survey.loading.writing import replace_file
from living_survey.rendering.release import CITATION, Release

VERSION = re.compile(r"\d+\.\d+\.\d+")


def release(
    ctx: typer.Context,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The number of the release: 1.2.0.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Write the files of a release that is prepared: all exports, a manifest with digests, "
            "changes, CITATION.cff, metadata for Zenodo.",
        ),
    ] = None,
) -> None:
    """Prepare a release of the knowledge, or write its files.

    Preparing writes what changed since the newest tag to releases/VERSION.yaml, from which the site makes the
    page What's new, and CITATION.cff. Commit both and tag the commit vVERSION; the workflow Release, or
    `survey release VERSION -o FOLDER`, writes the files of the release.
    """
    root = survey_root(ctx)
    if not VERSION.fullmatch(version):
        fail(f'"{version}" is not a version; write it as 1.2.0')
    kb, site = load_knowledge(root), configured_site(root)
    prepared = next((notes for notes in kb.releases if notes.version == version), None)
    if output is not None:
        if prepared is None:
            fail(f"{notes_path(version)} is missing; prepare the release first: survey release {version}")
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            fail(f"{output}: not an empty folder")
        count = 0
        for path, content in Release(kb, site, prepared).files():
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(output / path, content)
            count += 1
        print_visible(f"{output}: {plural(count, 'file')}")
        return
    if prepared is not None:
        fail(f"{notes_path(version)} exists; delete it to prepare the release again")
    try:
        notes = release_notes(root, kb, version, today())
    except GitError as error:
        fail(f"the last release is read from git, but {error}", EXIT_PROBLEMS)
    (root / notes_path(version)).parent.mkdir(exist_ok=True)
    replace_file(root / notes_path(version), notes_text(notes))
    replace_file(root / CITATION, Release(kb, site, notes).citation())
    print_visible(
        f"{version}, since {notes.since or 'the beginning'}: {plural(notes.works, 'work')}, "
        f"{len(notes.added):,} added, {len(notes.moved):,} moved, {len(notes.corrected):,} corrected, "
        f"{len(notes.removed):,} removed"
    )
    print_line(
        f"next:\n  git add {notes_path(version)} {CITATION}\n"
        f'  git commit -m "release: {version}" && git tag v{version} && git push --follow-tags'
    )
