"""What research questions are answered with: stages, capabilities, roles, and relations to the tree."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from generator.knowledge._model import Model
from generator.knowledge.work import Section, Slug, Text

RelationKind = Literal["acts_at", "enhances", "evaluates", "draws_on"]
RELATION_KINDS: tuple[RelationKind, ...] = ("acts_at", "enhances", "evaluates", "draws_on")


class Facet(Model):
    """Something that works can be looked for by, besides the taxonomy."""

    id: Slug
    title: Text
    short: Text | None = None
    about: Text | None = None

    @property
    def label(self) -> str:
        """A title for chips and menus."""
        return self.short or self.title


class Stage(Facet):
    """A stage of an MLLM's life, or one of the survey's two coarser phases."""

    kind: Literal["stage", "phase"] = "stage"
    named_in: tuple[Section, ...] = ()
    note: Text | None = None


class Capability(Facet):
    """What an MLLM can do, or a property one wants of it.

    `data-skill` marks abilities named only as something that a model role uses on data.
    """

    kind: Literal["ability", "property", "trust", "data-skill"]


class RoleGroup(Facet):
    """What several roles have in common."""

    section: Section | None = None


class Role(Facet):
    """What a model can be to data; works stand under its nodes."""

    group: Slug
    nodes: tuple[Slug, ...] = Field(min_length=1)
    named_in: tuple[Section, ...] = ()


class Paradigm(Facet):
    """Who optimises the data: the model under development, or something outside it."""

    section: Section
    named_in: tuple[Section, ...] = ()
    data_optimized_by: tuple[Text, ...] = ()
    optimization: Text | None = None
    status: Text | None = None
    nodes: tuple[Slug, ...] = Field(default=(), description="Roadmap nodes that develop it.")
    instances: tuple[str, ...] = Field(default=(), description="Works named as proof of the paradigm.")
    works: dict[Section, tuple[str, ...]] = Field(
        default_factory=dict, description="Works cited, by section."
    )


class ResearchQuestion(Facet):
    """One of the survey's questions."""

    section: Section
    question: Text
    answers_with: tuple[Literal["stages", "capabilities", "roles"], ...]


class Modality(Facet):
    """A kind of data that works handle."""


class Relation(Model):
    """A statement of the survey that links nodes of the tree to a stage or capability."""

    nodes: tuple[Slug, ...] = ()
    role: Slug | None = None
    acts_at: Slug | None = None
    enhances: Slug | None = None
    evaluates: Slug | None = None
    draws_on: Slug | None = None
    section: Section
    note: Text | None = None

    @model_validator(mode="after")
    def _has_one_target(self) -> Relation:
        targets = [kind for kind in RELATION_KINDS if getattr(self, kind)]
        if len(targets) != 1:
            message = f"a relation names exactly one of {', '.join(RELATION_KINDS)}"
            raise ValueError(message)
        if targets == ["draws_on"] and not self.role:
            message = "a relation with draws_on names a role"
            raise ValueError(message)
        if targets != ["draws_on"] and not self.nodes:
            message = f"a relation with {targets[0]} names at least one node"
            raise ValueError(message)
        return self

    @property
    def kind(self) -> RelationKind:
        """Which of the four statements it is."""
        return next(kind for kind in RELATION_KINDS if getattr(self, kind))

    @property
    def target(self) -> str:
        """The id of the stage (`acts_at`) or capability (all others)."""
        return str(getattr(self, self.kind))
