"""A survey of another subject, of any size: facets of every kind, and works that state much at random."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model

if TYPE_CHECKING:
    from collections.abc import Sequence

PLANTS = (
    "apple", "bean", "cherry", "dill", "elder", "fennel", "garlic", "hazel",
    "iris", "juniper", "kale", "leek", "mint", "nettle", "olive", "pea",
)  # fmt: skip
WORDS = (
    "soil", "water", "light", "shade", "frost", "root", "leaf", "bud", "graft",
    "hedge", "mulch", "seed", "bloom", "vine", "herb", "orchard", "bed", "plot",
)  # fmt: skip
NAMES = ("Ada Alder", "Bo Birch", "Cy Cedar", "Dee Dogwood", "Eve Elm", "Fay Fir", "Gus Gorse", "Hal Holly")
SECTIONS = ("2.1", "2.2", "3.1", "Tab. 4")

TAXONOMY: dict[str, Any] = {
    "schema": 2,
    "tree": [
        {
            "id": "ground",
            "title": "Ground",
            "areas": [
                {
                    "id": "beds",
                    "title": "Beds",
                    "section": "2",
                    "color": "#b4d4fb",
                    "topics": [
                        {
                            "id": "soil",
                            "title": "Soil",
                            "section": "2.1",
                            "approaches": [
                                {"id": "digging", "title": "Digging"},
                                {"id": "mulching", "title": "Mulching"},
                            ],
                        },
                        {"id": "watering", "title": "Watering", "section": "2.2"},
                    ],
                },
            ],
        },
        {
            "id": "people",
            "title": "People",
            "areas": [
                {
                    "id": "hands",
                    "title": "Hands",
                    "section": "3",
                    "color": "#f1db9d",
                    "topics": [
                        {
                            "id": "gardeners",
                            "title": "Gardeners",
                            "section": "3.1",
                            "approaches": [{"id": "pruning", "title": "Pruning"}],
                        },
                        {"id": "guests", "title": "Guests", "section": "3.2"},
                    ],
                },
            ],
        },
    ],
    "facets": [
        {
            "id": "form",
            "title": "Form",
            "plural": "Forms",
            "many": False,
            "required": True,
            "relations": [{"id": "is_a", "key": "form", "verb": "is a", "plural": "are"}],
            "values": [{"id": "book", "title": "Book"}, {"id": "letter", "title": "Letter"}],
        },
        {
            "id": "language",
            "title": "Language",
            "plural": "Languages",
            "values": [{"id": "latin", "title": "Latin"}, {"id": "dutch", "title": "Dutch"}],
        },
        {
            "id": "season",
            "title": "Season",
            "plural": "Seasons",
            "stated": ["entry", "tag", "approach"],
            "groups": [{"id": "warm", "title": "Warm"}, {"id": "cold", "title": "Cold"}],
            "relations": [{"id": "falls_in", "verb": "falls in", "plural": "fall in"}],
            "values": [
                {"id": "spring", "title": "Spring", "group": "warm"},
                {"id": "summer", "title": "Summer", "group": "warm"},
                {"id": "winter", "title": "Winter", "group": "cold"},
            ],
        },
        {
            "id": "plant",
            "title": "Plant",
            "plural": "Plants",
            "stated": ["entry", "tag", "approach"],
            "relations": [
                {"id": "grows", "verb": "grows", "plural": "grow"},
                {"id": "harms", "verb": "harms", "plural": "harm"},
                {"id": "needs", "verb": "needs", "plural": "need"},
            ],
            "values": [{"id": plant, "title": plant.capitalize()} for plant in PLANTS],
        },
        {
            "id": "duty",
            "title": "Duty",
            "plural": "Duties",
            "stated": ["tree", "approach"],
            "relations": [{"id": "serves_as", "verb": "serves as", "plural": "serve as"}],
            "values": [
                {"id": "keeper", "title": "Keeper", "nodes": ["gardeners"]},
                {"id": "eater", "title": "Eater", "nodes": ["guests"]},
            ],
        },
        {
            "id": "tool",
            "title": "Tool",
            "plural": "Tools",
            "stated": ["tag"],
            "shown": ["work"],
            "relations": [{"id": "uses", "verb": "uses", "plural": "use"}],
            "values": [{"id": "spade", "title": "Spade"}],
        },
    ],
    "statements": [
        {"nodes": ["beds"], "falls_in": "summer", "section": "2"},
        {"nodes": ["digging", "mulching"], "grows": ["bean", "leek"], "section": "2.1"},
        {"nodes": ["mulching"], "falls_in": "winter", "harms": "mint", "section": "2.1"},
        {"nodes": ["watering"], "needs": ["pea", "kale"]},
        {"serves_as": "keeper", "needs": "hazel", "section": "3.1"},
        {"nodes": ["pruning"], "grows": ["apple", "cherry"], "falls_in": ["spring", "winter"]},
    ],
    "tables": [
        {
            "id": "plots",
            "title": "Plots",
            "section": "Tab. 4",
            "in_entries": True,
            "columns": [
                {"id": "plot", "title": "Plot", "required": True},
                {"id": "seasons", "title": "Seasons", "type": "facet", "relation": "falls_in"},
            ],
        },
    ],
}


def garden_kb(works: int, seed: int = 0) -> KnowledgeBase:
    """That many works; the same seed gives the same ones."""
    taxonomy = TaxonomyFile.model_validate(TAXONOMY)
    model = entry_model(taxonomy)
    nodes = [node.id for node in KnowledgeBase(taxonomy, ()).taxonomy]
    maker = _Maker(random.Random(seed), nodes)
    return KnowledgeBase(taxonomy, [model.model_validate(maker.entry(number)) for number in range(works)])


class _Maker:
    def __init__(self, chance: random.Random, nodes: list[str]) -> None:
        self.chance = chance
        self.nodes = nodes

    def entry(self, number: int) -> dict[str, Any]:
        """The fields of a work."""
        chance = self.chance
        year = chance.randint(2015, 2024)
        name = chance.choice(PLANTS).capitalize()
        fields: dict[str, Any] = {
            "id": f"work{year}n{number}",
            "title": f"{name}{number}: {self._phrase()}",
            "names": chance.sample([f"{name}Kit", f"{name}-Plot {number}"], chance.randint(0, 2)),
            "authors": chance.sample(NAMES, chance.randint(1, 4)),
            "year": year,
            "venue": chance.choice(["Garden Week", "Journal of Hedges, Old and New", None]),
            "form": chance.choice(["book", "letter"]),
            "language": chance.sample(["latin", "dutch"], chance.randint(0, 2)),
            "links": {"code": "https://example.org/code"} if chance.random() < 0.3 else {},
            "tags": [self._tag(node) for node in chance.sample(self.nodes, chance.randint(1, 4))],
        }
        if chance.random() < 0.3:
            fields["summary"] = self._phrase()
        if chance.random() < 0.2:
            fields["plots"] = [{"plot": self._phrase(), "seasons": self._some(["spring", "winter"])}]
        if chance.random() < 0.2:
            fields |= self._stated()
        if chance.random() < 0.1:
            fields["statements"] = [{**self._stated(), "section": chance.choice(SECTIONS)}]
        return fields

    def _tag(self, node: str) -> dict[str, Any]:
        """A tag that states nothing, one line a relation, or several things apart."""
        chance = self.chance
        tag: dict[str, Any] = {"node": node, "by": [chance.choice(["survey", "list", "curation"])]}
        if chance.random() < 0.7:
            tag["note"] = self._phrase()
        how = chance.random()
        if how < 0.3:
            tag |= self._stated()
        elif how < 0.6:
            tag["statements"] = [
                {**self._stated(), **({"section": "2.1"} if chance.random() < 0.5 else {})}
                for _ in range(chance.randint(1, 2))
            ]
        if chance.random() < 0.2:
            tag["uses"] = "spade"
        return tag

    def _stated(self) -> dict[str, Any]:
        chance = self.chance
        stated: dict[str, Any] = {}
        if chance.random() < 0.6:
            stated["falls_in"] = self._some(["spring", "summer", "winter"])
        for relation in chance.sample(["grows", "harms", "needs"], chance.randint(0, 2)):
            stated[relation] = self._some(PLANTS)
        return stated or {"grows": [chance.choice(PLANTS)]}

    def _some(self, values: Sequence[str]) -> list[str]:
        return self.chance.sample(values, self.chance.choice([1, 1, 2]))

    def _phrase(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(2, 6)))
