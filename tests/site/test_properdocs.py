"""ProperDocs, which continues MkDocs, builds the same site from the same files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.site.building import ROOT, build, build_environment

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = """\
site_name: Bread
site_url: https://bread.test/
repo_url: https://git.test/bread
docs_dir: site_src/pages
theme: {name: material, features: [navigation.tabs, navigation.prune]}
plugins: [survey]
nav: [index.md, survey:taxonomy, survey:questions]
"""
GENERATOR = re.compile(b'<meta name="generator" [^>]*>')


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "bakery"
    shutil.copytree(ROOT / "tests/bakery", folder)
    (folder / "site_src/pages").mkdir(parents=True, exist_ok=True)
    (folder / "site_src/pages/about.md").write_text("# About\n\nSee [a work](works/doe2021knead.md).\n")
    (folder / "mkdocs.yml").write_text(CONFIGURATION)
    return folder


def build_other(project: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "properdocs",
            "build",
            "--strict",
            "--config-file",
            "mkdocs.yml",
            "--site-dir",
            str(site),
        ],
        cwd=project,
        env=build_environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def files(site: Path) -> dict[str, bytes]:
    """The files of a site, without the line that names the program."""
    return {
        path.relative_to(site).as_posix(): GENERATOR.sub(b"", path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    }


def test_properdocs_builds_the_site_that_mkdocs_builds(project: Path, tmp_path: Path) -> None:
    for result in (
        build(tmp_path / "mkdocs", root=project),
        build_other(project, tmp_path / "properdocs"),
    ):
        assert result.returncode == 0, result.stderr
    ours, other = files(tmp_path / "mkdocs"), files(tmp_path / "properdocs")
    assert ours.keys() == other.keys()
    assert [name for name, content in ours.items() if content != other[name]] == []

    (project / "site_src/pages/about.md").write_text("# About\n\nSee [nothing](nothing.md).\n")
    result = build_other(project, tmp_path / "properdocs")
    assert result.returncode == 1
    assert files(tmp_path / "properdocs") == other, "a failed strict build replaced the site"
