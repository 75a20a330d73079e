"""Search on every page: Material's own, which is lunr, against Pagefind behind our search box.

Both index the same words of the same made-up works' pages and are asked in the same Chromium. lunr runs as
Material runs it: its plugin writes the index, its worker script loads and asks it; its dialog is left out,
which favours it. Pagefind runs as the site has it, with the dialog and the works' own index beside it, until
the results stand in the dialog; the last column says how long until the text of pages was searched as well.
The machine's own server answers at once or, where the table says so, like one 40 ms away over 20 Mbit/s.
Run: python -m benchmarks.search [WORKS ...]
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import material
from material.plugins.search.plugin import SearchIndex
from playwright.sync_api import sync_playwright

from benchmarks.search_corpus import made_up_works, topic_pages, work_pages
from living_survey import KnowledgeBase
from living_survey.rendering.explorer import FOLDER, explorer_files
from living_survey.web.constants import write_constants
from living_survey.web.search import indexing
from tests.conftest import FLAGS
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from benchmarks.search_corpus import SearchedPage

SIZES = (300, 3_000, 10_000)
COLD_RUNS = 3
MANY = 3_000
FIRST_QUERY = "clip data"
# Typed letter by letter; what they find is loaded as it comes.
TYPED = ("clip data", "instruction tuning", "deduplication", "hallucination benchmark", "zhang")
LATENCY, BYTES_A_SECOND = 0.04, 20_000_000 / 8
LUNR_FILE = "search/search_index.json"
# As the plugin takes them from the theme's English.
LUNR_SETTINGS = {
    "lang": ["en"],
    "separator": "[\\s\\-]+",
    "pipeline": ["stopWordFilter"],
    "fields": {"title": {"boost": 1e3}, "text": {"boost": 1e0}, "tags": {"boost": 1e6}},
}
# Numbers of the messages between Material's pages and its worker.
LUNR_PAGE = """<!doctype html><title>lunr</title><ol id="results"></ol><script type="module">
const worker = new Worker("worker.js");
const answer = (message) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(message);
});
window.load = async () => {
  const index = await (await fetch("search/search_index.json")).json();
  await answer({ type: 0, data: { ...index, options: { suggest: false } } });
};
window.ask = async (query) => {
  const { data } = await answer({ type: 2, data: query });
  document.querySelector("#results").replaceChildren(...data.items.slice(0, 12).map(([first]) => {
    const item = document.createElement("li");
    item.innerHTML = `<a href="${first.location}">${first.title}</a> ${first.text.slice(0, 200)}`;
    return item;
  }));
  return data.items.length;
};
</script>"""
PAGEFIND_PAGE = """<!doctype html><title>Pagefind</title><link rel="stylesheet" href="assets/survey.css">
<button data-search-open="assets/search/answers.js" hidden>Search</button>
<script type="module" src="assets/search.js"></script>
<script type="module">
window.load = async () => document.querySelector("[data-search-open]").click();
window.ask = (query) => new Promise((resolve) => {
  const dialog = document.querySelector("dialog");
  const isAnswered = () => dialog.dataset.shown === query;
  const observer = new MutationObserver(() => {
    if (!isAnswered()) return;
    observer.disconnect();
    resolve(dialog.querySelectorAll("li").length);
  });
  observer.observe(dialog, { attributes: true });
  const input = dialog.querySelector("input");
  input.value = query;
  input.dispatchEvent(new Event("input"));
  if (isAnswered()) {
    observer.disconnect();
    resolve(dialog.querySelectorAll("li").length);
  }
});
window.complete = async (query) => {
  const dialog = document.querySelector("dialog");
  while (dialog.dataset.answered !== query) await new Promise((resolve) => setTimeout(resolve, 1));
};
</script>"""
COLD = """async (query) => {
  const started = performance.now();
  await window.load();
  const found = await window.ask(query);
  return [performance.now() - started, found];
}"""
KEYSTROKES = """async (queries) => {
  const times = [];
  for (const query of queries) for (let typed = 1; typed <= query.length; typed += 1) {
    if (query[typed - 1] === " ") continue;
    const started = performance.now();
    await window.ask(query.slice(0, typed));
    const first = performance.now() - started;
    document.body.getBoundingClientRect();
    await window.complete?.(query.slice(0, typed));
    times.push([first, performance.now() - started]);
  }
  return times;
}"""
# The works' own index is made after the first results are there.
SETTLED = "new Promise((resolve) => setTimeout(resolve, 5000))"


@dataclass(frozen=True)
class Row:
    """What one engine costs at one size; seconds and bytes."""

    works: int
    engine: str
    build: float
    disk: int
    compressed: int
    fetched: int
    first: float
    first_far: float
    keystroke: float
    keystroke_slow: float
    within: float
    complete: float


@dataclass(frozen=True)
class Built:
    """An index on the disk, and how long it took."""

    works: int
    engine: str
    seconds: float
    files: Sequence[Path]


class Server(ThreadingHTTPServer):
    """Serves a folder, compressed as hosts of static sites do, and counts what it sends."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.sent = 0
        self.is_far = False
        self.compressed: dict[Path, bytes] = {}
        self.counting = threading.Lock()


class Handler(SimpleHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has above
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file, late and slowly if the server is far."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        is_text = file.suffix in {".js", ".json", ".html", ".css"}
        if is_text:
            content = self.server.compressed.setdefault(file, gzip.compress(content, 6))
        with self.server.counting:
            self.server.sent += len(content)
        if self.server.is_far:
            time.sleep(LATENCY + len(content) / BYTES_A_SECOND)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A server of a folder while it is needed."""
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def build_lunr(folder: Path, pages: Sequence[SearchedPage]) -> list[Path]:
    """Write what Material's search plugin and theme put on a site; the files of the index are given."""
    index = SearchIndex(**LUNR_SETTINGS)
    for page in pages:
        index.add_entry_from_context(
            SimpleNamespace(meta={}, content=page.content, toc=[], url=page.address, title=page.title)
        )
    file = folder / LUNR_FILE
    file.parent.mkdir(parents=True)
    file.write_text(index.generate_search_index(None), "utf-8")
    return [file]


def write_pages(folder: Path, pages: Sequence[SearchedPage]) -> None:
    """Write pages to where a site has them."""
    for page in pages:
        file = folder / page.address / "index.html"
        file.parent.mkdir(parents=True)
        file.write_text(page.document, "utf-8")


def build_pagefind(folder: Path) -> list[Path]:
    """Index the pages of a folder as the site's plugin does; the files of the index are given."""
    with tempfile.TemporaryDirectory() as copies, indexing(folder, Path(copies)):
        pass
    files = [
        folder / "search" / "names.json",
        *(folder / FOLDER).glob("works*.json"),
        *(folder / "pagefind").rglob("*.pf_*"),
    ]
    return [
        *files,
        *(folder / "pagefind" / name for name in ("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind")),
    ]


def measured(browser: Browser, folder: Path, built: Built) -> Row:
    """Ask an engine that is built."""
    contents = [file.read_bytes() for file in built.files]
    # Pagefind's own files are compressed already.
    compressed = sum(min(len(content), len(gzip.compress(content, 6))) for content in contents)
    with served(folder) as server:
        colds: dict[bool, list[float]] = {False: [], True: []}
        for is_far, times in colds.items():
            server.is_far = is_far
            # lunr takes minutes over many works.
            for _ in range(COLD_RUNS if built.works <= MANY else 1):
                server.sent = 0
                page = opened(browser, server)
                before = server.sent
                seconds, found = page.evaluate(COLD, FIRST_QUERY)
                fetched = server.sent - before
                assert found, f"{built.engine} finds nothing"
                times.append(seconds / 1000)
                page.context.close()
        server.is_far = False
        page = opened(browser, server)
        page.evaluate(COLD, FIRST_QUERY)
        page.evaluate(SETTLED)
        times = page.evaluate(KEYSTROKES, list(TYPED))
        keystrokes = [first / 1000 for first, _ in times]
        page.context.close()
    return Row(
        works=built.works,
        engine=built.engine,
        build=built.seconds,
        disk=sum(map(len, contents)),
        compressed=compressed,
        fetched=fetched,
        first=statistics.median(colds[False]),
        first_far=statistics.median(colds[True]),
        keystroke=statistics.median(keystrokes),
        keystroke_slow=statistics.quantiles(keystrokes, n=20)[-1],
        within=sum(seconds <= 0.1 for seconds in keystrokes) / len(keystrokes),  # noqa: PLR2004 - as promised
        complete=statistics.median(complete / 1000 for _, complete in times),
    )


def opened(browser: Browser, server: Server) -> Page:
    """A page that has fetched nothing for its search yet, in a browser that has cached nothing."""
    page = browser.new_context().new_page()
    page.set_default_timeout(300_000)
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_load_state("networkidle")
    return page


def rows(sizes: Sequence[int]) -> Iterator[Row]:
    """Measure both engines at each size."""
    taxonomy, works = made_up_works(ROOT, max(sizes))
    pages = list(work_pages(taxonomy, works))
    topics = list(topic_pages(taxonomy, works))
    worker = next(
        (Path(material.__file__).parent / "templates/assets/javascripts/workers").glob("search.*.js")
    )
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        executable = (ROOT / ".venv" / "browser").read_text().strip()
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for size in sizes:
            print(f"{size} works ...", file=sys.stderr)
            lunr, pagefind = Path(temporary) / f"lunr{size}", Path(temporary) / f"pagefind{size}"
            started = time.perf_counter()
            files = build_lunr(lunr, [*pages[:size], *topics])
            build = time.perf_counter() - started
            (lunr / "index.html").write_text(LUNR_PAGE)
            (lunr / "worker.js").write_bytes(worker.read_bytes())
            yield measured(browser, lunr, Built(size, "Material (lunr)", build, files))
            shutil.copytree(ROOT / "generator/living_survey/web/assets", pagefind / "assets")
            write_constants(pagefind)
            write_pages(pagefind, [*pages[:size], *topics])
            started = time.perf_counter()
            (pagefind / FOLDER).mkdir(parents=True)
            for path, content in explorer_files(KnowledgeBase(taxonomy, works[:size]), {}):
                (pagefind / path).write_bytes(content)
            files = build_pagefind(pagefind)
            build = time.perf_counter() - started
            (pagefind / "index.html").write_text(PAGEFIND_PAGE)
            yield measured(browser, pagefind, Built(size, "Pagefind", build, files))
        browser.close()


def main() -> None:
    """Print the table, and how many times better Pagefind is."""
    sizes = tuple(int(argument) for argument in sys.argv[1:]) or SIZES
    print(
        "| works | engine | build | index | compressed | fetched for a first query | first result, cold "
        "| the same, far away | keystroke, median | 95 % within "
        "| of keystrokes within 100 ms | with the text of pages |"
    )
    print("|--:|---" + "|--:" * 10 + "|")
    found = []
    for row in rows(sizes):
        found.append(row)
        print(
            f"| {row.works:,} | {row.engine} | {row.build:.1f} s | {row.disk / 1e6:.2f} MB "
            f"| {row.compressed / 1e6:.2f} MB | {row.fetched / 1e3:,.0f} kB | {row.first * 1e3:,.0f} ms "
            f"| {row.first_far * 1e3:,.0f} ms | {row.keystroke * 1e3:.0f} ms "
            f"| {row.keystroke_slow * 1e3:,.0f} ms | {row.within:.0%} | {row.complete * 1e3:.0f} ms |",
            flush=True,
        )
    for lunr, pagefind in zip(found[::2], found[1::2], strict=True):
        ratios = {
            name: getattr(lunr, name) / getattr(pagefind, name)
            for name in ("build", "disk", "compressed", "fetched", "first", "first_far", "keystroke")
        }
        print(f"\n{lunr.works:,} works, lunr / Pagefind: ", end="")
        print(", ".join(f"{name.replace('_', ' ')} {ratio:.2f}" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
