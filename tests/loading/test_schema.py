"""The JSON Schema that editors check entries with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator.loading.inspection import read_vocabulary
from generator.loading.schema import SCHEMA_FILE, entry_schema, schema_text
from tests.loading.strategies import ENTRIES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from generator.knowledge.survey import TaxonomyFile


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
        ("stage: eval,", "stage: evaluation,"),
        ("stages: [pretrain]", "stages: [pretraining]"),
        ("- node: eval-generation", "- node: eval-generations"),
        ("https://www.datacomp.ai", "javascript:alert(1)"),
        ("https://www.datacomp.ai", "https://user@www.datacomp.ai"),
        ("venue: NeurIPS", "venu: NeurIPS"),
        ("venue: NeurIPS", 'venue: ""'),
        ("by: [survey, list]\n    note: draws", "by: [me]\n    note: draws"),
        ("relations:", "relation:"),
    ],
)
def test_what_survey_check_refuses_is_invalid(old: str, new: str, validator: Draft202012Validator) -> None:
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


def test_the_schema_in_the_repository_is_up_to_date(taxonomy: TaxonomyFile) -> None:
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(taxonomy)


def test_editors_are_pointed_to_the_schema() -> None:
    settings: Path = ROOT / ".vscode/settings.json"
    lines = settings.read_text(encoding="utf-8").splitlines()
    parsed = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    assert parsed["yaml.schemas"] == {SCHEMA_FILE: "entries/*.yaml"}
