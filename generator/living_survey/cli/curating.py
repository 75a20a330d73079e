"""Commands for curators: list, set, tag, untag, retag, rename, merge, rename-node, split-node."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._completing import node_ids, work_ids
from living_survey.cli._formats import Json, TextOrJson, chosen_format
from living_survey.cli._shared import (
    EXIT_PROBLEMS,
    complain,
    fail,
    load_knowledge,
    print_line,
    print_text,
    print_visible,
    survey_root,
    with_hint,
)
from living_survey.curating import fields, ids
from living_survey.curating.changes import ChangeSet, complete_interrupted
from living_survey.curating.choosing import CannotChooseError, choose
from living_survey.curating.fields import CannotChangeError
from living_survey.loading.problems import Severity, plural
from living_survey.loading.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import KnowledgeBase, Work

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", autocompletion=work_ids, help="Ids of works.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="NAME=VALUE",
        help="Works with a value of a facet (stage=pretrain,finetune), or with a node, relation, basis, "
        "venue, year, author or section; may be repeated, and one statement must meet all.",
    ),
]
Missing = Annotated[
    list[str] | None,
    typer.Option(
        "--missing",
        "-m",
        metavar="FACT",
        help="Works without a fact: venue, published, link, code, summary, note, statements, a facet ...; "
        "may be repeated.",
    ),
]
Words = Annotated[
    str | None, typer.Option("--text", metavar="WORDS", help="Works whose entries have all of these words.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing; print what would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Print the changes.")]


def list_works(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    works: Ids = None,
    *,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    only_ids: Annotated[bool, typer.Option("--ids", help="Print ids only, for other commands.")] = False,
    style: TextOrJson = "text",
    is_json: Json = False,
) -> None:
    """List works by what they state, or by what they lack.

    Without an option all works are listed, drafts included.
    """
    try:
        found = choose(load_knowledge(survey_root(ctx)), works or (), where or (), missing or (), text)
    except CannotChooseError as error:
        fail(str(error))
    if chosen_format(style, is_json=is_json) == "json":
        if only_ids:
            fail("--ids prints lines of text, not JSON")
        records = [work.model_dump(mode="json", exclude_defaults=True) for work in found]
        print_text(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
        return
    for work in found:
        node = work.tags[0].node if work.tags else "no place"
        line = f"{work.id:<28} {work.first_public:<10}  {node:<28} {work.title}"
        print_visible(work.id if only_ids else line)
    print_line(plural(len(found), "work"), err=True)


def set_value(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD", help="A field of entries, a kind of link, or a facet of the whole work."
        ),
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help='Several values are separated by commas; "" removes it.')
    ],
    works: Ids = None,
    *,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Set a field of one or many works."""
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        found = chosen(kb, works, where, missing, text)
        fields.set_field(changes, kb, found, field, value or None)


def tag(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    node: Annotated[
        str, typer.Argument(metavar="NODE", autocompletion=node_ids, help="The node to tag with.")
    ],
    works: Ids = None,
    *,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What the works do there.")] = None,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Tag works with a node."""
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        fields.add_tag(changes, chosen(kb, works, where, missing, text), known_node(kb, node), note)


def untag(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    node: Annotated[
        str, typer.Argument(metavar="NODE", autocompletion=node_ids, help="The node of the tag.")
    ],
    works: Ids = None,
    *,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Delete a tag of works, with all that it states."""
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        fields.remove_tag(changes, chosen(kb, works, where, missing, text), known_node(kb, node))


def retag(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", autocompletion=node_ids, help="The node of the tags.")],
    new: Annotated[
        str, typer.Argument(metavar="NEW", autocompletion=node_ids, help="The node to move them to.")
    ],
    works: Ids = None,
    *,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Move tags of works to another node.

    Notes and statements move along. Without a choice of works, all tags of the node move.
    """
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        found = choose(kb, works or (), where or (), missing or (), text)
        fields.move_tag(changes, found, known_node(kb, old), known_node(kb, new))


def rename(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", autocompletion=work_ids, help="The id of the work.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new id.")],
    *,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Give a work another id; the old one leads to it.

    Syntheses, reading paths, tables and decisions that name it follow.
    """
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        ids.rename_work(changes, kb, old, new)


def merge(
    ctx: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", autocompletion=work_ids, help="The id of the entry to delete.")
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", autocompletion=work_ids, help="The id of the entry to keep.")
    ],
    *,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Merge two entries of one work; the old id leads to the other.

    The entry that is kept gets the fields and the tags that only the other one has. Syntheses, reading paths,
    tables and decisions that name the old id follow.
    """
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        for field in ids.merge_works(changes, kb, old, new):
            print_visible(f"{field}: that of {new} is kept; {old} has another")


def rename_node(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", autocompletion=node_ids, help="The id of the node.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new id.")],
    *,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Give a node another id; the old one leads to it.

    Its page and its feed stay at the old address too.
    """
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        ids.rename_node(changes, kb, old, new)


def split_node(  # noqa: PLR0913 - an option each
    ctx: typer.Context,
    node: Annotated[str, typer.Argument(metavar="NODE", autocompletion=node_ids, help="The node to split.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id of the new node.")],
    works: Ids = None,
    *,
    title: Annotated[str, typer.Option(metavar="TITLE", help="The title of the new node.")],
    below: Annotated[
        bool, typer.Option("--below", help="Make it an approach below a topic, not a node beside it.")
    ] = False,
    where: Where = None,
    missing: Missing = None,
    text: Words = None,
    dry_run: DryRun = False,
    diff: Diff = False,
) -> None:
    """Move a part of a node's works to a new node.

    The works keep their notes and statements.
    """
    with curation(ctx, dry_run=dry_run, diff=diff) as (kb, changes):
        found = chosen(kb, works, where, missing, text)
        ids.split_node(changes, kb, node, new, title, found, below=below)


# --- what the commands share -------------------------------------------------------------------------------


@contextmanager
def curation(ctx: typer.Context, *, dry_run: bool, diff: bool) -> Iterator[tuple[KnowledgeBase, ChangeSet]]:
    """The knowledge base and a set of changes, which is checked and written afterwards."""
    root = survey_root(ctx)
    for path in complete_interrupted(root):
        print_visible(f"completed an interrupted change of {path}", err=True)
    changes = ChangeSet(root)
    try:
        yield load_knowledge(root), changes
    except (CannotChangeError, CannotChooseError) as error:
        complain(str(error))
        print_line("nothing was changed", err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    if diff:
        print_text(changes.diff())
    problems = changes.problems() if changes.changed else ()
    for problem in problems:
        print_line(str(problem), err=True)
    if any(problem.severity is Severity.ERROR for problem in problems):
        print_line("nothing was changed: the survey would have these errors", err=True)
        raise typer.Exit(EXIT_PROBLEMS)
    if not dry_run:
        changes.write()
    print_line(f"{plural(len(changes.changed), 'file')} {'would change' if dry_run else 'changed'}")


def chosen(
    kb: KnowledgeBase,
    works: list[str] | None,
    where: list[str] | None,
    missing: list[str] | None,
    text: str | None,
) -> tuple[Work, ...]:
    """The works that the command line names. Raises `CannotChooseError`, also if it names none at all."""
    if not (works or where or missing or text):
        raise CannotChooseError("which works? give ids, --where, --missing or --text")
    return choose(kb, works or (), where or (), missing or (), text)


def known_node(kb: KnowledgeBase, node: str) -> str:
    """The id of a node. Raises `CannotChooseError` for an unknown one."""
    if node not in kb.taxonomy:
        hint = did_you_mean(node, (one.id for one in kb.taxonomy))
        raise CannotChooseError(with_hint(f'unknown node "{node}"', hint))
    return node
