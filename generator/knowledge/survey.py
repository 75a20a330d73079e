"""The survey that the knowledge base grew from, and how it compares itself with others."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from generator.knowledge._model import Model
from generator.knowledge.facets import (
    Capability,
    Modality,
    Paradigm,
    Relation,
    ResearchQuestion,
    Role,
    RoleGroup,
    Stage,
)
from generator.knowledge.taxonomy import NodeEntry
from generator.knowledge.work import Section, Text


class SurveyRecord(Model):
    """The survey itself."""

    work: str = Field(description="Its own entry.")
    arxiv: str
    version: Text
    date: date
    references: int = Field(description="Length of its bibliography.")
    about: Text | None = None


class RelatedSurveyRow(Model):
    """A row of the survey's table of related surveys."""

    row: int
    modality: Text
    perspective: Text
    taxonomy_basis: Text
    highlights: Text
    works: tuple[str, ...] = ()
    ours: bool = False


class TaxonomyFile(Model):
    """All of `taxonomy.yaml`."""

    survey: SurveyRecord
    questions: tuple[ResearchQuestion, ...] = ()
    sections: dict[Section, Text] = Field(
        default_factory=dict, description="Sections that no node of the tree stands for."
    )
    tree: tuple[NodeEntry, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    role_groups: tuple[RoleGroup, ...] = ()
    roles: tuple[Role, ...] = ()
    paradigms: tuple[Paradigm, ...] = ()
    modalities: tuple[Modality, ...] = ()
    relations: tuple[Relation, ...] = ()
    related_surveys: tuple[RelatedSurveyRow, ...] = ()
