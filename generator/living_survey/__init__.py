"""A living survey as code: knowledge kept in YAML, validated, and rendered to a site and a README.

>>> from living_survey import load
>>> kb = load(".")
>>> [work.id for work in kb.works(node="data-acquisition", year=2024)]  # doctest: +SKIP
"""

from living_survey.knowledge import KnowledgeBase, Work
from living_survey.loading import InvalidKnowledgeError, load

__all__ = ["InvalidKnowledgeError", "KnowledgeBase", "Work", "load"]
