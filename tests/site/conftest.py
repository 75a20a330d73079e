from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator import KnowledgeBase, load
from tests.site.building import ROOT, built

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return load(ROOT)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("site"))
