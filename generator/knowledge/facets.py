"""Facets and the kinds of relations that works have to them, as `taxonomy.yaml` declares them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from generator.knowledge._model import Model
from generator.knowledge.fields import Section, Slug, Text

Place = Literal["entry", "tag", "approach", "tree"]
View = Literal["filter", "form", "work", "pages", "readme"]
ALL_VIEWS: tuple[View, ...] = ("filter", "form", "work", "pages", "readme")
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=80)]


class Described(Model):
    """Something with an id, a title and an explanation."""

    id: Slug
    title: Text
    short: Text | None = Field(default=None, description="A title for chips and menus.")
    about: Text | None = None

    @property
    def label(self) -> str:
        """A title for chips and menus."""
        return self.short or self.title


class FacetGroup(Described):
    """What several values of a facet have in common."""

    section: Section | None = Field(default=None, description="The section of the survey that treats it.")


class FacetValue(Described):
    """One value of a facet: a stage, a capability, a role, a modality."""

    group: Slug | None = Field(default=None, description="A group of the facet.")
    nodes: tuple[Slug, ...] = Field(
        default=(), description="Where a facet is told from the tree: the nodes whose works have the value."
    )
    named_in: tuple[Section, ...] = Field(default=(), description="Sections of the survey that name it.")
    remark: Text | None = Field(default=None, description="What a maintainer should know of it.")
    added_by: Literal["survey", "curation"] = Field(
        default="survey", description="Whether the survey names it, or this project added it."
    )
    publication: Literal["web", "report"] | None = Field(
        default=None, description="How a work with the value is cited where its venue does not tell."
    )


class RelationKind(Model):
    """A way in which a work, or an approach, can have to do with a value of a facet."""

    id: Key = Field(description="Also the key in entries and in `statements`, unless `key` says otherwise.")
    key: Key = Field(default="", description="The key in entries.", examples=["modalities"])
    verb: Text = Field(description="Third person: a work `enhances` it.", examples=["enhances", "acts at"])
    plural: Text = Field(description="Works that `enhance` it.", examples=["enhance", "act at"])

    @model_validator(mode="before")
    @classmethod
    def _key_is_the_id(cls, raw: object) -> object:
        return {"key": raw.get("id", ""), **raw} if isinstance(raw, dict) else raw

    @property
    def title(self) -> str:
        """The verb as a heading: `Acts at`."""
        return self.verb[:1].upper() + self.verb[1:]


class Facet(Described):
    """Something that works can be looked for by, besides the taxonomy."""

    plural: Text = Field(description="Its title for several values.", examples=["Stages"])
    stated: tuple[Place, ...] = Field(
        default=("entry",),
        min_length=1,
        description="Where values may be stated: entry, tag, approach; or tree, where they follow from tags.",
    )
    many: bool = Field(default=True, description="Whether an entry can have several values.")
    required: bool = Field(default=False, description="Whether every entry must have a value.")
    shown: tuple[View, ...] = Field(default=ALL_VIEWS, description="Where the site shows the facet.")
    groups: tuple[FacetGroup, ...] = ()
    relations: tuple[RelationKind, ...] = Field(
        default=(), description="One of the facet's own id if absent."
    )
    values: tuple[FacetValue, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _has_a_relation(cls, raw: object) -> object:
        """Where no relation is declared a work simply `has` the value."""
        if not isinstance(raw, dict) or raw.get("relations"):
            return raw
        return {**raw, "relations": [{"id": raw.get("id"), "verb": "has", "plural": "have"}]}

    @property
    def folder(self) -> str:
        """The folder of its pages: `stages`."""
        return "-".join(self.plural.lower().split())

    @property
    def of_statements(self) -> bool:
        """Whether its values are stated of what a work does at a place, not just of the whole work."""
        return self.stated != ("entry",)

    def value(self, value_id: str) -> FacetValue:
        """The value of an id. Raises `KeyError`."""
        for value in self.values:
            if value.id == value_id:
                return value
        raise KeyError(value_id)

    def __contains__(self, value_id: object) -> bool:
        return any(value.id == value_id for value in self.values)

    def group_of(self, value: FacetValue) -> FacetGroup | None:
        """The group of a value; the first one where it names none."""
        if value.group is None:
            return self.groups[0] if self.groups else None
        return next((group for group in self.groups if group.id == value.group), None)
