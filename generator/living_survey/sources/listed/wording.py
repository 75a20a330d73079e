"""Running text in lists: marks around words, sentences, labels of links."""

from __future__ import annotations

import re
from functools import lru_cache

from living_survey.knowledge.text import normalized_title, words
from living_survey.sources.listed.vocabulary import LABELS, LAST_WORDS_OF_LABELS

SHORTEST_TITLE = 12
"""Letters of the shortest text that is a title by itself."""
LONGEST_PIECE = 4_000
"""Characters of a unit that are looked at; titles and names are at the front."""
LONGEST_LEAD = 60
"""Characters before a title that can be a number, a tag or a short name."""
LONGEST_LABEL = 3
FEW_WORDS = 3
MANY_WORDS = 8

COLONS = (":", "\uff1a")
"""The second is full-width, as Chinese lists have it."""

BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
ENUMERATION = re.compile(r"\A\s*(?:[\[(]\d{1,4}[\])]|\d{1,4}[.)](?=\s|$)|#\d{1,4}\b)[\s:.]*")

_EMOJI = re.compile(
    "[\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u200b-\u200f\u2060\ufeff\ufffc\U0001f000-\U0001faff]"
    r"|:[a-z][a-z0-9_+-]{1,40}:"
)
_CHARACTERS_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BOUND = re.compile(r"(?<=[.?!])\s+(?=[^\sa-z])|\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-ZÀ-Þ]|\bet ?al|\bi\.e|\be\.g|\b(?:adv|ann|artif|biol|bull|cf|comput|conf|dept|dr|ed|eds|eng|eq"
    r"|etc|fig|front|inc|inf|int|intell|jr|lett|med|mr|ms|no|phys|pp|proc|prof|res|rev|sci|soc|sr|st|surv|symp|syst"
    r"|trans|vol|vs))\.$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """A text on one line, without emoji and invisible characters."""
    return " ".join(_EMOJI.sub(" ", text).split())


@lru_cache(maxsize=10_000)
def title_size(text: str) -> int:
    """The number of letters of a title; a Chinese, Japanese or Korean character counts as three."""
    normalized = normalized_title(text)
    return len(normalized) + 2 * len(_CHARACTERS_WITHOUT_SPACES.findall(normalized))


@lru_cache(maxsize=10_000)
def is_label(text: str, *, is_linked: bool = True) -> bool:
    """Whether the words of a link name what it leads to, such as "Project Page", rather than a title."""
    text = _EMOJI.sub(" ", text).strip()
    if text.startswith(("http://", "https://", "www.")):
        return True
    label, at, _ = text.partition("@")
    if at and words(label) and is_label(label):  # "Video@Workshop"
        return True
    label, dash, rest = text.partition(" - ")
    if is_linked and dash and len(rest.split()) <= 1 and words(label) and is_label(label):  # "Code - PyTorch"
        return True
    found = [word.rstrip("0123456789") or word for word in words(text)]
    if all(word in LABELS or word.isdigit() for word in found):
        return True
    return (
        is_linked
        and 1 < len(text.split()) <= len(found) <= LONGEST_LABEL
        and found[-1] in LAST_WORDS_OF_LABELS
    )


def sentences(text: str) -> list[str]:
    """The sentences of a text, which end at the end of a line at the latest, but not at abbreviations."""
    found: list[str] = []
    start = 0
    for bound in _BOUND.finditer(text):
        before = text[max(start, bound.start() - 12) : bound.start()]
        if bound[0] == "\n" or not _ABBREVIATION.search(before):
            found.append(text[start : bound.start()])
            start = bound.end()
    return [sentence for sentence in (*found, text[start:]) if sentence.strip()]
