"""The survey's own tables, as `taxonomy.yaml` declares them: columns with types, rows here or in entries."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from generator.knowledge._model import Model
from generator.knowledge.facets import Key
from generator.knowledge.fields import Section, Slug, Text

ColumnType = Literal["text", "texts", "number", "quantity", "truth", "facet", "works"]
Cell = str | int | bool | tuple[str, ...] | None


class Column(Model):
    """A column of a table."""

    id: Key
    title: Text
    type: ColumnType = "text"
    relation: Key | None = Field(
        default=None, description="For the type facet: the relation that a value states of the row's work."
    )
    required: bool = False
    filter: bool = Field(default=False, description="Whether the page offers a menu of its values.")
    hidden: bool = Field(default=False, description="Whether the page leaves it out.")
    about: Text | None = None

    @model_validator(mode="after")
    def _relation_fits(self) -> Column:
        if (self.type == "facet") != (self.relation is not None):
            message = "a column of the type facet names a relation, and no other column does"
            raise ValueError(message)
        return self


class Row(Model):
    """A row of a table; a model with the fields of the columns is derived for each table."""

    def cell(self, column: Column) -> Cell:
        """The value in a column."""
        value: Cell = getattr(self, column.id, None)
        return value


class Table(Model):
    """A table. Its rows are in entries, under the table's id, or in `rows`."""

    id: Slug
    title: Text
    about: Text | None = None
    section: Section | None = Field(default=None, description="The table of the survey that it repeats.")
    columns: tuple[Column, ...] = Field(min_length=1)
    in_entries: bool = Field(default=False, description="Whether entries hold the rows.")
    rows: tuple[dict[str, Any], ...] = ()
    kind: Slug | None = Field(
        default=None, description="Below the table all works with this value of an entry's facet are listed."
    )

    @model_validator(mode="after")
    def _rows_are_in_one_place(self) -> Table:
        if self.in_entries and self.rows:
            message = "a table with in_entries has no rows here: entries hold them"
            raise ValueError(message)
        return self

    @property
    def name_column(self) -> Column:
        """The column that names a row: the first one of plain text."""
        return next((column for column in self.columns if column.type == "text"), self.columns[0])

    @property
    def number_column(self) -> Column | None:
        """The column that numbers the rows, if there is one: `row`, of the type number."""
        return next((one for one in self.columns if one.id == "row" and one.type == "number"), None)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that the page shows."""
        return tuple(column for column in self.columns if not column.hidden)
