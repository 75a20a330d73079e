"""What `taxonomy.yaml` holds: the tree, the facets, what the survey states, and the survey itself."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from living_survey.knowledge._model import Model
from living_survey.knowledge.discovery import DiscoverySpec
from living_survey.knowledge.facets import Described, Facet, Key, RelationKind
from living_survey.knowledge.fields import Section, Slug, SpdxId, Text
from living_survey.knowledge.search import SearchSpec
from living_survey.knowledge.statements import ApproachStatement
from living_survey.knowledge.tables import Table
from living_survey.knowledge.taxonomy import NodeEntry
from living_survey.knowledge.venues import WELL_KNOWN, Venue, Venues

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_STATEMENT_KEYS = frozenset(ApproachStatement.model_fields)
SCHEMA = 2
"""The version of the format of entries and taxonomy that this program reads."""


class SurveyRecord(Model):
    """The survey paper that the knowledge base grew from."""

    work: str = Field(description="Its own entry.")
    arxiv: str | None = None
    version: Text | None = None
    date: date
    references: int = Field(description="Length of its bibliography.")
    about: Text | None = None


class MatrixSpec(Model):
    """A table that answers a question: approaches, or values of a facet of the tree, by values of a facet."""

    relation: Key = Field(description="The relation that its cells state; its facet gives the columns.")
    rows: Slug = Field(default="tree", description="`tree`, or a facet that is derived from the tree.")
    title: Text = Field(examples=["Which approach acts at which stage"])
    caption: Text
    head: Text = Field(description="The heading of the column of rows.", examples=["Approaches by topic"])


class ResearchQuestion(Described):
    """A question that the knowledge base answers."""

    section: Section | None = None
    question: Text
    answers_with: tuple[Slug, ...] = Field(default=(), description="Ids of facets.")
    matrices: tuple[MatrixSpec, ...] = ()


class CycleSpec(Model):
    """The flow picture: topics that have one relation to a facet, roles that have another to the same."""

    title: Text
    about: Text | None = None
    forward: Key = Field(description="The relation from topics to the facet in the middle.")
    back: Key = Field(description="The relation from the facet in the middle to the roles.")
    roles: Slug = Field(description="The facet of the tree that stands for who works on data.")
    back_verb: Text = Field(examples=["is drawn on by"])
    closing_verb: Text = Field(examples=["works on data for"])


class Paradigm(Described):
    """A way of developing that the survey tells apart, with the works that it names for it."""

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


class TaxonomyFile(Model):
    """All of `taxonomy.yaml`; everything but the tree is optional."""

    version: Literal[2] = Field(alias="schema", description="The version of the format; 2.")
    license: SpdxId | None = Field(
        default=None, description="The licence of the knowledge, as an SPDX identifier such as CC-BY-4.0."
    )
    survey: SurveyRecord | None = None
    questions: tuple[ResearchQuestion, ...] = ()
    sections: dict[Section, Text] = Field(
        default_factory=dict, description="Sections that no node of the tree stands for."
    )
    tree: tuple[NodeEntry, ...] = Field(min_length=1)
    facets: tuple[Facet, ...] = ()
    statements: tuple[ApproachStatement, ...] = Field(
        default=(), description="What the survey states about approaches."
    )
    cycle: CycleSpec | None = None
    paradigms: tuple[Paradigm, ...] = ()
    tables: tuple[Table, ...] = ()
    venues: tuple[Venue, ...] = Field(
        default=(), description="Venues besides the well-known ones, with their full names."
    )
    removed: dict[Slug, Text] = Field(
        default_factory=dict,
        description="Ids of works that were taken out of a published survey, each with the reason.",
    )
    search: SearchSpec = Field(default=SearchSpec(), description="How the search reads queries.")
    discover: DiscoverySpec = Field(
        default=DiscoverySpec(), description="Where new papers appear, and the terms that they must have."
    )

    @model_validator(mode="before")
    @classmethod
    def _statements_name_relations(cls, raw: object) -> object:
        """Gather the relations of each statement, which are keys that the facets declare."""
        if not isinstance(raw, dict) or not isinstance(raw.get("statements"), list):
            return raw
        keys = declared_relations(raw.get("facets"))
        return {**raw, "statements": [_gathered(one, keys) for one in raw["statements"]]}

    @cached_property
    def relations(self) -> Mapping[str, tuple[Facet, RelationKind]]:
        """All kinds of relations by id, each with its facet."""
        return {relation.id: (facet, relation) for facet in self.facets for relation in facet.relations}

    @property
    def license_url(self) -> str | None:
        """Where the text of the licence is."""
        return f"https://spdx.org/licenses/{self.license}.html" if self.license else None

    @cached_property
    def known_venues(self) -> Venues:
        """The well-known venues and those declared here."""
        return Venues(self.venues) if self.venues else WELL_KNOWN

    def facet(self, facet_id: str) -> Facet:
        """The facet of an id. Raises `KeyError`."""
        for facet in self.facets:
            if facet.id == facet_id:
                return facet
        raise KeyError(facet_id)


def declared_relations(facets: object) -> tuple[str, ...]:
    """The ids of the relations that facets, as raw YAML, declare; a facet without any has one of its id."""
    found: list[object] = []
    for facet in facets if isinstance(facets, list) else ():
        relations = (facet.get("relations") if isinstance(facet, dict) else None) or [facet]
        items = relations if isinstance(relations, list) else ()
        found += [item.get("id") for item in items if isinstance(item, dict)]
    return tuple(one for one in found if isinstance(one, str))


def _gathered(statement: object, keys: Collection[str]) -> object:
    """A statement with its relations in one place, `ApproachStatement.values`."""
    if not isinstance(statement, dict):
        return statement
    own = {key: value for key, value in statement.items() if key not in keys or key in _STATEMENT_KEYS}
    return own | {"=": {key: value for key, value in statement.items() if key not in own}}
