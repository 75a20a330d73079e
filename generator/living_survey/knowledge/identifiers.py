"""arXiv identifiers, DOIs and citation keys: what they look like and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

NEW_STYLE_STARTS = (7, 4)
FIVE_DIGITS_START = (15, 1)

_NEW_STYLE = re.compile(
    r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})\.(?P<number>[0-9]{4,5})(?:v(?P<version>[1-9][0-9]*))?"
)
_OLD_STYLE = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Z]{2})?/(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<number>[0-9]{3})"
    r"(?:v(?P<version>[1-9][0-9]*))?"
)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>{}|\\^`]+")
_CITATION_KEY = re.compile(r"(?P<name>[a-z]{1,40})(?P<year>(?:19|20)[0-9]{2})(?P<word>[a-z0-9]{1,60})")

ARCHIVES = frozenset(
    [
        "acc-phys",
        "adap-org",
        "alg-geom",
        "ao-sci",
        "astro-ph",
        "atom-ph",
        "bayes-an",
        "chao-dyn",
        "chem-ph",
        "cmp-lg",
        "comp-gas",
        "cond-mat",
        "cs",
        "dg-ga",
        "funct-an",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math",
        "math-ph",
        "mtrl-th",
        "nlin",
        "nucl-ex",
        "nucl-th",
        "patt-sol",
        "physics",
        "plasm-ph",
        "q-alg",
        "q-bio",
        "quant-ph",
        "solv-int",
        "supr-con",
    ]
)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier, new style (`2304.14108`) or old style (`hep-th/9901001`).

    Source: https://info.arxiv.org/help/arxiv_identifier.html
    """

    base: str
    year: int
    month: int
    version: int | None = None

    @classmethod
    def parse(cls, text: str) -> ArxivId:
        """Read an identifier; raise `ValueError` with the reason if none can look like this."""
        if match := _NEW_STYLE.fullmatch(text):
            year, month = int(match["year"]), int(match["month"])
            if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
                message = f"month {month:02d} does not exist"
                raise ValueError(message)
            if (year, month) < NEW_STYLE_STARTS:
                message = "identifiers of this form start in April 2007 (0704)"
                raise ValueError(message)
            digits = 5 if (year, month) >= FIVE_DIGITS_START else 4
            if len(match["number"]) != digits:
                message = f"identifiers of {2000 + year} have {digits} digits after the dot"
                raise ValueError(message)
            if int(match["number"]) == 0:
                message = "the number after the dot starts at 1"
                raise ValueError(message)
            full_year = 2000 + year
        elif match := _OLD_STYLE.fullmatch(text):
            year, month = int(match["year"]), int(match["month"])
            if match["archive"] not in ARCHIVES:
                message = f'"{match["archive"]}" is not an archive of arXiv'
                raise ValueError(message)
            if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
                message = f"month {month:02d} does not exist"
                raise ValueError(message)
            full_year = 1900 + year if year >= 91 else 2000 + year  # noqa: PLR2004 - arXiv starts in 1991
            if not (1991, 8) <= (full_year, month) <= (2007, 3):
                message = "identifiers of this form run from August 1991 to March 2007"
                raise ValueError(message)
        else:
            message = 'an arXiv identifier looks like "2304.14108" or "hep-th/9901001"'
            raise ValueError(message)
        version = int(match["version"]) if match["version"] else None
        base = text[: text.rindex("v")] if version else text
        return cls(base, full_year, month, version)


def is_doi(text: str) -> bool:
    """Whether the text has the form of a DOI name (prefix `10.NNNN`, slash, suffix), without a resolver.

    Source: https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html
    """
    return _DOI.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CitationKey:
    """A work's id: first author's last name, first public year, first telling word of the title."""

    name: str
    year: int
    word: str

    @classmethod
    def parse(cls, text: str) -> CitationKey | None:
        """Read a citation key; None if the text is not one."""
        match = _CITATION_KEY.fullmatch(text)
        return cls(match["name"], int(match["year"]), match["word"]) if match else None
