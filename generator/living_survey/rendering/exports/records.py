"""The records of the data files: one definition for JSON, JSON Schema, JSON Lines and Parquet.

A change here changes files that other programs read: increase `VERSION`, and update the golden file of
fields in the tests. A work has a field for each facet and table that the survey declares; `work_model` adds
them.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from living_survey.knowledge import Links, SurveyMention, Upstream
from living_survey.knowledge._model import Model
from living_survey.knowledge.facets import Place
from living_survey.knowledge.statements import Basis
from living_survey.knowledge.tables import Cell, ColumnType
from living_survey.knowledge.taxonomy import Level
from living_survey.knowledge.work import row_model
from living_survey.rendering.citation import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import Facet, KnowledgeBase, Table

VERSION = "3.0"


class TagRecord(Model):
    """A tag: a node of the taxonomy at which a work is listed."""

    node: str = Field(description="Id of the node.", examples=["wild-yeasts"])
    topic: str | None = Field(description="Id of the topic that the node is or belongs to.")
    path: tuple[str, ...] = Field(description="Ids from the top of the tree down to the node.")
    by: tuple[Basis, ...] = Field(
        description="Source of the tag: the survey, the list of its authors, or this project (curation)."
    )
    note: str | None = Field(description="Why the work has the tag.")
    effect: str | None = Field(description="A result, as the source reports it.")


class StatementRecord(Model):
    """One value that is stated about a work, or by the survey about an approach.

    Rows of the same work, node and group belong together.
    """

    work: str | None = Field(description="Id; null for statements of the survey about approaches.")
    node: str | None = Field(description="Id; null for statements about a work as a whole.")
    relation: str = Field(description="Id, see facets.json.")
    facet: str = Field(description="Id, see facets.json.")
    value: str = Field(description="Id, see facets.json.")
    basis: Basis = Field(
        description="Source: the survey, the list of its authors, or this project (curation)."
    )
    section: str | None = Field(description="The section of the survey that states it.")
    effect: str | None = Field(description="A result, as the source reports it.")
    group: int = Field(
        description="Number of the group of statements at a node, from 1; 0: facets of the whole work."
    )
    note: str | None = Field(description="What is meant exactly, if the value is broader.")


class RelatedValues(Model):
    """The values that a group of statements relates a work to by one relation."""

    relation: str = Field(description="Id, see facets.json.")
    values: tuple[str, ...] = Field(description="Ids, see facets.json.")


class StatementGroupRecord(Model):
    """What is stated together about a work, at one of its nodes or as a whole."""

    node: str | None = Field(description="Id; null for statements about a work as a whole.")
    group: int = Field(
        description="Number of the group of statements at a node, from 1; 0: facets of the whole work."
    )
    stated: tuple[RelatedValues, ...]
    basis: Basis = Field(
        description="Source: the survey, the list of its authors, or this project (curation)."
    )
    section: str | None = Field(description="The section of the survey that states it.")
    effect: str | None = Field(description="A result, as the source reports it.")
    note: str | None = Field(description="What is meant exactly, if a value is broader.")


class WorkRecord(Model):
    """A surveyed work with its facts and what is derived from them.

    Fields for the facets and tables of the survey follow these, named by their ids.
    """

    id: str = Field(description="Name of its entry and BibTeX key; never changes.", examples=["doe2023bread"])
    draft: bool = Field(description="Whether authors or year are not known yet, or not all authors.")
    title: str
    names: tuple[str, ...] = Field(description="Short names of the work, its model, data set or benchmark.")
    authors: tuple[str, ...] = Field(description="In print order, given name first.")
    year: int | None = Field(
        description="Year of the venue; of the preprint where there is no other venue. Null if not known."
    )
    published: date | None = Field(description="First public date, of a preprint if there was one.")
    venue: str | None = Field(examples=["NeurIPS", "arXiv"])
    publication: Publication = Field(description="How the cited version was published.")
    arxiv: str | None = Field(description="arXiv identifier without version.", examples=["2401.01234"])
    arxiv_category: str | None = Field(description="Primary category at arXiv.", examples=["cs.CV"])
    doi: str | None
    url: str | None = Field(description="Where to read it: arXiv, else the DOI, else its first link.")
    pdf: str | None = Field(description="Open full text.")
    page: str = Field(
        description="Its page, from the root of the site (`site_url` in index.json).",
        examples=["works/doe2023bread/"],
    )
    links: Links
    summary: str | None = Field(description="What the work does, in one sentence by this project.")
    tags: tuple[TagRecord, ...] = Field(description="Its tags, the main one first.")
    nodes: tuple[str, ...] = Field(description="Ids of its nodes and of all nodes above them.")
    statements: tuple[StatementGroupRecord, ...] = Field(
        description="Statements about the work itself, without those about its approaches, in groups."
    )
    survey: SurveyMention | None = Field(description="Where the survey cites it; null if it does not.")
    upstream: Upstream | None = Field(description="What the list of the survey's authors says about it.")
    remarks: str | None = Field(description="Remarks on its metadata.")
    added: date | None = Field(description="When it entered the knowledge base.")
    pinned: tuple[str, ...] = Field(description="Fields that differ from what services say, on purpose.")
    formerly: tuple[str, ...] = Field(description="Ids that it had before.")


# --- the fields that a survey declares ---------------------------------------------------------------------

FLAT_COLUMNS = (
    "code", "dataset", "effects", "notes", "primary_node_id", "project", "survey_refs", "survey_sections",
    "topics", "work_id",
)  # fmt: skip
"""Columns of flat tables other than the fields of a record."""
SQL_TABLES = ("authors", "facets", "meta", "nodes", "relations", "statements", "tags", "works")
"""Tables of the database whose names a survey could give to its own tables."""
_TAKEN = frozenset({*WorkRecord.model_fields, *dir(Model), *FLAT_COLUMNS, *SQL_TABLES})


def facet_column(facet: Facet) -> str:
    """The field or column of a facet: its id, with a prefix if every work has a field of that name."""
    return f"facet-{facet.id}" if facet.id in _TAKEN else facet.id


def table_column(kb: KnowledgeBase, table: Table) -> str:
    """The field or column of a table: its id, with a prefix if a work or a facet has a field of that name."""
    return f"table-{table.id}" if table.id in _TAKEN or table.id in kb.facets else table.id


def has_one_value(kb: KnowledgeBase, facet: Facet) -> bool:
    """Whether a work has at most one value of a facet."""
    in_tables = {column.relation for table in kb.tables.values() for column in table.columns}
    return not (facet.many or facet.of_statements) and in_tables.isdisjoint(one.id for one in facet.relations)


@lru_cache(maxsize=4)
def work_model(kb: KnowledgeBase) -> type[WorkRecord]:
    """The record of a work of a survey, with a field for each declared facet and table."""
    model: type[WorkRecord] = create_model(
        "WorkRecord", __base__=WorkRecord, **dict(_facet_fields(kb)), **dict(_table_fields(kb))
    )
    return model


def _facet_fields(kb: KnowledgeBase) -> Iterator[tuple[str, Any]]:
    for facet in kb.facets.values():
        if has_one_value(kb, facet):
            about = f"{facet.title}, by id; see facets.json."
            kind: Any = str if facet.required else str | None
        else:
            about = f"{facet.plural} stated about the work itself, by id; see facets.json."
            kind = tuple[str, ...]
        yield facet_column(facet), (kind, Field(description=about))


def _table_fields(kb: KnowledgeBase) -> Iterator[tuple[str, Any]]:
    for table in kb.tables.values():
        if table.in_entries:
            kind: Any = tuple[row_model(table), ...]  # type: ignore[misc]
            about = f"Its rows of the table {table.title}."
            yield table_column(kb, table), (kind, Field(description=about))


# --- lists and files ---------------------------------------------------------------------------------------


class NodeRecord(Model):
    """A node of the taxonomy: direction, area, topic or approach."""

    id: str = Field(description="Never changes.", examples=["wild-yeasts"])
    level: Level
    parent: str | None
    path: tuple[str, ...] = Field(description="Ids from the top of the tree down to the node.")
    children: tuple[str, ...] = Field(description="Ids, in the survey's order.")
    title: str
    short: str
    section: str | None = Field(description="Section of the survey.")
    color: str | None = Field(examples=["#f1db9d"])
    about: str | None
    belongs: str | None = Field(description="Which works belong here.")
    not_here: str | None = Field(description="Which works do not, and where they belong.")
    count: int = Field(description="Works at the node or below it.")
    tagged: int = Field(description="Works tagged with this node itself.")


class AuthorRecord(Model):
    """An author; authors are identified by the spelling of their names."""

    name: str = Field(description="As printed.")
    family: str | None = Field(description="Family name with its particle; null for teams.")
    given: str | None
    works: tuple[str, ...] = Field(description="Ids.")


class StatedRecord(Model):
    """Statements about a value of a facet with one relation."""

    relation: str = Field(description="Id of the relation.")
    works: tuple[str, ...] = Field(description="Ids of the works that state it.")
    approach_statements: tuple[int, ...] = Field(description="Groups of `approach_statements`.")


class FacetValueRecord(Model):
    """A value of a facet."""

    id: str
    title: str
    short: str
    about: str | None
    group: str | None = Field(description="Id of a group of the facet.")
    nodes: tuple[str, ...] = Field(description="Nodes whose works have the value, if the tree implies it.")
    named_in: tuple[str, ...] = Field(description="Sections of the survey that name it.")
    stated: tuple[StatedRecord, ...]


class FacetGroupRecord(Model):
    """A group of values of a facet."""

    id: str
    title: str
    about: str | None
    section: str | None


class RelationRecord(Model):
    """A relation between a work and a value of a facet."""

    id: str
    verb: str = Field(description="Third person singular, as in: a work enhances it.")
    plural: str = Field(description="Plural, as in: works enhance it.")


class FacetRecord(Model):
    """A facet with the statements about its values."""

    id: str = Field(examples=["kind"])
    title: str
    plural: str
    about: str | None
    stated: tuple[Place, ...] = Field(
        description="Where values are stated: about the whole work (entry), at a tag, by the survey about an "
        "approach, or implied by the tree."
    )
    many: bool = Field(description="Whether a work can have several values.")
    groups: tuple[FacetGroupRecord, ...]
    relations: tuple[RelationRecord, ...]
    values: tuple[FacetValueRecord, ...]
    not_stated: tuple[str, ...] = Field(description="Ids of the works without a value.")


class MatrixRecord(Model):
    """A matrix that answers a question."""

    relation: str = Field(description="Id of the relation that its cells show.")
    rows: str = Field(description="tree, or id of a facet.")
    title: str


class QuestionRecord(Model):
    """A research question of the survey."""

    id: str
    title: str
    question: str
    about: str | None
    section: str | None
    answers_with: tuple[str, ...] = Field(description="Ids of facets.")
    matrices: tuple[MatrixRecord, ...]


class ParadigmRecord(Model):
    """A paradigm that the survey distinguishes."""

    id: str
    title: str
    about: str | None
    section: str
    nodes: tuple[str, ...]
    instances: tuple[str, ...] = Field(description="Ids of works named as examples.")


class ApproachStatementRecord(Model):
    """A statement of the survey about approaches; its values belong together."""

    group: int = Field(description="Its number in the table of statements.")
    nodes: tuple[str, ...]
    values: dict[str, tuple[str, ...]] = Field(description="Ids of values by id of the relation.")
    section: str | None = Field(description="The section that states it.")
    note: str | None


class RowRecord(Model):
    """A row of a table."""

    work: str | None = Field(description="Id of the work whose entry has the row.")
    cells: dict[str, Cell] = Field(description="By id of the column.")


class ColumnRecord(Model):
    """A column of a table."""

    id: str
    title: str
    type: ColumnType
    relation: str | None = Field(description="The relation that its values state of the row's work.")
    about: str | None


class TableRecord(Model):
    """A table of the survey."""

    id: str
    title: str
    about: str | None
    section: str | None
    columns: tuple[ColumnRecord, ...]
    rows: tuple[RowRecord, ...]


class TopicFile(Model):
    """A node of the taxonomy with its works: `topics/<node>.json`."""

    version: str = Field(description="Version of the data files, major.minor.")
    node: NodeRecord
    works: tuple[str, ...] = Field(
        description="Ids of the works at the node or below it; see `works/<id>.json`."
    )


class AuthorsFile(Model):
    """All authors by family name: `authors.json`."""

    version: str
    authors: tuple[AuthorRecord, ...]


class TaxonomyFile(Model):
    """All nodes in the survey's order: `taxonomy.json`."""

    version: str
    nodes: tuple[NodeRecord, ...]


class FacetsFile(Model):
    """Facets, statements of the survey about approaches, and its tables: `facets.json`."""

    version: str
    questions: tuple[QuestionRecord, ...]
    facets: tuple[FacetRecord, ...]
    approach_statements: tuple[ApproachStatementRecord, ...] = Field(
        description="Statements of the survey about approaches."
    )
    tables: tuple[TableRecord, ...]
    paradigms: tuple[ParadigmRecord, ...]


class SurveyInfo(Model):
    """The survey behind the knowledge base."""

    work: str = Field(description="Id of its own entry.")
    arxiv: str | None
    version: str | None = Field(description="The version that the taxonomy is based on.")


class Counts(Model):
    """Numbers of records."""

    works: int
    authors: int
    nodes: int
    statements: int = Field(description="Rows of the table of statements about works.")
    approach_statements: int = Field(description="Rows of the table of statements about approaches.")


class FileRecord(Model):
    """A published file."""

    path: str = Field(description="From the folder of index.json.", examples=["works.parquet"])
    media_type: str
    schema_path: str | None = Field(description="Its JSON Schema, from the folder of index.json.")
    description: str
    bytes: int
    sha256: str


class FilePattern(Model):
    """A kind of file published for each work or topic."""

    path: str = Field(examples=["works/{id}.json"])
    media_type: str
    schema_path: str | None
    description: str


class IndexFile(Model):
    """The index of all data files, `index.json`, as the starting point for programs."""

    version: str = Field(
        description="major.minor: a new minor adds fields or files, a new major may change or remove them."
    )
    name: str
    description: str
    site_url: str = Field(description="The root of the site; empty if it is not known.")
    repository: str
    license: str | None = Field(
        description="SPDX identifier of the licence of all files; null if none is declared.",
        examples=["CC-BY-4.0"],
    )
    updated: date | None = Field(description="The latest date that a work was added.")
    survey: SurveyInfo | None
    counts: Counts
    files: tuple[FileRecord, ...]
    patterns: tuple[FilePattern, ...]
