"""A living survey as code: knowledge kept in YAML, validated, and rendered to a site and a README.

>>> from generator import load
>>> kb = load(".")
>>> [work.id for work in kb.works(node="data-acquisition", year=2024)]  # doctest: +SKIP
"""

from generator.knowledge import KnowledgeBase, Work
from generator.loading import InvalidKnowledgeError, load

__all__ = ["InvalidKnowledgeError", "KnowledgeBase", "Work", "load"]
