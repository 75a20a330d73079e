"""Where outside services are and who asks: from the environment and from `mkdocs.yml`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ARXIV = "https://export.arxiv.org/api/query"
DOI = "https://doi.org"
ARXIV_OAI = "https://oaipmh.arxiv.org/oai"
OPENALEX = "https://api.openalex.org/works"
SEMANTIC_SCHOLAR = "https://api.semanticscholar.org/recommendations/v1/papers"
DBLP = "https://dblp.org/search/publ/api"
CROSSREF = "https://api.crossref.org/works"
CACHE = ".cache/survey"


@dataclass(frozen=True)
class Settings:
    """Addresses of services, the contact that requests name, and the folder of the cache."""

    cache: Path
    contact: str | None = None
    arxiv: str = ARXIV
    doi: str = DOI
    openalex: str = OPENALEX
    arxiv_oai: str = ARXIV_OAI
    semantic_scholar: str = SEMANTIC_SCHOLAR
    dblp: str = DBLP
    crossref: str = CROSSREF
    pages: str | None = None
    """Asked for pages of papers instead of their hosts, which it gets as the first step of the path."""
    semantic_scholar_key: str | None = field(default=None, repr=False)
    openalex_key: str | None = field(default=None, repr=False)

    @property
    def services(self) -> tuple[str, ...]:
        """The addresses of services, which whoever runs the program has chosen."""
        chosen = (self.arxiv, self.doi, self.openalex, self.arxiv_oai, self.semantic_scholar, self.pages)
        return tuple(address for address in chosen if address)

    def page_address(self, url: str) -> str:
        """The address at which the page of a paper is asked for."""
        return url if self.pages is None else f"{self.pages}/{url.partition('://')[2]}"

    @property
    def user_agent(self) -> str:
        """Who asks, with a way to reach them: arXiv, Crossref and OpenAlex all want one."""
        try:
            number = version("living-survey")
        except PackageNotFoundError:
            number = "0"
        return f"living-survey/{number}" + (f" ({self.contact})" if self.contact else "")


def settings(root: Path | str, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force for a folder.

    `SURVEY_ARXIV_URL` and `SURVEY_ARXIV_OAI_URL` (whole addresses), `SURVEY_DOI_URL`, `SURVEY_OPENALEX_URL`,
    `SURVEY_DBLP_URL`, `SURVEY_CROSSREF_URL`, `SURVEY_SEMANTIC_SCHOLAR_URL`, `SURVEY_PAGES_URL`,
    `SURVEY_CACHE_DIR` and `SURVEY_CONTACT` win; the contact else is `extra: {contact: ...}` of `mkdocs.yml`.
    `SEMANTIC_SCHOLAR_API_KEY` and `OPENALEX_API_KEY` are optional, and never printed.
    """
    root = Path(root)
    openalex = (environment.get("SURVEY_OPENALEX_URL") or OPENALEX).rstrip("/")
    contact = environment.get("SURVEY_CONTACT") or _configured_contact(root / "mkdocs.yml")
    return Settings(
        cache=root / (environment.get("SURVEY_CACHE_DIR") or CACHE),
        contact=_header_safe(contact),
        arxiv=environment.get("SURVEY_ARXIV_URL") or ARXIV,
        doi=(environment.get("SURVEY_DOI_URL") or DOI).rstrip("/"),
        openalex=openalex if openalex.endswith("/works") else f"{openalex}/works",
        arxiv_oai=environment.get("SURVEY_ARXIV_OAI_URL") or ARXIV_OAI,
        semantic_scholar=(environment.get("SURVEY_SEMANTIC_SCHOLAR_URL") or SEMANTIC_SCHOLAR).rstrip("/"),
        dblp=environment.get("SURVEY_DBLP_URL") or DBLP,
        crossref=environment.get("SURVEY_CROSSREF_URL") or CROSSREF,
        pages=(environment.get("SURVEY_PAGES_URL") or "").rstrip("/") or None,
        semantic_scholar_key=environment.get("SEMANTIC_SCHOLAR_API_KEY") or None,
        openalex_key=_header_safe(environment.get("OPENALEX_API_KEY")),
    )


def _header_safe(text: str | None) -> str | None:
    """A contact or key without what a header cannot hold; None if nothing is left."""
    kept = "".join(c for c in text or "" if " " <= c <= "~" and c not in "()").strip()
    return kept or None


class _PlainLoader(yaml.SafeLoader):
    """Reads configuration without making the objects that its tags ask for."""


def _ignored(_loader: yaml.SafeLoader, _suffix: str, _node: yaml.Node) -> None:
    return None


_PlainLoader.add_multi_constructor("", _ignored)


def _configured_contact(path: Path) -> str | None:
    try:
        found: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeError, yaml.YAMLError):
        return None
    extra = found.get("extra") if isinstance(found, dict) else None
    contact = extra.get("contact") if isinstance(extra, dict) else None
    return contact if isinstance(contact, str) else None
