"""What a knowledge base is: works, a taxonomy, facets and their relations. No files, no network."""

from generator.knowledge.base import KnowledgeBase
from generator.knowledge.facets import (
    Capability,
    Facet,
    Paradigm,
    Relation,
    ResearchQuestion,
    Role,
    RoleGroup,
    Stage,
)
from generator.knowledge.survey import RelatedSurveyRow, SurveyRecord
from generator.knowledge.taxonomy import Node, Taxonomy
from generator.knowledge.work import DatasetRow, Links, Statement, SurveyMention, Tag, Upstream, Work

__all__ = [
    "Capability",
    "DatasetRow",
    "Facet",
    "KnowledgeBase",
    "Links",
    "Node",
    "Paradigm",
    "RelatedSurveyRow",
    "Relation",
    "ResearchQuestion",
    "Role",
    "RoleGroup",
    "Stage",
    "Statement",
    "SurveyMention",
    "SurveyRecord",
    "Tag",
    "Taxonomy",
    "Upstream",
    "Work",
]
