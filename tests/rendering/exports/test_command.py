from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.rendering.exports import FORMATS, select

if TYPE_CHECKING:
    from generator import KnowledgeBase

ROOT = Path(__file__).parents[3]


def survey(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def test_a_format_is_printed(kb: KnowledgeBase) -> None:
    done = survey("export", "ris", "--node", "data-augmentation", "--id", "gadre2023datacomp")
    assert done.returncode == 0
    works = select(kb, nodes=["data-augmentation"], ids=["gadre2023datacomp"])
    assert done.stdout == FORMATS["ris"].render(kb, works)


def test_a_file_is_written_as_a_whole(kb: KnowledgeBase, tmp_path: Path) -> None:
    target = tmp_path / "works.sqlite"
    target.write_text("old")
    assert survey("export", "sqlite", "-o", str(target)).returncode == 0
    assert target.read_bytes() == FORMATS["sqlite"].render(kb, tuple(kb))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bibtx"], 'unknown format "bibtx" (did you mean "bibtex"?)'),
        (
            ["ris", "--node", "data-acquistion"],
            'unknown taxonomy node "data-acquistion" (did you mean "data-acquisition"?)',
        ),
        (
            ["ris", "--id", "gadre2023datacmp"],
            'unknown work "gadre2023datacmp" (did you mean "gadre2023datacomp"?)',
        ),
        (["ris", "-o", "no/such/file"], "no/such: there is no such folder"),
        (["ris", "-o", "entries"], "entries: not a regular file"),
    ],
)
def test_mistakes_are_named(arguments: list[str], message: str) -> None:
    done = survey("export", *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == f"survey: {message}\n"


def test_the_help_names_every_format() -> None:
    text = " ".join(survey("export", "--help").stdout.decode().split())
    assert all(name in text for name in FORMATS)
