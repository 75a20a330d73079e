"""`make serve` shows every saved change in the open browser, and survives a broken entry."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.site.building import ROOT, clean_environment, copy_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import OpenPage
    from tests.browser.looking import Guard

SECONDS = 60
WORK = "park2023rollers"
OVERRIDE = '{% extends "survey.html" %}{% block content %}{# #}{{ super() }}{% endblock %}'


@dataclass
class Served:
    """A project that is being served, and what its terminal shows."""

    root: Path
    address: str
    terminal: Path
    process: subprocess.Popen[bytes]

    @property
    def entry(self) -> Path:
        return self.root / "entries" / f"{WORK}.yaml"

    @contextmanager
    def edited(self, file: Path, old: str, new: str) -> Iterator[None]:
        """Save a change of a file, and at the end the file as it was."""
        before = file.read_text(encoding="utf-8")
        assert old in before
        file.write_text(before.replace(old, new, 1), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(before, encoding="utf-8")

    def wait_for(self, text: str) -> None:
        """Wait until the terminal shows a text."""
        until = time.monotonic() + SECONDS
        while text not in self.terminal.read_text(encoding="utf-8"):
            assert time.monotonic() < until, self.terminal.read_text(encoding="utf-8")
            assert self.process.poll() is None, "the server ended"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small survey of another subject with this site's pages and templates, served as `make serve` does."""
    root = tmp_path_factory.mktemp("a served survey")
    fixture = ROOT / "tests/bakery"
    shutil.copytree(fixture / "entries", root / "entries")
    shutil.copy(fixture / "taxonomy.yaml", root)
    copy_pages(root)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert settings.count("  name: material\n") == 1
    (root / "mkdocs.yml").write_text(
        settings.replace("  name: material\n", "  name: material\n  custom_dir: overrides\n"),
        encoding="utf-8",
    )
    (root / "overrides").mkdir()
    (root / "overrides/main.html").write_text(OVERRIDE, encoding="utf-8")
    (root / "site_src/templates/pages").mkdir(parents=True)
    (root / "site_src/templates/pages/years.html.j2").write_text("<h1>Years</h1>", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    terminal = tmp_path_factory.mktemp("terminal") / "output"
    with terminal.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "living_survey", "serve", "--port", str(port)],
            cwd=root,
            env=clean_environment() | {"SURVEY_SITE_URL": f"http://127.0.0.1:{port}/"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    served = Served(root, f"http://127.0.0.1:{port}/", terminal, process)
    try:
        _wait_until_up(served)
        yield served
    finally:
        process.terminate()
        process.wait(10)


def test_make_serve_is_what_is_tested_here() -> None:
    target = re.search(r"^serve:.*\n\t(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert target
    assert target[1].endswith("survey serve")


@pytest.mark.parametrize(
    ("change", "address"),
    [
        ((f"entries/{WORK}.yaml", "Rollers", "Freshly Baked Rollers"), f"works/{WORK}/"),
        (("taxonomy.yaml", "title: Milling", "title: Freshly Baked Milling"), "topics/milling/"),
        (
            ("site_src/templates/pages/years.html.j2", "Years", "Freshly Baked Years"),
            "years/",
        ),
        (("site_src/pages/how-it-works.md", "# ", "# Freshly Baked "), "how-it-works/"),
        (("overrides/main.html", "{# #}", "<p>Freshly Baked</p>"), "years/"),
    ],
    ids=["entry", "taxonomy", "template", "page", "theme"],
)
def test_a_saved_change_shows_in_the_open_page(
    served: Served, open_page: OpenPage, change: tuple[str, str, str], address: str
) -> None:
    file, old, new = change
    page = open_page(base_url=served.address)
    page.goto(address)
    expect(page.locator(".md-content")).not_to_contain_text("Freshly Baked")
    with served.edited(served.root / file, old, new):
        expect(page.locator(".md-content")).to_contain_text("Freshly Baked", timeout=SECONDS * 1000)
    expect(page.locator(".md-content")).not_to_contain_text("Freshly Baked", timeout=SECONDS * 1000)


def test_a_broken_entry_is_reported_and_the_last_good_page_stays(
    served: Served, open_page: OpenPage, guard: Guard
) -> None:
    page = open_page(base_url=served.address)
    page.goto(f"works/{WORK}/")
    heading, problems = page.get_by_role("heading", level=1), page.locator("#survey-problems")
    with served.edited(served.entry, "year: ", "yaer: "):
        message = 'unknown key "yaer" (did you mean "year"?)'
        expect(problems).to_contain_text(f"entries/{WORK}.yaml:", timeout=SECONDS * 1000)
        expect(problems).to_contain_text(message)
        expect(heading).to_contain_text("Rollers")
        served.wait_for(message)
        served.wait_for("; what has problems is shown as it was before them")
    expect(problems).to_have_count(0, timeout=SECONDS * 1000)
    terminal = served.terminal.read_text(encoding="utf-8")
    assert "Traceback" not in terminal, terminal
    with served.edited(served.entry, "Rollers", "Mended Rollers"):
        expect(heading).to_contain_text("Mended", timeout=SECONDS * 1000)
    assert served.process.poll() is None
    assert guard.problems == []


def test_a_problem_between_entries_shows_a_moment_later(served: Served, open_page: OpenPage) -> None:
    page = open_page(base_url=served.address)
    page.goto(f"works/{WORK}/")
    copy = served.root / "entries/park2023again.yaml"
    copy.write_text(served.entry.read_text(encoding="utf-8"), encoding="utf-8")
    try:
        expect(page.locator("#survey-problems")).to_contain_text("duplicate", timeout=SECONDS * 1000)
    finally:
        copy.unlink()
    expect(page.locator("#survey-problems")).to_have_count(0, timeout=SECONDS * 1000)


def _wait_until_up(served: Served) -> None:
    until = time.monotonic() + SECONDS
    while True:
        assert served.process.poll() is None, served.terminal.read_text(encoding="utf-8")
        try:
            with urlopen(served.address, timeout=5):
                return
        except (URLError, OSError):
            assert time.monotonic() < until, served.terminal.read_text(encoding="utf-8")
            time.sleep(0.1)
