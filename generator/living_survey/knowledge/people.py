"""Authors, people or groups: their names read in all usual forms, taken apart, ordered and compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from living_survey.knowledge.text import fold

SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
GROUP_WORDS = frozenset(
    [
        "alliance", "association", "collaboration", "collective", "committee", "community", "company",
        "consortium", "corporation", "council", "foundation", "group", "inc", "institute", "initiative",
        "lab", "laboratory", "labs", "ltd", "network", "organization", "project", "research", "society",
        "team", "university",
    ]
)  # fmt: skip
"""First or last words of names of groups. `AI` is one only in capitals: `Ai` is a family name."""
SMALL_WORDS_OF_GROUPS = frozenset(["and", "et", "of", "the", "&"])
OTHERS = frozenset(["others", "and others", "et al"])
"""Items that replace names in lists of authors, folded and without full stops."""

# Spanish and Catalan surnames joined by "and": José Ortega y Gasset.
_JOINS = frozenset(["y", "i"])
_INITIAL = re.compile(r"(?<!\w)(\w)[^\s-]*")
_AND = re.compile(r"\s+and\s+")
_BRACED = re.compile(r"\{([^{}]*[^{}\s][^{}]*)\}")
_COMMA_OR_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True)
class Name:
    """An author's name in parts; that of a group, and a name of one word, is `literal` only.

    `Name.parse("Leandro von Werra")` has the particle `von`; `Name.parse("Robert Tarjan Jr.")` a suffix.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @staticmethod
    def parse(text: str) -> Name:
        """Read a name: `Jane Doe`, `Doe, Jane`, `van Dam, Jr., Jan`, `Gemini Team`, `{Barnes and Noble}`.

        A suffix may follow a comma or not. Small words begin the family name, as in BibTeX. What has no such
        form is kept as it is.
        """
        return _parsed(text)

    @property
    def natural(self) -> str:
        """The name as it is printed, given name first: `Jan van Dam Jr.`."""
        return self.literal or _joined(" ", self.given, self.particle, self.family, self.suffix)

    @property
    def inverted(self) -> str:
        """The name with the family name first: `van Dam, Jan, Jr.`."""
        return self.literal or _joined(", ", self.surname, self.given, self.suffix)

    @property
    def short(self) -> str:
        """The name with initials: `J.-P. van Dam Jr.`; that of a group as it is."""
        return self.literal or _joined(" ", self.initials, self.particle, self.family, self.suffix)

    @property
    def initials(self) -> str:
        """The given names by their first letters: `Jean-Pierre Marie` -> `J.-P. M.`."""
        return _INITIAL.sub(r"\1.", self.given)

    @property
    def surname(self) -> str:
        """What a short citation calls the author: `von Werra`, `Gemini Team`."""
        return self.literal or _joined(" ", self.particle, self.family)

    @property
    def key_word(self) -> str:
        """The word that ids are made of: the last one of a family name, `Gemini` of the Gemini Team."""
        if self.family:
            return self.family.rpartition(" ")[2]
        return next((word for word in self.literal.split() if not _is_group_word(word)), self.literal)

    @cached_property
    def sort_key(self) -> tuple[str, str, str]:
        """Orders by family name without particle, then by given name; groups by their first word."""
        return fold(self.family or self.literal), fold(f"{self.given} {self.particle}"), self.natural

    @cached_property
    def match_key(self) -> str:
        """What the spellings of a name share: family name and first initial, `Y. Wang` as `Yi Wang`."""
        return fold(f"{self.family} {self.given[:1]}" if self.family else self.literal)


@lru_cache(maxsize=65536)
def _parsed(text: str) -> Name:
    line = " ".join(text.split())
    braced = _BRACED.fullmatch(line)
    if braced or " " not in line or _is_group(line):
        return Name(literal=braced[1].strip() if braced else line)
    match [part.strip() for part in line.split(",") if part.strip()]:
        case [natural, suffix] if _is_suffix(suffix):
            return _natural(f"{natural} {suffix}")
        case [last, first]:
            return _inverted(last, "", first)
        case [last, suffix, first] if _is_suffix(suffix):
            return _inverted(last, suffix, first)
        case [natural]:
            return _natural(natural)
        case _:
            return Name(literal=line)


def _natural(line: str) -> Name:
    words = line.split()
    suffix = words.pop() if len(words) > 2 and _is_suffix(words[-1]) else ""  # noqa: PLR2004 - given and family name
    if len(words) == 1:
        return Name(literal=line)
    small = [at for at, word in enumerate(words[:-1]) if at and word[0].islower()]
    if not small:
        return Name(words[-1], " ".join(words[:-1]), suffix=suffix)
    first, last = small[0], small[-1]
    if first > 1 and words[first] in _JOINS:
        return Name(" ".join(words[first - 1 :]), " ".join(words[: first - 1]), suffix=suffix)
    return Name(
        family=" ".join(words[last + 1 :]),
        given=" ".join(words[:first]),
        particle=" ".join(words[first : last + 1]),
        suffix=suffix,
    )


def _inverted(last: str, suffix: str, first: str) -> Name:
    """`von Last, Jr, First`: the small words that the family name begins with are its particle."""
    words = last.split()
    small = next((at for at, word in enumerate(words) if not word[0].islower()), 0)
    return Name(" ".join(words[small:]), first, " ".join(words[:small]), suffix)


def _is_suffix(word: str) -> bool:
    return fold(word).strip(" .") in SUFFIXES


def _is_group(name: str) -> bool:
    words = name.replace(",", " ").split()
    if any(_is_group_word(word) for word in (*words[:1], *words[-1:])):
        return True
    return not SMALL_WORDS_OF_GROUPS.isdisjoint(fold(word) for word in words)


def _is_group_word(word: str) -> bool:
    return word == "AI" or fold(word).strip(".") in GROUP_WORDS


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


def is_others(name: str) -> bool:
    """Whether an item of a list of authors replaces the ones left out: `others`, `et al.`, `...`."""
    bare = fold(name).replace(".", "").strip()
    return bare in OTHERS or name.strip() in {"...", "…"}


def split_names(text: str) -> list[str]:
    """Names that a person typed into one field, given name first: on lines, or between `;`, `and` or commas.

    `Lovelace, Ada` is one name; several words on both sides of a comma make two.
    """
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    if len(lines) != 1:
        return lines
    line = lines[0]
    between = _AND.split(line)
    if ";" in line:
        between = line.split(";")
    elif "," in line and not all(map(_is_inverted, between)):
        return [part for part in _COMMA_OR_AND.split(line) if part]
    return [Name.parse(part).natural for part in between if part.strip()]


def _is_inverted(name: str) -> bool:
    """Whether it is a name such as `Lovelace, Ada`, and not two names."""
    parts = [part.strip() for part in name.split(",")]
    return len(parts) == 2 and any(" " not in part for part in parts)  # noqa: PLR2004 - last, first
