"""The lines that a branch changes: only their links are checked for a pull request."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FILE = re.compile(r"^\+\+\+ b/(.*)$")
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
SECONDS = 60


class ChangesError(Exception):
    """Git cannot tell what changed; the message says why."""


def changed_lines(root: Path, since: str) -> Mapping[str, frozenset[int]]:
    """The lines that are new or changed since a branch left `since`, by file relative to a folder.

    Uncommitted changes count. Raises `ChangesError`.
    """
    _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    text = _git(
        root, "-c", "core.quotePath=false", "diff", "--merge-base", "--unified=0", "--no-color",
        "--no-ext-diff", "--no-textconv", "--no-renames", "--relative",
        "--src-prefix=a/", "--dst-prefix=b/", since, "--",
    )  # fmt: skip
    lines: defaultdict[str, set[int]] = defaultdict(set)
    path = ""
    in_head = False
    for line in text.split("\n"):
        if line.startswith("diff --git "):
            in_head = True
        elif in_head and (match := _FILE.match(line)):
            path = match[1].rstrip("\t")
        elif match := _HUNK.match(line):
            in_head = False
            first, count = int(match[1]), int(match[2] or 1)
            lines[path].update(range(first, first + count))
    return {name: frozenset(numbers) for name, numbers in lines.items() if numbers}


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments and a name that git has verified
            ["git", "-C", str(root), *arguments],  # noqa: S607 - the git of the path
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ChangesError(f"git cannot be run: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise ChangesError(
            said[-1] if said else "git finds no such commit; was the whole history fetched (fetch-depth)?"
        )
    return done.stdout.decode("utf-8", errors="replace")
