"""What the columns of a table of works are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.sources.outline import Path

TITLES = (
    "title", "paper title", "title authors", "title and authors", "paper", "papers", "article", "articles",
    "publication title", "work", "works", "name", "paper name", "model", "models", "method", "methods",
    "approach", "system", "dataset", "datasets", "benchmark", "benchmarks", "framework", "algorithm", "tool",
    "project", "reference", "references", "study", "论文", "论文标题", "标题", "题目",
)  # fmt: skip
"""Columns that may hold titles, the likeliest first."""
WHOLE_TITLES = frozenset({"title", "paper title", "论文标题", "标题", "题目"})
"""Columns that hold nothing but titles, so that dashes and commas belong to them."""
FACTS = {
    "authors": frozenset({"author", "authors", "first author", "by", "作者"}),
    "venue": frozenset({"venue", "conference", "journal", "publication", "published in", "pub", "source",
                        "venue year", "会议", "期刊"}),
    "year": frozenset({"year", "date", "time", "release", "released", "release time", "release date",
                       "published", "pub date", "publication date", "时间", "日期", "年份"}),
}  # fmt: skip
"""Columns that hold other facts, by what they hold."""
AREAS = frozenset(["area", "areas", "category", "categories", "field", "section", "subject", "类别"])
"""Columns of what a work is about, in general."""
TOPICS = frozenset(["topic", "topics", "tag", "tags", "keyword", "keywords", "task", "tasks", "subcategory"])
"""Columns of what a work is about, within its area if there is one."""
_SEMICOLON = re.compile(r"\s*[;、]\s*")
_COMMA = re.compile(r"\s*,\s*")


def column_name(text: str) -> str:
    """The heading of a column as the names above have it."""
    return " ".join(words(text))


def is_called(heading: str, names: frozenset[str]) -> bool:
    """Whether a heading has one of some names, or several: `Conference / Journal`."""
    return heading in names or names.issuperset(heading.replace(" or ", " ").split())


def fact_of(heading: str) -> str:
    """What a column with a heading holds besides titles; empty if that is not known."""
    return next((kind for kind, names in FACTS.items() if is_called(heading, names)), "")


def topic_paths(cells: Mapping[str, str], above: Path = ()) -> tuple[Path, ...]:
    """Where the cells of a row, by their headings, place its work: each topic within each area."""
    areas = [(*above, area) for area in _topics(cells, AREAS)] or [above]
    topics = [(*area, topic) for area in areas for topic in _topics(cells, TOPICS)]
    return tuple(path for path in topics or areas if path)


def _topics(cells: Mapping[str, str], names: frozenset[str]) -> list[str]:
    """The topics in some cells, between semicolons or, if there are none, between commas."""
    named = [text for heading, text in cells.items() if heading in names]
    parts = (
        part for text in named for part in (_SEMICOLON if _SEMICOLON.search(text) else _COMMA).split(text)
    )
    return [part for part in parts if part]
