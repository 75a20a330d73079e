"""Rendering single pages of a knowledge base, for tests."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from living_survey.rendering.pages import Page, render_pages
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.site_context import SiteContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey import KnowledgeBase
    from living_survey.knowledge.enrichment import Enrichment

ROOT = Path(__file__).parents[3]
SITE = SiteContext("A Survey", "About it.", "https://survey.example/", "https://git.example/survey")
TEMPLATES = page_environment()


def pages_of(kb: KnowledgeBase, fetched: Mapping[str, Enrichment] | None = None) -> dict[str, Page]:
    """All generated pages by source path."""
    return {page.path: page for page in render_pages(kb, SITE, TEMPLATES, fetched or {})}


def text_of(markup: str) -> str:
    """The text of a piece of markup, white space unified."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def section(markup: str, anchor: str) -> str:
    """What follows the heading with an anchor, up to the next heading of its level or above."""
    level, rest = re.split(rf'<h([2-4]) id="{anchor}"', markup, maxsplit=1)[1:]
    return re.split(rf"<h[1-{level}] ", rest, maxsplit=1)[0]
