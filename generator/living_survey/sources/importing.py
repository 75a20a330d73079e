"""Many works at once out of a file: match those that are here, write what is complete, report all else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from living_survey.knowledge.text import normalized_title
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import YamlError, parse
from living_survey.sources import awesome
from living_survey.sources.adding import with_tags
from living_survey.sources.bibtex import Keywords, Note, read_bibtex
from living_survey.sources.drafts import from_arxiv
from living_survey.sources.facet_fields import facet_fields
from living_survey.sources.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from living_survey.sources.adding import Desk
    from living_survey.sources.drafts import Draft, TagDraft
    from living_survey.sources.outside import Outside

SUFFIXES = (".bib", ".md", ".csv")


class CannotImportError(Exception):
    """A file that cannot be imported at all; the message says why."""


@dataclass
class Imported:
    """What became of a file's works, each with the line it stands at."""

    read: int = 0
    matched: list[tuple[int, str, str]] = field(default_factory=list)
    written: list[tuple[int, str]] = field(default_factory=list)
    incomplete: list[tuple[int, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def lines(self, name: str, *, report: bool) -> list[str]:
        """The report: notes by line, works that could not be written, and a summary."""
        said = [*self.notes, *(Note(line, reason) for line, reason in self.incomplete)]
        lines = [f"{name}:{note.line}: {note.message}" for note in sorted(said, key=lambda note: note.line)]
        verb = "could be written" if report else "written"
        lines.append(
            f"{name}: {self.read} works: {len(self.matched)} have an entry, {len(self.written)} {verb}, "
            f"{len(self.incomplete)} not; {len(self.notes)} remarks"
        )
        return lines


def read_keywords(text: str, desk: Desk) -> dict[str, str]:
    """A mapping file, lines of `keyword: node`. Raises `CannotImportError`."""
    try:
        tree = parse(text)
    except YamlError as error:
        raise CannotImportError(f"the mapping cannot be read: line {error.line}: {error.message}") from error
    if not isinstance(tree, Tree):
        raise CannotImportError('the mapping is lines of "keyword: node"')
    keywords = {}
    for keyword, node in tree.value().items():
        try:
            keywords[normalized_title(keyword)] = desk.tag(str(node)).node
        except ValueError as error:
            raise CannotImportError(f'keyword "{keyword}": {error}') from error
    return keywords


def read_works(
    path: Path, desk: Desk, *, kind: str, keywords: Mapping[str, str], columns: Mapping[str, str]
) -> tuple[list[tuple[int, Draft]], list[Note]]:
    """The works of a file with their lines, and what is odd. Raises `CannotImportError` and `ColumnError`."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CannotImportError(f"{path}: {error.strerror or 'cannot be read'}") from error
    names = awesome.node_names(desk.kb.taxonomy)
    if kind == ".bib":
        # One word, such as "quality", means many things to other people, unless it is an id of ours.
        telling = {
            name: node for name, node in names.items() if " " in name or name == normalized_title(node)
        }
        found = read_bibtex(text, Keywords(keywords, telling))
        return [(item.line, item.draft) for item in found.drafts], found.notes
    names |= keywords
    if kind == ".csv":
        return read_table(text, columns, names, facet_fields(desk.kb.facets.values()))
    listed = awesome.read_awesome(text)
    drafts, notes = awesome.drafts(listed, names)
    return drafts, sorted([*listed.notes, *notes], key=lambda note: note.line)


def import_works(  # noqa: PLR0913 - the options of the command
    found: Sequence[tuple[int, Draft]],
    notes: Sequence[Note],
    desk: Desk,
    *,
    outside: Outside | None,
    tags: Sequence[TagDraft] = (),
    write: bool,
) -> Imported:
    """Match, complete and write works; `outside` completes those at arXiv, None asks nobody."""
    result = Imported(len(found), notes=list(notes))
    fresh: list[tuple[int, Draft]] = []
    for line, draft in found:
        if duplicate := desk.known.find(draft):
            result.matched.append((line, draft.title or "", duplicate.work))
            result.notes += _differing_tags(line, draft, duplicate.work, desk.kb)
        else:
            fresh.append((line, with_tags(draft, tags)))
    for line, draft in _completed(fresh, outside):
        prepared = desk.prepare(draft)
        if prepared.duplicate:
            result.matched.append((line, draft.title or "", prepared.duplicate.work))
        elif not prepared.ready:
            reasons = "; ".join(prepared.reasons()) or "has no id"
            result.incomplete.append((line, f'"{draft.title}" is not written: {reasons}'))
        else:
            if prepared.nearly:
                result.notes.append(Note(line, f'"{draft.title}": {prepared.nearly}'))
            if write:
                desk.write(prepared)
            else:
                desk.keep(prepared)
            result.written.append((line, prepared.path))
    return result


def _differing_tags(line: int, draft: Draft, work_id: str, kb: KnowledgeBase) -> list[Note]:
    """Tags that the file gives and the entry lacks; a node below, or one judged wrong, is no difference."""
    if work_id not in kb:
        return []
    work = kb[work_id]
    covered = {step.id for node in kb.nodes_of(work) for step in (*node.ancestors, node)}
    rejected = {item.node for item in work.upstream.rejected} if work.upstream else set()
    return [
        Note(line, f"entries/{work_id}.yaml has no tag {tag.node}")
        for tag in draft.tags
        if tag.node not in covered and tag.node not in rejected
    ]


def _completed(found: Sequence[tuple[int, Draft]], outside: Outside | None) -> list[tuple[int, Draft]]:
    """The works with what arXiv knows of those that lack authors or a year, asked in batches."""
    lacking = [draft.arxiv for _, draft in found if draft.arxiv and not (draft.authors and draft.year)]
    if outside is None or not lacking:
        return list(found)
    outside.ask_arxiv_for(dict.fromkeys(lacking))
    store = outside.cache.arxiv
    completed = []
    for line, draft in found:
        cached = store.get(draft.arxiv) if draft.arxiv in lacking and draft.arxiv else None
        if cached and cached.record:
            known = from_arxiv(cached.record)
            completed.append(
                (
                    line,
                    replace(
                        known,
                        links=draft.links,
                        tags=draft.tags,
                        doi=draft.doi or known.doi,
                        facets=draft.facets,
                        record_type=draft.record_type,
                    ),
                )
            )
        else:
            completed.append((line, draft))
    return completed
