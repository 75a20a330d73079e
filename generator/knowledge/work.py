"""A surveyed work: what one file of `entries/` says."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from generator.knowledge._model import Model
from generator.knowledge.identifiers import ArxivId

Text = Annotated[str, StringConstraints(min_length=1, max_length=5000, pattern=r"\S")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    # For editors; `survey check` says more precisely what is wrong.
    Field(json_schema_extra={"format": "uri", "pattern": r"^https?://[^\s/?#@]+([/?#]\S*)?$"}),
]
Section = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"\S")]


def _no_timestamp(value: Any) -> Any:  # noqa: ANN401 - raw YAML
    """Refuse the numbers that pydantic would take for seconds since 1970."""
    if isinstance(value, (int, float)):
        raise PydanticCustomError("not_a_day", "a date is written as 2023-04-27")
    return value


Day = Annotated[date, BeforeValidator(_no_timestamp)]
Kind = Literal["paper", "dataset", "benchmark", "model", "survey", "tool", "report", "blog"]
TagSource = Literal["survey", "list", "curation"]


def _spelled_out(tag: Any) -> Any:  # noqa: ANN401 - raw YAML
    """Read the short form of a tag, a bare node id, as a mapping."""
    return {"node": tag} if isinstance(tag, str) else tag


def _without_version(arxiv: str | None) -> str | None:
    """The identifier of the work rather than of one of its versions; what is none stays as it is."""
    return re.sub(r"v[1-9][0-9]*$", "", arxiv) if arxiv else arxiv


class Tag(Model):
    """Where a work stands in the taxonomy, and why."""

    node: Slug = Field(
        description="A node of taxonomy.yaml: better an approach than its topic.", examples=["acq-finetuning"]
    )
    by: tuple[TagSource, ...] = Field(
        default=("curation",),
        min_length=1,
        description="Who placed it: the survey, the list its authors keep (upstream), or this project.",
        examples=[["survey", "list"]],
    )
    note: Text | None = Field(default=None, description="Why the work stands there, in one phrase.")


TagInput = Annotated[Tag, BeforeValidator(_spelled_out, json_schema_input_type=Tag | Slug)]


class Links(Model):
    """Addresses a reader may want besides the arXiv page and the DOI."""

    code: Url | None = Field(
        default=None, description="Source code.", examples=["https://github.com/mlfoundations/datacomp"]
    )
    project: Url | None = Field(
        default=None, description="Project page, or the paper where it has no other home."
    )
    dataset: Url | None = Field(default=None, description="Where the data can be had.")

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
    """What the list of the survey's authors says of the work, beyond a tag's `by: list`."""

    title: Text | None = Field(default=None, description="Its title there, where it differs.")
    sections: tuple[Section, ...] = Field(default=(), description="Sections it is listed under.")
    rejected: tuple[Rejection, ...] = Field(
        default=(), description="Its tags there that are judged wrong, with the reason."
    )


class Statement(Model):
    """A stage or capability that the survey states for this very work."""

    section: Section = Field(description="The section that says so.")
    stage: Slug | None = Field(default=None, description="A stage of taxonomy.yaml.")
    capability: Slug | None = Field(default=None, description="A capability of taxonomy.yaml.")
    wording: Name | None = Field(
        default=None, description="What exactly is meant, where the capability is broader."
    )


class DatasetRow(Model):
    """A row of the survey's table of public datasets."""

    dataset: Name
    row: StrictInt = Field(description="Its place in the table, from 1.")
    modality: Name = Field(examples=["Image-Text"])
    sources: tuple[Name, ...] = Field(
        description="Where the data come from: models, the web, other datasets, people."
    )
    sources_printed: tuple[Name, ...] = Field(
        default=(), description="The sources as printed, where a name is spelled otherwise."
    )
    uses_models_as_source: StrictBool
    stages: tuple[Slug, ...] = Field(description="Stages of taxonomy.yaml that the data serve.")
    quantity: Name = Field(examples=["70M"])
    objective: Name
    note: Text | None = None


class WorkEntry(Model):
    """The fields of an entry, in their canonical order."""

    title: Text = Field(description="Full title as printed on the version cited.")
    authors: tuple[Name, ...] = Field(
        min_length=1, description="All authors in print order, given name first."
    )
    year: StrictInt = Field(
        ge=1900, le=2100, description="Year of the venue; of the preprint where there is no other venue."
    )
    published: Day | None = Field(default=None, description="First public date, when known.")
    venue: Name | None = Field(
        default=None,
        description="Where it appeared, in its usual short form; arXiv for a preprint.",
        examples=["NeurIPS", "arXiv"],
    )
    arxiv: Annotated[str | None, AfterValidator(_without_version)] = Field(
        default=None,
        description='arXiv identifier without version, in quotes: "2304.14108".',
        examples=["2304.14108"],
        json_schema_extra={"pattern": r"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?$"},
    )
    arxiv_category: Name | None = Field(
        default=None, description="Primary category at arXiv.", examples=["cs.CV"]
    )
    doi: str | None = Field(
        default=None,
        description="DOI without a resolver in front.",
        examples=["10.1109/TPAMI.2025.3576835"],
        json_schema_extra={"pattern": r"^10\.\d{4,9}(\.\d+)*/\S+$"},
    )
    kind: Kind = Field(description="Main contribution.")
    modalities: tuple[Slug, ...] = Field(
        default=(), description="Modalities of taxonomy.yaml that the work handles."
    )
    links: Links = Links()
    tags: tuple[TagInput, ...] = Field(
        min_length=1, description="Its places in the taxonomy; the first one is where it is listed in full."
    )
    stages: tuple[Slug, ...] = Field(
        default=(), description="Stages its data serve, where its approaches do not say so."
    )
    relations: tuple[Statement, ...] = Field(
        default=(), description="What the survey states for this very work."
    )
    survey: SurveyMention | None = Field(
        default=None, description="Where the survey cites it; absent for works it does not cite."
    )
    upstream: Upstream | None = Field(
        default=None, description="What the list of the survey's authors says of it."
    )
    datasets: tuple[DatasetRow, ...] = Field(
        default=(), description="Rows of the public-datasets table that it introduces."
    )
    remarks: Text | None = Field(
        default=None,
        description="What is odd: renamed titles, author lists that differ, misprints in the survey.",
    )
    added: Day | None = Field(default=None, description="When it entered this knowledge base.")


class Work(WorkEntry):
    """One surveyed work; `id` is its file name, its page's address and its BibTeX key."""

    id: str

    @cached_property
    def arxiv_id(self) -> ArxivId | None:
        """The parsed arXiv identifier, if there is one."""
        return ArxivId.parse(self.arxiv) if self.arxiv else None

    @cached_property
    def first_public(self) -> str:
        """The first public date as far as known, sortable: `2023-04-27`, `2023-04` or `2023`."""
        if self.published:
            return self.published.isoformat()
        if self.arxiv_id:
            return f"{self.arxiv_id.year}-{self.arxiv_id.month:02d}"
        return str(self.year)

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

    def note_on(self, node: str) -> str | None:
        """Why the work stands at a node; None if it does not or nobody said."""
        return next((tag.note for tag in self.tags if tag.node == node), None)
