"""Works as RIS, which EndNote, Mendeley, RefWorks and Zotero read.

https://en.wikipedia.org/wiki/RIS_(file_format) keeps the tags of the withdrawn specification.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.knowledge.venues import PREPRINT
from living_survey.rendering.citation import Authors, full_venue, issued, publication, short_venue
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.knowledge import Work
    from living_survey.rendering.citation import Issued, Publication
    from living_survey.rendering.pieces import Pieces

_TYPES: dict[Publication, str] = {
    "article": "JOUR",
    "book": "BOOK",
    "conference": "CONF",
    "preprint": "UNPB",
    "report": "RPRT",
    "software": "COMP",
    "thesis": "THES",
    "web": "ELEC",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def ris(works: Iterable[Work], pieces: Pieces = made_anew) -> bytes:
    """The works as RIS records."""
    return b"".join(pieces("ris", works, lambda work: ris_record(work).encode()))


def ris_record(work: Work) -> str:
    """A work as a RIS record with the line ends that RIS asks for."""
    lines = (f"{tag}  - {_one_line(value)}".rstrip() for tag, value in _fields(work))
    return "\r\n".join((*lines, "ER  - ", "", ""))


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    how = publication(work)
    when = issued(work)
    yield "TY", _TYPES[how]
    yield "ID", work.id
    yield "TI", work.title
    authors = Authors.of(work)
    for name in authors.names:
        yield "AU", name.inverted
    if authors.has_others:
        yield "AU", "et al."
    if when.year:
        yield "PY", str(when.year)
        yield "DA", _date(when)
    venue = full_venue(work)
    places = {
        "PB" if how in {"book", "report", "thesis"} else "T2": venue if venue != PREPRINT else None,
        "J2": short_venue(work),
        "DB": PREPRINT if work.arxiv_id else None,
        "AN": f"arXiv:{work.arxiv_id.base}" if work.arxiv_id else None,
        "DO": work.doi,
        "UR": work.url,
        "L1": work.pdf_url,
    }
    yield from ((tag, value) for tag, value in places.items() if value)
    for tag in work.tags:
        yield "KW", tag.node


def _date(when: Issued) -> str:
    """`2023/04/27`, `2023/04/` or `2023//`: the slashes are always there."""
    parts = (f"{part:02d}" if part else "" for part in (when.month, when.day))
    return "/".join((str(when.year), *parts))


def _one_line(value: str) -> str:
    """A value that cannot begin a line, and so no field, of its own."""
    return " ".join(_CONTROL.sub(" ", value).split())
