"""Folding of names and titles, so that spellings of the same thing meet."""

from __future__ import annotations

import re
import unicodedata

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not decompose.
_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "ø": "o",
        "Ø": "o",
        "œ": "oe",
        "Œ": "oe",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ð": "d",
        "Ð": "d",
        "þ": "th",
        "Þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)


def fold(text: str) -> str:
    """Lower-case ASCII of a text: accents dropped, compatibility forms unified."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def words(text: str) -> list[str]:
    """The words of a text, folded; letters of other scripts are kept as words."""
    return re.findall(r"\w+", fold(text).replace("_", " "))


def normalized_title(title: str) -> str:
    """A title with only what tells it from another: letters and digits, folded, one space between words."""
    return " ".join(words(title))


def slug(text: str) -> str:
    """A text as a part of an address: `Findings of ACL` -> `findings-of-acl`; empty if nothing is left."""
    return _NOT_ALPHANUMERIC.sub("-", fold(text)).strip("-")


def last_name(author: str) -> str:
    """The last word of a name as printed, without a suffix: `Robert Tarjan Jr.` -> `Tarjan`."""
    parts = [part for part in author.split() if fold(part).strip(".") not in {"jr", "sr", "ii", "iii", "iv"}]
    return parts[-1] if parts else author
