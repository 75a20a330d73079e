"""The Jinja environment of page templates, with filters for names, dates and addresses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from living_survey.knowledge.text import slug
from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.coins import coins
from living_survey.rendering.markdown import is_linkable
from living_survey.rendering.pages.fragments import CachedExtension
from living_survey.rendering.references import apa, markdown_reference
from living_survey.rendering.synthesis import short_name
from living_survey.rendering.templating import template_loader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def page_environment(overrides: Path | None = None) -> Environment:
    """A Jinja environment for page templates: escapes everything, and raises an error on undefined names.

    `overrides` is the folder of a survey's own templates.
    """
    environment = Environment(
        loader=template_loader(overrides),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[CachedExtension],
    )
    environment.filters |= {
        "long_date": long_date,
        "safe_url": safe_url,
        "slug": slug,
        "bibtex": bibtex,
        "apa": apa,
        "markdown_reference": markdown_reference,
        "coins": coins,
        "script_json": script_json,
        "query": query,
        "short_name": short_name,
    }
    return environment


def long_date(day: date | str) -> str:
    """A date in words, as far as it is known: `27 April 2023`, `April 2023`, `2023`."""
    year, month, number = (*str(day).split("-"), "", "")[:3]
    words = [str(int(number))] if number else []
    words += [MONTHS[int(month) - 1]] if month else []
    return " ".join([*words, year])


def safe_url(url: str) -> str:
    """The URL if it is safe to link (http, https, mailto), else `#`."""
    return url if is_linkable(url) else "#"


def script_json(value: Any) -> Markup:  # noqa: ANN401 - any JSON
    """A value as JSON that is safe inside a `script` element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - the characters that could end a script are escaped


def query(values: Mapping[str, str]) -> str:
    """An escaped query string, with spaces as `%20`."""
    return urlencode(values, quote_via=quote)
