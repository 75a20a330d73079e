"""Runs benchmarks: with a name that one; without, the usual ones, whose tables it writes to RESULTS.md.

Options without a name are those of the benchmark `build`: `python -m benchmarks --works 0 10000`.
"""

from __future__ import annotations

import os
import platform
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
HELPERS = {"__main__", "measuring", "picture", "plain", "search_corpus", "synthetic"}
USUAL = ("commands", "check", "build", "serving")
PACKAGES = ("mkdocs", "mkdocs-material", "pagefind")
PEERS = {"Zensical": ["zensical", "--version"], "Hugo": ["hugo", "version"]}
FOREWORD = """\
# Results

Written by `make bench`, all of it on one machine in one run. When a machine is busy, processor times change
less than times by the clock. Other benchmarks run by name: `python -m benchmarks NAME`.
"""


def main() -> int:
    """Run what the command line names."""
    # Users have compiled modules; without, each start of the program would take half a second longer.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HELPERS)
    if not sys.argv[1:] or sys.argv[1].startswith("-"):
        return write_results(sys.argv[1:])
    name, *arguments = sys.argv[1:]
    if name not in names:
        print(f"usage: python -m benchmarks [{' | '.join(names)}] [ARGUMENTS]", file=sys.stderr)
        return 2
    sys.argv = [f"benchmarks {name}", *arguments]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=False)
    return 0


def write_results(build_options: Sequence[str]) -> int:
    """Run the usual benchmarks and write what they print."""
    parts = [FOREWORD, "\n".join(f"- {line}" for line in environment()) + "\n"]
    for name in USUAL:
        command = [sys.executable, "-m", "benchmarks", name, *(build_options if name == "build" else ())]
        done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return done.returncode
        print(done.stdout)
        parts.append(done.stdout.strip() + "\n")
    RESULTS.write_text("\n".join(parts), encoding="utf-8")
    return 0


def environment() -> list[str]:
    """What was measured, on what, and beside what."""
    commit = _first_line(["git", "-C", str(HERE), "describe", "--always", "--dirty"])
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    peers = [f"{name} {_version(command)}" for name, command in PEERS.items()]
    return [
        f"Commit {commit or 'unknown'}",
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}; {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {', '.join(versions)}",
        f"Peers: {', '.join(peers)}",
    ]


def _version(command: list[str]) -> str:
    """The version of a program that may not be installed."""
    if shutil.which(command[0]) is None:
        return "not installed"
    try:
        return version(command[0])
    except PackageNotFoundError:
        words = _first_line(command).removeprefix(command[0]).split()
        return words[0].partition("-")[0].removeprefix("v") if words else "unknown"


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0].strip()


def _processor() -> str:
    """The name of the processor, where the system tells it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


if __name__ == "__main__":
    sys.exit(main())
