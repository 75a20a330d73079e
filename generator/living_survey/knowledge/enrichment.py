"""What outside services say of a work: shown beside what its entry says, never stored in the entry."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from living_survey.knowledge._model import Model


class CitationCount(Model):
    """How often a work is cited, as one service counts on one day."""

    count: int = Field(ge=0, examples=[412])
    source: str = Field(description="The service that counts.", examples=["OpenAlex"])
    on: date = Field(description="The day it was asked.", examples=["2026-11-23"])


class Enrichment(Model):
    """What is known of a work from outside; every field may be missing."""

    abstract: str | None = Field(default=None, description="As arXiv has it, TeX turned into text.")
    categories: tuple[str, ...] = Field(
        default=(), description="At arXiv, the primary one first.", examples=[["cs.CV", "cs.LG"]]
    )
    versions: tuple[tuple[int, date], ...] = Field(
        default=(),
        description="Versions at arXiv whose dates are known: the first, the latest, and those seen between.",
        examples=[[[1, "2023-04-27"], [5, "2023-10-20"]]],
    )
    comment: str | None = Field(default=None, description="The authors' comment at arXiv.")
    doi: str | None = Field(default=None, description="Of the published version, as arXiv has it.")
    journal_ref: str | None = Field(default=None, description="Of the published version, as arXiv has it.")
    withdrawn: bool = Field(default=False, description="Whether arXiv says that the paper was withdrawn.")
    fetched: date | None = Field(default=None, description="The day arXiv was asked.")
    citations: CitationCount | None = None
    cites: tuple[str, ...] = Field(default=(), description="Ids of the works of this survey that it cites.")
    cited_by: tuple[str, ...] = Field(default=(), description="Ids of the works of this survey that cite it.")
