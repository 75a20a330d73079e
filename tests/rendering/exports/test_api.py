from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model
from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from living_survey.rendering.exports.api import STATEMENT_FILES, data_files, schemas
from living_survey.rendering.exports.opensearch import opensearch
from living_survey.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from living_survey.rendering.site_context import SiteContext

PATHS = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]+(?:\.[a-z0-9]+)+")


def read(files: dict[str, bytes], path: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(files[f"data/{path}"])


@pytest.mark.parametrize("name", ["index", "authors", "taxonomy", "facets"])
def test_files_match_their_schemas(files: dict[str, bytes], name: str) -> None:
    schema = read(files, f"schema/{name}.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(read(files, f"{name}.json"))


def test_statements_match_their_schema(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    validator = Draft202012Validator(read(files, "schema/statement.json"))
    lines = STATEMENT_FORMATS["jsonl"].render(kb, tuple(kb)).splitlines()
    assert lines
    for line in lines:
        validator.validate(json.loads(line))


@pytest.mark.parametrize(("name", "folder"), [("work", "works"), ("topic", "topics")])
def test_files_of_works_and_topics_match_their_schemas(
    files: dict[str, bytes], name: str, folder: str
) -> None:
    validator = Draft202012Validator(read(files, f"schema/{name}.json"))
    found = [path for path in files if path.startswith(f"data/{folder}/") and path.endswith(".json")]
    assert found
    for path in found:
        validator.validate(json.loads(files[path]))


def test_schemas_have_their_addresses(kb: KnowledgeBase, files: dict[str, bytes], site: SiteContext) -> None:
    for name in schemas(kb):
        schema = read(files, f"schema/{name}.json")
        assert schema["$id"] == site.data(f"schema/{name}.json")
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_index_lists_every_file(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    index = read(files, "index.json")
    assert index["version"] == VERSION
    rows = list(csv.DictReader(io.StringIO(files["data/statements.csv"].decode(), newline="")))
    assert index["counts"] == {
        "works": len(kb),
        "authors": len(kb.authors),
        "nodes": len(kb.taxonomy),
        "statements": len(kb.statements()),
        "approach_statements": sum(not row["work"] for row in rows),
    }
    named = {"data/index.json", "llms.txt", "llms-full.txt", "feed.xml", "opensearch.xml"}
    named |= {f"data/schema/{name}.json" for name in schemas(kb)}
    for record in index["files"]:
        content = files[f"data/{record['path']}"]
        assert (record["bytes"], record["sha256"]) == (len(content), sha256(content).hexdigest())
        assert not record["schema_path"] or f"data/{record['schema_path']}" in files
        named.add(f"data/{record['path']}")
    for pattern in index["patterns"]:
        expression = re.escape(f"data/{pattern['path']}".replace("data/../", ""))
        form = re.compile(re.sub(r"\\{\w+\\}", "[a-z0-9-]+", expression))
        matching = {path for path in files if form.fullmatch(path)}
        assert matching
        named |= matching
    assert named == set(files)


def test_every_work_and_node_has_its_files(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    for known in kb:
        assert read(files, f"works/{known.id}.json")["title"] == known.title
    for node in kb.taxonomy:
        topic = read(files, f"topics/{node.id}.json")
        works = kb.works(node=node.id)
        assert topic["works"] == [known.id for known in works]
        assert topic["node"]["count"] == len(works)
        entries = files.get(f"data/topics/{node.id}.bib")
        has_entries = node.level in {"topic", "approach"}
        assert entries == ("\n".join(map(bibtex, works)).encode() if has_entries else None)


def test_the_file_of_a_work_is_its_line(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    lines = [json.loads(line) for line in files["data/works.jsonl"].splitlines()]
    assert [found["id"] for found in lines] == [known.id for known in kb]
    assert all(read(files, f"works/{found['id']}.json") == found for found in lines)


def test_statements_of_a_work_are_grouped(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    rows = csv.DictReader(io.StringIO(files["data/statements.csv"].decode(), newline=""))
    listed = Counter((row["work"], row["node"], row["group"], row["relation"], row["value"]) for row in rows)
    found = Counter(
        (known.id, group["node"] or "", str(group["group"]), stated["relation"], value)
        for known in kb
        for group in read(files, f"works/{known.id}.json")["statements"]
        for stated in group["stated"]
        for value in stated["values"]
    )
    assert found
    assert found == Counter({row: count for row, count in listed.items() if row[0]})


def test_authors_have_their_works(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    authors = read(files, "authors.json")["authors"]
    assert {author["name"]: author["works"] for author in authors} == {
        name: [known.id for known in works] for name, works in kb.authors.items()
    }


def test_values_of_facets_have_their_works_by_relation(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    facets = read(files, "facets.json")["facets"]
    assert [facet["id"] for facet in facets] == list(kb.facets)
    for facet in facets:
        assert facet["not_stated"] == [known.id for known in kb.works({facet["id"]: "not-stated"})]
        for value in facet["values"]:
            for stated in value["stated"]:
                works = [known for known, _ in kb.works_stating(facet["id"], value["id"], stated["relation"])]
                assert stated["works"] == [known.id for known in works]


def test_statements_about_approaches_are_separate(files: dict[str, bytes]) -> None:
    facets = read(files, "facets.json")
    statements = {one["group"]: one for one in facets["approach_statements"]}
    assert statements[7] == {
        "group": 7,
        "nodes": ["tasting"],
        "values": {"serves_as": ["baker"], "draws_on": ["crumb"]},
        "section": "4.1.1",
        "note": None,
    }
    crumb = next(value for facet in facets["facets"] for value in facet["values"] if value["id"] == "crumb")
    by_relation = {one["relation"]: one["approach_statements"] for one in crumb["stated"]}
    assert by_relation == {"enhances": [4], "evaluates": [6], "draws_on": [7]}


def test_tables_have_their_rows(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    tables = {table["id"]: table for table in read(files, "facets.json")["tables"]}
    assert list(tables) == list(kb.tables)
    assert tables["relations"]["rows"] == [
        {"work": None, "cells": {"rival": "Rice", "works": ["doe2020knead"]}},
        {"work": None, "cells": {"rival": "Pasta", "works": []}},
    ]
    (loaf,) = tables["loaves"]["rows"]
    assert (loaf["work"], loaf["cells"]["steps"]) == ("findable2025title", ["mixing", "cooling"])


def test_whole_files_are_what_the_command_exports(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    for chosen in FORMATS.values():
        assert files[f"data/works.{chosen.suffix}"] == chosen.render(kb, tuple(kb))
    for chosen in map(STATEMENT_FORMATS.__getitem__, STATEMENT_FILES):
        assert files[f"data/statements.{chosen.suffix}"] == chosen.render(kb, tuple(kb))


def test_paths_are_safe(files: dict[str, bytes]) -> None:
    assert [path for path in files if not PATHS.fullmatch(path)] == []


def test_no_file_becomes_a_page_of_the_site(files: dict[str, bytes]) -> None:
    assert not [path for path in files if path.endswith((".md", ".markdown", ".mkd", ".mkdn", ".html"))]


def test_llms_txt_links_files_that_exist(files: dict[str, bytes], site: SiteContext) -> None:
    text = files["llms.txt"].decode()
    assert text.startswith(f"# {site.name}\n\n> ")
    addresses = re.findall(r"\]\(([^)]+)\)", text)
    assert len(addresses) > 10
    assert all(address.removeprefix(site.address()) in files for address in addresses)


def test_opensearch_has_the_address_of_the_search(site: SiteContext) -> None:
    root = ET.fromstring(opensearch(replace(site, name="A name of more than sixteen letters")))
    namespace = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{namespace}ShortName") == "A name of more t"
    template = root.find(f"{namespace}Url[@type='text/html']")
    assert template is not None
    assert template.get("template", "").startswith(site.address())
    assert "{searchTerms}" in template.get("template", "")


def test_a_site_without_an_address_has_no_feeds(kb: KnowledgeBase, site: SiteContext) -> None:
    paths = {path for path, _ in data_files(kb, replace(site, site_url=""))}
    assert "data/index.json" in paths
    assert not paths & {"feed.xml", "opensearch.xml"}


def test_a_survey_that_declares_nothing_has_all_files(site: SiteContext) -> None:
    tree = [{"id": "bread", "title": "Bread", "topics": [{"id": "dough", "title": "Dough"}]}]
    file = TaxonomyFile.model_validate({"schema": 2, "tree": tree})
    fields = {"id": "a", "title": "A", "authors": ["B"], "year": 2020, "tags": ["dough"]}
    work = entry_model(file).model_validate(fields)
    made = dict(data_files(KnowledgeBase(file, [work]), site))
    assert read(made, "index.json")["survey"] is None
    assert read(made, "works/a.json")["title"] == "A"
    assert read(made, "facets.json")["facets"] == []
    assert b"<updated>2020-01-01T00:00:00Z</updated>" in made["feed.xml"]
