"""A work as a COinS: what Zotero's connector reads from a list of works on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from living_survey.rendering.citation import full_venue, publication

if TYPE_CHECKING:
    from living_survey.knowledge import Work

MAX_AUTHORS = 30


def coins(work: Work) -> str:
    """The `title` of a work's `Z3988` span: an OpenURL context object (Z39.88-2004), not escaped for HTML.

    Names at most `MAX_AUTHORS` authors, so that a page that lists many works stays light.
    """
    in_journal = publication(work) == "article"
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", {"conference": "proceeding", "preprint": "preprint"}.get(publication(work), "article")),
        ("rft.atitle", work.title),
    ]
    if work.year:
        fields.append(("rft.date", str(work.year)))
    if venue := full_venue(work):
        fields.append(("rft.jtitle" if in_journal else "rft.btitle", venue))
    if work.doi:
        fields.append(("rft_id", f"info:doi/{work.doi}"))
    if work.url:
        fields.append(("rft_id", work.url))
    fields += [("rft.au", author) for author in work.authors[:MAX_AUTHORS]]
    return urlencode(fields, quote_via=quote)
