"""Works as CSL-JSON, which Zotero, pandoc, citeproc and Word plug-ins read.

https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from living_survey.knowledge.people import Name
from living_survey.rendering.citation import Authors, full_venue, issued, publication, short_venue
from living_survey.rendering.pieces import made_anew

if TYPE_CHECKING:
    from collections.abc import Iterable

    from living_survey.knowledge import Work
    from living_survey.rendering.citation import Issued, Publication
    from living_survey.rendering.pieces import Pieces

_TYPES: dict[Publication, str] = {
    "article": "article-journal",
    "book": "book",
    "conference": "paper-conference",
    "preprint": "article",
    "report": "report",
    "software": "software",
    "thesis": "thesis",
    "web": "webpage",
}

CslName = TypedDict(
    "CslName",
    {"family": str, "given": str, "non-dropping-particle": str, "suffix": str, "literal": str},
    total=False,
)
CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]})
CslItem = TypedDict(
    "CslItem",
    {
        "id": str,
        "type": str,
        "title": str,
        "author": list[CslName],
        "issued": CslDate,
        "container-title": str,
        "container-title-short": str,
        "publisher": str,
        "number": str,
        "DOI": str,
        "URL": str,
        "keyword": str,
    },
    total=False,
)


def csl_json(works: Iterable[Work], pieces: Pieces = made_anew) -> bytes:
    """The works as a CSL-JSON array, one item per line."""
    items = pieces("csl", works, lambda work: json.dumps(csl_item(work), ensure_ascii=False).encode())
    return b"[\n" + b",\n".join(items) + b"\n]\n"


def csl_item(work: Work) -> CslItem:
    """A work as a CSL item; its id is the work's id."""
    how = publication(work)
    item: CslItem = {
        "id": work.id,
        "type": _TYPES[how],
        "title": work.title,
    }
    authors = Authors.of(work)
    # "others" is what citeproc of pandoc prints as "et al."; CSL-JSON has no other form for it.
    if names := [*authors.names, *([Name(literal="others")] if authors.has_others else [])]:
        item["author"] = [_name(name) for name in names]
    if date_parts := _date_parts(issued(work)):
        item["issued"] = {"date-parts": [date_parts]}
    venue = full_venue(work) or ("arXiv" if how == "preprint" else None)
    if venue and how in {"article", "conference", "web"}:
        item["container-title"] = venue
        if short := short_venue(work):
            item["container-title-short"] = short
    elif venue:
        item["publisher"] = venue
    if work.arxiv_id:
        item["number"] = f"arXiv:{work.arxiv_id.base}"
    if work.doi:
        item["DOI"] = work.doi
    if work.url:
        item["URL"] = work.url
    item["keyword"] = ", ".join(tag.node for tag in work.tags)
    return item


def _name(name: Name) -> CslName:
    if name.literal:
        return {"literal": name.literal}
    result: CslName = {"family": name.family, "given": name.given}
    if name.particle:
        result["non-dropping-particle"] = name.particle
    if name.suffix:
        result["suffix"] = name.suffix
    return result


def _date_parts(when: Issued) -> list[int]:
    parts = (when.year, when.month, when.day)
    return [part for part in parts if part is not None]
