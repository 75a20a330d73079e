"""README.md and the lists of this repository are those that its entries give, and GitHub shows them whole."""

from pathlib import Path

import pytest

from living_survey import KnowledgeBase
from living_survey.hosting.readme_files import changes
from living_survey.rendering.readme import LIST_BYTES, README_BYTES
from living_survey.rendering.readme_changes import report_of_changes
from tests.rendering.github import page
from tests.rendering.test_readme import assert_links_resolve

ROOT = Path(__file__).parents[2]
PICTURE_BYTES = 150_000


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    paths = [ROOT / "README.md", *sorted((ROOT / "lists").rglob("*.md"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_all_files_are_up_to_date(kb: KnowledgeBase) -> None:
    stale = changes(ROOT, kb)
    report = report_of_changes((one.path, one.before, one.after) for one in stale)
    assert [one.path for one in stale] == [], "\n".join(report)


def test_github_shows_all_files_whole(files: dict[str, str]) -> None:
    sizes = {path: len(content.encode()) for path, content in files.items()}
    assert sizes.pop("README.md") <= README_BYTES
    assert max(sizes.values()) <= LIST_BYTES


def test_every_pointer_resolves(files: dict[str, str]) -> None:
    assert_links_resolve(files)


def test_what_the_readme_leads_to_exists(files: dict[str, str]) -> None:
    readme = page(files["README.md"])
    linked = [a.attributes.get("href") or "" for a in readme.all("a")]
    shown = [image.attributes["src"] or "" for image in readme.all("img")]
    local = {link.partition("#")[0] for link in (*linked, *shown) if "://" not in link}
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_the_picture_of_the_site_is_small() -> None:
    assert (ROOT / "site_src/picture.png").stat().st_size <= PICTURE_BYTES, "python -m benchmarks.picture"
