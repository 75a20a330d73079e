"""What a full build of the site costs, beside peers that build the same pages from Markdown.

The fair peer is plain MkDocs with the same theme, its pages outside the navigation and without a search.
Zensical and Hugo, which gets the theme's page as its layout, take part if they are installed.

Aims: the processor time of plain MkDocs for the real base; for 10,000 works 45 s of it, 24 s by the clock and
500 MiB.

Run: python -m benchmarks build [--works N ...] [--repetitions N] [--timeout SECONDS]
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import CommandFailedError, Cost, measure, print_table, typical
from benchmarks.plain import write_hugo_site, write_plain_site, write_shell_page
from benchmarks.synthetic import ROOT, synthetic_knowledge
from tests.site.building import copy_pages

REAL = 0
SIZES = (REAL, 3_000, 10_000)
LARGE = 5_000
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file"]
# The theme announces its own end of life at every start.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1"}
OURS, AGAIN, PLAIN, ZENSICAL, HUGO = (
    "this project", "this project after a change of one title", "plain MkDocs", "Zensical", "Hugo"
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks build")
    options.add_argument(
        "--works", type=int, nargs="*", default=SIZES, help="sizes of corpora; 0 for the real one"
    )
    options.add_argument("--repetitions", type=int, default=3, help=f"1 for more than {LARGE:,} works")
    options.add_argument("--timeout", type=float, default=900, help="seconds after which a build is given up")
    arguments = options.parse_args()
    rows: list[tuple[str, ...]] = []
    for works in arguments.works:
        with tempfile.TemporaryDirectory() as temporary:
            corpus = _Corpus(Path(temporary), works, arguments.timeout)
            rows += corpus.rows(1 if works > LARGE else arguments.repetitions)
    print_table(
        "Builds, cold but where it says otherwise, taking turns: "
        f"medians of {arguments.repetitions} runs, but single runs for more than "
        f"{LARGE:,} works. Peak memory is that of the largest process; ratios are ours to the peer's",
        ("corpus", "build", "pages", "files", "site", "CPU", "wall", "peak", "CPU ratio", "wall ratio"),
        rows,
    )


class _Corpus:
    """A knowledge base with its site, and sites of others that say the same."""

    def __init__(self, folder: Path, works: int, timeout: float) -> None:
        self.folder, self.timeout = folder, timeout
        self.name = "synthetic" if works else "real"
        project = folder / "project"
        project.mkdir()
        for name in ("mkdocs.yml", "taxonomy.yaml"):
            shutil.copy(ROOT / name, project)
        if works == REAL:
            shutil.copytree(ROOT / "site_src", project / "site_src")
            shutil.copytree(ROOT / "entries", project / "entries")
        else:
            # Without syntheses and reading paths, which name works that made-up entries lack.
            copy_pages(project)
            synthetic_knowledge(project, works)
        self.name += f", {len(list((project / 'entries').glob('*.yaml'))):,} works"
        self.commands = {OURS: [*MKDOCS, str(project / "mkdocs.yml"), "--site-dir", str(self.site(OURS))]}
        self.commands[AGAIN] = self.commands[OURS]
        self.project = project
        self.build(OURS)
        self._add_peers()

    def _add_peers(self) -> None:
        """Write the sites of the peers that are installed."""
        plain = write_plain_site(self.site(OURS), self.folder / "plain")
        self.commands[PLAIN] = [*MKDOCS, str(plain), "--site-dir", str(self.site(PLAIN))]
        if zensical := shutil.which("zensical"):
            self.commands[ZENSICAL] = [zensical, "build", "--clean", "--config-file", str(plain)]
        if hugo := shutil.which("hugo"):
            shell, content = self.folder / "shell", self.folder / "hugo"
            config = write_shell_page(shell)
            measure([*MKDOCS, str(config), "--site-dir", str(shell / "site")], shell, environment=ENVIRONMENT)
            write_hugo_site(plain.parent / "docs", shell / "site", content)
            self.commands[HUGO] = [
                hugo, "build", "--quiet", "--source", str(content), "--destination", str(self.site(HUGO)),
            ]  # fmt: skip

    def site(self, build: str) -> Path:
        if build == ZENSICAL:  # has no option for it
            return self.folder / "plain/site"
        build = OURS if build == AGAIN else build
        return self.folder / f"site of {build}"

    def build(self, build: str) -> Cost | None:
        """Build into an empty folder, and from nothing that was kept; or again after a change."""
        caches = self.folder / "caches"
        if build == AGAIN:
            self._change_a_title()
        else:
            shutil.rmtree(self.site(build), ignore_errors=True)
            shutil.rmtree(caches, ignore_errors=True)
        environment = ENVIRONMENT | {"XDG_CACHE_HOME": str(caches)}
        return measure(self.commands[build], self.folder, timeout=self.timeout, environment=environment)

    def _change_a_title(self) -> None:
        """Put a word before the title of an entry in the middle whose title has a line of its own."""
        entries = sorted((self.project / "entries").glob("*.yaml"))
        for entry in entries[len(entries) // 2 :]:
            text, changed = re.subn(
                r'(?m)^title: ("?)(?=\w)', r"title: \1Again ", entry.read_text("utf-8"), count=1
            )
            if changed:
                entry.write_text(text, "utf-8")
                return

    def rows(self, repetitions: int) -> list[tuple[str, ...]]:
        """Lines of the table. Builds take turns, so that a busy machine slows all of them."""
        costs: dict[str, list[Cost]] = {build: [] for build in self.commands}
        given_up: dict[str, str] = {}
        for _ in range(repetitions):
            for build, sofar in costs.items():
                if build in given_up:
                    continue
                try:
                    cost = self.build(build)
                except CommandFailedError as error:
                    if build == OURS:
                        raise
                    given_up[build] = "fails"
                    print(f"{self.name}, {build}: {error}", file=sys.stderr, flush=True)
                    continue
                if cost:
                    sofar.append(cost)
                    print(f"{self.name}, {build}: {cost}", file=sys.stderr, flush=True)
                else:
                    given_up[build] = f"> {self.timeout:.0f} s"
        return [self._row(build, costs, given_up.get(build, "")) for build in costs]

    def _row(self, build: str, costs: dict[str, list[Cost]], given_up: str) -> tuple[str, ...]:
        if not costs[build]:
            return (self.name, build, "", "", "", "", given_up, "", "", "")
        cost, ours = typical(costs[build]), typical(costs[OURS])
        files = [file for file in self.site(build).rglob("*") if file.is_file()]
        return (
            self.name,
            build,
            f"{sum(file.name == 'index.html' for file in files):,}",
            f"{len(files):,}",
            f"{sum(file.stat().st_size for file in files) / 1e6:.0f} MB",
            f"{cost.cpu:.1f} s",
            f"{cost.wall:.1f} s",
            f"{cost.peak:.0f} MiB",
            "" if build in {OURS, AGAIN} else f"{ours.cpu / cost.cpu:.2f}",
            "" if build in {OURS, AGAIN} else f"{ours.wall / cost.wall:.2f}",
        )


if __name__ == "__main__":
    main()
