"""The page about the format has every field, and its examples are entries of this survey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from living_survey.knowledge.statements import StatementItem
from living_survey.knowledge.venues import Venue
from living_survey.knowledge.work import Links, Rejection, SurveyMention, Tag, Upstream, Work
from tests.loading.strategies import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

PAGE = (ROOT / "site_src/pages/entry-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = {match[1]: block for block in BLOCKS if (match := re.match(r"# (entries/\S+)\n", block))}


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_an_entry_of_this_survey(name: str) -> None:
    assert EXAMPLES[name].partition("\n")[2] == (ROOT / name).read_text(encoding="utf-8")


def test_the_other_examples_name_what_exists(kb: KnowledgeBase) -> None:
    keys = {relation.key for relation in kb.relations.values()}
    of_tags = [block for block in BLOCKS if block.lstrip().startswith(("tags:", "- node"))]
    assert len(of_tags) > 1
    for block in of_tags:
        if block not in EXAMPLES.values():
            tags = yaml.safe_load(block.removeprefix("tags:\n"))
            assert all(tag["node"] in kb.taxonomy for tag in tags)
            items = [item for tag in tags for item in tag["statements"]]
            assert all(item.keys() <= keys | {"section", "note", "effect"} for item in items)
            assert items


def test_the_declared_venues_are_venues() -> None:
    (block,) = [block for block in BLOCKS if block.startswith("venues:")]
    (venue,) = map(Venue.model_validate, yaml.safe_load(block)["venues"])
    assert set(yaml.safe_load(block)["venues"][0]) == set(Venue.model_fields)
    assert venue.full_in(2014) == "Workshop on Bread"


def test_every_field_is_on_the_page(kb: KnowledgeBase) -> None:
    models = (Work, Tag, StatementItem, Links, SurveyMention, Upstream, Rejection)
    fields = {name for model in models for name in model.model_fields} - {"id"}
    fields |= {
        relation.key
        for facet in kb.facets.values()
        for relation in facet.relations
        if not {"entry", "tag"}.isdisjoint(facet.stated)
    }
    for table in kb.tables.values():
        if table.in_entries:
            fields |= {table.id, *(column.id for column in table.columns)}
    missing = {name for name in fields if f"`{name}`" not in PAGE}
    assert not missing, f"describe these fields in site_src/pages/entry-format.md: {missing}"


def test_every_facet_is_on_the_page(kb: KnowledgeBase) -> None:
    table = PAGE.split("## Facets")[1].split("## Statements")[0]
    missing = {facet.title for facet in kb.facets.values() if facet.title not in table}
    assert not missing, f"add these facets to the table in site_src/pages/entry-format.md: {missing}"
