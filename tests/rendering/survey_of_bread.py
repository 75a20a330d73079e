"""A small survey, made in memory, whose every number can be counted by hand."""

from __future__ import annotations

from typing import Any

from generator.knowledge import KnowledgeBase, Work
from generator.knowledge.survey import TaxonomyFile

TAXONOMY: dict[str, Any] = {
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
            "answers_with": ["stages", "capabilities"],
        },
        {
            "id": "q2",
            "title": "Q2",
            "section": "1",
            "question": "Who helps?",
            "answers_with": ["roles", "capabilities"],
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
    "stages": [
        {"id": "mixing", "title": "Mixing"},
        {"id": "proofing", "title": "Proofing"},
        {"id": "cooling", "title": "Cooling"},
        {"id": "first-day", "title": "First day", "kind": "phase"},
    ],
    "capabilities": [
        {"id": "crumb", "title": "Crumb", "kind": "ability"},
        {"id": "crust", "title": "Crust", "kind": "ability"},
        {"id": "keeping", "title": "Keeping", "kind": "property"},
    ],
    "role_groups": [{"id": "people", "title": "People"}],
    "roles": [{"id": "baker", "title": "Baker", "group": "people", "nodes": ["bakers"]}],
    "modalities": [{"id": "wheat", "title": "Wheat"}, {"id": "rye", "title": "Rye"}],
    "relations": [
        {"nodes": ["kneading"], "acts_at": "mixing", "section": "3.1.1"},
        {"nodes": ["resting"], "acts_at": "proofing", "section": "3.1.1", "note": "overnight"},
        {"nodes": ["baking"], "acts_at": "first-day", "section": "3.1"},
        {"nodes": ["kneading"], "enhances": "crumb", "section": "3.1.1"},
        {"nodes": ["ovens"], "enhances": "crust", "section": "3.1.2"},
        {"nodes": ["scales"], "evaluates": "crumb", "section": "3.1.3"},
        {"role": "baker", "nodes": ["tasting"], "draws_on": "crumb", "section": "4.1.1"},
        {"role": "baker", "draws_on": "crust", "section": "4.1.1"},
    ],
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
        "tags": ["kneading", "ovens"],
        "year": 2021,
        "authors": ["Ada Poe", "Bob Low"],
        "relations": [
            {"section": "3.1.2", "stage": "cooling"},
            {"section": "3.1.1", "capability": "keeping"},
        ],
        "survey": {"refs": [2], "sections": ["3.1.1", "3.1.2"]},
    },
    "low2023hand": {
        "title": "A hand that tastes",
        "tags": ["tasting", "dough"],
        "year": 2023,
        "published": "2023-03-01",
        "authors": ["Bob Low"],
        "stages": ["proofing"],
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
    works = []
    for name in {**WORKS, **changes}:
        fields = {
            "authors": ["Jane Roe"],
            "kind": "paper",
            "venue": "Bread Week",
            **WORKS.get(name, {}),
            **changes.get(name, {}),
        }
        works.append(Work.model_validate({**fields, "id": name}))
    return KnowledgeBase(TaxonomyFile.model_validate(TAXONOMY), works)
