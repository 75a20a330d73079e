"""YAML to knowledge, with every problem reported at its file, line and column."""

from generator.loading.loader import InvalidKnowledgeError, load
from generator.loading.problems import Problem, Severity

__all__ = ["InvalidKnowledgeError", "Problem", "Severity", "load"]
