"""Where templates come from: the package's own, each of which a survey may override."""

from __future__ import annotations

from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

OVERRIDES = "site_src/templates"
"""The folder of a survey's own templates, below its root."""
_PACKAGED = Path(__file__).parent / "templates"


def template_loader(overrides: Path | None = None) -> BaseLoader:
    """Templates by name, such as `pages/home.html.j2`: from the folder of overrides, else from the package.

    An override that changes one block only starts with `{% extends "default/pages/home.html.j2" %}`:
    `default/` names the package's own template.
    """
    packaged = FileSystemLoader(_PACKAGED)
    own = [FileSystemLoader(overrides)] if overrides else []
    return ChoiceLoader([*own, packaged, PrefixLoader({"default": packaged})])
