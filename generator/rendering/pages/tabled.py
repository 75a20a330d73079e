"""What pages show of the survey's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.knowledge import Column, KnowledgeBase, Row, Table, Work


@dataclass(frozen=True)
class TableView:
    """Answers what templates ask of the tables of a knowledge base."""

    kb: KnowledgeBase

    def anchor(self, table: Table, row: Row) -> str:
        """The anchor of a row on the page of its table: its number; empty where rows have none."""
        number = table.number_column
        value = row.cell(number) if number else None
        return "" if value is None else f"row-{value}"

    def options(self, table: Table, column: Column) -> list[str]:
        """What the menu of a column offers: the values that its cells have, as the cells show them."""
        cells = [row.cell(column) for row, _ in self.kb.rows(table.id)]
        if column.type == "truth":
            return ["yes", "no"]
        if column.relation:
            facet = self.kb.facet_of[column.relation]
            used = {value for cell in cells if isinstance(cell, tuple) for value in cell}
            return [value.label for value in facet.values if value.id in used]
        parts = (part for cell in cells for part in (cell if isinstance(cell, tuple) else (cell,)))
        return sorted({str(part) for part in parts if part is not None})

    def is_own(self, table: Table, row: Row) -> bool:
        """Whether a row is about the survey itself."""
        cells = (row.cell(column) for column in table.columns if column.type == "works")
        survey = self.kb.survey
        return survey is not None and any(isinstance(cell, tuple) and survey.work in cell for cell in cells)

    def listed(self, table: Table) -> list[Work]:
        """All works of the kind that a table compares, but the survey itself; the newest first."""
        facet = next(
            (one for one in self.kb.facets.values() if table.kind in one and not one.of_statements), None
        )
        if facet is None or table.kind is None:
            return []
        own = self.kb.survey.work if self.kb.survey else None
        return [work for work in self.kb.newest(self.kb.works({facet.id: table.kind})) if work.id != own]
