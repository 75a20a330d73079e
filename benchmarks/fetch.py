"""What a fetch of 1,000 works costs: this project's, beside the `arxiv` package asked as its users ask it.

Both ask the same server on this machine. Waiting is simulated: a clock stands still but for sleeps, so that
the table shows how long each would wait at three seconds between requests.
Run: python -m benchmarks.fetch [WORKS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from living_survey.sources.cache import Cache
from living_survey.sources.fetching import ArxivFetch, arxiv_client
from living_survey.sources.settings import settings
from tests.sources.server import Services

WORKS = 1_000


class StandingClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        """Start at some time."""
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        self.slept = 0.0

    def now(self) -> datetime:
        """The time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)
        self.slept += seconds


@dataclass(frozen=True)
class Row:
    """A way to ask, and what it cost."""

    name: str
    works: int
    requests: int
    waiting: float
    computing: float


def ours(services: Services, folder: Path, ids: list[str], name: str, *, batch: int = 100) -> Row:
    """Fetch with this project."""
    clock = StandingClock()
    where = settings(folder, services.environment)
    asking = ArxivFetch(Cache(where.cache), arxiv_client(where, clock), where.arxiv, clock, batch=batch)
    before, started = len(services.requests), time.perf_counter()
    result = asking.run_for(ids)
    got = len(result.updated) + result.fresh
    return Row(name, got, len(services.requests) - before, clock.slept, time.perf_counter() - started)


def package(services: Services, ids: list[str], name: str, *, at_once: int) -> Row | None:
    """Fetch with the `arxiv` package, if it is installed; its sleeps are counted, not slept."""
    try:
        import arxiv  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - need not be here
    except ImportError:
        return None
    slept: list[float] = []
    client = arxiv.Client(page_size=at_once, delay_seconds=3.0)
    client.query_url_format = f"{services.base}/api/query?{{}}"
    before, started, got = len(services.requests), time.perf_counter(), 0
    with mock.patch.object(arxiv.time, "sleep", slept.append):
        for start in range(0, len(ids), at_once):
            group = ids[start : start + at_once]
            got += len(list(client.results(arxiv.Search(id_list=group, max_results=len(group)))))
    return Row(name, got, len(services.requests) - before, sum(slept), time.perf_counter() - started)


def main(works: int = WORKS) -> None:
    """Print the table."""
    ids = [f"{2401 + number // 90_000}.{number % 90_000 + 1:05d}" for number in range(works)]
    services = Services()
    services.knows(*ids)
    try:
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            rows = [
                package(services, ids, "arxiv package, one by one", at_once=1),
                package(services, ids, "arxiv package, id_list of 100", at_once=100),
                ours(services, Path(one), ids, "survey fetch, batches of 1", batch=1),
                ours(services, Path(two), ids, "survey fetch"),
                ours(services, Path(two), ids, "survey fetch, again"),
            ]
    finally:
        services.close()
    print(f"{'':<32}{'works':>7}{'requests':>10}{'waiting':>11}{'computing':>11}")
    for row in filter(None, rows):
        print(f"{row.name:<32}{row.works:>7}{row.requests:>10}{row.waiting:>9.0f} s{row.computing:>9.2f} s")
    if rows[0] is None:
        print("(the arxiv package is not installed: pip install arxiv)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORKS)
