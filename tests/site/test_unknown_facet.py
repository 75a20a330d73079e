"""Any facet that taxonomy.yaml declares appears in every output."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
import yaml

from living_survey import KnowledgeBase, load
from living_survey.hosting.forms import forms
from living_survey.hosting.readme_files import configured_site
from living_survey.loading.canonical import format_entry
from living_survey.loading.inspection import inspect, read_vocabulary
from living_survey.loading.schema import entry_schema
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from living_survey.rendering.readme import render_readme
from tests.site.building import ROOT, build

if TYPE_CHECKING:
    from pathlib import Path

BAKERY = ROOT / "tests" / "bakery"
ENTRY = "doe2021knead"
# One facet of the whole work, one of what a work does at its place in the taxonomy.
FACETS = """
  - id: climate
    title: Climate
    plural: Climates
    values:
      - {id: tundra, title: Frozen tundra}
      - {id: tropics, title: Humid tropics}
  - id: vessel
    title: Vessel
    plural: Vessels
    stated: [tag, approach]
    relations: [{id: rises_in, verb: rises in, plural: rise in}]
    values:
      - {id: basket, title: Proofing basket}
      - {id: bucket, title: Steel bucket}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery with both facets declared, and stated by one work."""
    folder = tmp_path_factory.mktemp("survey") / "bakery"
    (folder / "site_src/pages").mkdir(parents=True)
    shutil.copytree(BAKERY / "entries", folder / "entries")
    taxonomy = (BAKERY / "taxonomy.yaml").read_text(encoding="utf-8")
    assert taxonomy.count("\nfacets:\n") == 1
    (folder / "taxonomy.yaml").write_text(
        taxonomy.replace("\nfacets:\n", f"\nfacets:{FACETS}"), encoding="utf-8"
    )
    entry = folder / "entries" / f"{ENTRY}.yaml"
    text = entry.read_text(encoding="utf-8")
    text = text.replace("\nlinks:\n", "\nclimate: tundra\nlinks:\n", 1)
    text = text.replace("  - node: sourdough\n", "  - node: sourdough\n    rises_in: basket\n", 1)
    entry.write_text(text, encoding="utf-8")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:")[0]
    navigation = "\nnav: [index.md, explore.md, contribute.md, survey:facets, {Topics: [survey:taxonomy]}]\n"
    (folder / "mkdocs.yml").write_text(settings + navigation, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def kb(base: Path) -> KnowledgeBase:
    return load(base)


@pytest.fixture(scope="module")
def site(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    result = build(folder, root=base)
    assert result.returncode == 0, result.stderr
    return folder


def test_it_is_checked(base: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(base, copy)
    entry = copy / "entries" / f"{ENTRY}.yaml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(
        text.replace("climate: tundra", "climate: tundr").replace("basket", "baskt"), encoding="utf-8"
    )
    messages = [str(problem) for problem in inspect(copy).problems]
    assert any('unknown climate "tundr" (did you mean "tundra"?)' in message for message in messages)
    assert any('unknown vessel "baskt" (did you mean "basket"?)' in message for message in messages)


def test_it_is_formatted_in_the_position_of_facets(base: Path) -> None:
    text = (base / "entries" / f"{ENTRY}.yaml").read_text(encoding="utf-8")
    formatted = format_entry(text)
    assert format_entry(formatted) == formatted
    assert formatted.index("climate: tundra") < formatted.index("links:")
    assert "rises_in: basket" in formatted


def test_python_finds_works_and_statements_by_it(kb: KnowledgeBase) -> None:
    assert [work.id for work in kb.works(climate="tundra", vessel="basket")] == [ENTRY]
    (row,) = kb.statements(vessel="basket")
    assert (row.work, row.node, row.relation, row.basis) == (ENTRY, "sourdough", "rises_in", "curation")
    assert len(kb.works(vessel="not-stated")) == len(kb) - 1


def test_editors_complete_it(base: Path) -> None:
    vocabulary, _ = read_vocabulary(base)
    assert vocabulary.file is not None
    schema = json.dumps(entry_schema(vocabulary.file))
    assert all(word in schema for word in ("climate", "tundra", "rises_in", "basket"))


def test_issue_forms_ask_for_it(kb: KnowledgeBase) -> None:
    text = forms(kb)["add-work"].text()
    assert "Frozen tundra" in text
    assert yaml.safe_load(text)
    assert "rises_in" in text


def test_the_readme_counts_it(base: Path, kb: KnowledgeBase) -> None:
    readme = render_readme(kb, configured_site(base))["README.md"]
    assert "Climates" in readme
    assert "Frozen tundra" in readme
    assert "Proofing basket" in readme


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_text_exports_have_it(kb: KnowledgeBase, name: str) -> None:
    works = tuple(kb)
    assert "tundra" in FORMATS[name].render(kb, works).decode()
    statements = STATEMENT_FORMATS[name].render(kb, works).decode()
    assert "rises_in" in statements
    assert "basket" in statements


def test_parquet_has_it(kb: KnowledgeBase) -> None:
    works = pq.read_table(io.BytesIO(FORMATS["parquet"].render(kb, tuple(kb)))).to_pylist()
    work = next(row for row in works if row["id"] == ENTRY)
    assert "tundra" in json.dumps(work["climate"])
    rows = pq.read_table(io.BytesIO(STATEMENT_FORMATS["parquet"].render(kb, tuple(kb)))).to_pylist()
    assert any(row["facet"] == "vessel" and row["value"] == "basket" for row in rows)


def test_sqlite_has_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "works.sqlite"
    path.write_bytes(FORMATS["sqlite"].render(kb, tuple(kb)))
    with sqlite3.connect(path) as database:
        found = database.execute("SELECT work FROM statements WHERE facet = 'vessel' AND value = 'basket'")
        assert found.fetchall() == [(ENTRY,)]
        assert database.execute("SELECT count(*) FROM facet_values WHERE facet = 'climate'").fetchone() == (
            2,
        )


def test_the_site_shows_it(site: Path) -> None:
    work = (site / "works" / ENTRY / "index.html").read_text(encoding="utf-8")
    assert "Frozen tundra" in work
    assert '<th scope="col">Vessel</th>' in work
    assert "Proofing basket" in work
    for folder, value in (("climates", "tundra"), ("vessels", "basket")):
        assert f"{value}/" in (site / folder / "index.html").read_text(encoding="utf-8")
        assert f"works/{ENTRY}/" in (site / folder / value / "index.html").read_text(encoding="utf-8")
    assert "climates/" in (site / "index.html").read_text(encoding="utf-8")


def test_the_explorer_filters_by_it(site: Path) -> None:
    payload = json.loads((site / "assets/explore/data/works.json").read_text(encoding="utf-8"))
    facets = {facet["id"]: facet for facet in payload["facets"]}
    assert [value[0] for value in facets["climate"]["values"]] == ["tundra", "tropics"]
    assert facets["vessel"]["of_statements"] is True
    at = payload["works"]["id"].index(ENTRY)
    assert payload["works"]["facets"]["climate"][at] == [0]


def test_the_form_and_the_data_files_know_it(site: Path) -> None:
    form = (site / "assets/contribute/data/form.json").read_text(encoding="utf-8")
    assert "tundra" in form
    assert "rises_in" in form
    facets = json.loads((site / "data/facets.json").read_text(encoding="utf-8"))
    assert {"climate", "vessel"} <= {facet["id"] for facet in facets["facets"]}
    work = json.loads((site / "data/works" / f"{ENTRY}.json").read_text(encoding="utf-8"))
    assert work["climate"]
    assert "basket" in json.dumps(work["statements"])
