from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from living_survey.hosting.readme_files import configured_site
from living_survey.rendering.readme import MARKER
from tests.bakery import BAKERY
from tests.cli import running

if TYPE_CHECKING:
    import subprocess

GOLDEN = Path(__file__).parent / "readme"
TEMPLATES = "site_src/templates"
WRITTEN = [
    "README.md", "lists/doughs.md", "lists/fermentation.md", "lists/other-surveys.md", "lists/wheat.md",
]  # fmt: skip
UP_TO_DATE = "README.md and lists/ are up to date\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "a survey"
    shutil.copytree(BAKERY, folder)
    shutil.copytree(GOLDEN / "templates", folder / TEMPLATES, dirs_exist_ok=True)
    shutil.copytree(GOLDEN / "lists", folder / "lists")
    shutil.copy(GOLDEN / "README.md", folder)
    return folder


def survey(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return running.survey("--root", root, *arguments, cwd=running.ROOT, **environment)


def generated(root: Path) -> dict[str, bytes]:
    paths = [root / "README.md", *(root / "lists").rglob("*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def test_files_are_written_and_then_up_to_date(root: Path) -> None:
    golden = generated(root)
    assert sorted(golden) == WRITTEN
    (root / "README.md").unlink()
    shutil.rmtree(root / "lists")
    checked = survey(root, "readme", "--check")
    assert checked.returncode == 1
    assert checked.stdout.splitlines() == [*(f"{path} is missing" for path in WRITTEN), "run: survey readme"]
    assert survey(root, "readme").stdout.splitlines() == [f"wrote {path}" for path in WRITTEN]
    assert generated(root) == golden
    assert survey(root, "readme").stdout == UP_TO_DATE
    assert survey(root, "readme", "--check").returncode == 0
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


def test_the_files_are_the_same_in_every_locale_and_run(root: Path) -> None:
    golden = generated(root)
    (root / "README.md").unlink()
    shutil.rmtree(root / "lists")
    where = {"SURVEY_SITE_URL": "https://elsewhere.test/"}
    assert survey(root, "readme", LC_ALL="C", TZ="Asia/Tokyo", PYTHONHASHSEED="7", **where).returncode == 0
    assert generated(root) == golden


def test_check_of_stale_files_reports_what_changed_and_the_cure(root: Path) -> None:
    entry = root / "entries" / "park2023rollers.yaml"
    entry.write_text(
        entry.read_text(encoding="utf-8").replace("note: rolls.", "note: rolls on"), encoding="utf-8"
    )
    before = generated(root)
    checked = survey(root, "readme", "--check")
    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    assert lines[:3] == ["README.md is not up to date", "lines: +1 -1", "sections: ~Milling \\| Sifting"]
    at = lines.index("lists/wheat.md is not up to date")
    assert lines[at + 1 : at + 4] == ["lines: +1 -1", "sections: ~Rollers", "works: ~park2023rollers"]
    assert lines[-1] == "run: survey readme"
    assert "BreadConf 2023 (article) *Rolls on.*" in checked.stdout
    assert generated(root) == before


def test_lists_that_are_no_longer_generated_are_removed(root: Path) -> None:
    golden = generated(root)
    (root / "lists/rye").mkdir()
    (root / "lists/rye/old.md").write_text(f"{MARKER}\n# Rye\n", encoding="utf-8")
    (root / "lists/mine.md").write_text("# By hand\n", encoding="utf-8")
    checked = survey(root, "readme", "--check").stdout.splitlines()
    assert checked == ["lists/rye/old.md is no longer generated", "run: survey readme"]
    assert survey(root, "readme").stdout == "removed lists/rye/old.md\n"
    assert not (root / "lists/rye").exists()
    assert generated(root) == golden | {"lists/mine.md": b"# By hand\n"}
    assert survey(root, "readme").stdout == UP_TO_DATE


def test_a_mistake_in_an_entry_is_reported_and_nothing_written(root: Path) -> None:
    (root / "entries" / "park2023rollers.yaml").write_text("title: x\n", encoding="utf-8")
    before = generated(root)
    done = survey(root, "readme")
    assert done.returncode == 1
    assert "entries/park2023rollers.yaml:1:1" in done.stderr
    assert generated(root) == before


@pytest.mark.parametrize("name", ["README.md.j2", "list.md.j2", "table.md.j2"])
def test_a_mistake_in_a_template_is_reported_in_one_line(root: Path, name: str) -> None:
    (root / TEMPLATES / name).write_text("{{ nothing }}", encoding="utf-8")
    before = generated(root)
    done = survey(root, "readme")
    assert (done.returncode, done.stderr) == (1, f"{name}: 'nothing' is undefined\n")
    assert generated(root) == before


@pytest.mark.parametrize(
    ("configured", "address"),
    [
        ("https://bread.test.org/", "https://bread.test.org/"),
        ("!ENV [SURVEY_SITE_URL, 'https://bread.test.org/']", "https://bread.test.org/"),
        ("!ENV [SURVEY_SITE_URL, 'https://bread.example/']", ""),
        ("!ENV SURVEY_SITE_URL", ""),
        ("[not, an, address]", ""),
        ("", ""),
        ("'", ""),
    ],
)
def test_the_address_of_the_site_is_the_configured_one(
    tmp_path: Path, configured: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_SITE_URL", "https://elsewhere.test.org/")
    assert configured_site(tmp_path).site_url == ""
    (tmp_path / "mkdocs.yml").write_text(f"site_url: {configured}\nx: !!python/name:os.system\n")
    assert configured_site(tmp_path).site_url == address
