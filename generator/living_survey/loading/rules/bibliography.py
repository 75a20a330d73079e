"""Bibliographic facts of an entry: names, identifiers, dates, addresses."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from living_survey.knowledge.faults import Fault, fault_of
from living_survey.knowledge.identifiers import ArxivId, is_doi
from living_survey.knowledge.people import SUFFIXES
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
    'Copy the part after "abs/" from the paper\'s address at arXiv, in quotes: arxiv: "2401.01234".',
)
def arxiv_identifier_is_possible(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """https://info.arxiv.org/help/arxiv_identifier.html."""
    text = entry.text("arxiv")
    if text is None:
        return
    try:
        ArxivId.parse(text)
    except ValueError as error:
        bare = _arxiv_in(_ARXIV_IN_FRONT.sub("", text).removesuffix(".pdf").strip())
        hint = f'write only "{bare.base}"' if bare else str(error)
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
    'Copy the part that starts with "10." from the publisher\'s page.',
)
def doi_is_possible(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html."""
    text = entry.text("doi")
    if text is None or is_doi(text):
        return
    bare = _DOI_IN_FRONT.sub("", text).strip()
    hint = f'write only "{bare}"' if is_doi(bare) else 'it looks like "10.1000/182"'
    yield Finding.at(entry.place("doi"), f'"{shortened(text)}" is not a DOI', hint)


def _arxiv_in(text: str) -> ArxivId | None:
    try:
        return ArxivId.parse(text)
    except ValueError:
        return None


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


# --- venues ----------------------------------------------------------------------------------------------


@entry_rule(
    "venue-name",
    "A well-known venue has its usual short name; exports write the full one.",
    'Write the short name, such as "CVPR". A survey can declare other venues below venues: in taxonomy.yaml.',
    Severity.WARNING,
)
def venue_has_its_short_name(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Works of one venue are found under one name."""
    venue = entry.text("venue")
    short = vocabulary.entry_model.known_venues.canonical(venue) if venue else ""
    if venue and short != " ".join(venue.split()):
        message = f'"{shortened(venue)}" is usually called {short}'
        yield Finding.at(entry.place("venue"), message, f"write {short}")


# --- addresses -------------------------------------------------------------------------------------------

_ENDED = r"(?=[:/?#]|$)"
_NUMBER = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_ADDRESS = rf"{_NUMBER}(?:\.{_NUMBER}){{3}}|\[[0-9a-f:.]+\]"
_HOST = rf"(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.)+[^\W\d_][\w-]{{0,61}}\.?|{_ADDRESS}"
_PRIVATE_NAME = r"localhost|[^:/?#]*\.(?:localhost|local|internal|lan|home|test|invalid|example)"
# Networks that are not globally reachable: https://www.iana.org/assignments/iana-ipv4-special-registry
_PRIVATE_ADDRESS = (
    r"(?:(?:0|10|127|22[4-9]|2[345][0-9])\.[0-9]+|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|169\.254"
    r"|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168|198\.1[89])(?:\.[0-9]+){2}"
    r"|(?:192\.0\.[02]|198\.51\.100|203\.0\.113)\.[0-9]+"
)
# Addresses of version 6 that are globally reachable start with 2 or 3; 2001:db8 is for documentation.
_PRIVATE_ADDRESS_6 = r"(?!2001:db8)(?:[0-14-9a-f][0-9a-f]{3}|[0-9a-f]{0,3}):[0-9a-f:.]*|2001:db8[0-9a-f:.]*"
_PORT = r"[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
_COPY = "copy the address from the browser"
URL_FAULTS = (
    Fault(re.compile(r"\s"), "space in the address", "write %20, or delete it"),
    Fault(
        re.compile(r"(?i)^(?!https?:)(?:www\.|[\w-]+(?:\.[\w-]+)+/)"),
        "not a web address",
        "write https://{text}",
    ),
    Fault(
        re.compile(r"(?i)^(?!https?:)(?P<scheme>[\w+.-]+):"),
        '"{scheme}:" is not a web address',
        "start it with https:// or http://",
    ),
    Fault(re.compile(r"(?i)^(?!https?:)"), "not a web address", "start it with https:// or http://"),
    Fault(
        re.compile(r"(?i)\\|^https?:(?!//)"),
        "not a web address",
        "start it with https:// or http://, and use no backslash",
    ),
    Fault(
        re.compile(r"(?i)^https?://[^/?#]*@"),
        "user name or password in the address",
        'delete the part before the "@"',
    ),
    Fault(re.compile(rf"(?i)^https?://{_ENDED}"), "no host in the address", _COPY),
    Fault(
        re.compile(rf"(?i)^https?://(?!(?:\[[0-9a-f:.]+\]|[^:\[\]/?#]*)(?::(?:{_PORT})?)?(?:[/?#]|$))"),
        "malformed host or port",
        _COPY,
    ),
    Fault(
        re.compile(rf"(?i)^https?://(?P<host>{_PRIVATE_NAME}|{_PRIVATE_ADDRESS})\.*{_ENDED}"),
        '"{host}" is not a public host',
        "link to a public page",
    ),
    Fault(
        re.compile(rf"(?i)^https?://\[(?P<host>{_PRIVATE_ADDRESS_6})\]"),
        '"{host}" is not a public host',
        "link to a public page",
    ),
    Fault(
        re.compile(rf"(?i)^https?://(?!(?:{_HOST}){_ENDED})(?P<host>[^:/?#]*)"),
        '"{host}" is not a public host name',
        _COPY,
    ),
)
"""What is wrong with the address of a link."""


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
    return fault_of(url, URL_FAULTS, shortened)


# --- names -----------------------------------------------------------------------------------------------

_LATIN, _GREEK_OR_CYRILLIC = r"[A-Za-z\u00c0-\u024f]", r"[\u0370-\u03ff\u0400-\u04ff]"
_SUFFIX = rf"\s*(?:{'|'.join(sorted(SUFFIXES))}|md|phd|inc|ltd)\.?\s*"
NAME_FAULTS = (
    Fault(
        re.compile(r"(?i)\bet\.? al\b|\band others\b|^others$|^\.\.\.$"),
        '"{text}" is not a name',
        "list all authors",
    ),
    Fault(re.compile(r";| and | & | und | et "), '"{text}" looks like several names', "one name per item"),
    Fault(
        re.compile(rf"(?i)^\s*(?P<last>[^,]*?)\s*,(?!{_SUFFIX}$)\s*(?P<first>[^,]*[^,\s])\s*$"),
        '"{text}" looks like "Last, First"',
        "write {first} {last}",
    ),
    Fault(
        re.compile(rf"(?i),(?!{_SUFFIX}(?:,|$))"),
        '"{text}" looks like "Last, First"',
        "one name per item, given name first",
    ),
    Fault(
        re.compile(r"[\\{}$<>]|&\w+;"),
        'LaTeX or HTML in the name "{text}"',
        "write accents as they are: é, ü",
    ),
    Fault(re.compile(r"[*†‡§¶#^@\u2217⋆★✉]"), 'footnote mark in the name "{text}"', "write {cleaned}"),
    Fault(
        re.compile(rf"{_LATIN}[^\s-]*{_GREEK_OR_CYRILLIC}|{_GREEK_OR_CYRILLIC}[^\s-]*{_LATIN}"),
        'letters of two alphabets in the name "{text}"',
        "type it again: some letters only look right, and nobody finds the name",
    ),
    Fault(re.compile(r"[\d¹²³⁰⁴-⁹]"), 'digit in the name "{text}"', "delete footnote numbers"),
    Fault(
        re.compile(r"(?:^|\s)[^\W\d_]{3,}\s|\s[^\W\d_]{3,}$"),
        'name in capitals: "{text}"',
        "write {titled}",
        in_capitals=True,
    ),
)
"""What is wrong with an author's name."""


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
    second = -1
    for at, ((last, place), (first, _)) in enumerate(pairwise(names)):
        if at != second and last.strip().isalpha() and first.strip().isalpha():
            second = at + 1
            both = f'"{shortened(last)}", "{shortened(first)}" look like one name split at a comma'
            yield Finding.at(place, both, f"write {shortened(first)} {shortened(last)}")


def fault_of_name(name: str) -> tuple[str, str] | None:
    """What is wrong with an author's name, and what to do; None if nothing is."""
    return fault_of(name, NAME_FAULTS, shortened)


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
