"""Syntheses and reading paths are read, and their problems have a place and a cure."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.knowledge.syntheses import Synthesis
from living_survey.loading import InvalidKnowledgeError
from living_survey.loading.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = Path(__file__).parent / "base"
HEAD = "---\nnode: dough\nreviewed: 2026-11-30\n---\n"
TEXT = """
Dough rests [@doe2023words].

## Open questions

- Does it rise
  overnight [@doe2023words; @roe2022survey]?
- It falls [@roe2022survey].
"""
PATHS = """
paths:
  - id: first-steps
    title: First steps
    for: Bakers.
    steps:
      - {work: roe2022survey, why: All of it.}
      - {work: doe2023words, why: Then this.}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small knowledge base of these tests, without syntheses."""
    shutil.copytree(BASE, tmp_path / "root")
    (tmp_path / "root/site_src/syntheses").mkdir(parents=True)
    return tmp_path / "root"


def written(root: Path, text: str, name: str = "dough") -> list[str]:
    """The problems of a synthesis."""
    (root / f"site_src/syntheses/{name}.md").write_text(text, encoding="utf-8")
    return [str(problem) for problem in inspect(root).problems]


def test_a_synthesis_is_its_text_with_the_day_of_its_review(root: Path) -> None:
    assert written(root, HEAD + TEXT) == []
    synthesis = load(root).syntheses["dough"]
    assert (synthesis.reviewed, synthesis.body) == (date(2026, 11, 30), TEXT)
    assert synthesis.cited == ("doe2023words", "roe2022survey")
    assert synthesis.source == "site_src/syntheses/dough.md"


def test_claims_are_paragraphs_and_list_items_with_their_lines_in_the_file(root: Path) -> None:
    written(root, HEAD + TEXT)
    claims = list(load(root).syntheses["dough"].claims())
    assert [(claim.line, claim.text.split()[0]) for claim in claims] == [(6, "Dough"), (10, "-"), (12, "-")]
    assert claims[1].text.endswith("roe2022survey]?"), "an item goes on in its next line"


def test_a_reading_path_names_its_works_in_order(root: Path) -> None:
    (root / "site_src/reading-paths.yaml").write_text(PATHS, encoding="utf-8")
    kb = load(root)
    path = kb.paths["first-steps"]
    assert (path.audience, [step.work for step in path.steps]) == (
        "Bakers.",
        ["roe2022survey", "doe2023words"],
    )
    assert [(one.id, number) for one, number in kb.reading_path_steps(kb["doe2023words"])] == [
        ("first-steps", 2)
    ]


def without_head(text: str) -> str:
    return text.removeprefix(HEAD)


def unclosed_head(text: str) -> str:
    return text.replace("30\n---\n", "30\n")


def another_node(text: str) -> str:
    return text.replace("node: dough", "node: ovens")


def unknown_node(text: str) -> str:
    return text.replace("node: dough", "node: doughh")


def no_day(text: str) -> str:
    return text.replace("reviewed: 2026-11-30\n", "")


def bad_day(text: str) -> str:
    return text.replace("2026-11-30", "yesterday")


def unknown_work(text: str) -> str:
    return text.replace("@doe2023words; ", "@doe2023word; ")


def unheard_of_work(text: str) -> str:
    return text.replace("@doe2023words; ", "@zzz; ")


def empty_citation(text: str) -> str:
    return text.replace("@doe2023words; ", "@; ")


def uncited(text: str) -> str:
    return text.replace(" [@roe2022survey]", "")


def mention_only(text: str) -> str:
    return text.replace("[@roe2022survey]", "@roe2022survey")


FILE = "site_src/syntheses/dough.md"
START = '(start the file with the lines "---", "node: dough", "reviewed: 2026-11-30" and "---")'
MISSING = f"{FILE}:1:1: the node and the day of the last review are missing {START} [synthesis-form]"
RENAME = 'the file is called "dough" (write node: dough)'
CITE = "(add the works that support it, as [@id; @id], or delete it) [uncited-claim]"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (without_head, MISSING),
        (unclosed_head, MISSING),
        (
            another_node,
            f"{FILE}:2:7: {RENAME} [synthesis-form]",
        ),
        (
            unknown_node,
            (
                f'{FILE}:2:7: unknown taxonomy node "doughh" '
                "(the file is called dough.md: write node: dough) [synthesis-form]"
            ),
        ),
        (
            unknown_work,
            f'{FILE}:11:13: no work "doe2023word" (did you mean "doe2023words"?) [unknown-citation]',
        ),
        (
            unheard_of_work,
            f'{FILE}:11:13: no work "zzz" (correct the id, or add the work first) [unknown-citation]',
        ),
        (
            empty_citation,
            f'{FILE}:11:13: no work "" (correct the id, or add the work first) [unknown-citation]',
        ),
        (uncited, f'{FILE}:12:1: no citation: "- It falls." {CITE}'),
        (mention_only, f'{FILE}:12:1: no citation: "- It falls @roe2022survey." {CITE}'),
    ],
)
def test_problems_have_their_place_and_a_cure(root: Path, change: Callable[[str], str], problem: str) -> None:
    changed = change(HEAD + TEXT)
    assert changed != HEAD + TEXT
    assert written(root, changed) == [problem]


@pytest.mark.parametrize(("change", "code"), [(no_day, "missing-field"), (bad_day, "bad-date")])
def test_the_head_is_checked_as_entries_are(root: Path, change: Callable[[str], str], code: str) -> None:
    (problem,) = written(root, change(HEAD + TEXT))
    assert problem.startswith(f"{FILE}:")
    assert problem.endswith(f"[{code}]")


def test_a_site_with_a_wrong_synthesis_is_not_built(root: Path) -> None:
    written(root, uncited(HEAD + TEXT))
    with pytest.raises(InvalidKnowledgeError, match="uncited-claim"):
        load(root)


def test_a_path_needs_two_steps_and_known_works(root: Path) -> None:
    text = PATHS.replace("doe2023words", "doe2023word").replace(
        "      - {work: roe2022survey, why: All of it.}\n", ""
    )
    (root / "site_src/reading-paths.yaml").write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in inspect(root).problems]
    assert [problem.split(":")[0] for problem in problems] == ["site_src/reading-paths.yaml"]
    (root / "site_src/reading-paths.yaml").write_text(PATHS.replace("2022survey", "2021survey"), "utf-8")
    (problem,) = [str(problem) for problem in inspect(root).problems]
    assert problem == (
        'site_src/reading-paths.yaml:7:16: no work "roe2021survey" (did you mean "roe2022survey"?) '
        "[unknown-citation]"
    )


def test_works_added_after_the_review_are_counted_below_the_node_too(root: Path) -> None:
    written(root, (HEAD + TEXT).replace("2026-11-30", "2024-07-11"))
    kb = load(root)
    assert [work.id for work in kb.added_since_review(kb.syntheses["dough"])] == ["doe2023words"]
    on_the_day = Synthesis(node="dough", reviewed=date(2024, 7, 12), body=TEXT)
    assert kb.added_since_review(on_the_day) == ()
