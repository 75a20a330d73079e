"""What a knowledge base is: works, a taxonomy, facets and statements. No files, no network."""

from generator.knowledge.base import KnowledgeBase
from generator.knowledge.facets import Facet, FacetGroup, FacetValue, RelationKind
from generator.knowledge.statements import NOT_STATED, Basis, Group, Statement
from generator.knowledge.survey import Paradigm, ResearchQuestion, SurveyRecord, TaxonomyFile
from generator.knowledge.tables import Column, Row, Table
from generator.knowledge.taxonomy import Node, Taxonomy
from generator.knowledge.work import Links, SurveyMention, Tag, Upstream, Work

__all__ = [
    "NOT_STATED",
    "Basis",
    "Column",
    "Facet",
    "FacetGroup",
    "FacetValue",
    "Group",
    "KnowledgeBase",
    "Links",
    "Node",
    "Paradigm",
    "RelationKind",
    "ResearchQuestion",
    "Row",
    "Statement",
    "SurveyMention",
    "SurveyRecord",
    "Table",
    "Tag",
    "Taxonomy",
    "TaxonomyFile",
    "Upstream",
    "Work",
]
