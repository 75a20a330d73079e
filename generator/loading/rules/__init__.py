"""The rules of `survey check`: small named functions, each with a code that a documentation page explains."""

from generator.loading.rules import entry  # noqa: F401 - registers its rules
from generator.loading.rules.registry import ALL_RULES, CorpusRule, EntryRule, Rule, TaxonomyRule

__all__ = ["ALL_RULES", "CorpusRule", "EntryRule", "Rule", "TaxonomyRule"]
