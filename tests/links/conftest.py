from __future__ import annotations

import ipaddress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from living_survey.links.checking import Outcome, Request, check_links
from living_survey.links.lychee import Pace, RequestPolicy
from living_survey.network.access import AccessPolicy
from tests.links.server import Web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST_DAY = date(2026, 11, 1)
HERE = (ipaddress.ip_network("127.0.0.1/32"),)
# As many at once as there are cases, no waiting between them.
BRISK = RequestPolicy(pace=Pace(50, 0.0), hosts=(), timeout=2, retries=1, wait=1, user_agent="tests")


class Base:
    """A small knowledge base, and the check of its links on some day."""

    def __init__(self, root: Path, web: Web) -> None:
        self.root = root
        self.web = web
        (root / "entries").mkdir()
        (root / "site_src/pages").mkdir(parents=True)
        (root / "taxonomy.yaml").write_text("tree: []\n")
        self.request = Request(
            root=root,
            today=FIRST_DAY,
            cache=root / ".cache",
            max_age=0,
            requests=BRISK,
            access=AccessPolicy(allowed=HERE),
        )

    def entry(self, work: str = "doe2024data", **links: str) -> Path:
        path = self.root / "entries" / f"{work}.yaml"
        lines = [f"  {what}: {url}\n" for what, url in links.items()]
        path.write_text("".join(["title: A Study\nlinks:\n", *lines]))
        return path

    def check(self, **changes: object) -> Outcome:
        return check_links(replace(self.request, **changes))  # type: ignore[arg-type]

    def reasons(self, outcome: Outcome) -> dict[str, tuple[str, str]]:
        """State and reason of each link in trouble, by its path on the server."""
        return {
            finding.link.url.removeprefix(self.web.base): (finding.link.state.value, finding.link.reason)
            for finding in outcome.findings
        }


@pytest.fixture
def web() -> Iterator[Web]:
    running = Web()
    yield running
    running.close()


@pytest.fixture
def base(tmp_path: Path, web: Web) -> Base:
    return Base(tmp_path, web)
