"""A small survey whose taxonomy and one entry use every field of the model."""

from __future__ import annotations

from typing import Any

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model
from tests.rendering.survey_of_bread import TAXONOMY, WORKS

# Facets and a table of their own: one with a hyphen, and names that exports use for something else.
FACETS: list[dict[str, Any]] = [
    {
        "id": "time-of-day",
        "title": "Time of day",
        "plural": "Times of day",
        "about": "When it is eaten.",
        "stated": ["entry", "tag", "approach"],
        "relations": [{"id": "eaten_at", "verb": "is eaten at", "plural": "are eaten at"}],
        "values": [{"id": "morning", "title": "Morning"}, {"id": "evening", "title": "Evening"}],
    },
    {
        "id": "code",
        "title": "Code",
        "plural": "Codes",
        "many": False,
        "values": [{"id": "released", "title": "Released"}, {"id": "promised", "title": "Promised"}],
        "relations": [
            {"id": "code_is", "key": "code", "verb": "has code that is", "plural": "have code that is"}
        ],
    },
]
TABLES: list[dict[str, Any]] = [
    {
        "id": "loaves",
        "title": "Loaves",
        "about": "What was baked.",
        "section": "Tab. 9",
        "in_entries": True,
        "columns": [
            {"id": "loaf", "title": "Loaf", "required": True},
            {"id": "row", "title": "#", "type": "number"},
            {"id": "bakers", "title": "Bakers", "type": "texts"},
            {"id": "sold", "title": "Sold", "type": "truth"},
            {"id": "weight", "title": "Weight", "type": "quantity"},
            {"id": "steps", "title": "Steps", "type": "facet", "relation": "acts_at"},
            {"id": "after", "title": "After", "type": "works"},
            {"id": "work_id", "title": "Its own name for itself"},
        ],
    },
    {
        "id": "relations",
        "title": "Rivals",
        "columns": [{"id": "rival", "title": "Rival"}, {"id": "works", "title": "Works", "type": "works"}],
        "rows": [{"rival": "Rice", "works": ["doe2020knead"]}, {"rival": "Pasta"}],
    },
]
COMPLETE: dict[str, Any] = {
    "draft": True,
    "title": "A title to find",
    "names": ["FoundByName", "FoundByOtherName"],
    "authors": ["Ada Findable", "Found Team"],
    "year": 2025,
    "published": "2024-11-12",
    "venue": "Venue to Find",
    "arxiv": "2411.01234",
    "arxiv_category": "cs.FIND",
    "doi": "10.1234/find.me",
    "kind": "report",
    "modalities": ["wheat", "rye"],
    "code": "promised",
    "links": {
        "code": "https://code.example/find",
        "project": "https://project.example/find",
        "dataset": "https://dataset.example/find",
    },
    "summary": "A summary to find.",
    "tags": [
        {
            "node": "kneading",
            "by": ["survey", "list"],
            "note": "a note to find",
            "effect": "an effect to find",
            "acts_at": "mixing",
            "enhances": "crumb",
            "eaten_at": "evening",
            "statements": [
                {
                    "section": "3.1.9",
                    "acts_at": "cooling",
                    "enhances": ["crust", "keeping"],
                    "evaluates": "keeping",
                    "draws_on": "keeping",
                    "eaten_at": "morning",
                    "note": "a note of a statement to find",
                    "effect": "an effect of a statement to find",
                }
            ],
            "evaluates": "crumb",
            "draws_on": "crust",
        },
        "tasting",
        {"node": "resting", "effect": "an effect without a statement"},
    ],
    "acts_at": ["proofing"],
    "enhances": ["crumb"],
    "evaluates": ["crust"],
    "draws_on": ["crumb"],
    "eaten_at": ["morning", "evening"],
    "statements": [
        {
            "section": "4.1.9",
            "acts_at": "first-day",
            "enhances": "crumb",
            "evaluates": "crumb",
            "draws_on": "crumb",
            "eaten_at": "evening",
            "note": "a note on the whole work to find",
            "effect": "an effect of the whole work to find",
        }
    ],
    "survey": {"refs": [987], "sections": ["3.1.8"]},
    "upstream": {
        "title": "An upstream title to find",
        "sections": ["8.7.6"],
        "rejected": [{"node": "scales", "why": "a reason to find"}],
    },
    "remarks": "Remarks to find.",
    "added": "2026-01-02",
    "pinned": ["venue"],
    "formerly": ["former2024title"],
    "loaves": [
        {
            "loaf": "A loaf to find",
            "row": 654321,
            "bakers": ["Baker to find", "Other baker to find"],
            "sold": True,
            "weight": "750 g to find",
            "steps": ["mixing", "cooling"],
            "after": ["doe2020knead"],
            "work_id": "a name to find",
        }
    ],
}


def complete_kb() -> KnowledgeBase:
    """The survey of bread with more facets, two tables, and a work with every field set."""
    file = TaxonomyFile.model_validate(
        {**TAXONOMY, "facets": [*TAXONOMY["facets"], *FACETS], "tables": TABLES}
    )
    model = entry_model(file)
    usual = {"authors": ["Jane Roe"], "kind": "paper", "venue": "Bread Week"}
    works = [model.model_validate({**usual, **fields, "id": work_id}) for work_id, fields in WORKS.items()]
    return KnowledgeBase(file, [*works, model.model_validate({**COMPLETE, "id": "findable2025title"})])
