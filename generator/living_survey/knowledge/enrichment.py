"""Facts about a work from outside services: shown beside its entry, never stored in it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from living_survey.knowledge._model import Model


class CitationCount(Model):
    """The number of citations of a work, as counted by one service on one day."""

    count: int = Field(ge=0, examples=[412])
    source: str = Field(description="The service that counts.", examples=["OpenAlex"])
    on: date = Field(description="The day of the request.", examples=["2026-11-23"])


class Enrichment(Model):
    """Facts about a work from outside services; every field may be missing."""

    abstract: str | None = Field(default=None, description="As at arXiv, with TeX converted to text.")
    categories: tuple[str, ...] = Field(
        default=(), description="At arXiv, the primary one first.", examples=[["cs.CV", "cs.LG"]]
    )
    versions: tuple[tuple[int, date], ...] = Field(
        default=(),
        description="Versions at arXiv whose dates are known: the first, the latest, and those seen between.",
        examples=[[[1, "2023-04-27"], [5, "2023-10-20"]]],
    )
    comment: str | None = Field(default=None, description="The authors' comment at arXiv.")
    doi: str | None = Field(default=None, description="Of the published version, as at arXiv.")
    journal_ref: str | None = Field(default=None, description="Of the published version, as at arXiv.")
    withdrawn: bool = Field(default=False, description="Whether the paper was withdrawn at arXiv.")
    fetched: date | None = Field(default=None, description="The day of the request to arXiv.")
    citations: CitationCount | None = None
    cites: tuple[str, ...] = Field(default=(), description="Ids of the works of this survey that it cites.")
    cited_by: tuple[str, ...] = Field(default=(), description="Ids of the works of this survey that cite it.")
