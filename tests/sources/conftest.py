from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from living_survey.sources.cache import Cache
from living_survey.sources.settings import Settings, settings
from tests.sources.server import Services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)

    def pass_days(self, days: float) -> None:
        self.time += timedelta(days=days)


@pytest.fixture
def services() -> Iterator[Services]:
    running = Services()
    yield running
    running.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def configured(services: Services, tmp_path: Path) -> Settings:
    return settings(tmp_path, services.environment)


@pytest.fixture
def cache(configured: Settings) -> Cache:
    return Cache(configured.cache)


Fixtures = tuple[Services, Settings, Cache, FakeClock]


@pytest.fixture
def all_of(services: Services, configured: Settings, cache: Cache, clock: FakeClock) -> Fixtures:
    return services, configured, cache, clock
