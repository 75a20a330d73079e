"""Rules about syntheses and reading paths, reported by `loading.syntheses`."""

from __future__ import annotations

from living_survey.loading.rules.registry import Rule, register

FORM = register(
    Rule(
        "synthesis-form",
        "A synthesis starts with its node and the day of its last review, between two lines of hyphens.",
        "Name the file after its node, and start it with lines such as node: data-filter and "
        "reviewed: 2026-11-30.",
    )
)
UNKNOWN_CITATION = register(
    Rule(
        "unknown-citation",
        "A synthesis or reading path cites works of this knowledge base, by their ids.",
        "Correct the id, or add the work first; a citation is written [@doe2023bread; @li2024crust].",
    )
)
UNCITED = register(
    Rule(
        "uncited-claim",
        "Every paragraph and list item of a synthesis cites the works that support it.",
        "Add a citation such as [@doe2023bread], or delete the claim.",
    )
)
