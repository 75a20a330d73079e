"""Read a whole knowledge base and report all problems in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from living_survey.knowledge import KnowledgeBase, Taxonomy, Work
from living_survey.knowledge.survey import SCHEMA, TaxonomyFile
from living_survey.knowledge.work import row_model
from living_survey.loading import files, shape, syntheses
from living_survey.loading.documents import Document, EntryDocument
from living_survey.loading.problems import Problem, Severity, plural
from living_survey.loading.rules import (
    ALL_RULES,
    CorpusRule,
    DeclarationRule,
    EntryRule,
    TaxonomyRule,
    reading,
)
from living_survey.loading.rules import shape as shape_rules
from living_survey.loading.rules.registry import Corpus, Finding, Vocabulary
from living_survey.loading.yaml_tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from living_survey.knowledge.syntheses import ReadingPath, Synthesis


_ENTRY_RULES = [rule for rule in ALL_RULES.values() if isinstance(rule, EntryRule)]
DocumentT = TypeVar("DocumentT", bound=Document)


@dataclass(frozen=True)
class Inspection:
    """What was found: all problems, sorted by place, and the knowledge base if there is no error.

    `paths` are those of the entries that could be read; the problems are about `asked_for` of them.
    """

    problems: tuple[Problem, ...]
    knowledge: KnowledgeBase | None
    paths: tuple[str, ...]
    asked_for: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def about(self, paths: Container[str]) -> Inspection:
        """The same with only the problems of some files."""
        problems = tuple(problem for problem in self.problems if problem.path in paths)
        return replace(self, problems=problems, asked_for=sum(path in paths for path in self.paths))


def inspect(root: Path | str) -> Inspection:
    """Read `taxonomy.yaml` and `entries/` under a root and check all rules."""
    root = Path(root)
    taxonomy, vocabulary, problems = _read_taxonomy(root)
    entries: list[EntryDocument] = []
    works: list[Work] = []
    names: set[str] = set()
    for name, entry, reading_problems in _read_entries(root):
        names.add(name)
        problems += reading_problems
        if entry is not None:
            work, entry_problems = _check_entry(entry, vocabulary)
            problems += entry_problems
            entries.append(entry)
            works += [work] if work else []
    found_syntheses: list[Synthesis] = []
    paths: tuple[ReadingPath, ...] = ()
    if vocabulary.taxonomy is not None:  # without it nobody knows which nodes there are
        node_ids = {node.id for node in vocabulary.taxonomy}
        found_syntheses, more = syntheses.read_syntheses(root, node_ids, names)
        paths, path_problems = syntheses.read_paths(root, names)
        problems += more + path_problems
    sound = not any(problem.severity is Severity.ERROR for problem in problems)
    problems += _check_across(Corpus(tuple(entries), frozenset(names), vocabulary, taxonomy, sound))
    found = tuple(_capped(sorted(set(problems))))
    complete = not any(problem.severity is Severity.ERROR for problem in found)
    knowledge = (
        KnowledgeBase(vocabulary.file, works, found_syntheses, paths)
        if complete and vocabulary.file
        else None
    )
    return Inspection(found, knowledge, tuple(entry.path for entry in entries), len(entries))


def read_vocabulary(root: Path | str) -> tuple[Vocabulary, list[Problem]]:
    """What `taxonomy.yaml` alone declares, and what is wrong with its form."""
    _, vocabulary, problems = _read_taxonomy(Path(root))
    return vocabulary, problems


def _read_taxonomy(root: Path) -> tuple[Document | None, Vocabulary, list[Problem]]:
    path = root / files.TAXONOMY
    document, problems = _read_document(root, path, files.TAXONOMY, files.MAX_TAXONOMY_BYTES, Document)
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
    """What is wrong with the rows of tables that are kept in the taxonomy."""
    for at, table in enumerate(file.tables):
        model = row_model(table)
        for row in document.positions("tables", at, "rows"):
            yield from shape.validate_part(document, ("tables", at, "rows", row), model)


def _read_entries(root: Path) -> Iterator[tuple[str, EntryDocument | None, list[Problem]]]:
    """What lies in `entries/`: each id with its entry, if it can be read, and what is wrong with the file."""
    try:
        if not (root / files.ENTRIES).resolve().is_relative_to(root.resolve()):
            finding = Finding(1, 1, files.LINK_TO_OUTSIDE, "replace the link with the folder itself")
            yield "", None, [reading.SYMLINK.problem(files.ENTRIES, finding)]
            return
        found = list(files.entry_files(root))
    except (OSError, RuntimeError):
        finding = Finding(
            1, 1, "no such folder", "run this in the folder of the knowledge base, or give it with --root"
        )
        yield "", None, [reading.UNREADABLE.problem(files.ENTRIES, finding)]
        return
    for relative, path in found:
        if path.suffix == files.ENTRY_SUFFIX:
            entry, problems = _read_document(root, path, relative, files.MAX_ENTRY_BYTES, EntryDocument)
            yield path.stem, entry, problems
        else:
            finding = Finding(1, 1, "not an entry", _stray_hint(path))
            yield path.stem, None, [reading.STRAY.problem(relative, finding)]


def _stray_hint(path: Path) -> str:
    if path.suffix.lower() in {".yml", ".yaml"}:
        return f'rename it to "{path.stem}{files.ENTRY_SUFFIX}"'
    return 'entries are files with the ending ".yaml" directly in entries/'


def _read_document(
    root: Path, path: Path, relative: str, limit: int, kind: type[DocumentT]
) -> tuple[DocumentT | None, list[Problem]]:
    file, problems = files.read(root, path, relative, limit)
    if file is None:
        return None, problems
    if file.tree is None:
        finding = Finding(1, 1, "the file is empty", "start from another entry, or delete the file")
        return None, [*problems, shape_rules.EMPTY_FILE.problem(relative, finding)]
    if not isinstance(file.tree, Mapping):
        finding = Finding.at(
            file.tree,
            'expected lines of "key: value", not a list or a single value',
            'start with a line such as title: "..."',
        )
        return None, [*problems, shape_rules.NOT_A_MAPPING.problem(relative, finding)]
    return kind(file, file.tree), problems


def _check_entry(entry: EntryDocument, vocabulary: Vocabulary) -> tuple[Work | None, list[Problem]]:
    work, problems = shape.validate(entry, vocabulary.entry_model, {"id": entry.id})
    if vocabulary.file is None:  # any key may be one that the taxonomy declares
        problems = [problem for problem in problems if problem.code != shape_rules.UNKNOWN_KEY.code]
    for rule in _ENTRY_RULES:
        findings = islice(rule.check(entry, vocabulary), files.MAX_PROBLEMS + 1)
        problems += [rule.problem(entry.path, finding) for finding in findings]
    return work, _without_echoes(problems)


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Problems without those that another one at the same place includes: a malformed id is unknown, too."""
    echo = shape_rules.BAD_ID.code
    others = {(problem.line, problem.column) for problem in problems if problem.code != echo}
    return [p for p in problems if p.code != echo or (p.line, p.column) not in others]


def _check_across(corpus: Corpus) -> Iterator[Problem]:
    for rule in ALL_RULES.values():
        if isinstance(rule, CorpusRule):
            for path, finding in rule.check(corpus):
                yield rule.problem(path, finding)
        elif isinstance(rule, TaxonomyRule) and corpus.taxonomy:
            for finding in rule.check(corpus.taxonomy, corpus.vocabulary, corpus):
                yield rule.problem(corpus.taxonomy.path, finding)


def _capped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Sorted problems, with those of a file after the first 200 put together into one."""
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
