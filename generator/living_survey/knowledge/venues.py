"""Venues: where a work appeared, in one short form however it is written, with its full name and kind.

Entries have the short form. `Venues.canonical` makes it of what services, BibTeX files and people write;
exports write the full name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import Field, model_validator

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Name
from living_survey.knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VenueKind = Literal["conference", "journal", "preprint", "software", "web"]
Words = tuple[str, ...]

PREPRINT = "arXiv"
FEW = 2
FINDINGS, WORKSHOPS = "Findings of ", " Workshops"
IN_ACL_FINDINGS = frozenset(
    ["AACL", "ACL", "ACL-IJCNLP", "EACL", "EMNLP", "EMNLP-IJCNLP", "IJCNLP-AACL", "NAACL"]
)

SMALL_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"])
# Words about an edition, a volume or a kind of paper, which are not part of a venue's name.
OF_EDITIONS = frozenset(
    [
        "accepted", "annual", "appear", "benchmarks", "datasets", "demonstrations", "edition", "highlight",
        "industry", "issue", "long", "main", "no", "oral", "papers", "part", "poster", "pp", "proc",
        "proceedings", "published", "round", "short", "spotlight", "track", "v", "vol", "volume", "first",
        "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth", "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth",
        "eightieth", "ninetieth", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
        "ninety", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
        "dec", "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december",
    ]
)  # fmt: skip
SPONSORS = frozenset(["acm", "ccf", "cvf", "ieee", "rsj", "siam", "usenix"])
ABBREVIATIONS = {"conf": "conference", "intl": "international", "natl": "national", "symp": "symposium"}
# Events at a conference that are not the conference.
OTHER_EVENTS = frozenset(
    ["challenge", "companion", "doctoral", "student", "symposium", "tutorial", "tutorials"]
)
PREPRINT_WORDS = (("arxiv",), ("corr",))
SIDE_EVENTS = {"findings": FINDINGS, "workshop": WORKSHOPS, "workshops": WORKSHOPS}

WORD = re.compile(r"[^\W_]+")
EDITION = re.compile(r"\d+|\d+(?:st|nd|rd|th)|[ivxl]{2,}")
YEAR = re.compile(r"['’`]\d\d(?!\d)|(?<!\d)(?:19|20)\d\d(?!\d)")
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
BETWEEN_PARTS = re.compile(r"\s*[,:;]\s+|\s+[-–—]\s+")
_ACRONYM = re.compile(r"(?=.*[A-Z0-9].*[A-Z])[A-Za-z0-9&/ -]+")
LONGEST_ACRONYM = 15


class Venue(Model):
    """A venue; `short` is what entries have."""

    short: Name = Field(examples=["CVPR"])
    full: Name = Field(
        default="",
        examples=["IEEE/CVF Conference on Computer Vision and Pattern Recognition"],
        description="As bibliographies have it, if that differs.",
    )
    kind: VenueKind = "conference"
    aliases: tuple[Name, ...] = Field(default=(), description="Other names, current or former.")
    earlier: dict[int, Name] = Field(
        default_factory=dict, description="Former full names by the last year in which they were used."
    )

    @model_validator(mode="before")
    @classmethod
    def _full_as_short(cls, raw: object) -> object:
        return {"full": raw.get("short"), **raw} if isinstance(raw, dict) else raw

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return (self.short, self.full, *self.aliases, *self.earlier.values())

    def full_in(self, year: int | None) -> str:
        """The full name that it had in a year."""
        former = sorted(last for last in self.earlier if year is not None and year <= last)
        return self.earlier[former[0]] if former else self.full


@cache
def known_venues() -> tuple[Venue, ...]:
    """The venues of `venues.yaml`, which are those of every survey."""
    table = resources.files("living_survey.knowledge").joinpath("venues.yaml").read_bytes()
    return tuple(Venue.model_validate(item) for item in yaml.load(table, _LOADER))  # noqa: S506 - both are safe


class Venues:
    """The well-known venues, and those that a survey declares, which come first."""

    def __init__(self, own: Iterable[Venue] = ()) -> None:
        """Take the survey's own."""
        self._own = tuple(own)
        self.canonical = lru_cache(maxsize=10_000)(self._canonical)

    def __iter__(self) -> Iterator[Venue]:
        return iter(self._by_short.values())

    @cached_property
    def _by_short(self) -> dict[str, Venue]:
        return {venue.short: venue for venue in (*known_venues(), *self._own)}

    @cached_property
    def _by_name(self) -> dict[str, Venue]:
        return {fold(name): venue for venue in self for name in reversed(venue.names)}

    @cached_property
    def _by_words(self) -> dict[Words, Venue]:
        found: dict[Words, Venue] = {}
        for venue in self:
            for words in map(_words, venue.names):
                bare = _without_sponsors(words)
                found.update(dict.fromkeys([words, bare] if len(bare) > FEW else [words], venue))
        return found

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[Words, Venue]]]:
        found: defaultdict[int, list[tuple[Words, Venue]]] = defaultdict(list)
        for words, venue in self._by_words.items():
            found[len(words)].append((words, venue))
        return dict(found)

    @cached_property
    def _acronyms(self) -> re.Pattern[str]:
        names = {name for venue in self for name in venue.names if is_acronym(name)}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        any_of = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<![\w-])(?:{any_of})(?=W?(?:['’\s,-]?\d|[^\w-]|$))")

    def get(self, name: str | None) -> Venue | None:
        """The venue of a name, also `Findings of ACL` and `CVPR Workshops`; None if it is not known."""
        short = self.canonical(name or "")
        if found := self._by_short.get(short):
            return found
        if host := self._by_short.get(short.removeprefix(FINDINGS)):
            of_acl = "Findings of the Association for Computational Linguistics: " + host.short
            return _beside(host, short, of_acl if host.short in IN_ACL_FINDINGS else "Findings of the {}")
        host = self._by_short.get(short.removesuffix(WORKSHOPS))
        return _beside(host, short, "{} Workshops") if host else None

    def _canonical(self, text: str) -> str:
        """The short form of a venue as somebody wrote it; what is not known comes back as it is."""
        line = " ".join(text.split())
        return self._recognized(line) or line

    def _recognized(self, line: str) -> str | None:
        if venue := self._by_name.get(fold(line)):
            return venue.short
        bare = YEAR.sub(" ", line)
        outside, inside = IN_BRACKETS.sub(" ", bare), IN_BRACKETS.findall(bare)
        if _words(outside)[:1] in PREPRINT_WORDS:
            return PREPRINT
        parts = BETWEEN_PARTS.split(outside)
        for end in range(len(parts), 0, -1):
            words, rest = _words(" ".join(parts[:end])), _words(" ".join([*parts[end:], *inside]))
            if OTHER_EVENTS.isdisjoint(rest) and (found := self._named(words, rest)):
                return found
        return self._by_acronym(outside, inside)

    def _named(self, words: Words, rest: Words) -> str | None:
        """The venue that words name, or its findings or workshops if any of the words is that."""
        sides = {SIDE_EVENTS[word] for word in (*words, *rest) if word in SIDE_EVENTS}
        if venue := self._match(words):
            in_words = {SIDE_EVENTS[word] for word in words if word in SIDE_EVENTS}
            is_whole = venue.kind == "conference" or set(rest) <= set(_words(venue.short))
            if sides == in_words and is_whole:
                return venue.short
        host, beside = (tuple(word for word in part if word not in SIDE_EVENTS) for part in (words, rest))
        if sides == {FINDINGS}:
            named = [venue for part in (beside, host) if (venue := self._match(_after_association(part)))]
            return FINDINGS + named[0].short if named else None
        if sides == {WORKSHOPS} and (venue := self._match(host)):
            is_joint = "workshops" in {*words, *rest} or set(beside) <= set(_words(venue.short))
            return venue.short + WORKSHOPS if is_joint else None
        if (
            not sides
            and len(words) == 1
            and words[0].endswith("w")
            and (venue := self._match((words[0][:-1],)))
        ):
            return venue.short + WORKSHOPS
        return None

    def _match(self, words: Words) -> Venue | None:
        """The venue whose name has these words, some of them perhaps abbreviated, and no other sponsor."""
        bare = _without_sponsors(words)
        for way in dict.fromkeys((words, bare)):
            if (venue := self._by_words.get(way)) and _may_be_by(words, venue, is_told=way == words):
                return venue
        found = {
            venue.short: venue
            for way in dict.fromkeys((words, bare))
            if len(way) > 1
            for name, venue in self._by_length.get(len(way), ())
            if all(map(str.startswith, name, way)) and _may_be_by(words, venue, is_told=way == words)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _by_acronym(self, outside: str, inside: Iterable[str]) -> str | None:
        """The venue in brackets, if what is outside is some of its name: `IEEE Conf. on Vision (CVPR)`."""
        words = _words(outside)
        for text in inside:
            venue = self._by_name.get(fold(text).strip())
            if venue and any(_is_some_of(words, _words(name)) for name in venue.names):
                return venue.short
        return None

    def mentioned_in(self, text: str) -> str | None:
        """The venue that running text names, by all of it or by the longest acronym in it, or None."""
        found = self.canonical(text)
        if found != " ".join(text.split()) or self.get(found):
            return found
        match = self._acronyms.search(text)
        if match is None:
            return None
        around = text[max(0, match.start() - 20) : match.end() + 30]
        side = next((word for word in _words(around) if word in SIDE_EVENTS), None)
        return self.canonical(f"{match[0]} {side or ''}")


WELL_KNOWN = Venues()
"""Those of every survey; read when they are first asked for."""


def is_acronym(name: str) -> bool:
    """Whether a name can be recognized in running text, unlike `Science`: short, with several capitals."""
    return len(name) <= LONGEST_ACRONYM and _ACRONYM.fullmatch(name) is not None


def _beside(host: Venue, short: str, form: str) -> Venue:
    earlier = {year: form.format(name) for year, name in host.earlier.items()}
    return Venue(short=short, full=form.format(host.full), kind=host.kind, earlier=earlier)


def _words(text: str) -> Words:
    """The words of a name, without small ones and what is said of an edition."""
    folded = fold(text).replace("int'l", "international")
    found = (ABBREVIATIONS.get(word, word) for word in WORD.findall(folded))
    return tuple(
        word
        for word in found
        if word not in SMALL_WORDS and word not in OF_EDITIONS and not EDITION.fullmatch(word)
    )


def _without_sponsors(words: Words) -> Words:
    return tuple(word for word in words if word not in SPONSORS)


def _may_be_by(words: Words, venue: Venue, *, is_told: bool) -> bool:
    """Whether the sponsors that words name fit a venue: `ACM Multimedia` is another than `IEEE Multimedia`.

    `is_told` means that the sponsors are in its name, or that there are none.
    """
    named, theirs = SPONSORS.intersection(words), SPONSORS.intersection(_words(venue.full))
    if len(words) - len(named) <= FEW and not is_told:
        return not theirs.isdisjoint(named)
    return not (theirs and named) or not theirs.isdisjoint(named)


def _after_association(words: Words) -> Words:
    """The words after `Association for Computational Linguistics`, if that is what they begin with."""
    association = ("association", "computational", "linguistics")
    return words[3:] if words[:3] == association else words


def _is_some_of(words: Words, name: Words) -> bool:
    """Whether all words, or what they abbreviate, are in a name in their order."""
    rest = iter(name)
    return all(any(full.startswith(word) for full in rest) for word in words)
