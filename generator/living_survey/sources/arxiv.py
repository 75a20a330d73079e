"""arXiv's query service: what to ask and what its answers mean.

Manual: https://info.arxiv.org/help/api/user-manual.html; terms: https://info.arxiv.org/help/api/tou.html.
The manual does not say everything: an answer of status 200 can be an error (an entry titled "Error", the
words "Rate exceeded.", a page of HTML), and one malformed identifier spoils a whole request.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import ValidationError

from living_survey.knowledge.identifiers import ArxivId, arxiv_key, doi_in
from living_survey.sources.http import BAD_REQUEST, NOT_MODIFIED, OK, PassingError, RefusedError
from living_survey.sources.latex import to_text
from living_survey.sources.records import ArxivRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from living_survey.sources.http import Answer

GAP_SECONDS = 3.0
BATCH = 100
RATE_EXCEEDED_WAIT = 30.0

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_WITHDRAWN = re.compile(
    r"\b(?:has|have|was|is|been)\s+(?:been\s+)?withdrawn\b|^\s*withdrawn\b|\bwithdrawn by\b",
    re.IGNORECASE,
)
_WITHDRAWN_ABSTRACT = re.compile(
    r"^\W*(?:this|the)\s+(?:paper|article|manuscript|preprint|submission|work)\s+(?:has been|was|is)"
    r"\s+withdrawn\b|^\W*withdrawn\b",
    re.IGNORECASE,
)
_BAD_ID = re.compile(r"incorrect id format for (\S+)")


class BadIdentifierError(Exception):
    """arXiv refuses a request because of one identifier in it."""

    def __init__(self, identifier: str) -> None:
        """Keep the identifier as arXiv repeats it."""
        super().__init__(identifier)
        self.identifier = identifier


@dataclass(frozen=True)
class Feed:
    """An answer: the records in it by identifier, and why entries could not be read."""

    records: Mapping[str, ArxivRecord]
    unreadable: tuple[str, ...] = ()
    unchanged: bool = False
    total: int = 0
    """How many records the query has, of which the answer may show a part."""


def query(identifiers: Sequence[str]) -> dict[str, str]:
    """The parameters that ask for some preprints; without `max_results` arXiv gives ten."""
    return {"id_list": ",".join(identifiers), "start": "0", "max_results": str(len(identifiers))}


def read_feed(answer: Answer) -> Feed:
    """What an answer says.

    Raises `PassingError` for answers that are faults of the moment, `BadIdentifierError` and `RefusedError`
    for those that asking again would not change.
    """
    if answer.status == NOT_MODIFIED:
        return Feed({}, unchanged=True)
    if _start_of(answer).startswith(b"rate exceeded"):
        raise PassingError('the service answers "Rate exceeded."', wait=RATE_EXCEEDED_WAIT, reached=False)
    answer.refuse_unless(OK, BAD_REQUEST)
    return _feed(parse_xml(answer, f"{_ATOM}feed", "an Atom feed"))


def _start_of(answer: Answer) -> bytes:
    return answer.body[:200].lstrip().lower()


def parse_xml(answer: Answer, tag: str, kind: str) -> Element:
    """The answer as a tree with a root of this tag; `kind` is what it is called.

    `defusedxml` refuses documents that define entities, whatever the age of the expat under this Python: a
    feed has no use for them, and a few lines of nested ones fill the memory. Raises `PassingError` for what
    is not XML, or of another tag.
    """
    if _start_of(answer).startswith((b"<!doctype html", b"<html")) or "html" in answer.media_type:
        raise PassingError("the service answers with a web page, not with data")
    if not answer.body.strip():
        raise PassingError("the answer is empty")
    attempts: list[bytes | str] = [answer.body]
    if answer.charset and answer.charset not in {"utf-8", "utf8"}:
        with suppress(LookupError, UnicodeDecodeError):
            attempts.append(re.sub(r"^\s*<\?xml[^>]*\?>", "", answer.body.decode(answer.charset)))
    for body in attempts:
        try:
            root: Element = fromstring(body, forbid_dtd=True)
        except (ParseError, ValueError, LookupError) as error:
            if isinstance(error, DefusedXmlException):
                raise RefusedError("the answer defines XML entities, which no feed does") from error
            problem = error
        else:
            if root.tag != tag:
                raise PassingError(f"the answer is not {kind} but <{root.tag.rpartition('}')[2]}>")
            return root
    raise PassingError(f"the answer is cut off or not XML ({problem})") from problem


def _feed(root: Element) -> Feed:
    records: dict[str, ArxivRecord] = {}
    unreadable = []
    for entry in root.iter(f"{_ATOM}entry"):
        identifier = line_of(entry, f"{_ATOM}id") or ""
        if "/api/errors" in identifier or (
            line_of(entry, f"{_ATOM}title") == "Error" and not _has_date(entry)
        ):
            _raise_error(line_of(entry, f"{_ATOM}summary") or "no reason given")
        try:
            record = _record(entry, identifier)
        except (ValueError, ValidationError) as error:
            reason = str(error).partition("\n")[0]
            unreadable.append(f"{identifier or 'an entry without id'}: {reason}")
        else:
            records[record.id] = record
    total = line_of(root, f"{_OPENSEARCH}totalResults") or "0"
    return Feed(records, tuple(unreadable), total=int(total) if total.isdecimal() else 0)


def _raise_error(summary: str) -> None:
    if match := _BAD_ID.search(summary):
        raise BadIdentifierError(match[1])
    raise PassingError(f"the service answers with an error: {summary}")


def _has_date(entry: Element) -> bool:
    return entry.find(f"{_ATOM}published") is not None


def _record(entry: Element, identifier: str) -> ArxivRecord:
    arxiv_id = ArxivId.parse(identifier.rpartition("/abs/")[2])
    version = arxiv_id.version or 1
    first, latest = (_day(entry, f"{_ATOM}{name}") for name in ("published", "updated"))
    primary = entry.find(f"{_ARXIV}primary_category")
    terms = [
        primary.get("term") if primary is not None else None,
        *(c.get("term") for c in entry.iter(f"{_ATOM}category")),
    ]
    comment = line_of(entry, f"{_ARXIV}comment")
    abstract = to_text(line_of(entry, f"{_ATOM}summary") or "")
    doi = line_of(entry, f"{_ARXIV}doi")
    names = (to_text(line_of(author, f"{_ATOM}name") or "") for author in entry.iter(f"{_ATOM}author"))
    return ArxivRecord(
        id=arxiv_key(arxiv_id.base),
        version=version,
        versions=((1, first), (version, latest)) if version > 1 else ((1, first),),
        title=to_text(line_of(entry, f"{_ATOM}title") or ""),
        authors=tuple(name for name in names if name and name != ":"),
        abstract=abstract,
        categories=tuple(dict.fromkeys(term for term in terms if term)),
        comment=to_text(comment) if comment else None,
        doi=_first_doi(doi) if doi else None,
        journal_ref=to_text(journal) if (journal := line_of(entry, f"{_ARXIV}journal_ref")) else None,
        withdrawn=bool(_WITHDRAWN.search(comment or "") or _WITHDRAWN_ABSTRACT.search(abstract)),
    )


def _first_doi(text: str) -> str | None:
    """The first of the DOIs that authors wrote into the field, often several or with a resolver in front."""
    for word in re.split(r"[\s,;]+", text):
        if doi := doi_in(word.rstrip(".")):
            return doi
    return None


def line_of(parent: Element, tag: str) -> str | None:
    """The text of a child on one line: arXiv wraps titles and names hard."""
    found = parent.find(tag)
    return (" ".join("".join(found.itertext()).split()) or None) if found is not None else None


def _day(entry: Element, tag: str) -> date:
    text = line_of(entry, tag)
    if not text:
        raise ValueError(f"has no date of {tag.rpartition('}')[2]}")
    return datetime.fromisoformat(text).date()
