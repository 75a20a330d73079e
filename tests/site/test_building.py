"""Builds are silent and reproducible, and work at any address."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.site.building import ROOT, build, differences

if TYPE_CHECKING:
    from pathlib import Path

BARE = """
schema: 2
tree:
  - id: bread
    title: Bread
    topics: [{id: dough, title: Dough}]
"""
NAVIGATION = """
nav:
  - index.md
  - Bread: [topics/index.md, survey:taxonomy]
  - Questions: [survey:questions, survey:facets, {Cycle: survey:cycle}]
  - Survey: [survey:reading-order, survey:since, survey:roadmap, survey:tables]
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small survey with this site's settings, in a path with a space."""
    folder = tmp_path_factory.mktemp("a project")
    (folder / "site_src/pages").mkdir(parents=True)
    shutil.copytree(ROOT / "tests/bakery/entries", folder / "entries")
    shutil.copy(ROOT / "tests/bakery/taxonomy.yaml", folder)
    (folder / "mkdocs.yml").write_text(settings_without_navigation() + NAVIGATION, encoding="utf-8")
    return folder


def settings_without_navigation() -> str:
    return (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:")[0]


def test_two_builds_give_the_same_bytes_and_no_warnings(project: Path, tmp_path: Path) -> None:
    """Whatever the path, the order of files, hash seed, time zone, locale and umask."""
    first, second, elsewhere = tmp_path / "first", tmp_path / "second", tmp_path / "elsewhere"
    (elsewhere / "site_src/pages").mkdir(parents=True)
    (elsewhere / "entries").mkdir()
    for file in sorted((file for file in project.rglob("*") if file.is_file()), reverse=True):
        shutil.copyfile(file, elsewhere / file.relative_to(project))
    settings = [
        (project, first, 0o22, {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}),
        (elsewhere, second, 0o77, {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"}),
    ]
    for root, folder, mask, environment in settings:
        before = os.umask(mask)
        try:
            result = build(folder, root=root, environment=environment)
        finally:
            os.umask(before)
        assert result.returncode == 0, result.stderr
        assert "WARNING" not in result.stderr
        assert result.stdout == ""
    assert differences(first, second) == []


def test_a_fork_has_its_own_addresses_everywhere(project: Path, tmp_path: Path) -> None:
    site, repository = "https://fork.example/some/where/", "https://forge.example/somebody/fork"
    result = build(
        tmp_path, root=project, environment={"SURVEY_SITE_URL": site, "SURVEY_REPO_URL": repository}
    )
    assert result.returncode == 0, result.stderr
    texts = [file for file in tmp_path.rglob("*") if file.suffix in {".html", ".xml", ".json", ".txt", ".md"}]
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    defaults = re.findall(r'!ENV \[SURVEY_\w+, "([^"]+)"\]', configuration)
    assert len(defaults) == 2
    for file in texts:
        text = file.read_text(encoding="utf-8")
        assert [default for default in defaults if default in text] == [], file.relative_to(tmp_path)
    work = (tmp_path / "works" / "doe2021knead" / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{site}works/doe2021knead/">' in work
    assert f"{repository}/edit/main/entries/doe2021knead.yaml" in work
    assert f"{repository}/issues/new" in work
    assert f"{site}works/doe2021knead/" in (tmp_path / "sitemap.xml").read_text(encoding="utf-8")


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """A survey with only a tree and one work."""
    folder = tmp_path / "bare"
    (folder / "site_src/pages").mkdir(parents=True)
    (folder / "taxonomy.yaml").write_text(BARE, encoding="utf-8")
    (folder / "entries").mkdir()
    (folder / "entries" / "roe2022bread.yaml").write_text(
        "title: Bread\nauthors: [Jane Roe]\nyear: 2022\ntags: [dough]\n", encoding="utf-8"
    )
    (folder / "mkdocs.yml").write_text(settings_without_navigation() + NAVIGATION, encoding="utf-8")
    return folder


def test_a_survey_with_only_a_tree_builds_without_optional_pages(bare_project: Path, tmp_path: Path) -> None:
    result = build(tmp_path / "site", root=bare_project)
    assert result.returncode == 0, result.stderr
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "topics/dough/" in home
    for absent in ("cycle/", "survey/", "roadmap/", "Questions"):
        assert absent not in home


def test_a_page_of_the_navigation_that_does_not_exist_fails_the_build(
    bare_project: Path, tmp_path: Path
) -> None:
    settings = bare_project / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "  - Trends: trend.md\n", encoding="utf-8")
    result = build(tmp_path / "site", root=bare_project)
    assert result.returncode != 0
    line = len(settings.read_text(encoding="utf-8").splitlines())
    message = f'mkdocs.yml:{line}:13: nav: there is no page "trend.md"; did you mean "trends.md"?'
    assert message in result.stderr
    assert result.stderr.count("trend.md") == 1


def test_a_site_without_a_nav_gets_the_default_one(bare_project: Path, tmp_path: Path) -> None:
    (bare_project / "mkdocs.yml").write_text(settings_without_navigation(), encoding="utf-8")
    (bare_project / "site_src/pages/notes.md").write_text("# On flour\n", encoding="utf-8")
    result = build(tmp_path / "site", root=bare_project)
    assert result.returncode == 0, result.stderr
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert all(page in home for page in ("topics/dough/", "notes/", "authors/"))
    assert all(page not in home for page in ("cycle/", "survey/", "roadmap/", "Questions"))
