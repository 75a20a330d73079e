from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS, select
from tests.cli.running import survey_bytes

if TYPE_CHECKING:
    import subprocess

    from living_survey import KnowledgeBase

ROOT = Path(__file__).parents[3]
FIXTURE = "tests/bakery"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(ROOT / FIXTURE)


def survey(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return survey_bytes("--root", FIXTURE, *arguments)


def test_a_format_is_printed(kb: KnowledgeBase) -> None:
    done = survey("export", "ris", "--node", "milling", "--id", "roe2019bread")
    assert done.returncode == 0
    works = select(kb, nodes=["milling"], ids=["roe2019bread"])
    assert done.stdout == FORMATS["ris"].render(kb, works)


def test_a_file_is_written_as_a_whole(kb: KnowledgeBase, tmp_path: Path) -> None:
    target = tmp_path / "works.sqlite"
    target.write_text("old")
    assert survey("export", "sqlite", "-o", str(target)).returncode == 0
    assert target.read_bytes() == FORMATS["sqlite"].render(kb, tuple(kb))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("arguments", "name", "format_"),
    [
        ([], "statements.csv", "csv"),
        ([], "statements.jsonl", "jsonl"),
        ([], "statements.parquet", "parquet"),
        (["--as", "parquet"], "statements.data", "parquet"),
        (["--as", "jsonl"], "statements.csv", "jsonl"),
    ],
)
def test_statements_are_written_in_the_format_of_the_option_or_the_ending(
    kb: KnowledgeBase, tmp_path: Path, arguments: list[str], name: str, format_: str
) -> None:
    assert survey("export", "statements", "-o", str(tmp_path / name), *arguments).returncode == 0
    assert (tmp_path / name).read_bytes() == STATEMENT_FORMATS[format_].render(kb, tuple(kb))


def test_statements_about_chosen_works_are_printed_as_csv(kb: KnowledgeBase) -> None:
    done = survey("export", "statements", "--id", "doe2021knead")
    assert done.returncode == 0
    assert done.stdout == STATEMENT_FORMATS["csv"].render(kb, [kb["doe2021knead"]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bibtx"], 'unknown format "bibtx" (did you mean "bibtex"?)'),
        (
            ["ris", "--node", "miling"],
            'unknown taxonomy node "miling" (did you mean "milling"?)',
        ),
        (
            ["ris", "--id", "roe2019bred"],
            'unknown work "roe2019bred" (did you mean "roe2019bread"?)',
        ),
        (["ris", "-o", "no/such/file"], "no/such: no such folder"),
        (["ris", "-o", "entries"], "entries: not a regular file"),
        (["ris", "--as", "csv"], "--as is for statements: survey export statements --as csv"),
        (["statements", "-o", "out.txt"], 'unknown format "txt" (one of csv, jsonl, parquet)'),
        (["statements", "--as", "json"], 'unknown format "json" (did you mean "jsonl"?)'),
    ],
)
def test_mistakes_are_named(arguments: list[str], message: str) -> None:
    done = survey("export", *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == f"survey: {message}\n"


def test_the_help_names_every_format() -> None:
    text = " ".join(survey("export", "--help").stdout.decode().split())
    assert all(name in text for name in [*FORMATS, "statements"])
