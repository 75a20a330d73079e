"""The works that a page names as related are those that a reader would want to read next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from benchmarks.neighbours import JUDGED, measured

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

LEAST_PRECISION, LEAST_RECALL = 0.45, 0.4


def test_related_works_are_those_that_were_judged_near(kb: KnowledgeBase) -> None:
    judged = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    assert len(judged) == 40
    assert all(work in kb for near in judged.values() for work in near)
    precision, recall = measured(judged, lambda asked: [work.id for work, _ in kb.related(kb[asked])])
    assert precision >= LEAST_PRECISION
    assert recall >= LEAST_RECALL
