from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.bakery import BAKERY
from tests.discovery.server import Listings
from tests.sources.conftest import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISCOVER = """
discover:
  categories: [cs.CV, cs.LG]
  groups:
    - {title: Bread, terms: [bread, loaf, loaves, dough*, sourdough]}
    - {title: Making, terms: [bak*, knead*, ferment*, starter*]}
  queries: [rye bread]
"""


@pytest.fixture
def listings() -> Iterator[Listings]:
    running = Listings()
    yield running
    running.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small survey of bread that looks for new papers."""
    folder = tmp_path / "survey"
    shutil.copytree(BAKERY, folder)
    with (folder / "taxonomy.yaml").open("a", encoding="utf-8") as file:
        file.write(DISCOVER)
    return folder
