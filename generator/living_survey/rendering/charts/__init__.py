"""Charts as SVG, each with its data as a table; the same knowledge gives the same bytes."""

from living_survey.rendering.charts.changes import (
    closed_gaps,
    new_approaches,
    new_combinations,
    topics_that_grew,
)
from living_survey.rendering.charts.chart import Chart
from living_survey.rendering.charts.cycle import Cycle
from living_survey.rendering.charts.neighbours import neighbours
from living_survey.rendering.charts.trends import facet_trends, over_time, trends

__all__ = [
    "Chart",
    "Cycle",
    "closed_gaps",
    "facet_trends",
    "neighbours",
    "new_approaches",
    "new_combinations",
    "over_time",
    "topics_that_grew",
    "trends",
]
