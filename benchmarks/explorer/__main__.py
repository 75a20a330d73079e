"""The Explorer's speed beside DataTables with select2: `python -m benchmarks.explorer [WORKS]...`.

The real works are measured, then that many made-up ones, 10,000 and 100,000 unless given. Both run in one
Chromium, one after the other. A change is measured to the second frame after the event: in milliseconds that
the main thread of the page computes, so that what else the machine does counts little, and by the clock. The
peer comes from npm into a temporary folder; it is left out above 10,000 works.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from mkdocs.config import load_config
from playwright.sync_api import sync_playwright

from benchmarks.explorer.corpus import ROOT, large_knowledge, write_explorer
from benchmarks.measuring import print_table
from living_survey import load
from living_survey.web.bundling import bundled
from tests.browser.looking import serve
from tests.conftest import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, CDPSession, Page

    from living_survey import KnowledgeBase

HERE = Path(__file__).parent
LARGE = (10_000, 100_000)
MOST_OF_PEER = 10_000
PACKAGES = ("jquery@3", "datatables.net@2", "datatables.net-dt@2", "select2@4")
PEER_FILES = {
    "jquery.js": "jquery/dist/jquery.min.js",
    "datatables.js": "datatables.net/js/dataTables.min.js",
    "datatables.css": "datatables.net-dt/css/dataTables.dataTables.min.css",
    "select2.js": "select2/dist/js/select2.min.js",
    "select2.css": "select2/dist/css/select2.min.css",
}
TYPED = ("hallucination", "clip data", "wang benchmark", "instruction tun", "video question")
ROUNDS = 3
PAUSE = 250  # milliseconds in which what was put off is done
TIMEOUT = 180_000

OUR_KEYS = """text => {
  const box = document.querySelector("#explore-search");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
PEER_KEYS = OUR_KEYS.replace("#explore-search", ".dt-search input")
OUR_FILTER = """place => {
  const boxes = document.querySelectorAll(":is(.facet--node, .facet--node + .facet) .facet__box");
  boxes[Math.floor(place / 3)].click();
}"""
PEER_FILTER = """place => {
  const tag = document.querySelectorAll("#tags option")[Math.floor(place / 2)].value;
  $("#tags").val(place % 2 ? [] : [tag]).trigger("change");
}"""
FILTERS = 48
TIMED = """async ([act, argument]) => {
  const act_ = eval(act);
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const began = performance.now();
  act_(argument);
  await frame();
  await frame();
  return performance.now() - began;
}"""
FIRST_RESULT = """new MutationObserver((_, observer) => {
  if (!document.querySelector("#explore-results .result, .dt-container tbody td + td")) return;
  performance.mark("first-result");
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds; what has no `clock` in its name is computed, but for `first` and `ready`."""

    first: float
    ready: float
    heap: float
    """MB that scripts hold."""
    key: float
    key_clock: float
    filter: float
    filter_clock: float


def main() -> int:
    """Measure the real works and many made-up ones, and print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or LARGE
    npm = shutil.which("npm")
    if npm is None:
        print("npm is needed for the peer", file=sys.stderr)
        return 2
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subprocess.run(
            [
                npm,
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(folder / "npm"),
                *PACKAGES,
            ],
            check=True,
        )
        with sync_playwright() as playwright:
            executable = (ROOT / ".venv" / "browser").read_text(encoding="utf-8").strip()
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            real = load(ROOT)
            for works in (len(real), *sizes):
                kb = large_knowledge(real, works)
                site = folder / str(works)
                site.mkdir()
                write_explorer(kb, site, exports=False)
                has_peer = works <= MOST_OF_PEER
                if has_peer:
                    write_peer(kb, site / "peer", folder / "npm" / "node_modules")
                with serve(site) as address:
                    ours = measured(browser, f"{address}explore/", is_peer=False)
                    peer = measured(browser, f"{address}peer/", is_peer=True) if has_peer else None
                rows += table_rows(f"{works:,} works", ours, peer, site)
                shutil.rmtree(site)
            browser.close()
    columns = ["", "Explorer", "DataTables + select2", "ratio"]
    print_table("Medians in Chromium: milliseconds; heap in MB, sizes in KB", columns, rows)
    return 0


def write_peer(kb: KnowledgeBase, folder: Path, modules: Path) -> None:
    """The same works as rows for DataTables."""
    folder.mkdir()
    for name, path in PEER_FILES.items():
        shutil.copy(modules / path, folder / name)
    shutil.copy(HERE / "peer.html", folder / "index.html")
    rows = [
        [
            work.title,
            ", ".join(work.authors),
            work.venue or "",
            work.year,
            "; ".join(dict.fromkeys(node.short for node in kb.nodes_of(work))),
            work.url or "",
        ]
        for work in kb.newest()
    ]
    tags = [node.short for node in kb.taxonomy if kb.tagged(node)]
    text = json.dumps({"rows": rows, "tags": tags}, ensure_ascii=False, separators=(",", ":"))
    (folder / "rows.json").write_text(text, encoding="utf-8")


def measured(browser: Browser, address: str, *, is_peer: bool) -> Measured:
    """What one page takes."""
    first, ready = [], []
    for _ in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(FIRST_RESULT)
        page.goto(address, timeout=TIMEOUT)
        page.locator("body[data-ready]" if is_peer else "#explore[data-indexed]").wait_for(timeout=TIMEOUT)
        name = "ready" if is_peer else "explorer-ready"
        ready.append(page.evaluate("name => performance.getEntriesByName(name)[0].duration", name))
        first.append(page.evaluate("performance.getEntriesByName('first-result')[0]?.startTime ?? NaN"))
        if len(ready) < ROUNDS:
            page.close()
    typed = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    keys = [step(page, PEER_KEYS if is_peer else OUR_KEYS, text) for text in typed]
    step(page, PEER_KEYS if is_peer else OUR_KEYS, "")
    filters = [step(page, PEER_FILTER if is_peer else OUR_FILTER, place) for place in range(FILTERS)]
    heap = held(page)
    page.close()
    return Measured(
        median(first),
        median(ready),
        heap,
        *(median(times) for steps in (keys, filters) for times in zip(*steps, strict=True)),
    )


def step(page: Page, act: str, argument: object) -> tuple[float, float]:
    """Do one thing on a page at rest: milliseconds computed, and by the clock."""
    page.wait_for_timeout(PAUSE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = computed(session)
    clock: float = page.evaluate(TIMED, [act, argument])
    after = computed(session)
    session.detach()
    return after - before, clock


def computed(session: CDPSession) -> float:
    """Milliseconds that the main thread of a page has computed so far."""
    metrics = {
        metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]
    }
    return 1000 * float(metrics["TaskDuration"])


def held(page: Page) -> float:
    """MB of the objects of a page's scripts, after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = float(session.send("Runtime.getHeapUsage")["usedSize"])
    session.detach()
    return used / 1e6


def table_rows(name: str, ours: Measured, peer: Measured | None, site: Path) -> list[list[str]]:
    """What was measured of one corpus, and what was sent."""
    numbers: dict[str, Callable[[Measured], float]] = {
        "first results, clock": lambda one: one.first,
        "ready after data, clock": lambda one: one.ready,
        "keystroke to second frame, computed": lambda one: one.key,
        "keystroke to second frame, clock": lambda one: one.key_clock,
        "filter to second frame, computed": lambda one: one.filter,
        "filter to second frame, clock": lambda one: one.filter_clock,
        "heap": lambda one: one.heap,
    }
    rows = [(what, number(ours), number(peer) if peer else None) for what, number in numbers.items()]
    data, scripts = (site / "assets/explore/data").glob("works*.json"), (site / "peer").glob("*.js")
    rows += [
        ("data, gzip", compressed(*data), compressed(site / "peer/rows.json") if peer else None),
        ("scripts, gzip", bundle_size(), compressed(*scripts) if peer else None),
    ]
    return [
        [
            f"{name}: {what}",
            f"{own:.1f}",
            f"{other:.1f}" if other else "",
            f"{other / own:.2f}" if other else "",
        ]
        for what, own, other in rows
    ]


def bundle_size() -> float:
    """KB of the Explorer's scripts as a site has them."""
    assets = bundled(load_config(str(ROOT / "mkdocs.yml")), "")
    loads, usual = assets.loads('id="explore"', is_generated=True), assets.loads(is_generated=True)
    paths = {*loads.scripts, *loads.imported} - {*usual.scripts, *usual.imported}
    return sum(len(gzip.compress(assets.files[path], 9)) for path in paths) / 1000


def compressed(*paths: Path) -> float:
    """KB of files as a server sends them."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


if __name__ == "__main__":
    sys.exit(main())
