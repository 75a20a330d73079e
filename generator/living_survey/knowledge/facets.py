"""Facets and the kinds of relations that works have to them, as `taxonomy.yaml` declares them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Section, Slug, Text
from living_survey.knowledge.lookup import Index
from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = Literal["entry", "tag", "approach", "tree"]
View = Literal["filter", "form", "work", "pages", "readme"]
ALL_VIEWS: tuple[View, ...] = ("filter", "form", "work", "pages", "readme")
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=80)]


class Described(Model):
    """Something with an id, a title and an explanation."""

    id: Slug = Field(description="The id, stable: addresses and other files use it.")
    title: Text = Field(description="The full title.")
    short: Text | None = Field(default=None, description="A title for chips and menus.")
    about: Text | None = Field(default=None, description="An explanation in a sentence or two.")

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
        default=(), description="For a facet derived from the tree: the nodes whose works have the value."
    )
    called: tuple[Text, ...] = Field(
        default=(),
        description="Other words for it that people search with.",
        examples=[["hallucination", "hallucinations"]],
    )
    named_in: tuple[Section, ...] = Field(default=(), description="Sections of the survey that name it.")
    remark: Text | None = Field(default=None, description="A note for maintainers.")
    added_by: Literal["survey", "curation"] = Field(
        default="survey", description="Whether the survey names it, or this project added it."
    )
    publication: Literal["book", "report", "thesis", "web"] | None = Field(
        default=None, description="How to cite a work with the value if its venue does not determine it."
    )
    schema_org: Text | None = Field(
        default=None,
        description="The type of a work with the value in the vocabulary of schema.org, if it is not "
        "ScholarlyArticle.",
        examples=["Dataset"],
    )
    suggested_by: tuple[Text, ...] = Field(
        default=(),
        description="Words or phrases of a title, in lower case, that suggest the value for a new work; "
        "`*bench` stands for all words with that ending.",
        examples=[["corpus", "data set"]],
    )
    record_types: tuple[Text, ...] = Field(
        default=(),
        description="Types of BibTeX entries and of DOI records that suggest the value for a new work.",
        examples=[["software"]],
    )


class RelationKind(Model):
    """A way in which a work, or an approach, can have to do with a value of a facet."""

    id: Key = Field(
        description="The key in `statements` of taxonomy.yaml; in entries too, if `key` is absent."
    )
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
    groups: tuple[FacetGroup, ...] = Field(default=(), description="Groups of values.")
    relations: tuple[RelationKind, ...] = Field(
        default=(), description="The relations; by default a single one with the facet's id."
    )
    values: tuple[FacetValue, ...] = Field(min_length=1, description="The values, in order.")

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
        """Whether its values are stated about what a work does at a place, not just of the whole work."""
        return self.stated != ("entry",)

    @property
    def in_forms(self) -> bool:
        """Whether forms have a field for its values of the whole work."""
        stated = "entry" in self.stated and (self.required or not self.of_statements)
        return stated and "form" in self.shown

    def field_label(self, relation: RelationKind) -> str:
        """The label of a field for one of its relations: its own title, if it has no other relation."""
        if len(self.relations) > 1:
            return relation.title
        return self.plural if self.many else self.title

    def suggested(self, title: str, record_type: str = "") -> tuple[str, ...]:
        """The values that the type of a record or the words of a title suggest for a new work.

        If the facet allows one value per work, the last declared match wins, so that the first value can be
        the default.
        """
        text = f" {' '.join(words(title))} "
        found = [value.id for value in self.values if record_type and record_type in value.record_types]
        found = found or [
            value.id for value in self.values if any(_occurs(phrase, text) for phrase in value.suggested_by)
        ]
        return tuple(found if self.many else found[-1:])

    def value(self, value_id: str) -> FacetValue:
        """The value of an id. Raises `KeyError`, which names ids like it."""
        return self.by_id[value_id]

    @cached_property
    def by_id(self) -> Mapping[str, FacetValue]:
        """The values by their ids."""
        return Index(self.title.lower(), {value.id: value for value in self.values})

    def __contains__(self, value_id: object) -> bool:
        return value_id in self.by_id

    def group_of(self, value: FacetValue) -> FacetGroup | None:
        """The group of a value; the first one where it names none."""
        if value.group is None:
            return self.groups[0] if self.groups else None
        return next((group for group in self.groups if group.id == value.group), None)


def _occurs(phrase: str, text: str) -> bool:
    """Whether folded words with spaces around them have a phrase of `suggested_by`."""
    return f"{phrase[1:]} " in text if phrase.startswith("*") else f" {phrase} " in text
