"""Filters give the same works in Python, in SQL over the SQLite file, and in DuckDB over Parquet files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from living_survey.knowledge import NOT_STATED, KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from living_survey.rendering.exports._json import json_line
from living_survey.rendering.exports.derivation import taxonomy_file
from tests.rendering.survey_of_bread import TAXONOMY
from tests.site.building import own_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
FILTERS = 250
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Filter:
    """A question that all three are asked."""

    facets: dict[str, tuple[str, ...]]
    node: str | None
    relation: str | None
    basis: Any
    approaches: bool

    @classmethod
    def drawn(cls, kb: KnowledgeBase, chance: Random) -> Filter:
        chosen = chance.sample(sorted(kb.facets), chance.choice([0, 1, 1, 2, 3]))
        facets = {}
        for facet_id in chosen:
            values = [value.id for value in kb.facets[facet_id].values] + [NOT_STATED] * 2
            facets[facet_id] = tuple(dict.fromkeys(chance.choices(values, k=chance.choice([1, 1, 2]))))

        def maybe(options: Any, share: float) -> Any:  # noqa: ANN401 - one of the options
            return chance.choice(sorted(options)) if chance.random() < share else None

        return cls(
            facets,
            node=maybe((node.id for node in kb.taxonomy), 0.5),
            relation=maybe(kb.relations, 0.3),
            basis=maybe(("survey", "list", "curation"), 0.3),
            approaches=chance.random() < 0.3,
        )

    def works(self, kb: KnowledgeBase) -> list[str]:
        found = kb.works(
            self.facets,
            node=self.node,
            relation=self.relation,
            basis=self.basis,
            approaches=self.approaches,
        )
        return [work.id for work in found]


# What is stated of works, and what the survey states of the approaches that they are tagged with.
HELD = """
WITH places AS (
    SELECT work, node, "group" FROM statements WHERE work IS NOT NULL
    UNION SELECT work_id, node_id, 0 FROM tags
),
said AS (
    SELECT places.work, places.node, places."group", said.relation, said.facet, said.value, said.basis
    FROM places JOIN node_ancestors ON node_id = places.node
    JOIN statements AS said ON said.node = ancestor_id AND said.work IS NULL
),
own AS (
    SELECT work, node, "group", relation, facet, value, basis FROM statements WHERE work IS NOT NULL
),
held AS (SELECT * FROM own{approaches})
"""


def sql(kb: KnowledgeBase, asked: Filter) -> str:
    """The filter as SQL, in the way in which the page on the data files explains it."""
    conditions = [_of_the_whole_work(kb, facet, values) for facet, values in asked.facets.items()]
    if asked.node:
        conditions.append(f"id IN (SELECT work_id FROM tags WHERE {_below('node_id', asked.node)})")
    together = [_some(one) for one in _stated_together(kb, asked)]
    if together or asked.basis:
        where = [_below("node", asked.node)] if asked.node else []
        where += [f"basis = '{asked.basis}'"] if asked.basis else []
        conditions.append(
            f"id IN (SELECT work FROM held WHERE {_all(where)} "
            f'GROUP BY work, node, "group" HAVING {_all(together)})'
        )
    held = HELD.format(approaches=" UNION ALL SELECT * FROM said" if asked.approaches else "")
    return f"{held} SELECT id FROM works WHERE {_all(conditions)} ORDER BY id"


def _of_the_whole_work(kb: KnowledgeBase, facet: str, values: tuple[str, ...]) -> str:
    """What is asked of everything that a work states."""
    has_value = f"IN (SELECT work FROM {{}} WHERE facet = '{facet}' AND value IN {_among(values)})"
    if NOT_STATED in values:
        states_any = f"IN (SELECT work FROM held WHERE facet = '{facet}')"
        return f"(id NOT {states_any} OR id {has_value.format('held')})"
    return "TRUE" if kb.facets[facet].of_statements else f"id {has_value.format('own')}"


def _stated_together(kb: KnowledgeBase, asked: Filter) -> Iterator[str]:
    """What rows of one group must meet, each by at least one row."""
    if asked.relation:
        yield f"relation = '{asked.relation}'"
    for facet_id, values in asked.facets.items():
        facet = kb.facets[facet_id]
        if facet.of_statements and NOT_STATED not in values:
            has_relation = asked.relation in {relation.id for relation in facet.relations}
            by_relation = f" AND relation = '{asked.relation}'" if has_relation else ""
            yield f"facet = '{facet_id}' AND value IN {_among(values)}{by_relation}"


def _all(conditions: list[str]) -> str:
    return " AND ".join(conditions or ["TRUE"])


def _among(values: tuple[str, ...]) -> str:
    return f"({', '.join(repr(value) for value in values)})"


def _below(column: str, node: str) -> str:
    return f"{column} IN (SELECT node_id FROM node_ancestors WHERE ancestor_id = '{node}')"


def _some(condition: str) -> str:
    """That at least one row of a group meets a condition."""
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END) > 0"


def in_sqlite(kb: KnowledgeBase, _folder: Path) -> Ask:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(FORMATS["sqlite"].render(kb, tuple(kb)))
    return lambda query: connection.execute(query).fetchall()


def in_duckdb(kb: KnowledgeBase, folder: Path) -> Ask:
    """Ask the Parquet files, with the tree from taxonomy.json."""
    (folder / "works.parquet").write_bytes(FORMATS["parquet"].render(kb, tuple(kb)))
    (folder / "statements.parquet").write_bytes(STATEMENT_FORMATS["parquet"].render(kb, tuple(kb)))
    (folder / "taxonomy.json").write_bytes(json_line(taxonomy_file(kb)))
    connection = duckdb.connect()
    connection.execute(f"""
        CREATE TABLE statements AS FROM '{folder}/statements.parquet';
        CREATE TABLE works AS FROM '{folder}/works.parquet';
        CREATE TABLE tags AS
            SELECT id AS work_id, tag.node AS node_id FROM (SELECT id, unnest(tags) AS tag FROM works);
        CREATE TABLE node_ancestors AS
            SELECT node.id AS node_id, unnest(node.path) AS ancestor_id
            FROM (SELECT unnest(nodes) AS node FROM '{folder}/taxonomy.json');
    """)
    return lambda query: connection.execute(query).fetchall()


# --- a survey with many statements -------------------------------------------------------------------------


def generated_kb(seed: int, size: int = 80) -> KnowledgeBase:
    """The survey of bread with random works, a table of theirs, and random statements about approaches."""
    chance = Random(seed)
    plain = TaxonomyFile.model_validate(TAXONOMY)
    nodes = [node.id for node in KnowledgeBase(plain, []).taxonomy]
    stated = [facet for facet in plain.facets if "tag" in facet.stated]

    def named(share: float, sizes: tuple[int, ...] = (1, 1, 1, 2)) -> dict[str, Any]:
        """Values for some relations, under their keys."""
        return {
            relation.key: chance.sample(
                [value.id for value in facet.values], min(chance.choice(sizes), len(facet.values))
            )
            for facet in stated
            for relation in facet.relations
            if chance.random() < share
        }

    def items(share: float) -> list[dict[str, Any]]:
        found = [named(0.5) for _ in range(3) if chance.random() < share]
        return [{**item, **({"section": "3.1"} if chance.random() < 0.5 else {})} for item in found if item]

    def tag(node: str) -> dict[str, Any]:
        by = chance.choice([["survey"], ["list"], ["curation"], ["survey", "list"]])
        return {"node": node, "by": by, **named(0.25), "statements": items(0.3)}

    def entry(number: int) -> dict[str, Any]:
        return {
            "id": f"doe{number:04}made",
            "title": f"Made {number}",
            "authors": ["Jane Doe"],
            "year": 2020,
            "kind": chance.choice(["paper", "survey", "report"]),
            "modalities": chance.sample(["wheat", "rye"], chance.choice([0, 1, 2])),
            "tags": [tag(node) for node in chance.sample(nodes, chance.choice([1, 2, 3]))],
            **named(0.1),
            "statements": items(0.1),
            "loaves": [{"loaf": "A loaf", "steps": ["mixing"]}] if number % 9 == 0 else [],
        }

    approaches = [
        {"nodes": chance.sample(nodes, chance.choice([1, 2])), "section": "3.1", **values}
        for values in (named(0.4, (1,)) for _ in range(12))
        if values
    ]
    columns = [
        {"id": "loaf", "title": "Loaf"},
        {"id": "steps", "title": "Steps", "type": "facet", "relation": "acts_at"},
    ]
    table = {"id": "loaves", "title": "Loaves", "section": "Tab. 9", "in_entries": True, "columns": columns}
    file = TaxonomyFile.model_validate(
        {**TAXONOMY, "statements": [*TAXONOMY["statements"], *approaches], "tables": [table]}
    )
    model = entry_model(file)
    return KnowledgeBase(file, [model.model_validate(entry(number)) for number in range(size)])


@pytest.fixture(scope="module", params=["generated", "this survey"])
def base(request: pytest.FixtureRequest) -> KnowledgeBase:
    return generated_kb(8) if request.param == "generated" else own_knowledge()


@pytest.fixture(scope="module", params=[in_sqlite, in_duckdb])
def ask(request: pytest.FixtureRequest, base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    asker: Ask = request.param(base, tmp_path_factory.mktemp("data"))
    return asker


def test_random_filters_find_the_same_works(base: KnowledgeBase, ask: Ask) -> None:
    chance = Random(1)
    sizes = []
    for _ in range(FILTERS):
        asked = Filter.drawn(base, chance)
        expected = asked.works(base)
        assert [work for (work,) in ask(sql(base, asked))] == expected, asked
        sizes.append(len(expected))
    # The filters are worth asking: many find some works and not all.
    assert sum(0 < size < len(base) for size in sizes) > FILTERS / 4


def test_every_pair_of_facet_and_value_counts_the_same_works(base: KnowledgeBase, ask: Ask) -> None:
    query = """
        SELECT facet, value, relation, count(DISTINCT work) FROM statements
        WHERE work IS NOT NULL GROUP BY facet, value, relation
    """
    found = {(facet, value, relation): count for facet, value, relation, count in ask(query)}
    expected = {
        (facet.id, value.id, relation.id): len(base.works_stating(facet.id, value.id, relation.id))
        for facet in base.facets.values()
        for relation in facet.relations
        for value in facet.values
    }
    assert found == {key: count for key, count in expected.items() if count}


def test_statements_of_a_filter_are_rows_of_the_table(base: KnowledgeBase, ask: Ask) -> None:
    columns = 'work, node, relation, facet, value, basis, section, effect, note, "group"'
    table = set(ask(f"SELECT {columns} FROM statements"))
    for relation in base.relations:
        rows = base.statements(relation=relation)
        assert set(rows) == {row for row in table if row[0] is not None and row[2] == relation}
        approaches = base.statements(relation=relation, subject="approach")
        assert set(approaches) == {row for row in table if row[0] is None and row[2] == relation}
