"""Identifiers of works, in texts and addresses, and citation keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from living_survey.knowledge.faults import Fault, fault_of
from living_survey.knowledge.people import Name
from living_survey.knowledge.text import STOP_WORDS, fold

NEW_STYLE = re.compile(r"([0-9]{2})([0-9]{2})\.[0-9]{4,5}(?:v([1-9][0-9]*))?")
OLD_STYLE = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/([0-9]{2})([0-9]{2})[0-9]{3}(?:v([1-9][0-9]*))?")
DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>{}|\\^`]+")
CITATION_KEY = re.compile(r"(?P<name>[a-z]{1,40})(?P<year>(?:19|20)[0-9]{2})(?P<word>[a-z0-9]{1,60})")
LONGEST_NAME = 40
LONGEST_WORD = 55
"""Five characters less than a key may have: a suffix tells apart works with the same key."""

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

_NO_MONTH = r"(?!0[1-9]|1[0-2])(?P<month>[0-9]{2})"
NEW_STYLE_FAULTS = (
    Fault(re.compile(rf"^[0-9]{{2}}{_NO_MONTH}"), "month {month} does not exist"),
    Fault(re.compile(r"^(?:0[0-6]|070[1-3])"), "identifiers of this form start in April 2007 (0704)"),
    Fault(
        re.compile(r"^(?P<year>0[7-9]|1[0-4])[0-9]{2}\.[0-9]{5}"),
        "identifiers of 20{year} have 4 digits after the dot",
    ),
    Fault(
        re.compile(r"^(?P<year>1[5-9]|[2-9][0-9])[0-9]{2}\.[0-9]{4}(?![0-9])"),
        "identifiers of 20{year} have 5 digits after the dot",
    ),
    Fault(re.compile(r"\.0+(?:v|$)"), "the number after the dot starts at 1"),
)
OLD_STYLE_FAULTS = (
    Fault(
        re.compile(rf"^(?!(?:{'|'.join(sorted(ARCHIVES))})[./])(?P<archive>[a-z-]+)"),
        '"{archive}" is not an archive of arXiv',
    ),
    Fault(re.compile(rf"/[0-9]{{2}}{_NO_MONTH}"), "month {month} does not exist"),
    Fault(
        re.compile(r"/(?!91(?:0[89]|1)|9[2-9]|0[0-6]|070[1-3])"),
        "identifiers of this form run from August 1991 to March 2007",
    ),
)
ARXIV_FORM = 'an arXiv identifier looks like "2401.01234" or "hep-th/9901001"'


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier, new style (`2401.01234`) or old style (`hep-th/9901001`).

    Source: https://info.arxiv.org/help/arxiv_identifier.html
    """

    base: str
    year: int
    month: int
    version: int | None = None

    @classmethod
    def parse(cls, text: str) -> ArxivId:
        """Read an identifier; raise `ValueError` with the reason if none can look like this."""
        if match := NEW_STYLE.fullmatch(text):
            fault, century = fault_of(text, NEW_STYLE_FAULTS), 2000
        elif match := OLD_STYLE.fullmatch(text):
            fault, century = fault_of(text, OLD_STYLE_FAULTS), 1900 if match[1] >= "91" else 2000
        else:
            raise ValueError(ARXIV_FORM)
        if fault:
            raise ValueError(fault[0])
        year, month, version = match.groups()
        base = text[: text.rindex("v")] if version else text
        return cls(base, century + int(year), int(month), int(version) if version else None)


def is_doi(text: str) -> bool:
    """Whether the text has the form of a DOI name (prefix `10.NNNN`, slash, suffix), without a resolver.

    Source: https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html
    """
    return DOI.fullmatch(text) is not None


# --- identifiers in texts and addresses --------------------------------------------------------------------

ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "alphaxiv.org", "huggingface.co")
ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|papers|e-print|src|overview)/(.+?)(?:\.pdf)?/?")
ARXIV_PREFIX = re.compile(r"arxiv:\s*", re.IGNORECASE)
ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
DOI_PREFIX = re.compile(r"(?:doi:\s*|https?://(?:dx\.|www\.)?doi\.org/)", re.IGNORECASE)
ACL_DOI = re.compile(r"10\.18653/v1/([^/]+)", re.IGNORECASE)
ACL_PATH = re.compile(
    r"/(?:anthology/)?([A-Za-z][0-9]{2}-[0-9]{4}|[0-9]{4}\.[a-z0-9_-]+\.[0-9]+)(?:v[0-9]+)?(?:\.pdf|\.bib)?/?"
)
ACL_HOSTS = frozenset(["aclanthology.org", "aclweb.org"])
OPENREVIEW_HOST = "openreview.net"
OPENREVIEW_PATHS = frozenset(["/forum", "/pdf", "/attachment"])


def arxiv_in(text: str) -> str | None:
    """The arXiv identifier, without version, that a text is: bare, prefixed, an address, or arXiv's DOI."""
    candidate = ARXIV_PREFIX.sub("", text.strip())
    if "://" in candidate:
        host, path = _host_and_path(candidate)
        match = ARXIV_PATH.fullmatch(unquote(path))
        if match and any(host == known or host.endswith(f".{known}") for known in ARXIV_HOSTS):
            candidate = match[1]
        else:
            candidate = DOI_PREFIX.sub("", candidate)
    if match := ARXIV_DOI.fullmatch(candidate):
        candidate = match[1]
    try:
        return arxiv_key(ArxivId.parse(candidate.removesuffix(".pdf")).base)
    except ValueError:
        return None


def arxiv_key(identifier: str) -> str:
    """The key of a preprint: `math.GT/0309136` and `math/0309136` are the same."""
    archive, slash, number = identifier.partition("/")
    return archive.partition(".")[0] + slash + number if slash else identifier


def doi_in(text: str) -> str | None:
    """The DOI that a text is: bare, prefixed, or an address of the resolver."""
    stripped = DOI_PREFIX.sub("", text.strip(), count=1)
    for candidate in (stripped, unquote(stripped)):
        if is_doi(candidate):
            return candidate
    return None


def identifier_in(text: str) -> str | None:
    """The identifier of a work that a text or address contains, in one form for all; None if there is none.

    `arxiv:2401.01234`, `doi:10.1109/tpami.2025.1`, `acl:2023.acl-long.1`, `openreview:AbC123`. DOIs that
    arXiv and the ACL Anthology give out are read as their own identifiers.
    """
    if arxiv := arxiv_in(text):
        return f"arxiv:{arxiv}"
    if doi := doi_in(text):
        acl = ACL_DOI.fullmatch(doi)
        return f"acl:{acl[1].lower()}" if acl else f"doi:{doi.lower()}"
    host, path = _host_and_path(text.strip())
    if host in ACL_HOSTS and (acl := ACL_PATH.fullmatch(path)):
        return f"acl:{acl[1].lower()}"
    if host == OPENREVIEW_HOST and path in OPENREVIEW_PATHS:
        forum = parse_qs(urlsplit(text.strip()).query).get("id")
        return f"openreview:{forum[0]}" if forum else None
    return None


def _host_and_path(address: str) -> tuple[str, str]:
    """The host, without `www.`, and the path of an address; empty if the text is not an address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return (parts.hostname or "").removeprefix("www."), parts.path


# --- citation keys -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitationKey:
    """A work's id: first author's last name, first public year, first significant word of the title."""

    name: str
    year: int
    word: str

    @classmethod
    def parse(cls, text: str) -> CitationKey | None:
        """Read a citation key; None if the text is not one."""
        match = CITATION_KEY.fullmatch(text)
        return cls(match["name"], int(match["year"]), match["word"]) if match else None

    @classmethod
    def of(cls, first_author: str, year: int | None, title: str) -> CitationKey | None:
        """The key of a work; None if one of the three is missing or has no letters that a key can have."""
        name = letters_of(Name.parse(first_author).key_word)
        candidates = [word for part in title.split() if (word := re.sub(r"[^a-z0-9]", "", fold(part)))]
        word = next((word for word in candidates if word not in STOP_WORDS), "".join(candidates[:1]))
        return cls.parse(f"{name[:LONGEST_NAME]}{year}{word[:LONGEST_WORD]}") if name and word else None

    def __str__(self) -> str:
        return f"{self.name}{self.year}{self.word}"


def letters_of(text: str) -> str:
    """The letters of a text that a key can have: `O'Neil` -> `oneil`."""
    return re.sub(r"[^a-z]", "", fold(text))
