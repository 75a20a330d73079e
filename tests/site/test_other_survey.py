"""A survey of another field, without a paper, questions or a roadmap, has a complete site of its own."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from tests.beekeeping import BEEKEEPING
from tests.site.building import ROOT, build
from tests.site.html_facts import read_html

if TYPE_CHECKING:
    from pathlib import Path

# What this repository's own survey is about, and its research questions.
OWN_WORDS = re.compile(
    rb"multimodal|\bmllms?\b|large language model|data-centric(?! machine learning research)|co-development"
    rb"|data(?:-|\xe2\x80\x93)model|2407\.08583|\brq[12]\b|datacomp|\bgadre",
    re.IGNORECASE,
)
# A list of frequent words of titles, and the facets that files of schema 1 had without declaring them.
WITH_OWN_WORDS = {"sources/listed/vocabulary.py", "loading/migration.py"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bees")
    result = build(folder, root=BEEKEEPING)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    return folder


def test_no_file_of_its_site_has_a_word_of_another_survey(site: Path) -> None:
    files = [file for file in site.rglob("*") if file.is_file()]
    assert len(files) > 200
    found = {file.relative_to(site).as_posix(): OWN_WORDS.findall(file.read_bytes()) for file in files}
    assert {name: words for name, words in found.items() if words or OWN_WORDS.search(name.encode())} == {}


def test_no_file_of_the_package_has_a_word_of_a_survey() -> None:
    package = ROOT / "generator/living_survey"
    files = [file for file in package.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert len(files) > 100
    found = {file.relative_to(package).as_posix() for file in files if OWN_WORDS.search(file.read_bytes())}
    assert found == WITH_OWN_WORDS


def test_it_has_pages_only_for_what_it_has(site: Path) -> None:
    kb = load(BEEKEEPING)
    pages = {file.parent.relative_to(site).as_posix() for file in site.rglob("index.html")}
    parts = {page.split("/")[0] for page in pages}
    assert parts == {
        ".", "about", "authors", "checks", "cite", "contribute", "explore", "gaps", "health", "outcomes",
        "paths", "places", "tagging-guide", "test-apiaries", "topics", "trends", "venues", "works", "years",
    }  # fmt: skip
    assert {page for page in pages if page.startswith("works/")} == {f"works/{work.id}" for work in kb}
    assert {"topics/mites", "places/roof", "outcomes/survival", "paths/first-year"} <= pages


def test_its_navigation_is_made_of_what_it_has(site: Path) -> None:
    page = (site / "places/index.html").read_text(encoding="utf-8")
    navigation = page.split('class="md-nav md-nav--primary', 1)[1].split("</nav>\n</div>")[0]
    titles = [" ".join(title.split()) for title in re.findall(r'class="md-ellipsis">([^<]+)<', navigation)]
    assert [title for title in titles if title in {"Topics", "Facets", "Lists", "About", "Survey"}] == [
        "Topics", "Facets", "Lists", "About",
    ]  # fmt: skip
    assert {"Places", "Outcomes"} <= set(titles)
    assert not {"Survey", "Questions", "Roadmap", "Since the survey"} & set(titles)


def test_home_links_its_facets_tables_and_paths(site: Path) -> None:
    links = {link.get("href") for link in read_html(site / "index.html").all("a")}
    assert {"places/", "outcomes/", "test-apiaries/", "paths/first-year/", "topics/colonies/"} <= links


def test_every_internal_link_and_anchor_resolves(site: Path) -> None:
    options = ["--offline", "--include-fragments", "--no-progress", "--index-files", "index.html"]
    result = subprocess.run(
        [ROOT / ".venv/bin/lychee", *options, "--root-dir", site, site],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]


def test_its_data_files_have_its_own_facets(site: Path) -> None:
    index = json.loads((site / "data/index.json").read_text(encoding="utf-8"))
    assert index["survey"] is None
    assert index["counts"]["approach_statements"] == 0
    facets = json.loads((site / "data/facets.json").read_text(encoding="utf-8"))
    assert [facet["id"] for facet in facets["facets"]] == ["evidence", "place", "outcome"]
    assert facets["questions"] == facets["paradigms"] == []
    work = json.loads((site / "data/works/adams2018roof.json").read_text(encoding="utf-8"))
    assert (work["evidence"], work["place"]) == ("field-study", ["roof"])
