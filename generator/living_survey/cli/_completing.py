"""Completion of ids in shells, from the names of files and the lines of the taxonomy: nothing is checked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from living_survey.cli._shared import TAXONOMY, find_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TREE = re.compile(r"^tree:\n((?:[ #].*\n|\n)*)", re.MULTILINE)
_NODE = re.compile(r"^ +- id: ([a-z0-9-]+)", re.MULTILINE)


def work_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of works that start with what is typed."""
    return _starting(ctx, incomplete, lambda root: (path.stem for path in (root / "entries").glob("*.yaml")))


def node_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of nodes that start with what is typed."""
    return _starting(ctx, incomplete, _nodes)


def _nodes(root: Path) -> Iterator[str]:
    tree = _TREE.search((root / TAXONOMY).read_text(encoding="utf-8"))
    yield from _NODE.findall(tree[1]) if tree else ()


def _starting(ctx: typer.Context, typed: str, names: Callable[[Path], Iterator[str]]) -> list[str]:
    named = ctx.find_root().params.get("root")
    root = Path(named) if named else find_root(Path.cwd())
    if root is None or not (root / TAXONOMY).is_file():
        return []
    return sorted(name for name in names(root) if name.startswith(typed))
