"""What citations need and an entry does not spell out: names in parts, the kind of publication, its date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from living_survey.knowledge.text import fold

if TYPE_CHECKING:
    from living_survey.knowledge import Work

Publication = Literal["article", "conference", "preprint", "report", "software", "web"]

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_COLLECTIVES = frozenset(
    [
        "ai", "alliance", "association", "collaboration", "collective", "committee", "community",
        "company", "consortium", "corporation", "council", "foundation", "group", "inc",
        "institute", "initiative", "lab", "laboratory", "labs", "ltd", "network", "organization",
        "project", "research", "society", "team", "university",
    ]
)  # fmt: skip
# Spanish and Catalan surnames joined by "and": José Ortega y Gasset.
_JOINS = frozenset(["y", "i"])

# Journals whose usual short form does not say that they are one.
_JOURNALS = frozenset(
    fold(name)
    for name in (
        "AIJ", "Applied Sciences", "Cell", "CACM", "Computer", "CVIU", "eLife", "IJCV",
        "Intelligent Computing", "JACM", "JAIR", "JMLR", "Machine Learning", "Nature",
        "Neural Computation", "Neural Networks", "Neurocomputing", "PACMHCI", "PACMMOD", "PACMPL",
        "Patterns", "Pattern Recognition", "PeerJ", "PLOS ONE", "PNAS", "PVLDB", "RA-L", "Science",
        "Sensors", "TACL", "TASLP", "TCSVT", "TGRS", "TIP", "TIST", "TKDD", "TKDE", "TMI", "TMLR",
        "TMM", "TNNLS", "TOCHI", "TODS", "TOG", "TOIS", "TOMM", "TPAMI", "TSE", "TVCG",
        "Visual Intelligence", "VLDB Journal",
    )
)  # fmt: skip
_JOURNAL_WORDS = re.compile(
    r"\b(?:annals|archives?|bulletin|communications (?:of|biology|medicine|physics)|foundations and trends|"
    r"frontiers|journal|letters|magazine|nature|reports|reviews?|surveys|transactions)\b"
    r"|engineering$|^science (?:advances|robotics)"
)
# Journals that call themselves proceedings.
_PROCEEDINGS = re.compile(
    r"^proceedings of the (?:acm on|ieee$|national academy|royal society|vldb endowment)"
)
_CONFERENCE_WORDS = re.compile(r"\b(?:conference|findings|proceedings|symposium|workshops?)\b")
_WEB_WORDS = re.compile(r"\b(?:blog|website|web ?page|hugging ?face|medium)\b")
_SOFTWARE_HOSTS = frozenset(["github", "gitlab", "pypi", "zenodo"])


@dataclass(frozen=True, slots=True)
class PersonName:
    """An author's name in the parts that reference managers ask for; a collective has `literal` only."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """The name with the family name in front: `von Werra, Leandro`."""
        if self.literal:
            return self.literal
        family = f"{self.particle} {self.family}".strip()
        return ", ".join(part for part in (family, self.given, self.suffix) if part)


@lru_cache(maxsize=65536)
def person(name: str) -> PersonName:
    """Take a name as printed, given name first, apart; names of one word and of teams stay whole.

    Lower-case words begin the family name, as in BibTeX: `Leandro von Werra`, `Diego de Las Casas`.
    """
    words = name.split()
    if len(words) < 2 or _is_collective(name, words):  # noqa: PLR2004 - a given and a family name
        return PersonName(literal=" ".join(words))
    suffix = ""
    if len(words) > 2 and fold(words[-1]).strip(".,") in _SUFFIXES:  # noqa: PLR2004
        suffix = words.pop()
    small = [at for at, word in enumerate(words[:-1]) if at and word[0].islower()]
    if not small:
        return PersonName(words[-1], " ".join(words[:-1]), suffix=suffix)
    first, last = small[0], small[-1]
    if first > 1 and words[first] in _JOINS:
        return PersonName(" ".join(words[first - 1 :]), " ".join(words[: first - 1]), suffix=suffix)
    return PersonName(
        family=" ".join(words[last + 1 :]),
        given=" ".join(words[:first]),
        particle=" ".join(words[first : last + 1]),
        suffix=suffix,
    )


def _is_collective(name: str, words: list[str]) -> bool:
    return (
        fold(words[-1]).strip(".") in _COLLECTIVES
        or "," in name
        or any(fold(word) in {"and", "et", "of", "the", "&"} for word in words)
    )


def publication(work: Work) -> Publication:
    """How the cited version of a work was published, from its venue and what its facets say.

    No entry names it: the journals above and the words of the venue decide, then values of facets that
    declare a `publication`; else it is a conference.
    """
    venue = fold(work.venue or "")
    if venue == "arxiv" or (not venue and work.arxiv):
        return "preprint"
    if venue in _SOFTWARE_HOSTS:
        return "software"
    if work.publication == "web" or not venue or _WEB_WORDS.search(venue):
        return "web"
    if _is_journal(venue):
        return "article"
    return "report" if work.publication == "report" else "conference"


def _is_journal(venue: str) -> bool:
    if venue in _JOURNALS or _PROCEEDINGS.search(venue):
        return True
    return bool(_JOURNAL_WORDS.search(venue)) and not _CONFERENCE_WORDS.search(venue)


@dataclass(frozen=True, slots=True)
class Issued:
    """When the cited version came out, as far as known."""

    year: int
    month: int | None = None
    day: int | None = None


def issued(work: Work) -> Issued:
    """The date of the cited version.

    The first public date of a work that appeared elsewhere later is that of its preprint.
    """
    if publication(work) in {"article", "conference"}:
        return Issued(work.year)
    if work.published and work.published.year == work.year:
        return Issued(work.year, work.published.month, work.published.day)
    if work.arxiv_id and work.arxiv_id.year == work.year:
        return Issued(work.year, work.arxiv_id.month)
    return Issued(work.year)
