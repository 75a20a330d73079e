"""What it costs to start the program: `survey --help`, beside Python that does nothing.

Aim: at most 0.15 s for `survey --help`.

Run: python -m benchmarks commands [--repetitions N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.measuring import Cost, measure, print_table, typical
from benchmarks.synthetic import ROOT

# The console script beside this interpreter, as people run it.
SURVEY = str(Path(sys.executable).with_name("survey"))
COMMANDS = {
    "survey --help": [SURVEY, "--help"],
    "survey check, one entry": [SURVEY, "check", str(min((ROOT / "entries").glob("*.yaml")))],
    "python -c pass": [sys.executable, "-c", "pass"],
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks commands")
    options.add_argument("--repetitions", type=int, default=11)
    repetitions = options.parse_args().repetitions
    runs: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    for _ in range(repetitions):
        for name, command in COMMANDS.items():
            if cost := measure(command, ROOT):
                runs[name].append(cost)
    costs = {name: typical(run) for name, run in runs.items()}
    print_table(
        f"Starting the program, medians of {repetitions} runs",
        ("command", "CPU", "wall", "peak memory"),
        [
            (f"`{name}`", f"{cost.cpu:.2f} s", f"{cost.wall:.2f} s", f"{cost.peak:.0f} MiB")
            for name, cost in costs.items()
        ],
    )


if __name__ == "__main__":
    main()
