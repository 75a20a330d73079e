"""Citations as lists have them, split at the title; titles without what is around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.sources.latex import to_text
from living_survey.sources.listed.people import (
    PAIR,
    leading_people,
    names_before_title,
    people,
    people_in,
)
from living_survey.sources.listed.venues import KNOWN_VENUE, YEAR, is_venue, venue_before_year, years_in
from living_survey.sources.listed.wording import (
    BRACKETED,
    COLONS,
    ENUMERATION,
    FEW_WORDS,
    LONGEST_LEAD,
    LONGEST_PIECE,
    MANY_WORDS,
    SHORTEST_TITLE,
    clean,
    is_label,
    sentences,
    title_size,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COMMAS = 12
MOST_QUOTES = 12

_EDGES = " \t\n.,;:|–—-*·•~/\\_`#>+←→↑↓"
_DOUBLE_QUOTES = '"“”„«»'
_QUOTES = f"{_DOUBLE_QUOTES}'\u2018’`"
_QUOTE = re.compile(f"[{_DOUBLE_QUOTES}]")
_VENUE_TAG = re.compile(r"(?!Spring|Summer|Fall|Autumn|Winter)[A-Z][^()]{1,80}[ ,'’](?:19|20)\d\d")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_BEFORE_PUNCTUATION = re.compile(r"\s+([:,;.?!])(?=\s|$)")
_TAG = re.compile(
    r"[\[(【][^\[\]()【】]{1,60}[\])】]|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?\b|(?:19|20)\d{6}\b"
    r"|(?:19|20)\d\d\s*[-–—|:]\s"
    r"|(?:paper|title|name|论文|题目)\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
_KIND_OF_PAPER = r"(?:[\s-](?i:demo|findings|oral|poster|short|spotlight|workshops?)\b)*"
_NO_EVENT = (
    r"\s(?=[^a-z])"
    r"(?!.{0,80}\b(?i:challenge|competition|proceedings|report|task|tutorial|video|workshop)s?\b)"
)
"""What follows a venue with its year if they are not part of the title, unlike `ICML 2023 Tutorial`."""
_VENUE_AND_YEAR = re.compile(
    rf"(?:{KNOWN_VENUE.pattern}[-'’`]\s?|[A-Z][A-Za-z&]{{1,20}}['’`])\d\d(?!\d){_KIND_OF_PAPER}"
    rf"|{KNOWN_VENUE.pattern}[-'’`\s]?(?:19|20)\d\d(?!\d){_KIND_OF_PAPER}(?=\s*[:|,]|{_NO_EVENT})"
)
_FIELD_SEPARATORS = (re.compile(r"\s+\|\s+"), re.compile(r"\s+[-–—|]\s+"))
_FIELD_BOUND = re.compile(r"[,.;(\[|]")
_BEFORE_TAIL = re.compile(r"[,(\[|]|\s[-–—]\s")
_LAST_TWO_OF_MORE = re.compile(r"[^,;]+, and [^,;]+(?:,|$)")
_LAST_YEAR = re.compile(r"\(?\b(?:19|20)\d\d[a-z]?\)?[.,:]?\s*$")


@dataclass(frozen=True)
class Citation:
    """A text split at its title."""

    before: str
    title: str
    after: str


def citation(text: str, *, is_whole: bool = False) -> Citation:
    """Split a text such as `Names (2020). Title. Venue.` or `Title, Venue 2020`.

    `is_whole` means that what follows the title is set off, so that the title can have several sentences.
    """
    text = _SPACES.sub(" ", text)
    if quoted := quoted_title(text):
        return quoted
    tags, text = _leading_tags(text)
    names, text = names_before_title(text)
    parts = sentences(text)
    if len(parts) > 1 and _is_names(parts[0]):
        names = parts.pop(0)
    if not parts:
        return Citation(f"{tags} {names}", "", "")
    end = _sentences_of_title(parts, is_whole=is_whole)
    title, tail = _split_tail(" ".join(part.strip() for part in parts[:end]))
    return Citation(f"{tags} {names}", title, "\n".join([tail, *parts[end:]]))


# --- quotes ------------------------------------------------------------------------------------------------


def quoted_title(text: str) -> Citation | None:
    """A title in quotes, rather than a title with quotes in it: the words around must not belong to it."""
    quotes = [match.start() for match in _QUOTE.finditer(text)][:MOST_QUOTES]
    for number, start in enumerate(quotes):
        before = text[:start].strip()
        if not _opens_quotes(before):
            continue
        for end in quotes[number + 1 :: 2]:
            title, after = text[start + 1 : end], text[end + 1 :].strip()
            is_part = (
                before.endswith(COLONS) and len(title.split()) < FEW_WORDS and _continues_after_quotes(after)
            )
            if not is_part and _closes_quotes(title, after) and title_size(title) >= SHORTEST_TITLE // 3:
                return Citation(before, title, after)
    return None


def _opens_quotes(before: str) -> bool:
    """Whether a title in quotes may follow: after a number, a short name, a tag, or people."""
    if not before:
        return True
    if before[-1] not in ":.,)]|-–—*":
        return people(before) is not None
    longest = 3 * LONGEST_LEAD if before[-1] == ":" else LONGEST_LEAD
    return len(before) <= longest or people_in(before) is not None


def _closes_quotes(title: str, after: str) -> bool:
    if after.startswith(COLONS):
        return False
    is_venue_next = is_venue(" ".join(after.split()[:2])) or KNOWN_VENUE.match(after)
    return (
        not after
        or after[0] in ".,;([|-–—*【"
        or after[0].isdigit()
        or title[-1:] in ".,?!"
        or bool(is_venue_next)
    )


def _continues_after_quotes(after: str) -> bool:
    """Whether a title continues after quotes, as in `Bread: "Flour", Water, and Salt`."""
    first = _FIELD_BOUND.split(after.removeprefix(", "), maxsplit=1)[0].strip()
    is_other = is_venue(first) or years_in(first) or KNOWN_VENUE.search(first) or people(first, alone=True)
    return after.startswith(", ") and bool(first) and not is_other


# --- what precedes a title ---------------------------------------------------------------------------------


def _leading_tags(text: str) -> tuple[str, str]:
    """Numbers, dates and tags in brackets before a title, and the rest: `[2021/03] (Survey) Title`."""
    tags = ""
    while True:
        text = text.lstrip(" \t\n:.,|–—-*·•/")
        match = ENUMERATION.match(text) or _TAG.match(text) or _VENUE_AND_YEAR.match(text)
        if not match or not match[0] or title_size(text[match.end() :]) < SHORTEST_TITLE // 2:
            return tags, text
        tags += f" {match[0]}"
        text = text[match.end() :]


def _is_names(sentence: str) -> bool:
    """Whether a sentence has only names and perhaps a year, as in `Example, A. & Sample, B. (2020).`."""
    bare = _LAST_YEAR.sub("", sentence).strip(" ,:")
    return people(bare, alone=bare != sentence.strip(" ,:")) is not None


# --- what follows a title ----------------------------------------------------------------------------------


def _sentences_of_title(parts: Sequence[str], *, is_whole: bool) -> int:
    """The number of sentences that the title has."""
    for number, part in enumerate(parts[1:], 1):
        if people(part) or is_venue(part) or leading_people(part):
            return number
    if is_whole:
        return len(parts)
    if len(parts) > 1 and _split_tail(parts[1])[1] and not _split_tail(parts[0])[1]:
        return 2  # `Title. Subtitle, Venue 2020`
    end = 1
    while end < len(parts) and _goes_on(" ".join(parts[:end])):
        end += 1
    return end


def _goes_on(title: str) -> bool:
    return title.rstrip().endswith(("?", "!")) or title_size(title) < SHORTEST_TITLE // 2


def _split_tail(title: str) -> tuple[str, str]:
    """A title, and the names, venue, year or description that follow it in the same sentence."""
    for separator in _FIELD_SEPARATORS:
        fields = separator.split(f"{title} ")
        if len(fields) > PAIR:
            return fields[0], "\n".join(fields[1:])
    for bound in list(_BEFORE_TAIL.finditer(title))[:MOST_COMMAS]:
        before, tail = title[: bound.start()], title[bound.start() :].strip(" ,|-–—")
        is_enumeration = bound[0] == "," and _LAST_TWO_OF_MORE.match(tail)
        if is_enumeration or title_size(before) < SHORTEST_TITLE // 3:
            continue
        if _is_tail(tail) or (bound[0][0].isspace() and _is_prose(tail)):
            return before, tail
    return title, ""


def _is_prose(tail: str) -> bool:
    """Whether what follows a dash is a description rather than a part of the title."""
    return len(tail.split()) >= (FEW_WORDS if tail[:1].islower() else MANY_WORDS)


def _is_tail(tail: str) -> bool:
    """Whether names, a venue or brackets with a year begin here."""
    if is_venue(tail.strip("()[] ")) or people(tail):
        return True
    if tail.startswith(("(", "[")):
        return _is_year_in_brackets(tail)
    if found := leading_people(tail):
        return len(found.names) > 1 or found.more
    if venue := KNOWN_VENUE.match(tail):
        return bool(YEAR.search(tail[venue.end() : venue.end() + 12]))
    name = venue_before_year(tail)
    return name is not None and name[0].isupper() and tail.strip(" .,)")[-1:].isdigit()


def _is_year_in_brackets(tail: str) -> bool:
    bracket = BRACKETED.match(tail)
    if not bracket:
        return False
    inner = next((group for group in bracket.groups() if group), "")
    rest = tail[bracket.end() :].strip(" ,.:")
    is_expected = is_venue(inner) or bool(years_in(inner))
    return is_expected and (
        not rest or is_venue(rest) or bool(people(rest, alone=True) or leading_people(rest))
    )


# --- the title itself --------------------------------------------------------------------------------------


def as_title(text: str) -> str:
    """A title without what lists put around it: numbers, quotes, brackets with venue or year, punctuation."""
    text = to_text(ENUMERATION.sub("", clean(text[:LONGEST_PIECE]), count=1))
    before = ""
    while text != before:
        before = text
        text = _without_brackets(_without_quotes(text.strip(_EDGES)))
    return _SPACE_BEFORE_PUNCTUATION.sub(r"\1", text).replace("**", "").strip()


def edge_tags(text: str, title: str) -> str:
    """The words in brackets that are in a text but not in the title taken from it."""
    groups = (next(filter(None, match.groups()), "") for match in BRACKETED.finditer(text))
    return "\n".join(group for group in groups if group and group not in title)


def _without_quotes(text: str) -> str:
    """Without a pair of quotes around it, or a single one at an end."""
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES and not _QUOTE.search(text[1:-1]):
        return text[1:-1].strip()
    is_odd = text.count('"') % 2 == 1
    if (is_odd and text.startswith('"')) or (text.startswith(("“", "”")) and not _QUOTE.search(text[1:])):
        return text[1:]
    if (is_odd and text.endswith('"')) or (text.endswith(("“", "”")) and not _QUOTE.search(text[:-1])):
        return text[:-1]
    return text


def _without_brackets(text: str) -> str:
    """Without brackets at the ends that are open, empty or hold a venue, a year or a label."""
    for opening, closing in ("()", "[]", "【】"):
        end, start = text.find(closing), text.rfind(opening)
        if text.startswith(opening) and 0 < end < len(text) - 1 and (opening != "(" or _is_tag(text[1:end])):
            return text[end + 1 :]
        if text.endswith(closing) and start > 0 and _is_tag(text[start + 1 : -1]):
            return text[:start]
        bare = text.removeprefix(opening).removeprefix(closing).removesuffix(opening).removesuffix(closing)
        if (start < 0) != (end < 0) and bare != text:
            return bare
    return text


def _is_tag(inner: str) -> bool:
    return (
        not inner.strip() or is_venue(inner) or is_label(inner) or bool(_VENUE_TAG.fullmatch(inner.strip()))
    )
