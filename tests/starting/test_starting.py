"""A new repository: what is in it, and that it is there as a whole or not at all."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from living_survey import load
from living_survey.hosting import readme_files
from living_survey.hosting.forms import forms
from living_survey.loading.inspection import inspect
from living_survey.starting import CannotStartError
from living_survey.starting.colors import area_colors
from tests.cli.running import ROOT
from tests.starting.conftest import SHAPES
from tests.starting.contrast import contrast, mixed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starting.conftest import Start

AA = 4.5
TOOLS = ROOT / ".venv" / "bin"


def test_a_survey_without_works_can_be_filled(begin: Start) -> None:
    started = begin()
    assert (started.works, started.topics) == (0, 1)
    assert {problem.code for problem in inspect(started.folder).problems} == {"unused-node"}
    assert (started.folder / "entries").is_dir()


def test_all_generated_files_are_up_to_date(begin: Start) -> None:
    root = begin(SHAPES / "bullets.md").folder
    kb = load(root)
    assert readme_files.changes(root, kb) == []
    for form in forms(kb).values():
        assert (root / form.path).read_text(encoding="utf-8") == form.text()
    readme = (root / "README.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", (root / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"CONTRIBUTING\.md#([a-z-]+)", readme)) <= anchors


def test_workflows_and_forms_pass_their_checkers(begin: Start) -> None:
    root = begin(SHAPES / "plain.md").folder / ".github"
    checks = {
        "vendor.github-workflows": (root / "workflows").glob("*.yml"),
        "vendor.github-issue-forms": (root / "ISSUE_TEMPLATE").glob("*.yml"),
        "vendor.dependabot": [root / "dependabot.yml"],
    }
    for schema, files in checks.items():
        run(TOOLS / "check-jsonschema", "--builtin-schema", schema, *files)
    run(TOOLS / "zizmor", "--offline", "--no-progress", "--quiet", "--persona", "auditor", root)


def test_actions_are_those_of_this_repository(begin: Start) -> None:
    pinned = re.compile(r"uses: (\S+@[0-9a-f]{40} # \S+)")
    ours, theirs = (
        {
            found
            for path in (root / ".github/workflows").glob("*.yml")
            for found in pinned.findall(path.read_text())
        }
        for root in (ROOT, begin().folder)
    )
    assert theirs
    assert theirs <= ours


@pytest.mark.parametrize("path", ["workflows/weekly.yml", "workflows/issue.yml", "scripts/copy-checked.sh"])
def test_the_weekly_jobs_and_the_answers_to_issues_are_those_of_this_repository(
    begin: Start, path: str
) -> None:
    ours = (ROOT / ".github" / path).read_text(encoding="utf-8")
    expected = ours.replace("make venv-run", "make venv").replace("constraints.txt", "requirements.txt")
    assert (begin().folder / ".github" / path).read_text(encoding="utf-8") == expected


def test_workflows_call_targets_and_scripts_that_are_there(begin: Start) -> None:
    root = begin().folder
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in (root / ".github/workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"run: make ([a-z-]+)", text)) <= targets
        assert all((root / script).is_file() for script in re.findall(r"run: sh (\S+)", text))
        assert all((root / file).is_file() for file in re.findall(r"cache-dependency-path: (\S+)", text))


def run(*command: str | Path) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_any_title_is_kept_as_it_is(begin: Start) -> None:
    title = 'Bread: "100%" & #1 – *Über* [alles] {{ x }} \\ 面包'
    root = begin(SHAPES / "plain.md", title=title).folder
    assert load(root).taxonomy.roots[0].title == title
    assert readme_files.configured_site(root).name == title


def test_a_topic_of_the_name_of_the_survey_has_another_id(begin: Start) -> None:
    kb = load(begin("## Bees\n- [Queens at Rest](https://arxiv.org/abs/2001.00001)\n", title="Bees").folder)
    assert [node.id for node in kb.taxonomy] == ["bees-2", "bees"]


def test_the_requirement_of_the_program_is_kept(begin: Start) -> None:
    text = (begin().folder / "requirements.txt").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "living-survey[bot,links,site]==0.1.0"


# --- all or nothing ----------------------------------------------------------------------------------------


def test_an_empty_folder_is_filled_and_any_other_left_alone(begin: Start, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    begin()
    assert (folder / "taxonomy.yaml").exists()
    before = sorted(folder.rglob("*"))
    with pytest.raises(CannotStartError, match="not an empty folder"):
        begin()
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("works.doc", "", r"works\.doc: unknown format"),
        ("works.csv", "a,b\n1,2\n", r"works\.csv: .*title"),
        ("missing.md", None, r"missing\.md: No such file"),
    ],
)
def test_a_file_that_cannot_be_read_stops_it_before_anything_is_written(
    name: str, text: str | None, message: str, begin: Start, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotStartError, match=message):
        begin(SHAPES / "plain.md", tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_is_left_behind_by_an_error(begin: Start, tmp_path: Path) -> None:
    headings = "".join(
        f"## Topic {number} {'x' * 400}\n- [Loaf {number}](https://a.org/{number}.pdf)\n"
        for number in range(700)
    )
    source = tmp_path / "long.md"
    source.write_text(headings, encoding="utf-8")
    with pytest.raises(CannotStartError, match="too-large"):
        begin(source)
    assert [path.name for path in tmp_path.iterdir()] == ["long.md"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_others_can_read_it(begin: Start) -> None:
    mask = os.umask(0o022)
    try:
        folder = begin().folder
    finally:
        os.umask(mask)
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "README.md").stat().st_mode & 0o777 == 0o644


# --- colours -----------------------------------------------------------------------------------------------


def test_text_on_every_colour_is_readable_in_light_and_dark() -> None:
    """WCAG 2.2 AA for the mixes of assets/survey.css."""
    style = (ROOT / "generator/living_survey/web/assets/survey.css").read_text(encoding="utf-8")
    mix = re.compile(r"--area-(ink|wash): color-mix\(in oklab, var\(--area\) (\d+)%, (#\w{6})\);")
    light, dark = mix.findall(style)[:2], mix.findall(style)[2:4]
    for _, color in zip(range(60), area_colors(), strict=False):
        for mixes in (light, dark):
            ink, wash = (mixed(color, int(part) / 100, other) for _, part, other in mixes)
            assert contrast(ink, wash) >= AA, color


def test_colours_of_areas_differ(begin: Start) -> None:
    tree = yaml.safe_load(
        (begin(SHAPES / "bullets.md").folder / "taxonomy.yaml").read_text(encoding="utf-8")
    )["tree"]
    colors = [area["color"] for area in tree[0]["areas"]]
    assert len(set(colors)) == len(colors) == 4
