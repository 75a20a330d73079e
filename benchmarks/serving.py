"""How soon a saved change is on the screen: `survey serve` beside `mkdocs serve` of plain pages.

Each file is saved several times while Chromium shows a page that it changes; what is measured is the time
from the save to the frame with the new text. The peer serves as many Markdown pages of the same texts, with
its `--dirty` option and without; one of its pages is saved. It takes part with the real base only, since with
10,000 pages it takes minutes for each save.

Aims: 300 ms with the real base and 1 s with 10,000 works; a start within 2 s.

Run: python -m benchmarks serving [--works N ...] [--saves N] [--no-peer]
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from benchmarks.measuring import measure, print_table
from benchmarks.plain import write_plain_site
from benchmarks.synthetic import ROOT, synthetic_knowledge
from tests.conftest import FLAGS
from tests.site.building import clean_environment, copy_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

REAL = 0
SIZES = (REAL, 10_000)
UP_WITHIN = 600
SEEN_WITHIN = 300
SETTINGS = "mkdocs.yml"
THEME = '{% extends "survey.html" %}{% block content %}<p>mark</p>{{ super() }}{% endblock %}'
TEMPLATE = "<h1>Years, mark</h1>"
STYLE = "body::before { content: 'mark' }"
# The time of the first frame whose text, or text by a style sheet, has the mark. A page that reloads starts
# again, so this looks at every frame of every document.
WATCH = """
(() => {
  const look = () => {
    const mark = sessionStorage.getItem('mark');
    const shown = mark && (document.body?.innerText.includes(mark)
      || (document.body && getComputedStyle(document.body, '::before').content.includes(mark)));
    if (shown && !sessionStorage.getItem('seen')) sessionStorage.setItem('seen', Date.now());
    requestAnimationFrame(look);
  };
  look();
})();
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks serving")
    options.add_argument("--works", type=int, nargs="*", default=SIZES, help="sizes; 0 for the real base")
    options.add_argument("--saves", type=int, default=7, help="saves of each file")
    options.add_argument("--no-peer", action="store_true", help="leave out mkdocs serve")
    arguments = options.parse_args()
    rows: list[tuple[str, ...]] = []
    for works in arguments.works:
        with tempfile.TemporaryDirectory() as folder:
            project = _project(Path(folder) / "project", works)
            rows += _rows(project, _name(project), arguments.saves)
            if works == REAL and not arguments.no_peer:
                rows += _peer_rows(project, Path(folder), _name(project))
    print_table(
        "From a save to the frame that shows it; medians, and the slowest in brackets",
        ("corpus", "server", "saved file", "first, next start", "saves", "on the screen"),
        rows,
    )


def _project(folder: Path, works: int) -> Path:
    """A survey with a template, a style sheet and a part of the theme of its own."""
    folder.mkdir()
    if works == REAL:
        shutil.copytree(ROOT / "entries", folder / "entries")
        shutil.copytree(ROOT / "site_src", folder / "site_src")
        shutil.copy(ROOT / "taxonomy.yaml", folder)
    else:
        copy_pages(folder)
        shutil.copy(ROOT / "taxonomy.yaml", folder)
        synthetic_knowledge(folder, works)
    settings = (ROOT / SETTINGS).read_text(encoding="utf-8")
    own = "  name: material\n  custom_dir: overrides\n"
    (folder / SETTINGS).write_text(
        settings.replace("  name: material\n", own) + "\nextra_css: [own.css]\n", encoding="utf-8"
    )
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text(THEME, encoding="utf-8")
    (folder / "site_src/pages/own.css").write_text(STYLE, encoding="utf-8")
    templates = folder / "site_src/templates/pages"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "years.html.j2").write_text(TEMPLATE, encoding="utf-8")
    return folder


def _name(project: Path) -> str:
    return f"{len(list((project / 'entries').glob('*.yaml'))):,} works"


def _rows(project: Path, name: str, saves: int) -> Iterator[tuple[str, ...]]:
    entry = sorted((project / "entries").glob("*.yaml"))[100]
    title = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("title:"))
    node = next(
        line
        for line in (project / "taxonomy.yaml").read_text("utf-8").splitlines()
        if "title: Data Mixture" in line
    )
    page = project / "site_src/pages/how-it-works.md"
    heading = page.read_text("utf-8").splitlines()[0]
    changes = (
        ("entry", entry, title, "title: mark", f"works/{entry.stem}/"),
        (
            "taxonomy",
            project / "taxonomy.yaml",
            node,
            node.replace("Data Mixture", "mark"),
            "topics/data-mixture/",
        ),
        ("template", project / "site_src/templates/pages/years.html.j2", TEMPLATE, TEMPLATE, "years/"),
        ("style sheet", project / "site_src/pages/own.css", STYLE, STYLE, "years/"),
        ("hand-written page", page, heading, "# mark", "how-it-works/"),
        ("part of the theme", project / "overrides/main.html", THEME, THEME, "years/"),
    )
    command = [sys.executable, "-m", "living_survey", "serve"]
    with _served(command, project) as (_, first):
        pass
    with _served(command, project) as (address, again), _opened() as shown:
        for kind, file, old, new, path in changes:
            _open(shown, f"{address}{path}")
            took = _saves(shown, file, old, new, saves)
            yield name, "survey serve", kind, f"{first:.1f}, {again:.1f} s", str(saves), _times(took)


def _peer_rows(project: Path, folder: Path, name: str) -> Iterator[tuple[str, ...]]:
    """MkDocs with plain pages of the same texts."""
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    measure([*build, "--site-dir", str(folder / "site")], project, environment={"NO_MKDOCS_2_WARNING": "1"})
    settings = write_plain_site(folder / "site", folder / "plain")
    page = sorted((settings.parent / "docs/works").rglob("*.md"))[100]
    heading = next(line for line in page.read_text("utf-8").splitlines() if line.startswith("# "))
    path = page.relative_to(settings.parent / "docs").as_posix().removesuffix(".md").removesuffix("index")
    for option in ("", "--dirty"):
        command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", *filter(None, [option])]
        with _served(command, settings.parent) as (address, start), _opened() as shown:
            _open(shown, f"{address}{path.rstrip('/')}/")
            took = _saves(shown, page, heading, "# mark", 1)
            yield name, f"mkdocs serve {option}".strip(), "page", f"{start:.1f} s", "1", _times(took)


@contextmanager
def _served(command: list[str], folder: Path) -> Iterator[tuple[str, float]]:
    """A server's address, and the seconds until it answered."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    listen = ["--port", str(port)] if "living_survey" in command else ["--dev-addr", f"127.0.0.1:{port}"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, *listen],
        cwd=folder,
        env=clean_environment() | {"SURVEY_SITE_URL": address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(address):
            if process.poll() is not None or time.perf_counter() - began > UP_WITHIN:
                raise SystemExit(f"{' '.join(command)}: does not answer")
            time.sleep(0.02)
        yield address, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=UP_WITHIN):
            return True
    except (URLError, OSError):
        return False


@contextmanager
def _opened() -> Iterator[Page]:
    with sync_playwright() as playwright:
        executable = (ROOT / ".venv/browser").read_text(encoding="utf-8").strip()
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page()
        page.add_init_script(WATCH)
        yield page
        browser.close()


def _open(page: Page, address: str) -> None:
    """Show a page; the one that was shown may be reloading."""
    for _ in range(10):
        with suppress(PlaywrightError):
            page.goto(address)
            return
        page.wait_for_timeout(500)
    raise SystemExit(f"{address}: cannot be shown")


def _saves(page: Page, file: Path, old: str, new: str, saves: int) -> list[float]:
    """Milliseconds from each save to the frame with its mark."""
    before = file.read_text(encoding="utf-8")
    took = []
    for number in range(saves):
        mark = f"Marked{number}x"
        page.evaluate(
            "mark => { sessionStorage.removeItem('seen'); sessionStorage.setItem('mark', mark); }", mark
        )
        changed = before.replace(old, new.replace("mark", mark), 1)
        began = time.time()
        file.write_text(changed, encoding="utf-8")
        took.append(_seen(page) - began * 1000)
        page.wait_for_timeout(700)  # a person does not save twice at once
    file.write_text(before, encoding="utf-8")
    page.wait_for_timeout(1000)
    return took


def _seen(page: Page) -> int:
    """The time of the frame with the mark, in milliseconds since 1970."""
    until = time.monotonic() + SEEN_WITHIN
    while time.monotonic() < until:
        with suppress(PlaywrightError):  # the page is being reloaded
            if seen := page.evaluate("sessionStorage.getItem('seen')"):
                return int(seen)
        time.sleep(0.02)
    raise SystemExit(f"{page.url}: the change did not appear")


def _times(took: list[float]) -> str:
    return f"{median(took):,.0f} ms ({max(took):,.0f})"


if __name__ == "__main__":
    main()
