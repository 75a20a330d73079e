"""A build that takes files over from the last one gives the site that a build from nothing gives."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from living_survey import KnowledgeBase, load
from living_survey.loading.build_cache import BuildCache
from living_survey.web.kept_files import KeptNeighbours, KeptPieces, SiteFiles
from living_survey.web.publishing import written_files
from tests.site.building import ROOT, build, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from random import Random

    from living_survey import Work

MANY = 45
"""More works of a topic than its page has room for."""
NODES = ("stone", "hand-mills", "rollers", "storage", "sourdough", "surveys")
STABLE = ("doe2021knead", "roe2019bread", "miller2020crumb", "li2022starter")
"""Works that are not deleted, so that other files may name them."""
# What takes the place of the line of its key in an entry, or is added to it; # is the number of the entry.
LINES = (
    "title: Kneading of 'rye' & <b>more</b>, part #",
    "title: A much longer title, which takes several lines wherever works are listed, by author or year, #",
    "names: [Kneader]",
    "summary: What stone mills do to flour.",
    "authors: [Ann Doe, Zoe Miller]",
    "year: 1999",
    "venue: Another Conf",
    "added: 2025-02-03",
    "links: {code: 'https://example.org/new'}",
    "genre: software",
    "languages: [de]",
    "tags: [{node: stone, note: grinds}, rollers]",
    "tags: [{node: sourdough, acts_at: bake, improves: crumb, effect: more of it}]",
    "remarks: Looked at again.",
)
OF_ENTRIES = ("edit", "edit", "edit", "delete", "rename", "add")
OF_OTHERS = (
    "taxonomy",
    "theme",
    "template",
    "synthesis",
    "path",
    "page",
    "hook",
    "name of the site",
    "nothing",
)


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery with many works, a synthesis, a reading path, a part of the theme and a page."""
    root = tmp_path_factory.mktemp("kept") / "survey"
    shutil.copytree(ROOT / "tests/bakery", root, ignore=shutil.ignore_patterns("__pycache__"))
    for number in range(MANY):
        node = NODES[number % len(NODES)] if number > MANY // 2 else NODES[0]
        text = (
            f"title: {number * 7919:x} {number * 104729:x} of bread\nauthors: [Ann Doe {number % 9}, Bo Li]\n"
            f"year: {2015 + number % 7}\nvenue: BreadConf\ngenre: recipe\nlanguages: [en]\n"
            f"tags: [{{node: {node}, acts_at: bake, note: bakes {number}}}]\nadded: 2024-01-01\n"
        )
        write(root, entry(number), text)
    change(root, "synthesis", 0, "")
    change(root, "theme", 0, "")
    step = "  - {work: %s, why: It is short.}\n"
    head = "paths:\n- id: first\n  title: First\n  for: Beginners\n  steps:\n"
    write(root, "site_src/reading-paths.yaml", f"{head}{step % STABLE[1]}{step % STABLE[2]}")
    write(root, "site_src/pages/notes.md", "# Notes\n\nSee [a work](works/doe2021knead.md).\n")
    theme = "theme: {name: material, custom_dir: theme}\n"
    start = "site_name: Bread\nsite_url: https://bread.test/\ndocs_dir: site_src/pages\n"
    write(root, "mkdocs.yml", f"{start}{theme}plugins: [survey]\n")
    return root


def entry(number: int) -> str:
    return f"entries/doe{2015 + number % 7}w{number}.yaml"


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def replace(root: Path, path: str, pattern: str, text: str) -> None:
    before = (root / path).read_text(encoding="utf-8")
    after, found = re.subn(pattern, lambda _: text, before, count=1)
    assert found == 1
    write(root, path, after)


def change(root: Path, what: str, number: int, line: str) -> None:  # noqa: C901 - a case for each change
    """Change something about a survey in a way that is no error."""
    file, stable = root / entry(number), STABLE[number % len(STABLE)]
    match what:
        case "edit" if file.exists():
            lines = file.read_text("utf-8").splitlines()
            key = line.partition(":")[0]
            kept = [one for one in lines if not one.startswith(f"{key}:")]
            file.write_text("\n".join([*kept, line.replace("#", str(number)), ""]), "utf-8")
        case "delete":
            file.unlink(missing_ok=True)
        case "rename" if file.exists():
            file.rename(file.with_name(f"roe{file.name[3:]}"))
        case "add":
            text = f"title: New {number}\nauthors: [Ann Doe 1]\nyear: 2024\ngenre: article\ntags: [stone]\n"
            write(root, f"entries/new2024w{number}.yaml", text)
        case "taxonomy":
            replace(root, "taxonomy.yaml", "title: Rollers.*", f"title: Rollers {number}}}")
        case "theme":
            write(root, "theme/main.html", f'{{% extends "survey.html" %}}\n{{# {line} {number} #}}\n')
            write(root, "theme/partials/source.html", f"<p>{number}</p>")
        case "template":
            write(root, "site_src/templates/pages/checks.html.j2", f"<h1>{{{{ kb | length }}}} {number}</h1>")
        case "synthesis":
            text = f"---\nnode: milling\nreviewed: 2024-01-02\n---\nAs one says [@{stable}].\n"
            write(root, "site_src/syntheses/milling.md", text)
        case "path":
            replace(root, "site_src/reading-paths.yaml", "why: .*", f"why: Number {number}.}}")
        case "page":
            write(root, "site_src/pages/more.md", f"# More {number}\n")
        case "hook":
            write(root, "hook.py", f"def on_config(config):\n    config.copyright = '{number}'\n")
            replace(root, "mkdocs.yml", "(hooks.*\n)?plugins", "hooks: [hook.py]\nplugins")
        case "settings":
            replace(root, "mkdocs.yml", "site_name: .*", f"site_name: Bread {number}")


def built(root: Path) -> Path:
    site = root.parent / f"site of {root.name}"
    done = build(site, root=root)
    assert done.returncode == 0, done.stderr
    return site


def assert_like_a_first_build(root: Path, folder: Path) -> None:
    """Compare with a build of a copy, of which nothing is known."""
    copy = shutil.copytree(root, folder / "copy")
    assert differences(built(root), built(copy)) == []


@settings(max_examples=2, phases=[Phase.reuse, Phase.generate])  # shorter examples take too long
@given(st.randoms(use_true_random=False))
def test_any_changes_give_the_site_of_a_first_build(
    tmp_path_factory: pytest.TempPathFactory, survey: Path, random: Random
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    root = shutil.copytree(survey, folder / "survey")
    built(root)
    for other in ("nothing", random.choice(OF_OTHERS)):
        changes = [*random.sample(OF_ENTRIES, 3), other]
        for what in changes:
            change(root, what, random.randrange(MANY), random.choice(LINES))
        note(f"changed: {changes}")
        built(root)
    assert_like_a_first_build(root, folder)


def test_what_an_entry_has_no_part_in_is_taken_over_if_it_is_as_it_was(survey: Path, tmp_path: Path) -> None:
    root = shutil.copytree(survey, tmp_path / "survey")
    site = built(root)
    before = {path: (site / path).stat().st_ino for path in written_files(site)}
    change(root, "edit", 1, "remarks: Looked at again.")
    built(root)
    changed = {path for path, number in before.items() if (site / path).stat().st_ino != number}
    own = entry(1).removeprefix("entries/").removesuffix(".yaml")
    assert f"works/{own}/index.html" in changed
    assert f"works/{STABLE[0]}/index.html" not in changed
    assert f"data/works/{STABLE[0]}.json" not in changed
    of_others = ("pagefind/", "flour-question/", "data/topics/", "feeds/hand-mills", "assets/social/")
    assert {path for path in changed if path.startswith(of_others)} == {"flour-question/stone.html"}
    # Works have an index of their own, so what only their lists say has no part in that of the pages.
    change(root, "edit", 1, "summary: What stone mills do to flour.")
    built(root)
    data, index = "assets/explore/data/works.json", "pagefind/pagefind-entry.json"
    assert (site / data).stat().st_ino != before[data]
    assert (site / index).stat().st_ino == before[index]
    of_works = [path for path in before if path.startswith("works/")]
    assert sum(path in changed for path in of_works) < len(of_works) / 2
    # Files that somebody changed in the site are made again.
    (site / f"works/{STABLE[0]}/index.html").write_text("changed", encoding="utf-8")
    (site / f"works/{STABLE[1]}/index.html").unlink()
    shutil.rmtree(site / "pagefind/fragment")
    assert_like_a_first_build(root, tmp_path)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, BuildCache]:
    """A site with a file, and the cache of the build that wrote it."""
    cache = BuildCache(tmp_path / "cache.sqlite")
    files = SiteFiles(tmp_path / "old", tmp_path / "none", cache)
    files.write("a/b.txt", lambda: "text", lambda: b"digest")
    files.save()
    return tmp_path, cache


def failing() -> str:
    message = "made although it is known"
    raise AssertionError(message)


def test_a_file_is_taken_over_if_it_is_made_from_the_same(made: tuple[Path, BuildCache]) -> None:
    folder, cache = made
    files = SiteFiles(folder / "new", folder / "old", cache)
    files.write("a/b.txt", failing, lambda: b"digest")
    assert (folder / "new/a/b.txt").samefile(folder / "old/a/b.txt")
    other = SiteFiles(folder / "other", folder / "old", cache)
    other.write("a/b.txt", lambda: "changed", lambda: b"other digest")
    assert (folder / "old/a/b.txt").read_text("utf-8") == "text"
    assert (folder / "other/a/b.txt").read_text("utf-8") == "changed"


def test_where_files_have_one_name_each_they_are_made_again(
    made: tuple[Path, BuildCache], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = made

    def link(source: Path, target: Path) -> None:
        raise OSError(95, f"no links from {source} to {target}")

    monkeypatch.setattr(os, "link", link)
    SiteFiles(folder / "new", folder / "old", cache).write("a/b.txt", lambda: "text", lambda: b"digest")
    assert not (folder / "new/a/b.txt").samefile(folder / "old/a/b.txt")


@pytest.mark.parametrize("text", ["text", "txet"])
def test_a_file_in_the_place_of_the_one_that_was_written_is_not_taken(
    made: tuple[Path, BuildCache], text: str
) -> None:
    folder, cache = made
    old = folder / "old/a/b.txt"
    times = old.stat().st_atime_ns, old.stat().st_mtime_ns
    (folder / "copy").write_text(text, "utf-8")
    os.utime(folder / "copy", ns=times)
    (folder / "copy").replace(old)
    SiteFiles(folder / "new", folder / "old", cache).write("a/b.txt", lambda: "made", lambda: b"digest")
    assert (folder / "new/a/b.txt").read_text("utf-8") == "made"


def test_files_that_are_gone_are_forgotten(made: tuple[Path, BuildCache]) -> None:
    folder, cache = made
    SiteFiles(folder / "new", folder / "old", cache).forget_others({"c.txt"})
    assert SiteFiles(folder / "new", folder / "old", cache)._known == {}


# --- pieces of files, and neighbours -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def bakery() -> KnowledgeBase:
    return load(ROOT / "tests/bakery")


def of_work(work: Work) -> bytes:
    return work.title.encode()


def test_a_piece_is_made_once_for_the_same_work(bakery: KnowledgeBase, tmp_path: Path) -> None:
    cache = BuildCache(tmp_path / "cache.sqlite")
    made: list[str] = []

    def make(work: Work) -> bytes:
        made.append(work.id)
        return f"{work.id}: {work.title}".encode()

    def pieces(works: Iterable[Work], kind: str = "kind") -> list[bytes]:
        made.clear()
        return list(KeptPieces(cache, of_work)(kind, works, make))

    works = list(bakery)
    changed = [works[0].model_copy(update={"title": "Another"}), *works[1:]]
    assert pieces(works) == [make(work) for work in works]
    assert pieces(works, "another") == [make(work) for work in works]
    assert pieces(reversed(works)) == [f"{work.id}: {work.title}".encode() for work in reversed(works)]
    assert made == []
    assert pieces(changed)[0].endswith(b"Another")
    assert made == [works[0].id]
    # A work that was gone for a while is made again, and so is all if the cache cannot be read.
    assert pieces(works[1:])
    assert pieces(changed)
    assert made == [works[0].id]
    (tmp_path / "cache.sqlite").write_bytes(b"not a database")
    cache = BuildCache(tmp_path / "cache.sqlite")
    assert pieces(works) == [f"{work.id}: {work.title}".encode() for work in works]
    assert len(made) == len(works)


def test_neighbours_are_looked_for_once(
    bakery: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = BuildCache(tmp_path / "cache.sqlite")
    expected = {work.id: bakery.related(work, 3) for work in bakery}
    looked_for: list[str] = []
    related = KnowledgeBase.related

    def counted(kb: KnowledgeBase, work: Work, limit: int = 6) -> list[tuple[Work, float]]:
        looked_for.append(work.id)
        return related(kb, work, limit)

    monkeypatch.setattr(KnowledgeBase, "related", counted)

    def found(kb: KnowledgeBase, limit: int = 3) -> dict[str, Sequence[tuple[Work, float]]]:
        looked_for.clear()
        kept = KeptNeighbours(cache, kb, limit)
        lists = {work.id: kept.of(work) for work in kb}
        kept.save()
        return lists

    assert found(bakery) == expected
    assert looked_for == list(expected)
    assert found(bakery) == expected
    assert looked_for == []
    assert found(bakery, limit=2) != expected
    found(bakery)
    fewer = bakery.changed(work for work in bakery if work.id != "li2022starter")
    assert found(fewer) == {work.id: related(fewer, work, 3) for work in fewer}
    assert looked_for == ["consortium1999bins", "doe2021knead"]  # the others share nothing with it
