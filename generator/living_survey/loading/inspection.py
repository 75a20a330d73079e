"""Read a whole knowledge base and report all problems in one run."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from living_survey.knowledge import KnowledgeBase, Taxonomy, Work
from living_survey.knowledge.survey import SCHEMA, TaxonomyFile
from living_survey.knowledge.work import row_model
from living_survey.loading import discovery, files, shape, syntheses
from living_survey.loading.checking import check_entry
from living_survey.loading.documents import Document, EntryDocument
from living_survey.loading.problems import Problem, Severity, plural
from living_survey.loading.releases import read_releases
from living_survey.loading.rules import ALL_RULES, CorpusRule, DeclarationRule, TaxonomyRule, reading
from living_survey.loading.rules import shape as shape_rules
from living_survey.loading.rules.registry import Corpus, Finding, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Sequence

    from living_survey.knowledge.discovery import DiscoveryState
    from living_survey.knowledge.releases import ReleaseNotes
    from living_survey.knowledge.syntheses import ReadingPath, Synthesis


@dataclass(frozen=True)
class Inspection:
    """The result: all problems, sorted by place, and the knowledge base if there is no error.

    `paths` are the files of entries; the problems are about `asked_for` of them.
    """

    problems: tuple[Problem, ...]
    knowledge: KnowledgeBase | None
    paths: tuple[str, ...]
    asked_for: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def adding(self, problems: Iterable[Problem]) -> Inspection:
        """The same with problems that were found outside of the files."""
        return replace(self, problems=tuple(sorted({*self.problems, *problems})))

    def about(self, paths: Container[str]) -> Inspection:
        """The same with only the problems of some files."""
        problems = tuple(problem for problem in self.problems if problem.path in paths)
        return replace(self, problems=problems, asked_for=sum(path in paths for path in self.paths))


def inspect(root: Path | str) -> Inspection:
    """Read `taxonomy.yaml` and `entries/` under a root and check all rules."""
    with no_garbage_collection():
        return _inspect(Path(root))


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Stop garbage collection while reading: all objects are kept, and it took a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _inspect(root: Path) -> Inspection:
    taxonomy, vocabulary, problems = read_taxonomy(root)
    entries: list[EntryDocument] = []
    works: list[Work] = []
    names: set[str] = set()
    read: list[str] = []
    for path, entry, reading_problems in _read_entries(root):
        names.add(path.stem)
        read += [str(path)] if path.suffix == files.ENTRY_SUFFIX else []
        problems += reading_problems
        if entry is not None:
            work, entry_problems = check_entry(entry, vocabulary)
            problems += entry_problems
            entries.append(entry)
            works += [work] if work else []
    problems += files.links_to_outside(root, files.SITE_SOURCES)
    others = read_others(root, vocabulary, names)
    problems += others.problems
    if others.document and vocabulary.file:
        problems += discovery.check_decisions(others.state, others.document, entries, works, vocabulary.file)
    sound = not any(problem.severity is Severity.ERROR for problem in problems)
    problems += _check_across(Corpus(tuple(entries), frozenset(names), vocabulary, taxonomy, sound))
    found = tuple(_capped(sorted(set(problems))))
    complete = not any(problem.severity is Severity.ERROR for problem in found)
    knowledge = others.knowledge(vocabulary.file, works) if complete and vocabulary.file else None
    return Inspection(found, knowledge, tuple(read), len(read))


@dataclass(frozen=True)
class Others:
    """What the files beside the entries and the taxonomy say, and the problems of each by itself."""

    syntheses: Sequence[Synthesis]
    paths: Sequence[ReadingPath]
    state: DiscoveryState
    document: Document | None
    """`discovery.yaml` as it is written, if there is one."""
    releases: Sequence[ReleaseNotes]
    problems: Sequence[Problem]

    def knowledge(self, file: TaxonomyFile, works: Iterable[Work]) -> KnowledgeBase:
        """The knowledge base of these, a taxonomy and works."""
        return KnowledgeBase(
            file, works, self.syntheses, self.paths, discovery=self.state, releases=self.releases
        )


def read_others(root: Path, vocabulary: Vocabulary, ids: Collection[str]) -> Others:
    """The other files of a survey, which name its nodes and the works of some ids."""
    found: list[Synthesis] = []
    paths: tuple[ReadingPath, ...] = ()
    problems: list[Problem] = []
    if vocabulary.taxonomy is not None:  # without it the nodes are unknown
        found, problems = syntheses.read_syntheses(root, {node.id for node in vocabulary.taxonomy}, ids)
        paths, more = syntheses.read_paths(root, ids)
        problems += more
    state, document, of_state = discovery.read_state(root)
    releases, of_releases = read_releases(root)
    return Others(found, paths, state, document, releases, [*problems, *of_state, *of_releases])


def read_vocabulary(root: Path | str) -> tuple[Vocabulary, list[Problem]]:
    """The declarations of `taxonomy.yaml`, and the problems of its form."""
    _, vocabulary, problems = read_taxonomy(Path(root))
    return vocabulary, problems


def read_taxonomy(root: Path) -> tuple[Document | None, Vocabulary, list[Problem]]:
    """`taxonomy.yaml` as it is written, its declarations, and the problems of its form."""
    path = root / files.TAXONOMY
    document, problems = files.read_document(root, path, files.TAXONOMY, files.MAX_TAXONOMY_BYTES, Document)
    if document is None:
        return None, Vocabulary(), problems
    version = document.number("schema")
    if version != SCHEMA:
        finding = _other_format(document, version)
        return document, Vocabulary(), [*problems, shape_rules.OLD_FORMAT.problem(files.TAXONOMY, finding)]
    file, shape_problems = shape.validate(document, TaxonomyFile)
    problems += shape_problems
    if file is None:
        return document, Vocabulary(), problems
    declared = list(_check_declarations(document, file))
    if declared:
        return document, Vocabulary(), problems + declared
    return document, Vocabulary(Taxonomy(file.tree), file), [*problems, *_check_rows(document, file)]


def _other_format(document: Document, version: int | None) -> Finding:
    place = document.place("schema")
    if version is None and document.at("schema"):
        return Finding.at(place, "the version of the format is not a number", f"write schema: {SCHEMA}")
    if version is not None and version > SCHEMA:
        return Finding.at(place, f"format {version} is newer than this program", "update the program")
    return Finding.at(place, f'older format: no "schema: {SCHEMA}"', "run `survey migrate`")


def _check_declarations(document: Document, file: TaxonomyFile) -> Iterator[Problem]:
    for rule in ALL_RULES.values():
        if isinstance(rule, DeclarationRule):
            findings = islice(rule.check(document, file), files.MAX_PROBLEMS + 1)
            yield from (rule.problem(document.path, finding) for finding in findings)


def _check_rows(document: Document, file: TaxonomyFile) -> Iterator[Problem]:
    """The problems of table rows that are in the taxonomy."""
    for at, table in enumerate(file.tables):
        model = row_model(table)
        for row in document.positions("tables", at, "rows"):
            yield from shape.validate_part(document, ("tables", at, "rows", row), model)


def _read_entries(root: Path) -> Iterator[tuple[PurePosixPath, EntryDocument | None, list[Problem]]]:
    """The files in `entries/`: each path with its entry, if it can be read, and the problems of the file."""
    try:
        if not (root / files.ENTRIES).resolve().is_relative_to(root.resolve()):
            finding = Finding(1, 1, files.LINK_TO_OUTSIDE, "replace the link with the folder itself")
            yield PurePosixPath(), None, [reading.SYMLINK.problem(files.ENTRIES, finding)]
            return
        found = list(files.entry_files(root))
    except (OSError, RuntimeError):
        finding = Finding(
            1, 1, "no such folder", f"a survey is a folder with {files.TAXONOMY} and {files.ENTRIES}/"
        )
        yield PurePosixPath(), None, [reading.UNREADABLE.problem(files.ENTRIES, finding)]
        return
    for relative, path in found:
        if path.suffix == files.ENTRY_SUFFIX:
            entry, problems = files.read_document(root, path, relative, files.MAX_ENTRY_BYTES, EntryDocument)
            yield PurePosixPath(relative), entry, problems
        else:
            finding = Finding(1, 1, "not an entry", _stray_hint(path))
            yield PurePosixPath(relative), None, [reading.STRAY.problem(relative, finding)]


def _stray_hint(path: Path) -> str:
    if path.suffix.lower() in {".yml", ".yaml"}:
        return f'rename it to "{path.stem}{files.ENTRY_SUFFIX}"'
    return 'entries are files with the ending ".yaml" directly in entries/'


def _check_across(corpus: Corpus) -> Iterator[Problem]:
    for rule in ALL_RULES.values():
        if isinstance(rule, CorpusRule):
            for path, finding in rule.check(corpus):
                yield rule.problem(path, finding)
        elif isinstance(rule, TaxonomyRule) and corpus.taxonomy:
            for finding in rule.check(corpus.taxonomy, corpus.vocabulary, corpus):
                yield rule.problem(corpus.taxonomy.path, finding)


def _capped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Sorted problems, with those of a file after the first 200 combined into one."""
    for path, group in groupby(problems, key=lambda problem: problem.path):
        of_file = list(group)
        yield from of_file[: files.MAX_PROBLEMS]
        if left_out := of_file[files.MAX_PROBLEMS :]:
            message = f"at least {plural(len(left_out), 'more problem')} in this file"
            finding = Finding(
                left_out[0].line, left_out[0].column, message, "fix the first problems, then run again"
            )
            worst = min(problem.severity for problem in left_out)
            yield replace(reading.TOO_MANY.problem(path, finding), severity=worst)
