"""A surveyed work: the content of one file of `entries/`.

The fields here are those of every survey. The facets and tables that `taxonomy.yaml` declares are added by
`entry_model`.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    create_model,
    field_validator,
)
from pydantic_core import PydanticKnownError

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Day, Name, Section, Slug, Text, Url
from living_survey.knowledge.identifiers import ArxivId
from living_survey.knowledge.statements import Basis, FacetedModel, StatementItem, Values
from living_survey.knowledge.tables import Column, Row, Table
from living_survey.knowledge.venues import WELL_KNOWN, Venue, Venues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge.facets import Facet, Place, RelationKind
    from living_survey.knowledge.survey import TaxonomyFile


def _spelled_out(tag: Any) -> Any:  # noqa: ANN401 - raw YAML
    """Read the short form of a tag, a bare node id, as a mapping."""
    return {"node": tag} if isinstance(tag, str) else tag


def _without_version(arxiv: str | None) -> str | None:
    """The identifier without a version; any other text is unchanged."""
    return re.sub(r"v[1-9][0-9]*$", "", arxiv) if arxiv else arxiv


class Tag(FacetedModel):
    """A place of a work in the taxonomy, why it is there, and what the work does there."""

    node: Slug = Field(
        description="A node of taxonomy.yaml: better an approach than its topic.", examples=["wild-yeasts"]
    )
    by: tuple[Basis, ...] = Field(
        default=("curation",),
        min_length=1,
        description="Who placed it: the survey, the list its authors keep (upstream), or this project.",
        examples=[["survey", "list"]],
    )
    note: Text | None = Field(default=None, description="Why the work is there, in one phrase.")
    effect: Text | None = Field(
        default=None, description="A result there as the source states it, with its number."
    )
    statements: tuple[StatementItem, ...] = Field(
        default=(),
        description="What the work does there, where the lines above do not show which values belong "
        "together, or where the survey states it.",
    )


TagInput = Annotated[Tag, BeforeValidator(_spelled_out, json_schema_input_type=Tag | Slug)]


class Links(Model):
    """Addresses a reader may want besides the arXiv page and the DOI."""

    code: Url | None = Field(
        default=None, description="Source code.", examples=["https://github.com/owner/name"]
    )
    project: Url | None = Field(
        default=None, description="Project page, or the paper where it has no other home."
    )
    dataset: Url | None = Field(default=None, description="Where the data can be downloaded.")

    def items(self) -> tuple[tuple[str, str], ...]:
        """The links that are given, as (what, address), in a fixed order."""
        return tuple((name, url) for name in ("project", "code", "dataset") if (url := getattr(self, name)))


class SurveyMention(Model):
    """Where the survey cites the work."""

    refs: tuple[StrictInt, ...] = Field(
        default=(), description="Its numbers in the survey's bibliography.", examples=[[14]]
    )
    sections: tuple[Section, ...] = Field(
        default=(),
        description='Sections and tables that cite it, as printed: "3.1.1", "Tab. 2".',
        examples=[["3.1.1", "Tab. 2"]],
    )


class Rejection(Model):
    """A tag of the upstream list that this project judged wrong."""

    node: Slug
    why: Text


class Upstream(Model):
    """What the list of the survey's authors has on the work, beyond a tag's `by: list`."""

    title: Text | None = Field(default=None, description="Its title there, where it differs.")
    sections: tuple[Section, ...] = Field(default=(), description="Sections it is listed under.")
    rejected: tuple[Rejection, ...] = Field(
        default=(), description="Its tags there that are judged wrong, with the reason."
    )


class Work(FacetedModel):
    """One surveyed work: the fields of its entry in their canonical order, and its id.

    The id is the name of its file, the address of its page and its BibTeX key.
    """

    draft: StrictBool = Field(
        default=False,
        description="Whether authors and year are not known yet, or not all authors: true in such entries.",
    )
    title: Text = Field(description="Full title as printed on the version cited.")
    names: tuple[Name, ...] = Field(
        default=(),
        description="Short names of the work, its model, data set or benchmark.",
        examples=[["MNIST"]],
    )
    authors: tuple[Name, ...] = Field(
        default=(),
        validate_default=True,
        description="All authors in print order, given name first; optional with draft: true.",
    )
    year: StrictInt | None = Field(
        default=None,
        validate_default=True,
        ge=1900,
        le=2100,
        description="Year of the venue, or of the preprint if there is no other venue; optional with "
        "draft: true.",
    )
    published: Day | None = Field(default=None, description="First public date, when known.")
    venue: Name | None = Field(
        default=None,
        description="Where it appeared, in its usual short form; arXiv for a preprint.",
        examples=["NeurIPS", "arXiv"],
    )
    arxiv: Annotated[str | None, AfterValidator(_without_version)] = Field(
        default=None,
        description='arXiv identifier without version, in quotes: "2401.01234".',
        examples=["2401.01234"],
        json_schema_extra={"pattern": r"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?$"},
    )
    arxiv_category: Name | None = Field(
        default=None, description="Primary category at arXiv.", examples=["cs.CV"]
    )
    doi: str | None = Field(
        default=None,
        description="DOI without a resolver in front.",
        examples=["10.1000/182"],
        json_schema_extra={"pattern": r"^10\.\d{4,9}(\.\d+)*/\S+$"},
    )
    links: Links = Links()
    summary: Text | None = Field(
        default=None, description="What the work does, in one sentence of our own, at most 30 words."
    )
    tags: tuple[TagInput, ...] = Field(
        default=(),
        validate_default=True,
        description="The places of the work in the taxonomy; it is listed in full at the first one. A draft "
        "without any is not part of the survey yet.",
    )
    statements: tuple[StatementItem, ...] = Field(
        default=(), description="What is stated about the work as a whole rather than of a tag."
    )
    survey: SurveyMention | None = Field(
        default=None, description="Where the survey cites it; absent for works it does not cite."
    )
    upstream: Upstream | None = Field(
        default=None, description="What the list of the survey's authors has on it."
    )
    remarks: Text | None = Field(
        default=None,
        description="What is odd: renamed titles, author lists that differ, misprints in the survey.",
    )
    added: Day | None = Field(default=None, description="When it entered this knowledge base.")
    pinned: tuple[Literal["title", "authors", "year", "published", "venue", "doi", "remarks"], ...] = Field(
        default=(),
        description="Fields that a curator decided on against a service: `survey refresh` leaves them alone.",
        examples=[["venue"]],
    )
    formerly: tuple[Slug, ...] = Field(
        default=(),
        description="Ids that it had before, or those of entries merged into it; their addresses lead to it.",
        examples=[["doe2022bread"]],
    )
    id: str

    cited_as: ClassVar[Mapping[tuple[str, str], Literal["book", "report", "thesis", "web"]]] = {}
    """How works with a value of a facet are cited, by the key of the relation and the value."""
    known_venues: ClassVar[Venues] = WELL_KNOWN

    @field_validator("authors", "year", "tags")
    @classmethod
    def _may_lack(cls, value: object, info: ValidationInfo) -> object:
        """Only a draft may lack them."""
        if not value and not info.data.get("draft"):
            raise PydanticKnownError("missing")
        return value

    @cached_property
    def published_in(self) -> Venue | None:
        """What is known of its venue."""
        return self.known_venues.get(self.venue)

    @cached_property
    def publication(self) -> Literal["book", "report", "thesis", "web"] | None:
        """How to cite the work if its venue does not determine it, from the values of its facets."""
        for (key, value), publication in self.cited_as.items():
            stated = getattr(self, key, None)
            if stated == value or (isinstance(stated, tuple) and value in stated):
                return publication
        return None

    def rows(self, table: Table) -> tuple[Row, ...]:
        """Its rows of a table of the survey."""
        found: tuple[Row, ...] = getattr(self, table.id, ())
        return found

    @cached_property
    def arxiv_id(self) -> ArxivId | None:
        """The parsed arXiv identifier, if there is one."""
        return ArxivId.parse(self.arxiv) if self.arxiv else None

    @cached_property
    def first_public(self) -> str:
        """The first public date as far as known, sortable: `2023-04-27`, `2023-04`, `2023` or nothing."""
        if self.published:
            return self.published.isoformat()
        if self.arxiv_id:
            return f"{self.arxiv_id.year}-{self.arxiv_id.month:02d}"
        return str(self.year or "")

    @property
    def appeared(self) -> str:
        """Its venue and year as far as known: `NeurIPS 2023`."""
        return " ".join(str(part) for part in (self.venue, self.year) if part) or "no date"

    @property
    def title_and_year(self) -> str:
        """Its title with the year, if that is known, in parentheses."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def month(self) -> str | None:
        """The month in which it was first public, `2023-04`; None if only the year is known."""
        return self.first_public[:7] if "-" in self.first_public else None

    @property
    def url(self) -> str | None:
        """The address to send a reader to: arXiv, else the DOI, else the first link."""
        if self.arxiv_id:
            return f"https://arxiv.org/abs/{self.arxiv_id.base}"
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return next((url for _, url in self.links.items()), None)

    @property
    def pdf_url(self) -> str | None:
        """The address of the full text, where it is known to be open."""
        return f"https://arxiv.org/pdf/{self.arxiv_id.base}" if self.arxiv_id else None

    def tag(self, node: str | None) -> Tag | None:
        """Its tag with a node; None if there is none."""
        for tag in self.tags:  # twice as fast as with next(), and asked for very often
            if tag.node == node:
                return tag
        return None

    def note_on(self, node: str | None) -> str | None:
        """Why the work is at a node; None if it is not there, or without a note."""
        tag = self.tag(node)
        return tag.note if tag else None


def newest_first(works: Iterable[Work]) -> list[Work]:
    """The works by first public date, the newest first; those of a day by id."""
    return sorted(sorted(works, key=lambda work: work.id), key=lambda work: work.first_public, reverse=True)


# --- the fields that a taxonomy adds -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Declarations:
    """What a taxonomy declares for entries; two are equal if their texts are."""

    text: str
    file: TaxonomyFile = field(compare=False)


def entry_model(file: TaxonomyFile) -> type[Work]:
    """The model of an entry in a survey: with a field for each relation and table that it declares.

    Taxonomies with the same facets, tables and venues share a model, because building one takes longer than
    reading dozens of entries.
    """
    return _entry_model(_Declarations(file.model_dump_json(include={"facets", "tables", "venues"}), file))


@lru_cache(maxsize=8)
def _entry_model(declared: _Declarations) -> type[Work]:
    file = declared.file
    statement: Any = create_model(
        "StatementItem", __base__=StatementItem, **_facet_fields(file.facets, "tag")
    )
    statements: Any = tuple[statement, ...]
    tag_fields = _facet_fields(file.facets, "tag") | {"statements": (statements, _field(Tag, "statements"))}
    tag: Any = create_model("Tag", __base__=Tag, **tag_fields)
    spelled_out: Any = Annotated[tag, BeforeValidator(_spelled_out, json_schema_input_type=tag | Slug)]
    tags: Any = tuple[spelled_out, ...]
    tables = {
        table.id: (tuple[row_model(table), ...], Field(default=(), description=table.about))  # type: ignore[misc]
        for table in file.tables
        if table.in_entries
    }
    fields: dict[str, Any] = {
        **_facet_fields(file.facets, "entry"),
        **tables,
        "tags": (tags, _field(Work, "tags")),
        "statements": (statements, _field(Work, "statements")),
    }
    model: type[Work] = create_model("Work", __base__=Work, **fields)
    model.known_venues = file.known_venues
    model.cited_as = {
        (relation.key, value.id): value.publication
        for facet in file.facets
        for relation in facet.relations
        for value in facet.values
        if value.publication
    }
    return model


def row_model(table: Table) -> type[Row]:
    """The model of a row of a table."""
    types: dict[str, Any] = {
        "text": Name,
        "texts": tuple[Name, ...],
        "number": StrictInt,
        "quantity": Name,
        "truth": StrictBool,
        "facet": Values,
        "works": tuple[str, ...],
    }
    fields: dict[str, Any] = {column.id: _cell_field(column, types[column.type]) for column in table.columns}
    model: type[Row] = create_model("Row", __base__=Row, **fields)
    return model


def _field(model: type[Model], name: str) -> Any:  # noqa: ANN401 - pydantic's FieldInfo
    return copy(model.model_fields[name])


def _cell_field(column: Column, kind: Any) -> tuple[Any, Any]:  # noqa: ANN401 - an annotation
    if column.required:
        return kind, Field(description=column.about)
    if column.type in {"texts", "facet", "works"}:
        return kind, Field(default=(), description=column.about)
    return kind | None, Field(default=None, description=column.about)


def _facet_fields(facets: Iterable[Facet], place: Place) -> dict[str, Any]:
    """A field for each relation of the facets that may be stated in a place."""
    return {
        relation.key: _facet_field(facet, relation, required=facet.required and place == "entry")
        for facet in facets
        if place in facet.stated
        for relation in facet.relations
    }


def _facet_field(facet: Facet, relation: RelationKind, *, required: bool) -> tuple[Any, Any]:
    about = facet.about or f"{facet.plural} that the work {relation.verb}."
    if not facet.many:
        about = f"{about.removesuffix('.')}: one of {', '.join(value.id for value in facet.values)}."
    kind: Any = Values if facet.many else Slug
    if required:
        return kind, Field(description=about, min_length=1)
    if facet.many:
        return kind, Field(default=(), description=about)
    return kind | None, Field(default=None, description=about)
