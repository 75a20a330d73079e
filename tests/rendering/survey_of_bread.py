"""A small survey in memory, whose numbers can be counted by hand."""

from __future__ import annotations

from typing import Any

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model

TAXONOMY: dict[str, Any] = {
    "schema": 2,
    "survey": {
        "work": "roe2022bread",
        "arxiv": "2201.00001",
        "version": "v1",
        "date": "2022-01-31",
        "references": 3,
    },
    "questions": [
        {
            "id": "q1",
            "title": "Q1",
            "section": "1",
            "question": "What helps?",
            "answers_with": ["stage", "capability"],
            "matrices": [
                {
                    "relation": "acts_at",
                    "title": "Which step acts at which stage",
                    "caption": "Steps of baking, and the stages at which they act",
                    "head": "Steps by topic",
                },
                {
                    "relation": "enhances",
                    "title": "Which step enhances what",
                    "caption": "Steps of baking, and what they enhance",
                    "head": "Steps by topic",
                },
                {
                    "relation": "evaluates",
                    "title": "Which tool tests what",
                    "caption": "Tools, and what they test",
                    "head": "Tools by topic",
                },
            ],
        },
        {
            "id": "q2",
            "title": "Q2",
            "section": "1",
            "question": "Who helps?",
            "answers_with": ["role", "capability"],
            "matrices": [
                {
                    "relation": "draws_on",
                    "rows": "role",
                    "title": "Which helper draws on what",
                    "caption": "Helpers with what they do, and what they draw on",
                    "head": "Helpers",
                },
            ],
        },
    ],
    "tree": [
        {
            "id": "bread",
            "title": "Bread",
            "question": "q1",
            "section": "3",
            "areas": [
                {
                    "id": "baking",
                    "title": "Baking of bread",
                    "short": "Baking",
                    "section": "3.1",
                    "color": "#f1db9d",
                    "topics": [
                        {
                            "id": "dough",
                            "title": "Dough",
                            "section": "3.1.1",
                            "approaches": [
                                {"id": "kneading", "title": "Kneading"},
                                {"id": "resting", "title": "Resting"},
                            ],
                        },
                        {"id": "ovens", "title": "Ovens", "section": "3.1.2"},
                        {"id": "scales", "title": "Scales", "section": "3.1.3"},
                    ],
                },
            ],
        },
        {
            "id": "helpers",
            "title": "Helpers",
            "question": "q2",
            "section": "4",
            "areas": [
                {
                    "id": "hands",
                    "title": "Hands",
                    "section": "4.1",
                    "color": "#b4d4fb",
                    "topics": [
                        {
                            "id": "bakers",
                            "title": "Bakers",
                            "section": "4.1.1",
                            "approaches": [{"id": "tasting", "title": "Tasting"}],
                        },
                    ],
                },
            ],
        },
    ],
    "facets": [
        {
            "id": "kind",
            "title": "Kind",
            "plural": "Kinds",
            "many": False,
            "required": True,
            "shown": ["filter", "form", "work"],
            "relations": [{"id": "is_a", "key": "kind", "verb": "is a", "plural": "are"}],
            "values": [
                {"id": "paper", "title": "Paper"},
                {"id": "survey", "title": "Survey"},
                {"id": "report", "title": "Report", "publication": "report"},
                {"id": "blog", "title": "Blog", "publication": "web"},
            ],
        },
        {
            "id": "modality",
            "title": "Grain",
            "plural": "Grains",
            "relations": [{"id": "handles", "key": "modalities", "verb": "handles", "plural": "handle"}],
            "values": [{"id": "wheat", "title": "Wheat"}, {"id": "rye", "title": "Rye"}],
        },
        {
            "id": "stage",
            "title": "Stage",
            "plural": "Stages",
            "stated": ["entry", "tag", "approach"],
            "groups": [{"id": "stage", "title": "Stages"}, {"id": "phase", "title": "Phases"}],
            "relations": [{"id": "acts_at", "verb": "acts at", "plural": "act at"}],
            "values": [
                {"id": "mixing", "title": "Mixing"},
                {"id": "proofing", "title": "Proofing"},
                {"id": "cooling", "title": "Cooling"},
                {"id": "first-day", "title": "First day", "group": "phase"},
            ],
        },
        {
            "id": "capability",
            "title": "Quality",
            "plural": "Qualities",
            "stated": ["entry", "tag", "approach"],
            "groups": [{"id": "ability", "title": "Abilities"}, {"id": "property", "title": "Properties"}],
            "relations": [
                {"id": "enhances", "verb": "enhances", "plural": "enhance"},
                {"id": "evaluates", "verb": "tests", "plural": "test"},
                {"id": "draws_on", "verb": "draws on", "plural": "draw on"},
            ],
            "values": [
                {"id": "crumb", "title": "Crumb", "group": "ability"},
                {"id": "crust", "title": "Crust", "group": "ability"},
                {"id": "keeping", "title": "Keeping", "group": "property"},
            ],
        },
        {
            "id": "role",
            "title": "Helper",
            "plural": "Helpers",
            "stated": ["tree", "approach"],
            "groups": [{"id": "people", "title": "People"}],
            "relations": [{"id": "serves_as", "verb": "serves as", "plural": "serve as"}],
            "values": [{"id": "baker", "title": "Baker", "group": "people", "nodes": ["bakers"]}],
        },
    ],
    "statements": [
        {"nodes": ["kneading"], "acts_at": "mixing", "section": "3.1.1"},
        {"nodes": ["resting"], "acts_at": "proofing", "section": "3.1.1", "note": "overnight"},
        {"nodes": ["baking"], "acts_at": "first-day", "section": "3.1"},
        {"nodes": ["kneading"], "enhances": "crumb", "section": "3.1.1"},
        {"nodes": ["ovens"], "enhances": "crust", "section": "3.1.2"},
        {"nodes": ["scales"], "evaluates": "crumb", "section": "3.1.3"},
        {"serves_as": "baker", "nodes": ["tasting"], "draws_on": "crumb", "section": "4.1.1"},
        {"serves_as": "baker", "draws_on": "crust", "section": "4.1.1"},
    ],
    "cycle": {
        "title": "The cycle of bread",
        "about": "How steps enhance bread, and helpers draw on it.",
        "forward": "enhances",
        "back": "draws_on",
        "roles": "role",
        "back_verb": "is drawn on by",
        "closing_verb": "works on",
    },
}

WORKS: dict[str, dict[str, Any]] = {
    "roe2022bread": {
        "title": "A survey of bread",
        "tags": ["bread"],
        "year": 2022,
        "arxiv": "2201.00001",
        "kind": "survey",
    },
    "doe2020knead": {
        "title": "How to knead",
        "tags": [{"node": "kneading", "note": "folds"}],
        "year": 2020,
        "survey": {"refs": [1], "sections": ["3.1.1"]},
        "modalities": ["wheat"],
    },
    "poe2021both": {
        "title": "Knead and bake",
        "tags": [
            {"node": "kneading", "statements": [{"section": "3.1.1", "enhances": "keeping"}]},
            {"node": "ovens", "statements": [{"section": "3.1.2", "acts_at": "cooling"}]},
        ],
        "year": 2021,
        "authors": ["Ada Poe", "Bob Low"],
        "survey": {"refs": [2], "sections": ["3.1.1", "3.1.2"]},
    },
    "low2023hand": {
        "title": "A hand that tastes",
        "tags": ["tasting", "dough"],
        "year": 2023,
        "published": "2023-03-01",
        "authors": ["Bob Low"],
        "acts_at": ["proofing"],
        "modalities": ["wheat", "rye"],
    },
    "low2024scale": {
        "title": "Scales",
        "tags": ["scales"],
        "year": 2024,
        "published": "2024-01-01",
        "authors": ["Bob Low"],
    },
}


def small_kb(**changes: dict[str, Any]) -> KnowledgeBase:
    """The survey of bread; `changes` replace or add fields of works, by id."""
    taxonomy = TaxonomyFile.model_validate(TAXONOMY)
    model = entry_model(taxonomy)
    works = []
    for name in {**WORKS, **changes}:
        fields = {
            "authors": ["Jane Roe"],
            "kind": "paper",
            "venue": "Bread Week",
            **WORKS.get(name, {}),
            **changes.get(name, {}),
        }
        works.append(model.model_validate({**fields, "id": name}))
    return KnowledgeBase(taxonomy, works)
