"""The kind of a venue that no table has, from the words of its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.knowledge.text import fold
from living_survey.knowledge.venues import is_acronym

if TYPE_CHECKING:
    from living_survey.knowledge.venues import VenueKind

_JOURNAL_WORDS = re.compile(
    r"\b(?:annals|archives?|bulletin|communications (?:of|biology|medicine|physics)|foundations and trends|"
    r"frontiers|journal|letters|magazine|nature|reports|reviews?|surveys|transactions)\b"
    r"|engineering$|^proceedings of the (?:acm on|ieee$|royal society)"
)
_CONFERENCE_WORDS = re.compile(
    r"\b(?:conf\.?|conference|congress|findings|meeting|proc\.?|proceedings|symposium|workshops?)(?!\w)"
)
_NAME_AND_ACRONYM = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+?)(?:[\s'’-]*(?:\d\d)?\d\d)?[)\]]")
_EDITION = re.compile(
    r"^(?:(?:in\s+)?proc(?:eedings|\.)\s+(?:of\s+)?)?(?:the\s+)?(?:(?:19|20)\d\d\s+)?"
    r"(?:\d+(?:st|nd|rd|th)\s+)?(?:annual\s+)?",
    re.IGNORECASE,
)
_WEB_WORDS = re.compile(r"\b(?:blog|website|web ?page|hugging ?face|medium)\b")


def kind_in_words(name: str) -> VenueKind | None:
    """The kind that the words of a name tell; None if they tell none."""
    folded = fold(name)
    if _WEB_WORDS.search(folded):
        return "web"
    is_conference = _CONFERENCE_WORDS.search(folded)
    if (journal := _JOURNAL_WORDS.search(folded)) and (not is_conference or journal[0].startswith("proc")):
        return "journal"
    return "conference" if is_conference else None


def kind_of_name(name: str) -> VenueKind:
    """The kind of a venue: what its words tell, else a conference for an acronym and a journal otherwise."""
    is_short = " " not in name.strip() and is_acronym(name.strip())
    return kind_in_words(name) or ("conference" if is_short else "journal")


def short_and_full(name: str) -> tuple[str, str]:
    """The acronym at the end of the name of a conference, and the name without its edition.

    The name as it is and nothing without an acronym. `Proc. of the 21st Conference on Sensors (SenSys)` gives
    `SenSys` and `Conference on Sensors`.
    """
    match = _NAME_AND_ACRONYM.fullmatch(name.strip())
    if match and is_acronym(match[2]) and kind_in_words(match[1]) == "conference":
        return match[2], _EDITION.sub("", match[1])
    return name, ""
