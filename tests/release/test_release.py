"""`survey release` in a repository with a history: what it finds changed, and what it writes."""

from __future__ import annotations

import json
import shutil
import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import yaml

from living_survey import load
from living_survey.knowledge.releases import Move
from tests.cli.running import ROOT, survey

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = "1735689600"  # 2025-01-01
NEW = "title: Ovens\nauthors: [Eve New]\nyear: 2024\ngenre: article\ntags: [{node: rollers, note: bakes}]\n"


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A survey with a released state, and changes of every kind since."""
    root = tmp_path / "bakery"
    shutil.copytree(ROOT / "tests/bakery", root)
    (root / "mkdocs.yml").write_text("site_name: Bread\nsite_url: https://bread-survey.org/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Start")
    git(root, "tag", "v1.0.0")
    entries = root / "entries"
    (entries / "new2024ovens.yaml").write_text(NEW)
    rollers = entries / "park2023rollers.yaml"
    text = rollers.read_text().replace("- storage", "- sourdough")
    rollers.write_text(text.replace("BreadConf", "BreadCon"))
    starter = entries / "li2022starter.yaml"
    starter.write_text(f"{starter.read_text()}remarks: Read twice.\n")
    return root


def release(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return survey("--root", root, "release", *arguments, SOURCE_DATE_EPOCH=EPOCH)


def test_it_writes_what_changed_since_the_last_tag(root: Path) -> None:
    done = release(root, "1.1.0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1.1.0, since v1.0.0: 7 works, 1 added, 1 moved, 2 corrected, 0 removed\n")
    (notes,) = load(root).releases
    assert notes.added == ("new2024ovens",)
    assert notes.moved == {"park2023rollers": Move(lost=("storage",), gained=("sourdough",))}
    assert notes.corrected == {"li2022starter": ("remarks",), "park2023rollers": ("venue",)}
    citation = yaml.safe_load((root / "CITATION.cff").read_text())
    assert citation["version"] == "1.1.0"
    assert str(citation["date-released"]) == "2025-01-01"
    assert citation["url"] == "https://bread-survey.org/"


def test_a_work_of_another_id_is_not_new_and_a_lost_one_is_removed(root: Path) -> None:
    entries = root / "entries"
    text = (entries / "doe2021knead.yaml").read_text()
    (entries / "doe2021knead.yaml").rename(entries / "doe2021kneading.yaml")
    (entries / "doe2021kneading.yaml").write_text(f"{text}formerly: [doe2021knead]\n")
    release(root, "1.1.0")
    (notes,) = load(root).releases
    assert notes.added == ("new2024ovens",)
    assert notes.removed == ()


def test_the_first_release_has_everything(root: Path) -> None:
    git(root, "tag", "--delete", "v1.0.0")
    done = release(root, "1.0.0")
    assert done.stdout.startswith("1.0.0, since the beginning: 7 works, 7 added, 0 moved,")


def test_the_files_of_a_release_are_those_that_its_manifest_names(root: Path, tmp_path: Path) -> None:
    missing = release(root, "1.1.0", "-o", tmp_path / "out")
    assert missing.returncode == 2
    assert "prepare the release first: survey release 1.1.0" in missing.stderr
    release(root, "1.1.0")
    done = release(root, "1.1.0", "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    digests = {file["path"]: file["sha256"] for file in manifest["files"]}
    written = {
        path.relative_to(tmp_path / "out").as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "out").rglob("*")
        if path.name != "manifest.json"
    }
    assert written == digests
    assert {"works.bib", "works.sqlite", "statements.parquet", "CITATION.cff", ".zenodo.json"} < set(written)
    changes = (tmp_path / "out/CHANGES.md").read_text()
    assert "- Rollers 🥖: Why?\\! (`park2023rollers`): no longer at storage; now at sourdough" in changes
    again = release(root, "1.1.0", "-o", tmp_path / "out")
    assert again.returncode == 2
    assert "not an empty folder" in again.stderr


@pytest.mark.parametrize(
    ("version", "message"),
    [("v1", '"v1" is not a version; write it as 1.2.0'), ("../1.0.0", "is not a version")],
)
def test_other_numbers_are_refused(root: Path, version: str, message: str) -> None:
    done = release(root, version)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_prepared_release_is_not_overwritten_and_outside_git_there_is_none(root: Path) -> None:
    release(root, "1.1.0")
    assert "releases/1.1.0.yaml exists" in release(root, "1.1.0").stderr
    shutil.rmtree(root / ".git")
    assert release(root, "1.2.0").returncode == 1


def test_damaged_notes_are_reported_with_their_place(root: Path) -> None:
    (root / "releases").mkdir()
    (root / "releases/1.0.0.yaml").write_text("version: 1.0.0\ndate: yesterday\nworks: many\n")
    done = survey("--root", root, "check")
    assert done.returncode == 1
    assert 'releases/1.0.0.yaml:2:7: "date" is not a date: yesterday' in done.stdout
    assert "releases/1.0.0.yaml:3:8: " in done.stdout
