"""A living survey as code: knowledge kept in YAML, checked, and rendered to a site, a README and exports.

`load` reads the folder of a survey. What it returns never changes, and answers questions from indexes.

>>> import living_survey
>>> kb = living_survey.load(".")
>>> kb
<KnowledgeBase: 3 works, 6 nodes>
>>> kb["doe2021slow"].authors
('Jane Doe', 'Wei Zhang')

Works are found by their place in the taxonomy, by the facets that the survey declares, and by author, venue
and year. A node stands for everything below it. Conditions on what a work does must hold of one statement.

>>> [work.id for work in kb.works(node="fermentation", author="Wei Zhang")]
['doe2021slow', 'zhang2024loaves']
>>> [work.id for work in kb.works(step="proofing", quality="taste")]
['doe2021slow']
>>> [work.id for work in kb.works(quality="not-stated")]
['zhang2024loaves']
>>> kb.works(step="baking")
Traceback (most recent call last):
KeyError: "unknown step 'baking'; known: mixing, proofing"

The facets, and so the keywords for them, are those of the survey at hand. So are its authors and venues.

>>> {facet.id: list(facet.by_id) for facet in kb.facets.values()}
{'kind': ['paper', 'dataset'], 'step': ['mixing', 'proofing'], 'quality': ['crumb', 'taste']}
>>> list(kb.relations)
['is_a', 'acts_at', 'enhances']
>>> kb.works(author="W. Zhang")
Traceback (most recent call last):
KeyError: "unknown author 'W. Zhang'; did you mean Wei Zhang?"

A statement says what a work does at a node, with its basis and, where known, its effect.

>>> for statement in kb.statements(relation="enhances"):
...     print(statement.work, statement.node, statement.value, statement.effect)
doe2021slow sourdough taste tasters prefer it 3 to 1
roe2022autolyse kneading crumb None

The taxonomy is a tree of nodes, and the facets hold the values that statements name.

>>> [(node.title, kb.count(node)) for node in kb.taxonomy if node.level == "topic"]
[('Fermentation', 3), ('Kneading', 1)]
>>> [value.title for value in kb.facets["quality"].values]
['Open crumb', 'Taste']

Works are written in the formats of `survey export`.

>>> sorted(living_survey.EXPORT_FORMATS)
['bibtex', 'csl-json', 'csv', 'jsonl', 'markdown', 'parquet', 'ris', 'sqlite']
>>> bibtex = living_survey.EXPORT_FORMATS["bibtex"]
>>> print(bibtex.render(kb, kb.works(year=2022)).decode(), end="")
@inproceedings{roe2022autolyse,
  title = {Autolyse: Resting Flour and Water Before Kneading},
  author = {Roe, Richard},
  booktitle = {BreadConf},
  year = {2022},
  keywords = {kneading, yeast},
}

A survey with errors is not loaded; the exception lists each problem with its place and how to fix it.

>>> living_survey.load("entries")
Traceback (most recent call last):
living_survey.loading.loader.InvalidKnowledgeError: ...
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import (
        Facet,
        FacetValue,
        Group,
        KnowledgeBase,
        Node,
        RelationKind,
        Statement,
        Tag,
        Taxonomy,
        Work,
    )
    from living_survey.loading import InvalidKnowledgeError, Problem, load
    from living_survey.rendering.exports import FORMATS as EXPORT_FORMATS
    from living_survey.rendering.exports import ExportFormat

__all__ = [
    "EXPORT_FORMATS",
    "ExportFormat",
    "Facet",
    "FacetValue",
    "Group",
    "InvalidKnowledgeError",
    "KnowledgeBase",
    "Node",
    "Problem",
    "RelationKind",
    "Statement",
    "Tag",
    "Taxonomy",
    "Work",
    "load",
]


if not TYPE_CHECKING:  # a type checker would take every name for a public one

    def __getattr__(name: str) -> object:
        """Import a public name when it is used, so that `survey --help` need not wait for all of them."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "EXPORT_FORMATS":
            module, name = "rendering.exports", "FORMATS"
        elif name == "ExportFormat":
            module = "rendering.exports"
        elif name in {"InvalidKnowledgeError", "Problem", "load"}:
            module = "loading"
        else:
            module = "knowledge"
        return getattr(import_module(f"{__name__}.{module}"), name)
