"""Venues and years in running text."""

from __future__ import annotations

import re
from functools import lru_cache

from living_survey.knowledge.text import fold, words
from living_survey.sources.listed.vocabulary import (
    MONTHS,
    VENUE_WORDS,
    VENUES,
    VENUES_BY_FOLDED_NAME,
    VENUES_IN_ANY_CASE,
)
from living_survey.sources.listed.wording import LONGEST_PIECE, MANY_WORDS, is_label

LATEST_SHORT_YEAR = 50
YEAR = re.compile(r"(?<![\d/.v-])(?:19[5-9]\d|20[0-4]\d)(?!\d)")
KNOWN_VENUE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(re.escape(name) for name in sorted(VENUES, key=lambda name: (-len(name), name)))
    + f"|(?i:{'|'.join(VENUES_IN_ANY_CASE)}))"
    + r"(?=W?(?:['’\s,-]?(?:(?:19|20)\d\d|\d\d)(?!\d)|[^\w-]|-W|$))"
)

_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEAR_AND_MONTH = re.compile(
    rf"(?<!\d)((?:19|20)\d\d)(?=[-./]{_MONTH_NUMBER}|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
)
_VENUE_WITH_YEAR = re.compile(rf"{KNOWN_VENUE.pattern}-(\d\d)(?!\d)")
_SHORT_YEAR = re.compile(
    r"(?<=[A-Za-z\s(\[])['’`](\d\d)(?!\d)|(?<=[A-Za-z])['’`] (\d\d)(?=\W*$|[\])])|(?<=[A-Z]{3})(\d\d)(?!\d)"
)
_SHORT_DATE = re.compile(rf"(?<!\d)(\d\d)[./-]{_MONTH_NUMBER}")
_MONTH_OF_DATE = re.compile(rf"(?<!\d)(?:20)?(\d\d)[./-]({_MONTH_NUMBER})")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LAST_YEAR = re.compile(r"[\s,'’]{0,3}\(?(?:19|20)\d\d\)?|['’]\d\d$")
_BEFORE_YEAR = re.compile(
    r"[\W_]*((?:[^\W\d_]|\d+(?:st|nd|rd|th))[^\[\]()|\n\"“”]{1,90}?)[\s,.:'’(]*(?:19|20)\d\d(?!\d)"
)
_ACRONYM_IN_BRACKETS = re.compile(r"\s*\([A-Z][\w-]*\)")
_TOKEN = re.compile(r"[^\W_]+(?:[-/][^\W\d_]+)*")
_SIDE_EVENT = re.compile(r"\b(Findings|Workshop)s?\b", re.IGNORECASE)
_SERIAL = re.compile(r"\b(?:Journal|Transactions|Proceedings|Letters|Magazine|Reviews?|Communications)\b")
_PIECES = re.compile(r"[\n|;·•]|\s[-–—]\s|\]\s*\[|(?<=[.,])\s|[()\[\]]")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
_ALSO_WORDS = frozenset({"Nature", "Science", None})
"""Journals whose names are also words, so that the words around them must be looked at."""
_PREPRINTS = frozenset({"arxiv", "biorxiv", "corr", "medrxiv", "preprint"})
_NOTHING = frozenset({"n/a", "na", "none", "tbd", "tba", "?", "-"})


@lru_cache(maxsize=10_000)
def is_venue(text: str) -> bool:
    """Whether a text has nothing but a venue, a year or both, such as "ACL 2023 (Findings)"."""
    is_expected = False
    for word in _TOKEN.findall(fold(text)):
        stem = word.rstrip("0123456789")
        if stem in VENUES_BY_FOLDED_NAME or YEAR.fullmatch(word):
            is_expected = True
        elif stem not in MONTHS and word not in VENUE_WORDS and not word.isdigit():
            return False
    return is_expected


def venue_in(text: str) -> str | None:
    """The first venue in a text: a piece that is nothing else, a known one, or the words before a year."""
    pieces = [piece.strip() for piece in _PIECES.split(text[:LONGEST_PIECE]) if piece.strip()]
    for piece in pieces:
        if is_venue(piece) and (name := _known_venue(piece)):
            start = text.find(piece)
            return _known_venue(text[start : start + len(piece) + 20]) or name
    for piece in pieces:
        name = _known_venue(piece) if len(piece.split()) <= MANY_WORDS else None
        if name not in _ALSO_WORDS:
            return name
        if name and (journal := without_year(piece)).istitle():
            return journal
    return venue_before_year(text)


def venue_of_cell(text: str) -> str | None:
    """The venue in a column of venues, where any words are one."""
    name = venue_in(text) or without_year(text[:LONGEST_PIECE])
    return name if name and fold(name) not in _NOTHING else None


def venue_of_heading(text: str) -> tuple[str | None, int | None]:
    """The venue and year that a heading consists of, such as "CVPR 2024"; no venue if it names several."""
    if not is_venue(text):
        return None, None
    named = [VENUES_BY_FOLDED_NAME.get(word.rstrip("0123456789")) for word in _TOKEN.findall(fold(text))]
    names = set(named) - {None}
    is_topic = not names.isdisjoint(_ALSO_WORDS)
    venue = _known_venue(text) if len(names) == 1 and not is_topic else None
    return venue, None if is_topic else next(iter(years_in(text)), None)


def _known_venue(text: str) -> str | None:
    """The first well-known venue that a text names, with Findings or Workshop if that is beside it."""
    match = KNOWN_VENUE.search(text)
    if match is None:
        stems = [word.rstrip("0123456789") for word in _TOKEN.findall(fold(text))] if is_venue(text) else []
        return next((VENUES_BY_FOLDED_NAME[stem] for stem in stems if stem in VENUES_BY_FOLDED_NAME), None)
    name = VENUES_BY_FOLDED_NAME.get(fold(match[0]), match[0])
    side = _SIDE_EVENT.search(text[max(0, match.start() - 20) : match.end() + 30])
    return f"{name} {side[1].capitalize()}" if side and name not in {"arXiv", "Preprint"} else name


def venue_before_year(text: str) -> str | None:
    """A venue that is not well known, as the words before a year: `Front. Artif. Intell. 2023`."""
    match = _BEFORE_YEAR.match(_ACRONYM_IN_BRACKETS.sub("", text[:LONGEST_PIECE]))
    if not match or not YEAR.search(text):
        return None
    name = match[1].strip(" ,.:;-–—(")
    named = words(name)
    is_short = 0 < len(named) <= (2 * MANY_WORDS if _SERIAL.search(name) else MANY_WORDS)
    if (
        not is_short
        or MONTHS & set(named)
        or named[-1] in _SMALL_WORDS
        or {",", ":"} <= set(name)
        or is_label(name)
    ):
        return None
    return name


def without_year(text: str) -> str:
    """A text without the years in it."""
    return _LAST_YEAR.sub("", text).strip(" ,()")


def years_in(text: str) -> list[int]:
    """The years that a text names, in full or as in `ICLR'24` and `(’24)`."""
    found = [int(year) for year in (*YEAR.findall(text), *_YEAR_AND_MONTH.findall(text))]
    short = [int("".join(match.groups(""))) for match in _SHORT_YEAR.finditer(text)]
    short += map(int, _VENUE_WITH_YEAR.findall(text))
    return found + [2000 + year for year in short if year < LATEST_SHORT_YEAR]


def year_near(text: str, venue: str | None) -> int | None:
    """The year in a text: the one after a venue, else the first."""
    start = text.find(venue.split()[0]) if venue else -1
    years = years_in(text[start:]) if start >= 0 else []
    return next(iter(years or years_in(text)), None)


def is_preprint(venue: str) -> bool:
    """Whether a venue is a server of preprints: `arXiv preprint`."""
    return fold(venue).partition(" ")[0] in _PREPRINTS


def is_month_of(arxiv: str | None, date: str) -> bool:
    """Whether a date with a month is in the month of an arXiv identifier."""
    found = _MONTH_OF_DATE.search(date)
    return bool(found and arxiv and arxiv.startswith(f"{found[1]}{int(found[2]):02d}."))


def date_year(text: str) -> int | None:
    """The year in a column of dates, where `22.07` is a year with a month."""
    short = _SHORT_DATE.search(text)
    year = _ANY_YEAR.search(text)
    return int(year[1]) if year else 2000 + int(short[1]) if short else None
