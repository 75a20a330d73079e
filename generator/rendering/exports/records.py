"""What the data files say: the one definition of JSON, JSON Schema, JSON Lines and Parquet.

A change here changes the files that other programs read: `VERSION` says what they can rely on, and the golden
file of fields in the tests shows the change in review.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from generator.knowledge import DatasetRow, Links, Statement, SurveyMention, Upstream
from generator.knowledge._model import Model
from generator.knowledge.taxonomy import Level
from generator.knowledge.work import Kind, TagSource
from generator.rendering.citation import Publication

VERSION = "1.0"


class TagRecord(Model):
    """A place of a work in the taxonomy."""

    node: str = Field(description="Id of the node.", examples=["acq-finetuning"])
    topic: str | None = Field(description="Id of the topic that the node is or belongs to.")
    path: tuple[str, ...] = Field(description="Ids from the top of the tree down to the node.")
    by: tuple[TagSource, ...] = Field(
        description="Who placed it: the survey, the list its authors keep, or this project."
    )
    note: str | None = Field(description="Why the work stands there.")


class WorkRecord(Model):
    """A surveyed work with all that is known of it and all that follows."""

    id: str = Field(
        description="Name of its entry and BibTeX key; never changes.", examples=["gadre2023datacomp"]
    )
    title: str
    authors: tuple[str, ...] = Field(description="In print order, given name first.")
    year: int = Field(description="Year of the venue; of the preprint where there is no other venue.")
    published: date | None = Field(description="First public date, of a preprint if there was one.")
    venue: str | None = Field(examples=["NeurIPS", "arXiv"])
    publication: Publication = Field(description="How the cited version appeared; told from the venue.")
    kind: Kind = Field(description="Main contribution.")
    arxiv: str | None = Field(description="arXiv identifier without version.", examples=["2304.14108"])
    arxiv_category: str | None = Field(description="Primary category at arXiv.", examples=["cs.CV"])
    doi: str | None
    url: str | None = Field(description="Where to read it: arXiv, else the DOI, else its first link.")
    pdf: str | None = Field(description="Open full text.")
    page: str = Field(
        description="Its page, from the root of the site (`site_url` in index.json).",
        examples=["works/gadre2023datacomp/"],
    )
    links: Links
    modalities: tuple[str, ...] = Field(description="Ids, see facets.json.")
    tags: tuple[TagRecord, ...] = Field(description="Its places in the taxonomy, the main one first.")
    nodes: tuple[str, ...] = Field(description="Ids of its nodes and of all above them.")
    stages: tuple[str, ...] = Field(
        description="Ids of the stages it bears on: its own, its datasets', and those its nodes act at."
    )
    capabilities: tuple[str, ...] = Field(
        description="Ids of the capabilities stated for it or that follow from its nodes."
    )
    roles: tuple[str, ...] = Field(description="Ids of the roles that its models play for data.")
    own_stages: tuple[str, ...] = Field(description="Ids of the stages that its entry names.")
    statements: tuple[Statement, ...] = Field(description="What the survey states for this very work.")
    survey: SurveyMention | None = Field(description="Where the survey cites it; null if it does not.")
    upstream: Upstream | None = Field(description="What the list of the survey's authors says of it.")
    datasets: tuple[DatasetRow, ...] = Field(description="Rows of the public-datasets table it introduces.")
    remarks: str | None = Field(description="What is odd about its metadata.")
    added: date | None = Field(description="When it entered the knowledge base.")


class WorkSummary(Model):
    """A work in the list of a topic; `works/<id>.json` has the rest."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int
    venue: str | None
    url: str | None
    tags: tuple[TagRecord, ...] = Field(description="Its places at or below the topic.")


class NodeRecord(Model):
    """A node of the taxonomy: direction, area, topic or approach."""

    id: str = Field(description="Never changes.", examples=["data-acquisition"])
    level: Level
    parent: str | None
    path: tuple[str, ...] = Field(description="Ids from the top of the tree down to the node.")
    children: tuple[str, ...] = Field(description="Ids, in the survey's order.")
    title: str
    short: str
    section: str | None = Field(description="Section of the survey.")
    color: str | None = Field(examples=["#f1db9d"])
    about: str | None
    belongs: str | None = Field(description="What kind of work is tagged here.")
    not_here: str | None = Field(description="What is not, and where it goes instead.")
    count: int = Field(description="Works at the node or below it.")
    tagged: int = Field(description="Works at this very node.")


class AuthorRecord(Model):
    """An author; the same spelling is the same author, and no more is known."""

    name: str = Field(description="As printed.")
    family: str | None = Field(description="Family name with its particle; null for teams.")
    given: str | None
    works: tuple[str, ...] = Field(description="Ids.")


class FacetRecord(Model):
    """A stage, capability, role, paradigm or modality."""

    id: str
    title: str
    short: str
    about: str | None
    kind: str | None = Field(
        description="stage or phase; ability, property, trust or data-skill; null for the others."
    )
    group: str | None = Field(description="The group of a role.")
    nodes: tuple[str, ...] = Field(description="Ids of the nodes of a role or paradigm.")
    works: tuple[str, ...] = Field(description="Ids of the works it holds for.")


class QuestionRecord(Model):
    """A research question of the survey."""

    id: str
    title: str
    question: str
    section: str
    answers_with: tuple[Literal["stages", "capabilities", "roles"], ...]


class RelationRecord(Model):
    """A statement of the survey that links nodes to a stage or capability."""

    kind: Literal["acts_at", "enhances", "evaluates", "draws_on"]
    target: str = Field(description="Id of the stage (acts_at) or capability (all others).")
    nodes: tuple[str, ...]
    role: str | None = Field(description="Id of the role that draws on the capability.")
    section: str = Field(description="The section that says so.")
    note: str | None


class WorksFile(Model):
    """All works: `works.json`."""

    version: str = Field(description="Version of the data files, major.minor.")
    works: tuple[WorkRecord, ...]


class TopicFile(Model):
    """A node of the taxonomy with its works: `topics/<node>.json`."""

    version: str
    node: NodeRecord
    works: tuple[WorkSummary, ...]


class AuthorsFile(Model):
    """All authors by family name: `authors.json`."""

    version: str
    authors: tuple[AuthorRecord, ...]


class TaxonomyFile(Model):
    """All nodes in the survey's order: `taxonomy.json`."""

    version: str
    nodes: tuple[NodeRecord, ...]


class FacetsFile(Model):
    """What works can be looked for by, besides the taxonomy: `facets.json`."""

    version: str
    questions: tuple[QuestionRecord, ...]
    stages: tuple[FacetRecord, ...]
    capabilities: tuple[FacetRecord, ...]
    role_groups: tuple[FacetRecord, ...]
    roles: tuple[FacetRecord, ...]
    paradigms: tuple[FacetRecord, ...]
    modalities: tuple[FacetRecord, ...]
    relations: tuple[RelationRecord, ...]


class SurveyInfo(Model):
    """The survey behind the knowledge base."""

    work: str = Field(description="Id of its own entry.")
    arxiv: str
    version: str = Field(description="The version of it that the taxonomy follows.")


class Counts(Model):
    """How many there are."""

    works: int
    authors: int
    nodes: int
    datasets: int


class FileRecord(Model):
    """A published file."""

    path: str = Field(description="From the folder of index.json.", examples=["works.parquet"])
    media_type: str
    schema_path: str | None = Field(description="Its JSON Schema, from the folder of index.json.")
    description: str
    bytes: int
    sha256: str


class FilePattern(Model):
    """A published file a work or a topic."""

    path: str = Field(examples=["works/{id}.json"])
    media_type: str
    schema_path: str | None
    description: str


class IndexFile(Model):
    """What there is: `index.json`, where a program starts."""

    version: str = Field(
        description="major.minor: a new minor adds fields or files, a new major may change or remove them."
    )
    name: str
    description: str
    site_url: str = Field(description="The root of the site; empty if the site does not know its place.")
    repository: str
    updated: date | None = Field(description="The latest date that a work was added.")
    survey: SurveyInfo
    counts: Counts
    files: tuple[FileRecord, ...]
    patterns: tuple[FilePattern, ...]
