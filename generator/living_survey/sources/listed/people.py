"""Names of people in running text.

Capitalized words between commas are names, unless some of them are words of titles and no "et al." follows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from living_survey.knowledge.people import Name
from living_survey.knowledge.text import fold
from living_survey.sources.latex import to_text
from living_survey.sources.listed.venues import YEAR, is_venue
from living_survey.sources.listed.vocabulary import PARTICLES_OF_NAMES, TITLE_WORDS
from living_survey.sources.listed.wording import (
    ENUMERATION,
    LONGEST_LEAD,
    LONGEST_PIECE,
    SHORTEST_TITLE,
    clean,
    is_label,
    sentences,
    title_size,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIR = 2
LONGEST_NAME = 5
MANY_COMMAS = 5
MOST_PIECES = 120
LONGEST_NAMES = 600

_ET_AL = re.compile(
    r"[,\s]{0,4}(?:\bet\.? ?all?\b\.?|\band (?:\d+ )?others\b|等|(?<=,) ?(?:\.\.\.|…))", re.IGNORECASE
)
_RUNNING_TEXT = re.compile(r"\s(?:a|an|as|by|for|from|in|is|of|on|the|to|via|with)\s")
_AROUND_NAMES = re.compile(r"\([^()]*\)|^\s*(?:by|authors?:)\s+", re.IGNORECASE)
_FOOTNOTES = re.compile(r"[*\u2217†‡§¶♣♠♦♥⋆★☆✉#^]+|\\")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}")
_WITH_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.[\s-]?){1,4}\S*[^\W\d_]{2}.*|[^\W\d_].*\s(?:[A-ZÀ-Þ]\.){1,3}")
_INITIALS_AFTER = re.compile(r"\A,\s*(?:[A-ZÀ-Þ]\.[\s-]?){1,4}(?=[\s,;.*]|$)")
_ENDS_WITH_INITIAL = re.compile(r"(?:^|[\s.-])[A-ZÀ-Þ]\.$")
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’\u2010\u2011\u00b4`-])*")
_ABSTRACT_WORD = re.compile(r"(?:[ts]ion|ology|bility|ivity|ization)s?$", re.IGNORECASE)
_LOOSE_ACCENT = re.compile(r"\s([\u0300-\u036f])")
"""In text copied from a PDF, a space may separate a letter from its accent."""
_SMALL_PREFIX = re.compile(r"[a-z]['’][A-Z]")
_BRACKETED_YEAR = re.compile(r"[(\[][^()\[\]]{0,30}(?:19|20)\d\d[^()\[\]]{0,12}[)\]]")
_FIRST_FIELD = re.compile(r"[^,:|]{2,40}[,:|]\s*")
_END_OF_FIELD = re.compile(r"[\n,;:(\[|]|\s[-–—]\s")
_BEFORE_TITLE = re.compile(r",\s+|(?<![A-ZÀ-Þ])\.\s+")
_FIRST_INVERTED = re.compile(r"[A-ZÀ-Þ][\w'’-]+, [A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ]\.?)?, ")
_ONE_INVERTED = re.compile(r"([A-ZÀ-Þ][\w'’-]+), ((?:[A-ZÀ-Þ][\w'’-]*\.? ?){1,3})")


@dataclass(frozen=True)
class People:
    """A list of names; `more` means that there are others."""

    names: tuple[str, ...]
    more: bool = False


@lru_cache(maxsize=10_000)
def people(text: str, *, alone: bool = False) -> People | None:
    """The names that a text consists of; `alone` means that names are expected in its place."""
    text = unicodedata.normalize("NFC", _LOOSE_ACCENT.sub(r"\1", text[:LONGEST_PIECE]))
    more = _ET_AL.search(text)
    text = text[: more.start()] if more else text
    listed = _AROUND_NAMES.sub(" ", text)
    is_running = not more and listed.count(",") < MANY_COMMAS and _RUNNING_TEXT.search(listed)
    if is_running or YEAR.search(text):
        return None
    names = _names(to_text(listed) if "\\" in listed else listed, is_cut=more is not None)
    others = sum(not _is_name(name, is_expected=more is not None and name is names[-1]) for name in names)
    is_bad = any(len(name.split()) > LONGEST_NAME for name in names)
    if not names or is_bad or others > len(names) // (4 if alone else 6):
        return None
    return People(tuple(names), more is not None) if more or _is_enough(names, alone=alone) else None


def _is_enough(names: Sequence[str], *, alone: bool) -> bool:
    """Whether names are too many, or too clearly names, to be mere capitalized words."""
    whole = sum(" " in name for name in names)
    if len(names) == 1:
        return bool(_WITH_INITIALS.fullmatch(names[0])) or (alone and whole == 1)
    return alone or whole >= (PAIR if len(names) == PAIR else len(names) / 2)


def _names(listed: str, *, is_cut: bool) -> list[str]:
    if is_cut or "," in listed or ";" in listed:
        listed = re.sub(r"\d+", " ", listed)  # numbers of institutions
    return [clean(name) for name in _in_order(_parts(_FOOTNOTES.sub(" ", listed)), is_cut=is_cut)]


def _parts(text: str) -> list[str]:
    line = " ".join(text.split())
    between = re.split(r"\s+and\s+", line)
    if ";" in line or "\uff1b" in line:
        parts = re.split(r"\s*[;\uff1b]\s*(?:and\s+|&\s*)?|\s+and\s+", line)
    elif len(between) > 1 and all(part.strip(" .,").count(",") == 1 for part in between):
        parts = between  # `Lovelace, Ada and Babbage, Charles`
    else:
        parts = re.split(r"\s*[,\uff0c、|]\s*(?:and\s+|&\s*)?|\s+(?:and|und|et)\s+|\s*&\s*", line)
    stripped = (part.strip(" ,:;–—_`|") for part in parts)
    return [
        part if _ENDS_WITH_INITIAL.search(part) else part.strip(".- ")
        for part in stripped
        if part.strip(".- ")
    ]


def _in_order(parts: Sequence[str], *, is_cut: bool) -> list[str]:
    """Names in natural order: in `Lovelace, A.` and `Lovelace, Ada, Charles Babbage, ...` one is inverted."""
    names: list[str] = []
    is_first_inverted = (is_cut and len(parts) == PAIR) or sum(" " in part for part in parts[PAIR:]) > 1
    for number, part in enumerate(parts):
        if names and _INITIALS.fullmatch(part) and not _WITH_INITIALS.fullmatch(names[-1]):
            names[-1] = f"{part} {names[-1]}"
        elif part.count(",") == 1:
            names.append(Name.parse(part).natural)
        elif number == 1 and is_first_inverted and " " not in f"{names[0]}{part}":
            names[-1] = f"{part} {names[-1]}"
        else:
            names.append(part)
    return names


def _is_name(part: str, *, is_expected: bool = False) -> bool:
    """Whether a part of a list looks like a name; before "et al.", where one is expected, more words do."""
    tokens = part.split()
    if not 1 <= len(tokens) <= LONGEST_NAME or is_venue(part):
        return False
    is_first = len(tokens) > PAIR  # "A Steven Younger"; "A" is a word of titles otherwise
    rest = [one for at, one in enumerate(tokens) if one != "A" or not (at or is_first)]
    return all(_is_of_name(token, is_expected=is_expected) for token in rest) and not part.islower()


def _is_of_name(token: str, *, is_expected: bool) -> bool:
    folded = fold(token)
    is_known = folded in TITLE_WORDS
    is_abstract = len(token) > LONGEST_NAME and _ABSTRACT_WORD.search(token)
    if not _TOKEN.fullmatch(token) or ((is_known or is_abstract) and not is_expected):
        return False
    is_small = token[0].islower() and not _SMALL_PREFIX.match(token)
    return not is_small or folded.strip(".'’") in PARTICLES_OF_NAMES or (is_expected and not is_known)


def people_in(text: str) -> People | None:
    """The names in running text, as a sentence of their own or before the venue."""
    for part in sentences(_BRACKETED_YEAR.sub(" ", text[:LONGEST_PIECE])):
        sentence = ENUMERATION.sub("", part, count=1).strip(" ,;:|-–—")
        while (first := _FIRST_FIELD.match(sentence)) and is_venue(first[0]):
            sentence = sentence[first.end() :]
        if found := people(sentence) or leading_people(sentence):
            return found
    return None


def leading_people(sentence: str) -> People | None:
    """Names followed by something else: `Ada Example, Bob Sample, ICML 2021`."""
    pieces = re.split(r"([,:(\[|]\s*|\s[-–—]\s)", sentence.strip(" ,;:|-–—()"))
    for end in range(min(len(pieces), MOST_PIECES) - 1, 1, -2):
        if found := people("".join(pieces[: end - 1])):
            return found
    return None


def names_before_title(text: str) -> tuple[str, str]:
    """Names before a title, and the text from there: `Ada Example, Bob Sample, Title, Venue 2020`."""
    inverted = _FIRST_INVERTED.match(text)
    start = first = inverted.end() if inverted else 0
    for bound in _BEFORE_TITLE.finditer(text[:LONGEST_NAMES], start):
        names = _parts(text[start : bound.end()].removeprefix("and "))
        if not names or not all(" " in name and _is_name(name) for name in names):
            break
        start = bound.end()
    found = people(text[:start].rstrip(" ,.")) if start > first else None
    is_title = title_size(text[start:]) >= SHORTEST_TITLE and not is_details(text[start:])
    return (text[:start], text[start:]) if found and len(found.names) >= PAIR and is_title else ("", text)


def people_before_title(text: str) -> People | None:
    """The names before a title, where one may have the family name first, as in `Lovelace, Ada.`."""
    if found := people_in(text):
        return found
    match = _ONE_INVERTED.fullmatch(ENUMERATION.sub("", text, count=1).strip(" .")[:LONGEST_LEAD])
    return People((f"{match[2].strip()} {match[1]}",)) if match else None


def people_in_cell(text: str) -> People | None:
    """The names in a column of authors, where any words are names."""
    if found := people(text, alone=True):
        return found
    more = _ET_AL.search(text)
    parts = re.split(r"[,;、]|\band\b|&", text[: more.start()] if more else text)
    names = tuple(name for part in parts if (name := part.strip(" .*")))
    return People(names, more is not None) if names else None


def single_author(after_title: str) -> tuple[str, str] | None:
    """What may be the name of the only author, as the first field after a title, and the text after it."""
    text = after_title.strip(" \n,;:.|-–—")
    sentence = next(iter(sentences(text)), "")
    field = _END_OF_FIELD.split(sentence, maxsplit=1)[0].strip(" .")
    found = people(field, alone=True)
    if found is None or found.more or len(found.names) > 1 or len(field.split()) < PAIR:
        return None
    if field.endswith(("'s", "’s")):
        return None
    return found.names[0], text[text.index(field) + len(field) :]


def is_details(text: str) -> bool:
    """Whether a text has names, a venue or labels, and nothing else."""
    parts = [part for part in sentences(text) if part.strip(" .,;:|()[]-–—*")]
    return bool(parts) and all(_is_detail(part) for part in parts)


def _is_detail(part: str) -> bool:
    """Whether it is names, a venue or labels, such as `Example et al., 2020`, without a title after names."""
    more = _ET_AL.search(part)
    rest = part[more.end() :].strip(" .,()[]") if more else ""
    is_short = title_size(rest) < SHORTEST_TITLE or is_venue(rest)
    return bool((is_short and people(part)) or is_venue(part) or is_label(part))


def text_after_names(text: str, names: Sequence[str]) -> str:
    """The text after the last of some names."""
    last = names[-1].split()[-1:] if names else []
    at = text.rfind(last[0]) if last else -1
    after = _INITIALS_AFTER.sub("", text[at + len(last[0]) :], count=1) if at >= 0 else text
    return _ET_AL.sub(" ", after, count=1) if at >= 0 else text
