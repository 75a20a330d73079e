"""Statements: what a work does at a place of the taxonomy, and what the survey says of an approach.

The unit of every answer. A group holds what is stated together: `(work, node, {relation: values}, basis)`.
A `Statement` is one value of a group, a row of the exports; rows of one subject, node and group belong
together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field, model_validator

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Section, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge.facets import Facet, RelationKind

Basis = Literal["survey", "list", "curation"]
"""The source: the survey (with the section), the list that its authors keep, or this project's reading."""

NOT_STATED = "not-stated"
"""In queries: no value is stated; no value of a facet may have this id."""


def _listed(value: object) -> object:
    """One value as a list of one: `acts_at: pretrain`; nothing as an empty list."""
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple, dict)) else (value,)


Values = Annotated[tuple[Slug, ...], BeforeValidator(_listed, json_schema_input_type=Slug | tuple[Slug, ...])]


class FacetedModel(Model):
    """Something that can name values of facets: an entry, a tag, or an item of `statements`.

    A model with a field for each relation of the taxonomy is derived from each of them (`entry_model`).
    """

    def values_of(self, relation: RelationKind) -> tuple[str, ...]:
        """The values stated for a relation."""
        value = getattr(self, relation.key, None)
        return (value,) if isinstance(value, str) else tuple(value or ())


class StatementItem(FacetedModel):
    """An item of `statements`: values that belong together, with their source."""

    section: Section | None = Field(
        default=None,
        description="The section of the survey that states it; without one it is this project's reading.",
        examples=["3.1.1"],
    )
    note: Text | None = Field(default=None, description="What exactly is meant, where a value is broader.")
    effect: Text | None = Field(
        default=None,
        description="A result as the source states it, with its number.",
        examples=["mean accuracy over 38 tasks rises from 52% to 54%"],
    )


class ApproachStatement(Model):
    """What the survey states about approaches: each of the nodes has the relations to the values."""

    nodes: tuple[Slug, ...] = Field(
        default=(),
        description="If absent, the nodes of the named value, whose facet is derived from the tree.",
    )
    values: dict[str, Values] = Field(alias="=")
    """By id of the relation. In taxonomy.yaml the relations are keys of the statement itself: `TaxonomyFile`
    gathers them under a name that no file uses."""
    section: Section | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _states_something(self) -> ApproachStatement:
        if not any(self.values.values()):
            message = "must name a relation and a value"
            raise ValueError(message)
        return self


class Statement(NamedTuple):
    """One value that is stated, a row of the exports."""

    work: str | None
    """None for what the survey states about an approach."""
    node: str | None
    """None for what is stated about a work as a whole."""
    relation: str
    """The id of the relation."""
    facet: str
    """The id of the facet."""
    value: str
    """The id of the value."""
    basis: Basis
    """The source of the statement."""
    section: str | None
    """The section of the survey that states it."""
    effect: str | None
    """A result as the source states it."""
    note: str | None
    """What exactly is meant, where a value is broader."""
    group: int
    """Counts what is stated about one work at one node, from 1; 0 for facets of the whole work."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is stated together of a work at one place, or of approaches."""

    work: str | None
    """The id of the work; None for what the survey states about approaches."""
    nodes: tuple[str, ...]
    """The ids of the nodes: that of the tag, or those of the approaches; empty for the whole work."""
    number: int
    """Counts the groups of one work at one node, from 1; 0 for facets of the whole work."""
    values: Mapping[str, tuple[str, ...]]
    """Values by id of the relation."""
    basis: Basis = "curation"
    """The source of the statement."""
    section: str | None = None
    """The section of the survey that states it."""
    effect: str | None = None
    """A result as the source states it."""
    note: str | None = None
    """What exactly is meant, where a value is broader."""
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The part of the values that follows from the place in the tree."""

    @property
    def node(self) -> str | None:
        """The node that a work is tagged with; None for what is stated about a work as a whole."""
        return self.nodes[0] if self.nodes else None

    @property
    def says_something(self) -> bool:
        """Whether it states more than what follows from the place in the tree."""
        return bool(self.values.keys() - self.derived.keys())

    def of_facet(self, facet: Facet) -> tuple[str, ...]:
        """The values of a facet, by any relation."""
        found = [value for relation in facet.relations for value in self.values.get(relation.id, ())]
        return tuple(dict.fromkeys(found))

    def rows(self, facet_of: Mapping[str, Facet]) -> Iterator[Statement]:
        """One row per value and node; `facet_of` gives the facet of each relation."""
        for node in self.nodes or (None,):
            for relation, values in self.values.items():
                for value in values:
                    yield Statement(
                        self.work,
                        node,
                        relation,
                        facet_of[relation].id,
                        value,
                        self.basis,
                        self.section,
                        self.effect,
                        self.note,
                        self.number,
                    )
