"""From a list to a site: the wheel alone in an empty environment, six lists of the same 60 works, times.

The wheel is built and installed without any extra, and `survey new` makes a survey of each list. `make site`
of the first one installs what a site needs and builds it; the other sites are built in that environment, too.
Packages come from wherever pip is set up to get them. Fails if a work is missing, a site is not built, or a
file has a word of this repository's survey.

Run: python -m benchmarks new_survey
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import measure, print_table
from benchmarks.synthetic import ROOT
from tests.starting.words import own_words, places

LISTS = ROOT / "tests" / "sources" / "listed"
SHAPES = ("plain.md", "bullets.md", "badges.md", "table.md", "nested.html", "references.bib")
WORKS = 60
TITLE = "Sourdough Papers"


def main() -> None:
    """Measure and print; exit with what is wrong."""
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = str(folder / "empty/bin/python")
        wheel = _wheel(folder)
        rows.append(("environment", *_time([sys.executable, "-m", "venv", "empty"], folder)))
        rows.append(
            ("pip install of the wheel alone", *_time([python, "-m", "pip", "install", "-q", wheel], folder))
        )
        for shape in SHAPES:
            survey = folder / shape.replace(".", "-")
            command = [python.replace("python", "survey"), "new", str(survey), "--title", TITLE]
            command += ["--from", str(LISTS / shape), "--program", wheel]
            rows.append((f"survey new, {shape}", *_time(command, folder)))
            if shape == SHAPES[0]:
                rows.append(("make site, first: installs the program", *_time(["make", "site"], survey)))
                environment = survey / ".venv"
            else:
                (survey / ".venv").symlink_to(environment)
                (environment / "installed").touch()  # newer than the requirements of this survey
            rows.append((f"make site, {shape}", *_time(["make", "site"], survey)))
            wrong += _faults(survey)
    print_table("From a list to a site", ("step", "wall", "CPU"), rows)
    if wrong:
        sys.exit("\n".join(wrong))


def _wheel(folder: Path) -> str:
    """The wheel, built from a copy: building leaves files behind."""
    copy = folder / "source"
    copy.mkdir()
    for part in ("pyproject.toml", "generator"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
    measure([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", "dist", "./source"], folder)
    return str(next((folder / "dist").glob("*.whl")))


def _time(command: list[str], folder: Path) -> tuple[str, str]:
    cost = measure(command, folder, environment={"PYTHON": sys.executable, "PYTHONPATH": ""})
    return (f"{cost.wall:.1f} s", f"{cost.cpu:.1f} s") if cost else ("over 10 min", "")


def _faults(survey: Path) -> list[str]:
    """What is wrong with a survey and its site."""
    faults = []
    if (entries := len(list((survey / "entries").glob("*.yaml")))) != WORKS:
        faults.append(f"{survey.name}: {entries} entries")
    if (pages := len(list((survey / "site/works").glob("*/index.html")))) != WORKS:
        faults.append(f"{survey.name}: {pages} pages of works")
    return faults + [f"{survey.name}/{place}" for place in places(survey, own_words())]


if __name__ == "__main__":
    main()
