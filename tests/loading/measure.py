"""Check a knowledge base with each file of a folder put into it, each time in a process of its own.

Run as a program: BASE FOLDER PLACE. Prints a JSON object: of each file the seconds of processor time, the
megabytes and the exit status that `survey check` needed, and what it printed. The start of Python and the
imports are counted to each.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from living_survey import cli, load  # noqa: F401 - with `load`, all that a check imports is there


def main(base: Path, folder: Path, place: str) -> None:
    start = resource.getrusage(resource.RUSAGE_SELF)
    report = {}
    for file in sorted(folder.iterdir()):
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / "root"
            shutil.copytree(base, root)
            shutil.copyfile(file, root / place)
            output = Path(scratch) / "output"
            child = os.fork()
            if child == 0:
                run_check(root, output)
            _, status, used = os.wait4(child, 0)
            report[file.name] = {
                "seconds": sum((start.ru_utime, start.ru_stime, used.ru_utime, used.ru_stime)),
                "megabytes": used.ru_maxrss / 1024,
                "exit": os.waitstatus_to_exitcode(status),
                "output": output.read_bytes().decode("utf-8"),
            }
    json.dump(report, sys.stdout)


def run_check(root: Path, output: Path) -> None:
    """Take the place of `survey check`, printing into a file; does not return."""
    handle = os.open(output, os.O_WRONLY | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.argv = ["survey", "--root", str(root), "check"]
    code: object = 0
    try:
        cli.main()
    except SystemExit as exit_:
        code = exit_.code
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 99)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
