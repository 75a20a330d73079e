"""Nothing that others wrote is left for the host to interpret, in texts and in titles."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from living_survey.hosting.texts import MAX_TITLE, plain, rendered

PIECES = [
    "closes ", "fixes ", "#1", "GH-2", "gh-3", "owner/name#4", "@name", "@org/team", "[skip ci]", "https://",
    "0123456789abcdef0123456789abcdef01234567", "abc1234", *"[]#@-:1é \n", "//", "word",
]  # fmt: skip
TITLES = st.one_of(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.text())
REFERENCE = re.compile(
    r"(?<!\w)@\w|#\d|(?<!\w)gh-\d|\b[0-9a-f]{40}\b|://|\[[\w ]+\]", re.IGNORECASE | re.ASCII
)


@given(TITLES)
@example("Closes #1, fixes GH-2 and owner/name#3 [skip ci]")
@example("0123456789abcdef0123456789abcdef01234567")
def test_a_title_refers_to_nothing(title: str) -> None:
    shown = plain(title)
    assert not REFERENCE.search(shown)
    assert "\n" not in shown
    assert len(shown) <= MAX_TITLE
    assert plain(shown) == shown


@pytest.mark.parametrize(
    "title",
    [
        "Add: C# and F1: a study (2nd ed.)",
        "Recall@k, 100% and R&D",
        "Vision–Language Models: How Far?",
        "GH and #tags",
    ],
)
def test_a_title_without_references_is_not_changed(title: str) -> None:
    assert plain(title) == title


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Closes #1 for @ada", "Closes # 1 for @ ada"),
        ("fixes gh-2", "fixes gh 2"),
        ("[skip ci] (a) bread", "(skip ci) (a) bread"),
        (f"bread {'0123456789' * 4}", "bread 012345…9"),
        ("See https://bread.test", "See https: //bread.test"),
        ("long " * 100, ("long " * 40).rstrip()),
    ],
)
def test_a_reference_is_broken_up_and_the_rest_is_left(title: str, shown: str) -> None:
    assert plain(title) == shown


def test_values_in_texts_are_escaped() -> None:
    shown = rendered("refused", reasons=["<b>*x*</b> closes #1 and GH-2"], pull=None)
    assert "- \\<b>\\*x\\*\\</b> closes <span>#</span>1 and GH<span>-</span>2\n" in shown
