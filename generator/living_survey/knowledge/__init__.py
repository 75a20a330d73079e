"""What a knowledge base is: works, a taxonomy, facets and statements. No files, no network."""

from living_survey.knowledge.base import KnowledgeBase
from living_survey.knowledge.facets import Facet, FacetGroup, FacetValue, RelationKind
from living_survey.knowledge.statements import NOT_STATED, Basis, Group, Statement
from living_survey.knowledge.survey import Paradigm, ResearchQuestion, SurveyRecord, TaxonomyFile
from living_survey.knowledge.tables import Column, Row, Table
from living_survey.knowledge.taxonomy import Node, Taxonomy
from living_survey.knowledge.work import Links, SurveyMention, Tag, Upstream, Work

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
