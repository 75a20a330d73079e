"""What can be wrong with a text, as data: the same tables check entries here and in the contribution form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a text, and what to do about it.

    Message and cure are templates for `str.format`. They can name `text`; `cleaned`, the text without what is
    wrong; `titled`, the text with a capital for each word; and the groups of the pattern.
    """

    pattern: re.Pattern[str]
    """What a text has that has the fault."""
    message: str
    cure: str = ""
    in_capitals: bool = False
    """Whether only texts without small letters can have the fault."""


def fault_of(text: str, faults: Iterable[Fault], shown: Callable[[str], str] = str) -> tuple[str, str] | None:
    """The message and cure of the first matching fault; None if the text has none of them.

    `shown` turns a part of the text into what a message shows of it.
    """
    for fault in faults:
        if (match := fault.pattern.search(text)) and (not fault.in_capitals or text.isupper()):
            values = {
                "text": text,
                "cleaned": fault.pattern.sub("", text).strip(),
                "titled": text.title(),
                **match.groupdict(""),
            }
            parts = {name: shown(value) for name, value in values.items()}
            return fault.message.format(**parts), fault.cure.format(**parts)
    return None
