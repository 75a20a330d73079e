from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_survey.rendering.exports.api import data_files
from living_survey.rendering.site_context import SiteContext
from tests.rendering.exports.complete import complete_kb

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """A small survey that uses everything; it takes the place of this repository's."""
    return complete_kb()


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
