"""Curators' commands: what they change, and that all else stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_survey.cli import app
from living_survey.curating.changes import LOG, ChangeSet
from living_survey.loading import load
from living_survey.loading.formatting import rewrite_entries
from living_survey.loading.selection import Selection

BEES = Path(__file__).parents[1] / "beekeeping"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "bees"
    shutil.copytree(BEES, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    list(rewrite_entries(root, Selection(), write=True))
    return root


def run(root: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--root", str(root), *arguments])
    assert result.exit_code == code, result.output
    return result.output


def text(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def files(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.*") if path.is_file()}


def ids(root: Path, *arguments: str) -> list[str]:
    lines = run(root, "list", "--ids", *arguments).splitlines()
    return [line for line in lines if not line.endswith((" work", " works"))]


def test_works_are_listed_by_facets_words_and_what_is_missing(root: Path) -> None:
    assert ids(root, "-w", "place=garden", "-w", "node=hives") == ["baker2019long", "frank2023foam"]
    assert ids(root, "-w", "evidence=review,experience") == ["baker2019long", "duran2021acid"]
    assert ids(root, "--missing", "published", "--text", "hive") == ["baker2019long", "frank2023foam"]
    assert ids(root, "--missing", "outcome", "-w", "author=Ada Adams") == ["evans2022wild", "green2024trees"]
    (work,) = json.loads(run(root, "list", "duran2021acid", "-f", "json").rpartition("]")[0] + "]")
    assert work["venue"] == "Apiculture"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list", "-w", "place=gardn"], "did you mean garden?"),
        (["list", "-w", "place"], "not of the form NAME=VALUE"),
        (["list", "--missing", "vnue"], "did you mean venue?"),
        (["list", "costa2020dron"], "did you mean costa2020drone?"),
        (["list", "hives"], "hives is a node: --where node=hives"),
    ],
)
def test_what_cannot_be_asked_for_is_explained(root: Path, arguments: list[str], message: str) -> None:
    assert message in run(root, *arguments, code=2)


def test_a_field_of_several_works_is_set(root: Path) -> None:
    before = files(root)
    assert "2 files would change" in run(
        root, "set", "venue", "Bee World", "-w", "venue=Apiculture", "--dry-run"
    )
    assert files(root) == before
    output = run(root, "set", "venue", "Bee World", "-w", "venue=Apiculture", "--diff")
    assert output.count("-venue: Apiculture\n+venue: Bee World\n") == 2
    assert files(root) == {
        path: old.replace("venue: Apiculture", "venue: Bee World") for path, old in before.items()
    }


def test_values_are_of_the_type_of_their_field(root: Path) -> None:
    run(root, "set", "places", "park,roof", "baker2019long")
    run(root, "set", "code", "https://bees.example.org/x", "baker2019long")
    run(root, "set", "published", "2019-05-04", "baker2019long")
    run(root, "set", "names", "", "adams2018roof")
    kb = load(root)
    assert kb.values_of(kb["baker2019long"], "place") == ("roof", "park")
    assert kb["baker2019long"].links.code == "https://bees.example.org/x"
    assert kb["baker2019long"].first_public == "2019-05-04"
    assert kb["adams2018roof"].names == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["set", "year", "soon", "baker2019long"], '"soon" is not a year such as 2026'),
        (["set", "place", "park", "baker2019long"], "did you mean places?"),
        (["set", "venue", "X"], "which works?"),
        (["set", "places", "prk", "baker2019long"], 'unknown place "prk"'),
        (["untag", "long-hives", "baker2019long"], '"tags" is empty'),
        (["rename-node", "mites", "feeding"], 'there is a node "feeding" already'),
        (["merge", "baker2019long", "none2020x"], 'there is no work "none2020x"'),
    ],
)
def test_an_impossible_change_changes_nothing(root: Path, arguments: list[str], message: str) -> None:
    before = files(root)
    output = run(root, *arguments, code=1)
    assert message in output
    assert "nothing was changed" in output
    assert files(root) == before


def test_tags_are_added_removed_and_moved_with_what_they_say(root: Path) -> None:
    run(root, "tag", "feeding", "evans2022wild", "--note", "counts: nectar")
    run(root, "untag", "forage", "adams2018roof")
    run(root, "retag", "oxalic-acid", "brood-removal")
    assert '  - node: feeding\n    note: "counts: nectar"\n' in text(root, "entries/evans2022wild.yaml")
    kb = load(root)
    assert [tag.node for tag in kb["adams2018roof"].tags] == ["roof-sites"]
    assert kb["duran2021acid"].note_on("brood-removal") == "reviews eighteen studies of trickled acid"


def test_a_tag_is_not_moved_onto_another_one_that_says_something(root: Path) -> None:
    assert 'tagged with "roof-sites" too' in run(root, "retag", "forage", "roof-sites", code=1)
    run(root, "retag", "feeding", "forage")  # "feeding" says nothing
    assert [tag.node for tag in load(root)["green2024trees"].tags] == ["forage"]


def test_a_renamed_work_is_followed_and_its_old_id_leads_to_it(root: Path) -> None:
    run(root, "rename", "costa2020drone", "costa2020brood")
    kb = load(root)
    assert kb.former_works["costa2020drone"].id == "costa2020brood"
    assert kb.syntheses["mites"].cited == ("costa2020brood", "duran2021acid")
    assert kb.paths["first-year"].steps[1].work == "costa2020brood"
    assert "costa2020drone" not in text(root, "site_src/syntheses/mites.md")


def test_merged_entries_have_what_either_had(root: Path) -> None:
    (root / "entries/costa2020does.yaml").write_text(
        'title: "Drone brood: removal pays"\nnames: [DronePay]\nauthors: [Dina Costa]\nyear: 2020\n'
        "venue: Bee World\ndoi: 10.1234/drone\nevidence: field-study\n"
        "links:\n  code: https://bees.example.org/drone  # the newest\n"
        "tags:\n  - node: feeding\n    note: feeds what is removed\nadded: 2026-01-01\n",
        encoding="utf-8",
    )
    (root / "site_src/reading-paths.yaml").write_text(
        text(root, "site_src/reading-paths.yaml").replace("work: costa2020drone", "work: costa2020does")
    )
    output = run(root, "merge", "costa2020does", "costa2020drone")
    assert "venue: that of costa2020drone is kept" in output
    work = load(root)["costa2020drone"]
    assert (work.names, work.doi, work.venue) == (("DronePay",), "10.1234/drone", "Apiculture")
    assert [tag.node for tag in work.tags] == ["brood-removal", "feeding"]
    assert work.links.code == "https://bees.example.org/drone"
    assert work.formerly == ("costa2020does",)
    assert load(root).paths["first-year"].steps[1].work == "costa2020drone"
    assert not (root / "entries/costa2020does.yaml").exists()


@pytest.mark.parametrize("node", ["mites", "oxalic-acid"])
def test_a_renamed_node_is_followed(root: Path, node: str) -> None:
    count = load(root).count(node)
    run(root, "rename-node", node, "varroa")
    kb = load(root)
    assert kb.count("varroa") == count
    assert kb.former_nodes[node].id == "varroa"
    assert ("varroa" in kb.syntheses) == (node == "mites")


def test_a_node_that_was_renamed_twice_keeps_both_former_ids(root: Path) -> None:
    run(root, "rename-node", "mites", "varroa")
    run(root, "rename-node", "varroa", "varroa-mites")
    assert load(root).taxonomy["varroa-mites"].entry.formerly == ("mites", "varroa")
    assert text(root, "taxonomy.yaml").replace("varroa-mites", "mites") == text(
        BEES, "taxonomy.yaml"
    ).replace("      - id: mites\n", "      - id: mites\n        formerly: [mites, varroa]\n")


@pytest.mark.parametrize(
    ("options", "level", "line"),
    [
        (["mites", "acids", "oxalic-acid"], None, ""),
        (
            ["oxalic-acid", "acid-reviews", "duran2021acid"],
            "approach",
            "        - {id: acid-reviews, title: X}\n",
        ),
        (["forage", "street-trees", "green2024trees"], "topic", "    - {id: street-trees, title: X}\n"),
    ],
)
def test_a_split_node_has_a_new_one_beside_it(
    root: Path, options: list[str], level: str | None, line: str
) -> None:
    if level is None:
        assert "unknown work" in run(root, "split-node", *options, "--title", "X", code=1)
        return
    run(root, "split-node", *options, "--title", "X")
    kb = load(root)
    assert (kb.taxonomy[options[1]].level, kb.count(options[1])) == (level, 1)
    assert text(root, "taxonomy.yaml").replace(line, "") == text(BEES, "taxonomy.yaml")


def test_an_approach_is_added_below_a_topic(root: Path) -> None:
    run(root, "retag", "brood-removal", "mites")
    run(root, "split-node", "mites", "counting", "costa2020drone", "--title", "Counting", "--below")
    assert load(root).taxonomy["counting"].ancestors[-1].id == "mites"


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(root: Path) -> None:
    before = files(root)
    changes = ChangeSet(root)
    changes.put("entries/adams2018roof.yaml", "x")
    changes.put("no/such/folder.yaml", "y")
    with pytest.raises(OSError, match="folder"):
        changes.write()
    assert files(root) == before


def test_an_interrupted_change_is_completed_by_the_next_command(root: Path) -> None:
    new = text(root, "entries/adams2018roof.yaml").replace("three winters", "four winters")
    (root / LOG).write_text(json.dumps({"entries/adams2018roof.yaml": new}), encoding="utf-8")
    assert "completed an interrupted change" in run(root, "set", "venue", "The Hive", "baker2019long")
    assert text(root, "entries/adams2018roof.yaml") == new
    assert not (root / LOG).exists()
