from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from generator.rendering.exports import FORMATS
from generator.rendering.exports.api import SCHEMAS, data_files
from generator.rendering.exports.opensearch import opensearch
from generator.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from generator import KnowledgeBase
    from generator.rendering.site_context import SiteContext

PATHS = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]+(?:\.[a-z0-9]+)+")


def read(files: dict[str, bytes], path: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(files[f"data/{path}"])


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in {"work", "topic"}])
def test_files_keep_to_their_schemas(files: dict[str, bytes], name: str) -> None:
    schema = read(files, f"schema/{name}.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(read(files, f"{name}.json"))


@pytest.mark.parametrize(("name", "folder"), [("work", "works"), ("topic", "topics")])
def test_files_of_works_and_topics_keep_to_their_schemas(
    files: dict[str, bytes], name: str, folder: str
) -> None:
    validator = Draft202012Validator(read(files, f"schema/{name}.json"))
    found = [path for path in files if path.startswith(f"data/{folder}/") and path.endswith(".json")]
    assert found
    for path in found:
        validator.validate(json.loads(files[path]))


def test_schemas_say_where_they_are(files: dict[str, bytes], site: SiteContext) -> None:
    for name in SCHEMAS:
        schema = read(files, f"schema/{name}.json")
        assert schema["$id"] == site.data(f"schema/{name}.json")
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_index_knows_every_file(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    index = read(files, "index.json")
    assert index["version"] == VERSION
    assert index["counts"]["works"] == len(kb)
    named = {"data/index.json", "llms.txt", "feed.xml", "opensearch.xml"}
    named |= {f"data/schema/{name}.json" for name in SCHEMAS}
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
        assert f"data/works/{known.id}.bib" in files
        assert f"data/works/{known.id}.ris" in files
    for node in kb.taxonomy:
        topic = read(files, f"topics/{node.id}.json")
        assert [found["id"] for found in topic["works"]] == [known.id for known in kb.works(node=node.id)]
        assert topic["node"]["count"] == len(topic["works"])


def test_a_work_says_the_same_wherever_it_stands(files: dict[str, bytes]) -> None:
    works = read(files, "works.json")["works"]
    lines = [json.loads(line) for line in files["data/works.jsonl"].splitlines()]
    assert lines == works
    assert all(read(files, f"works/{found['id']}.json") == found for found in works)


def test_authors_have_their_works(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    authors = read(files, "authors.json")["authors"]
    assert {author["name"]: author["works"] for author in authors} == {
        name: [known.id for known in works] for name, works in kb.authors.items()
    }


def test_facets_have_their_works(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    facets = read(files, "facets.json")
    for stage in facets["stages"]:
        assert stage["works"] == [known.id for known in kb.works(stage=stage["id"])]
    assert len(facets["relations"]) == len(kb.relations)


def test_whole_files_are_what_the_command_exports(kb: KnowledgeBase, files: dict[str, bytes]) -> None:
    for chosen in FORMATS.values():
        assert files[f"data/works.{chosen.suffix}"] == chosen.render(kb, tuple(kb))


def test_paths_are_safe(files: dict[str, bytes]) -> None:
    assert [path for path in files if not PATHS.fullmatch(path)] == []


def test_nothing_is_taken_for_a_page_by_the_site_generator(files: dict[str, bytes]) -> None:
    assert not [path for path in files if path.endswith((".md", ".markdown", ".mkd", ".mkdn", ".html"))]


def test_llms_txt_leads_to_files_that_exist(files: dict[str, bytes], site: SiteContext) -> None:
    text = files["llms.txt"].decode()
    assert text.startswith(f"# {site.name}\n\n> ")
    addresses = re.findall(r"\]\(([^)]+)\)", text)
    assert len(addresses) > 30
    assert all(address.removeprefix(site.address()) in files for address in addresses)


def test_opensearch_tells_browsers_where_to_search(site: SiteContext) -> None:
    root = ET.fromstring(opensearch(replace(site, name="A name of more than sixteen letters")))
    namespace = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{namespace}ShortName") == "A name of more t"
    template = root.find(f"{namespace}Url[@type='text/html']")
    assert template is not None
    assert template.get("template", "").startswith(site.address())
    assert "{searchTerms}" in template.get("template", "")


def test_a_site_that_does_not_know_its_place_has_no_feeds(kb: KnowledgeBase, site: SiteContext) -> None:
    paths = {path for path, _ in data_files(kb, replace(site, site_url=""))}
    assert "data/index.json" in paths
    assert not paths & {"feed.xml", "opensearch.xml"}
