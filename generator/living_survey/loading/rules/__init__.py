"""The rules of `survey check`: small named functions, each with a code that a documentation page explains.

`ALL_RULES` has them by code, each with its demand and the cure of a problem.
"""

# Importing a module registers its rules.
from living_survey.loading.rules import (
    across,
    addresses,
    bibliography,
    discovery,
    identity,
    lists,
    reading,
    references,
    shape,
    syntheses,
    tags,
    taxonomy,
)
from living_survey.loading.rules.registry import (
    ALL_RULES,
    CorpusRule,
    DeclarationRule,
    EntryRule,
    Rule,
    TaxonomyRule,
)

__all__ = [
    "ALL_RULES",
    "CorpusRule",
    "DeclarationRule",
    "EntryRule",
    "Rule",
    "TaxonomyRule",
    "across",
    "addresses",
    "bibliography",
    "discovery",
    "identity",
    "lists",
    "reading",
    "references",
    "shape",
    "syntheses",
    "tags",
    "taxonomy",
]
