"""New preprints from arXiv's OAI-PMH service, which is made for long gaps: a thousand records an answer.

It lists what changed in some days, so preprints that were only revised are left out here.
Manual: https://info.arxiv.org/help/oa/; protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic import ValidationError

from living_survey.sources.arxiv import line_of, parse_xml
from living_survey.sources.discovery.candidates import Candidate
from living_survey.sources.discovery.source import CursorExpiredError, Page, Window
from living_survey.sources.http import OK, PassingError, RefusedError
from living_survey.sources.latex import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from living_survey.sources.http import Answer, Client

NAME = "arxiv"
SERVICE = "arxiv-oai"
GAP_SECONDS = 3.0
PREFIX = "arXiv"
PHYSICS = frozenset(
    [
        "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nlin",
        "nucl-ex", "nucl-th", "physics", "quant-ph",
    ]
)  # fmt: skip
"""Archives of the group `physics`; every other archive is a group of its own."""
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_ARXIV = "{http://arxiv.org/OAI/arXiv/}"


def set_of(category: str) -> str:
    """The set of a category: `cs.CV` -> `cs:cs:CV`, `hep-th` -> `physics:hep-th`."""
    archive, dot, subject = category.partition(".")
    group = "physics" if archive in PHYSICS else archive
    return f"{group}:{archive}:{subject}" if dot else f"{group}:{archive}"


@dataclass(frozen=True)
class ArxivOai:
    """The submissions of some categories, one after the other."""

    client: Client
    url: str
    categories: Sequence[str]
    name: str = NAME
    service: str = SERVICE
    whole: bool = False

    def page(self, window: Window, cursor: str | None) -> Page:
        """A page; the cursor is the number of the category and the service's own token."""
        position, _, token = (cursor or "0 ").partition(" ")
        at = int(position)
        answer = self.client.ask(self.url, _read, parameters=self._query(window, at, token))
        if answer.token:
            following: str | None = f"{at} {answer.token}"
        else:
            following = f"{at + 1} " if at + 1 < len(self.categories) else None
        found = (one for one in answer.candidates if one.published and window.since <= one.published)
        return Page(tuple(found), following, answer.size)

    def _query(self, window: Window, at: int, token: str) -> dict[str, str]:
        if token:
            return {"verb": "ListRecords", "resumptionToken": token}
        return {
            "verb": "ListRecords",
            "metadataPrefix": PREFIX,
            "set": set_of(self.categories[at]),
            "from": window.since.isoformat(),
            "until": window.until.isoformat(),
        }


@dataclass(frozen=True)
class _Records:
    """An answer: candidates, the token for the rest, and the size of the whole list if it is told."""

    candidates: tuple[Candidate, ...] = ()
    token: str = ""
    size: int = 0


def _read(answer: Answer) -> _Records:
    answer.refuse_unless(OK)
    root = parse_xml(answer, f"{_OAI}OAI-PMH", "OAI-PMH")
    error = root.find(f"{_OAI}error")
    if error is not None:
        code = error.get("code", "")
        if code == "noRecordsMatch":
            return _Records()
        if code == "badResumptionToken":
            raise CursorExpiredError
        raise RefusedError(f"the service answers with the error {code}: {(error.text or '').strip()[:200]}")
    listed = root.find(f"{_OAI}ListRecords")
    if listed is None:
        raise PassingError("the answer has no list of records")
    token = listed.find(f"{_OAI}resumptionToken")
    size = token.get("completeListSize", "") if token is not None else ""
    return _Records(
        tuple(_candidates(listed)),
        (token.text or "").strip() if token is not None else "",
        int(size) if size.isdecimal() else 0,
    )


def _candidates(listed: Element) -> Iterator[Candidate]:
    """The records that can be read; deleted ones have no metadata."""
    for record in listed.iter(f"{_ARXIV}arXiv"):
        try:
            yield Candidate(
                title=to_text(_text(record, "title")),
                authors=tuple(_names(record)),
                abstract=to_text(_text(record, "abstract")),
                published=date.fromisoformat(_text(record, "created")),
                categories=tuple(_text(record, "categories").split()),
                sources=(NAME,),
                arxiv=_text(record, "id"),
                doi=_text(record, "doi"),
            )
        except (ValueError, ValidationError):
            continue


def _names(record: Element) -> Iterator[str]:
    for author in record.iter(f"{_ARXIV}author"):
        parts = (_text(author, part) for part in ("forenames", "keyname", "suffix"))
        if name := to_text(" ".join(part for part in parts if part)):
            yield name


def _text(parent: Element, tag: str) -> str:
    """The text of a child on one line; empty if there is none."""
    return line_of(parent, f"{_ARXIV}{tag}") or ""
