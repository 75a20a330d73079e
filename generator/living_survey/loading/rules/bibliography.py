"""Bibliographic facts of an entry: names, identifiers, dates, addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from living_survey.knowledge.identifiers import ArxivId, is_doi
from living_survey.knowledge.text import fold
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule
from living_survey.loading.yaml_tree import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.documents import EntryDocument

# --- identifiers -----------------------------------------------------------------------------------------

_ARXIV_IN_FRONT = re.compile(r"(?i)^(?:https?://)?(?:(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)")
_DOI_IN_FRONT = re.compile(r"(?i)^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:\s*)")


@entry_rule(
    "arxiv-id",
    "An arXiv identifier has a form that arXiv gives out.",
    'Copy the part after "abs/" from the paper\'s address at arXiv, in quotes: arxiv: "2304.14108".',
)
def arxiv_identifier_is_possible(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """https://info.arxiv.org/help/arxiv_identifier.html."""
    text = entry.text("arxiv")
    if text is None:
        return
    try:
        ArxivId.parse(text)
    except ValueError as error:
        bare = _ARXIV_IN_FRONT.sub("", text).removesuffix(".pdf").strip()
        hint = f'write only "{bare}"' if bare != text and _is_arxiv(bare) else str(error)
        yield Finding.at(
            entry.place("arxiv"), f'"{shortened(text)}" is not an arXiv identifier', shortened(hint, 120)
        )


@entry_rule(
    "arxiv-version",
    "An arXiv identifier must not include a version; links lead to the latest one.",
    'Drop the "v2" at the end.',
    Severity.WARNING,
)
def arxiv_identifier_has_no_version(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """The identifier has no version at its end."""
    arxiv = entry.arxiv
    if arxiv and arxiv.version:
        message = f'must not include a version: "{arxiv.base}v{arxiv.version}"'
        yield Finding.at(entry.place("arxiv"), message, f'write "{arxiv.base}"')


@entry_rule(
    "doi",
    "A DOI has the form 10.NUMBER/NAME, without a resolver in front.",
    "Copy it from the publisher's page, from the 10. on.",
)
def doi_is_possible(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html."""
    text = entry.text("doi")
    if text is None or is_doi(text):
        return
    bare = _DOI_IN_FRONT.sub("", text).strip()
    hint = f'write only "{bare}"' if is_doi(bare) else 'it looks like "10.1109/TPAMI.2025.3576835"'
    yield Finding.at(entry.place("doi"), f'"{shortened(text)}" is not a DOI', hint)


def _is_arxiv(text: str) -> bool:
    try:
        ArxivId.parse(text)
    except ValueError:
        return False
    return True


# --- dates -----------------------------------------------------------------------------------------------


@entry_rule(
    "year-before-preprint",
    "The year is at most one before that of the arXiv identifier.",
    "Check both; the first four digits of an arXiv identifier are the year and month of the upload.",
)
def year_fits_the_preprint(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """A work is not uploaded years after it appeared, and a mere preprint has the year of a preprint.

    One year of delay is a workshop in autumn whose paper is uploaded in January.
    """
    arxiv, year, published = entry.arxiv, entry.number("year"), entry.day("published")
    if arxiv is None or year is None:
        return
    if year < arxiv.year - 1:
        message = f"year {year}, but arXiv {arxiv.base} dates from {arxiv.year}"
        yield Finding.at(entry.place("year"), message, "correct the year or the identifier")
    elif _is_preprint(entry) and year != arxiv.year and (published is None or year != published.year):
        message = f"year {year}, but arXiv {arxiv.base} dates from {arxiv.year}, and there is no other venue"
        hint = f"write year: {arxiv.year}, or add the venue of {year}"
        yield Finding.at(entry.place("year"), message, hint)


@entry_rule(
    "published-after-preprint",
    "The first public date is not after the month of the arXiv identifier.",
    "Give the day of the first version, not of the venue; leave the field out if it is not known.",
)
def first_date_is_not_after_the_preprint(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """What is at arXiv is public."""
    arxiv, published = entry.arxiv, entry.day("published")
    if arxiv and published and (published.year, published.month) > (arxiv.year, arxiv.month):
        message = f"first public on {published}, but arXiv {arxiv.base} is older"
        hint = "give the day of the first version, or leave it out"
        yield Finding.at(entry.place("published"), message, hint)


@entry_rule(
    "published-before-preprint",
    "The first public date of a preprint without another venue is that of its upload.",
    "Check the date and the arXiv identifier; if it was public elsewhere before, add that venue.",
    Severity.WARNING,
)
def first_date_is_that_of_the_preprint(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """Papers uploaded on the last days of a month get an identifier of the next one; not more than that."""
    arxiv, published = entry.arxiv, entry.day("published")
    if arxiv is None or published is None or not _is_preprint(entry):
        return
    months = (arxiv.year - published.year) * 12 + arxiv.month - published.month
    if months > 1:
        message = f"first public on {published}, {months} months before arXiv {arxiv.base}"
        yield Finding.at(
            entry.place("published"), message, "correct one of them, or add the venue where it was public"
        )


@entry_rule(
    "year-before-published",
    "The year is at most one before that of the first public date.",
    "Check year and published.",
)
def year_is_not_before_published(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """One year of delay is a workshop with a late upload."""
    year, published = entry.number("year"), entry.day("published")
    if year is not None and published is not None and year < published.year - 1:
        message = f"year {year}, but first public on {published}"
        yield Finding.at(entry.place("year"), message, "correct one of them")


def _is_preprint(entry: EntryDocument) -> bool:
    venue = entry.text("venue")
    return venue is None or fold(venue).strip() == "arxiv"


# --- addresses -------------------------------------------------------------------------------------------

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}\.?")
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home", ".test", ".invalid", ".example")


@entry_rule(
    "bad-url",
    "A link is the address of a public page, starting with https:// or http://.",
    "Copy the address from the browser; try it in a private window.",
)
def links_are_public_addresses(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every link has a web scheme and a public host, no spaces and no credentials."""
    links = entry.at("links")
    for key, node in links.values.items() if isinstance(links, Mapping) else ():
        if isinstance(node, Scalar) and isinstance(node.value(), str) and (fault := fault_of_url(node.text)):
            message, hint = fault
            yield Finding.at(node, f"links.{shortened(key)}: {message}", hint)


def fault_of_url(url: str) -> tuple[str, str] | None:
    """What is wrong with the address of a link, and what to do; None if nothing is."""
    if re.search(r"\s", url):
        return "space in the address", "write %20, or delete it"
    if not re.match(r"(?i)https?:", url):
        scheme = re.match(r"[\w+.-]+(?=:)", url)
        what = f'"{shortened(scheme[0])}:" is not a web address' if scheme else "not a web address"
        bare = re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)+/)", url)
        return what, f"write https://{shortened(url)}" if bare else "start it with https:// or http://"
    if "\\" in url or not url[url.index(":") :].startswith("://"):
        return "not a web address", "start it with https:// or http://, and use no backslash"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "malformed host or port", "copy the address from the browser"
    if "@" in parts.netloc:
        return "user name or password in the address", 'delete the part before the "@"'
    return _fault_of_host(host)


def _fault_of_host(host: str) -> tuple[str, str] | None:
    if not host:
        return "no host in the address", "copy the address from the browser"
    not_public = f'"{shortened(host)}" is not a public host', "link to a public page"
    if host == "localhost" or host.rstrip(".").endswith(_PRIVATE_ENDINGS):
        return not_public
    if _HOST.fullmatch(host):
        return None
    try:
        return None if ipaddress.ip_address(host).is_global else not_public
    except ValueError:
        return f'"{shortened(host)}" is not a public host name', "copy the address from the browser"


# --- names -----------------------------------------------------------------------------------------------

_PLAIN_NAME = re.compile(r"(?:[^\W\d_]|[ .'’-])+")
_SUFFIX = re.compile(r"(?i)(jr|sr|ii|iii|iv|md|phd|inc|ltd)\.?")
_MARKER = re.compile(r"[*†‡§¶#^@\u2217⋆★✉]")
_OTHERS = re.compile(r"(?i)\bet\.? al\b|\band others\b|^others$|^\.\.\.$")
_LATEX = re.compile(r"[\\{}$<>]|&\w+;")
_SEVERAL = re.compile(r";| and | & | und | et ")


@entry_rule(
    "author-name",
    "Authors are written as printed, given name first, one per item, without marks.",
    "Write [Ada Lovelace, Charles Babbage]: all of them, in print order.",
    Severity.WARNING,
)
def names_are_names(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No name looks like `Last, First`, even split in two, `et al.` or several names, or has marks."""
    names = list(entry.texts("authors"))
    for name, place in names:
        if fault := fault_of_name(name):
            yield Finding.at(place, *fault)
    # Groups such as OpenAI have one word, but hardly two in a row.
    for (last, place), (first, _) in pairwise(names):
        if last.strip().isalpha() and first.strip().isalpha():
            both = f'"{shortened(last)}", "{shortened(first)}" look like one name split at a comma'
            yield Finding.at(place, both, f"write {shortened(first)} {shortened(last)}")


def fault_of_name(name: str) -> tuple[str, str] | None:
    """What is wrong with an author's name, and what to do; None if nothing is."""
    plain = _PLAIN_NAME.fullmatch(name) and not name.isupper()
    if plain and not _SEVERAL.search(name) and not _OTHERS.search(name):
        return None
    return next((cure(name) for seems, cure in _FAULTS_OF_NAMES if seems(name)), None)


def _is_last_first(name: str) -> bool:
    return "," in name and not all(_SUFFIX.fullmatch(part.strip()) for part in name.split(",")[1:])


def _last_first(name: str) -> tuple[str, str]:
    last, _, first = (part.strip() for part in shortened(name).partition(","))
    hint = f"write {first} {last}" if first and "," not in first else "one name per item, given name first"
    return f'"{shortened(name)}" looks like "Last, First"', hint


def _is_shouted(name: str) -> bool:
    long_words = [word for word in name.split() if len(word) > 2 and word.isalpha()]  # noqa: PLR2004 - initials
    return " " in name and bool(long_words) and name.isupper()


_Cure = Callable[[str], tuple[str, str]]
_FAULTS_OF_NAMES: tuple[tuple[Callable[[str], object], _Cure], ...] = (
    (_OTHERS.search, lambda name: (f'"{shortened(name)}" is not a name', "list all authors")),
    (_SEVERAL.search, lambda name: (f'"{shortened(name)}" looks like several names', "one name per item")),
    (_is_last_first, _last_first),
    (
        _LATEX.search,
        lambda name: (f'LaTeX or HTML in the name "{shortened(name)}"', "write accents as they are: é, ü"),
    ),
    (
        _MARKER.search,
        lambda name: (
            f'footnote mark in the name "{shortened(name)}"',
            f"write {_MARKER.sub('', shortened(name)).strip()}",
        ),
    ),
    (
        lambda name: any(character.isdigit() for character in name),
        lambda name: (f'digit in the name "{shortened(name)}"', "delete footnote numbers"),
    ),
    (
        _is_shouted,
        lambda name: (f'name in capitals: "{shortened(name)}"', f"write {shortened(name).title()}"),
    ),
)


@entry_rule(
    "author-twice",
    "An author is in the list once; two people of one name are explained in the remarks.",
    "Delete the repetition; if they are two people, mention it in remarks.",
    Severity.WARNING,
)
def authors_are_different(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No name is there twice, unless the remarks mention it."""
    seen: set[str] = set()
    remarks = (entry.text("remarks") or "").casefold()
    for name, place in entry.texts("authors"):
        folded = name.casefold()
        if folded in seen and folded not in remarks:
            hint = "delete one; if they are two people, mention it in remarks"
            yield Finding.at(place, f'duplicate author "{shortened(name)}"', hint)
        seen.add(folded)
