"""What `survey check` costs, on the real corpus and on synthetic ones.

Aim: at most 1 ms a work after 0.4 s to start.

Run: python -m benchmarks check [--works N ...] [--repetitions N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import linear_regression

from benchmarks.measuring import Cost, measure, print_table, typical
from benchmarks.synthetic import ROOT, synthetic_knowledge

SIZES = (300, 1_000, 3_000)
# The console script beside this interpreter, as people run it.
SURVEY = str(Path(sys.executable).with_name("survey"))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks check")
    options.add_argument("--works", type=int, nargs="*", default=SIZES, help="sizes of the synthetic corpora")
    options.add_argument("--repetitions", type=int, default=7)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        corpora = {"real": ROOT}
        for works in arguments.works:
            corpora[f"synthetic {works:,}"] = Path(temporary, str(works))
            synthetic_knowledge(corpora[f"synthetic {works:,}"], works)
        counts = {name: len(list((root / "entries").glob("*.yaml"))) for name, root in corpora.items()}
        runs: dict[str, list[Cost]] = {name: [] for name in corpora}
        for _ in range(arguments.repetitions):
            for name, root in corpora.items():
                if cost := measure([SURVEY, "check"], root):
                    runs[name].append(cost)
    costs = {name: typical(run) for name, run in runs.items()}
    sizes = [counts[name] for name in costs]
    each, start = linear_regression(sizes, [cost.wall for cost in costs.values()])
    cpu_each, cpu_start = linear_regression(sizes, [cost.cpu for cost in costs.values()])
    print_table(
        f"`survey check`, medians of {arguments.repetitions} runs",
        ("corpus", "works", "wall", "CPU", "a work, after the start", "peak memory"),
        [
            (
                name,
                f"{counts[name]:,}",
                f"{cost.wall:.2f} s",
                f"{cost.cpu:.2f} s",
                f"{(cost.wall - start) / counts[name] * 1000:.2f} ms",
                f"{cost.peak:.0f} MiB",
            )
            for name, cost in costs.items()
        ],
    )
    print(f"A line through them: {start:.2f} s to start and {each * 1000:.2f} ms a work by the clock,")
    print(
        f"{cpu_start:.2f} s and {cpu_each * 1000:.2f} ms of the processor, which a busy machine changes less."
    )


if __name__ == "__main__":
    main()
