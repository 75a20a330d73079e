"""Loading again gives what loading gives, whatever has changed in between."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_survey.loading import InvalidKnowledgeError, load
from living_survey.loading.again import load_again
from living_survey.loading.build_cache import UNUSED_AFTER, BuildCache
from living_survey.loading.checking import check_entry
from living_survey.loading.problems import Severity
from living_survey.loading.rules import ALL_RULES, CorpusRule

if TYPE_CHECKING:
    from living_survey.loading.documents import EntryDocument
    from living_survey.loading.rules.registry import Vocabulary

BAKERY = Path(__file__).parent.parent / "bakery"
ENTRIES = sorted(path.name for path in (BAKERY / "entries").glob("*.yaml"))
# What is written in place of a line of an entry, or after its last one.
LINES = (
    "title: Another title",
    "title: [not, a, title]",
    'arxiv: "2101.00001"',
    "doi: 10.1000/bread",
    "year: 1999",
    "formerly: [roe2019loaf]",
    "formerly: [roe2019bread]",
    "summary: What it is about.",
    "survey: {refs: [1, 2]}",
    "nonsense: true",
    "tags: [storage]",
    "tags: [nowhere]",
    "  broken: [",
)


def outcome(loading: object) -> object:
    """What loading gives: everything in it, or the problems."""
    try:
        kb = loading()  # type: ignore[operator]
    except InvalidKnowledgeError as error:
        return error.problems
    works = [work.model_dump() for work in (*kb, *kb.unplaced)]
    return works, kb.file, kb.syntheses, kb.paths, kb.discovery, kb.releases


def assert_the_same(root: Path, cache: BuildCache) -> None:
    expected = outcome(lambda: load(root))
    for _ in range(2):  # with what was known before, and with all that is known now
        assert outcome(lambda: load_again(root, cache)) == expected


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BAKERY, tmp_path / "bakery")
    return tmp_path / "bakery"


def edit(root: Path, entry: str, line: str) -> None:
    """Put a line in place of that of its key, or at the end."""
    file = root / "entries" / entry
    lines = file.read_text("utf-8").splitlines() if file.exists() else ["title: New", "authors: [Jane Roe]"]
    key = line.partition(":")[0]
    kept = [one for one in lines if not one.startswith(f"{key}:")]
    file.write_text("\n".join([*kept, line, ""]), "utf-8")


def change(root: Path, what: str, entry: str, line: str) -> None:
    file = root / "entries" / entry
    match what:
        case "edit":
            edit(root, entry, line)
        case "delete":
            file.unlink(missing_ok=True)
        case "rename" if file.exists():
            file.rename(file.with_name(f"new{entry}"))
        case "copy" if file.exists():
            shutil.copy(file, file.with_name(f"copy{entry}"))
        case "stray":
            (root / "entries/notes.txt").write_text(line, "utf-8")
        case "taxonomy":
            taxonomy = root / "taxonomy.yaml"
            taxonomy.write_text(f"{taxonomy.read_text('utf-8')}# {line}\n", "utf-8")


@settings(max_examples=10)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["edit", "edit", "edit", "delete", "rename", "copy", "stray", "taxonomy"]),
            st.sampled_from([*ENTRIES, "added2020.yaml"]),
            st.sampled_from(LINES),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_changes_give_what_loading_gives(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str]]
) -> None:
    root = tmp_path_factory.mktemp("again") / "bakery"
    shutil.copytree(BAKERY, root)
    cache = BuildCache(root.parent / "cache.sqlite")
    load_again(root, cache)
    for what, entry, line in changes:
        change(root, what, entry, line)
        assert_the_same(root, cache)


def test_every_rule_that_compares_entries_is_looked_at() -> None:
    """`again._are_in_conflict` names each of these in its own way; another rule needs a line there."""
    codes = {
        rule.code
        for rule in ALL_RULES.values()
        if isinstance(rule, CorpusRule) and rule.severity is Severity.ERROR
    }
    assert codes == {
        "former-id",
        "same-arxiv",
        "same-doi",
        "same-page",
        "same-title",
        "survey-reference-twice",
        "table-row-twice",
    }


def test_an_entry_that_is_as_it_was_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = BuildCache(root.parent / "cache.sqlite")
    before = load_again(root, cache)
    edit(root, ENTRIES[0], "summary: Another one.")
    read: list[str] = []

    def noted(entry: EntryDocument, vocabulary: Vocabulary) -> object:
        read.append(entry.id)
        return check_entry(entry, vocabulary)

    monkeypatch.setattr("living_survey.loading.again.check_entry", noted)
    after = load_again(root, cache)
    assert read == [ENTRIES[0].removesuffix(".yaml")]
    assert len(after) == len(before)


def test_entries_are_compared_if_one_is_not_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = BuildCache(root.parent / "cache.sqlite")
    load_again(root, cache)
    compared = []
    monkeypatch.setattr("living_survey.loading.again._are_in_conflict", lambda *_: compared.append(1))
    load_again(root, cache)
    assert compared == []
    edit(root, ENTRIES[0], "summary: Another one.")
    load_again(root, cache)
    load_again(root, cache)
    assert compared == [1]


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0 and no more"])
def test_a_damaged_cache_changes_nothing(root: Path, damage: bytes) -> None:
    file = root.parent / "cache.sqlite"
    load_again(root, BuildCache(file))
    file.write_bytes(damage)
    assert_the_same(root, BuildCache(file))


def test_without_a_place_for_the_cache_nothing_changes(root: Path) -> None:
    (root.parent / "file").write_text("", "utf-8")
    assert_the_same(root, BuildCache(root.parent / "file/cache.sqlite"))


def test_a_cache_that_another_process_keeps_is_waited_for_or_done_without(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_survey.loading.build_cache.BUSY", 0.01)
    file = root.parent / "cache.sqlite"
    load_again(root, BuildCache(file))
    edit(root, ENTRIES[0], "summary: Another one.")
    other = sqlite3.connect(file)
    other.execute("begin exclusive")
    assert_the_same(root, BuildCache(file))
    other.close()


def test_threads_and_copies_of_a_process_may_take_turns(root: Path) -> None:
    cache = BuildCache(root.parent / "cache.sqlite")
    cache.keep("kind", [("name", b"digest", b"content")])
    with ThreadPoolExecutor(1) as executor:
        executor.submit(cache.keep, "kind", [("thread", b"digest", b"of a thread")]).result()
    process = multiprocessing.get_context("fork").Process(
        target=cache.keep, args=("kind", [("process", b"digest", b"of a process")])
    )
    process.start()
    process.join()
    assert {name: content for name, (_, content) in cache.all("kind").items()} == {
        "name": b"content",
        "thread": b"of a thread",
        "process": b"of a process",
    }
    cache.forget("kind", {"name", "process"})
    assert list(cache.all("kind")) == ["thread"]


def test_the_cache_of_a_survey_that_nobody_builds_is_deleted(root: Path) -> None:
    folder = root.parent / "caches"
    folder.mkdir()
    old, new = folder / "old.sqlite", folder / "new.sqlite"
    for file, age in ((old, UNUSED_AFTER + 60), (new, UNUSED_AFTER - 60)):
        file.touch()
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - age))
    load_again(root, BuildCache.of(root, folder))
    assert not old.exists()
    assert new.exists()
    assert len(list(folder.iterdir())) == 2
