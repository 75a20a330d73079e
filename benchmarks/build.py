"""What a full build of the site costs, beside plain MkDocs with the same theme on the same pages in Markdown.

Aim: at most 1.5 times the time of the plain build, and at most twice its memory.

Run: python -m benchmarks build [--works N ...] [--repetitions N] [--timeout SECONDS]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import Cost, measure, print_table, typical
from benchmarks.plain import write_plain_sites
from benchmarks.synthetic import ROOT, synthetic_knowledge
from tests.site.building import copy_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (300, 1_000, 3_000)
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
# The theme announces its own end of life at every start.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1"}
SITE, FULL, SECTIONS = "this project", "plain, all pages in nav", "plain, sections in nav"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks build")
    options.add_argument("--works", type=int, nargs="*", default=SIZES, help="sizes of the synthetic corpora")
    options.add_argument("--repetitions", type=int, default=3)
    options.add_argument("--timeout", type=float, default=300, help="seconds after which a build is given up")
    arguments = options.parse_args()
    rows: list[tuple[str, ...]] = []
    for works in (None, *arguments.works):
        with tempfile.TemporaryDirectory() as temporary:
            name = "real" if works is None else f"synthetic {works:,}"
            corpus = _Corpus(Path(temporary), works, arguments.timeout)
            rows += corpus.rows(name, arguments.repetitions)
    print_table(
        f"Full builds, medians of {arguments.repetitions} runs each (wall time), on {os.cpu_count()} cores",
        (
            "corpus",
            "build",
            "pages",
            "files",
            "MB",
            "wall",
            "CPU",
            "peak memory",
            "wall ratio",
            "CPU ratio",
            "memory ratio",
        ),
        rows,
    )


class _Corpus:
    """A knowledge base with its site, and two plain sites that say the same."""

    def __init__(self, folder: Path, works: int | None, timeout: float) -> None:
        self.folder, self.timeout = folder, timeout
        project = folder / "project"
        project.mkdir()
        for name in ("mkdocs.yml", "taxonomy.yaml"):
            shutil.copy(ROOT / name, project)
        if works is None:
            shutil.copytree(ROOT / "site_src", project / "site_src")
            shutil.copytree(ROOT / "entries", project / "entries")
        else:
            # Without syntheses and reading paths, which name works that made-up entries lack.
            copy_pages(project)
            synthetic_knowledge(project, works)
        self.configs = {SITE: project / "mkdocs.yml"}
        self.build(SITE)
        plain = write_plain_sites(self.site(SITE), folder / "plain")
        self.configs |= {SECTIONS: plain["sections"], FULL: plain["all pages"]}

    def site(self, build: str) -> Path:
        return self.folder / f"site of {build}"

    def build(self, build: str) -> Cost | None:
        """Build into an empty folder."""
        config, site = self.configs[build], self.site(build)
        shutil.rmtree(site, ignore_errors=True)
        command = [*MKDOCS, "--config-file", str(config), "--site-dir", str(site)]
        return measure(command, config.parent, timeout=self.timeout, environment=ENVIRONMENT)

    def rows(self, name: str, repetitions: int) -> list[tuple[str, ...]]:
        """Lines of the table. Builds alternate, so that a busy machine slows all of them."""
        costs: dict[str, list[Cost]] = {build: [] for build in self.configs}
        given_up = set()
        for _ in range(repetitions):
            for build, sofar in costs.items():
                if build in given_up:
                    continue
                if cost := self.build(build):
                    sofar.append(cost)
                    print(
                        f"{name}, {build}: {cost.wall:.1f} s, {cost.peak:.0f} MiB",
                        file=sys.stderr,
                        flush=True,
                    )
                else:
                    given_up.add(build)
        return [self._row(name, build, costs) for build in costs]

    def _row(
        self, name: str, build: str, costs: dict[str, Sequence[Cost]] | dict[str, list[Cost]]
    ) -> tuple[str, ...]:
        if not costs[build]:
            return (name, build, "", "", "", f"> {self.timeout:.0f} s", "", "", "", "", "")
        cost, ours = typical(costs[build]), typical(costs[SITE])
        files = [file for file in self.site(build).rglob("*") if file.is_file()]
        return (
            name,
            build,
            f"{sum(file.name == 'index.html' for file in files):,}",
            f"{len(files):,}",
            f"{sum(file.stat().st_size for file in files) / 1e6:.0f}",
            f"{cost.wall:.1f} s",
            f"{cost.cpu:.1f} s",
            f"{cost.peak:.0f} MiB",
            "" if build == SITE else f"{ours.wall / cost.wall:.2f}",
            "" if build == SITE else f"{ours.cpu / cost.cpu:.2f}",
            "" if build == SITE else f"{ours.peak / cost.peak:.2f}",
        )


if __name__ == "__main__":
    main()
