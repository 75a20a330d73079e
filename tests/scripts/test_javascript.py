"""What Python emits as JavaScript means the same there."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from living_survey.knowledge.faults import Fault
from living_survey.web.constants import common_constants, form_constants
from living_survey.web.javascript import Whole, expression, module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LETTERS = "aZé9²_- .,:;/\\@?#&*$^~`'\"<>{}[]()|+=%!\n\t\x0b\x85\xa0\u2028\u3000李É🙂0\u0301Ⅷ"
PIECES = (
    "2304.14108v2",
    "hep-th/9901001",
    "10.1145/x",
    "https://",
    "example.com",
    "yes",
    "1e3",
    "et al",
    "2023-04-27",
)


def patterns() -> Iterator[tuple[str, re.Pattern[str], object]]:
    """Every pattern that scripts get: its name, itself, and what is emitted for it."""
    for name, value in (common_constants() | form_constants()).items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            emitted = one.pattern if isinstance(one, Fault) else one
            pattern = emitted.pattern if isinstance(emitted, Whole) else emitted
            if isinstance(pattern, re.Pattern):
                yield name, pattern, emitted


def test_values_are_written_as_javascript() -> None:
    assert expression({"a": [1, None, True], "b": frozenset({"z", "y"})}) == (
        '{"a": [1, null, true], "b": new Set(["y", "z"])}'
    )
    fault = Fault(re.compile(r"(?i)\d"), "digit in {text}")
    assert expression(fault) == (
        '{"pattern": new RegExp("\\\\p{Nd}", "iu"), "message": "digit in {text}", '
        '"cure": "", "in_capitals": false}'
    )
    assert module({"ONE": 1}).endswith("\nexport const ONE = 1;\n")


@pytest.mark.parametrize("pattern", [r"\D", r"\W", r"[\S]", r"\A", r"\g"])
def test_a_pattern_that_cannot_be_translated_is_refused(pattern: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    with pytest.raises(ValueError, match="no JavaScript for"):
        expression(compiled)


def test_other_values_are_refused() -> None:
    with pytest.raises(TypeError, match="no JavaScript for object"):
        expression(object())


@pytest.mark.browser
def test_every_pattern_matches_the_same_texts(browser: Browser) -> None:
    draw = random.Random(3)
    texts = ["".join(draw.choices([*LETTERS, *PIECES], k=draw.randint(0, 6))) for _ in range(3000)]
    all_patterns = list(patterns())
    assert len(all_patterns) > 40
    page = browser.new_page()
    for name, pattern, emitted in all_patterns:
        search = f"texts => texts.map(text => {expression(emitted)}.test(text))"
        match = pattern.fullmatch if isinstance(emitted, Whole) else pattern.search
        found = page.evaluate(search, texts)
        expected = [match(text) is not None for text in texts]
        assert [text for text, one, two in zip(texts, found, expected, strict=True) if one != two] == [], name
    page.close()
