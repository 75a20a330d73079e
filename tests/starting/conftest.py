from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from living_survey.starting import Program, Started, start

if TYPE_CHECKING:
    from collections.abc import Callable

    Start = Callable[..., Started]

DAY = date(2026, 11, 30)
SHAPES = Path(__file__).parents[1] / "sources" / "listed"


@pytest.fixture
def begin(tmp_path: Path) -> Start:
    """Start a survey in `new/`: `begin("a list", suffix=".md")`, or with the paths of files."""
    return partial(_begin, tmp_path)


def _begin(folder: Path, *lists: str | Path, suffix: str = ".md", title: str = "Bread and Bees") -> Started:
    sources = []
    for number, one in enumerate(lists):
        source = one if isinstance(one, Path) else folder / f"list{number}{suffix}"
        if isinstance(one, str):
            source.write_text(one, encoding="utf-8")
        sources.append(source)
    return start(
        folder / "new", title, sources, program=Program("living-survey[bot,links,site]==0.1.0"), today=DAY
    )
