"""The policy of pages: a script that gets into a page does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.browser.looking import Guard

HOSTILE = """<script>document.title = "run";</script>
<img src="data:," onerror="document.title = 'run'">
<script src="data:text/javascript,document.title = 'run'"></script>
<iframe srcdoc="<script>parent.document.title = 'run'</script>"></iframe>"""


@pytest.mark.parametrize("address", ["works/gadre2023datacomp/", "how-it-works/"])
def test_an_injected_script_does_not_run(page: Page, guard: Guard, built_site: Path, address: str) -> None:
    guard.expected.add("Content Security Policy")
    document = (built_site / address / "index.html").read_text(encoding="utf-8")
    assert document.count("</h1>") == 1

    def inject(route: Route) -> None:
        route.fulfill(
            body=document.replace("</h1>", f"</h1>{HOSTILE}"), content_type="text/html; charset=utf-8"
        )

    page.route(f"**/{address}", inject)
    page.goto(address, wait_until="networkidle")
    assert page.title() != "run"
    assert sum("Content Security Policy" in problem for problem in guard.problems) >= 3
