"""Every rule finds its problems, at the right place, and nothing else.

A case is a change of the small knowledge base in `base/` with the report that results. Cases are in
`cases/<code>.yaml`; `pytest --update-golden` writes the current reports, to be reviewed as a diff. Faults
that a YAML file cannot have (links, permissions, bytes) are in `PREPARED` below.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from living_survey.loading.formatting import rewrite_entries
from living_survey.loading.inspection import inspect
from living_survey.loading.report import as_text
from living_survey.loading.rules import ALL_RULES, Rule
from living_survey.loading.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
BASE = HERE / "base"
CASES = HERE / "cases"
ENTRY = "entries/doe2023words.yaml"


@dataclass(frozen=True)
class Case:
    """Changes of the base, and the lines that `survey check` prints for it."""

    code: str
    position: int
    name: str
    expect: str
    edit: tuple[tuple[str, str], ...] = ()
    edit_taxonomy: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def prepare(self, root: Path) -> None:
        shutil.copytree(BASE, root)
        for path, edits in ((ENTRY, self.edit), ("taxonomy.yaml", self.edit_taxonomy)):
            text = (root / path).read_text(encoding="utf-8")
            for old, new in edits:
                assert text.count(old) == 1, f"{old!r} must be in {path} once"
                text = text.replace(old, new)
            (root / path).write_text(text, encoding="utf-8")
        for name, text in self.files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(CASES.glob("*.yaml")):
        # With the parser in C: these files are read whenever tests are collected.
        for position, raw in enumerate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)):
            edit, edit_taxonomy, files = (
                tuple((raw.get(key) or {}).items()) for key in ("edit", "edit_taxonomy", "files")
            )
            expect = raw.get("expect", "")
            cases.append(Case(path.stem, position, raw["name"], expect, edit, edit_taxonomy, files))
    return cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.code}: {case.name}")
def test_rule(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case.prepare(tmp_path / "root")
    found = as_text(inspect(tmp_path / "root").problems)
    if request.config.getoption("--update-golden"):
        update(case, found)
    else:
        assert found == case.expect
    assert not found or f"[{case.code}]" in found


def update(case: Case, found: str) -> None:
    path = CASES / f"{case.code}.yaml"
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    cases[case.position]["expect"] = found
    path.write_text(
        yaml.dump(cases, Dumper=_Literal, sort_keys=False, allow_unicode=True, width=10_000), encoding="utf-8"
    )


class _Literal(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Literal.add_representer(str, _represent)


# --- faults that need more than text -----------------------------------------------------------------------


def unreadable(root: Path) -> None:
    (root / "entries/gone2020x.yaml").symlink_to("gone2020x.yaml")


def symlink(root: Path) -> None:
    (root / "entries/x2020y.yaml").symlink_to("/dev/zero")
    (root / "site_src/pages").mkdir(parents=True, exist_ok=True)
    targets = {"all": "/", "pages/passwd.md": "/etc/passwd", "up": "../..", "here": "../entries"}
    for name, target in targets.items():
        (root / "site_src" / name).symlink_to(target)


def not_a_file(root: Path) -> None:
    os.mkfifo(root / "entries/fifo2020x.yaml")
    (root / "entries/x2020y.yaml").mkdir()


def too_large(root: Path) -> None:
    with (root / "entries/big2020x.yaml").open("wb") as file:
        file.truncate(100_000_000)


def encoding(root: Path) -> None:
    (root / "entries/x2020latin.yaml").write_bytes("title: Über\n".encode("latin-1"))
    (root / "entries/x2020utf16.yaml").write_bytes("title: Über\n".encode("utf-16"))


def too_many(root: Path) -> None:
    words = "".join(f"  - no-node-{number}\n" for number in range(1000))
    text = (root / "entries/roe2022survey.yaml").read_text(encoding="utf-8")
    text = text.replace("tags: [dough-resting]\n", f"tags:\n{words}")
    (root / "entries/roe2022survey.yaml").write_text(text, encoding="utf-8")


NOT_A_FILE = "1:1: not a regular file (entries are files directly in entries/) [not-a-file]"
PREPARED: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "unreadable": (
        unreadable,
        [
            (
                "entries/gone2020x.yaml:1:1: cannot be read: circular symbolic links"
                " (check the file and its permissions) [unreadable]"
            )
        ],
    ),
    "symlink": (
        symlink,
        [
            (
                "entries/x2020y.yaml:1:1: symbolic link to a place outside the repository"
                " (replace the link with the file itself) [symlink]"
            ),
            *(
                f"site_src/{name}:1:1: symbolic link to a place outside the repository"
                " (replace the link with what it leads to) [symlink]"
                for name in ("all", "pages/passwd.md", "up")
            ),
        ],
    ),
    "not-a-file": (not_a_file, [f"entries/fifo2020x.yaml:{NOT_A_FILE}", f"entries/x2020y.yaml:{NOT_A_FILE}"]),
    "too-large": (
        too_large,
        [
            (
                "entries/big2020x.yaml:1:1: 100,000,000 bytes; the limit is 65,536 bytes"
                " (shorten notes and remarks) [too-large]"
            )
        ],
    ),
    "encoding": (
        encoding,
        [
            "entries/x2020latin.yaml:1:8: byte 0xdc is not UTF-8 (save the file as UTF-8) [encoding]",
            "entries/x2020utf16.yaml:1:1: the file is UTF-16, not UTF-8 (save the file as UTF-8) [encoding]",
        ],
    ),
}


@pytest.mark.parametrize("code", PREPARED)
def test_rule_about_files(code: str, tmp_path: Path) -> None:
    prepare, expected = PREPARED[code]
    shutil.copytree(BASE, tmp_path / "root")
    prepare(tmp_path / "root")
    assert [str(problem) for problem in inspect(tmp_path / "root").problems] == expected


def test_rule_too_many_problems(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "root")
    too_many(tmp_path / "root")
    problems = [p for p in inspect(tmp_path / "root").problems if p.path == "entries/roe2022survey.yaml"]
    assert len(problems) == 201
    assert str(problems[-1]) == (
        "entries/roe2022survey.yaml:208:5: at least 1 more problem in this file "
        "(fix the first problems, then run again) [too-many-problems]"
    )


def test_rule_cannot_format(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(BASE, root)
    (root / "entries/x2020y.yaml").write_text("- a\n", encoding="utf-8")
    outcomes = rewrite_entries(root, Selection(frozenset({"entries/x2020y.yaml"})), write=True)
    assert [str(outcome.problem) for outcome in outcomes] == [
        'entries/x2020y.yaml:1:1: expected lines of "key: value" [cannot-format]'
    ]


# --- all rules ---------------------------------------------------------------------------------------------


TESTED_ELSEWHERE = {"too-many-problems", "cannot-format", "id-gone"}


def test_every_rule_has_a_case() -> None:
    tested = {case.code for case in read_cases()} | set(PREPARED) | TESTED_ELSEWHERE
    assert tested == set(ALL_RULES)


@pytest.mark.parametrize("rule", ALL_RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_has_a_demand_and_a_cure(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.cure.endswith(".")
    assert rule.summary != rule.cure


def test_the_base_has_no_problem() -> None:
    assert inspect(BASE).problems == ()
