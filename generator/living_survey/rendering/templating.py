"""The lookup of templates: those of the package, each of which a survey may override."""

from __future__ import annotations

from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

OVERRIDES = "site_src/templates"
"""The folder of a survey's own templates, relative to its root."""
_PACKAGED = Path(__file__).parent / "templates"


def template_loader(overrides: Path | None = None) -> BaseLoader:
    """Templates by name, such as `pages/home.html.j2`: from the folder of overrides, else from the package.

    `default/` is the package's own template, so an override that changes only one block starts with
    `{% extends "default/pages/home.html.j2" %}`.
    """
    packaged = FileSystemLoader(_PACKAGED)
    own = [FileSystemLoader(overrides)] if overrides else []
    return ChoiceLoader([*own, packaged, PrefixLoader({"default": packaged})])
