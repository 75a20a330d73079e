"""The JSON Schema with which editors check entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from living_survey.knowledge.survey import TaxonomyFile
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.schema import SCHEMA_FILE, entry_schema, schema_text
from tests.bakery import BAKERY
from tests.loading.strategies import ENTRIES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic.json_schema import JsonSchemaValue


class _TextDates(yaml.CSafeLoader):
    """Reads dates as text, as JSON has none."""


_TextDates.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


def read(text: str) -> object:
    return yaml.load(text, Loader=_TextDates)


@pytest.fixture(scope="module")
def taxonomy() -> TaxonomyFile:
    vocabulary, _ = read_vocabulary(ROOT)
    assert vocabulary.file is not None
    return vocabulary.file


@pytest.fixture(scope="module")
def validator(taxonomy: TaxonomyFile) -> Draft202012Validator:
    schema = entry_schema(taxonomy)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_all_entries_are_valid(validator: Draft202012Validator) -> None:
    faults = {
        path.name: error.message
        for path in ENTRIES
        for error in validator.iter_errors(read(path.read_text(encoding="utf-8")))
    }
    assert faults == {}


ENTRY = (ROOT / "entries/gadre2023datacomp.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("year: 2023", 'year: "2023"'),
        ("kind: benchmark", "kind: benchmarks"),
        ("kind: benchmark", ""),
        ("published: 2023-04-27", "published: 2023-02-30"),
        ('arxiv: "2304.14108"', "arxiv: 2304.14108"),
        ('arxiv: "2304.14108"', "arxiv: https://arxiv.org/abs/2304.14108"),
        ("modalities: [text, image]", "modalities: [text, images]"),
        ("- node: data-acquisition", "- node: data-acquistion"),
        ("- node: data-acquisition", "- node: data4model"),
        ("acts_at: eval,", "acts_at: evaluation,"),
        ("enhances: understanding", "enhances: [understanding, hearing]"),
        ("enhances: understanding", "enhance: understanding"),
        ('section: "3.1.3", enhances', "section: 3.1, enhances"),
        ("note: draws", "tests: reasoning\n    note: draws"),
        ("stages: [pretrain]", "stages: [pretraining]"),
        ("- node: eval-generation", "- node: eval-generations"),
        ("https://www.datacomp.ai", "javascript:alert(1)"),
        ("https://www.datacomp.ai", "https://user@www.datacomp.ai"),
        ("venue: NeurIPS", "venu: NeurIPS"),
        ("venue: NeurIPS", 'venue: ""'),
        ("by: [survey, list]\n    note: draws", "by: [me]\n    note: draws"),
        ("    statements:", "    statement:"),
    ],
)
def test_errors_of_survey_check_are_invalid(old: str, new: str, validator: Draft202012Validator) -> None:
    assert validator.is_valid(read(ENTRY))
    assert old in ENTRY
    assert not validator.is_valid(read(ENTRY.replace(old, new, 1)))


def test_both_forms_of_a_tag_are_valid(validator: Draft202012Validator) -> None:
    entry = "title: A\nauthors: [B]\nyear: 2020\nkind: paper\ntags: [data-acquisition, {node: ovens}]\n"
    assert not validator.is_valid(read(entry))
    assert validator.is_valid(read(entry.replace("ovens", "privacy-ip")))


def test_ids_are_shown_with_their_titles(taxonomy: TaxonomyFile) -> None:
    node = entry_schema(taxonomy)["$defs"]["node"]
    titles = dict(zip(node["enum"], node["markdownEnumDescriptions"], strict=True))
    assert titles["acq-finetuning"].startswith("**Data for models > Scaling > ")


@pytest.fixture(scope="module")
def bread() -> JsonSchemaValue:
    """The schema of a survey with facets and a table of its own."""
    vocabulary, _ = read_vocabulary(BAKERY)
    assert vocabulary.file is not None
    return entry_schema(vocabulary.file)


def test_declared_facets_and_tables_have_fields(bread: JsonSchemaValue) -> None:
    assert bread["$defs"]["language"]["enum"] == ["en", "de", "no"]
    several = {
        "anyOf": [{"$ref": "#/$defs/language"}, {"type": "array", "items": {"$ref": "#/$defs/language"}}]
    }
    assert bread["properties"]["languages"] == {
        **several,
        "description": "The languages of its instructions.",
    }
    assert bread["properties"]["genre"]["$ref"] == "#/$defs/genre"
    assert "genre" in bread["required"]
    assert "serves_as" not in json.dumps(bread)  # follows from the tree
    row = bread["$defs"][bread["properties"]["doughs"]["items"]["$ref"].removeprefix("#/$defs/")]
    assert row["required"] == ["dough", "row"]


def test_fields_are_in_the_order_in_which_they_are_written(bread: JsonSchemaValue) -> None:
    entry, tag = list(bread["properties"]), list(bread["$defs"]["Tag"]["properties"])
    assert entry.index("doi") < entry.index("genre") < entry.index("improves") < entry.index("links")
    assert entry.index("upstream") < entry.index("doughs") < entry.index("remarks")
    assert tag == ["node", "by", "note", "acts_at", "improves", "measures", "effect", "statements"]
    assert list(bread["$defs"]["StatementItem"]["properties"]) == [
        "section",
        "acts_at",
        "improves",
        "measures",
        "note",
        "effect",
    ]


def test_relations_to_one_facet_have_different_descriptions(bread: JsonSchemaValue) -> None:
    tag = bread["$defs"]["Tag"]["properties"]
    assert tag["improves"]["description"] == "Improves: A property of bread."
    assert tag["measures"]["description"] == "Measures: A property of bread."


def test_entries_of_another_survey_are_valid(bread: JsonSchemaValue) -> None:
    validator = Draft202012Validator(bread, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for path in sorted((BAKERY / "entries").iterdir()):
        assert validator.is_valid(read(path.read_text(encoding="utf-8"))), path.name
    entry = (BAKERY / "entries/doe2021knead.yaml").read_text(encoding="utf-8")
    for old, new in (
        ('[en, "no"]', "[en, xx]"),
        ("steps: [knead", "steps: [boil"),
        ("by_hand: false", "by_hand: 1"),
    ):
        assert old in entry
        assert not validator.is_valid(read(entry.replace(old, new)))


def test_two_tables_of_rows_have_a_schema_each() -> None:
    file = TaxonomyFile.model_validate(
        {
            "schema": 2,
            "tree": [{"id": "a", "title": "A", "topics": [{"id": "b", "title": "B"}]}],
            "tables": [
                {
                    "id": name,
                    "title": name,
                    "in_entries": True,
                    "columns": [{"id": f"{name}-x", "title": "X"}],
                }
                for name in ("one", "two")
            ],
        }
    )
    validator = Draft202012Validator(entry_schema(file))
    entry = {"title": "A", "authors": ["B"], "year": 2020, "tags": ["b"]}
    assert validator.is_valid({**entry, "one": [{"one-x": "a"}], "two": [{"two-x": "b"}]})
    assert not validator.is_valid({**entry, "one": [{"two-x": "a"}]})


def test_the_schema_in_the_repository_is_up_to_date(taxonomy: TaxonomyFile) -> None:
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(taxonomy)


def test_editors_find_the_schema() -> None:
    settings: Path = ROOT / ".vscode/settings.json"
    lines = settings.read_text(encoding="utf-8").splitlines()
    parsed = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    assert parsed["yaml.schemas"] == {SCHEMA_FILE: "entries/*.yaml"}
