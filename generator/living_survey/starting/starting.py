"""A new survey in a folder that appears when all of it is written."""

from __future__ import annotations

import os
import shlex
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from living_survey.knowledge.venues import WELL_KNOWN
from living_survey.loading.files import ENTRIES, TAXONOMY
from living_survey.loading.loader import InvalidKnowledgeError, load
from living_survey.loading.problems import plural
from living_survey.loading.writing import flushed_together
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import parse
from living_survey.sources.adding import EntryBuilder
from living_survey.sources.drafts import Draft, TagDraft, errors
from living_survey.sources.facet_fields import stated_by_headings
from living_survey.sources.files import CannotReadError, read_file
from living_survey.sources.outline import proposed_tree
from living_survey.sources.tables import ColumnError
from living_survey.sources.venue_kinds import undeclared_venues
from living_survey.starting.lists import FEWEST_WORKS, OTHER, each_once, topic_paths
from living_survey.starting.repository import write_repository
from living_survey.starting.taxonomy import taxonomy_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Taxonomy
    from living_survey.loading.problems import Problem
    from living_survey.sources.adding import Prepared
    from living_survey.sources.found import FoundWorks
    from living_survey.sources.outline import Outline
    from living_survey.sources.outline import Path as Headings
    from living_survey.starting.lists import ListedWork
    from living_survey.starting.program import Program

OPTIONAL = frozenset({"authors", "year", "venue", "arxiv", "doi", "published", "links", "names", "summary"})
"""What an entry is written without if it has an error there."""
FIRST_TOPIC: Headings = ("First Topic",)
"""What a survey without any work starts with."""


class CannotStartError(Exception):
    """Why no survey can be written; the message has the cure."""


@dataclass
class Started:
    """What a new survey has, and what became of the files that it comes from."""

    folder: Path
    works: int = 0
    drafts: int = 0
    identified: int = 0
    """Drafts with an arXiv identifier or a DOI, which services can complete."""
    topics: int = 0
    unplaced: int = 0
    """Works that no heading or keyword places."""
    read: dict[str, int] = field(default_factory=dict)
    """How many works each file lists."""
    repeated: int = 0
    """Places that list a work once more."""
    unread: list[str] = field(default_factory=list)
    """What was not read as a work, with place and reason."""
    inconsistencies: list[str] = field(default_factory=list)
    """What is inconsistent in the files themselves, with its place."""
    left_out: list[str] = field(default_factory=list)
    """What an entry does not have that the files say, with place and reason."""
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields of each file that entries have no place for."""
    remark: str = ""
    """What to know of where the program is installed from."""

    def lines(self) -> list[str]:
        """What was found, one line each, a summary, and the next steps."""
        lines = [*self.unread, *self.inconsistencies, *self.left_out]
        lines += [f"{name}: {plural(number, 'work')}" for name, number in self.read.items()]
        if self.unread:
            lines.append(f"{plural(len(self.unread), 'line')} not read as works, listed above")
        lines += [f"{name}: not kept: {', '.join(fields)}" for name, fields in self.dropped.items()]
        if self.repeated:
            lines.append(f"{plural(self.repeated, 'work')} listed more than once")
        lines.append(f"{self.folder}: {plural(self.works, 'work')} in {plural(self.topics, 'topic')}")
        if self.unplaced:
            lines.append(
                f"{plural(self.unplaced, 'work')} in the topic {OTHER[0]}: no heading, and no keyword that "
                f"{FEWEST_WORKS} works have"
            )
        if self.drafts:
            lines.append(
                f"{plural(self.drafts, 'draft')} without all authors or a year; make fetch completes the "
                f"{self.identified} with an arXiv identifier or a DOI"
            )
        if self.remark:
            lines += self.remark.splitlines()
        lines += [
            "next:",
            f"  cd {shlex.quote(str(self.folder))} && make site",
            '  git init -b main && git add . && git commit -m "Start the survey"',
            '  to publish it, follow "Publish the survey" in CONTRIBUTING.md',
        ]
        return lines


def start(  # noqa: PLR0913 - what a survey starts from
    folder: Path,
    title: str,
    sources: Sequence[Path],
    *,
    program: Program,
    today: date,
    columns: Mapping[str, str] | None = None,
) -> Started:
    """Write a survey with the works of some files.

    `columns` maps fields to headings of CSV files. The folder must not exist or be empty. Raises
    `CannotStartError`, and nothing is written then.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CannotStartError(f"{folder}: exists and is not an empty folder; name another one")
    files = [_read(path, columns) for path in sources]
    works = each_once(work for file in files for work in file.works)
    paths = topic_paths(works)
    outline = proposed_tree([path for some in paths for path in some] or [FIRST_TOPIC])
    started = Started(folder, remark=program.remark)
    started.unplaced = sum(own == [OTHER] for own in paths)
    for path, file in zip(sources, files, strict=True):
        started.read[str(path)] = len(file.works)
        started.unread += map(str, file.unread)
        started.inconsistencies += map(str, file.notes)
        started.dropped |= {str(path): file.dropped} if file.dropped else {}
    started.repeated = sum(started.read.values()) - len(works)
    venues = undeclared_venues((work.draft for work in works), WELL_KNOWN)
    with _appearing(folder) as root:
        (root / ENTRIES).mkdir()
        if not works:
            (root / ENTRIES / ".gitkeep").touch()
        (root / TAXONOMY).write_text(taxonomy_text(title, outline, venues), encoding="utf-8")
        with flushed_together():
            _write_entries(root, works, paths, outline, started, today)
        kb = _loaded(root)
        started.works, started.topics = len(kb), len(kb.taxonomy.topics())
        drafts = [work for work in kb if work.draft]
        started.drafts = len(drafts)
        started.identified = sum(bool(work.arxiv or work.doi) for work in drafts)
        write_repository(root, title, kb, program)
    return started


def _read(path: Path, columns: Mapping[str, str] | None) -> FoundWorks:
    try:
        return read_file(path, columns=columns)
    except (CannotReadError, ColumnError) as error:
        text = str(error)
        raise CannotStartError(text if text.startswith(str(path)) else f"{path}: {text}") from error


# --- entries -----------------------------------------------------------------------------------------------


def _write_entries(  # noqa: PLR0913, PLR0917 - what entries are made of
    root: Path,
    works: Sequence[ListedWork],
    paths: Sequence[Sequence[Headings]],
    outline: Outline,
    started: Started,
    today: date,
) -> None:
    builder = EntryBuilder(root, _loaded(root), today)
    for work, own in zip(works, paths, strict=True):
        note = next((place.note for place in work.places if place.note), None)
        tags = tuple(TagDraft(node, note) for node in _nodes(own, outline, builder.kb.taxonomy))
        facets = stated_by_headings(work.labels, builder.kb.facets.values()) | work.draft.facets
        prepared, reasons = _prepared(builder, replace(work.draft, tags=tags, facets=facets))
        if prepared.ready:
            builder.write(prepared)
        else:
            reasons += [f"no entry is written: {reason}" for reason in prepared.reasons()]
        place = f"{work.places[0].file}:{work.places[0].line}"
        started.left_out += [f'{place}: "{work.draft.title}": {reason}' for reason in reasons]


def _nodes(paths: Sequence[Headings], outline: Outline, taxonomy: Taxonomy) -> list[str]:
    """The nodes of headings, each once, without those above another one, which are implied."""
    nodes = dict.fromkeys(node for path in paths if (node := outline.id_of(path)))
    implied = {above.id for node in nodes for above in taxonomy[node].ancestors}
    return [node for node in nodes if node not in implied]


def _prepared(builder: EntryBuilder, draft: Draft) -> tuple[Prepared, list[str]]:
    """The entry of a draft without the fields that have errors, and why each of them is left out."""
    reasons: list[str] = []
    prepared = builder.prepare(draft, may_be_draft=True)
    if prepared.id is None:
        # Names and titles without a Latin letter make no citation key.
        draft = replace(draft, draft=True)
        prepared = builder.prepare(draft)
    while faulty := _faulty_field(prepared):
        path, problem = faulty
        draft = _without(draft, path)
        reasons.append(f"{'.'.join(path)} is left out: {problem.message}")
        prepared = builder.prepare(draft, may_be_draft=True)
    return prepared, reasons


def _faulty_field(prepared: Prepared) -> tuple[tuple[str, ...], Problem] | None:
    """The first field that has an error and that an entry can do without."""
    problems = errors(prepared.problems)
    tree = parse(prepared.text) if problems else None
    if not isinstance(tree, Tree):
        return None
    found = ((tuple(_keys_at(tree, problem.line)), problem) for problem in problems)
    return next(((path, problem) for path, problem in found if path[0] in OPTIONAL), None)


def _without(draft: Draft, path: tuple[str, ...]) -> Draft:
    name, *below = path
    if below:
        return replace(draft, links={key: url for key, url in draft.links.items() if key not in below})
    return replace(draft, **{name: getattr(Draft(), name)})


def _keys_at(tree: Tree, line: int) -> Iterator[str]:
    """The key of a field that a line belongs to; with that below it for links."""
    name = max((key for key in tree.keys.values() if key.line <= line), key=lambda key: key.line).text
    yield name
    below = tree.get(name)
    if name == "links" and isinstance(below, Tree):
        yield from _keys_at(below, line)


# --- the folder --------------------------------------------------------------------------------------------


def _loaded(root: Path) -> KnowledgeBase:
    try:
        return load(root)
    except InvalidKnowledgeError as error:
        raise CannotStartError(f"the survey of these files would have errors:\n{error}") from error


@contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """A new folder beside the wanted one, which takes its place in the end, or is gone after an error."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f".{folder.name[:40]}-{os.getpid()}")
    temporary.mkdir()
    try:
        yield temporary
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not say for which file
            error.filename = str(folder)
        raise
