"""The benchmark prints what its description says, on a small listing."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

ROOT = Path(__file__).parents[2]
FIGURES = {
    "recall_week_10",
    "recall_week_25",
    "recall_week_50",
    "average_precision",
    "recall_500",
    "wss_95",
}


@pytest.fixture
def listing(kb: KnowledgeBase, tmp_path: Path) -> Path:
    """A month with some works of the survey among three hundred papers of another subject."""
    months = Counter((work.arxiv or "")[:4] for work in kb if work.first_public >= "2024" and work.summary)
    month = max(months, key=lambda one: (months[one], one))
    works = [work for work in kb if (work.arxiv or "").startswith(f"{month}.") and work.summary][:8]
    papers: list[dict[str, object]] = [
        {"arxiv": work.arxiv, "title": work.title, "authors": [], "categories": [], "abstract": work.summary}
        for work in works
    ]
    papers += [
        {
            "arxiv": f"{month}.9{number:04}",
            "title": f"Vision language data about cats {number}",
            "abstract": f"A dataset of cat {number}, asleep in a benchmark of sofas.",
        }
        for number in range(300)
    ]
    folder = tmp_path / "listings"
    folder.mkdir()
    with gzip.open(folder / "month.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(paper) + "\n" for paper in papers)
    return folder


def test_it_measures_ranking_and_suggestions(listing: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "discovery", str(listing), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found = json.loads(run.stdout)
    assert set(found) >= FIGURES
    assert set(found["keywords"]) == FIGURES
    assert (found["papers"], found["known"]) == (308, 8)
    assert all(0 <= found[name] <= 1 for name in FIGURES - {"wss_95"})
    assert found["recall_500"] == 1
    low, high = found["intervals"]["recall_week_25"]
    assert low <= found["recall_week_25"] <= high
    assert found["tags"]["topic_first_3"] >= found["tags"]["topic_first"] > 0.5


def test_a_folder_without_a_listing_is_refused(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "discovery", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 1
    assert "no listing; its name must contain .jsonl" in run.stderr
