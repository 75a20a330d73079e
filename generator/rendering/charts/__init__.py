"""Pictures of the field as SVG, each with its numbers as a table: same knowledge, same bytes."""

from generator.rendering.charts.changes import (
    ClosedGap,
    Opened,
    closed_gaps,
    new_approaches,
    opened_ground,
    topics_that_grew,
)
from generator.rendering.charts.chart import Chart, Table, TableCell
from generator.rendering.charts.cycle import capability_chart, cycle_chart
from generator.rendering.charts.neighbours import neighbours
from generator.rendering.charts.network import network
from generator.rendering.charts.trends import (
    authors,
    kinds,
    modalities_by_topic,
    over_time,
    topics_by_year,
    venues,
)

__all__ = [
    "Chart",
    "ClosedGap",
    "Opened",
    "Table",
    "TableCell",
    "authors",
    "capability_chart",
    "closed_gaps",
    "cycle_chart",
    "kinds",
    "modalities_by_topic",
    "neighbours",
    "network",
    "new_approaches",
    "opened_ground",
    "over_time",
    "topics_by_year",
    "topics_that_grew",
    "venues",
]
