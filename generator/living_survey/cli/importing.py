"""The command that imports works from files: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._completing import node_ids
from living_survey.cli._formats import Json, TextOrJson, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    announce,
    fail,
    open_builder,
    print_text,
    read_text,
    survey_root,
)
from living_survey.cli.services import one_run_at_a_time, open_services, progress_bar
from living_survey.sources.facet_fields import facet_fields
from living_survey.sources.files import SUFFIXES, CannotReadError, read_file
from living_survey.sources.import_report import BEFORE_WRITING, SECTIONS, WHILE_WRITING, as_json, as_text
from living_survey.sources.importing import BadMappingError, Importer, read_mapping
from living_survey.sources.mapping import Labels
from living_survey.sources.tables import ColumnError

if TYPE_CHECKING:
    from living_survey.sources.adding import EntryBuilder
    from living_survey.sources.found import FoundWorks
    from living_survey.sources.importing import Imported


def import_files(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help=f"BibTeX, lists in Markdown or HTML, CSV: {', '.join(SUFFIXES)}."
        ),
    ],
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Read as CSV, whatever the name.")] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=HEADING", help="A column of a CSV file; may be repeated."),
    ] = None,
    keywords: Annotated[
        Path | None,
        typer.Option(
            metavar="MAPPING", help="File with lines of label: node, for headings, tags and keywords."
        ),
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag",
            "-t",
            metavar="NODE",
            autocompletion=node_ids,
            help="A taxonomy node for all new works; may be repeated.",
        ),
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Write nothing; print a full report.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print the works to write.")
    ] = False,
    style: TextOrJson = "text",
    is_json: Json = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Use the files only; do not contact arXiv or DOI registries.")
    ] = False,
) -> None:
    """Import works from BibTeX, awesome lists and CSV.

    Works that have an entry are recognized and left as they are, unless the entry is a draft that a file
    completes; --report shows where files and entries differ.

    Headings, badges, keywords and columns of topics become tags if they name a node of the taxonomy by id,
    title or alias, or in the file given with --keywords; the others are listed with the most similar node. A
    work without a tag is not written: complete the mapping, or give --tag.

    Authors and years that a file does not show are asked from arXiv and DOI registries. If they stay unknown,
    the entry is a draft, with the line "draft: true"; `survey fetch` and `survey add` complete it later.

    With --report or --dry-run no service is asked. JSON always is the full report. Exits with 1 if a work
    was not written.
    """
    style = chosen_format(style, is_json=is_json)
    root = survey_root(ctx)
    builder = open_builder(root)
    try:
        given = [builder.tag(tag) for tag in tags or ()]
        labels = Labels(builder.kb.taxonomy, _mapping(keywords, builder))
        named = dict(column.partition("=")[::2] for column in columns or ())
        fields = facet_fields(builder.kb.facets.values())
        suffix = ".csv" if csv else ""
        found = {str(file): read_file(file, suffix=suffix, columns=named, facets=fields) for file in files}
    except (BadMappingError, CannotReadError, ColumnError, ValueError) as error:
        fail(str(error))
    is_written = not (report or dry_run)
    importer = Importer(builder, labels, tags=given, write=is_written)
    is_online = is_written and not offline
    result = _import_online(root, importer, found) if is_online else importer.run(found)
    parts = SECTIONS if report else BEFORE_WRITING if dry_run else WHILE_WRITING
    if style == "json":
        print_text(as_json(result))
    else:
        print_text(as_text(result, parts, is_written=is_written))
    if result.not_written:
        raise typer.Exit(EXIT_PROBLEMS)


def _mapping(path: Path | None, builder: EntryBuilder) -> dict[str, str]:
    if path is None:
        return {}
    text = read_text(path)
    if text is None:
        fail(f"{path}: cannot be read")
    return read_mapping(text, builder)


def _import_online(root: Path, importer: Importer, found: dict[str, FoundWorks]) -> Imported:
    """Import with what arXiv and DOI registries add."""
    services = importer.services = open_services(root)
    announce(services, ["arXiv", "DOI"])
    with one_run_at_a_time(), progress_bar("Asking services") as services.progress:
        return importer.run(found)
