"""No input makes `survey check` raise, hang, take over 2 s or 200 MB, or print control characters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_survey.loading import files, load
from living_survey.loading.checking import check_entry
from living_survey.loading.documents import EntryDocument
from living_survey.loading.inspection import inspect, read_vocabulary
from living_survey.loading.rules import ALL_RULES
from living_survey.loading.schema import entry_schema
from tests.loading.strategies import TAXONOMIES, changed, edited, edited_entries, yaml_texts

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from living_survey.loading.rules.registry import Vocabulary

BASE = Path(__file__).parent / "base"
MIGRATED = Path(__file__).parent / "migration/after"
MEASURE = Path(__file__).parent / "measure.py"
SIZE = files.MAX_ENTRY_BYTES - 2


def fill(piece: str, size: int = SIZE) -> str:
    return (piece * (size // len(piece.encode()) + 1))[:size]


def numbered(line: str, count: int) -> str:
    return "".join(line.format(number) for number in range(count))


HOSTILE: dict[str, str | bytes] = {
    # nesting, anchors, bombs
    "brackets": fill("["),
    "braces": fill("{"),
    "brackets and braces": fill('[{"a": ['),
    "questions": fill("? "),
    "questions on lines": fill("?\n"),
    "dashes": fill("- "),
    "dashes on lines": fill("-\n"),
    "stairs": "".join(" " * depth + "a:\n" for depth in range(340)),
    "anchors and aliases": fill("&a *a "),
    "laughs": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
    "merge key": "<<: [*a]\n",
    "merge keys": "<<: {a: 1}\n<<: {b: 2}\n",
    "documents": fill("---\n"),
    "ends of documents": fill("...\n"),
    "a directive": "%YAML 1.1\n---\ntitle: x\n",
    "tags": fill("!<a> "),
    # characters and bytes
    "nothing": b"",
    "line breaks": fill("\n"),
    "carriage returns": fill("a: 1\r"),
    "CRLF": "title: x\r\nyear: 2023a\r\n",
    "next lines": fill("a: 1\u0085", 30_000),
    "line separators": fill("a: b: 1\u2028", 30_000),
    "paragraph separators": "a: 1\u2029" * 500 + "\n- b\n",
    "a byte order mark": b"\xef\xbb\xbftitle: x\n",
    "two byte order marks": "\ufeff\ufefftitle: x\n",
    "NUL": fill("\0"),
    "control characters": fill("\x01"),
    "escape sequences": "\x1b[31m: \x1b]0;x\x07\n",
    "direction marks": fill("\u202e", 20_000),
    "UTF-16": "title: x\n".encode("utf-16"),
    "Latin-1": "title: é\n".encode("latin-1"),
    "random bytes": bytes(range(256)) * 200,
    "half a surrogate pair": 'title: "\\ud800"\n',
    "escaped escapes": 'title: "\\x1b[31m\\u202e\\0"\n"\\x1b[31m": 1\n',
    # numbers and dates
    "5,000 digits": f"year: {'9' * 5000}\narxiv: {'9' * 5000}.{'9' * 5000}\n",
    "60,000 digits": f"year: {'9' * 60_000}\n",
    "a number to base 60": f"year: {'1:' * 30_000}1\n",
    "infinity": "year: .inf\narxiv: .nan\npublished: -.INF\n",
    "beyond infinity": "year: 1e999\nadded: 1e999\n",
    "a day that does not exist": "published: 2023-02-30\nadded: 0000-00-00\n",
    # keys
    "no keys": "~: 1\n: 2\ntrue: 3\n1: 4\n",
    "a list as key": "[a]: 1\n",
    "a very long key": f"{'a' * 60_000}: 1\n",
    "a long quoted key": f'? "{"a" * 60_000}"\n: 1\n',
    "many unknown keys": numbered("k{}: 1\n", 6000),
    "one key many times": fill("a: 1\n", 60_000),
    # much of something
    "one tag many times": "tags:\n" + fill("- x\n", 60_000),
    "many unknown tags": "tags:\n" + numbered("- n{}\n", 7000),
    "many tags of wrong shape": "tags:\n" + "- {a: 1}\n" * 6000,
    "many values": "flours: [" + numbered("whea{},", 6000) + "]\n",
    "many statements": "tags:\n- node: dough\n  statements:\n" + numbered("  - {{acts_at: s{}}}\n", 3000),
    "many unpaired values": "tags: [{node: dough, acts_at: [" + "mixing," * 4000 + "], enhances: ["
    + "crumb," * 4000 + "]}]\n",
    "many references": "survey: {refs: [" + numbered("{},", 10_000) + "]}\n",
    "many sections": "survey: {sections: [" + numbered('"3.{}",', 7000) + "]}\n",
    "many rows": "loaves:\n" + "- {row: 1}\n" * 5000,
    "many authors": "authors: [" + numbered('"A{}, et al",', 4000) + "]\n",
    "a long name": f'authors: ["{"a, " * 20_000}"]\n',
    "a long title": f"title: {'a b ' * 15_000}\n",
    "many words": "title: " + numbered("w{} ", 8000) + "\n",
    "spaces": fill(" "),
    "tabs": fill("\t"),
    "comments": fill("# a\n"),
    "trailing comments": "a: 1\n" + fill(" #", 60_000),
    "a long host": f'links: {{code: "http://{"a-" * 30_000}"}}\n',
    "a long domain": f'links: {{code: "http://{"a." * 30_000}com"}}\n',
    "a long DOI": f'doi: "10.1234{".1" * 30_000}"\n',
    "a long arXiv identifier": f'arxiv: "{"a-" * 30_000}"\n',
    "many bad links": "links:\n" + numbered("  k{}: ftp://x\n", 3500),
}  # fmt: skip


TAXONOMY = (BASE / "taxonomy.yaml").read_text(encoding="utf-8")


def grown(after: str, line: str, count: int) -> str:
    """The base's taxonomy with many lines after one of its lines."""
    assert TAXONOMY.count(after) == 1
    return TAXONOMY.replace(after, after + numbered(line, count))


HOSTILE_TAXONOMIES = {
    "many facets": grown(
        "facets:\n", "  - {{id: f{}, title: F, plural: F, values: [{{id: v, title: V}}]}}\n", 1500
    ),
    "one facet many times": grown(
        "facets:\n", "  - {{id: f, title: F, plural: F, values: [{{id: v{}, title: V}}]}}\n", 1500
    ),
    "many values": grown("    values:\n      - {id: baker", "x, title: X}}\n      - {{id: v{}", 6000),
    "many statements": grown(
        "statements:\n", "  - {{nodes: [n{}], acts_at: s{}}}\n".replace("s{}", "s"), 5000
    ),
    "many statements of nothing": grown("statements:\n", "  - {{nodes: [dough], s{}: mixing}}\n", 5000),
    "many rows": grown("    rows:\n", "      - {{row: {}, works: [w]}}\n", 6000),
    "many columns": grown(
        "    title: Related surveys\n    kind: survey\n    columns:\n",
        "      - {{id: c{}, title: C}}\n",
        3000,
    ),
    "many matrices": grown(
        "    matrices:\n", "      - {{relation: r{}, title: T, caption: C, head: H}}\n", 3000
    ),
}


def test_hostile_taxonomies_are_reported_quickly_in_little_memory(tmp_path: Path) -> None:
    for name, text in HOSTILE_TAXONOMIES.items():
        assert len(text.encode()) <= files.MAX_TAXONOMY_BYTES, name
        (tmp_path / name).write_text(text, encoding="utf-8")
    check_measured(tmp_path, "taxonomy.yaml", exits={0, 1})


@pytest.mark.parametrize("place", ["entries/x2020y.yaml", "entries/doe2023words.yaml", "taxonomy.yaml"])
def test_hostile_files_are_reported_quickly_in_little_memory(place: str, tmp_path: Path) -> None:
    # Half of them in a new entry; a part in one that others name, and in a taxonomy, which may be larger.
    chosen = list(HOSTILE.items())[:: 2 if place == "entries/x2020y.yaml" else 4]
    for name, content in chosen:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        assert len(data) <= files.MAX_ENTRY_BYTES, name
        if place == "taxonomy.yaml":
            data *= files.MAX_TAXONOMY_BYTES // max(len(data), 1)
        (tmp_path / name).write_bytes(data)
    check_measured(tmp_path, place, exits={1})


def check_measured(folder: Path, place: str, exits: set[int]) -> None:
    """Check the base with each of the files in a folder put into it."""
    run = subprocess.run(
        [sys.executable, MEASURE, BASE, folder, place], capture_output=True, text=True, check=True
    )
    for name, used in json.loads(run.stdout).items():
        assert used["exit"] in exits, (name, used["output"][-2000:])
        assert used["seconds"] < 2, name
        assert used["megabytes"] < 200, name
        assert "Traceback" not in used["output"], name
        assert not [c for c in used["output"] if (ord(c) < 32 and c != "\n") or c in "\x7f\u202e\u0085"], name


def test_hostile_names_and_kinds_of_files_are_reported(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(BASE, root)
    entries = root / "entries"
    os.mkfifo(entries / "fifo2020x.yaml")
    (entries / "folder2020x.yaml").mkdir()
    (entries / "loop2020x.yaml").symlink_to("pool2020x.yaml")
    (entries / "pool2020x.yaml").symlink_to("loop2020x.yaml")
    (entries / "zero2020x.yaml").symlink_to("/dev/zero")
    (entries / "far2020x.yaml").symlink_to("../../../../etc/passwd")
    (entries / "\x1b[31mred\n::error::x 2020.yaml").write_text("title: x\n")
    Path(os.fsdecode(os.fsencode(entries) + b"/\xff\xfe2020.yaml")).write_text("title: x\n")
    with (entries / "big2020x.yaml").open("wb") as file:
        file.truncate(100_000_000)
    run = subprocess.run(
        [sys.executable, "-m", "living_survey", "--root", root, "check"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 1
    assert run.stderr == b""
    lines = run.stdout.decode("utf-8").splitlines()
    assert len([line for line in lines if "[not-a-file]" in line]) == 2
    assert len([line for line in lines if "[unreadable]" in line]) == 2
    assert len([line for line in lines if "[symlink]" in line]) == 2
    assert len([line for line in lines if "[too-large]" in line]) == 1
    assert any(line.startswith(r"entries/\x1b[31mred\n::error::x 2020.yaml:1:1:") for line in lines)
    assert any(line.startswith(r"entries/\udcff\udcfe2020.yaml:1:1:") for line in lines)
    assert b"\x1b" not in run.stdout


def test_a_folder_of_entries_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(BASE / "taxonomy.yaml", root)
    (root / "entries").symlink_to(BASE / "entries")
    assert [problem.code for problem in inspect(root).problems if problem.path == "entries"] == ["symlink"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(BASE, root)
    (root / "entries/roe2022survey.yaml").chmod(0)
    assert [problem.code for problem in inspect(root).problems] == ["unreadable"]


# --- random input ------------------------------------------------------------------------------------------

VOCABULARIES = [read_vocabulary(root)[0] for root in (BASE, MIGRATED)]


def check_bytes(raw: bytes) -> None:
    for vocabulary in VOCABULARIES:
        check_with(vocabulary, raw)


def check_with(vocabulary: Vocabulary, raw: bytes) -> None:
    """All that happens to one entry, short of the disk."""
    entry, problems = files.as_document(raw, "entries/x2020y.yaml", EntryDocument)
    if entry is not None:
        problems += check_entry(entry, vocabulary)[1]
    for problem in problems:
        line = str(problem)
        assert problem.line >= 1
        assert problem.column >= 1
        assert line.isprintable()
        assert problem.code in ALL_RULES


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_random_bytes_are_reported(raw: bytes) -> None:
    check_bytes(raw)


@given(yaml_texts())
def test_random_trees_are_reported(text: str) -> None:
    check_bytes(text.encode("utf-8"))


@given(edited_entries())
def test_edited_entries_are_reported(text: str) -> None:
    check_bytes(text.encode("utf-8"))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of knowledge bases whose taxonomies may be replaced."""
    folder = tmp_path_factory.mktemp("taxonomies")
    for name in TAXONOMIES:
        shutil.copytree(Path(__file__).parent / name, folder / name)
    return folder


def check_taxonomy(root: Path, text: str) -> None:
    """All problems are reported; a taxonomy without any gives a knowledge base that answers."""
    (root / "taxonomy.yaml").write_text(text, encoding="utf-8")
    inspection = inspect(root)
    for problem in inspection.problems:
        assert str(problem).isprintable()
        assert problem.code in ALL_RULES
    if inspection.knowledge:
        ask_everything(inspection.knowledge)
    if file := read_vocabulary(root)[0].file:
        assert entry_schema(file)


def ask_everything(kb: KnowledgeBase) -> None:
    for facet in kb.facets.values():
        for value in facet.values:
            kb.works({facet.id: value.id})
            kb.works({facet.id: value.id}, approaches=True)
            kb.works_stating(facet.id, value.id)
        kb.unstated(facet.id)
    for relation in kb.relations:
        kb.statements(relation=relation)
        kb.statements(relation=relation, subject="approach")
        kb.survey_statements(relation=relation)
    for table in kb.tables:
        kb.rows(table)
    for work in kb:
        kb.related(work)


@pytest.mark.parametrize("name", TAXONOMIES)
def test_the_unchanged_taxonomies_have_no_problem(name: str, scratch: Path) -> None:
    check_taxonomy(scratch / name, TAXONOMIES[name])
    assert load(scratch / name)


@pytest.mark.parametrize("name", TAXONOMIES)
@settings(max_examples=40)
@given(data=st.data())
def test_changed_taxonomies_are_reported(name: str, scratch: Path, data: st.DataObject) -> None:
    check_taxonomy(scratch / name, data.draw(changed(TAXONOMIES[name])))


@pytest.mark.parametrize("name", TAXONOMIES)
@settings(max_examples=40)
@given(data=st.data())
def test_edited_taxonomies_are_reported(name: str, scratch: Path, data: st.DataObject) -> None:
    check_taxonomy(scratch / name, data.draw(edited(TAXONOMIES[name])))
