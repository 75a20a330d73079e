"""A knowledge base in memory that follows its files: only what changed is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.knowledge import Taxonomy
from living_survey.knowledge.releases import FOLDER as RELEASES
from living_survey.knowledge.syntheses import FOLDER, PATHS
from living_survey.loading import InvalidKnowledgeError, files, syntheses
from living_survey.loading.again import load_again
from living_survey.loading.build_cache import BuildCache
from living_survey.loading.checking import check_entry
from living_survey.loading.documents import EntryDocument
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.problems import Severity
from living_survey.loading.rules.registry import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.loading.problems import Problem

# With more changed files than this, as after a switch of branches, everything is read again.
MANY = 200
# What a taxonomy says about its nodes, facets and values; no entry is read differently because of it.
_TEXTS = frozenset(
    {"about", "aliases", "back_verb", "belongs", "caption", "closing_verb", "color", "head", "label", "lead"}
    | {"note", "not_here", "plural", "question", "remark", "short", "title", "verb"}
)


class LiveKnowledge:
    """The knowledge base below a folder, as it was when its files last had no errors of their own.

    `knowledge` is None until it could be loaded once. A file with errors counts as it was before, and its
    errors are in `problems`. Rules that compare files are checked by `load` alone.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.knowledge: KnowledgeBase | None = None
        self._vocabulary = Vocabulary()
        self._errors: dict[str, tuple[Problem, ...]] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of files, in the order of their places."""
        return tuple(sorted(problem for errors in self._errors.values() for problem in errors))

    def load(self) -> None:
        """Read and check everything."""
        self._errors = {}
        try:
            self.knowledge = load_again(self.root, BuildCache.of(self.root))
        except InvalidKnowledgeError as error:
            self._errors[""] = error.problems
        else:
            self._vocabulary = Vocabulary(self.knowledge.taxonomy, self.knowledge.file)

    def update(self, changed: Collection[str]) -> None:
        """Read files again that were written, renamed or deleted, given by their paths from the root."""
        kb = self.knowledge
        if kb is None or "" in self._errors or len(changed) > MANY or any(map(is_record, changed)):
            self.load()
            return
        if files.TAXONOMY in changed:
            vocabulary, problems = read_vocabulary(self.root)
            if self._note(files.TAXONOMY, problems) or vocabulary.file is None:
                vocabulary = self._vocabulary
            elif _names(vocabulary.file) != _names(kb.file):
                self.load()
                return
            self._vocabulary = vocabulary
        works = {work.id: work for work in (*kb, *kb.unplaced)}
        for path in changed:
            if path.startswith(f"{files.ENTRIES}/"):
                self._update_entry(path, works)
        self.knowledge = self._assembled(kb, works.values(), changed)

    def _assembled(
        self, before: KnowledgeBase, works: Iterable[Work], changed: Collection[str]
    ) -> KnowledgeBase:
        works = tuple(works)
        file = self._vocabulary.file or before.file
        found, paths = tuple(before.syntheses.values()), tuple(before.paths.values())
        if any(path == PATHS or path.startswith(f"{FOLDER}/") for path in changed):
            ids = {work.id for work in works}
            nodes = {node.id for node in Taxonomy(file.tree)}
            read, problems = syntheses.read_syntheses(self.root, nodes, ids)
            if not self._note(FOLDER, problems):
                found = tuple(read)
            read_paths, problems = syntheses.read_paths(self.root, ids)
            if not self._note(PATHS, problems):
                paths = read_paths
        return before.changed(works, taxonomy_file=file, syntheses=found, paths=paths)

    def _update_entry(self, relative: str, works: dict[str, Work]) -> None:
        path = self.root / relative
        if path.suffix != files.ENTRY_SUFFIX or path.name.startswith("."):
            return
        if not path.exists():
            works.pop(path.stem, None)
            self._note(relative, ())
            return
        entry, problems = files.read_document(self.root, path, relative, files.MAX_ENTRY_BYTES, EntryDocument)
        work = None
        if entry is not None:
            work, more = check_entry(entry, self._vocabulary)
            problems = [*problems, *more]
        if not self._note(relative, problems) and work is not None:
            works[work.id] = work

    def _note(self, key: str, problems: Iterable[Problem]) -> bool:
        """Keep the errors of a file, or forget those that it had; whether it has any."""
        errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
        self._errors.pop(key, None)
        if errors:
            self._errors[key] = errors
        return bool(errors)


def is_record(path: str) -> bool:
    """Whether a file records releases or decisions about candidates, which change rarely."""
    return path == files.DISCOVERY or path.startswith(f"{RELEASES}/")


def _names(file: TaxonomyFile) -> object:
    """What entries may name and how they are checked: a taxonomy without its texts."""
    return _without_texts(file.model_dump(mode="json"))


def _without_texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_texts(one) for key, one in value.items() if key not in _TEXTS}
    if isinstance(value, list):
        return [_without_texts(one) for one in value]
    return value
