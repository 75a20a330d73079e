"""Read a whole knowledge base and say everything that is wrong with it, in one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.knowledge import KnowledgeBase, Taxonomy, Work
from generator.knowledge.survey import TaxonomyFile
from generator.loading import files, shape
from generator.loading.documents import Document, EntryDocument
from generator.loading.problems import Problem, Severity  # noqa: TC001
from generator.loading.rules import ALL_RULES, CorpusRule, EntryRule, TaxonomyRule
from generator.loading.rules.registry import Corpus, Finding, Vocabulary
from generator.loading.yaml_tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


DocumentT = TypeVar("DocumentT", bound=Document)


@dataclass(frozen=True)
class Inspection:
    """What was found: all problems, sorted by place, and the knowledge base if there is no error."""

    problems: tuple[Problem, ...]
    knowledge: KnowledgeBase | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def about(self, paths: Iterable[str]) -> Inspection:
        """The same with only the problems of some files."""
        wanted = frozenset(paths)
        return Inspection(tuple(problem for problem in self.problems if problem.path in wanted), self.knowledge)


def inspect(root: Path | str) -> Inspection:
    """Read `taxonomy.yaml` and `entries/` under a root and check all rules."""
    root = Path(root)
    problems: list[Problem] = []

    taxonomy, found = _read_document(root, root / files.TAXONOMY, files.TAXONOMY, files.MAX_TAXONOMY_BYTES, Document)
    problems += found
    vocabulary = Vocabulary()
    if taxonomy:
        taxonomy_file, found = shape.validate(taxonomy, TaxonomyFile)
        problems += found
        if isinstance(taxonomy_file, TaxonomyFile):
            vocabulary = Vocabulary(Taxonomy(taxonomy_file.tree), taxonomy_file)

    entries: list[EntryDocument] = []
    works: list[Work] = []
    entry_rules = [rule for rule in ALL_RULES.values() if isinstance(rule, EntryRule)]
    for entry, found in _read_entries(root):
        problems += found
        if entry is None:
            continue
        entries.append(entry)
        work, found = shape.validate(entry, Work, {"id": entry.id})
        problems += found
        problems += [rule.problem(entry.path, finding) for rule in entry_rules for finding in rule.check(entry, vocabulary)]
        if isinstance(work, Work):
            works.append(work)

    corpus = Corpus(tuple(entries), vocabulary, taxonomy)
    problems += _across(corpus)
    problems.sort()
    complete = vocabulary.file is not None and not any(problem.severity is Severity.ERROR for problem in problems)
    knowledge = KnowledgeBase(vocabulary.file, works) if complete and vocabulary.file else None
    return Inspection(tuple(dict.fromkeys(problems)), knowledge)


def _read_entries(root: Path) -> Iterator[tuple[EntryDocument | None, list[Problem]]]:
    try:
        found = list(files.entry_files(root))
    except OSError:
        yield None, [files.UNREADABLE.problem(files.ENTRIES, Finding(1, 1, "there is no folder of entries here", "run this in the repository, or name its folder with --root"))]
        return
    for relative, path in found:
        if path.suffix != ".yaml":
            yield None, [files.STRAY.problem(relative, Finding(1, 1, "not an entry", 'entries are files that end in ".yaml", directly in entries/'))]
            continue
        yield _read_document(root, path, relative, files.MAX_ENTRY_BYTES, EntryDocument)


def _read_document(root: Path, path: Path, relative: str, limit: int, kind: type[DocumentT]) -> tuple[DocumentT | None, list[Problem]]:
    file, problems = files.read(root, path, relative, limit)
    if file is None:
        return None, problems
    if file.tree is None:
        return None, [*problems, shape.EMPTY_FILE.problem(relative, Finding(1, 1, "the file is empty"))]
    if not isinstance(file.tree, Mapping):
        return None, [*problems, shape.NOT_A_MAPPING.problem(relative, Finding.at(file.tree, 'lines of "key: value" belong here, not a list or a single value'))]
    return kind(file, file.tree), problems


def _across(corpus: Corpus) -> Iterator[Problem]:
    for rule in ALL_RULES.values():
        if isinstance(rule, CorpusRule):
            yield from (rule.problem(path, finding) for path, finding in rule.check(corpus))
        elif isinstance(rule, TaxonomyRule) and corpus.taxonomy:
            yield from (rule.problem(corpus.taxonomy.path, finding) for finding in rule.check(corpus.taxonomy, corpus.vocabulary, corpus))
