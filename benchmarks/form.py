"""What the form Contribute downloads at its start, and when a work is named, for surveys of several sizes.

Bytes as hosts compress them. Run: python -m benchmarks form [--works N ...]
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.measuring import print_table
from benchmarks.synthetic import synthetic_knowledge
from living_survey import load
from living_survey.loading.schema import entry_schema
from living_survey.rendering.contribute import form_files
from living_survey.rendering.pieces import content_bytes
from living_survey.rendering.site_context import SiteContext

SIZES = (1_000, 10_000)
FILES = 3
"""The first files are those of the form; the others are entries."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks form")
    options.add_argument("--works", type=int, nargs="*", default=SIZES, help="sizes of the synthetic corpora")
    rows = [row for works in options.parse_args().works for row in _rows(works)]
    print_table("What the form loads", ["works", "file", "KB", "KB, gzip", "CPU s to write"], rows)


def _rows(works: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        synthetic_knowledge(Path(folder), works)
        kb = load(folder)
    files = form_files(kb, SiteContext("A survey", "", "", "", "main"), entry_schema(kb.file))
    rows = []
    start = time.process_time()
    for path, content in ((path, content_bytes(made)) for path, made in islice(files, FILES)):
        taken, size = time.process_time() - start, len(gzip.compress(content)) / 1000
        rows.append(
            [f"{works:,}", Path(path).name, f"{len(content) / 1000:.0f}", f"{size:.0f}", f"{taken:.1f}"]
        )
        start = time.process_time()
    return rows


if __name__ == "__main__":
    main()
