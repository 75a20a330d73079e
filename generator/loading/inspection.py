"""Read a whole knowledge base and say everything that is wrong with it, in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.knowledge import KnowledgeBase, Taxonomy, Work
from generator.knowledge.survey import SCHEMA, TaxonomyFile
from generator.loading import files, shape, syntheses
from generator.loading.documents import Document, EntryDocument
from generator.loading.problems import Problem, Severity, plural
from generator.loading.rules import ALL_RULES, CorpusRule, EntryRule, TaxonomyRule, reading
from generator.loading.rules import shape as shape_rules
from generator.loading.rules.registry import Corpus, Finding, Vocabulary
from generator.loading.yaml_tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator


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
    node_ids = {node.id for node in vocabulary.taxonomy or ()}
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
    """What `taxonomy.yaml` alone says, and what is wrong with its form."""
    _, vocabulary, problems = _read_taxonomy(Path(root))
    return vocabulary, problems


def _read_taxonomy(root: Path) -> tuple[Document | None, Vocabulary, list[Problem]]:
    path = root / files.TAXONOMY
    document, problems = _read_document(root, path, files.TAXONOMY, files.MAX_TAXONOMY_BYTES, Document)
    if document is None:
        return None, Vocabulary(), problems
    if document.number("schema") != SCHEMA:
        finding = Finding.at(
            document.place("schema"),
            f'this knowledge base is not in format {SCHEMA} ("schema: {SCHEMA}" is missing)',
            "run `survey migrate`",
        )
        return document, Vocabulary(), [*problems, shape_rules.OLD_FORMAT.problem(files.TAXONOMY, finding)]
    taxonomy_file, shape_problems = shape.validate(document, TaxonomyFile)
    problems += shape_problems
    if taxonomy_file is None:
        return document, Vocabulary(), problems
    return document, Vocabulary(Taxonomy(taxonomy_file.tree), taxonomy_file), problems


def _read_entries(root: Path) -> Iterator[tuple[str, EntryDocument | None, list[Problem]]]:
    """What lies in `entries/`: each id with its entry, if it can be read, and what is wrong with the file."""
    try:
        if not (root / files.ENTRIES).resolve().is_relative_to(root.resolve()):
            finding = Finding(1, 1, "a symbolic link that leads out of the repository", "put the folder here")
            yield "", None, [reading.SYMLINK.problem(files.ENTRIES, finding)]
            return
        found = list(files.entry_files(root))
    except (OSError, RuntimeError):
        finding = Finding(
            1,
            1,
            "there is no folder of entries here",
            "run this in the repository, or name its folder with --root",
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
    return 'entries are files that end in ".yaml", directly in entries/'


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
            'lines of "key: value" belong here, not a list or a single value',
            'start with a line such as title: "..."',
        )
        return None, [*problems, shape_rules.NOT_A_MAPPING.problem(relative, finding)]
    return kind(file, file.tree), problems


def _check_entry(entry: EntryDocument, vocabulary: Vocabulary) -> tuple[Work | None, list[Problem]]:
    work, problems = shape.validate(entry, vocabulary.entry_model, {"id": entry.id})
    if vocabulary.file is None:  # nobody knows which keys the taxonomy declares
        problems = [problem for problem in problems if problem.code != shape_rules.UNKNOWN_KEY.code]
    for rule in _ENTRY_RULES:
        findings = islice(rule.check(entry, vocabulary), files.MAX_PROBLEMS + 1)
        problems += [rule.problem(entry.path, finding) for finding in findings]
    return work, _without_echoes(problems)


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Problems without those that say less than another at the same place: what is no id is no known id."""
    echo = shape_rules.BAD_ID.code
    said = {(problem.line, problem.column) for problem in problems if problem.code != echo}
    return [p for p in problems if p.code != echo or (p.line, p.column) not in said]


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
            message = f"at least {plural(len(left_out), 'more problem')} in this file, not listed"
            finding = Finding(left_out[0].line, left_out[0].column, message, "put right the first ones first")
            worst = min(problem.severity for problem in left_out)
            yield replace(reading.TOO_MANY.problem(path, finding), severity=worst)
