"""This survey's own files, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from living_survey.loading.inspection import Inspection, inspect
from tests.loading.strategies import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase


@pytest.fixture(scope="session")
def inspection() -> Inspection:
    """The knowledge base of this repository with its problems."""
    return inspect(ROOT)


@pytest.fixture(scope="session")
def kb(inspection: Inspection) -> KnowledgeBase:
    """The knowledge base of this repository."""
    assert inspection.knowledge is not None, [str(problem) for problem in inspection.errors]
    return inspection.knowledge
