"""Folding of names and titles, so that different spellings of the same text match."""

from __future__ import annotations

import re
import unicodedata

FOLDED_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "þ": "th",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
}
"""Small letters that Unicode does not decompose, with what people type for them."""

STOP_WORDS = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "can", "do", "for", "from", "how", "in", "is", "it", "of", "on",
        "or", "the", "to", "towards", "via", "what", "when", "with",
    ]
)  # fmt: skip
"""Words of titles without a subject."""

_LETTERS = str.maketrans(FOLDED_LETTERS)
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """A text as people type it in a search box: small letters without accents, `Łukasz` as `lukasz`.

    Four steps, in this order: Unicode's compatibility decomposition (NFKD), which also turns `ﬁ` into `fi`
    and `𝐷²` into `D2`; combining marks are dropped; letters become small; `FOLDED_LETTERS` are replaced.
    Letters of other scripts stay. Folding a folded text changes nothing.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.lower().translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits of any script."""
    return _WORD.findall(fold(text))


def normalized_title(title: str) -> str:
    """A title as it is compared: its folded words with one space between them."""
    return " ".join(words(title))


def slug(text: str) -> str:
    """A text as a part of an address: `Findings of ACL` -> `findings-of-acl`; empty if nothing is left."""
    return _NOT_ALPHANUMERIC.sub("-", fold(text)).strip("-")
