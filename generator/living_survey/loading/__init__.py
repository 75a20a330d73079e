"""Entries and taxonomy from YAML files and back, with every problem reported at its file, line and column."""

from living_survey.loading.loader import InvalidKnowledgeError, load
from living_survey.loading.problems import Problem, Severity

__all__ = ["InvalidKnowledgeError", "Problem", "Severity", "load"]
