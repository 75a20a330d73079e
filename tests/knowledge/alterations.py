"""Titles as other lists, other versions and other people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

SHORTEST = 3
ADDED = ("efficient", "large", "multimodal", "new", "robust", "scalable", "the", "towards", "unified", "with")
NAMES = ("CrustNet", "LoafBench", "Nimbus", "Omni-Oven")
REWORDED = (
    ("Large Language Models", "LLMs"),
    ("Vision-Language", "Vision Language"),
    ("Multimodal", "Multi-modal"),
    ("Improving", "Enhancing"),
    ("Benchmarking", "Evaluating"),
    ("Datasets", "Data Sets"),
    ("Towards", "Toward"),
    (" via ", " with "),
    (" and ", " & "),
    (" for ", " in "),
)
LETTERS = "aeinrst"


def _word_dropped(chance: random.Random, title: str) -> str | None:
    words = title.split()
    if len(words) < SHORTEST:
        return None
    del words[chance.randrange(len(words))]
    return " ".join(words)


def _word_added(chance: random.Random, title: str) -> str | None:
    words = title.split()
    words.insert(chance.randrange(len(words) + 1), chance.choice(ADDED))
    return " ".join(words)


def _plural(chance: random.Random, title: str) -> str | None:
    words = title.split()
    nouns = [at for at, word in enumerate(words) if word.isalpha() and len(word) > SHORTEST]
    if not nouns:
        return None
    at = chance.choice(nouns)
    words[at] = words[at][:-1] if words[at].endswith("s") else f"{words[at]}s"
    return " ".join(words)


def _words_swapped(chance: random.Random, title: str) -> str | None:
    words = title.split()
    if len(words) < SHORTEST:
        return None
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _typing_error(chance: random.Random, title: str) -> str | None:
    at = chance.randrange(1, len(title) - 1)
    before, letter, after = title[:at], title[at], title[at + 1 :]
    other = chance.choice(LETTERS)
    dropped, added, changed = before + after, before + other + letter + after, before + other + after
    swapped = before + after[:1] + letter + after[1:]
    return chance.choice([dropped, added, changed, swapped])


def _two_typing_errors(chance: random.Random, title: str) -> str | None:
    return _typing_error(chance, _typing_error(chance, title) or title)


def _reworded(_chance: random.Random, title: str) -> str | None:
    return next((title.replace(old, new) for old, new in REWORDED if old in title), None)


def _without_subtitle(_chance: random.Random, title: str) -> str | None:
    name, colon, _ = title.partition(": ")
    return name if colon else None


def _without_name(_chance: random.Random, title: str) -> str | None:
    return title.partition(": ")[2] or None


def _renamed(chance: random.Random, title: str) -> str | None:
    _, colon, subtitle = title.partition(": ")
    return f"{chance.choice(NAMES)}: {subtitle}" if colon else None


def _sequel(_chance: random.Random, title: str) -> str | None:
    return re.sub(r"^([A-Za-z-]+): ", r"\1 2: ", title) if re.match(r"[A-Za-z-]+: ", title) else None


ALTERATIONS: dict[str, Callable[[random.Random, str], str | None]] = {
    "a word dropped": _word_dropped,
    "a word added": _word_added,
    "plural or singular": _plural,
    "two words swapped": _words_swapped,
    "a typing error": _typing_error,
    "two typing errors": _two_typing_errors,
    "reworded": _reworded,
    "without the subtitle": _without_subtitle,
    "without the name": _without_name,
    "another name": _renamed,
}
"""What leaves it the same work; each gives None for titles that it does not apply to."""
SEQUEL = _sequel
"""The title of the second part, which is another work."""
