from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.rendering.exports.api import data_files
from generator.rendering.site_context import SiteContext

if TYPE_CHECKING:
    from generator import KnowledgeBase

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def site() -> SiteContext:
    return SiteContext(
        name="A Living Survey",
        description="Works on data & models, <kept> like code.",
        site_url="https://survey.example/site",
        repo_url="https://code.example/survey",
    )


@pytest.fixture(scope="session")
def files(kb: KnowledgeBase, site: SiteContext) -> dict[str, bytes]:
    made = list(data_files(kb, site))
    assert len(made) == len({path for path, _ in made})
    return dict(made)
