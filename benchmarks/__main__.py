"""Runs benchmarks: `python -m benchmarks` those of checking and building, with a name that one."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
HELPERS = {"__main__", "measuring", "picture", "plain", "search_corpus", "synthetic"}
USUAL = ("check", "build")


def main() -> int:
    """Run what the command line names."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HELPERS)
    chosen = sys.argv[1:]
    if chosen and chosen[0] not in names:
        print(f"usage: python -m benchmarks [{' | '.join(names)}] [ARGUMENTS]", file=sys.stderr)
        return 2
    for name, *arguments in [chosen] if chosen else [[name] for name in USUAL]:
        sys.argv = [f"benchmarks {name}", *arguments]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
