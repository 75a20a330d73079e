"""A server that lists new papers as arXiv, OpenAlex and Semantic Scholar do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.sources.server import FEED, Reply, Services

if TYPE_CHECKING:
    from tests.sources.server import Preprint, Request

OAI = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
  <responseDate>2026-11-30T10:00:00Z</responseDate>
  <request verb="ListRecords">https://oaipmh.arxiv.org/oai</request>
  {content}
</OAI-PMH>
"""
RECORD = """<record>
  <header><identifier>oai:arXiv.org:{id}</identifier><datestamp>{updated}</datestamp><setSpec>cs</setSpec></header>
  <metadata>
    <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
      <id>{id}</id><created>{created}</created><updated>{updated}</updated>
      <authors><author><keyname>Example</keyname><forenames>Ada</forenames></author>
        <author><keyname>Sample</keyname><forenames>Ben</forenames><suffix>Jr.</suffix></author></authors>
      <title>{title}</title>
      <categories>{categories}</categories>
      <abstract>  {abstract}
  </abstract>
    </arXiv>
  </metadata>
</record>
"""
DELETED = """<record>
  <header status="deleted">
    <identifier>oai:arXiv.org:2611.99999</identifier><datestamp>2026-11-02</datestamp>
  </header>
</record>
"""


class Listings(Services):
    """The services, with all that lists new papers."""

    def __init__(self) -> None:
        super().__init__()
        self.works: list[dict[str, object]] = []
        self.recommended: list[dict[str, object]] = []
        self.page_size = 500
        self.tokens: set[str] = set()

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {
            "SURVEY_ARXIV_OAI_URL": f"{self.base}/oai",
            "SURVEY_SEMANTIC_SCHOLAR_URL": f"{self.base}/recommendations",
        }

    def honest(self, request: Request) -> Reply:
        if "search_query" in request.query:
            return self._listing(request)
        if request.path == "/oai":
            return self._oai(request)
        if request.path.startswith("/recommendations"):
            return Reply.json({"recommendedPapers": self.recommended})
        if request.path == "/works" and "doi:" not in request.query.get("filter", ""):
            return self._works(request)
        return super().honest(request)

    @property
    def listed(self) -> list[Request]:
        """The requests for listings of arXiv's query service."""
        return [request for request in self.requests if "search_query" in request.query]

    def _listing(self, request: Request) -> Reply:
        query = request.query["search_query"]
        categories = set(re.findall(r"cat:(\S+?)[\s)]", query))
        match = re.search(r"submittedDate:\[(\d{8})0000 TO (\d{8})2359\]", query)
        assert match, query
        found = sorted(
            (
                one
                for one in self.preprints.values()
                if categories.intersection(one.categories)
                and match[1] <= one.published[:10].replace("-", "") <= match[2]
            ),
            key=lambda one: one.published,
        )
        start, size = int(request.query["start"]), int(request.query["max_results"])
        part = found[start : start + min(size, self.page_size)]
        entries = "".join(one.entry() for one in part)
        return Reply.atom(FEED.format(ids="", size=size, count=len(found), entries=entries))

    def _oai(self, request: Request) -> Reply:
        token = request.query.get("resumptionToken")
        if token is not None and token not in self.tokens:
            error = '<error code="badResumptionToken">expired</error>'
            return Reply(OAI.format(content=error).encode(), headers={"Content-Type": "text/xml"})
        start, name = (int(token.split("|")[0]), token.split("|")[1]) if token else (0, request.query["set"])
        category = ".".join(name.split(":")[1:])
        found = [one for one in self.preprints.values() if category in one.categories]
        part = found[start : start + self.page_size]
        if not part:
            content = '<error code="noRecordsMatch">nothing</error>'
        else:
            following = f"{start + self.page_size}|{name}" if start + self.page_size < len(found) else ""
            self.tokens.add(following)
            records = "".join(map(_record, part)) + DELETED
            token_element = f'<resumptionToken completeListSize="{len(found)}">{following}</resumptionToken>'
            content = f"<ListRecords>{records}{token_element}</ListRecords>"
        return Reply(OAI.format(content=content).encode(), headers={"Content-Type": "text/xml"})

    def _works(self, request: Request) -> Reply:
        size, page = int(request.query["per-page"]), int(request.query["page"])
        found = self.works
        if "title.search:" in request.query["filter"]:
            words = request.query["filter"].partition("title.search:")[2].partition(",")[0].split()
            found = [one for one in found if all(word in str(one["title"]).lower() for word in words)]
        part = found[(page - 1) * size : page * size]
        return Reply.json({"meta": {"count": len(found), "page": page, "per_page": size}, "results": part})


def _record(preprint: Preprint) -> str:
    return RECORD.format(
        id=preprint.id,
        created=preprint.published[:10],
        updated=preprint.updated[:10],
        title=escape(preprint.title),
        categories=" ".join(preprint.categories),
        abstract=escape(preprint.abstract),
    )


def openalex_work(number: int, title: str, **fields: object) -> dict[str, object]:
    """A work as OpenAlex describes it in a list."""
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": f"https://doi.org/10.1000/w{number}",
        "title": title,
        "publication_date": "2026-11-10",
        "authorships": [{"author": {"display_name": "Ada Example"}}, {"author": None}],
        "abstract_inverted_index": {"rises": [1, 4], "Dough": [0], "and": [2], "bread": [3]},
        "cited_by_count": number,
        "locations": [{"landing_page_url": None}, {"landing_page_url": "https://publisher.example/w"}],
    } | fields


def asked(request: Request) -> dict[str, object]:
    """The JSON body of a request."""
    found: dict[str, object] = json.loads(request.body)
    return found
