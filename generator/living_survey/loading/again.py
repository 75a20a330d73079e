"""Load a knowledge base again, reading just the entries that are not as they were in a run before."""

from __future__ import annotations

import hashlib
import io
import pickle
from typing import TYPE_CHECKING, get_args

from living_survey.knowledge._model import Model
from living_survey.knowledge.duplicates import Identity, KnownWorks
from living_survey.loading import files
from living_survey.loading.build_cache import program_digest
from living_survey.loading.checking import check_entry
from living_survey.loading.documents import EntryDocument
from living_survey.loading.inspection import no_garbage_collection, read_others, read_taxonomy
from living_survey.loading.loader import load
from living_survey.loading.problems import Severity
from living_survey.loading.rules import ALL_RULES, TaxonomyRule
from living_survey.loading.rules.registry import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.loading.build_cache import BuildCache
    from living_survey.loading.problems import Problem
    from living_survey.loading.rules.registry import Vocabulary

ENTRY = "entry"
"""The kind of what is kept: pickled works of entries without a problem."""
COMPARED = "compared"
"""The kind of a digest of all entries, kept when nothing in one is in conflict with another."""


def load_again(root: Path, cache: BuildCache) -> KnowledgeBase:
    """What `load` gives, in a fraction of the time if few entries have changed. Raises the same errors.

    A base without a problem is put together from works that are known. If anything could be a problem,
    everything is read, so that all problems are told with their places.
    """
    with no_garbage_collection():
        knowledge = _put_together(root, cache)
    return load(root) if knowledge is None else knowledge


def _put_together(root: Path, cache: BuildCache) -> KnowledgeBase | None:
    taxonomy, vocabulary, problems = read_taxonomy(root)
    if taxonomy is None or vocabulary.file is None or vocabulary.taxonomy is None or _has_error(problems):
        return None
    found = _works(root, cache, vocabulary)
    if found is None or files.links_to_outside(root, files.SITE_SOURCES):
        return None
    works, entries = found
    is_compared = ("", (entries, b"")) in cache.all(COMPARED).items()
    others = read_others(root, vocabulary, works.keys())
    corpus = Corpus((), frozenset(works), vocabulary, taxonomy, sound=False)
    rules = (rule for rule in ALL_RULES.values() if isinstance(rule, TaxonomyRule))
    errors = (rule for rule in rules if rule.severity is Severity.ERROR)
    if (
        _has_error(others.problems)
        or any(any(rule.check(taxonomy, vocabulary, corpus)) for rule in errors)
        or (not is_compared and _are_in_conflict(works.values(), vocabulary))
    ):
        return None
    if not is_compared:
        cache.keep(COMPARED, [("", entries, b"")])
    return others.knowledge(vocabulary.file, works.values())


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _works(root: Path, cache: BuildCache, vocabulary: Vocabulary) -> tuple[dict[str, Work], bytes] | None:
    """The works of all entries by id, with a digest of all; None if any has an error. New ones are kept."""
    pickling = _Pickling(vocabulary.entry_model)
    taxonomy = vocabulary.file.model_dump_json() if vocabulary.file else ""
    start = hashlib.sha256(program_digest() + hashlib.sha256(taxonomy.encode()).digest())
    known = cache.all(ENTRY)
    entries = start.copy()
    works: dict[str, Work] = {}
    new: list[tuple[str, bytes, bytes]] = []
    try:
        found = list(files.entry_files(root))
    except (OSError, RuntimeError):
        return None
    for relative, path in found:
        raw, _ = files.read_bytes(root, path, relative, files.MAX_ENTRY_BYTES)
        if raw is None or path.suffix != files.ENTRY_SUFFIX:
            return None
        digest = start.copy()
        digest.update(f"{path.stem}\0".encode(errors="surrogatepass") + raw)
        entries.update(digest.digest())
        of_file, content = known.get(path.stem, (b"", b""))
        if of_file == digest.digest():
            works[path.stem] = pickling.work(content)
            continue
        entry, problems = files.as_document(raw, relative, EntryDocument)
        if entry is None:
            return None
        work, more = check_entry(entry, vocabulary)
        if work is None or _has_error([*problems, *more]):
            return None
        works[work.id] = work
        new.append((work.id, digest.digest(), pickling.pickled(work)))
    cache.keep(ENTRY, new)
    cache.forget(ENTRY, known.keys() - works.keys())
    return works, entries.digest()


def _are_in_conflict(works: Iterable[Work], vocabulary: Vocabulary) -> bool:
    """Whether any rule that compares entries might find an error."""
    works = tuple(works)
    known = KnownWorks()
    for work in works:
        identity = Identity.of(work)
        if known.find_same(identity):
            return True
        known.add(work.id, identity)
    ids, removed = {work.id for work in works}, vocabulary.file.removed if vocabulary.file else {}
    former = [one for work in works for one in work.formerly]
    claims: list[Sequence[object]] = [
        former,
        [ref for work in works if work.survey for ref in set(work.survey.refs)],
    ]
    for table in vocabulary.file.tables if vocabulary.file else ():
        if table.in_entries and (column := table.number_column):
            numbers = (row.cell(column) for work in works for row in work.rows(table))
            claims.append([number for number in numbers if number is not None])
    return any(len(set(some)) < len(some) for some in claims) or any(
        one in ids or one in removed for one in former
    )


class _Pickling:
    """Pickles works, whose models are made from a taxonomy and so are in no module."""

    def __init__(self, model: type[Work]) -> None:
        self._models = dict(_made_models("Work", model))
        self._names = {model: name for name, model in self._models.items()}

    def pickled(self, work: Work) -> bytes:
        """A work as bytes."""
        file = io.BytesIO()
        _Pickler(file, self._names).dump(work)
        return file.getvalue()

    def work(self, content: bytes) -> Work:
        """The work of bytes that `pickled` gave for the same model."""
        work: Work = _Unpickler(content, self._models).load()
        return work


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, names: Mapping[type[Model], str]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = names

    def persistent_id(self, obj: object) -> str | None:
        return self._names.get(obj) if isinstance(obj, type) else None


class _Unpickler(pickle.Unpickler):  # of the user's own file
    def __init__(self, content: bytes, models: Mapping[str, type[Model]]) -> None:
        super().__init__(io.BytesIO(content))
        self._models = models

    def persistent_load(self, pid: str) -> type[Model]:
        return self._models[pid]


def _made_models(name: str, model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """A model and the models of its fields, each with the path of fields that leads there."""
    yield name, model
    for field_name, field in model.model_fields.items():
        for one in _models_in(field.annotation):
            yield from _made_models(f"{name}.{field_name}", one)


def _models_in(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
