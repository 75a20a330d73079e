"""Pictures of the field as SVG, each with its numbers as a table: same knowledge, same bytes."""

from living_survey.rendering.charts.changes import (
    NewlyStated,
    NewNode,
    closed_gaps,
    new_approaches,
    opened_ground,
    topics_that_grew,
)
from living_survey.rendering.charts.chart import Chart, Table, TableCell
from living_survey.rendering.charts.cycle import Cycle
from living_survey.rendering.charts.neighbours import neighbours
from living_survey.rendering.charts.network import network
from living_survey.rendering.charts.trends import (
    authors,
    facets_by_topic,
    facets_by_year,
    over_time,
    topics_by_year,
    venues,
)

__all__ = [
    "Chart",
    "Cycle",
    "NewNode",
    "NewlyStated",
    "Table",
    "TableCell",
    "authors",
    "closed_gaps",
    "facets_by_topic",
    "facets_by_year",
    "neighbours",
    "network",
    "new_approaches",
    "opened_ground",
    "over_time",
    "topics_by_year",
    "topics_that_grew",
    "venues",
]
