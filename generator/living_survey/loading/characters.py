"""Invisible and control characters: which they are, and text without them."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar, cast

ValueT = TypeVar("ValueT")

# Joiners are allowed: emoji and several scripts are written with them.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_CONTROL_CATEGORIES = frozenset({"Cc", "Cn", "Cs"})


def is_control(character: str) -> bool:
    """Whether an unseen character is a control character or none at all, rather than an invisible mark."""
    return unicodedata.category(character) in _CONTROL_CATEGORIES


def cleaned(text: str) -> str:
    """A text from an outside source on one line, with single spaces and without invisible characters."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # as most are
    if UNSEEN.search(text):
        text = UNSEEN.sub(lambda match: " " if match[0].isspace() else "", text)
    return " ".join(text.split())


def cleaned_value(value: ValueT) -> ValueT:
    """A value from an outside source with all texts in its lists and mappings cleaned."""
    found: object = value
    if isinstance(value, str):
        found = cleaned(value)
    elif isinstance(value, list):
        found = [cleaned_value(item) for item in value]
    elif isinstance(value, tuple):
        found = tuple(cleaned_value(item) for item in value)
    elif isinstance(value, dict):
        found = {key: cleaned_value(item) for key, item in value.items()}
    return cast("ValueT", found)
