"""The survey's own tables, as `taxonomy.yaml` declares them: columns with types, rows here or in entries."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from living_survey.knowledge._model import Model
from living_survey.knowledge.facets import Key
from living_survey.knowledge.fields import Section, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

ColumnType = Literal["text", "texts", "number", "quantity", "truth", "facet", "works"]
Cell = str | int | bool | tuple[str, ...] | None
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>[kKMBT]|\s?(?:thousand|million|billion|trillion))?"
    r"(?!\w|[.,]\d)(?:\s?[-–]\s?\d[\d.,]*(?P<range_unit>[kKMBT])?(?![A-Za-z]))?"
)
_UNITS = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}


class Column(Model):
    """A column of a table."""

    id: Key
    title: Text
    type: ColumnType = "text"
    relation: Key | None = Field(
        default=None, description="For the type facet: the relation that a value states about the row's work."
    )
    required: bool = False
    filter: bool = Field(default=False, description="Whether the page offers a menu of its values.")
    hidden: bool = Field(default=False, description="Whether the page leaves it out.")
    split: Text | None = Field(
        default=None,
        description="Characters between the parts of a value; the menu offers each part.",
        examples=["/-"],
    )
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
    def correction_column(self) -> Column | None:
        """The column that corrects the others, if there is one: `corrected`, of plain text."""
        return next((one for one in self.columns if one.id == "corrected" and one.type == "text"), None)

    def corrections(self, row: Row) -> Mapping[str, str]:
        """What is right where a printed row is wrong, by id of the column; in general, that of the names.

        The column of corrections names others by their titles: `size: 700; stages: fine-tuning`.
        """
        column = self.correction_column
        text = row.cell(column) if column else None
        if not isinstance(text, str):
            return {}
        titles = {one.title.lower(): one.id for one in self.columns}
        start = re.compile(rf"(?:^|;\s+)({'|'.join(map(re.escape, titles))}):\s+", re.IGNORECASE)
        general, *parts = start.split(text)
        found = {self.name_column.id: general.strip()} if general.strip() else {}
        return found | {
            titles[title.lower()]: said for title, said in zip(parts[::2], parts[1::2], strict=True)
        }

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that the page shows."""
        return tuple(column for column in self.columns if not column.hidden)


def amount(quantity: str) -> float | None:
    """The first number of a quantity with its unit, to sort by: 12.8 million for `12.8M-12.8B`.

    A number that is a part of a word (`3D`) does not count; None if there is no other, or it is endless.
    """
    match = _AMOUNT.search(quantity)
    if match is None:
        return None
    unit = (match["unit"] or match["range_unit"] or "").strip()[:1].lower()
    found = float(match["number"].replace(",", "")) * _UNITS.get(unit, 1)
    return found if math.isfinite(found) else None
