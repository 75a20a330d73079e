"""`survey migrate` rewrites format 1 in format 2: every fact and comment is kept, and it can be repeated.

`migration/before` holds real entries of format 1, with comments put in at nasty places; `migration/after` is
what becomes of them, written by `pytest --update-golden`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from living_survey.loading.canonical import format_entry
from living_survey.loading.comments import find_comments
from living_survey.loading.inspection import inspect
from living_survey.loading.migration import CannotMigrateError, migrate, write
from tests.cli.running import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BEFORE = Path(__file__).parent / "migration/before"
AFTER = Path(__file__).parent / "migration/after"
ENTRIES = sorted(path.name for path in (BEFORE / "entries").iterdir())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BEFORE, tmp_path / "kb")
    return tmp_path / "kb"


@pytest.fixture
def migrated(root: Path) -> Path:
    write(migrate(root))
    return root


def contents(root: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(root.rglob("*.yaml"))}


def test_the_files_are_the_expected_ones(migrated: Path, assert_golden: Callable[[Path, str], None]) -> None:
    for path in sorted(migrated.rglob("*.yaml")):
        golden = AFTER / path.relative_to(migrated)
        golden.parent.mkdir(parents=True, exist_ok=True)
        assert_golden(golden, path.read_text("utf-8"))


# --- nothing is lost ---------------------------------------------------------------------------------------

UNCHANGED = ("title", "authors", "year", "published", "venue", "arxiv", "doi", "links", "survey", "upstream")


@pytest.mark.parametrize("name", ENTRIES)
def test_every_fact_of_an_entry_is_kept(name: str, migrated: Path) -> None:
    old = yaml.safe_load((BEFORE / "entries" / name).read_text("utf-8"))
    new = yaml.safe_load((migrated / "entries" / name).read_text("utf-8"))
    assert Counter(facts_of_format_1(old)) == Counter(facts_of_format_2(new))


def facts_of_format_1(entry: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from common_facts(entry)
    yield from (("stage of the data", stage) for stage in entry.get("stages", ()))
    for one in entry.get("relations", ()):
        yield "statement", one["section"], one.get("stage"), one.get("capability"), one.get("wording")


def facts_of_format_2(entry: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from common_facts(entry)
    for place in (entry, *(tag for tag in entry["tags"] if isinstance(tag, dict))):
        stages = place.get("acts_at", ())
        yield from (
            ("stage of the data", stage) for stage in ([stages] if isinstance(stages, str) else stages)
        )
        for one in place.get("statements", ()):
            (capability,) = [one[key] for key in ("enhances", "evaluates", "draws_on") if key in one] or [
                None
            ]
            yield "statement", one["section"], one.get("acts_at"), capability, one.get("note")


def common_facts(entry: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield "kind", entry["kind"]
    yield from (("modality", one) for one in entry.get("modalities", ()))
    yield from (("row", repr(row)) for row in entry.get("datasets", ()))
    yield from ((key, repr(entry[key])) for key in UNCHANGED if key in entry)
    for tag in entry["tags"]:
        full = {"node": tag} if isinstance(tag, str) else tag
        yield "tag", full["node"], tuple(full.get("by", ())), full.get("note")


def test_every_fact_of_the_taxonomy_is_kept(migrated: Path) -> None:
    old = yaml.safe_load((BEFORE / "taxonomy.yaml").read_text("utf-8"))
    new = yaml.safe_load((migrated / "taxonomy.yaml").read_text("utf-8"))
    facets = {facet["id"]: facet for facet in new["facets"]}
    names = {"kind": "group", "note": "remark"}
    assert facets["stage"]["values"] == [renamed(one, names) for one in old["stages"]]
    assert facets["capability"]["values"] == [renamed(one, names) for one in old["capabilities"]]
    assert facets["modality"]["values"] == old["modalities"]
    assert (facets["role"]["groups"], facets["role"]["values"]) == (old["role_groups"], old["roles"])
    assert new["statements"] == [renamed(one, {"role": "serves_as"}) for one in old["relations"]]
    assert new["tables"][1]["rows"] == old["related_surveys"]
    assert [question["answers_with"] for question in new["questions"]] == [
        ["stage", "capability"],
        ["role", "capability"],
    ]
    for key in ("survey", "sections", "tree"):
        assert new[key] == old[key]


def renamed(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in item.items()}


@pytest.mark.parametrize("name", ["taxonomy.yaml", *ENTRIES])
def test_every_comment_is_kept(name: str, migrated: Path) -> None:
    assert comments(contents(migrated)[name]) == comments(contents(BEFORE)[name])


def comments(text: str) -> Counter[str]:
    return Counter(comment.text for comment in find_comments(text))


def test_comments_are_kept_beside_their_values(migrated: Path) -> None:
    text = contents(migrated)["gadre2023datacomp.yaml"]
    assert "note: image understanding}  # beside the first one\n" in text
    assert "evaluates: understanding, note: image understanding}  # beside a section\n" in text
    assert "    # beside their key\n    statements:\n" in text


def test_the_relation_to_a_capability_follows_from_the_place(migrated: Path) -> None:
    texts = contents(migrated)
    assert "enhances: understanding" in texts["gadre2023datacomp.yaml"]  # at diversity-single-modality
    assert "evaluates: generation" in texts["an2023openleaf.yaml"]
    assert "draws_on: data-analysis" in texts["cheng2023gpt4.yaml"]


def test_statements_without_a_tag_are_about_the_whole_work(migrated: Path) -> None:
    entry = yaml.safe_load(contents(migrated)["cheng2023gpt4.yaml"])
    assert entry["statements"] == [{"section": "5.3", "draws_on": "modality-alignment"}]


def test_an_entry_with_other_line_ends_is_migrated(root: Path) -> None:
    path = root / "entries/chen2025true.yaml"
    before = path.read_bytes()
    write(migrate(root))
    expected = path.read_bytes()
    shutil.copy(BEFORE / "taxonomy.yaml", root)
    path.write_bytes(b"\xef\xbb\xbf" + before.replace(b"\n", b"\r\n"))
    write(migrate(root))
    assert path.read_bytes() == expected


# --- the result is sound -----------------------------------------------------------------------------------


def test_the_result_has_no_problem(migrated: Path) -> None:
    assert inspect(migrated).problems == ()
    kb = inspect(migrated).knowledge
    assert kb is not None
    assert [work.id for work in kb.works(capability="generation", relation="evaluates")] == ["an2023openleaf"]
    assert [work.id for work in kb.works(stage="finetune", node="privacy-ip")] == ["liu2024protecting"]


def test_the_result_is_in_the_canonical_form(migrated: Path) -> None:
    for path in (migrated / "entries").iterdir():
        assert format_entry(path.read_text("utf-8")) == path.read_text("utf-8")


def test_migrating_twice_changes_nothing(migrated: Path) -> None:
    assert migrate(migrated) == []


def test_an_interrupted_run_can_be_repeated(root: Path) -> None:
    changed = migrate(root)
    assert changed[-1].name == "taxonomy.yaml"
    for written in range(len(changed)):
        shutil.copytree(BEFORE, root, dirs_exist_ok=True)
        write(changed[:written])
        write(migrate(root))
        assert contents(root) == contents(AFTER)


# --- what is refused ---------------------------------------------------------------------------------------


def test_all_files_that_cannot_be_read_are_named(root: Path) -> None:
    (root / "entries/chen2025true.yaml").write_text("title: a: b\n")
    (root / "entries/liu2024protecting.yaml").write_text("title: a\ntitle: b\n")
    (root / "entries/openai2024sora.yaml").write_text("relations: [x]\n")
    with pytest.raises(CannotMigrateError) as caught:
        migrate(root)
    assert str(caught.value).split("\n") == [
        'entries/chen2025true.yaml:1:9: invalid YAML: ": " inside a text without quotes',
        'entries/liu2024protecting.yaml:2:1: duplicate key "title": also on line 1',
        "entries/openai2024sora.yaml:1:13: not a relation of format 1",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("schema: 3\n", "not a format that this program can migrate"),
        ("tree: 1\n", "not in format 1"),
        ("tree: [{title: x}]\n", "not in format 1"),
        ("tree: [\n", "invalid YAML"),
        ("- tree\n", "expected lines"),
    ],
)
def test_a_taxonomy_of_another_format_is_refused(text: str, message: str, root: Path) -> None:
    (root / "taxonomy.yaml").write_text(text)
    with pytest.raises(CannotMigrateError, match=message):
        migrate(root)


def test_a_taxonomy_that_would_lose_something_is_refused(root: Path) -> None:
    text = (
        (root / "taxonomy.yaml").read_text("utf-8").replace("\nstages:  # six of them\n", "\n? stages\n:\n")
    )
    (root / "taxonomy.yaml").write_text(text)
    with pytest.raises(CannotMigrateError, match="cannot be rewritten without losing: stages"):
        migrate(root)


def test_a_taxonomy_with_few_facets_is_migrated(root: Path) -> None:
    shutil.rmtree(root / "entries")
    (root / "entries").mkdir()
    tree = "tree: [{id: a, title: A, topics: [{id: b, title: B}]}]"
    (root / "taxonomy.yaml").write_text(f"{tree}\nstages: []\n'modalities': [{{id: c, title: C}}]")
    write(migrate(root))
    assert inspect(root).errors == ()
    assert [facet["id"] for facet in yaml.safe_load(contents(root)["taxonomy.yaml"])["facets"]] == [
        "kind",
        "modality",
    ]


# --- the command -------------------------------------------------------------------------------------------


def test_the_command_names_what_it_changes(root: Path) -> None:
    dry, real, again = (survey("--root", root, "migrate", *more) for more in (["--dry-run"], [], []))
    assert (dry.returncode, real.returncode, again.returncode) == (0, 0, 0)
    assert dry.stdout.splitlines()[-2:] == ["would migrate taxonomy.yaml", "7 files"]
    assert real.stdout.splitlines()[-3:] == ["migrated taxonomy.yaml", "7 files", "now run: survey check"]
    assert "migrated entries/gadre2023datacomp.yaml\n" in real.stdout
    assert again.stdout == "already in the current format; nothing to do\n"
    assert contents(root) == contents(AFTER)


def test_a_dry_run_changes_nothing(root: Path) -> None:
    survey("--root", root, "migrate", "--dry-run")
    assert contents(root) == contents(BEFORE)


def test_the_command_fails_without_changing_anything(root: Path) -> None:
    (root / "entries/zz2020x.yaml").write_text("title: \x1b\n")
    before = contents(root)
    run = survey("--root", root, "migrate")
    assert run.returncode == 1
    assert run.stderr.splitlines()[0].startswith("entries/zz2020x.yaml:1:8: control character U+001B")
    assert run.stderr.splitlines()[-1] == "nothing was changed"
    assert contents(root) == before
