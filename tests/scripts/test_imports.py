"""Imports among the site's scripts go one way."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from living_survey.web.constants import write_constants
from tests.site.building import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ASSETS = ROOT / "generator/living_survey/web/assets"
# `import {…} from "./a.js"`, `import("./a.js")`, and types: `@typedef {import("./a.js").A}`.
IMPORT = re.compile(r"""(?:\bfrom|\bimport\()\s*["'](\.[^"'\n]+\.js)["']""")
ROOMS: dict[str, set[str]] = {
    "common": set(),
    "contribute": {"common"},
    "works": {"common"},
    "search": {"common", "works"},
    "explore": {"common", "works", "search"},
}


def imports(folder: Path) -> dict[Path, set[Path]]:
    """The scripts below a folder, each with those that it imports, types included."""
    return {
        script: {(script.parent / name).resolve() for name in IMPORT.findall(script.read_text("utf-8"))}
        - {script}
        for script in folder.resolve().rglob("*.js")
    }


def cycle(folder: Path) -> list[str]:
    try:
        TopologicalSorter(imports(folder)).prepare()
    except CycleError as error:
        return [script.name for script in error.args[1]]
    return []


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    write_constants(tmp_path)
    return tmp_path / "assets"


def test_no_script_imports_itself_by_way_of_others() -> None:
    assert cycle(ASSETS) == []


def test_a_cycle_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text('import { two } from "./two.js";', "utf-8")
    (tmp_path / "two.js").write_text('/** @typedef {import("./one.js").One} One */', "utf-8")
    assert len(cycle(tmp_path)) == 3


def test_folders_import_what_is_below_them(generated: Path) -> None:
    for script, imported in imports(ASSETS).items():
        room = script.relative_to(ASSETS).parts[0]
        for other in imported:
            path = other.relative_to(ASSETS)
            assert other.is_file() or (generated / path).is_file(), f"{script.name} imports {path}"
            if room in ROOMS and path.parts[0] in ROOMS:
                assert path.parts[0] in ROOMS[room] | {room}, f"{script.name} imports {path}"
